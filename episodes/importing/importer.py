"""Importing: scanned documents become files of the reader's own library, and nothing there is lost.

A stop at any point leaves the library as it was or further on: files are written whole, and the index, which can be
rebuilt from them, comes after.
"""

from __future__ import annotations

import contextlib
import datetime
import gc
import os
import sqlite3
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace

from ..atomic_files import remove_unfinished, write_whole
from ..documents.document import Document, complete, make_episode, write_document
from ..errors import BrokenEpisode, SourceFailed
from ..index.catalogue import Catalogue, FileState
from ..index.database import Database
from ..index.writer import put_episode, settle
from ..model import Episode, Problem
from .own_files import OwnEpisodes, OwnFile, as_given, fingerprint, free_path, likely_id, own_text, without_keys
from .report import Cancelled, Report
from .scan import Scanned

_BATCH = 512
"""Episodes that are put into the index together: choosing what is listed goes over all of it each time."""


@dataclass
class Importer:
    """Imports one source into the folder of the library's own episodes, and into the index."""

    folder: str
    """The library's episodes."""
    root: int
    """The folder's number in the index."""
    database: Database
    """The index."""
    report: Report
    """Names the source, and receives what is done."""
    now: datetime.datetime
    """When the import begins; new episodes are marked with it."""
    others: Set[str] = frozenset()
    """Other sources (`Source.shown`) whose episodes are left to them; without any, all are taken over."""
    dry_run: bool = False
    """Only say what would be done."""

    def __post_init__(self) -> None:
        self._source = self.report.source.shown
        self._own = OwnEpisodes(self.folder, dict(Catalogue(self.database).paths(self.root)), self._source)
        self._seen: dict[str, str] = {}
        self._ready: set[str] = set()
        self._waiting: list[tuple[str, Episode, str]] = []

    def run(self, scanned: Iterable[Scanned], cancelled: Cancelled | None = None) -> None:
        """Import documents.

        Args:
            scanned: the documents.
            cancelled: asked before each; what was imported until then stays.

        Raises:
            SourceFailed: the library cannot be written; what was imported until then stays.
        """
        with _fewer_collections():
            try:
                for item in scanned:
                    if cancelled is not None and cancelled():
                        break
                    self._import(item)
                    if len(self._waiting) >= _BATCH:
                        self._index()
            finally:
                self._index()

    def _import(self, item: Scanned) -> None:
        document = as_given(item.document)
        upstream = fingerprint(document)
        try:
            own = self._own.get(likely_id(document))
            if own is not None and own.upstream == upstream:
                # It was made of the very same: what its notes say need not be worked out again.
                if self._is_first(own.id, item):
                    self._leave(own, upstream)
                return
            episode = make_episode(document, "")
            own = self._own.get(episode.id)
            if own is None and (own := self._own.renamed(document, item.place)) is not None:
                episode = replace(episode, id=own.id)
        except BrokenEpisode as error:
            self.report.skip(item.where, f"{error.where} is in its place and cannot be read ({error.reason})")
            return
        if self._is_first(episode.id, item):
            self._put(item, complete(document, episode), episode, upstream, own)

    def _is_first(self, episode: str, item: Scanned) -> bool:
        """Return whether the source has not held that episode before."""
        if episode in self._seen:
            self.report.skip(item.where, f"it is {episode} as {self._seen[episode]} is, which was taken")
            return False
        self._seen[episode] = item.where
        return True

    def _put(self, item: Scanned, document: Document, episode: Episode, upstream: str, own: OwnFile | None) -> None:
        """Write an episode's file if it must be."""
        if own is not None:
            if write_document(document) == own.text:
                self._leave(own, upstream)
                return
            if own.source in self.others:
                self.report.unchanged.append(episode.id)
                return
            if not own.is_untouched:
                was = "was changed by hand" if own.upstream else "was put there by hand"
                self.report.skip(item.where, f"{own.path} {was}; delete it to take this one")
                return
        if not self.dry_run:
            path, added = self._write(document, upstream, item.place, own, episode.id)
            self._own.paths[episode.id] = path
            self._waiting.append((path, episode, added))
        (self.report.added if own is None else self.report.changed).append(episode.id)
        self.report.problems += (Problem(item.where, warning) for warning in item.document.warnings)

    def _leave(self, own: OwnFile, upstream: str) -> None:
        """Leave a file as it is; only its head may say by now that it is this source's."""
        self.report.unchanged.append(own.id)
        is_this_sources = own.upstream == upstream and own.source == self._source
        is_anothers = own.source in self.others or (own.upstream and not own.is_untouched)
        if not (is_this_sources or self.dry_run or is_anothers):
            self._write(without_keys(own.document), upstream, own.place, own, own.id)

    def _write(
        self, document: Document, upstream: str, place: str | None, own: OwnFile | None, episode: str
    ) -> tuple[str, str]:
        """Write a file with the keys of an import in its head; return its path and when it was imported."""
        path = free_path(self.folder, document, episode) if own is None else own.path
        added = (own and own.added) or self.now.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
        is_renamed = own is not None and OwnFile(path, document).id != episode
        may_be_renamed = (document.number is None or is_renamed) and "guid" not in document.kept
        text = own_text(
            document,
            upstream,
            added=added,
            source=self._source,
            place=place if may_be_renamed else None,
            id=episode if is_renamed else None,
        )
        full = os.path.join(self.folder, path)
        folder = os.path.dirname(full)
        try:
            if folder not in self._ready:
                remove_unfinished(folder, self.now.timestamp())
                self._ready.add(folder)
            write_whole(full, text, sync=False)
        except OSError as error:
            reason = f"it cannot be written: {error.strerror or error}; what came in until then stays"
            raise SourceFailed(full, reason) from error
        return path, added

    def _index(self) -> None:
        """Put what was written into the index. If that fails, the next start does it: the files are on disk."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        with contextlib.suppress(sqlite3.Error), self.database.writing() as connection:
            for path, episode, added in waiting:
                with contextlib.suppress(FileNotFoundError):
                    status = os.stat(os.path.join(self.folder, path))
                    state = FileState(status.st_size, status.st_mtime_ns)
                    put_episode(connection, self.root, path, state, episode, added)
            settle(connection)


@contextlib.contextmanager
def _fewer_collections() -> Iterator[None]:
    """Run the garbage collector less often while the block runs: parsing makes many objects and no cycles."""
    usual = gc.get_threshold()
    gc.set_threshold(max(50_000, usual[0]), *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
