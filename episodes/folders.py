"""Where the library lives on this machine.

The places are those that platformdirs names; `EARMARK_DATA_DIR`, `EARMARK_STATE_DIR`, `EARMARK_CACHE_DIR` and
`EARMARK_CONFIG_DIR` override them one by one, `~` in them being the home folder. Nothing here touches the disk.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from .places import given, place

BUNDLED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bundled")
"""The episode files that ship with the program."""


class _Below:
    """What is kept below one of the folders: its path, or None where this machine has no place for that folder."""

    def __init__(self, folder: str, name: str) -> None:
        self._folder = folder
        self._name = name

    def __get__(self, folders: Folders, _: type) -> str | None:
        return _below(getattr(folders, self._folder), self._name)


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

    episodes = _Below("data", "episodes")
    """The folder of the episodes that the reader brought in."""
    marks = _Below("data", "marks")
    """The folder of the journals, one a device."""
    sources = _Below("data", "sources.toml")
    """The file that remembers folders and feeds."""
    index = _Below("cache", "index.sqlite3")
    """The SQLite file of the catalogue and the full text."""
    folded_marks = _Below("cache", "marks.sqlite3")
    """The SQLite file of what was read of the journals."""
    settings = _Below("config", "config.toml")
    """The reader's `config.toml`."""


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
