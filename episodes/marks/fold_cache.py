"""The fold of the journals as far as they were read, in a SQLite file of the cache folder.

With it a start reads what was marked since, and holds no more of all marks than is asked for. It is never trusted
over the journals: where one of them does not begin any more with what was read of it, all are read anew. Where the
file cannot be used, a temporary one takes its place.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from ..regular_files import check_regular
from .events import Event, decode, encode
from .fold import Latest, Marks, Trace
from .journal_reader import JournalReader, JournalState

_VERSION = 1
"""Of the tables, and of what is read from a line: the file of another version is made anew."""
_FEW = 200
"""Events that came in since the file was written, up to which it stays as it is."""
_BUSY_SECONDS = 10.0
_FEW_PAGES, _MANY_PAGES = "PRAGMA cache_size = -1000", "PRAGMA cache_size = -16000"
"""Kilobytes that a connection keeps to read, and while it fills the file."""
_SCHEMA = """
CREATE TABLE marks (
    episode TEXT NOT NULL, kind TEXT NOT NULL, segment TEXT NOT NULL, url TEXT NOT NULL, is_on INTEGER NOT NULL,
    title TEXT, time TEXT NOT NULL, device TEXT NOT NULL, line BLOB NOT NULL,
    PRIMARY KEY (episode, kind, segment, url)) WITHOUT ROWID;
CREATE INDEX marks_kind ON marks (kind) WHERE kind <> 'read';
CREATE TABLE journals (path TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
"""
_INSERT = """
INSERT INTO marks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
    is_on = excluded.is_on, title = excluded.title, time = excluded.time, device = excluded.device, line = excluded.line
    WHERE (excluded.time, excluded.device, excluded.line) > (time, device, line)
"""


def fold_journals(reader: JournalReader, path: str | None) -> Marks:
    """Return the marks of all journals as they are now.

    Args:
        reader: reads them, and has read them when this returns.
        path: the file of the cache; None where there is no place for one.
    """
    cache, states = _opened(path, reader.folder)
    reader.begin(states)
    events: list[Event] = []
    for part in reader.read():
        events += part
        if len(events) > _FEW:
            break
    if len(events) <= _FEW and not reader.lost:
        return Marks(events, cache)
    return Marks((), _filled(path, reader))


def _opened(path: str | None, folder: str | None) -> tuple[FoldCache | None, dict[str, JournalState]]:
    """Return the cache that there is, if it is one of that folder, and how far it is."""
    if path is not None and os.path.exists(path):
        with contextlib.suppress(OSError, sqlite3.Error):
            cache = FoldCache(path, folder)
            if states := cache.states():
                return cache, states
    return None, {}


def _filled(path: str | None, reader: JournalReader) -> FoldCache:
    """Return a cache that is in step with the journals: in its file, else in a temporary one, else in memory."""
    places = ["", ":memory:"] if path is None else [path, path, "", ":memory:"]
    for place in places:
        try:
            if place == path:
                os.makedirs(os.path.dirname(path), exist_ok=True)
            cache = FoldCache(place, reader.folder)
            cache.fill(reader)
            return cache
        except sqlite3.OperationalError:  # held by another process, or the disk is full
            continue
        except (OSError, sqlite3.Error):
            forget_fold(place)
    raise AssertionError("a database in memory can be made")


def forget_fold(path: str) -> None:
    """Delete the file of the cache: the next start makes it anew."""
    for ending in ("", "-journal"):
        with contextlib.suppress(OSError):
            os.unlink(f"{path}{ending}")


class FoldCache:
    """The latest events, those of one episode or kind at a time. May be asked from several threads.

    Args:
        path: the file, as SQLite takes it; made if need be.
        folder: that of the journals.

    Raises:
        OSError: it is not a file.
        sqlite3.Error: it cannot be used.
    """

    def __init__(self, path: str, folder: str | None) -> None:
        self._folder = folder or ""
        self._lock = threading.Lock()
        self._connection = _connect(path)

    def close(self) -> None:
        self._connection.close()

    def states(self) -> dict[str, JournalState]:
        """Return how far the journals were read, by name; nothing where it is of another folder."""
        found = {}
        for path, state in self._rows("SELECT path, state FROM journals"):
            folder, name = os.path.split(path)
            fields = json.loads(state)
            if folder != self._folder:
                return {}
            problems = tuple((line, reason) for line, reason in fields.pop("problems"))
            found[name] = JournalState(**fields, problems=problems)
        return found

    def fill(self, reader: JournalReader) -> None:
        """Add what came into the journals since; where one is not what it was, read all anew."""
        states = {} if reader.lost else self.states()
        with self._lock, self._transaction():
            self._connection.execute(_MANY_PAGES)
            while True:
                if not states:
                    self._connection.execute("DELETE FROM marks")
                known_lost = len(reader.lost)
                reader.begin(states)
                for part in reader.read():
                    self._insert(part)
                if len(reader.lost) == known_lost:
                    break
                states = {}
            self._connection.execute("DELETE FROM journals")
            rows = [(f"{self._folder}/{name}", json.dumps(asdict(state))) for name, state in reader.states.items()]
            self._connection.executemany("INSERT INTO journals VALUES (?, ?)", rows)
            self._connection.execute(_FEW_PAGES)

    def episode(self, episode: str) -> Latest:
        """Return what is known of an episode."""
        return _latest(self._rows("SELECT kind, line FROM marks WHERE episode = ?", (episode,)))

    def episodes(self) -> list[str]:
        """Return the ids of the episodes that have a mark."""
        return [row[0] for row in self._rows("SELECT DISTINCT episode FROM marks WHERE is_on")]

    def traces(self, episodes: Collection[str]) -> list[tuple[str, Trace]]:
        """Return the read marks and bookmarks of some episodes."""
        rows = self._rows(
            "SELECT episode, kind, segment, is_on, title FROM marks WHERE kind IN ('read', 'bookmark') "
            f"AND episode IN ({_places(episodes)})",
            [*episodes],
        )
        return [(episode, Trace(kind, segment or None, bool(on), title)) for episode, kind, segment, on, title in rows]

    def events(self, kinds: Collection[str] = ()) -> Latest:
        """Return the latest events of some kinds, of all if none is named."""
        where = f"WHERE kind IN ({_places(kinds)})" if kinds else ""
        return _latest(self._rows(f"SELECT kind, line FROM marks {where}", [*kinds]))

    def after(self, time: str) -> list[tuple[str, str]]:
        """Return device and time of the latest events that are later than a time."""
        return self._rows("SELECT device, time FROM marks WHERE time > ?", (time,))

    def _insert(self, events: list[Event]) -> None:
        rows = [
            (
                event.episode,
                kind,
                event.segment or "",
                url or "",
                event.on,
                None if event.was is None else event.was.title or "",
                event.time,
                event.device,
                encode(event),
            )
            for (kind, _, _, url), event in Marks(events).events().items()
        ]
        self._connection.executemany(_INSERT, rows)

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        with self._lock:
            try:
                return self._connection.execute(sql, values).fetchall()
            except sqlite3.Error:  # damaged under our hands: what it held is read anew
                self._connection = _filled(None, JournalReader(self._folder or None))._connection
                return self._connection.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise


def _connect(path: str) -> sqlite3.Connection:
    if os.path.exists(path):
        check_regular(os.stat(path), path)
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            _make_tables(connection)
    except sqlite3.Error:
        connection.close()  # a transaction left open would make the next connection wait
        raise
    return connection


def _make_tables(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise sqlite3.DatabaseError("made by another version, or by another program")
    for statement in _SCHEMA.split(";\n"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.execute("COMMIT")


def _latest(rows: Sequence[tuple[str, bytes]]) -> Latest:
    """Return the events of lines by what they decide, which is the kind of their row."""
    events = decode(b"".join(line for _, line in rows)).events
    return {
        (kind, event.episode, event.segment, event.key[3]): event for (kind, _), event in zip(rows, events, strict=True)
    }


def _places(values: Collection[str]) -> str:
    return ",".join("?" * len(values))
