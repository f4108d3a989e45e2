"""Writing what is searched: segments with where their text stands, their links, and their words.

Everything here runs inside one write transaction of the caller.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ..model import Episode, Segment
from ..search.projects import address_hash, hosts, project_hash
from ..text import slug
from .common import is_kept
from .segment_order import LAST_PLACE, PLACE_BITS
from .words import DOT, prepare, spaced, words

FILTER = "\u00b6"
"""What a word begins with that stands for a filter, and in no text."""

HAS_LINKS = f"{FILTER}links"
"""The word of all segments with links of their own."""

_LINK_TARGET = re.compile(r"\]\([^\s()]*(?:\([^\s()]*\)[^\s()]*)*")
_TAG = re.compile(r"</?[A-Za-z][^>\n]*>|<!--")
_ENTITY = re.compile(r"&#?\w+;")
_NOT_IN_NAMES = re.compile(r"[\W_]+")


def put_segments(connection: sqlite3.Connection, number: int, episode: Episode, segments: Sequence[Segment]) -> None:
    """Write the segments of an episode.

    Args:
        connection: within a transaction.
        number: the episode's number in the catalogue, which no other episode had before.
        episode: what they belong to.
        segments: all of them, in the order of the text.
    """
    own = [_own_text(segment) for segment in segments]
    connection.executemany(
        "INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _segment_rows(number, segments, own)
    )
    connection.executemany(
        "INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (number, place, nth, link.title, link.url, address_hash(link.url), project_hash(link.url))
            for place, segment in enumerate(segments)
            for nth, link in enumerate(segment.links)
        ),
    )
    _put_words(connection, number, episode, segments, own)


def _segment_rows(number: int, segments: Sequence[Segment], own: Sequence[str]) -> Iterator[tuple[object, ...]]:
    texts = [text.encode("utf-8", "replace") for text in own]
    tail = sum(map(len, texts))
    for place, (s, text) in enumerate(zip(segments, texts, strict=True)):
        where = tail, len(text), zlib.crc32(text)
        yield number, place, s.id, s.kind.value, s.number, s.presenter, s.title, s.url, *where
        tail -= len(text)


def _own_text(segment: Segment) -> str:
    """Return a segment's Markdown without its children's, which stand at its end."""
    below = sum(len(child.markdown) for child in segment.children)
    return segment.markdown[: len(segment.markdown) - below] if below else segment.markdown


def _put_words(
    connection: sqlite3.Connection, number: int, episode: Episode, segments: Sequence[Segment], own: Sequence[str]
) -> None:
    about = _words_about(episode)
    titles: dict[int, str] = {}
    texts: dict[int, str] = {}
    for place, (segment, text) in enumerate(zip(segments, own, strict=True)):
        document = number << PLACE_BITS | min(place, LAST_PLACE)
        if segment.title:
            titles[document] = f"{titles.get(document, '')} {prepare(segment.title)}"
        texts[document] = f"{texts.get(document, '')} {_words_of(segment, text)}"
    connection.execute("INSERT INTO abouts (rowid, words) VALUES (?, ?)", (number, about))
    connection.executemany("INSERT INTO titles (rowid, words) VALUES (?, ?)", titles.items())
    connection.executemany("INSERT INTO texts (rowid, words) VALUES (?, ?)", texts.items())
    if is_kept(connection):
        rows = (
            (document, spaced(titles.get(document, "")), spaced(text), spaced(about))
            for document, text in texts.items()
        )
        connection.executemany("INSERT INTO fresh VALUES (?, ?, ?, ?)", rows)


def _words_of(segment: Segment, text: str) -> str:
    """Return the words that a segment is found by: of its text, its presenter and its links, then its filters."""
    text = _LINK_TARGET.sub("] ", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = _ENTITY.sub(" ", text)
    parts = [text, segment.presenter or ""]
    parts += [link.url.partition("?")[0].replace("https://", "").replace("http://", "") for link in segment.links]
    filters = [filter_word("kind", segment.kind.value)]
    if segment.presenter:
        filters += _words_of_presenter(segment.presenter)
    if segment.links:
        filters.append(HAS_LINKS)
    for link in segment.links:
        filters += [filter_word("host", name) for name in hosts(link.url)]
    return f"{prepare(' '.join(parts))} {' '.join(filters)}"


@lru_cache(256)
def _words_of_presenter(presenter: str) -> list[str]:
    return [filter_word("presenter", name) for name in words(presenter).plain]


@lru_cache(16)
def _words_of_show(show: str) -> tuple[list[str], list[str]]:
    names = words(show).plain
    return names, [filter_word("show", name) for name in (*names, slug(show))]


def _words_about(episode: Episode) -> str:
    """Return what all segments of an episode are found by, together with a word of their own."""
    show, filters = _words_of_show(episode.show)
    number = "" if episode.number is None else str(episode.number)
    about = words(" ".join((episode.title or "", *episode.guests, number))).plain
    return " ".join(dict.fromkeys((*about, *show, *filters)))


def filter_word(key: str, value: str) -> str:
    """Return the word in the full text that stands for a filter; the beginning of a value gives a beginning of it."""
    return f"{FILTER}{key}{DOT}{_NOT_IN_NAMES.sub(DOT, value)}"
