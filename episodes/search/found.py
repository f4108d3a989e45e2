"""A segment as the index has it: enough to show it in a list, and where its text stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection

_COLUMNS = (
    "e.key, s.key, e.number, e.show, e.title, coalesce(e.published, e.recorded), s.kind, s.presenter, s.title, s.url, "
    "f.root, f.path, f.size, s.tail, s.length, s.checksum"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A segment that was found."""

    episode: str
    segment: str
    number: int | None
    show: str
    episode_title: str | None
    day: str | None
    kind: str
    presenter: str | None
    title: str | None
    url: str | None
    root: int
    path: str
    size: int
    """Bytes of the file, as it was when it was indexed."""
    tail: int
    """Bytes of the notes from the beginning of its own text on."""
    length: int
    """Bytes of its own text."""
    checksum: int

    @property
    def name(self) -> str:
        """What to call it in a list: the title, else the presenter, else the kind."""
        return self.title or self.presenter or self.kind.capitalize()


def load_found(connection: Connection, places: Sequence[tuple[int, int]]) -> list[Found]:
    """Return the segments at those places, each the number of a listed episode and a place in its text."""
    if not places:
        return []
    wanted = ",".join(f"({at},{episode},{place})" for at, (episode, place) in enumerate(places))
    rows = connection.execute(
        f"WITH wanted (nth, episode, place) AS (VALUES {wanted}) SELECT {_COLUMNS} FROM wanted AS w "
        "CROSS JOIN segments AS s ON s.episode = w.episode AND s.place = w.place "
        "CROSS JOIN episodes AS e ON e.id = w.episode CROSS JOIN files AS f ON f.id = w.episode ORDER BY w.nth"
    )
    return [Found(*row) for row in rows]
