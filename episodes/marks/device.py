"""This device's id: the name of its journal, made once and kept in the state folder.

The file `device` has an id a line, each `<host name>-<8 hex digits>`. One that another machine's name begins
came along when a home was copied, and stays that machine's: two machines must not write one journal.
"""

from __future__ import annotations

import contextlib
import os
import re

from ..atomic_files import LockedFile
from ..regular_files import read_regular
from ..text import slug

_RANDOM = re.compile(r"-[0-9a-f]{8}", re.ASCII)
_LIMIT = 65_536
"""Bytes of the file that are looked at."""


def device_id(state: str | os.PathLike[str] | None, host: str | None = None) -> str:
    """Return this device's id, the same for all its processes; a new one each time where none can be kept.

    Args:
        state: the state folder, made if need be; None if there is none.
        host: this machine's name; the system is asked if not given.
    """
    name = slug((host if host is not None else _host()).partition(".")[0], 40) or "device"
    fresh = f"{name}-{os.urandom(4).hex()}"
    if state is None:
        return fresh
    path = os.path.join(state, "device")
    with contextlib.suppress(OSError):
        with contextlib.suppress(FileNotFoundError):
            if found := _find(read_regular(path, _LIMIT), name):
                return found
        os.makedirs(state, exist_ok=True)
        with LockedFile(path) as file:
            if found := _find(file.tail(_LIMIT), name):  # another process was first
                return found
            file.add(fresh.encode() + b"\n")
    return fresh


def _find(data: bytes, name: str) -> str | None:
    """Return the first id of a machine among whole lines."""
    for line in data.split(b"\n")[:-1]:
        found = line.decode(errors="replace").strip()
        if found.startswith(name) and _RANDOM.fullmatch(found, len(name)):
            return found
    return None


def _host() -> str:
    # `socket.gethostname` would load sockets for a name that the system gives anyway.
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
