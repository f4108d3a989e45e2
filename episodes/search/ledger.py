"""The ledger: every link of the library, and where else its address or its project is mentioned."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from sqlite3 import Connection
from typing import TYPE_CHECKING

from ..index.database import Database
from ..links import host
from ..reading import Reading
from ..words import words
from .projects import address_hash, canonical, project, project_hash
from .query import Filter, Query, parse
from .ranking import haystack, needles
from .search import Search
from .values import LinkResults, LinkRow, Mention

if TYPE_CHECKING:
    from typing import Any

_Place = tuple[int, int]
"""A segment as the index numbers it: its episode, and its place in the text."""

_PROBED = 1_000
"""Segments whose links are looked at, at most, once a page is full; how many links there are is told by these."""
_AT_ONCE = 100
"""Segments, or episodes, whose links are read in one go."""
_MOST_MENTIONS = 1_000
"""Links elsewhere that are looked at, at most: what stands in every episode's notes is news nowhere."""


@dataclass(frozen=True, slots=True)
class _Link:
    """A link as the index has it."""

    title: str
    url: str
    episode: str
    segment: str
    segment_title: str | None
    presenter: str | None
    kind: str
    number: int | None
    show: str
    episode_title: str | None
    day: str | None

    @property
    def segment_name(self) -> str:
        return self.segment_title or self.presenter or self.kind.capitalize()

    @property
    def date(self) -> datetime.date | None:
        return datetime.date.fromisoformat(self.day) if self.day else None


_COLUMNS = (
    "l.title, l.url, e.key, s.key, s.title, s.presenter, s.kind, e.number, e.show, e.title, "
    "coalesce(e.published, e.recorded)"
)
_PLACES = (
    "CROSS JOIN segments AS s ON s.episode = l.episode AND s.place = l.place "
    "CROSS JOIN episodes AS e ON e.id = l.episode"
)


class Ledger:
    """Lists links. Safe to use from several threads.

    Args:
        database: the index.
        reading: knows which links were opened.
        search: finds the segments that a query's conditions allow.
    """

    def __init__(self, database: Database, reading: Reading, search: Search) -> None:
        self._database = database
        self._reading = reading
        self._search = search

    def find(self, text: str, *, limit: int, offset: int = 0) -> LinkResults:
        """Return the links that answer to a query, those of the youngest episode first.

        Words must stand in a link's title, its address or the title of its segment; `host:` and `is:opened` speak of
        the link itself, other conditions of its segment.

        Args:
            text: the query as it was typed; an empty one asks for all links.
            limit: how many rows at most.
            offset: how many to leave out.
        """
        query = parse(text)
        opened = self._reading.opened_urls()
        with self._search.reading() as connection:
            if query.is_empty:
                rows = [_row(link, opened) for link in _page_of_all(connection, limit, offset)]
                return LinkResults(tuple(rows), _count(connection), query.note)
            places, segments = self._search.places_with_links(connection, query)
            found, probed = self._look(connection, query, places, offset + limit, opened)
        rows = [_row(link, opened) for link in found[offset : offset + limit]]
        if probed == segments:
            return LinkResults(tuple(rows), len(found), query.note, query.terms)
        total = max(len(found), round(len(found) * segments / probed))
        return LinkResults(tuple(rows), total, query.note or "How many there are is an estimate.", query.terms)

    def _look(
        self, connection: Connection, query: Query, places: Iterator[_Place], wanted: int, opened: frozenset[str]
    ) -> tuple[list[_Link], int]:
        """Return the links that answer, and how many segments were looked at: all, or enough for the wanted links."""
        test = _Test(query, opened)
        found: list[_Link] = []
        probed = 0
        while some := list(islice(places, _AT_ONCE)):
            found += filter(test.allows, _links_of_segments(connection, some))
            probed += len(some)
            if probed >= _PROBED and len(found) >= wanted:
                break
        return found, probed

    def also_in(self, episode: str) -> Mapping[str, tuple[Mention, ...]]:
        """Return for the links of an episode, by their address as written, where other episodes mention the same.

        The youngest mention comes first. Links that are mentioned nowhere else are left out.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT l.url FROM links AS l JOIN episodes AS e ON e.id = l.episode "
                "WHERE e.key = ? AND e.visible = 1",
                (episode,),
            ).fetchall()
            found = {url: self._mentions(connection, episode, url) for (url,) in rows}
        return {url: mentions for url, mentions in found.items() if mentions}

    def _mentions(self, connection: Connection, episode: str, url: str) -> tuple[Mention, ...]:
        address, here = canonical(url), project(url)
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM ("
            "SELECT * FROM (SELECT * FROM links WHERE address = ? ORDER BY episode DESC LIMIT ?) UNION "
            "SELECT * FROM (SELECT * FROM links WHERE project = ? ORDER BY episode DESC LIMIT ?)) AS l "
            f"{_PLACES} WHERE e.visible = 1 AND e.key <> ? "
            "ORDER BY e.position DESC, e.rank DESC, e.id DESC, l.place, l.nth",
            (address_hash(url), _MOST_MENTIONS, project_hash(url), _MOST_MENTIONS, episode),
        )
        mentions: dict[tuple[str, str], Mention] = {}
        for row in rows:
            link = _Link(*row)
            there = project(link.url)
            # Hashes are compared in the index; now and then two have one.
            if canonical(link.url) == address or (here is not None and there is not None and here.is_same(there)):
                mentions.setdefault((link.episode, link.segment), _mention(link))
        return tuple(mentions.values())


class _Test:
    """Tells whether a link answers to a query whose other conditions its segment fulfils."""

    def __init__(self, query: Query, opened: frozenset[str]) -> None:
        self._words = [(needles(word), word.negated) for word in query.words]
        self._filters = [each for each in query.filters if each.is_of_links]
        self._opened = opened

    def allows(self, link: _Link) -> bool:
        if any(self._holds(each, link) is each.negated for each in self._filters):
            return False
        if not self._words:
            return True
        text = f"{link.title} {link.url} {link.segment_title or ''}"
        plain = haystack(text)
        if self._agrees(plain):
            return True
        joined = words(text).joined
        return bool(joined) and self._agrees(f"{plain}{' '.join(joined)} ")

    def _agrees(self, text: str) -> bool:
        return all(any(needle in text for needle in wanted) is not negated for wanted, negated in self._words)

    def _holds(self, condition: Filter, link: _Link) -> bool:
        if condition.key == "host":
            name = host(link.url)
            return name.startswith(condition.values[0]) or f".{condition.values[0]}" in f".{name}"
        return link.url in self._opened


def _page_of_all(connection: Connection, limit: int, offset: int) -> list[_Link]:
    """Return links of the library, whatever they are; those before them are counted and not read."""
    episodes = connection.execute(
        "SELECT id, links FROM episodes WHERE visible = 1 ORDER BY position DESC, rank DESC, id DESC"
    )
    skipped = count = 0
    some: list[int] = []
    for number, links in episodes:
        if skipped + links <= offset and not some:
            skipped += links
            continue
        some.append(number)
        count += links
        if skipped + count >= offset + limit:
            break
    found: list[_Link] = []
    for at in range(0, len(some), _AT_ONCE):
        found += _links_of_episodes(connection, some[at : at + _AT_ONCE])
    return found[offset - skipped : offset - skipped + limit]


def _links_of_episodes(connection: Connection, episodes: Sequence[int]) -> Iterator[_Link]:
    wanted = ",".join(f"({at},{number})" for at, number in enumerate(episodes))
    return map(
        _made,
        connection.execute(
            f"WITH wanted (at, episode) AS (VALUES {wanted}) SELECT {_COLUMNS} FROM wanted AS w "
            f"CROSS JOIN links AS l ON l.episode = w.episode {_PLACES} ORDER BY w.at, l.place, l.nth"
        ),
    )


def _links_of_segments(connection: Connection, places: Sequence[_Place]) -> Iterator[_Link]:
    wanted = ",".join(f"({at},{episode},{place})" for at, (episode, place) in enumerate(places))
    return map(
        _made,
        connection.execute(
            f"WITH wanted (at, episode, place) AS (VALUES {wanted}) SELECT {_COLUMNS} FROM wanted AS w "
            f"CROSS JOIN links AS l ON l.episode = w.episode AND l.place = w.place {_PLACES} ORDER BY w.at, l.nth"
        ),
    )


def _made(row: tuple[Any, ...]) -> _Link:
    return _Link(*row)


def _count(connection: Connection) -> int:
    [count] = connection.execute("SELECT coalesce(sum(links), 0) FROM episodes WHERE visible = 1").fetchone()
    return int(count)


def _row(link: _Link, opened: frozenset[str]) -> LinkRow:
    return LinkRow(
        link.url,
        link.title,
        host(link.url),
        link.episode,
        link.segment,
        link.segment_name,
        link.episode_title,
        link.number,
        link.show,
        link.date,
        link.url in opened,
    )


def _mention(link: _Link) -> Mention:
    return Mention(
        link.episode,
        link.segment,
        link.number,
        link.show,
        link.date,
        link.episode_title,
        link.segment_name,
        link.title,
        link.url,
    )
