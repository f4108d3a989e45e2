"""Where the library lives on this machine.

The places are those that platformdirs names; `EARMARK_DATA_DIR`, `EARMARK_STATE_DIR`, `EARMARK_CACHE_DIR` and
`EARMARK_CONFIG_DIR` override them one by one, `~` in them being the home folder. Nothing here touches the disk.

The first picture waits for this module: it imports nothing that takes time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from .errors import BadConfiguration

BUNDLED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bundled")
"""The episode files that ship with the program."""
# The XDG base directories, for which platformdirs is not loaded: it takes longer than the rest of a short command.
# https://specifications.freedesktop.org/basedir-spec/latest/
_XDG = {
    "data": ("XDG_DATA_HOME", ".local/share"),
    "state": ("XDG_STATE_HOME", ".local/state"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
    "config": ("XDG_CONFIG_HOME", ".config"),
}


class Folders:
    """The folders of one library and what is in them, as absolute paths; None where this machine has no place for it.

    Args:
        data: precious: imported episodes, sources and marks.
        state: the last place read, this device's id.
        cache: the index; deleting it costs a rebuild.
        config: the reader's own settings.
    """

    # To import `dataclasses` takes longer than to draw the first picture.
    def __init__(self, data: str | None, state: str | None, cache: str | None, config: str | None) -> None:
        self.data, self.state, self.cache, self.config = data, state, cache, config
        self.episodes = _below(data, "episodes")
        """The folder of the episodes that the reader brought in."""
        self.marks = _below(data, "marks")
        """The folder of the journals, one a device."""
        self.sources = _below(data, "sources.toml")
        """The file that remembers folders and feeds."""
        self.index = _below(cache, "index.sqlite3")
        """The SQLite file of the catalogue and the full text."""
        self.folded_marks = _below(cache, "marks.sqlite3")
        """The SQLite file of what was read of the journals."""
        self.settings = _below(config, "config.toml")
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

        places["data"] = data = _given(data_dir, "--data-dir")
        apart = f"library-{hashlib.blake2s(os.fsencode(data), digest_size=8).hexdigest()}"
        places["state"] = _below(places["state"], apart)
        places["cache"] = _below(places["cache"], apart)
    return Folders(**places)


def _below(folder: str | None, name: str) -> str | None:
    return None if folder is None else os.path.join(folder, name)


def place(kind: str, environ: Mapping[str, str]) -> str | None:
    """Return the folder for `data`, `state`, `cache` or `config`, or None where this machine has no place for it.

    Raises:
        BadConfiguration: the environment names one, and it is empty.
    """
    variable = f"EARMARK_{kind.upper()}_DIR"
    if (override := environ.get(variable)) is not None:
        return _given(override, variable)
    found = _xdg(kind, environ) if sys.platform.startswith("linux") else None
    if found is None:
        import platformdirs

        found = getattr(platformdirs, f"user_{kind}_dir")("earmark", appauthor=False)
    # Without a home directory the path still begins with a tilde, and would be made in the current folder.
    return found if os.path.isabs(found) else None


def _given(path: str, name: str) -> str:
    """Return a folder as somebody named it, made absolute; `name` is that of the setting, for the error."""
    if not path.strip():
        raise BadConfiguration(f"{name} is empty: give it a folder, or leave it out.")
    return os.path.abspath(os.path.expanduser(path))


def _xdg(kind: str, environ: Mapping[str, str]) -> str | None:
    """Return a place by the XDG specification, or None where it is not plain what that is."""
    variable, below_home = _XDG[kind]
    if base := environ.get(variable):
        return os.path.join(base, "earmark") if os.path.isabs(base) else None
    home = environ.get("HOME", "")
    return os.path.join(home, below_home, "earmark") if os.path.isabs(home) else None
