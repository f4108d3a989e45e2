"""Links as the index has them: told by their numbers, and read for the rows that are shown."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from sqlite3 import Connection

Place = tuple[int, int]
"""A segment as the index numbers it: its episode, and its place in the text."""
Key = tuple[int, int, int]
"""A link as the index numbers it: its segment's place, and which of its links it is."""

_AT_ONCE = 200
_COLUMNS = (
    "l.title, l.url, e.key, s.key, s.title, s.presenter, s.kind, e.number, e.show, e.title, "
    "coalesce(e.published, e.recorded)"
)
_AROUND = (
    "CROSS JOIN segments AS s ON s.episode = l.episode AND s.place = l.place "
    "CROSS JOIN episodes AS e ON e.id = l.episode"
)


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link with where it stands."""

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
        """What to call its segment in a list."""
        return self.segment_title or self.presenter or self.kind.capitalize()

    @property
    def date(self) -> datetime.date | None:
        """The date of its episode."""
        return datetime.date.fromisoformat(self.day) if self.day else None


def load_links(connection: Connection, keys: Sequence[Key]) -> list[StoredLink]:
    """Return links by their numbers, in that order."""
    found: list[StoredLink] = []
    for start in range(0, len(keys), _AT_ONCE):
        wanted = ",".join(f"({at},{e},{p},{n})" for at, (e, p, n) in enumerate(keys[start : start + _AT_ONCE]))
        rows = connection.execute(
            f"WITH wanted (at, episode, place, nth) AS (VALUES {wanted}) SELECT {_COLUMNS} FROM wanted AS w "
            "CROSS JOIN links AS l ON l.episode = w.episode AND l.place = w.place AND l.nth = w.nth "
            f"{_AROUND} ORDER BY w.at"
        )
        found += [StoredLink(*row) for row in rows]
    return found


def links_of(connection: Connection, places: Sequence[Place]) -> list[tuple[Key, str, str, str | None]]:
    """Return the links of segments, each with its title, its address and the title of its segment."""
    if not places:
        return []
    wanted = ",".join(f"({at},{episode},{place})" for at, (episode, place) in enumerate(places))
    rows = connection.execute(
        f"WITH wanted (at, episode, place) AS (VALUES {wanted}) "
        "SELECT l.episode, l.place, l.nth, l.title, l.url, s.title FROM wanted AS w "
        "CROSS JOIN links AS l ON l.episode = w.episode AND l.place = w.place "
        "CROSS JOIN segments AS s ON s.episode = w.episode AND s.place = w.place ORDER BY w.at, l.nth"
    )
    return [((episode, place, nth), *rest) for episode, place, nth, *rest in rows]


def page_of_all(connection: Connection, limit: int, offset: int) -> list[Key]:
    """Return links of the library, whatever they are; those before them are counted and not read."""
    episodes = connection.execute(
        "SELECT id, links FROM episodes WHERE visible = 1 ORDER BY position DESC, rank DESC, id DESC"
    )
    skipped = count = 0
    some: list[int] = []
    for number, links in episodes:
        if not some and skipped + links <= offset:
            skipped += links
            continue
        some.append(number)
        count += links
        if skipped + count >= offset + limit:
            break
    keys = [key for number in some for key in _keys_of_episode(connection, number)]
    return keys[offset - skipped : offset - skipped + limit]


def count_links(connection: Connection) -> int:
    """Return how many links the library has."""
    [count] = connection.execute("SELECT coalesce(sum(links), 0) FROM episodes WHERE visible = 1").fetchone()
    return int(count)


def links_elsewhere(
    connection: Connection, episode: str, address: int, project: int | None, most: int
) -> list[StoredLink]:
    """Return links of other episodes with the same hash of the address or the project, the youngest first.

    Args:
        connection: within a reading transaction.
        episode: the id of the episode that is left out.
        address: the hash of the address.
        project: the hash of the project, if there is one.
        most: how many of each are looked at.
    """
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM ("
        "SELECT * FROM (SELECT * FROM links WHERE address = ? ORDER BY episode DESC LIMIT ?) UNION "
        "SELECT * FROM (SELECT * FROM links WHERE project = ? ORDER BY episode DESC LIMIT ?)) AS l "
        f"{_AROUND} WHERE e.visible = 1 AND e.key <> ? "
        "ORDER BY e.position DESC, e.rank DESC, e.id DESC, l.place, l.nth",
        (address, most, project, most, episode),
    )
    return [StoredLink(*row) for row in rows]


def _keys_of_episode(connection: Connection, number: int) -> Iterator[Key]:
    yield from connection.execute(
        "SELECT episode, place, nth FROM links WHERE episode = ? ORDER BY place, nth", (number,)
    )
