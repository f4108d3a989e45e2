"""The SQLite file of the index: its schema, a connection for each thread, and its rebuild.

A file that is no database, is damaged or was made by another version of the schema or of the parser of notes is
deleted: everything in it can be rebuilt from the episode files.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..notes import PARSER_VERSION
from ..regular_files import check_regular

if TYPE_CHECKING:
    import tempfile

SCHEMA_VERSION = 10
"""What the tables hold: raise it with every change to them, or to the words and numbers that are written into them."""

TITLES, TEXTS, FILTERS, EPISODE_TERMS = "titles", "texts", "filters", "episode_terms"
"""The tables of the full text (see `full_text`)."""

_BUSY_MILLISECONDS = 10_000
_FEW_PAGES, _MANY_PAGES = "PRAGMA cache_size = -200", "PRAGMA cache_size = -4000"
"""Kilobytes that each thread's connection keeps to read, where the system keeps them anyway, and to write."""
_SCHEMA = """
CREATE TABLE files (
    id INTEGER PRIMARY KEY AUTOINCREMENT, root INTEGER NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL,
    modified INTEGER NOT NULL, problem TEXT, UNIQUE (root, path));
CREATE TABLE episodes (
    id INTEGER PRIMARY KEY REFERENCES files (id), key TEXT NOT NULL, visible INTEGER NOT NULL DEFAULT 0,
    slug TEXT NOT NULL, show TEXT NOT NULL, number INTEGER, title TEXT, published TEXT, recorded TEXT,
    added TEXT, guess INTEGER, segments INTEGER NOT NULL, links INTEGER NOT NULL, position TEXT NOT NULL,
    rank INTEGER NOT NULL);
CREATE INDEX episodes_key ON episodes (key);
CREATE INDEX episodes_number ON episodes (number);
CREATE INDEX episodes_order ON episodes (visible, position, rank, id, segments, links, slug);
CREATE INDEX episodes_undated ON episodes (show) WHERE published IS NULL AND recorded IS NULL;
CREATE TABLE shows (
    slug TEXT PRIMARY KEY, name TEXT NOT NULL, added TEXT NOT NULL, episodes INTEGER NOT NULL,
    to_read INTEGER NOT NULL, newest TEXT NOT NULL);
CREATE TABLE evidence (
    episode INTEGER PRIMARY KEY, source TEXT, upstream TEXT, guid TEXT, audio TEXT, page TEXT, place TEXT,
    season INTEGER, type TEXT);
CREATE INDEX evidence_source ON evidence (source);
CREATE TABLE former (key TEXT NOT NULL, episode INTEGER NOT NULL, PRIMARY KEY (key, episode)) WITHOUT ROWID;
CREATE TABLE segments (
    episode INTEGER NOT NULL, place INTEGER NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, number INTEGER,
    presenter TEXT, title TEXT, url TEXT, start INTEGER, tail INTEGER NOT NULL,
    length INTEGER NOT NULL, checksum INTEGER NOT NULL,
    PRIMARY KEY (episode, place)) WITHOUT ROWID;
CREATE TABLE links (
    episode INTEGER NOT NULL, place INTEGER NOT NULL, nth INTEGER NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL,
    address INTEGER NOT NULL, project INTEGER, PRIMARY KEY (episode, place, nth)) WITHOUT ROWID;
CREATE INDEX links_address ON links (address);
CREATE INDEX links_project ON links (project) WHERE project IS NOT NULL;
CREATE VIRTUAL TABLE titles USING fts5 (words, content='', columnsize=0, tokenize='ascii', prefix='1 2');
CREATE VIRTUAL TABLE texts USING fts5 (words, content='', columnsize=0, tokenize='ascii', prefix='1 2');
CREATE VIRTUAL TABLE filters USING fts5 (words, content='', columnsize=0, tokenize='ascii', detail=none);
CREATE VIRTUAL TABLE episode_terms USING fts5 (words, content='', columnsize=0, tokenize='ascii');
CREATE TABLE blocks (episode INTEGER NOT NULL, place INTEGER NOT NULL, block INTEGER NOT NULL);
CREATE INDEX blocks_episode ON blocks (episode);
CREATE TABLE boilerplate (
    episode INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (episode, place)) WITHOUT ROWID;
CREATE TABLE vocabulary (term TEXT PRIMARY KEY, stem TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX vocabulary_stem ON vocabulary (stem);
CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO state VALUES ('revision', abs(random() / 2));
CREATE TABLE fetched (address TEXT PRIMARY KEY, etag TEXT, modified TEXT) WITHOUT ROWID;
"""


class Database:
    """The index file, safe to use from several threads and processes.

    Args:
        path: the file; for None, or one that cannot be written, the index is in a temporary file.
    """

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._local = threading.local()
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self.generation = 0
        """Goes up with each rebuild."""
        self._rebuilding = threading.Lock()
        try:
            self._prepare()
        except sqlite3.DatabaseError:
            self.rebuild()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        if getattr(self._local, "generation", -1) != self.generation:
            self._local.connection = self._connect()
            self._local.generation = self.generation
        connection: sqlite3.Connection = self._local.connection
        return connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold a write transaction: committed at the end, rolled back on any exception."""
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute(_MANY_PAGES)
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        finally:
            connection.execute(_FEW_PAGES)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Hold a read transaction: one state of the tables, whatever is written meanwhile."""
        connection = self.connection
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("COMMIT")

    def rebuild(self) -> None:
        """Replace the file with an empty index. Other processes go on with what they have open."""
        with self._rebuilding:
            for ending in ("", "-wal", "-shm"):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(f"{self._path}{ending}")
            self.generation += 1
            self._prepare()

    def close(self) -> None:
        """Close this thread's connection."""
        if (connection := getattr(self._local, "connection", None)) is not None:
            connection.close()
            self._local.generation = -1
        if self._temporary is not None:
            self._temporary.cleanup()

    def _prepare(self) -> None:
        if not self._can_write():
            import tempfile

            self._temporary = tempfile.TemporaryDirectory(prefix="earmark-")
            self._path = os.path.join(self._temporary.name, "index.sqlite3")
        connection = self.connection
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == _made_by():
            return
        if version != 0 or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise sqlite3.DatabaseError("made by another version")
        self._create()

    def _can_write(self) -> bool:
        if self._path is None:
            return False
        try:
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                check_regular(os.stat(self._path), self._path)
            with open(self._path, "ab"):
                return True
        except OSError:
            return False

    def _create(self) -> None:
        with self.writing() as connection:
            # Another process may have made the tables while this one waited for the lock.
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                for statement in _SCHEMA.split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {_made_by()}")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            str(self._path), timeout=_BUSY_MILLISECONDS / 1000, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(_FEW_PAGES)
        connection.execute("PRAGMA synchronous = OFF")  # a cache: after a power cut it is rebuilt
        return connection


def is_damaged(error: sqlite3.Error) -> bool:
    """Return whether an error means that the index must be rebuilt, rather than that another process writes."""
    return isinstance(error, sqlite3.DatabaseError) and "locked" not in str(error) and "busy" not in str(error)


def _made_by() -> int:
    """Return the versions of the schema and of the parser in one number, as SQLite keeps it in the file."""
    return SCHEMA_VERSION << 16 | PARSER_VERSION
