"""Links as the index has them: found by their numbers, their segments, or what they lead to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from sqlite3 import Connection

from ..index.projects import address_hash, canonical, project, project_hash
from .segment_rows import SEGMENT_COLUMNS, Place, make_segment_row, numbered
from .values import LinkRow

LinkPlace = tuple[int, int, int]
"""A link as the index numbers it: its segment's place, and which of its links it is."""

_SELECT = f"SELECT l.title, l.url, {SEGMENT_COLUMNS} FROM"
_AROUND = (
    "CROSS JOIN segments AS s ON s.episode = l.episode AND s.place = l.place "
    "CROSS JOIN episodes AS e ON e.id = l.episode"
)


def load_links(connection: Connection, places: Sequence[LinkPlace], opened: frozenset[str]) -> list[LinkRow]:
    """Return links by their places, in that order.

    Args:
        connection: within a reading transaction.
        places: where they are.
        opened: the addresses that were opened.
    """
    if not places:
        return []
    rows = connection.execute(
        f"WITH wanted (at, episode, place, nth) AS (VALUES {numbered(places)}) {_SELECT} wanted AS w "
        "CROSS JOIN links AS l ON l.episode = w.episode AND l.place = w.place AND l.nth = w.nth "
        f"{_AROUND} ORDER BY w.at"
    )
    return [LinkRow(make_segment_row(row), title, url, url in opened) for title, url, *row in rows]


def links_of(connection: Connection, places: Sequence[Place]) -> list[tuple[LinkPlace, str, str, str | None]]:
    """Return the links of segments, each with its title, its address and the title of its segment."""
    rows = connection.execute(
        f"WITH wanted (at, episode, place) AS (VALUES {numbered(places)}) "
        "SELECT l.episode, l.place, l.nth, l.title, l.url, s.title FROM wanted AS w "
        "CROSS JOIN links AS l ON l.episode = w.episode AND l.place = w.place "
        "CROSS JOIN segments AS s ON s.episode = w.episode AND s.place = w.place ORDER BY w.at, l.nth"
    )
    return [((episode, place, nth), *rest) for episode, place, nth, *rest in rows]


def page_of_all(connection: Connection, limit: int, offset: int) -> list[LinkPlace]:
    """Return links of the library, whatever they are; those before them are counted and not read."""
    episodes = connection.execute(
        "SELECT id, links FROM episodes WHERE visible = 1 ORDER BY position DESC, rank DESC, id DESC"
    )
    found: list[LinkPlace] = []
    for number, links in episodes:
        if offset >= links:
            offset -= links
            continue
        of_episode = "SELECT episode, place, nth FROM links WHERE episode = ? ORDER BY place, nth"
        found += connection.execute(of_episode, (number,)).fetchall()[offset:]
        offset = 0
        if len(found) >= limit:
            break
    return found[:limit]


def count_links(connection: Connection) -> int:
    """Return how many links the library has."""
    [count] = connection.execute("SELECT coalesce(sum(links), 0) FROM episodes WHERE visible = 1").fetchone()
    return int(count)


def also_in(connection: Connection, episode: str, most: int) -> Mapping[str, tuple[LinkRow, ...]]:
    """Return for the links of an episode, by their address as written, the same links of other episodes.

    Those are the same that lead to one address, or to pages of one project. The youngest comes first, each segment
    once. Links that no other episode mentions are left out.

    Args:
        connection: within a reading transaction.
        episode: the episode's id.
        most: how many links of the same address, and of the same project, are looked at.
    """
    urls = connection.execute(
        "SELECT DISTINCT l.url FROM links AS l JOIN episodes AS e ON e.id = l.episode "
        "WHERE e.key = ? AND e.visible = 1",
        (episode,),
    ).fetchall()
    found = {url: _mentions(connection, episode, url, most) for (url,) in urls}
    return {url: mentions for url, mentions in found.items() if mentions}


def _mentions(connection: Connection, episode: str, url: str, most: int) -> tuple[LinkRow, ...]:
    rows = connection.execute(
        f"{_SELECT} ("
        "SELECT * FROM (SELECT * FROM links WHERE address = ? ORDER BY episode DESC LIMIT ?) UNION "
        "SELECT * FROM (SELECT * FROM links WHERE project = ? ORDER BY episode DESC LIMIT ?)) AS l "
        f"{_AROUND} WHERE e.visible = 1 AND e.key <> ? "
        "ORDER BY e.position DESC, e.rank DESC, e.id DESC, l.place, l.nth",
        (address_hash(url), most, project_hash(url), most, episode),
    )
    address, here = canonical(url), project(url)
    mentions: dict[tuple[str, str], LinkRow] = {}
    for title, other, *segment in rows:
        there = None if here is None else project(other)
        # Hashes are compared in the index; now and then two have one.
        if canonical(other) == address or (here is not None and there is not None and here.is_same(there)):
            mentions.setdefault((segment[0], segment[1]), LinkRow(make_segment_row(segment), title, other))
    return tuple(mentions.values())
