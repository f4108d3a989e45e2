"""The sources of a library: adding, updating and removing them.

Marks are never touched here: those of an episode that is removed wait for it to come back.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from ..documents.document import Document
from ..documents.own_files import OwnFile, read_all_own
from ..errors import EarmarkError, SourceFailed
from ..files import remove_unfinished
from ..folders import Folders
from ..index.catalogue import Catalogue
from ..index.database import Database
from ..model import NO_MONITOR, Monitor
from ..text import slug
from .importer import Importer
from .scan import Item, scan_files, show_of_folder
from .source_list import KNOWN_SHOWS, Report, Source, find_source, forget_source, read_sources, remember_source

if TYPE_CHECKING:
    from .feed_parts import ChapterFiles, Get


@dataclass(frozen=True, slots=True)
class Removed:
    """A source that was removed from the list, and what became of its episodes."""

    source: Source
    episodes: list[str] = field(default_factory=list)
    """The ids of those that were deleted."""
    kept: list[str] = field(default_factory=list)
    """The ids of those that stay because they were changed by hand, or cannot be deleted."""


@dataclass
class Sources:
    """Where the episodes of a library come from.

    Args:
        folders: where the library lives.
        database: its index.
        clock: gives the time, with its zone.
        synchronise: synchronises the index with the files.
        shipped: returns what the bundled files say of their episodes, by their ids.
        fetch: gets a feed; `episodes.importing.fetch.fetch` if not given.

    Raises:
        SourceFailed: there is no place to keep episodes in.
    """

    folders: Folders
    database: Database
    clock: Callable[[], datetime]
    synchronise: Callable[[Monitor], object]
    shipped: Callable[[], Mapping[str, Document]]
    fetch: Get | None = None

    def __post_init__(self) -> None:
        if self.folders.episodes is None or self.folders.sources is None:
            raise SourceFailed("Earmark", "there is no home directory to keep episodes in; --data-dir names a folder")
        self._folder, self._list = self.folders.episodes, self.folders.sources

    def sources(self) -> list[Source]:
        """Return the folders and feeds that `update` reads. Raises SourceFailed if their list cannot be read."""
        return read_sources(self._list)

    def shows(self) -> dict[str, str]:
        """Return the names of the shows that came from each source (`Source.shown`)."""
        return Catalogue(self.database).sources()

    def add(
        self, text: str, show: str | None = None, monitor: Monitor = NO_MONITOR, *, dry_run: bool = False
    ) -> Report:
        """Import what a file, a folder, a feed or a known show holds, and remember folders and feeds.

        Episodes that another source brought become this one's.

        Args:
            text: a path, a web address, or the name of a known show.
            show: the show of its episodes, whatever they say.
            monitor: whoever waits for it.
            dry_run: only say what would be done.

        Raises:
            SourceFailed: nothing could be read there, and the source is not remembered; or the library cannot be
                written.
        """
        source = find_source(text, show)
        self.sources()  # a list that cannot be read is reported before anything is imported
        if not dry_run:
            self._prepare()
        before = self.shows().keys()
        report = self._import(source, None, dry_run, monitor)
        found = report.added or report.changed or report.unchanged
        if found and source.is_remembered and not dry_run:
            remember_source(self._list, source)
            if source.is_feed:
                self.synchronise(Monitor(cancelled=monitor.cancelled))
                # Feeds all of whose episodes are another source's now seem to have moved.
                emptied = before - self.shows().keys()
                report.remarks += (
                    f"all episodes of {old.shown} are this source's now; `earmark remove {old.shown}` removes it"
                    for old in self.sources()
                    if old.is_feed and old.shown in emptied
                )
        return report

    def add_all(self, addresses: Iterable[str], monitor: Monitor) -> Iterator[Report]:
        """Add the feeds of a list (see `add`); yields a report for each. One that fails does not hold up the rest."""
        return self._each(map(Source, addresses), monitor, lambda feed: self.add(feed.address, monitor=monitor))

    def update(self, monitor: Monitor = NO_MONITOR, *, dry_run: bool = False) -> Iterator[Report]:
        """Import every remembered source again; yields a report for each. One that fails does not hold up the rest.

        Each changes its own episodes alone, so that two sources of one show do not take turns.
        """
        sources = self.sources()
        if sources and not dry_run:
            self._prepare()
        names = frozenset(source.shown for source in sources)
        return self._each(
            sources, monitor, lambda source: self._import(source, names - {source.shown}, dry_run, monitor)
        )

    def _each(self, sources: Iterable[Source], monitor: Monitor, work: Callable[[Source], Report]) -> Iterator[Report]:
        for source in sources:
            if monitor.cancelled():
                return
            try:
                yield work(source)
            except SourceFailed as error:
                yield Report(source, failure=error)

    def remove(self, text: str, *, keep_episodes: bool = False) -> Removed:
        """Remove a source from the list, and delete the episodes that came from it and were not changed by hand.

        Args:
            text: its address or path, or the name of its show.
            keep_episodes: delete no episodes.

        Raises:
            SourceFailed: there is no such source, or there are several.
        """
        own: dict[str | None, dict[str, str]] = {}
        for file in read_all_own(self._folder, Catalogue(self.database).own_paths()):
            own.setdefault(file.origin.source, {})[file.path] = slug(file.document.show or "")
        source = self._named(text, own)
        forget_source(self._list, source)
        removed = Removed(source)
        if keep_episodes:
            return removed
        for file in read_all_own(self._folder, own.get(source.shown, ())):
            if file.is_untouched and self._delete(file):
                removed.episodes.append(file.id)
            else:
                removed.kept.append(file.id)
        with contextlib.suppress(EarmarkError):  # where the index cannot be written, the next start finds out
            self.synchronise(NO_MONITOR)
        # Another feed may have the same episodes: the next update is to read all of it.
        with contextlib.suppress(sqlite3.Error), self.database.writing() as connection:
            connection.execute("DELETE FROM fetched")
        return removed

    def _named(self, text: str, own: Mapping[str | None, Mapping[str, str]]) -> Source:
        """Return the source that a text names: a remembered one, or one that episodes came from.

        Args:
            text: what the reader gave.
            own: the sources that episodes came from, each with its files and the slugs of their shows.
        """
        given = text.strip()
        path = os.path.abspath(os.path.expanduser(given))
        known = self.sources()
        found = [source for source in known if {source.address, source.shown} & {given, path}]
        if not found and (wanted := slug(given)):
            of_show = {origin for origin, shows in own.items() if wanted in shows.values()}
            found = [source for source in known if source.shown in of_show or wanted in map(slug, _names_of(source))]
        if not found:
            # A single file is not remembered, nor is a source that was removed before its episodes were deleted.
            found = [Source(name) for name in {given, Source(path).shown} if name in own]
        if len(found) == 1:
            return found[0]
        if found:
            some = ", ".join(source.shown for source in found)
            raise SourceFailed(text, f"several sources have that name; give the address of one: {some}")
        some = ", ".join(source.shown for source in known) or "none yet"
        raise SourceFailed(text, f"it is not one of the sources, which are: {some}")

    def _delete(self, file: OwnFile) -> bool:
        full = os.path.join(self._folder, file.path)
        try:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(full)
        except OSError:
            return False
        with contextlib.suppress(OSError):
            os.rmdir(os.path.dirname(full))  # once it is empty
        return True

    def _prepare(self) -> None:
        """Make the folder of the episodes, and clear away what was left of writing them and the list of sources."""
        try:
            os.makedirs(self._folder, exist_ok=True)
        except OSError as error:
            raise SourceFailed(self._folder, f"it cannot be made: {error.strerror or error}") from error
        folders = [os.path.dirname(self._list)]
        with contextlib.suppress(OSError):
            folders += (entry.path for entry in os.scandir(self._folder))
        for folder in folders:
            remove_unfinished(folder, self.clock().timestamp())

    def _import(self, source: Source, others: Set[str] | None, dry_run: bool, monitor: Monitor) -> Report:
        """Import a source (see `Importer.others`); where it is given what the others are, only what it has news of."""
        report = Report(source, dry_run=dry_run)
        validators: tuple[str | None, ...] = ()
        chapter_files: ChapterFiles | None = None
        items: Iterable[Item]
        if source.is_feed:
            from .feed_parts import ChapterFiles, read_pages  # and with them what speaks to servers
            from .fetch import fetch

            get = partial(self.fetch or fetch, monitor=monitor)
            fetched = get(source.address, **({} if others is None else self._validators(source)))
            if fetched.not_modified:
                report.not_modified = True
                return report
            get_named = partial(get, named_by=source.address)
            # What an import that was killed wrote is known by its files alone.
            self.synchronise(Monitor(cancelled=monitor.cancelled))
            before = Catalogue(self.database).evidence("", "", source.shown)
            known = None if others is None else {each.evidence.upstream for each in before}
            items, is_whole = read_pages(fetched, report, get_named, known)
            validators = (source.address, fetched.etag, fetched.modified) if is_whole else ()
            chapter_files = ChapterFiles(get_named)
            del fetched  # the text of a large feed
        else:
            self.synchronise(Monitor(cancelled=monitor.cancelled))
            items = scan_files(report, own=self._folder)
        importer = Importer(self._folder, self.database, self.shipped(), report, self.clock(), others, chapter_files)
        importer.run(items, monitor)
        if chapter_files is not None:
            report.remarks += chapter_files.remarks()
        if validators and not dry_run and not monitor.cancelled():
            # Only now: after an import that was stopped, all of the feed has to come again.
            with contextlib.suppress(sqlite3.Error), self.database.writing() as connection:
                connection.execute("REPLACE INTO fetched VALUES (?, ?, ?)", validators)
        return report

    def _validators(self, source: Source) -> dict[str, str | None]:
        """Return what the server told of the version of a feed that was imported last, for the next request."""
        sql = "SELECT etag, modified FROM fetched WHERE address = ?"
        row = self.database.answer(lambda: self.database.connection.execute(sql, (source.address,)).fetchone())
        return dict(zip(("etag", "modified"), row or (), strict=False))


def _names_of(source: Source) -> list[str]:
    """Return what the show of a source is called, whatever its episodes say."""
    known = [name for name, address in KNOWN_SHOWS.items() if address == source.address]
    return [*known, source.show or ("" if source.is_feed else show_of_folder(source.address))]
