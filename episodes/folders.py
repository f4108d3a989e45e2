"""Where the library lives on this machine.

The places are those that platformdirs names; `EARMARK_DATA_DIR`, `EARMARK_STATE_DIR`, `EARMARK_CACHE_DIR` and
`EARMARK_CONFIG_DIR` override them one by one, `~` in them being the home folder. Nothing here touches the disk.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from .places import given, place

BUNDLED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bundled")
"""The episode files that ship with the program."""


@dataclass(frozen=True)
class Folders:
    """The folders of one library, each an absolute path, or None where this machine has no place for it."""

    data: str | None
    """Precious: imported episodes, sources and marks."""
    state: str | None
    """The last place read, this device's id."""
    cache: str | None
    """The index; deleting it costs a rebuild."""
    config: str | None
    """The reader's own settings."""

    @property
    def episodes(self) -> str | None:
        """The folder of the episodes that the reader brought in."""
        return _below(self.data, "episodes")

    @property
    def marks(self) -> str | None:
        """The folder of the journals, one a device."""
        return _below(self.data, "marks")

    @property
    def sources(self) -> str | None:
        """The file that remembers folders and feeds."""
        return _below(self.data, "sources.toml")

    @property
    def index(self) -> str | None:
        """The SQLite file of the catalogue and the full text."""
        return _below(self.cache, "index.sqlite3")

    @property
    def folded_marks(self) -> str | None:
        """The SQLite file of what was read of the journals."""
        return _below(self.cache, "marks.sqlite3")

    @property
    def settings(self) -> str | None:
        """The reader's `config.toml`."""
        return _below(self.config, "config.toml")


def find_folders(environ: Mapping[str, str], data_dir: str | None = None) -> Folders:
    """Return the folders of the reader's library.

    Args:
        environ: the environment, for the overrides.
        data_dir: another data folder; its index and its last place are then kept apart from the usual one's.

    Raises:
        BadConfiguration: a place is given, and empty.
    """
    places = {kind: place(kind, environ) for kind in ("data", "state", "cache", "config")}
    if data_dir is not None:
        import hashlib

        places["data"] = data = given(data_dir, "--data-dir")
        apart = f"library-{hashlib.blake2s(os.fsencode(data), digest_size=8).hexdigest()}"
        places["state"] = _below(places["state"], apart)
        places["cache"] = _below(places["cache"], apart)
    return Folders(**places)


def _below(folder: str | None, name: str) -> str | None:
    return None if folder is None else os.path.join(folder, name)
