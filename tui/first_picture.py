"""The picture of the last visit, on the terminal before anything is imported that takes time.

It is kept in the state folder with all that it depends on, and is shown only where all of that is as it was. What is
typed from then on is not echoed, and waits for the application. A file that is torn, foreign or too large counts for
nothing, and whatever it holds, only colours, moves of the cursor and clean text are written.
"""

import contextlib
import os
import signal
import sys
import zlib
from collections.abc import Iterable, Mapping
from types import FrameType

from episodes import __version__
from episodes.files import read_regular, write_whole
from episodes.folders import place

if sys.platform != "win32":
    import fcntl
    import termios

_NAME = "last-picture"
_MAGIC = b"earmark picture 2\n"
_LARGEST = 1024 * 1024
_ENTER, _LEAVE = "\x1b[?1049h\x1b[?25l\x1b[?7l", "\x1b[?7h\x1b[?1049l\x1b[?25h"
_VARIABLES = ("TERM", "TERM_PROGRAM", "COLORTERM", "COLORFGBG", "NO_COLOR", "FORCE_COLOR", "LANG", "HOME")
_VARIABLES_BEGIN = ("TEXTUAL", "LC_", "XDG_CACHE", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class FirstPicture:
    """The picture of a library: kept for the next start, and on the terminal until the application takes that over.

    Args:
        folder: the state folder, or None where this machine has no place for one.
    """

    def __init__(self, folder: str | None) -> None:
        self._folder = folder
        self._lock = -1
        self._frame = ""
        self.standing = ""
        """The picture as a paint, while it is on the terminal and this object's to remove."""
        self.size = (0, 0)
        """Columns and lines of the terminal that it was shown on."""
        self.settings: list[object] = []
        """The terminal's settings before it."""

    def keep(self, paint: str, files: Iterable[str]) -> None:
        """Keep a picture for the next start; where that is impossible, there is none.

        Args:
            paint: the whole screen.
            files: the stamps (see `stamp`) of all that it shows.
        """
        from tui.painted import in_fewest_colours  # which imports Rich

        frame = in_fewest_colours(paint)
        if self._folder is not None and self._has_place() and is_clean(frame):
            with contextlib.suppress(OSError):  # of the folder, or of a terminal that was closed
                body = "\0".join((_surroundings(os.environ), *files, paint, frame)).encode("utf-8", "surrogateescape")
                head = b"%s%d %d\n" % (_MAGIC, zlib.crc32(body), len(body))
                write_whole(os.path.join(self._folder, _NAME), head + body, sync=False, mode=0o600)

    def show(self, environ: Mapping[str, str]) -> None:
        """Write the picture to the terminal, if it shows what the application is going to show there."""
        if sys.platform == "win32" or self._folder is None or not _is_fit(environ) or not self._has_place():
            return
        try:
            data = read_regular(os.path.join(self._folder, _NAME), _LARGEST)
            surroundings, *files, paint, frame = _checked(data).split("\0")
            are_unchanged = all(stamp(file.partition(" ")[2]) == file for file in files)
            if surroundings == _surroundings(environ) and are_unchanged and is_clean(frame):
                self.settings = termios.tcgetattr(0)
                self.standing, self._frame, self.size = paint, frame, os.get_terminal_size(2)
                for signum in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGTSTP):
                    if signal.getsignal(signum) != signal.SIG_IGN:
                        signal.signal(signum, self._stop if signum == signal.SIGTSTP else self._end)
                self._enter()
        except (OSError, ValueError, termios.error):
            self.remove()

    def remove(self) -> None:
        """Leave the terminal as it was before the picture, unless the application has taken it over."""
        if self.standing:
            self.standing = ""
            self._leave()

    def _has_place(self) -> bool:
        """Return whether no other Earmark has its place in the same folder; from now on, none has."""
        if sys.platform != "win32" and self._folder is not None:
            with contextlib.suppress(OSError):
                if self._lock < 0:
                    self._lock = os.open(self._folder, os.O_RDONLY | os.O_CLOEXEC)
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
        return False

    def _enter(self) -> None:
        quiet = termios.tcgetattr(0)
        quiet[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        quiet[6][termios.VMIN] = 1
        termios.tcsetattr(0, termios.TCSANOW, quiet)
        _write(_ENTER + self._frame)

    def _leave(self) -> None:
        _write(_LEAVE)
        with contextlib.suppress(termios.error):
            termios.tcsetattr(0, termios.TCSANOW, self.settings)  # type: ignore[arg-type]

    def _end(self, signum: int, _: FrameType | None) -> None:
        self.remove()
        signal.signal(signum, signal.SIG_DFL)
        os.kill(os.getpid(), signum)

    def _stop(self, _: int, __: FrameType | None) -> None:
        self._leave()
        os.kill(os.getpid(), signal.SIGSTOP)
        self._enter()


def first_picture(words: list[str]) -> FirstPicture | None:
    """Return the picture of the library that a command line opens, on the terminal if it is true there.

    None where the words ask for something else than the last place.
    """
    if words:
        return None
    with contextlib.suppress(Exception):  # what is wrong with the place is said by those who need it
        picture = FirstPicture(place("state", os.environ))
        picture.show(os.environ)
        return picture
    return None


def stamp(path: str) -> str:
    """Return the path of a file or a folder, with what tells whether it was changed."""
    with contextlib.suppress(OSError):
        status = os.stat(path)
        if status.st_size:  # SQLite's log of changes is there, and empty, while others look on
            return f"{status.st_mtime_ns},{status.st_size},{status.st_ino} {path}"
    return f"- {path}"


def is_clean(frame: str) -> bool:
    """Return whether a text is nothing but moves of the cursor, colours, and text without control characters."""
    first, *parts = frame.split("\x1b[")
    for part in parts:
        rest = part.lstrip("0123456789;")
        if rest[:1] not in ("m", "H") or not _is_clean_text(rest[1:]):
            return False
    return not first and bool(parts)


def _is_clean_text(text: str) -> bool:
    return text.isprintable() or not any(c < " " or "\x7f" <= c < "\xa0" or c in _BIDI for c in text)


def _checked(data: bytes) -> str:
    """Return what a file holds. Raises ValueError where it is not a whole one of ours."""
    head, _, body = data.removeprefix(_MAGIC).partition(b"\n")
    if not data.startswith(_MAGIC) or head != b"%d %d" % (zlib.crc32(body), len(body)):
        raise ValueError
    return body.decode("utf-8", "surrogateescape")


def _surroundings(environ: Mapping[str, str]) -> str:
    """Return as one text what is drawn or found otherwise elsewhere: version, size, colours, encoding, folders."""
    variables = [(name, environ.get(name, "")) for name in _VARIABLES]
    variables += sorted((name, environ[name]) for name in environ if name.startswith(_VARIABLES_BEGIN))
    variables += sorted((name, os.path.abspath(environ[name])) for name in environ if name.startswith("EARMARK_"))
    encoding = getattr(sys.__stderr__, "encoding", None)
    return repr((__version__, sys.version, os.get_terminal_size(2), encoding, variables))


def _is_fit(environ: Mapping[str, str]) -> bool:
    """Return whether we have a terminal that knows colours and moves, and it is of the size that programs are told."""
    if environ.get("TERM", "dumb") == "dumb" or not all(map(os.isatty, range(3))):
        return False
    columns, lines = map(str, os.get_terminal_size(2))
    told = environ.get("COLUMNS", columns), environ.get("LINES", lines)
    return told == (columns, lines) and os.tcgetpgrp(0) == os.getpgrp()


def _write(text: str) -> None:
    with contextlib.suppress(OSError):
        write_all(2, text.encode())


def write_all(descriptor: int, data: bytes) -> None:
    """Write bytes to a terminal, also to one that another program left in a state in which a write does not wait."""
    while data:
        try:
            data = data[os.write(descriptor, data) :]
        except BlockingIOError:
            import select

            select.select([], [descriptor], [])
