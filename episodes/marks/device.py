"""This device's id, which names its journal: kept in the state folder, and bound to it and to the machine.

Were two homes to write one journal, a file sync would lose marks of both. So the file `device` has for each id a line
with the id, `<host name>-<8 hex digits>`; the machine; and the identity of the file `device.anchor` beside it. That is
never written again, so that every copy of it is another file. A home that was copied, or put back from a backup, gets
a fresh id, and one that two machines share has an id for each. Where an id takes the place of another whose journal
grew shorter, that one stands behind, with the bytes that it had.

Earlier versions wrote lines of an id alone; such an id stays while the file is as it was written.
"""

from __future__ import annotations

import contextlib
import os
import re
import zlib
from typing import NamedTuple

from ..atomic_files import LockedFile
from ..regular_files import read_regular
from ..text import slug

_RANDOM = re.compile(r"-[0-9a-f]{8}", re.ASCII)
_CUT = re.compile(r"(.+):(\d{1,15})", re.ASCII)
_MACHINE_ID = "/etc/machine-id"
_LIMIT = 65_536
"""Bytes of the file that are looked at."""
_MANY = 16
"""Ids that one machine has where the anchor is another every time, which then tells nothing."""


class _Line(NamedTuple):
    device: str
    machine: str = ""
    anchor: str = ""
    cut: str = ""


class DeviceIds:
    """The ids of a state folder.

    Args:
        state: the folder, made if need be; None if there is none.
        host: this machine's name; the system is asked if not given.
        machine: what tells this machine from others of its name; the system's id for it if not given.
    """

    def __init__(
        self, state: str | os.PathLike[str] | None, host: str | None = None, machine: str | None = None
    ) -> None:
        self._state = state
        host = host if host is not None else _host()
        self._name = slug(host.partition(".")[0], 40) or "device"
        known = f"{_machine_id() if machine is None else machine} {self._name}"
        self._machine = f"{zlib.crc32(known.encode()):08x}"

    def own(self, instead_of: str = "", size: int = 0) -> str:
        """Return this device's id, the same for all its processes; a new one each time where none can be kept.

        Args:
            instead_of: an id that is not to be used any more, as its journal lost marks.
            size: the bytes that this journal had.
        """
        fresh = f"{self._name}-{os.urandom(4).hex()}"
        if self._state is None:
            return fresh
        path = os.path.join(self._state, "device")
        with contextlib.suppress(OSError):
            with contextlib.suppress(OSError):
                found = self._bound(_lines(read_regular(path, _LIMIT)), _identity(f"{path}.anchor"))
                if found and found != instead_of:
                    return found
            os.makedirs(self._state, exist_ok=True)
            with LockedFile(path) as file:
                status = os.fstat(file.fileno())
                with contextlib.suppress(FileExistsError):
                    os.close(os.open(f"{path}.anchor", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))
                anchor = _identity(f"{path}.anchor")
                lines = _lines(file.tail(_LIMIT))
                found = self._bound(lines, anchor)
                if found and found != instead_of:  # another process was first
                    return found
                device = self._of_before(lines, status) or fresh
                cut = f" {instead_of}:{size}" if instead_of else ""
                file.add(f"{device} {self._machine} {anchor}{cut}\n".encode())
                return device
        with contextlib.suppress(OSError):  # the folder is read-only
            return self._of_before(_lines(read_regular(path, _LIMIT)), os.stat(path)) or fresh
        return fresh

    def cut(self) -> dict[str, int]:
        """Return the ids whose journals lost marks, with the bytes that the journals had."""
        found: dict[str, int] = {}
        if self._state is not None:
            with contextlib.suppress(OSError):
                for line in _lines(read_regular(os.path.join(self._state, "device"), _LIMIT)):
                    if match := _CUT.fullmatch(line.cut):
                        found[match[1]] = int(match[2])
        return found

    def _bound(self, lines: list[_Line], anchor: str) -> str | None:
        """Return the id of this machine in this folder."""
        own = [line for line in lines if line.machine == self._machine and self._is_own(line.device)]
        if len(own) < _MANY:
            own = [line for line in own if line.anchor == anchor]
        return own[-1].device if own else None

    def _of_before(self, lines: list[_Line], status: os.stat_result) -> str | None:
        """Return the id that an earlier version gave this machine, if the file was not copied since."""
        if status.st_mtime_ns != status.st_ctime_ns and os.name != "nt":  # a copy may keep when it was written
            return None
        bound = {line.device for line in lines if line.machine}
        own = (line.device for line in lines if not line.machine and self._is_own(line.device))
        return next((device for device in own if device not in bound), None)

    def _is_own(self, device: str) -> bool:
        return device.startswith(self._name) and _RANDOM.fullmatch(device, len(self._name)) is not None


def _lines(data: bytes) -> list[_Line]:
    """Return the whole lines."""
    words = (line.split() for line in data.decode(errors="replace").split("\n")[:-1])
    return [_Line(*each[:4]) for each in words if each]


def _identity(path: str) -> str:
    """Return what tells a file from every copy of it, also from one that takes its place."""
    status = os.stat(path)
    return f"{status.st_ino:x}.{status.st_ctime_ns:x}"


def _machine_id() -> str:
    try:
        return read_regular(_MACHINE_ID, 4096).decode(errors="replace").strip()
    except OSError:
        return ""


def _host() -> str:
    # `socket.gethostname` would load sockets for a name that the system gives anyway.
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
