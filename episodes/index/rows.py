"""What the index holds of an episode, as rows: made by whoever read its file, so that the one who writes only writes.

Where several segments share a number in the full text, so do their words (see `full_text.LAST_PLACE`).
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..documents.own_files import Origin
from ..model import Episode, Segment
from ..text import slug
from .boilerplate import blocks_of
from .database import EPISODE_TERMS, FILTERS, TEXTS, TITLES
from .full_text import HAS_LINKS, LAST_PLACE, filter_word
from .projects import address_hash, hosts, project_hash
from .words import WORD, prepare, words

if TYPE_CHECKING:
    from .reading import Read

_LINK_TARGET = re.compile(r"\]\([^\s()]*(?:\([^\s()]*\)[^\s()]*)*")
_MARKUP = re.compile(r"</?[A-Za-z][^<>\n]*>|<!--|&#?\w+;")

Row = tuple[object, ...]


class EpisodeRows(NamedTuple):
    """The rows of an episode, all without its number, which is their first value."""

    tables: Mapping[str, Sequence[Row]]
    """Those of each table; the rows of segments begin with their place."""
    full_text: Mapping[str, Mapping[int, str]]
    """What the segments are found by, for each table and place."""
    words: set[str]
    """Those of titles and texts, for the vocabulary."""


class RowsReader:
    """Reads files, and returns the rows of their episodes. Words that it returned before it does not return again.

    Args:
        read: reads one; what it raises comes through.
    """

    def __init__(self, read: "Read[tuple[Episode, Origin]]") -> None:
        self._read = read
        self._told: set[str] = set()

    def __call__(self, root: int, path: str) -> EpisodeRows:
        rows = rows_of(*self._read(root, path))
        words = rows.words - self._told
        self._told |= words
        return rows._replace(words=words)


def rows_of(episode: Episode, origin: Origin) -> EpisodeRows:
    """Return the rows of an episode that came from somewhere."""
    segments = list(episode.walk())
    texts = [_own_text(segment) for segment in segments]
    links = [
        (place, nth, link.title, link.url, address_hash(link.url), project_hash(link.url))
        for place, segment in enumerate(segments)
        for nth, link in enumerate(segment.links)
    ]
    published, recorded = (day and day.isoformat() for day in (episode.published, episode.recorded))
    rank = -1 if episode.number is None else episode.number
    named = episode.id, 0, episode.id.partition(":")[0], episode.show, episode.number, episode.title
    of_origin = origin.source, origin.upstream, origin.guid, episode.audio, episode.page, origin.place
    full_text = _full_text(episode, segments, texts)
    said = " ".join((*full_text[TITLES].values(), *full_text[TEXTS].values()))
    tables: dict[str, Sequence[Row]] = {
        "episodes": [(*named, published, recorded, origin.added, None, len(segments), len(links), "", rank)],
        "evidence": [(*of_origin, episode.season, episode.type)],
        "former (episode, key)": [(key,) for key in dict.fromkeys(origin.former)],
        "segments": list(_segment_rows(segments, texts)),
        "links": links,
        "blocks": [(place, block) for place, text in enumerate(texts) for block in blocks_of(text)],
        f"{EPISODE_TERMS} (rowid, words)": [(_episode_terms(episode),)],
    }
    return EpisodeRows(tables, full_text, set(WORD.findall(said)))


def _segment_rows(segments: Sequence[Segment], texts: Sequence[str]) -> Iterator[Row]:
    encoded = [text.encode("utf-8", "replace") for text in texts]
    tail = sum(map(len, encoded))
    for place, (segment, text) in enumerate(zip(segments, encoded, strict=True)):
        named = segment.id, segment.kind.value, segment.number, segment.presenter, segment.title
        yield place, *named, segment.url, segment.start, tail, len(text), zlib.crc32(text)
        tail -= len(text)


def _own_text(segment: Segment) -> str:
    """Return a segment's Markdown without its children's, which stand at its end."""
    below = sum(len(child.markdown) for child in segment.children)
    return segment.markdown[: len(segment.markdown) - below] if below else segment.markdown


def _full_text(episode: Episode, segments: Sequence[Segment], texts: Sequence[str]) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {TITLES: {}, TEXTS: {}, FILTERS: {}}
    of_show = [filter_word("show", name) for name in (*words(episode.show), slug(episode.show))]
    for place, (segment, text) in enumerate(zip(segments, texts, strict=True)):
        if place == 0:  # what is said of the whole episode
            text = f"{text} {episode.description}"
        said = {TEXTS: _terms(segment, text), FILTERS: " ".join((*_filters(segment), *of_show))}
        if segment.title:
            said[TITLES] = prepare(segment.title)
        for table, words_of_it in said.items():
            known = found[table].get(at := min(place, LAST_PLACE), "")
            found[table][at] = f"{known} {words_of_it}"
    return found


def _terms(segment: Segment, text: str) -> str:
    """Return the words of a segment: of its text, its presenter and its links' addresses."""
    text = _LINK_TARGET.sub("] ", text)  # `plain_lines` says no other words, and takes twice the time
    if "<" in text or "&" in text:
        text = _MARKUP.sub(" ", text)
    addresses = (link.url.partition("?")[0].replace("https://", "").replace("http://", "") for link in segment.links)
    return prepare(" ".join((text, segment.presenter or "", *addresses)))


def _filters(segment: Segment) -> list[str]:
    found = [filter_word("kind", segment.kind.value)]
    if segment.presenter:
        found += [filter_word("presenter", name) for name in words(segment.presenter)]
    if segment.links:
        found.append(HAS_LINKS)
    for link in segment.links:
        found += [filter_word("host", name) for name in hosts(link.url)]
    return found


def _episode_terms(episode: Episode) -> str:
    number = "" if episode.number is None else str(episode.number)
    return " ".join(words(" ".join((episode.title or "", *episode.guests, number, episode.show))))
