"""The SQLite file of the index: its schema, a connection for each thread, and its rebuild.

A file that is no database, is damaged or was made by another version of the schema or of the parser of notes is
deleted: everything in it can be rebuilt from the episode files. Where the folder cannot be used, or the disk is full,
a temporary file takes its place, and where there is no place for that either, memory.
"""

import contextlib
import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from ..errors import EarmarkError
from ..files import check_regular
from ..notes import PARSER_VERSION

_Answer = TypeVar("_Answer")

SCHEMA_VERSION = 14
"""What the tables hold: raise it with every change to them, or to the words and numbers that are written into them."""

TITLES, TEXTS, FILTERS, EPISODE_TERMS = "titles", "texts", "filters", "episode_terms"
"""The tables of the full text (see `full_text`)."""

_BUSY_SECONDS = 10.0
_FEW_PAGES, _MANY_PAGES = "PRAGMA cache_size = -200", "PRAGMA cache_size = -4000"
"""Kilobytes that each thread's connection keeps to read, where the system keeps them anyway, and to write."""
_OF_THE_DISK = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
"""Errors that a new file in the same folder would have again, once it is filled."""
_MEMORY = "file:earmark-"
_MOST_DEAD = 20_000
"""Segments that are gone whose words do no harm in any library."""
_CHANGED_SHARE = 50
"""Boilerplate is counted again once one in so many episodes came in or changed: a few change no habit."""
# `texts` gathers 16 MB of words before it writes them, and joins sixteen of such pieces at a time and not four: that
# takes half the time.
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
CREATE INDEX episodes_title ON episodes (title COLLATE NOCASE);
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
CREATE VIRTUAL TABLE titles USING fts5 (words, content='', columnsize=0, tokenize='ascii', prefix='1 2');
CREATE VIRTUAL TABLE texts USING fts5 (words, content='', columnsize=0, tokenize='ascii', prefix='1 2');
INSERT INTO texts (texts, rank) VALUES ('hashsize', 16777216), ('automerge', 0);
CREATE VIRTUAL TABLE filters USING fts5 (words, content='', columnsize=0, tokenize='ascii', detail=none);
CREATE VIRTUAL TABLE episode_terms USING fts5 (words, content='', columnsize=0, tokenize='ascii');
CREATE TABLE blocks (episode INTEGER NOT NULL, place INTEGER NOT NULL, block INTEGER NOT NULL);
CREATE INDEX blocks_episode ON blocks (episode);
CREATE TABLE boilerplate (
    episode INTEGER NOT NULL, place INTEGER NOT NULL, is_first INTEGER NOT NULL, PRIMARY KEY (episode, place))
    WITHOUT ROWID;
CREATE TABLE usual_links (address INTEGER PRIMARY KEY);
CREATE TABLE vocabulary (term TEXT PRIMARY KEY, stem TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO state VALUES ('revision', abs(random() / 2));
CREATE TABLE fetched (address TEXT PRIMARY KEY, etag TEXT, modified TEXT) WITHOUT ROWID;
"""
_INDEXES_OF_ALL = (
    "CREATE INDEX IF NOT EXISTS links_address ON links (address)",
    "CREATE INDEX IF NOT EXISTS links_project ON links (project) WHERE project IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS vocabulary_stem ON vocabulary (stem)",
)
"""Indexes in no order of the files: row by row they would be written over and over."""


class Connection(sqlite3.Connection):
    """A connection to an SQLite file, for any thread and with no transactions but those that are asked for.

    It is closed when nothing has it any more, as that of a thread that ended: from Python 3.13 on one that is left open
    then is warned of.
    """

    def __init__(self, path: str) -> None:
        # Whatever the disk has begins with a slash or a drive, and is no address of what is in memory.
        super().__init__(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=True)

    def __del__(self) -> None:
        with contextlib.suppress(sqlite3.ProgrammingError):  # it could not be opened
            self.close()


class Database:
    """The index file, safe to use from several threads and processes.

    Args:
        path: the file; None for a temporary one.
    """

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._local = threading.local()
        self._remove_temporary: weakref.finalize[..., Database] | None = None
        self.generation = 0
        """Goes up whenever another file takes the place of this one."""
        self.trouble: str | None = None
        """Why the index is in a temporary file, as a sentence, if it should not be."""
        self.refill: Callable[[], object] = lambda: None
        """Fills an index that took the place of another one."""
        self._renewing = threading.Lock()
        try:
            self._prepare(path)
        except (OSError, sqlite3.Error) as error:
            self._renew(error)

    def answer(self, ask: Callable[[], _Answer], *, fills: bool = False) -> _Answer:
        """Return what the index answers. One that cannot be used is replaced, filled again and asked again.

        Args:
            ask: asks it, or writes into it.
            fills: what is asked for fills the index by itself.

        Raises:
            EarmarkError: another program holds it, or none can be used.
        """
        for _ in range(3):
            generation = self.generation
            try:
                return ask()
            except sqlite3.Error as caught:
                error = caught
            if "locked" in str(error) or "busy" in str(error):
                raise EarmarkError(f"The index is held by another program ({error}); try again.") from error
            with self._renewing:
                if is_mine := generation == self.generation:  # else another thread has replaced it meanwhile
                    self._renew(error)
            if is_mine and not fills:
                self.refill()
        raise EarmarkError(f"The index cannot be used ({error}).") from error

    @property
    def is_filled(self) -> bool:
        """Whether every episode's file was read once."""
        return bool(self.state("filled"))

    def set_filled(self) -> None:
        """Note that every episode's file was read once, and make the indexes that are made of all rows together."""
        with self.writing() as connection:
            for statement in _INDEXES_OF_ALL:
                connection.execute(statement)
            connection.execute("INSERT OR IGNORE INTO state VALUES ('filled', 1)")

    @property
    def is_worn(self) -> bool:
        """Whether the full text has words of more segments that are gone than of those that are there."""
        dead = self.state("dead")
        return dead >= _MOST_DEAD and dead > self._count("segments")

    @property
    def counts_are_due(self) -> bool:
        """Whether enough came in since boilerplate was counted."""
        uncounted = self.state("uncounted")
        return uncounted > 0 and uncounted * _CHANGED_SHARE >= self._count("episodes")

    def state(self, name: str) -> int:
        """Return a number of the table of states; 0 where it is not there."""
        row = self.connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return int(row[0]) if row else 0

    def _count(self, table: str) -> int:
        return int(self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        generation = self.generation  # another thread may replace the file while this one connects
        if getattr(self._local, "generation", -1) != generation:
            self._local.connection = self._connect()
            self._local.generation = generation
        connection: sqlite3.Connection = self._local.connection
        return connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold a write transaction (see `transaction`)."""
        connection = self.connection
        try:
            with transaction(connection):
                connection.execute(_MANY_PAGES)
                yield connection
        finally:
            connection.execute(_FEW_PAGES)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Hold a read transaction: one state of the tables, whatever is written meanwhile."""
        connection = self.connection
        connection.execute("BEGIN")
        with connection:
            yield connection

    def rebuild(self) -> None:
        """Replace the file with an empty index. Other processes go on with what they have open."""
        with self._renewing:
            self._renew()

    def use_memory(self) -> None:
        """Put an empty index into memory in place of the file."""
        self._prepare(f"{_MEMORY}{id(self)}-{self.generation}?mode=memory&cache=shared")
        self._anchor = self.connection  # what is in memory is there as long as anything is connected with it

    def _renew(self, error: Exception | None = None) -> None:
        """Put an empty index in place of one; a temporary one where an error, or the next one, is the folder's."""
        for ending in ("", "-wal", "-shm") if self._path else ():
            with contextlib.suppress(OSError):
                os.unlink(f"{self._path}{ending}")
        if not isinstance(error, OSError) and getattr(error, "sqlite_errorcode", 0) & 0xFF not in _OF_THE_DISK:
            try:
                self._prepare(self._path)
                return
            except (OSError, sqlite3.Error) as another:
                error = another
        if self.trouble is None and self._path:
            reason = getattr(error, "strerror", None) or error
            self.trouble = f"{self._path} cannot be used ({reason}); for now the index is in a temporary file."
        if self._remove_temporary is None:
            with contextlib.suppress(OSError, sqlite3.Error):
                self._prepare(None)
                return
        self.use_memory()

    def close(self) -> None:
        """Close this thread's connection, with all that was written in the file itself, as far as nobody holds that up.

        The first picture of the next start knows the file by its time, which is not to change when other threads end.
        """
        if (connection := getattr(self._local, "connection", None)) is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.executescript("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            self._local.generation = -1
        if self._remove_temporary is not None:
            self._remove_temporary()

    def _prepare(self, path: str | None) -> None:
        """Open a file, and make it where there is none. Raises OSError or sqlite3.Error where it cannot be used.

        Args:
            path: the file; None for a temporary one.
        """
        if path is None:
            import shutil
            import tempfile

            folder = tempfile.mkdtemp(prefix="earmark-")
            self._remove_temporary = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            path = os.path.join(folder, "index.sqlite3")
        if not path.startswith(_MEMORY):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                check_regular(os.stat(path), path)
            open(path, "ab").close()
        self._path = path  # only now: other threads connect with it
        self.generation += 1
        make_tables(self.connection, _SCHEMA, SCHEMA_VERSION << 16 | PARSER_VERSION)

    def _connect(self) -> sqlite3.Connection:
        connection = Connection(str(self._path))
        connection.execute("PRAGMA read_uncommitted = 1")  # of what is in memory the readers wait for nobody
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(_FEW_PAGES)
        connection.execute("PRAGMA synchronous = OFF")  # a cache: after a power cut it is rebuilt
        return connection


def make_tables(connection: sqlite3.Connection, schema: str, version: int) -> None:
    """Make the tables of a file that has none yet, and write their version into it.

    Raises:
        sqlite3.DatabaseError: it has others, made by another version or by another program.
    """
    if _has_tables(connection, version):
        return
    with transaction(connection):
        if not _has_tables(connection, version):  # another process may have made them meanwhile
            for statement in (*schema.split(";\n"), f"PRAGMA user_version = {version}"):
                connection.execute(statement)


def _has_tables(connection: sqlite3.Connection, version: int) -> bool:
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    found = connection.execute("PRAGMA user_version").fetchone()[0]  # after them: another process may just make both
    if found != version and (found or tables):
        raise sqlite3.DatabaseError("made by another version, or by another program")
    return bool(found == version)


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold a write transaction of a connection: committed at the end, rolled back on any exception."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield


def placeholders(values: Collection[object]) -> str:
    """Return a list of SQL that takes so many values."""
    return f"({','.join('?' * len(values))})"
