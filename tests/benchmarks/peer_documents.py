"""Viewers of Markdown beside Earmark: from the start to a document that can be read, and from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.feeds import read_episode
from tests.benchmarks.library_maker import make_library
from tests.benchmarks.peers import EARMARK, Figures, Rows, Session, compare, earmark_environ, home_of_its_own
from tests.benchmarks.terminal import Terminal

_SIZES = {"average": 1, "long": 3}
"""How many made episodes a document is as long as."""
_SWITCHES = 2
_RUNS = 3
_CLEAR = {"frogmouth": "\x15"}
"""What empties the line for addresses, where it keeps the address of what is shown."""
_NEVER = "\0"


@dataclass(frozen=True, slots=True)
class _Document:
    path: Path
    episode: str
    """Earmark's id for it."""
    sign: str
    """Words that nothing else on the screen has: those that the notes' first paragraph begins with."""


def measure(table: Rows, place: Path, viewers: Mapping[str, str]) -> None:
    """Measure documents of an average length and long ones.

    Args:
        table: prints the figures.
        place: a folder for the documents and the viewers' settings.
        viewers: executables by name.
    """
    for size, episodes in _SIZES.items():
        pair = _make_pair(place, size, episodes)
        table.title(f"a document of {pair[0].path.stat().st_size / 1000:.1f} kB ({size})")
        sessions = {name: _viewer_session(name, path, place, pair) for name, path in viewers.items()}
        compare(table, {**sessions, "earmark": _earmark_session(place / "earmark", pair)}, _RUNS)


def _viewer_session(name: str, path: str, place: Path, pair: tuple[_Document, _Document]) -> Session:
    return lambda: _viewer(path, home_of_its_own(place / name), pair, _CLEAR.get(name, ""))


def _earmark_session(home: Path, pair: tuple[_Document, _Document]) -> Session:
    return lambda: _earmark(home, pair)


def _make_pair(place: Path, size: str, episodes: int) -> tuple[_Document, _Document]:
    """Write two documents, as files of their own and as episodes of a show in Earmark's library."""
    made, folder = place / "made", place / "documents"
    library = place / "earmark" / "data" / "episodes" / size
    folder.mkdir(parents=True, exist_ok=True)
    library.mkdir(parents=True, exist_ok=True)
    if not made.exists():
        make_library(made, 18)
    notes = [read_episode(file)[1].strip() for file in sorted(made.rglob("*.md"))]
    documents = []
    for number in (1, 2):
        first = (number - 1) * episodes
        text = "\n\n".join(notes[first : first + episodes]) + "\n"
        path = folder / f"{size}-{number}.md"
        path.write_text(text, encoding="utf-8")
        date = f"{2030 + episodes}-01-0{number}"  # each pair stands together in the list
        front = f"---\nshow: {size.capitalize()}\nnumber: {number}\ntitle: Title\npublished: {date}\n---\n\n"
        (library / f"{number:03d}-title.md").write_text(front + text, encoding="utf-8")
        sign = " ".join(text.splitlines()[2].split()[:3])
        documents.append(_Document(path, f"{size}:{number}", sign))
    return documents[0], documents[1]


def _viewer(command: str, environ: dict[str, str], pair: tuple[_Document, _Document], clear: str) -> Figures:
    """Open one document by the command line and go between both by the line for addresses that `/` leads to."""
    with closing(Terminal([command, str(pair[0].path)], environ)) as screen:
        screen.wait(pair[0].sign)
        start = screen.age
        switches = []
        for turn in range(_SWITCHES):
            document = pair[1 - turn % 2]
            _rest(screen, 5)  # it goes on to lay out what is below long after the top is there
            screen.press("/")
            _rest(screen, 4)
            if clear:
                screen.press(clear)
                _rest(screen, 1)
            screen.press(str(document.path))
            screen.wait(document.path.name, 20.0)
            _rest(screen, 1)
            screen.press("\r")
            switches.append(1000 * screen.wait(document.sign, 20.0))
        return _figures(start, switches, screen.peak_memory)


def _earmark(home: Path, pair: tuple[_Document, _Document]) -> Figures:
    """Open the younger episode by the command line and go between both by the keys for older and younger."""
    older, younger = pair
    with closing(Terminal([*EARMARK, younger.episode], earmark_environ(home))) as screen:
        screen.wait(younger.sign)
        start = screen.age
        switches = []
        for turn in range(_SWITCHES):
            screen.settle()
            screen.press("JK"[turn % 2])
            switches.append(1000 * screen.wait((older, younger)[turn % 2].sign))
        return _figures(start, switches, screen.peak_memory)


def _rest(screen: Terminal, seconds: float) -> None:
    """Let a program be for a while; one with a blinking cursor never settles."""
    with suppress(TimeoutError):
        screen.wait(_NEVER, seconds)


def _figures(start: float, switches: list[float], memory: float) -> Figures:
    return {"start to the text": [1000 * start], "another document": switches, "peak memory": [memory]}
