"""The library: all episodes of all sources, behind the one face that screens and commands talk to.

What the reader did with them is `library.marks`. A library can be used from several threads; marks are made from
one.
"""

from __future__ import annotations

import datetime
import os
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from .errors import BrokenEpisode, EarmarkError, UnknownTarget
from .folders import BUNDLED, Folders
from .index.catalogue import Catalogue, Entry
from .index.database import Database, is_damaged
from .listing import Listing, View
from .marks.events import MarkKind
from .marks.library_marks import LibraryMarks
from .model import Episode, EpisodeRow, Problem, Target
from .targets import find_target

if TYPE_CHECKING:
    from .importing.sources import Sources
    from .index.sync import Progress, Synchronised
    from .search.links import LinkSearch
    from .search.search import Search
    from .search.values import LinkResults, Mention, Results

Clock = Callable[[], datetime.datetime]
_Answer = TypeVar("_Answer")

_CACHED_EPISODES = 24


def utc_now() -> datetime.datetime:
    """Return the time, with its zone."""
    return datetime.datetime.now(datetime.UTC)


class Library:
    """Episodes and what the reader did with them.

    Args:
        folders: where everything lives.
        bundled: the folder of the episodes that ship.
        clock: gives the time, with its zone.
        last_visit: when the reader was here before; episodes that came in since are signed as such.
    """

    def __init__(
        self,
        folders: Folders,
        *,
        bundled: str = BUNDLED,
        clock: Clock = utc_now,
        last_visit: datetime.datetime | None = None,
    ) -> None:
        self.folders = folders
        self._clock = clock
        # A later root wins: what the reader brought in stands before what ships.
        self._roots = [root for root in (bundled, folders.episodes) if root is not None]
        self._database = Database(folders.index)
        self._catalogue = Catalogue(self._database)
        # As `added` is written by an intake, so that the texts compare as the times do.
        visit = None if last_visit is None else last_visit.astimezone(datetime.UTC)
        self._last_visit = None if visit is None else visit.isoformat(timespec="milliseconds")
        self._parsed: OrderedDict[str, tuple[str, Episode]] = OrderedDict()
        self._lock = threading.Lock()
        self._mending = threading.Lock()
        self.marks = LibraryMarks(self._catalogue, self.episode, folders, clock)

    def synchronise(
        self,
        *,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Synchronised:
        """Bring the catalogue in step with the files; a damaged one is made again from them."""
        from .index.sync import synchronise  # a start whose list is in step paints before it looks at the files

        try:
            return synchronise(self._database, self._roots, self._read, progress=progress, cancelled=cancelled)
        except sqlite3.DatabaseError as error:
            if not is_damaged(error):
                raise EarmarkError(f"The index is held by another program ({error}); try again.") from error
            self._database.rebuild()
            return synchronise(self._database, self._roots, self._read, progress=progress, cancelled=cancelled)

    def rebuild(self) -> None:
        """Throw the index away and make it anew from the files. Nothing else is touched."""
        self._database.rebuild()
        self.synchronise()

    def problems(self) -> list[Problem]:
        """Return the files that are left out, each with its reason."""
        found = [Problem(self._path(root, path), why) for root, path, why in self._catalogue.problems()]
        found += [
            Problem(self._path(root, path), f"{listed} holds the same episode and is listed instead")
            for root, path, listed in self._catalogue.duplicates()
        ]
        return found

    def listing(self, view: View = View.ALL) -> Listing:
        """Return the episodes of a view as they are now."""
        if view is View.ALL:
            return Listing(self._catalogue, self._make_rows)
        ids = self._catalogue.ids()
        if view is View.UNREAD:
            finished = self.marks.finished_entries()
            return Listing(self._catalogue, self._make_rows, [number for number in ids if number not in finished])
        marked = self.marks.bookmarked_entries()
        return Listing(self._catalogue, self._make_rows, [number for number in ids if number in marked])

    def rows(self, show: str | None = None) -> list[EpisodeRow]:
        """Return all episodes as rows, or those of one show (its name or slug).

        Raises:
            UnknownTarget: there is no such show.
        """
        entries = self._catalogue.page(0, self._catalogue.count())
        if show is not None:
            wanted = show.casefold()
            chosen = [e for e in entries if wanted in (e.show.casefold(), e.key.partition(":")[0])]
            if not chosen and entries:
                shows = ", ".join(sorted({entry.show for entry in entries}))
                raise UnknownTarget(f"There is no show {show!r}. The library has {shows}.")
            entries = chosen
        return self._make_rows(entries)

    def has_several_shows(self) -> bool:
        """Tell whether rows must say which show they belong to."""
        return self._catalogue.has_several_shows()

    def row(self, episode: str) -> EpisodeRow | None:
        """Return an episode's row, or None if it is not in the library."""
        entry = self._catalogue.entry(episode)
        return None if entry is None else self._make_rows([entry])[0]

    def find(self, target: str) -> Target:
        """Return the episode or segment that a text such as `148#2` names.

        Raises:
            UnknownTarget: nothing, or more than one thing, has that name.
        """
        return find_target(target, self._catalogue)

    def episode(self, key: str) -> Episode:
        """Return an episode with its notes, read from its file unless that was done before.

        Raises:
            UnknownTarget: there is no such episode.
            BrokenEpisode: its file cannot be read any more.
        """
        place = self._catalogue.file(key)
        if place is None:
            raise UnknownTarget(f"There is no episode {key!r}.")
        path = self._path(*place)
        stamp = _stamp(path)
        with self._lock:
            if (cached := self._parsed.get(key)) is not None and cached[0] == stamp:
                self._parsed.move_to_end(key)
                return cached[1]
        episode, _ = self._read(*place)
        if episode.id != key:
            raise BrokenEpisode(path, f"it holds {episode.id} by now; the list is brought in step at the next start")
        self._remember(episode, stamp)
        return episode

    def stamp(self, key: str) -> str | None:
        """Return what tells an episode's file from every other state of it; None where it cannot be told."""
        place = self._catalogue.file(key)
        try:
            return None if place is None else _stamp(self._path(*place))
        except BrokenEpisode:
            return None

    def recall(self, episode: Episode, stamp: str) -> bool:
        """Take an episode that was parsed before, if its file is still as it was then; say whether it was taken."""
        if stamp != self.stamp(episode.id):
            return False
        self._remember(episode, stamp)
        return True

    def _remember(self, episode: Episode, stamp: str) -> None:
        with self._lock:
            self._parsed[episode.id] = (stamp, episode)
            while len(self._parsed) > _CACHED_EPISODES:
                self._parsed.popitem(last=False)

    def main_link(self, target: Target) -> str | None:
        """Return a segment's main link, else its first; for an episode its page; None if there is none."""
        episode = self.episode(target.episode)
        if target.segment is None:
            return episode.page
        segment = episode.segment(target.segment)
        return None if segment is None else segment.main_link

    @cached_property
    def sources(self) -> Sources:
        """Where the episodes come from: adding, updating and removing sources.

        Raises:
            SourceFailed: there is no place to keep episodes in.
        """
        from .importing.sources import Sources

        own = self.folders.episodes
        root = self._roots.index(own) if own is not None else -1
        return Sources(self.folders, self._database, root, self._clock)

    def search(self, query: str, *, limit: int = 50, offset: int = 0) -> Results:
        """Return the segments that answer to a query, best first; a slip in it is told in the results' note."""
        return self._healing(lambda: self._search.find(query, limit=limit, offset=offset))

    def prepare_search(self) -> None:
        """Open the index and read what every search needs of it, so that the first one finds it there."""
        self.search("year:1")  # no episode is of that year: it asks for all that, and for no hit

    def links(self, query: str = "", *, limit: int = 200, offset: int = 0) -> LinkResults:
        """Return the links that answer to a query, those of the youngest episode first."""
        return self._healing(lambda: self._ledger.find(query, limit=limit, offset=offset))

    def also_in(self, episode: str, most: int | None = None) -> Mapping[str, tuple[Mention, ...]]:
        """Return for the links of an episode where other episodes mention the same address or project.

        Args:
            episode: its id.
            most: how many mentions of a link are looked for; if not given, as many as one would look through.
        """
        from .search.mentions import MOST, also_in

        def ask() -> Mapping[str, tuple[Mention, ...]]:
            with self._database.reading() as connection:
                return also_in(connection, episode, MOST if most is None else most)

        return self._healing(ask)

    def _healing(self, ask: Callable[[], _Answer]) -> _Answer:
        """Return an answer of the index; if it turns out to be damaged, it is made again first."""
        state = self._database.generation
        try:
            return ask()
        except sqlite3.DatabaseError as error:
            if not is_damaged(error):
                raise EarmarkError(f"The index is held by another program ({error}); try again.") from error
        with self._mending:
            if self._database.generation == state:  # else another thread has made it again meanwhile
                self._database.rebuild()
                self.synchronise()
        return ask()

    def recent_searches(self) -> list[str]:
        """Return the last searches, the youngest first."""
        from .search.recent import recent_searches

        return recent_searches(self.folders.state)

    def remember_search(self, text: str) -> None:
        """Put a search before the earlier ones."""
        from .search.recent import remember_search

        remember_search(self.folders.state, text)

    @cached_property
    def _ledger(self) -> LinkSearch:
        from .search.links import LinkSearch

        return LinkSearch(self._search, self.marks)

    @cached_property
    def _search(self) -> Search:
        from .search.search import Search

        return Search(self._database, self.marks, self._path)

    def close(self) -> None:
        """Let go of the files."""
        self._database.close()

    def _make_rows(self, entries: Sequence[Entry]) -> list[EpisodeRow]:
        read, bookmarks = (self.marks.counts(mark, entries) for mark in (MarkKind.READ, MarkKind.BOOKMARK))
        return [
            EpisodeRow(
                entry.key,
                entry.show,
                entry.number,
                entry.title,
                _day(entry.published),
                entry.segments,
                read.get(entry.key, 0),
                bookmarks.get(entry.key, 0),
                is_new=self._last_visit is not None and (entry.added or "") > self._last_visit,
                recorded=_day(entry.recorded),
            )
            for entry in entries
        ]

    def _path(self, root: int, path: str) -> str:
        return os.path.join(self._roots[root], path)

    def _read(self, root: int, path: str) -> tuple[Episode, str | None]:
        from .documents.document import make_episode, read_document

        full = self._path(root, path)
        try:
            with open(full, "rb") as file:
                data = file.read()
        except OSError as error:
            raise BrokenEpisode(full, error.strerror or str(error)) from error
        document = read_document(data, name=path)
        if document.show is None:
            # A file that someone put there by hand: the folder that it lies in is its show.
            folder = os.path.basename(os.path.dirname(full))
            document = replace(document, show=folder.replace("-", " ").title())
        added = document.kept.get("added")
        return make_episode(document, default_show=""), None if added is None else str(added)


def _stamp(path: str) -> str:
    """Return path, size and time of a file as one text. Raises BrokenEpisode if it is not there."""
    try:
        status = os.stat(path)
    except OSError as error:
        raise BrokenEpisode(path, error.strerror or str(error)) from error
    return f"{path} {status.st_size} {status.st_mtime_ns}"


def _day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)
