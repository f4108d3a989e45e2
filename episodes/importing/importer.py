"""Importing: scanned documents become files of the reader's own library, and nothing there is lost.

A stop at any point leaves the library as it was or further on: files are written whole, each with its id, and the
index, which can be rebuilt from them, comes after.
"""

import contextlib
import datetime
import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace

from ..documents.document import FACTS, LASTING, Document, complete, joined, make_episode, title_of_name, write_document
from ..documents.own_files import Origin, OwnFile, free_path, moved_text, own_text, read_own, without_keys
from ..errors import BrokenEpisode, FetchCancelled, SourceFailed
from ..files import write_whole
from ..index.boilerplate import find_boilerplate
from ..index.catalogue import OWN_ROOT, Catalogue, KnownEpisode
from ..index.database import Database
from ..index.rows import rows_of
from ..index.writer import Numbered, contradicting, put_episode, settle
from ..model import Chapter, Episode, Monitor, Problem, Step
from ..notes.rest import LONG_NOTES, has_rest
from ..text import slug
from .identity import different_items, identify
from .scan import Item
from .source_list import Report

CHAPTERS_ADDRESS = "chapters_address"
"""The key under which a feed's document keeps where its file of chapters is."""
_BATCH = 512
"""Episodes that are put into the index together: choosing what is listed goes over all of it each time."""


@dataclass
class Importer:
    """Imports one source into the folder of the library's own episodes, and into the index."""

    folder: str
    """The library's episodes."""
    database: Database
    """The index, synchronised with the files."""
    shipped: Mapping[str, Document]
    """What bundled files say of their episodes, by their ids."""
    report: Report
    """Names the source, says whether anything is written, and receives what is done."""
    now: datetime.datetime
    """When the import begins; new episodes are marked with it."""
    others: Set[str] | None
    """Other sources (`Source.shown`) whose episodes are left to them.

    None takes over all that the source has, and moves what came from it to the show that the reader names.
    """
    read_chapters: Callable[[str], tuple[Chapter, ...] | None] | None = None
    """Reads the file of chapters at an address that the source names; None where it cannot."""

    def __post_init__(self) -> None:
        self._source = self.report.source.shown
        self._waiting: list[tuple[str, Episode, Origin]] = []

    def run(self, found: Iterable[Item], monitor: Monitor) -> None:
        """Import documents.

        Args:
            found: the documents.
            monitor: is told after each, and asked before each.

        Raises:
            SourceFailed: the library cannot be written; what was imported until then stays.
        """
        shows: dict[str, list[Item]] = {}
        for item in different_items(found):
            if monitor.cancelled():
                return
            shows.setdefault(slug(item.document.show or ""), []).append(item)
        moves = self.others is None and self.report.source.show is not None
        done, total = 0, sum(map(len, shows.values()))
        catalogue = Catalogue(self.database)
        before = catalogue.evidence("", "", self._source)
        strays = [each for each in before if each.slug not in shows]
        try:
            for items in shows.values():
                for item in identify(items, catalogue, self.report, strays, moves=moves):
                    if monitor.cancelled():
                        return
                    self._import(item)
                    done += 1
                    monitor.progress(Step(done, total, "episodes"))
                    if len(self._waiting) >= _BATCH:
                        self._index()
                self._rename_others(items, before)
        except FetchCancelled:
            return
        finally:
            self._index()
        for items in shows.values():
            self._report_dates(items[0].document.show or "")

    def _rename_others(self, items: list[Item], before: Iterable[KnownEpisode]) -> None:
        """Give those of the source's episodes that it no longer holds the name that their show has there now."""
        show, came_in = items[0].document.show, {item.id for item in items}
        slugs = {each.partition(":")[0] for each in came_in}
        for known in before:
            if known.id in came_in or known.show == show or known.path is None or known.slug not in slugs:
                continue
            with contextlib.suppress(BrokenEpisode):  # `check` names it
                own = read_own(self.folder, known.path)
                if own is None or not own.is_untouched:
                    continue
                self.report.changed.append(known.id)
                document = replace(without_keys(own.document), show=show)
                self._write_file(own.path, own_text(document, known.id, own.origin))
                self._waiting.append((own.path, make_episode(document, "", known.id), own.origin))

    def _report_dates(self, show: str) -> None:
        """Report the dates of what came in that contradict those of all neighbours."""
        came_in = {*self.report.added, *self.report.changed}
        seasons: dict[tuple[str, int | None], list[tuple[Numbered, str]]] = {}
        for known in Catalogue(self.database).evidence(slug(show) or "show", show, ""):
            its = known.evidence
            if its.published is not None and its.number is not None and not its.is_extra:
                numbered = Numbered(its.number, its.season, its.published.isoformat())
                seasons.setdefault((known.slug, its.season), []).append((numbered, known.id))
        for episodes in seasons.values():
            episodes.sort()
            for at, near in contradicting([each for each, _ in episodes]):
                episode, key = episodes[at]
                if key in came_in:
                    self.report.remarks.append(f"{key} is dated {episode.day}, and its neighbours {near}")

    def _import(self, item: Item) -> None:
        """Write an episode's file if it must be."""
        known, where = item.known, item.where
        as_it_was = (item.id, self._source, item.evidence.upstream)
        if known is not None and (known.id, known.source, known.evidence.upstream) == as_it_was:
            self.report.unchanged.append(item.id)  # what its notes say need not be worked out again
            return
        try:
            own = None if known is None or known.path is None else read_own(self.folder, known.path)
        except BrokenEpisode as error:
            self.report.skip(where, f"{error.where} is in its place and cannot be read ({error.reason})")
            return
        if own is not None and own.origin.source in (self.others or ()):
            self._enrich(own, item)
            return
        self._read_chapters(item, own)
        episode = item.episode()
        if item.document.title is None and episode.title == title_of_name(item.document.name):
            # Another copy's title goes before one made of a file's name.
            titles = (copy.title for copy in (own and own.document, self.shipped.get(item.id)) if copy)
            episode = replace(episode, title=next(filter(None, titles), episode.title))
        document = complete(item.document, episode)
        if own is not None:
            document, episode = self._with_what_it_had(document, episode, own)
            if item.former is None and write_document(document) == own.facts_and_notes:
                self._leave(own, item)
                return
            if not own.is_untouched:
                self._keep_by_hand(own, item)
                return
        self._write(document, episode, item, own)
        (self.report.added if own is None else self.report.changed).append(item.id)
        if has_rest(episode):
            self.report.remarks.append(f"{item.id}: {LONG_NOTES}")
        self.report.problems += (Problem(where, warning) for warning in item.document.warnings)

    def _read_chapters(self, item: Item, own: OwnFile | None) -> None:
        """Give an item the chapters of a file that it names: those that the library has of that address, or fetched."""
        address, before = item.document.kept.get(CHAPTERS_ADDRESS), own and own.document
        if self.read_chapters is None or self.report.dry_run or item.document.chapters or not isinstance(address, str):
            return
        chapters = before.chapters if before and before.kept.get(CHAPTERS_ADDRESS) == address else None
        kept = item.document.kept
        if chapters is None and (chapters := self.read_chapters(address)) is None:
            # Without the address the next change of the item asks again.
            kept = {key: value for key, value in kept.items() if key != CHAPTERS_ADDRESS}
            chapters = before.chapters if before else ()
        item.document = replace(item.document, chapters=chapters, kept=kept)
        item.parsed = None

    def _with_what_it_had(self, document: Document, episode: Episode, own: OwnFile) -> tuple[Document, Episode]:
        """Return what came in with what the library's file knows besides."""
        before = without_keys(own.document)
        document = joined(document, before, LASTING if own.origin.source == self._source else FACTS)
        if "guid" in before.kept and "guid" not in document.kept:
            document = replace(document, kept={**document.kept, "guid": before.kept["guid"]})
        if before.notes and not document.notes:
            document = replace(document, notes=before.notes)
            episode = make_episode(document, "", episode.id)
        return document, episode

    def _enrich(self, own: OwnFile, item: Item) -> None:
        """Give another source's file the facts that it lacks."""
        self.report.unchanged.append(item.id)
        before = without_keys(own.document)
        document = joined(before, item.document)
        if document != before and own.is_untouched:
            self._write_file(own.path, own_text(document, item.id, own.origin))

    def _keep_by_hand(self, own: OwnFile, item: Item) -> None:
        """Leave a file that the reader changed; only its id may be another by now."""
        if item.former is not None:
            self.report.changed.append(item.id)
            self._write_file(own.path, moved_text(own, item.id, item.former))
            return
        was = "was changed by hand" if own.origin.upstream else "was put there by hand"
        self.report.skip(item.where, f"{own.path} {was}; delete it to take this one")

    def _leave(self, own: OwnFile, item: Item) -> None:
        """Leave a file as it is; only its head may say by now that it is this source's."""
        self.report.unchanged.append(item.id)
        is_this_sources = own.origin.upstream == item.evidence.upstream and own.origin.source == self._source
        is_changed = own.origin.upstream is not None and not own.is_untouched
        if not (is_this_sources or is_changed):
            origin = self._origin(own.origin, item)._replace(place=item.evidence.place or own.origin.place)
            self._write_file(own.path, own_text(without_keys(own.document), item.id, origin))

    def _write(self, document: Document, episode: Episode, item: Item, own: OwnFile | None) -> None:
        """Write an episode's file with the keys of an import in its head."""
        path = free_path(self.folder, document, item.id) if own is None else own.path
        before = Origin() if own is None else own.origin
        former = tuple(dict.fromkeys((*before.former, *filter(None, [item.former]))))
        guid = str(document.kept.get("guid") or "") or None
        origin = self._origin(before, item)._replace(place=item.evidence.place, guid=guid, former=former)
        self._write_file(path, own_text(document, item.id, origin))
        if item.surplus is not None and not self.report.dry_run:
            with contextlib.suppress(OSError, BrokenEpisode):
                if (surplus := read_own(self.folder, item.surplus)) is not None and surplus.is_untouched:
                    os.unlink(os.path.join(self.folder, item.surplus))
        episode = joined(episode, document)
        if (shipped := self.shipped.get(item.id)) is not None:
            episode = joined(episode, shipped)
        self._waiting.append((path, episode, origin))

    def _origin(self, before: Origin, item: Item) -> Origin:
        """Return the origin of a file that has come from this source by now."""
        now = self.now.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
        return before._replace(added=before.added or now, source=self._source, digest=f"{item.evidence.upstream}-")

    def _write_file(self, path: str, text: str) -> None:
        if self.report.dry_run:
            return
        full = os.path.join(self.folder, path)
        try:
            write_whole(full, text, sync=False)
        except OSError as error:
            reason = f"it cannot be written: {error.strerror or error}; what came in until then stays"
            raise SourceFailed(full, reason) from error

    def _index(self) -> None:
        """Put what was written into the index. If that fails, the next start does it: the files are on disk."""
        waiting, self._waiting = self._waiting, []
        if not waiting or self.report.dry_run:
            return
        heard: set[str] = set()
        with contextlib.suppress(sqlite3.Error), self.database.writing() as connection:
            for path, episode, origin in waiting:
                with contextlib.suppress(FileNotFoundError):
                    status = os.stat(os.path.join(self.folder, path))
                    state = status.st_size, status.st_mtime_ns
                    rows = rows_of(episode, origin)
                    put_episode(connection, OWN_ROOT, path, state, rows)
                    heard |= rows.words
            settle(connection, heard)
            if self.database.counts_are_due:
                find_boilerplate(connection)
