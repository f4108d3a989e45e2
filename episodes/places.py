"""The place of each kind of file on this system, as platformdirs names it.

Apart from `folders`, as the first picture waits for this: to import `dataclasses` takes longer than to draw it.
"""

import os
import sys
from collections.abc import Mapping

from .errors import BadConfiguration

# The XDG base directories, for which platformdirs is not loaded: it takes longer than the rest of a short command.
# https://specifications.freedesktop.org/basedir-spec/latest/
_XDG = {
    "data": ("XDG_DATA_HOME", ".local/share"),
    "state": ("XDG_STATE_HOME", ".local/state"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
    "config": ("XDG_CONFIG_HOME", ".config"),
}


def place(kind: str, environ: Mapping[str, str]) -> str | None:
    """Return the folder for `data`, `state`, `cache` or `config`, or None where this machine has no place for it.

    Raises:
        BadConfiguration: the environment names one, and it is empty.
    """
    variable = f"EARMARK_{kind.upper()}_DIR"
    if (override := environ.get(variable)) is not None:
        return given(override, variable)
    found = _xdg(kind, environ) if sys.platform.startswith("linux") else None
    if found is None:
        import platformdirs

        found = getattr(platformdirs, f"user_{kind}_dir")("earmark", appauthor=False)
    # Without a home directory the path still begins with a tilde, and would be made in the current folder.
    return found if os.path.isabs(found) else None


def given(path: str, name: str) -> str:
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
