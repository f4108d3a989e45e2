"""Segments and links as the index has them: as rows of lists, by their numbers, their segments, or what they lead to.

The text of a segment is read from the episode files.
"""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from sqlite3 import Connection
from typing import Any

from ..errors import BrokenEpisode
from ..files import LARGEST_NOTES, open_regular
from ..index.database import Database
from ..index.projects import address_hash, canonical, project, project_hash
from ..model import Kind, SegmentRow, Target
from .values import LinkRow

Place = tuple[int, int]
"""A segment as the index numbers it: its episode's number, and its place in the text."""
FilePath = Callable[[int, str], str]
"""Gives the full path of a file from its root's number and its path below it."""
FoundSegment = tuple[SegmentRow, Callable[[], str]]
"""A segment, and what reads its text."""

SEGMENT_COLUMNS = (
    "e.key, s.key, e.show, e.number, e.title, coalesce(e.published, e.recorded), s.kind, s.presenter, s.title, s.url, "
    "e.guess, s.start"
)
"""What `make_segment_row` takes, of the tables `episodes AS e` and `segments AS s`."""
LinkPlace = tuple[int, int, int]
"""A link as the index numbers it: its segment's place, and which of its links it is."""
_WANTED = (
    "WITH wanted AS (SELECT key AS at, json_extract(value, '$[0]') AS episode, json_extract(value, '$[1]') AS place, "
    "json_extract(value, '$[2]') AS nth FROM json_each(?))"
)
"""The places of segments or links in a JSON array, each with its own place there."""
_EPISODES = (
    "SELECT address, count(DISTINCT episode) FROM links WHERE address IN (SELECT value FROM json_each(?)) "
    "GROUP BY address"
)
_IS_USUAL = "l.address IN (SELECT address FROM usual_links)"
_SELECT = f"SELECT l.title, l.url, {SEGMENT_COLUMNS}"
_AROUND = (
    "CROSS JOIN segments AS s ON s.episode = l.episode AND s.place = l.place "
    "CROSS JOIN episodes AS e ON e.id = l.episode"
)


def make_segment_row(values: Sequence[Any]) -> SegmentRow:
    """Return a row from the values of `SEGMENT_COLUMNS`."""
    episode, segment, show, number, title, day, kind, *others = values
    published = date.fromisoformat(day) if day else None
    return SegmentRow(Target(episode, segment), show, number, title, published, Kind(kind), *others)


def load_segments(connection: Connection, places: Sequence[Place], file: FilePath) -> list[FoundSegment]:
    """Return the segments at those places, each of a listed episode, with what reads its text.

    Args:
        connection: within a reading transaction.
        places: where they are.
        file: gives the full path of a file.
    """
    rows = connection.execute(
        f"{_WANTED} SELECT f.root, f.path, f.size, s.tail, s.length, s.checksum, {SEGMENT_COLUMNS} FROM wanted AS w "
        "CROSS JOIN segments AS s ON s.episode = w.episode AND s.place = w.place "
        "CROSS JOIN episodes AS e ON e.id = w.episode CROSS JOIN files AS f ON f.id = w.episode ORDER BY w.at",
        (json.dumps(places),),
    )
    return [(make_segment_row(row[6:]), partial(_read_text, file(*row[:2]), *row[2:6])) for row in rows]


@lru_cache(256)
def _read_text(path: str, size: int, tail: int, length: int, checksum: int) -> str:
    """Return a segment's Markdown, or an empty text if its file is gone or changed.

    Args:
        path: its file.
        size: bytes of the file, as it was when it was indexed.
        tail: bytes of the notes from the beginning of the segment's own text on.
        length: bytes of its own text.
        checksum: of that text.
    """
    try:
        with open_regular(path, LARGEST_NOTES) as file:
            # In a file that this program wrote the notes are its end, byte by byte.
            file.seek(max(0, size - tail))
            data = file.read(length)
            if zlib.crc32(data) != checksum:
                from ..documents.document import read_document

                file.seek(0)
                notes = read_document(file.read(), name=path).notes.encode("utf-8", "replace")
                data = notes[max(0, len(notes) - tail) :][:length]
    except (OSError, BrokenEpisode):
        return ""
    return data.decode("utf-8", "replace") if zlib.crc32(data) == checksum else ""


def load_links(connection: Connection, places: Sequence[LinkPlace], opened: frozenset[str]) -> list[LinkRow]:
    """Return links by their places, in that order.

    Args:
        connection: within a reading transaction.
        places: where they are.
        opened: the addresses that were opened.
    """
    rows = connection.execute(
        f"{_WANTED} {_SELECT}, l.address, {_IS_USUAL} FROM wanted AS w "
        "CROSS JOIN links AS l ON l.episode = w.episode AND l.place = w.place AND l.nth = w.nth "
        f"{_AROUND} ORDER BY w.at",
        (json.dumps(places),),
    ).fetchall()
    # Asked for together: while the index is filled, links have no index by address.
    episodes = dict(connection.execute(_EPISODES, (json.dumps([row[-2] for row in rows]),)).fetchall())
    return [
        LinkRow(make_segment_row(row), title, url, url in opened, episodes.get(address, 1), bool(is_usual))
        for title, url, *row, address, is_usual in rows
    ]


def links_of(connection: Connection, places: Sequence[Place]) -> list[tuple[LinkPlace, int, str, str, str | None]]:
    """Return the links of segments, each with the hash of its address, its title, URL and the title of its segment."""
    rows = connection.execute(
        f"{_WANTED} SELECT l.episode, l.place, l.nth, l.address, l.title, l.url, s.title FROM wanted AS w "
        "CROSS JOIN links AS l ON l.episode = w.episode AND l.place = w.place "
        "CROSS JOIN segments AS s ON s.episode = w.episode AND s.place = w.place ORDER BY w.at, l.nth",
        (json.dumps(places),),
    )
    return [((episode, place, nth), *rest) for episode, place, nth, *rest in rows]


def usual_addresses(connection: Connection) -> frozenset[int]:
    """Return the hashes of the addresses that a show has in many episodes."""
    return frozenset(address for (address,) in connection.execute("SELECT address FROM usual_links"))


def count_addresses(connection: Connection) -> int:
    """Return how many addresses the links of the library lead to."""
    hidden = "SELECT address FROM links JOIN episodes ON id = episode WHERE visible = 0"  # few, if any
    listed = "SELECT address FROM links JOIN episodes ON id = episode WHERE visible = 1"
    [every] = connection.execute("SELECT count(DISTINCT address) FROM links").fetchone()
    [gone] = connection.execute(
        f"SELECT count(DISTINCT address) FROM ({hidden}) AS h WHERE NOT EXISTS ({listed} AND address = h.address)"
    ).fetchone()
    return int(every - gone)


def also_in(database: Database, episode: str, most: int) -> Mapping[str, tuple[LinkRow, ...]]:
    """Return for the links of an episode, by their address as written, the same links of other episodes.

    Those are the same that lead to one address, or to pages of one project. The youngest comes first, each segment
    once. Links that no other episode mentions are left out.

    Args:
        database: the index.
        episode: the episode's id.
        most: how many links of the same address, and of the same project, are looked at.
    """
    sql = "SELECT DISTINCT url FROM links JOIN episodes ON id = episode WHERE key = ? AND visible = 1"
    with database.reading() as connection:
        urls = connection.execute(sql, (episode,)).fetchall()
        found = {url: _mentions(connection, episode, url, most) for (url,) in urls}
    return {url: mentions for url, mentions in found.items() if mentions}


def _mentions(connection: Connection, episode: str, url: str, most: int) -> tuple[LinkRow, ...]:
    rows = connection.execute(
        f"{_SELECT}, {_IS_USUAL} FROM ("
        "SELECT * FROM (SELECT * FROM links WHERE address = ? ORDER BY episode DESC LIMIT ?) UNION "
        "SELECT * FROM (SELECT * FROM links WHERE project = ? ORDER BY episode DESC LIMIT ?)) AS l "
        f"{_AROUND} WHERE e.visible = 1 AND e.key <> ? "
        "ORDER BY e.position DESC, e.rank DESC, e.id DESC, l.place, l.nth",
        (address_hash(url), most, project_hash(url), most, episode),
    )
    address, here = canonical(url), project(url)
    mentions: dict[tuple[str, str], LinkRow] = {}
    for title, other, *segment, is_usual in rows:
        there = None if here is None else project(other)
        # Hashes are compared in the index; now and then two have one.
        if canonical(other) == address or (here is not None and there is not None and here.is_same(there)):
            link = LinkRow(make_segment_row(segment), title, other, is_usual=bool(is_usual))
            mentions.setdefault((segment[0], segment[1]), link)
    return tuple(mentions.values())
