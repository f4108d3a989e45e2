"""The picture of the last visit: true or not there, and gone without a trace."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest

from episodes.folders import find_folders
from tui.app import EarmarkApp
from tui.first_picture import FirstPicture, is_clean

from .conftest import live_in
from .picture_helpers import DRIVER, PICTURE, Size, pieces, shown, state, text
from .screen_driver import running
from .terminal_driver import terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

_PROGRAM = """
import sys
from tui.first_picture import first_picture
picture = first_picture([])
print("true" if picture.standing else "none", flush=True)
try:
    sys.stdin.read(1)
finally:
    picture.remove()
"""
ALONE = (sys.executable, "-c", _PROGRAM)
"""Shows the picture, says whether it is true, waits for a key, and takes it away."""
_STARTS = """
import json, os, sys
from tui.first_picture import first_picture
for line in sys.stdin:
    if not os.fork():
        os.environ.update(json.loads(line))
        picture = first_picture([])
        told = "true" if picture.standing else "none"
        picture.remove()
        print(told, flush=True)
        os._exit(0)
    os.wait()
"""


class Home:
    """Where Earmark keeps everything after one visit. Pictures know files by their number and time: so does it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._aside = folder / "aside"
        self._paths = sorted(folder.rglob("*"), reverse=True)  # what a folder holds before the folder
        self._known = [(path.stat(), path.read_bytes() if path.is_file() else None) for path in self._paths]
        self._aside.mkdir()
        for number, path in enumerate(self._paths):
            if path.is_file():
                os.link(path, self._aside / str(number))

    def restore(self) -> None:
        """Put every file and folder back as they were, and take away what came in since."""
        for path in self.folder.rglob("*"):
            if path not in self._paths and self._aside not in (path, path.parent):
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        for number, (path, (_, content)) in enumerate(zip(self._paths, self._known, strict=True)):
            if content is not None:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
                os.link(self._aside / str(number), path)
                path.write_bytes(content)
        for path, (status, _) in zip(self._paths, self._known, strict=True):
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return where a visit has been that was killed."""
    folder = tmp_path_factory.mktemp("visited")
    with pytest.MonkeyPatch.context() as patch:
        live_in(folder, patch)
        with terminal() as it:
            it.wait("q Quit")
            it.until(state().exists)
            it.send(signal.SIGKILL)
            it.ends_with()
    return Home(folder)


Starts = Callable[..., bool]


@pytest.fixture(scope="module")
def starts(home: Home) -> Iterator[Starts]:
    """Return what tells whether a start would show the picture.

    Each is a process of its own, forked: what a start imports until then takes more time than what it does.
    """
    with pytest.MonkeyPatch.context() as patch:
        live_in(home.folder, patch)
        with terminal(sys.executable, "-c", _STARTS) as it:

            def show(size: Size = (140, 45), **environ: str) -> bool:
                it.resize(size)
                it.forget()
                it.type(json.dumps(environ) + "\n")
                it.until(lambda: re.search(r"(true|none)\r?\n", it.text) is not None)
                return "true" in it.text

            yield show


@pytest.fixture
def visited(home: Home, starts: Starts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be where a visit has been, and its picture is true."""
    home.restore()
    live_in(home.folder, monkeypatch)
    assert starts()


def test_what_is_typed_before_the_application_stands_is_obeyed_in_order_and_not_shown(visited: None) -> None:
    with terminal() as it:
        screen = shown((140, 45), pieces(it))

        def is_typed() -> bool:
            return any("asgi" in text(row) for row in next(screen)[:3])

        it.type("J")
        it.until(lambda: PICTURE in it.raw and "q Quit" in it.text)
        it.type("J")
        it.until(lambda: DRIVER in it.raw)
        it.type("/asg")
        it.wait("Search")
        it.type("i")
        it.until(is_typed)
        assert it.raw.partition(DRIVER)[0].endswith("\x1b[0m")  # no key stands behind the picture
        it.type("\x1b")
        it.until(lambda: not is_typed())
        it.type("q")
        assert it.ends_with() == 0
    assert "python-bytes:462" in state("session.json").read_text()


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_kill_while_the_picture_stands_leaves_the_terminal_clean(visited: None, signum: int) -> None:
    with terminal(*ALONE) as it:
        it.wait("q Quit", "true")
        it.send(signum)
        it.ends_with()
        it.until(lambda: it.is_clean)


@pytest.mark.parametrize(
    ("signum", "written"),
    [
        (signal.SIGTERM, PICTURE),
        (signal.SIGHUP, DRIVER),
        (signal.SIGINT, DRIVER),
        (signal.SIGTERM, "\x1b[?2004h"),
        (signal.SIGINT, "\x1b[?2004h"),
        (signal.SIGHUP, "\x1b]22"),
    ],
)
def test_a_kill_while_the_application_starts_leaves_the_terminal_clean(
    visited: None, signum: int, written: str
) -> None:
    with terminal() as it:
        it.until(lambda: written in it.raw)
        it.send(signum)
        assert it.ends_with() in (-signum, 128 + signum)
        it.until(lambda: it.is_clean)


def test_a_crash_while_the_application_starts_leaves_the_terminal_clean(visited: None) -> None:
    start = "import sys; sys.modules['textual.app'] = None; from tui.__main__ import main; sys.exit(main())"
    with terminal(sys.executable, "-c", start) as it:
        assert it.ends_with() == 1
        it.until(lambda: it.is_clean)
        assert it.raw.startswith(PICTURE)
        assert "Traceback" in it.raw.partition("\x1b[?1049l")[2]


def test_stopping_while_the_picture_stands_returns_to_the_shell_and_fg_shows_it_again(visited: None) -> None:
    with terminal("sh", "-i", PS1="ready> ", ENV="", PROGRAM=_PROGRAM) as it:
        it.wait("ready> ")
        it.type(f"'{sys.executable}' -c \"$PROGRAM\"\n")
        it.wait("q Quit", "true")
        it.forget()
        os.kill(os.tcgetpgrp(it.file), signal.SIGTSTP)
        it.wait("ready> ")
        assert it.raw.startswith("\x1b[?7h\x1b[?1049l\x1b[?25h")
        it.forget()
        it.type("fg\n")
        it.wait("q Quit")


CHANGES: dict[str, Callable[[], object]] = {
    "the theme": lambda: _write("config/config.toml", 'theme = "earmark-light"\n'),
    "a mark of another device": lambda: _write("data/marks/other.jsonl", "{}\n"),
    "the place": lambda: state("session.json").write_text("{}"),
    "the list of sources": lambda: _write("data/sources.toml", "[[source]]\n"),
    "the index": lambda: Path(str(find_folders(os.environ).index)).touch(),
    "the notes that were saved": lambda: Path(str(find_folders(os.environ).cache), "last-read").unlink(),
}
NO_PICTURES: dict[str, Callable[[], object]] = {
    "torn": lambda: state().write_bytes(state().read_bytes()[:-40]),
    "empty": lambda: state().write_bytes(b""),
    "foreign": lambda: state().write_bytes(b"\x1b[?1049h" + os.urandom(4000)),
    "another letter": lambda: state().write_bytes(state().read_bytes().replace(b"Episodes", b"Epistles")),
    "oversized": lambda: state().write_bytes(state().read_bytes() + b" " * 1024 * 1024),
    "a folder": lambda: _replace(Path.mkdir),
    "a pipe": lambda: _replace(os.mkfifo),
    "no text": lambda: _forge(lambda body: body + b"\xff"),
    "a control sequence": lambda: _forge(lambda body: body + b"\x1b]0;title\x07"),
    "a query": lambda: _forge(lambda body: body + b"\x1b[6n"),
    "a bidi override": lambda: _forge(lambda body: body + "\u202e".encode()),
    "nothing but text": lambda: _forge(lambda body: body.rpartition(b"\0")[0] + b"\0text"),
}


def _write(name: str, text: str) -> None:
    path = Path(str(find_folders(os.environ).state)).parent / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def _replace(make: Callable[[Path], None]) -> None:
    state().unlink()
    make(state())


def _forge(change: Callable[[bytes], bytes]) -> None:
    """Change what a picture holds, with its length and checksum."""
    magic, _, body = state().read_bytes().split(b"\n", 2)
    body = change(body)
    state().write_bytes(b"%s\n%d %d\n%s" % (magic, zlib.crc32(body), len(body), body))


def test_after_a_change_the_picture_is_not_shown(home: Home, starts: Starts, visited: None) -> None:
    for what, change in CHANGES.items():
        change()
        assert not starts(), what
        home.restore()
        assert starts(), what


def test_what_is_no_picture_counts_for_nothing(starts: Starts, visited: None) -> None:
    picture = state().read_bytes()
    for what, make in NO_PICTURES.items():
        make()
        assert not starts(), what
        shutil.rmtree(state()) if state().is_dir() else state().unlink()
        state().write_bytes(picture)
        assert starts(), what


def test_of_a_terminal_that_was_closed_no_picture_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(_file: int) -> os.terminal_size:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "get_terminal_size", closed)
    FirstPicture(str(tmp_path)).keep("\x1b[1;1Hframe", [])
    assert not list(tmp_path.iterdir())


def test_a_picture_that_was_only_written_anew_is_still_true(starts: Starts, visited: None) -> None:
    _forge(lambda body: body)
    assert starts()


@pytest.mark.parametrize(
    "environ", [{"NO_COLOR": "1"}, {"COLORTERM": "other"}, {"TERM": "dumb"}, {"COLUMNS": "139"}, {"LC_ALL": "C"}],
    ids=["no colours", "other colours", "dumb", "another size than told", "another encoding"],
)  # fmt: skip
def test_another_terminal_shows_no_picture(starts: Starts, visited: None, environ: dict[str, str]) -> None:
    assert not starts(**environ)


def test_a_smaller_terminal_and_a_pipe_show_no_picture(starts: Starts, visited: None) -> None:
    assert not starts((139, 45))
    assert not starts((120, 40))
    with terminal("sh", "-c", 'exec "$@" 2>/dev/null', "sh", *ALONE) as it:
        it.wait("none")


def test_another_version_shows_no_picture(visited: None) -> None:
    program = "import episodes\nepisodes.__version__ = '0.0.0'\n" + _PROGRAM
    with terminal(sys.executable, "-c", program) as it:
        it.wait("none")


def test_a_second_earmark_at_the_same_time_shows_no_picture(starts: Starts, visited: None) -> None:
    with terminal(*ALONE) as it:
        it.wait("true")
        assert not starts()
        it.type("x")
        assert it.ends_with() == 0
    assert starts()


def test_a_picture_is_as_private_as_it_can_be(visited: None) -> None:
    assert state().stat().st_mode & 0o777 == 0o600


def test_the_picture_is_kept_while_the_program_runs_and_outlives_a_kill(starts: Starts, visited: None) -> None:
    assert starts()


async def test_a_folder_of_marks_that_went_away_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(folder: Path, pattern: str) -> Iterator[Path]:
        raise OSError(errno.ENOTCONN, os.strerror(errno.ENOTCONN), str(folder))

    async with running("148#1") as pilot:
        app = cast(EarmarkApp, pilot.app)
        monkeypatch.setattr(Path, "glob", away)
        assert str(app.folders.marks) in app._shown_files()


def test_nothing_that_takes_time_is_imported_before_the_picture() -> None:
    code = (
        "import sys; before = set(sys.modules); import tui.first_picture; "
        "print({'typing', 're', 'json', 'dataclasses', 'pathlib', 'tempfile', 'datetime'} & set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_only_colours_moves_and_clean_text_are_clean() -> None:
    assert is_clean("\x1b[1;1H\x1b[1;38;2;1;2;3mtext\x1b[0m\x1b[2;1H好")
    assert not is_clean("")
    assert not is_clean("text\x1b[1;1H")
    for bad in ("\n", "\x1b", "\x9b6n", "\x7f", "\x1b[?25h", "\x1b[2J", "\x1b[1", "\x1b]8;;\x1b\\", "\u2066"):
        assert not is_clean(f"\x1b[1;1Htext{bad}")
