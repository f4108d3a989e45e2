"""Sources: adding sources, going to them again, and removing them. Joins gathering and intake.

Marks are never touched here: those of an episode that goes wait for it to come back.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ..atomic_files import remove_unfinished
from ..errors import SourceFailed
from ..folders import Folders
from ..index.catalogue import Catalogue
from ..index.database import Database
from ..index.writer import remove_files, settle
from ..text import slug
from .importer import Importer, Report
from .own_files import OwnFile, read_all_own
from .scan import Cancelled, Progress, Step, documents_of_feed, gather_files, show_of_folder
from .source_list import KNOWN_SHOWS, Source, find_source, forget_source, read_sources, remember_source

if TYPE_CHECKING:
    from .fetch import Fetched

    Fetch = Callable[..., Fetched]


@dataclass(frozen=True, slots=True)
class Visit:
    """A source that was gone to, and what came of it."""

    source: Source
    report: Report
    failure: SourceFailed | None = None
    """Why it could not be read, if it could not."""
    not_modified: bool = False
    """The server says that nothing changed since the last time."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A source that was forgotten, and what became of its episodes."""

    source: Source
    episodes: list[str] = field(default_factory=list)
    """The ids of those that went with it."""
    kept: list[str] = field(default_factory=list)
    """The ids of those that stay because they were changed by hand, or cannot be deleted."""


class Sources:
    """Where the episodes of a library come from.

    Args:
        folders: where the library lives.
        database: its index.
        root: the number of the reader's own episodes in the index.
        clock: gives the time, with its zone.
        fetch: gets a feed; `episodes.importing.fetch.fetch` if not given.

    Raises:
        SourceFailed: there is no place to keep episodes in.
    """

    def __init__(
        self,
        folders: Folders,
        database: Database,
        root: int,
        clock: Callable[[], datetime],
        fetch: Fetch | None = None,
    ) -> None:
        if folders.episodes is None or folders.sources is None:
            raise SourceFailed("Earmark", "there is no home directory to keep episodes in; --data-dir names a folder")
        self._folder = folders.episodes
        self._list = folders.sources
        self._database = database
        self._root = root
        self._clock = clock
        self._fetch = fetch

    def sources(self) -> list[Source]:
        """Return the folders and feeds that `update` goes to. Raises SourceFailed if their list cannot be read."""
        return read_sources(self._list)

    def add(
        self,
        text: str,
        show: str | None = None,
        *,
        dry_run: bool = False,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Visit:
        """Bring in what a file, a folder, a feed or a known show holds, and remember folders and feeds.

        Episodes that another source brought in are this one's from now on.

        Args:
            text: a path, a web address, or the name of a known show.
            show: the show of its episodes, whatever they say.
            dry_run: only say what would be done.
            progress: told how far it is.
            cancelled: asked often; true ends the work, and what came in until then stays.

        Raises:
            SourceFailed: nothing could be read there, and the source is not remembered; or the library cannot be
                written.
        """
        source = find_source(text, show)
        self.sources()  # a list that cannot be read is told before anything comes in
        if not dry_run:
            self._prepare()
        visit = self._go(source, frozenset(), dry_run, progress, cancelled, conditional=False)
        found = visit.report.added or visit.report.changed or visit.report.unchanged
        if found and source.is_remembered and not dry_run:
            remember_source(self._list, source)
        return visit

    def update(
        self,
        *,
        dry_run: bool = False,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Iterator[Visit]:
        """Go to every remembered source again; yield what came of each. One that fails does not hold up the rest.

        Each changes its own episodes alone, so that two sources of one show do not take turns.
        """
        sources = self.sources()
        if sources and not dry_run:
            self._prepare()
        for source in sources:
            if cancelled is not None and cancelled():
                return
            others = frozenset(each.shown for each in sources) - {source.shown}
            try:
                yield self._go(source, others, dry_run, progress, cancelled, conditional=True)
            except SourceFailed as error:
                yield Visit(source, Report(), error)

    def remove(self, text: str, *, keep_episodes: bool = False) -> Removed:
        """Forget a source, and delete the episodes that came from it and were not changed by hand.

        Args:
            text: its address or path, or the name of its show.
            keep_episodes: forget the source alone.

        Raises:
            SourceFailed: there is no such source, or there are several.
        """
        paths = Catalogue(self._database).paths(self._root)
        own = list(read_all_own(self._folder, sorted(path for _, path in paths)))
        source = self._named(text, own)
        forget_source(self._list, source)
        if keep_episodes:
            return Removed(source)
        removed = Removed(source)
        gone = []
        for file in own:
            if file.source != source.shown:
                continue
            if file.is_untouched and self._delete(file):
                removed.episodes.append(file.id)
                gone.append((self._root, file.path))
            else:
                removed.kept.append(file.id)
        # Where the index cannot be written, the next start sees what is gone.
        with contextlib.suppress(sqlite3.Error), self._database.writing() as connection:
            remove_files(connection, gone)
            settle(connection)
            # Another feed may have the same episodes: it is to give all it has when it is gone to again.
            connection.execute("DELETE FROM fetched")
        return removed

    def _named(self, text: str, own: list[OwnFile]) -> Source:
        """Return the source that a text names: a remembered one, or one that episodes came from."""
        given = text.strip()
        path = os.path.abspath(os.path.expanduser(given))
        known = self.sources()
        found = [source for source in known if given in (source.address, source.shown) or source.address == path]
        if not found and (wanted := slug(given)):
            addresses = {address for name, address in KNOWN_SHOWS.items() if slug(name) == wanted}
            shows = {file.source for file in own if slug(file.document.show or "") == wanted}
            found = [
                source
                for source in known
                if source.address in addresses or source.shown in shows or wanted == slug(_show_of(source))
            ]
        if not found:
            # A single file is not remembered, nor is a source that was forgotten before its episodes were deleted.
            found = [Source(name) for name in {given, Source(path).shown} & {file.source for file in own}]
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
            os.unlink(full)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        with contextlib.suppress(OSError):
            os.rmdir(os.path.dirname(full))  # once it is empty
        return True

    def _prepare(self) -> None:
        """Make the folder of the episodes, and clear away what was left of writing the list of sources."""
        try:
            os.makedirs(self._folder, exist_ok=True)
        except OSError as error:
            raise SourceFailed(self._folder, f"it cannot be made: {error.strerror or error}") from error
        remove_unfinished(os.path.dirname(self._list), self._clock().timestamp())

    def _go(
        self,
        source: Source,
        others: frozenset[str],
        dry_run: bool,
        progress: Progress | None,
        cancelled: Cancelled | None,
        *,
        conditional: bool,
    ) -> Visit:
        def intake() -> Importer:
            now = self._clock()
            return Importer(self._folder, self._root, self._database, source, now, others=others, dry_run=dry_run)

        if not source.is_feed:
            gathered = gather_files(source, progress, own=self._folder)
            return Visit(source, intake().take(gathered, cancelled))
        etag, modified = self._validators(source) if conditional else (None, None)
        fetched = self._get(source, etag, modified, progress, cancelled)
        if fetched.not_modified:
            return Visit(source, Report(), not_modified=True)
        gathered = documents_of_feed(fetched.body, source, fetched.content_type, progress)
        report = intake().take(gathered, cancelled)
        if not dry_run and not (cancelled is not None and cancelled()):
            # Only now: an intake that was stopped has to see the whole feed again.
            self._keep_validators(source, fetched.etag, fetched.modified)
        return Visit(source, report)

    def _get(
        self,
        source: Source,
        etag: str | None,
        modified: str | None,
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> Fetched:
        if self._fetch is None:
            from .fetch import fetch

            self._fetch = fetch
        told = None if progress is None else lambda done, total: progress(Step(done, total, "bytes"))
        return self._fetch(source.address, etag=etag, modified=modified, progress=told, cancelled=cancelled)

    def _validators(self, source: Source) -> tuple[str | None, str | None]:
        sql = "SELECT etag, modified FROM fetched WHERE address = ?"
        row = self._database.connection.execute(sql, (source.address,)).fetchone()
        return (None, None) if row is None else (row[0], row[1])

    def _keep_validators(self, source: Source, etag: str | None, modified: str | None) -> None:
        with self._database.writing() as connection:
            connection.execute("REPLACE INTO fetched VALUES (?, ?, ?)", (source.address, etag, modified))


def _show_of(source: Source) -> str:
    """Return the name of a source's show as far as it tells one itself."""
    return source.show or ("" if source.is_feed else show_of_folder(source.address))
