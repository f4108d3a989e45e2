"""The catalogue: which episodes are listed, in which order, without reading their files.

It is read in pages, so that fifty thousand episodes cost no more to open than fifty. It knows nothing of marks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ..model import EpisodeRow
from .database import Database, placeholders

if TYPE_CHECKING:
    from typing import Any

_COLUMNS = "key, show, number, title, published, recorded, segments, guess, added, id"
_ORDER = "position DESC, rank DESC, id DESC"
_BY_NUMBER = "slug, evidence.season DESC, rank DESC, position DESC, id DESC"

OWN_ROOT = 1
"""The number of the folder of the reader's own episodes; that of the bundled ones is 0."""
FileState = tuple[int, int]
"""The size of a file and the time of its last change in nanoseconds, by which a change of it is seen."""


class Evidence(NamedTuple):
    """What tells one episode from another (see `importing.identity`). None is unknown."""

    upstream: str | None = None
    """The fingerprint of what its source gave."""
    guid: str | None = None
    audio: str | None = None
    page: str | None = None
    place: str | None = None
    """The name of its file in a folder."""
    title: str | None = None
    number: int | None = None
    season: int | None = None
    type: str | None = None
    published: date | None = None

    @property
    def is_extra(self) -> bool:
        """Whether it stands beside the episodes that are counted: a bonus or a trailer."""
        return self.type not in (None, "full")


class KnownEpisode(NamedTuple):
    """An episode of the library, as an import compares it."""

    id: str
    evidence: Evidence
    source: str | None = None
    """Where it came from; None for one that ships, or was put there by hand."""
    path: str | None = None
    """Its file below the folder of the reader's own episodes; None for one that ships."""
    show: str = ""

    @property
    def slug(self) -> str:
        """The slug of its show."""
        return self.id.partition(":")[0]


class SegmentEntry(NamedTuple):
    """A segment of the catalogue."""

    key: str
    kind: str
    number: int | None
    presenter: str | None
    title: str | None
    url: str | None


class Catalogue:
    """Episodes in the order of the list: by date, the youngest first, undated ones by their neighbours' numbers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self) -> int:
        return self._number("SELECT coalesce(sum(episodes), 0) FROM shows")

    def page(self, start: int, stop: int) -> list[EpisodeRow]:
        """Return the episodes at the places from `start` up to and without `stop`."""
        return self._episodes(
            # The inner query walks the index alone; only the rows of the page are read from the table.
            f"SELECT {_COLUMNS} FROM episodes WHERE id IN "
            f"(SELECT id FROM episodes WHERE visible = 1 ORDER BY {_ORDER} LIMIT ? OFFSET ?) ORDER BY {_ORDER}",
            (max(0, stop - start), start),
        )

    def shows(self) -> list[tuple[str, str, int, int, str]]:
        """Return the shows of the listed episodes, those that came in first before the others.

        Each with its slug, its name, how many episodes it has and how many with segments, and the date by which the
        youngest is listed, ISO 8601, empty where it is unknown.
        """
        return self._rows("SELECT slug, name, episodes, to_read, newest FROM shows ORDER BY added, slug")

    def placed(
        self, shows: Collection[str] = (), *, by_number: bool = False, to_read: bool = False, kept: int = 0
    ) -> list[int]:
        """Return the `index_id` of each episode in the order of the list, or of their numbers.

        Args:
            shows: the slugs of their shows, or none for all.
            by_number: whether the order is that of their numbers.
            to_read: leave out those without a segment.
            kept: the `index_id` of one that stays all the same.
        """
        marks = f"AND slug IN {placeholders(shows)}" if shows else ""
        order, season = (_BY_NUMBER, "JOIN evidence ON episode = id") if by_number else (_ORDER, "")
        which = f"visible = 1 {marks} AND (segments >= ? OR id = ?)"
        return self._column(f"SELECT id FROM episodes {season} WHERE {which} ORDER BY {order}", (*shows, to_read, kept))

    def years(self) -> dict[int, str]:
        """Return the years by which the episodes are listed, by their `index_id`."""
        return dict(self._rows("SELECT id, substr(position, 1, 4) FROM episodes WHERE visible = 1"))

    def rows(self, ids: Sequence[int]) -> list[EpisodeRow]:
        """Return the episodes of those numbers of the index in that order; what is gone is left out."""
        sql = f"SELECT {_COLUMNS} FROM episodes WHERE id IN {placeholders(ids)}"
        found = {row.index_id: row for row in self._episodes(sql, ids)}
        return [found[number] for number in ids if number in found]

    def row(self, key: str) -> EpisodeRow | None:
        found = self._episodes(f"SELECT {_COLUMNS} FROM episodes WHERE key = ? AND visible = 1", (key,))
        return found[0] if found else None

    def index_of(self, key: str) -> int | None:
        """Return the place of an episode in the list, counted from 0."""
        rows = self._rows("SELECT position, rank, id FROM episodes WHERE key = ? AND visible = 1", (key,))
        before = "SELECT count(*) FROM episodes WHERE visible = 1 AND (position, rank, id) > (?, ?, ?)"
        return self._number(before, rows[0]) if rows else None

    def keys_of_number(self, number: int, shows: Sequence[str] | None = None) -> list[str]:
        """Return the ids of the episodes with that number, of all shows or of those with such a slug."""
        found = "SELECT key, slug FROM episodes INDEXED BY episodes_number WHERE number = ? AND visible = 1"
        rows = self._rows(f"{found} ORDER BY {_ORDER}", (number,))
        return [key for key, slug in rows if shows is None or slug in shows]

    def key_width(self) -> int:
        """Return how many characters the longest id has."""
        return self._number("SELECT coalesce(max(length(key)), 0) FROM episodes")

    def number_width(self, shows: Collection[str] = ()) -> int:
        """Return how many digits the longest number has: of all episodes, or of those of the shows with such slugs."""
        of_shows = f"AND slug IN {placeholders(shows)}" if shows else ""
        every = "SELECT number FROM episodes INDEXED BY episodes_number WHERE number IS NOT NULL AND visible = 1"
        longest = self._column(f"{every} {of_shows} ORDER BY number DESC LIMIT 1", tuple(shows))
        return len(str(longest[0])) if longest else 0

    def keys(self, *, like: str = "%") -> list[str]:
        """Return the ids that match an SQL pattern, in the order of the list."""
        return self._column(f"SELECT key FROM episodes WHERE key LIKE ? AND visible = 1 ORDER BY {_ORDER}", (like,))

    def beginning(self, text: str) -> list[tuple[str, int | None, str | None]]:
        """Return id, number and title of the episodes whose id or number begins so."""
        like = "key LIKE ? OR CAST(number AS TEXT) LIKE ?"
        return self._rows(
            f"SELECT key, number, title FROM episodes WHERE ({like}) AND visible = 1 ORDER BY {_ORDER} LIMIT 1000",
            (f"{text}%",) * 2,
        )

    def titled(self, beginning: str, most: int) -> list[str]:
        """Return the ids of the youngest episodes whose titles begin so, whatever the capitals."""
        found = "SELECT key FROM episodes INDEXED BY episodes_title WHERE visible = 1"
        between = "title COLLATE NOCASE >= ? AND title COLLATE NOCASE < ? || char(1114111)"
        return self._column(f"{found} AND {between} ORDER BY {_ORDER} LIMIT ?", (beginning, beginning, most))

    def file(self, key: str) -> tuple[int, str] | None:
        """Return where an episode's file is: the number of its root and the path below it."""
        rows = self._rows("SELECT root, path FROM files JOIN episodes USING (id) WHERE key = ? AND visible = 1", (key,))
        return rows[0] if rows else None

    def own_paths(self) -> list[str]:
        """Return the path of each of the reader's own episodes, listed or not, in their order."""
        return self._column("SELECT path FROM episodes JOIN files USING (id) WHERE root = ? ORDER BY path", (OWN_ROOT,))

    def evidence(self, slug: str, show: str, source: str) -> list[KnownEpisode]:
        """Return what is known of the listed episodes of a show, and of those that came from a source.

        Args:
            slug: the show's; with `-2` and so on for others of its name.
            show: its name.
            source: which (`Source.shown`).
        """
        rows = self._rows(
            "SELECT key, source, CASE root WHEN ? THEN path END, show, upstream, guid, audio, page, place, "
            "episodes.title, number, season, type, coalesce(published, recorded) FROM episodes JOIN files USING (id) "
            "JOIN evidence ON evidence.episode = episodes.id "
            "WHERE visible = 1 AND (key LIKE ? OR key GLOB ? OR show = ? OR source = ?) ORDER BY key",
            (OWN_ROOT, f"{slug}:%", f"{slug}-[0-9]*:*", show, source),
        )
        return [
            KnownEpisode(key, Evidence._make((*facts, as_date(day))), source, path, show)
            for key, source, path, show, *facts, day in rows
        ]

    def sources(self) -> dict[str, str]:
        """Return the sources that episodes came from (`Source.shown`), with the names of their shows."""
        found: dict[str, str] = {}
        sql = "SELECT DISTINCT source, show FROM evidence AS v JOIN episodes AS e ON e.id = v.episode"
        for source, show in self._rows(f"{sql} WHERE source IS NOT NULL ORDER BY show"):
            found[source] = f"{found[source]}, {show}" if source in found else show
        return found

    def names_taken(self, show: str) -> set[str]:
        """Return the names that episodes of a show have or had, by its slug."""
        sql = "SELECT key FROM episodes WHERE key LIKE ? UNION SELECT key FROM former WHERE key LIKE ?"
        return {key.partition(":")[2] for (key,) in self._rows(sql, (f"{show}:%", f"{show}:%"))}

    def former(self) -> dict[str, str]:
        """Return the ids that listed episodes had, each with the one of today; those that another has now left out."""
        listed = "SELECT former.key, episodes.key FROM former JOIN episodes ON id = former.episode WHERE visible = 1"
        return dict(self._rows(f"{listed} AND former.key NOT IN (SELECT key FROM episodes WHERE visible = 1)"))

    def segment_titles(self, ids: Sequence[int]) -> dict[int, dict[str, str | None]]:
        """Return the ids and titles of the segments of each of those episodes."""
        found: dict[int, dict[str, str | None]] = {number: {} for number in ids}
        sql = f"SELECT episode, key, title FROM segments WHERE episode IN {placeholders(ids)} ORDER BY place"
        for episode, key, title in self._rows(sql, ids):
            found[episode][key] = title
        return found

    def segments(self, episode: int) -> list[SegmentEntry]:
        """Return the segments of the episode of that number of the index, in the order of the text."""
        columns = ", ".join(SegmentEntry._fields)
        rows = self._rows(f"SELECT {columns} FROM segments WHERE episode = ? ORDER BY place", (episode,))
        return [SegmentEntry(*row) for row in rows]

    def problems(self) -> list[tuple[int, str, str]]:
        """Return the files that are not listed: root, path and reason.

        They could not be read, or another one of the same root holds their episode.
        """
        unread = "SELECT root, path, problem FROM files WHERE problem IS NOT NULL ORDER BY root, path"
        return self._rows(unread) + self._rows(
            "SELECT hidden.root, hidden.path, listed.path || ' holds the same episode and is listed instead' "
            "FROM episodes AS loser JOIN episodes AS winner ON winner.key = loser.key AND winner.visible = 1 "
            "JOIN files AS hidden ON hidden.id = loser.id JOIN files AS listed ON listed.id = winner.id "
            "WHERE loser.visible = 0 AND hidden.root = listed.root ORDER BY hidden.root, hidden.path"
        )

    def files(self, root: int) -> Iterator[tuple[str, int, int]]:
        """Yield every file of a root that was indexed, in the order of their paths: path, and state when it was."""
        return self._database.connection.execute(
            "SELECT path, size, modified FROM files WHERE root = ? ORDER BY path", (root,)
        )

    def middle(self, root: int, most: int) -> str | None:
        """Return a path in the middle of the files of a root that were indexed, if they are more than so many."""
        count = self._number("SELECT count(*) FROM files WHERE root = ?", (root,))
        sql = "SELECT path FROM files WHERE root = ? ORDER BY path LIMIT 1 OFFSET ?"
        # There may be fewer of them by now.
        return next(iter(self._column(sql, (root, count // 2))), None) if count > most else None

    def _episodes(self, sql: str, values: Sequence[object] = ()) -> list[EpisodeRow]:
        return [
            EpisodeRow(key, show, number, title, as_date(published), segments, as_date(recorded), *others)
            for key, show, number, title, published, recorded, segments, *others in self._rows(sql, values)
        ]

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        return self._database.answer(lambda: self._database.connection.execute(sql, values).fetchall())

    def _column(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        return [value for (value,) in self._rows(sql, values)]

    def _number(self, sql: str, values: Sequence[object] = ()) -> int:
        [found] = self._column(sql, values)
        return int(found)


def as_date(text: str | None) -> date | None:
    """Return a date as the index has it, in ISO 8601; None for one that is not known."""
    return date.fromisoformat(text) if text else None
