"""Newsboat beside Earmark: lists, articles and a search over everything, with its cache of the same episodes."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.feeds import read_episode, write_feeds
from tests.benchmarks.importing import seconds
from tests.benchmarks.library_maker import make_library
from tests.benchmarks.peers import EARMARK, Figures, Rows, compare, earmark_environ
from tests.benchmarks.terminal import Terminal

_EVERYTHING = "All episodes"
_COMMON_WORD = "pytest"
_SWITCHES = 8
_COUNT = re.compile(r"([\d,]+ segments?)\b")


@dataclass(frozen=True, slots=True)
class _Subject:
    """What both are asked for."""

    episode: str
    """The id of an episode."""
    host: str
    """A name that Earmark shows in that episode's notes alone."""
    rare_word: str


def measure(table: Rows, home: Path, episodes: int, newsboat: str) -> None:
    """Measure one library.

    Args:
        table: prints the figures.
        home: its folder; the library, newsboat's cache and Earmark's index are made if they are not there.
        episodes: how many the library has.
        newsboat: the executable.
    """
    library = home / "data" / "episodes"
    if not library.exists():
        make_library(library, episodes)
    show = min(folder for folder in library.iterdir() if folder.is_dir())
    youngest = max(show.glob("*.md"), key=lambda file: int(file.name.partition("-")[0]))
    facts, notes = read_episode(youngest)
    subject = _Subject(
        f"{show.name}:{facts['number']}", facts["hosts"].strip("[]").split(", ")[0], max(notes.split(" "), key=_length)
    )
    command = [newsboat, *_make_cache(home, newsboat)]
    environ = earmark_environ(home)
    subprocess.run([*EARMARK, "list"], env={**os.environ, **environ}, stdout=subprocess.DEVNULL, check=False)
    counts = _count_hits(environ, subject)
    table.title(f"{episodes:,} episodes, {_COMMON_WORD}: {counts[0]}, {subject.rare_word}: {counts[1]}")
    compare(
        table,
        {"newsboat": lambda: _newsboat(command, subject), "earmark": lambda: _earmark(environ, subject, counts)},
    )


def _length(word: str) -> int:
    return len(word) if word.isalpha() else 0


def _make_cache(home: Path, newsboat: str) -> list[str]:
    """Let newsboat read the feeds once, and return the arguments with which it then needs them no more."""
    folder = home / "newsboat"
    urls, cache, config = (folder / name for name in ("urls", "cache.db", "config"))
    arguments = ["-u", str(urls), "-c", str(cache), "-C", str(config)]
    if not cache.exists():
        feeds = write_feeds(home / "data" / "episodes", folder / "feeds")
        lines = [f'"query:{_EVERYTHING}:age >= 0"', *(f"file://{feed.path}" for feed in feeds)]
        urls.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        config.write_text("", encoding="utf-8")
        reload = [newsboat, *arguments, "-x", "reload"]
        taken = seconds(lambda: subprocess.run(reload, stdin=subprocess.DEVNULL, capture_output=True, check=False))
        print(f"\nnewsboat read {len(feeds)} feeds in {taken:.1f} s", flush=True)
    return arguments


def _newsboat(command: list[str], subject: _Subject) -> Figures:
    """Go from the feeds to the list of everything, to an article, to the next ones, and search from the feeds."""
    with closing(Terminal(command, {})) as screen:
        screen.wait(_EVERYTHING)
        feeds = screen.age
        screen.press("\r")
        listing = screen.wait("Articles in feed")
        listed = screen.age
        screen.press("\r")
        opening = screen.wait("Sponsored by")
        read = screen.age
        screen.settle()
        switches = [1000 * screen.paint("J") for _ in range(_SWITCHES)]
        screen.press("q")
        screen.wait("Articles in feed")
        screen.press("q")
        searches = []
        for word in (_COMMON_WORD, subject.rare_word):
            screen.wait("Your feeds")
            screen.press("/")
            screen.wait("Search for:")
            screen.press(word + "\r")
            searches.append(1000 * screen.wait("Search results"))
            screen.settle()
            screen.press("q")
        return {
            "start to the feeds": [1000 * feeds],
            "open the list of all": [1000 * listing],
            "start to the list of all": [1000 * listed],
            "open an article": [1000 * opening],
            "start to an article": [1000 * read],
            **_figures(switches, searches, screen.peak_memory),
        }


def _earmark(environ: dict[str, str], subject: _Subject, counts: tuple[str, str]) -> Figures:
    """Start where an episode was left, list and notes at once, go on to the next ones, and search from there."""
    with closing(Terminal([*EARMARK, subject.episode], environ)) as screen:
        screen.wait(subject.host)
        screen.settle(1.0)
        screen.quit()
    with closing(Terminal(EARMARK, environ)) as screen:
        screen.wait("Episodes")
        listed = screen.age
        screen.wait(subject.host)
        read = screen.age
        screen.settle(0.5)
        switches = [1000 * screen.paint("J") for _ in range(_SWITCHES)]
        searches = []
        for word, count in zip((_COMMON_WORD, subject.rare_word), counts, strict=True):
            screen.press("/")
            screen.settle()
            screen.press(word)
            searches.append(1000 * screen.wait(count))
            screen.settle()
            screen.press("\x1b")
            screen.settle()
        return {
            "start to the list of all": [1000 * listed],
            "start to an article": [1000 * read],
            **_figures(switches, searches, screen.peak_memory),
        }


def _figures(switches: list[float], searches: list[float], memory: float) -> Figures:
    return {
        "the next article": switches,
        "search, a common word": searches[:1],
        "search, a rare word": searches[1:],
        "peak memory": [memory],
    }


def _count_hits(environ: dict[str, str], subject: _Subject) -> tuple[str, str]:
    """Return what Earmark's search says of its hits once they are all there; makes its caches warm, too."""
    counts = []
    for word in (_COMMON_WORD, subject.rare_word):
        with closing(Terminal([*EARMARK, subject.episode], environ)) as screen:
            screen.wait(subject.host)
            screen.settle(1.0)
            screen.press("/")
            screen.settle()
            screen.press(word)
            screen.wait(" segment")
            screen.settle(1.0)
            counted = _COUNT.search(screen.text)
            assert counted is not None
            counts.append(counted[1])
    return counts[0], counts[1]
