"""Bringing episodes in: documents become files of the reader's own library, and nothing there is lost.

A stop at any point leaves the library as it was or further on: files are written whole, and the index, which can be
made again of them, comes after.
"""

from __future__ import annotations

import contextlib
import datetime
import gc
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field, replace

from ..atomic_files import remove_unfinished, write_whole
from ..documents.document import Document, complete, make_episode, write_document
from ..errors import BrokenEpisode, SourceFailed
from ..index.catalogue import Catalogue, FileState
from ..index.database import Database
from ..index.writer import put_episode, settle
from ..model import Episode
from ..text import slug
from .own_files import (
    OwnFile,
    as_given,
    free_path,
    likely_id,
    mark_of_text,
    mark_of_upstream,
    read_all_own,
    read_own,
    sealed,
    without_keys,
)
from .scan import Found, Gathered, Remark, Skipped
from .source_list import Source

_BATCH = 512
"""Episodes that are put into the index together: choosing what is listed goes over all of it each time."""


@dataclass(slots=True)
class Report:
    """What an intake did: the ids of the episodes, and what was left out or is wrong, with the reasons."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    """What is wrong with episodes that came in all the same."""

    def join(self, other: Report) -> None:
        """Add what another intake did."""
        self.added += other.added
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.skipped += other.skipped
        self.remarks += other.remarks

    @property
    def is_clean(self) -> bool:
        """Whether everything came in that should have, as it should be."""
        return not self.remarks and all(skipped.is_expected for skipped in self.skipped)

    @property
    def summary(self) -> str:
        """One line with the four counts."""
        counts = (
            (len(self.added), "added"),
            (len(self.changed), "changed"),
            (len(self.unchanged), "unchanged"),
            (len(self.skipped), "skipped"),
        )
        return ", ".join(f"{count:,} {what}" for count, what in counts)


class Importer:
    """Takes what one source holds into the folder of the library's own episodes, and into the index.

    Args:
        folder: the library's episodes.
        root: the folder's number in the index.
        database: the index.
        source: where it comes from.
        now: when the intake begins; the episodes that come in say so.
        others: other sources (`Source.shown`) whose episodes are left to them; without any, all are taken over.
        dry_run: only say what would be done.
    """

    def __init__(
        self,
        folder: str,
        root: int,
        database: Database,
        source: Source,
        now: datetime.datetime,
        *,
        others: Set[str] = frozenset(),
        dry_run: bool = False,
    ) -> None:
        self._folder = folder
        self._root = root
        self._database = database
        self._source = source.shown
        self._now = now.astimezone(datetime.UTC)
        self._others = others
        self._dry_run = dry_run
        self._report = Report()
        self._paths = dict(Catalogue(database).paths(root))
        self._seen: dict[str, str] = {}
        self._ready: set[str] = set()
        self._unnumbered: dict[str, list[OwnFile]] = {}
        self._waiting: list[tuple[str, Episode, str]] = []

    def take(self, gathered: Iterable[Gathered], cancelled: Callable[[], bool] | None = None) -> Report:
        """Bring in what was gathered, and report on each.

        Args:
            gathered: documents, and what is already known to be left out.
            cancelled: asked before each; true ends the work early, and what came in stays.

        Raises:
            SourceFailed: the library cannot be written; what came in until then stays.
        """
        with _fewer_collections():
            try:
                for item in gathered:
                    if cancelled is not None and cancelled():
                        break
                    self._take(item)
            finally:
                self._list()
        return self._report

    def _take(self, item: Gathered) -> None:
        if isinstance(item, Skipped):
            self._report.skipped.append(item)
        elif isinstance(item, Remark):
            self._report.remarks.append(item)
        else:
            self._take_document(item)
        if len(self._waiting) >= _BATCH:
            self._list()

    def _take_document(self, item: Found) -> None:
        document = as_given(item.document)
        upstream = mark_of_upstream(document)
        try:
            own = self._own(likely_id(document))
            if own is not None and own.upstream == upstream:
                # It was made of the very same: what its notes say need not be worked out again.
                if self._is_first(own.id, item):
                    self._stays(own, upstream)
                return
            episode = make_episode(document, document.show or "")
            own = self._own(episode.id)
            if own is None and (own := self._under_another_title(document, item.place)) is not None:
                episode = replace(episode, id=own.id)
        except BrokenEpisode as error:
            self._skip(item, f"{error.path} is in its place and cannot be read ({error.reason})")
            return
        if self._is_first(episode.id, item):
            self._put(item, complete(document, episode), episode, upstream, own)

    def _is_first(self, episode: str, item: Found) -> bool:
        """Tell whether the source has not held that episode before."""
        if episode in self._seen:
            self._skip(item, f"it is {episode} as {self._seen[episode]} is, which was taken")
            return False
        self._seen[episode] = item.where
        return True

    def _put(self, item: Found, document: Document, episode: Episode, upstream: str, own: OwnFile | None) -> None:
        """Write an episode's file if it must be."""
        text = write_document(document)
        if own is not None:
            if mark_of_text(text) == mark_of_text(write_document(without_keys(own.document))):
                self._stays(own, upstream)
                return
            if own.source in self._others:
                self._report.unchanged.append(episode.id)
                return
            if not own.is_untouched:
                was = "was changed by hand" if own.upstream else "was put there by hand"
                self._skip(item, f"{own.path} {was}; delete it to take this one")
                return
        if not self._dry_run:
            path, added = self._write(document, text, upstream, item.place, own, episode.id)
            self._paths[episode.id] = path
            self._waiting.append((path, episode, added))
        (self._report.added if own is None else self._report.changed).append(episode.id)
        self._report.remarks += (Remark(item.where, warning) for warning in item.document.warnings)

    def _stays(self, own: OwnFile, upstream: str) -> None:
        """Leave a file as it is; only its head may say by now that it is this source's."""
        self._report.unchanged.append(own.id)
        is_sealed = own.upstream == upstream and own.source == self._source
        if is_sealed or self._dry_run or own.source in self._others or (own.upstream and not own.is_untouched):
            return
        document = without_keys(own.document)
        self._write(document, write_document(document), upstream, own.place, own, own.id)

    def _write(
        self, document: Document, text: str, upstream: str, place: str | None, own: OwnFile | None, episode: str
    ) -> tuple[str, str]:
        """Write a file with the keys of an intake in its head; return its path and when it came in."""
        path = free_path(self._folder, document, episode) if own is None else own.path
        added = (own and own.added) or self._now.isoformat(timespec="milliseconds")
        is_renamed = own is not None and OwnFile(path, document).id != episode
        may_be_renamed = (document.number is None or is_renamed) and "guid" not in document.kept
        keys = {
            "added": added,
            "source": self._source,
            "place": place if may_be_renamed else None,
            "id": episode if is_renamed else None,
            "digest": f"{upstream}-{mark_of_text(text)}",
        }
        full = os.path.join(self._folder, path)
        folder = os.path.dirname(full)
        try:
            if folder not in self._ready:
                os.makedirs(folder, exist_ok=True)
                remove_unfinished(folder, self._now.timestamp())
                self._ready.add(folder)
            write_whole(full, sealed(text, keys), keep=False)
        except OSError as error:
            reason = f"it cannot be written: {error.strerror or error}; what came in until then stays"
            raise SourceFailed(full, reason) from error
        return path, added

    def _own(self, episode: str) -> OwnFile | None:
        """Return the file that holds an episode, or None."""
        path = self._paths.get(episode)
        return None if path is None else read_own(self._folder, path)

    def _under_another_title(self, document: Document, place: str | None) -> OwnFile | None:
        """Return the file of an episode without a number whose title, and so its id, is another by now."""
        show = slug(document.show or "")
        if place is None:
            return None
        if show not in self._unnumbered:
            paths = [
                path
                for key, path in self._paths.items()
                if key.startswith(f"{show}:") and not key.rpartition(":")[2].isdecimal()
            ]
            self._unnumbered[show] = [own for own in read_all_own(self._folder, paths) if own.source == self._source]
        return next((own for own in self._unnumbered[show] if own.is_of(document, place)), None)

    def _skip(self, item: Found, reason: str) -> None:
        self._report.skipped.append(Skipped(item.where, reason))

    def _list(self) -> None:
        """Put what was written into the index. If that fails, the next start does it: the files are on disk."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        with contextlib.suppress(sqlite3.Error), self._database.writing() as connection:
            for path, episode, added in waiting:
                try:
                    status = os.stat(os.path.join(self._folder, path))
                except FileNotFoundError:
                    continue
                put_episode(connection, self._root, path, FileState(status.st_size, status.st_mtime_ns), episode, added)
            settle(connection)


@contextlib.contextmanager
def _fewer_collections() -> Iterator[None]:
    """Look for garbage in circles less often while the block runs: parsing makes a lot of objects and no circles."""
    usual = gc.get_threshold()
    gc.set_threshold(max(50_000, usual[0]), *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
