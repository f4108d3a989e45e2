"""A made library as RSS feeds, one a show: the same episodes with the same words, for readers of feeds.

Knows just the Markdown that the library maker writes, and is so quick enough for fifty thousand episodes.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape
from pathlib import Path

_HEADING = re.compile(r"(#{1,6}) (.*)")
_BULLET = re.compile(r" *- (.*)")
_INLINE = (
    (re.compile(r"\[([^\]]*)\]\(([^)]*)\)"), r'<a href="\2">\1</a>'),
    (re.compile(r"\*\*([^*]*)\*\*"), r"<b>\1</b>"),
    (re.compile(r"`([^`]*)`"), r"<code>\1</code>"),
)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that was written."""

    title: str
    path: Path
    titles: tuple[str, ...]
    """Of its episodes, oldest first."""


def write_feeds(library: Path, folder: Path) -> list[Feed]:
    """Write a feed for each show of a library that was made, and return them.

    Args:
        library: the folder that `make_library` filled.
        folder: where the feeds go; it is made if it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_write_feed(show, folder / f"{show.name}.xml") for show in sorted(library.iterdir()) if show.is_dir()]


def _write_feed(show: Path, path: Path) -> Feed:
    titles: list[str] = []
    name = show.name
    items: list[str] = []
    for file in sorted(show.glob("*.md"), key=lambda file: int(file.name.partition("-")[0])):
        facts, notes = read_episode(file)
        name = facts["show"]
        titles.append(facts["title"])
        day = datetime.datetime.combine(
            datetime.date.fromisoformat(facts["published"]), datetime.time(12), datetime.UTC
        )
        address = f"https://shows.example/{show.name}/{facts['number']}"
        items.append(
            f"<item><title>{escape(facts['title'])}</title><link>{address}</link><guid>{address}</guid>"
            f"<pubDate>{format_datetime(day)}</pubDate>"
            f"<description>{escape(''.join(_html(notes)))}</description></item>\n"
        )
    head = f"<title>{escape(name)}</title><link>https://shows.example/{show.name}</link><description/>"
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>{head}\n'
        f"{''.join(reversed(items))}</channel></rss>\n",
        encoding="utf-8",
    )
    return Feed(name, path, tuple(titles))


def read_episode(file: Path) -> tuple[dict[str, str], str]:
    """Return the front matter and the notes of a file that was made."""
    _, front, notes = file.read_text(encoding="utf-8").split("---\n", 2)
    return dict(line.split(": ", 1) for line in front.splitlines()), notes


def _html(notes: str) -> Iterator[str]:
    """Yield the notes' lines as HTML, lists opened and closed."""
    listing = False
    for line in filter(None, notes.splitlines()):
        bullet = _BULLET.fullmatch(line)
        if (bullet is not None) != listing:
            listing = not listing
            yield "<ul>\n" if listing else "</ul>\n"
        if bullet is not None:
            yield f"<li>{_inline(bullet[1])}</li>\n"
        elif heading := _HEADING.fullmatch(line):
            level = len(heading[1])
            yield f"<h{level}>{_inline(heading[2])}</h{level}>\n"
        else:
            yield f"<p>{_inline(line)}</p>\n"
    if listing:
        yield "</ul>\n"


def _inline(text: str) -> str:
    text = escape(text)
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return text
