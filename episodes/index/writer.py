"""Writes episodes into the index, and decides which of them are listed and where.

All connections are within a write transaction.
"""

import sqlite3
from bisect import bisect_left
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from .catalogue import FileState
from .database import placeholders
from .full_text import PLACE_BITS

if TYPE_CHECKING:
    from .rows import EpisodeRows

_FURTHEST = 730
"""Days between two dated episodes beyond which nothing is guessed of those between them."""

_TOO_FAR = 180
"""Days beyond those of its neighbours that no other order of publication explains."""


class Numbered(NamedTuple):
    """An episode of a show."""

    number: int
    """-1 where it has none."""
    season: int | None
    day: str | None
    """Its date, ISO 8601."""


def places_of_undated(episodes: Sequence[Numbered]) -> list[tuple[str, int | None]]:
    """Return for each episode of a show the day by which it is listed, and for undated ones the year that is guessed.

    An episode between two dated ones of its season that are at most two years apart gets a day between theirs, by
    its number. Any other stands where the next lower number that has a date does, else the first that has one.

    Args:
        episodes: all of the show, by number.
    """
    dated: dict[int | None, list[Numbered]] = {}
    for each in episodes:
        if each.day is not None and each.number >= 0:
            dated.setdefault(each.season, []).append(each)
    day = next((each.day for each in episodes if each.day), "")
    placed: list[tuple[str, int | None]] = []
    for each in episodes:
        day = each.day or day
        guessed = None if each.day else _between(each, dated.get(each.season, []))
        placed.append((day, None) if guessed is None else (guessed.isoformat(), guessed.year))
    return placed


def _between(undated: Numbered, dated: Sequence[Numbered]) -> date | None:
    """Return the day that an episode without a date most likely has, by the nearest dated ones of its season."""
    if undated.number < 0:
        return None
    at = bisect_left(dated, undated.number, key=lambda each: each.number)
    if at in (0, len(dated)) or dated[at].number == undated.number:
        return None
    before, after = dated[at - 1], dated[at]
    first, last = (date.fromisoformat(each.day or "") for each in (before, after))
    days = (last - first).days
    if not 0 <= days <= _FURTHEST:
        return None
    return first + timedelta(days=days * (undated.number - before.number) // (after.number - before.number))


def contradicting(episodes: Sequence[Numbered]) -> list[tuple[int, str]]:
    """Return the places of episodes whose date contradicts those of their neighbours, with the neighbours' dates.

    Args:
        episodes: dated ones of one season, by number.
    """
    days = [date.fromisoformat(each.day or "") for each in episodes]
    found = []
    for at, day in enumerate(days):
        near = days[max(0, at - 1) : at] + days[at + 1 : at + 2]
        if len(near) < 2 and len(days) > 2:  # the first and the last: two on the one side
            near = days[1:3] if at == 0 else days[-3:-1]
        if len(near) == 2 and near[0] <= near[1]:
            is_before, is_after = (near[0] - day).days > _TOO_FAR, (day - near[1]).days > _TOO_FAR
            if (is_before and at > 0) or (is_after and at < len(days) - 1):
                found.append((at, f"{near[0]} and {near[1]}"))
    return found


def put_episode(connection: sqlite3.Connection, root: int, path: str, state: FileState, rows: "EpisodeRows") -> None:
    """Write the episode of a file in place of what the file held before; it is listed after `settle`."""
    number = put_file(connection, root, path, state)
    for table, rows_of_it in rows.tables.items():
        _insert(connection, table, [(number, *row) for row in rows_of_it])
    for table, words in rows.full_text.items():
        found_by = [(number << PLACE_BITS | at, said) for at, said in words.items()]
        _insert(connection, f"{table} (rowid, words)", found_by)
    connection.execute("INSERT INTO state VALUES ('uncounted', 1) ON CONFLICT DO UPDATE SET value = value + 1")


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        connection.executemany(f"INSERT INTO {table} VALUES {placeholders(rows[0])}", rows)


def is_written(connection: sqlite3.Connection, root: int, path: str, state: FileState) -> bool:
    """Return whether a file is in the index as it is now."""
    row = connection.execute("SELECT size, modified FROM files WHERE root = ? AND path = ?", (root, path)).fetchone()
    return bool(row == state)


def put_file(connection: sqlite3.Connection, root: int, path: str, state: FileState, problem: str | None = None) -> int:
    """Write a file in place of what is known of it, and return its number.

    Where a problem says why it could not be read, it is not read again until it changes.
    """
    remove_file(connection, root, path)
    made = connection.execute(
        "INSERT INTO files (root, path, size, modified, problem) VALUES (?, ?, ?, ?, ?)", (root, path, *state, problem)
    )
    return int(made.lastrowid or 0)


def settle(connection: sqlite3.Connection, heard: Collection[str] = ()) -> None:
    """Choose the file that is listed for each episode, the day by which each episode is ordered, and the shows.

    Where several files hold one episode, the later root wins (the reader's own over the bundled), then the one
    that was added first, then the first path. An episode without a date stands beside its neighbours by number (see
    `places_of_undated`).

    Args:
        connection: within a write transaction.
        heard: the words of the episodes that were put (`EpisodeRows.words`).
    """
    if heard:
        from .vocabulary import put_vocabulary

        put_vocabulary(connection, heard)
    connection.execute(
        "UPDATE episodes SET visible = 0 WHERE visible = 1 AND key IN (SELECT key FROM episodes WHERE visible = 0)"
    )
    connection.execute(
        "UPDATE episodes SET visible = 1 WHERE visible = 0 AND id = (SELECT files.id FROM files JOIN episodes AS other "
        "ON other.id = files.id WHERE other.key = episodes.key "
        "ORDER BY files.root DESC, other.added IS NULL, other.added, files.path LIMIT 1)"
    )
    undated = "published IS NULL AND recorded IS NULL"
    connection.execute(
        f"UPDATE episodes SET position = coalesce(published, recorded) WHERE NOT ({undated}) "
        "AND position IS NOT coalesce(published, recorded)"
    )
    connection.execute("UPDATE state SET value = value + 1 WHERE name = 'revision'")
    for show in connection.execute(f"SELECT DISTINCT show FROM episodes WHERE {undated}").fetchall():
        _place_undated(connection, show)
    connection.execute("DELETE FROM shows")
    newest = (
        "SELECT show FROM episodes WHERE visible = 1 AND slug = each.slug ORDER BY position DESC, rank DESC LIMIT 1"
    )
    connection.execute(
        f"INSERT INTO shows SELECT slug, ({newest}), min(coalesce(added, '')), count(*), count(nullif(segments, 0)), "
        "max(position) FROM episodes AS each WHERE visible = 1 GROUP BY slug"
    )


def _place_undated(connection: sqlite3.Connection, show: tuple[str]) -> None:
    rows = connection.execute(
        "SELECT id, rank, evidence.season, coalesce(published, recorded), position, guess FROM episodes "
        "JOIN evidence ON episode = id WHERE show = ? ORDER BY rank, id",
        show,
    ).fetchall()
    placed = places_of_undated([Numbered(number, season, day) for _, number, season, day, _, _ in rows])
    moved = [(*place, row[0]) for row, place in zip(rows, placed, strict=True) if place != (row[4], row[5])]
    connection.executemany("UPDATE episodes SET position = ?, guess = ? WHERE id = ?", moved)


def remove_file(connection: sqlite3.Connection, root: int, path: str) -> None:
    """Remove a file, if it is there, and its episode."""
    row = connection.execute("SELECT id FROM files WHERE root = ? AND path = ?", (root, path)).fetchone()
    if row is None:
        return
    # The words stay in the full text: it has no copy of the text to take them back with. Their numbers are never
    # given again, and what is not listed is passed over; `Database.is_worn` tells when that is too much.
    connection.execute(
        "INSERT INTO state SELECT 'dead', count(*) FROM segments WHERE episode = ? HAVING count(*) > 0 "
        "ON CONFLICT DO UPDATE SET value = value + excluded.value",
        row,
    )
    for table in ("segments", "links", "evidence", "former", "blocks", "boilerplate"):
        connection.execute(f"DELETE FROM {table} WHERE episode = ?", row)
    connection.execute("DELETE FROM episodes WHERE id = ?", row)
    connection.execute("DELETE FROM files WHERE id = ?", row)
