"""The fold of the journals in SQLite: a file of the cache folder, and over it what came in since.

The file holds the fold as far as the journals were read when it was written. With it a start reads what was marked
since, and holds no more of all marks than is asked for. It is never trusted over the journals: where one of them does
not begin any more with what was read of it, all are read again. What came in since stands in a temporary table over
it, so that marks of this session alone are in no file.
"""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from ..files import check_regular
from ..index.database import Connection, make_tables, transaction
from .events import Event, MarkKey, decode, encode
from .journal_reader import JournalReader, JournalState

Latest = dict[MarkKey, Event]
"""The latest event of all that decide the same."""
_VERSION = 5
"""Of the tables, and of what is read from a line: the file of another version is made again."""
_FEW_PAGES, _MANY_PAGES = "PRAGMA cache_size = -1000", "PRAGMA cache_size = -16000"
"""Kilobytes that a connection keeps to read, and while it fills the file."""
_MARKS = """
    episode TEXT NOT NULL, kind TEXT NOT NULL, segment TEXT NOT NULL, url TEXT NOT NULL, is_on INTEGER NOT NULL,
    title TEXT, time TEXT NOT NULL, device TEXT NOT NULL, line BLOB NOT NULL,
    PRIMARY KEY (episode, kind, segment, url)) WITHOUT ROWID
"""
_SCHEMA = f"""
CREATE TABLE folded ({_MARKS};
CREATE INDEX folded_kind ON folded (kind) WHERE kind <> 'read';
CREATE TABLE journals (path TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
"""
_SINCE = f"""
CREATE TEMP TABLE since ({_MARKS};
CREATE TEMP VIEW marks AS SELECT * FROM since UNION ALL SELECT * FROM folded WHERE NOT EXISTS (
    SELECT 1 FROM since WHERE since.episode = folded.episode AND since.kind = folded.kind
    AND since.segment = folded.segment AND since.url = folded.url);
"""
_INSERT = """
INSERT INTO {} SELECT :episode, :kind, :segment, :url, :is_on, :title, :time, :device, :line
WHERE NOT EXISTS (
    SELECT 1 FROM folded WHERE episode = :episode AND kind = :kind AND segment = :segment AND url = :url
    AND (time, device, line) >= (:time, :device, :line))
ON CONFLICT DO UPDATE SET
    is_on = excluded.is_on, title = excluded.title, time = excluded.time, device = excluded.device, line = excluded.line
    WHERE (excluded.time, excluded.device, excluded.line) > (time, device, line)
"""


def forget_fold(path: str) -> None:
    """Delete the file of what was folded before: the next start makes it again."""
    for ending in ("", "-journal"):
        with contextlib.suppress(OSError):
            os.unlink(f"{path}{ending}")


def opened(path: str | None, folder: str | None) -> tuple[sqlite3.Connection | None, dict[str, JournalState]]:
    """Return the file that there is, if it is one of that folder, and how far it is."""
    if path is not None and os.path.exists(path):
        with contextlib.suppress(OSError, sqlite3.Error):
            connection = connect(path)
            if states := _states(connection, folder):
                return connection, states
    return None, {}


def filled(path: str | None, reader: JournalReader) -> sqlite3.Connection:
    """Return the fold of all journals as they are: in its file, else in a temporary one, else in memory."""
    places = ["", ":memory:"] if path is None else [path, path, "", ":memory:"]
    for place in places:
        try:
            if place == path:
                os.makedirs(os.path.dirname(path), exist_ok=True)
            connection = connect(place)
            with transaction(connection):
                _fill(connection, reader)
            return connection
        except sqlite3.OperationalError:  # held by another process, or the disk is full
            continue
        except (OSError, sqlite3.Error):
            forget_fold(place)
    raise AssertionError("a database in memory can be made")


def _fill(connection: sqlite3.Connection, reader: JournalReader) -> None:
    """Add what came into the journals since; where one is not what it was, read all again."""
    known_lost = len(reader.lost)
    reader.states = {} if reader.lost else _states(connection, reader.folder)
    connection.execute(_MANY_PAGES)
    if not reader.states:
        connection.execute("DELETE FROM folded")
    for part in reader.read():
        add(connection, "folded", part)
    if len(reader.lost) > known_lost:
        _fill(connection, reader)
        return
    connection.execute("DELETE FROM journals")
    rows = [(f"{reader.folder or ''}/{name}", json.dumps(state)) for name, state in reader.states.items()]
    connection.executemany("INSERT INTO journals VALUES (?, ?)", rows)
    connection.execute(_FEW_PAGES)


def _states(connection: sqlite3.Connection, folder: str | None) -> dict[str, JournalState]:
    """Return how far the journals were read, by name; nothing where the file is of another folder."""
    found = {}
    for path, state in connection.execute("SELECT path, state FROM journals"):
        place, name = os.path.split(path)
        if place != (folder or ""):
            return {}
        found[name] = JournalState(*json.loads(state))
    return found


def connect(path: str) -> sqlite3.Connection:
    """Return a connection to a file, made if need be; a temporary one for an empty path.

    Raises:
        OSError: it is not a file.
        sqlite3.Error: it cannot be used.
    """
    if os.path.exists(path):
        check_regular(os.stat(path), path)
    connection = Connection(path)
    try:
        make_tables(connection, _SCHEMA, _VERSION)
        connection.executescript(f"PRAGMA temp_store = MEMORY; {_FEW_PAGES}; {_SINCE}")
    except sqlite3.Error:
        connection.close()  # a transaction left open would make the next connection wait
        raise
    return connection


def add(connection: sqlite3.Connection, table: str, events: Iterable[Event]) -> int:
    """Fold events into a table, `folded` or `since`; return how many of its rows changed."""
    return connection.executemany(_INSERT.format(table), (row for event in events for row in _rows_of(event))).rowcount


def _rows_of(event: Event) -> Iterator[dict[str, object]]:
    """Yield a row for each thing that an event decides."""
    title = None if event.was is None else event.was.title or ""
    facts = {"is_on": event.on, "title": title, "time": event.time, "device": event.device, "line": encode(event)}
    for kind, episode, segment, url in event.keys:
        yield {"kind": kind, "episode": episode, "segment": segment or "", "url": url or "", **facts}


def latest_of(rows: Sequence[tuple[str, bytes]]) -> Latest:
    """Return the events of lines by what they decide, which is the kind of their row."""
    events = decode(b"".join(line for _, line in rows)).events
    return {
        (kind, event.episode, event.segment, event.key[3]): event for (kind, _), event in zip(rows, events, strict=True)
    }
