"""The library: all episodes of all sources, behind the one face that screens and commands talk to.

What the reader did with them is `library.marks`, where they come from `library.sources`. A library can be used from
several threads; marks are made from one.
"""

from __future__ import annotations

import contextlib
import datetime
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from .errors import BrokenEpisode, UnknownTarget
from .files import remove_unfinished
from .folders import BUNDLED, Folders
from .index.catalogue import Catalogue, as_date
from .index.database import Database
from .index.sync import EpisodeReader, synchronise
from .listing import BookmarkOrder, Listing, Order, View, choose
from .marks.fold_file import forget_fold
from .marks.library_marks import LibraryMarks
from .model import NO_MONITOR, BookmarkRow, Clock, Episode, EpisodeRow, Monitor, Problem, ShowRow
from .show_names import ShowNames
from .targets import Targets, files_of_target, is_meant

if TYPE_CHECKING:
    from .importing.sources import Sources
    from .search.search import Search
    from .search.values import Found, LinkRow, Results

utc_now = partial(datetime.datetime.now, datetime.UTC)
"""The clock of the system."""

_CACHED_EPISODES = 24
_FIRST_PAGE = 256
"""Rows of a list of all episodes that are read at first: each following page has as many as all before it."""


class Library:
    """Episodes and what the reader did with them.

    Args:
        folders: where everything lives.
        bundled: the folder of the episodes that ship.
        clock: gives the time, with its zone.
        short_names: gives the short names of shows that the reader chose, by slug.
        last_visit: when the reader was here before; rows of episodes that were added since say that they are new.
    """

    def __init__(
        self,
        folders: Folders,
        *,
        bundled: str = BUNDLED,
        clock: Clock = utc_now,
        short_names: Callable[[], Mapping[str, str]] = dict,
        last_visit: datetime.datetime | None = None,
    ) -> None:
        self.folders = folders
        self._clock = clock
        self._short_names = short_names
        # Of two files of one episode the later root's is listed: the reader's own over the bundled one.
        self._roots = [root for root in (bundled, folders.episodes) if root is not None]
        self._read = EpisodeReader(self._roots)
        self._database = Database(folders.index)
        self._database.refill = self.synchronise
        self._catalogue = Catalogue(self._database)
        self.targets = Targets(self._catalogue, lambda: self.show_names)
        """Finds what a text such as `148#2` names."""
        self.last_visit = last_visit
        """When the reader was here before, in any zone."""
        self._recalled: Mapping[str | None, Episode] = {}
        self._parsed = lru_cache(_CACHED_EPISODES)(self._parse)
        self.marks = LibraryMarks(self._catalogue, self.episode, folders, clock)

    @property
    def revision(self) -> int:
        """A number that every change of what is listed or found makes another one."""
        return self._database.answer(lambda: self._database.state("revision"))

    def synchronise(self, monitor: Monitor = NO_MONITOR) -> bool:
        """Synchronise the index with the files; one that cannot be used is replaced. See `index.sync.synchronise`."""
        done = self._database.answer(lambda: synchronise(self._database, self._roots, self._read, monitor), fills=True)
        self.marks.follow()
        for folder in (self.folders.state, self.folders.cache, self.folders.config):
            if folder is not None:
                remove_unfinished(folder, self._clock().timestamp())
        return done

    def read_alone(self, target: str) -> bool:
        """Read no more than the file of a target where there is no whole index; return whether that was done."""
        is_alone = self._database.answer(lambda: not self._database.is_filled and self._read_alone(target), fills=True)
        self.marks.follow()
        return is_alone

    def _read_alone(self, target: str) -> bool:
        """Put the episode that a target names into an index in memory; return whether it was found."""
        from .index.rows import rows_of
        from .index.writer import put_episode, settle

        read = []
        for root, path, state in files_of_target(target, self._roots):
            with contextlib.suppress(BrokenEpisode):
                episode, origin = self._read(root, path)
                if is_meant(target, episode, origin.former):
                    read.append((root, path, state, episode, origin))
        shows = {episode.id.partition(":")[0] for _, _, _, episode, _ in read}
        if not read or (len(shows) > 1 and ":" in target):  # whose short name it is, only all shows tell
            return False
        self._database.use_memory()
        with self._database.writing() as connection:
            for root, path, state, episode, origin in read:
                put_episode(connection, root, path, state, rows_of(episode, origin))
            settle(connection)
        return True

    @property
    def trouble(self) -> str | None:
        """Why the index is not in its file, if it should be, as a sentence."""
        return self._database.trouble

    def rebuild(self) -> None:
        """Rebuild the index from the files, and at the next start the cache of the marks from the journals."""
        self._database.rebuild()
        if self.folders.folded_marks is not None:
            forget_fold(self.folders.folded_marks)
        self.synchronise()

    def problems(self) -> list[Problem]:
        """Return the files that are not listed, each with the reason."""
        return [Problem(self._read.path(root, path), why) for root, path, why in self._catalogue.problems()]

    def listing(
        self, view: View = View.ALL, shows: Collection[str] = (), order: Order = Order.DATE, kept: str | None = None
    ) -> Listing:
        """Return a list of episodes: of a view, of all shows or those with such slugs, in an order.

        An episode that is kept, by its id, stays in the view whatever its marks are.
        """
        is_whole = view is View.ALL and not shows and order is Order.DATE
        chosen = None if is_whole else choose(self._catalogue, self.marks, view, shows, order, kept)
        return Listing(self._catalogue, self._with_marks, chosen, shows, by_year=order is Order.YEAR)

    def unread(self, show: str, before: str | None = None) -> list[int]:
        """Return the numbers of the unread episodes of a show, by its slug, or of those older than one of them."""
        found = choose(self._catalogue, self.marks, View.UNREAD, [show], Order.DATE, before)
        row = None if before is None else self._catalogue.row(before)
        return found if row is None or row.index_id not in found else found[found.index(row.index_id) + 1 :]

    def shows(self) -> list[ShowRow]:
        """Return the shows as rows of a list, by name."""
        read = Counter(key.partition(":")[0] for key in self.marks.finished().values())
        names = self.show_names
        rows = {
            show: ShowRow(show, name, names.short[show], episodes, to_read - read[show], as_date(newest))
            for show, name, episodes, to_read, newest in self._catalogue.shows()
            if show in names.short  # else it came in since
        }
        return [rows[show] for show in names.by_name if show in rows]

    def matching(self, query: str) -> tuple[frozenset[int], str | None]:
        """Return the numbers of the episodes with a segment that matches a query, and a note on the query."""
        return self._database.answer(lambda: self._search.episodes(query))

    def rows(self, show: str | None = None, among: frozenset[int] | None = None) -> Iterator[EpisodeRow]:
        """Yield all episodes as rows, or those of one show (its name, short name or slug), or those of some numbers.

        They are read in pages, the first of which is there at once.

        Raises:
            UnknownTarget: there is no such show.
        """
        wanted = None
        if show is not None and self._catalogue.count():
            names = self.show_names
            if not (wanted := names.find(show)):
                raise UnknownTarget(f"There is no show {show!r}. The library has {names}.")
        start, stop = 0, _FIRST_PAGE
        while page := self._catalogue.page(start, stop):
            start, stop = stop, 2 * stop
            of_shows = (row for row in page if wanted is None or row.show_slug in wanted)
            yield from self._with_marks(row for row in of_shows if among is None or row.index_id in among)

    @property
    def id_width(self) -> int:
        """How many characters the longest id of an episode has."""
        return self._catalogue.key_width()

    @property
    def show_names(self) -> ShowNames:
        """What its shows are called."""
        return ShowNames({show: name for show, name, *_ in self._catalogue.shows()}, self._short_names())

    def row(self, episode: str) -> EpisodeRow | None:
        """Return an episode's row, or None if it is not in the library."""
        row = self._catalogue.row(episode)
        return None if row is None else self._with_marks([row])[0]

    def episode(self, key: str) -> Episode:
        """Return an episode with its notes, read from its file unless that was done before.

        Raises:
            UnknownTarget: there is no such episode.
            BrokenEpisode: its file cannot be read any more.
        """
        if (place := self._catalogue.file(key)) is None:
            raise UnknownTarget(f"There is no episode {key!r}.")
        path = self._read.path(*place)
        episode = self._parsed(*place, _fingerprint(path))
        if episode.id != key:
            raise BrokenEpisode(path, f"it holds {episode.id} now; the next start lists it so")
        return episode

    def _parse(self, root: int, path: str, fingerprint: str | None) -> Episode:
        return self._recalled.get(fingerprint) or self._read(root, path)[0]

    def readable(self, numbers: Sequence[int]) -> list[Episode]:
        """Return the episodes of some numbers of the catalogue; those whose file cannot be read are left out."""
        found = []
        for row in self._catalogue.rows(numbers):
            with contextlib.suppress(UnknownTarget, BrokenEpisode):
                found.append(self.episode(row.id))
        return found

    def fingerprint(self, key: str) -> str | None:
        """Return a fingerprint of an episode's file: path, size and time; None if there is none."""
        path = self.file(key)
        return None if path is None else _fingerprint(path)

    def file(self, key: str) -> str | None:
        """Return the path of an episode's file; None if there is none."""
        place = self._catalogue.file(key)
        return None if place is None else self._read.path(*place)

    def recall(self, episode: Episode, fingerprint: str) -> bool:
        """Take an episode that was parsed before, if its file still is of that fingerprint; return whether it is."""
        if is_current := fingerprint == self.fingerprint(episode.id):
            self._recalled = {fingerprint: episode}
        return is_current

    @cached_property
    def sources(self) -> Sources:
        """Adds, updates and removes sources.

        Raises:
            SourceFailed: there is no place to keep episodes in.
        """
        from .importing.sources import Sources

        return Sources(self.folders, self._database, self._clock, self.synchronise, lambda: self._read.shipped)

    def search(self, query: str, *, limit: int = 50, offset: int = 0, folded: bool = True) -> Results:
        """Return the segments that match a query, best first.

        An empty query finds nothing, and reads what every search needs of the index, so that the next one is quick.

        Args:
            query: what is asked for (see `search.query`); a slip in it is told in the results' note.
            limit: how many hits at most.
            offset: how many of the best to leave out.
            folded: whether of boilerplate that is the same one segment stands for all.
        """
        return self._database.answer(lambda: self._search.find(query, limit=limit, offset=offset, folded=folded))

    def bookmarks(
        self, query: str = "", order: BookmarkOrder = BookmarkOrder.MADE, *, with_done: bool = False
    ) -> Found[BookmarkRow]:
        """Return all bookmarks, or those that match a query. See `search.bookmarks`."""
        from .search.bookmarks import find_bookmarks

        return self._database.answer(lambda: find_bookmarks(self._search, query, order, with_done=with_done))

    def links(self, query: str = "", *, limit: int = 200, offset: int = 0, folded: bool = False) -> Found[LinkRow]:
        """Return all links, or those that match a query, one an address. See `search.links`."""
        from .search.links import find_links

        return self._database.answer(lambda: find_links(self._search, query, limit, offset, folded=folded))

    def also_in(self, episode: str, most: int = 200) -> Mapping[str, tuple[LinkRow, ...]]:
        """Return for the links of an episode, by their addresses, the links of others to the same address or project.

        Args:
            episode: its id.
            most: how many are looked for: what stands in every episode's notes is news nowhere.
        """
        from .search.segment_rows import also_in

        return self._database.answer(lambda: also_in(self._database, episode, most))

    @cached_property
    def _search(self) -> Search:
        from .search.search import Search

        return Search(self._database, self.marks, self._read.path, lambda: self.show_names)

    def close(self) -> None:
        self._database.close()
        self.marks.state.close()

    def _with_marks(self, rows: Iterable[EpisodeRow]) -> list[EpisodeRow]:
        """Return rows of the catalogue with what the reader did, and whether they came in since the last visit."""
        counted = self.marks.counted(rows)
        if self.last_visit is None:
            return list(counted)
        # As an importer writes `added`, so that the texts compare as the times do.
        known = self.last_visit.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
        return [row._replace(is_new=(row.added or "") > known) for row in counted]


def _fingerprint(path: str) -> str | None:
    """Return path, size and time of a file as one text; None if it is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return f"{path} {status.st_size} {status.st_mtime_ns}"
