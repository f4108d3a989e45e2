"""What every test stands on: no animations, folders of its own, no waiting; and what tests of many files ask for."""

from __future__ import annotations

import gc
import itertools
import os
import runpy
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from episodes.folders import Folders
    from episodes.library import Library

    from .command_runner import Earmark
    from .feed_server import Server
    from .library_builder import Clock, LibraryBuilder
    from .mark_helpers import ReadJournal

# Read by Textual when it is imported: a page key would take its time to scroll otherwise.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ.pop("NO_COLOR", None)
os.environ["COLORTERM"] = "truecolor"
# Some machines keep no bytecode: each worker, and each program that a test starts, would compile everything again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# And some have no buffers: what a program leaves in one at its end would be hidden.
os.environ.pop("PYTHONUNBUFFERED", None)
sys.dont_write_bytecode = False
# The only servers are those of the tests, on loopback.
for kind in ("http", "https", "all"):
    os.environ.pop(f"{kind}_proxy", None)
    os.environ.pop(f"{kind.upper()}_PROXY", None)
if "libfaketime" in os.environ.get("LD_PRELOAD", ""):  # the tests on another day
    os.environ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"
    os.environ["PYTHONPATH"] = str(Path(__file__).parent / "faketime")  # of the processes that tests start
    runpy.run_path(str(Path(__file__).parent / "faketime" / "sitecustomize.py"))

_GARBAGE = 20_000, 10, 100
"""Objects made until the youngest are collected, and how often that is until the older, and then all, are."""
_numbers = itertools.count()


def live_in(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Let Earmark keep everything below a folder."""
    patch.setenv("HOME", str(folder / "home"))
    for kind in ("data", "state", "cache", "config"):
        patch.setenv(f"EARMARK_{kind.upper()}_DIR", str(folder / kind))
        patch.setenv(f"XDG_{kind.upper()}_HOME", str(folder / "xdg" / kind))


@pytest.fixture(autouse=True)
def folders_of_its_own(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep the machine that runs the tests out of them, and them out of it.

    A test that asks for no folder has the name of one alone: making one takes longer than most of them.
    """
    if "tmp_path" in request.fixturenames:
        folder = request.getfixturevalue("tmp_path")
    else:
        folder = tmp_path_factory.getbasetemp() / "not-made" / str(next(_numbers))
    live_in(folder, monkeypatch)


@pytest.fixture(autouse=True, scope="session")
def short_waits() -> Iterator[None]:
    """Let the pilot look more often whether the screens have settled.

    Textual waits in steps of 20 ms after every key. Shorter steps than these would take a process that a busy
    machine does not let run for one that has settled. The names are private, so they may be gone one day: the
    tests are slower then, and as right.
    """
    try:
        from textual import _wait
    except ImportError:
        yield
        return
    patch = pytest.MonkeyPatch()
    if hasattr(_wait, "SLEEP_GRANULARITY") and hasattr(_wait, "SLEEP_IDLE"):
        step = 1 / 125
        patch.setattr(_wait, "SLEEP_IDLE", _wait.SLEEP_IDLE * step / _wait.SLEEP_GRANULARITY)
        patch.setattr(_wait, "SLEEP_GRANULARITY", step)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def styles_parsed_once() -> Iterator[None]:
    """Let all screens of a process share what style sheets are parsed into, which nothing changes.

    An eighth of a start goes into that. The name is private here too: without it, each start parses its own.
    """
    from textual.css.stylesheet import Stylesheet

    parse = getattr(Stylesheet, "_parse_rules", None)
    if parse is None:
        yield
        return
    parsed: dict[object, object] = {}

    def parse_once(sheet: Any, *source: Any, **facts: Any) -> object:
        key = source, tuple(facts.items()), tuple(sheet._variables.items())
        if key not in parsed:
            parsed[key] = parse(sheet, *source, **facts)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield


@pytest.fixture(autouse=True, scope="session")
def garbage_collected_seldom() -> Iterator[None]:
    """Let garbage gather: looking for it so often that no key waits takes a fourteenth of the tests' time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.gc_tuning._THRESHOLDS", _GARBAGE)
        yield


def pytest_configure() -> None:
    """Let signals be what they are in a terminal: shells ignore ctrl+c in the background, `nohup` the hanging up."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_sessionstart() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for no garbage among modules and tests, which stay until the end: neither before this nor from now on."""
    gc.freeze()
    gc.set_threshold(*_GARBAGE)
    gc.enable()


def pytest_xdist_auto_num_workers() -> int:
    """Let three times as many processes test as there are processors: screens and servers are waited for.

    Each takes some 250 MiB, and a machine may say that it has more processors than these tests get: twelve at most.
    """
    return min(12, 3 * (os.cpu_count() or 1))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Let one worker compile the tests and the others read what it left: in a fresh clone, each would compile all."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None or sys.platform == "win32":
        return (yield)
    import fcntl

    path = Path(tempfile.gettempdir(), f"earmark-tests-{run}.lock")
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            return (yield)
        finally:
            path.unlink(missing_ok=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-pictures", action="store_true", help="draw the pictures of tests/pictures again")


# Imported where they are asked for: a test of notes needs neither a server nor a screen.


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Return where the test's own Earmark keeps everything."""
    from .library_builder import folders_in

    return folders_in(tmp_path)


@pytest.fixture
def earmark(capsys: pytest.CaptureFixture[str]) -> Earmark:
    """Return `earmark` of the shell: words in; status, output and diagnostics out."""
    from .command_runner import earmark_that_prints_to

    return earmark_that_prints_to(capsys)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Put a browser in place that takes every address; return the list of them."""
    taken: list[str] = []

    def launch(command: Sequence[str]) -> int:
        taken.append(command[-1])
        return 0

    monkeypatch.setattr("tui.programs.find_browsers", lambda environ, platform: {("browser",): False})
    monkeypatch.setattr("tui.programs.launch", launch)
    return taken


@pytest.fixture
def server() -> Iterator[Server]:
    """Run a publisher's server on loopback."""
    from .feed_server import Server

    with Server() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still unless told otherwise."""
    from .library_builder import Clock

    return Clock()


@pytest.fixture
def marks_folder(tmp_path: Path) -> Path:
    """Return where `make_journal` keeps its journals."""
    return tmp_path / "data" / "marks"


@pytest.fixture
def make_journal(marks_folder: Path, clock: Clock) -> Callable[..., ReadJournal]:
    """Return what opens the journal of a device."""
    from .mark_helpers import ReadJournal

    def make(device: str = "desk-1") -> ReadJournal:
        return ReadJournal(marks_folder, device, clock)

    return make


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[LibraryBuilder]:
    """Open an empty library, and a folder to bring in from."""
    from .library_builder import LibraryBuilder

    builder = LibraryBuilder(tmp_path)
    yield builder
    builder.library.close()


@pytest.fixture
def library(builder: LibraryBuilder) -> Library:
    """Return an empty library."""
    return builder.library


@pytest.fixture
def asgi(builder: LibraryBuilder) -> LibraryBuilder:
    """Return a library that holds one episode, of ASGI."""
    from .library_builder import ASGI

    builder.write(7, ASGI, "2019-09-18", title="The quiet revolution", guests="[Ines Montani]")
    builder.sync()
    return builder
