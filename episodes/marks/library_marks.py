"""What the reader did, joined with what the library holds: marks made, undone, counted and listed.

Marks stand under the ids that segments had when they were marked; here they are laid on the segments of today.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..errors import EarmarkError, MarksNotKept
from ..folders import Folders
from ..index.catalogue import Catalogue, Entry, SegmentEntry
from ..model import BookmarkRow, Episode, Segment
from .device import device_id
from .fold import Bookmark, Event, MarkKind, Marks, MarkSnapshot
from .journal import Journal, MemoryJournal, Problem
from .matching import Matched, rematch
from .undo import History, Undone

_AT_ONCE = 500
"""Entries that are looked up in one go."""
_NO_HOME = "Marks are not kept: there is no home directory to keep them in."


class LibraryMarks:
    """The marks of the library.

    Args:
        catalogue: the episodes that there are.
        load: gives an episode by its id.
        folders: where journals and the device's id are kept.
        clock: gives the time, with its zone.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        load: Callable[[str], Episode],
        folders: Folders,
        clock: Callable[[], datetime.datetime],
    ) -> None:
        self._catalogue = catalogue
        self._load = load
        self.not_kept: str | None = None
        """Why marks are not kept on this machine, as a sentence; None if they are."""
        self._journal = self._open_journal(folders, clock)
        events, self.problems = self._journal.read()
        self._marks = Marks(events)
        self._history = History(self._journal.device, events)
        self._places: dict[str, tuple[int, Episode, Matched]] = {}

    # Making marks

    def set_read(self, episode: Episode, segments: Iterable[Segment], *, on: bool) -> None:
        """Mark segments of an episode read or unread; on disk when this returns. Raises MarksNotKept."""
        read = self.read_segments(episode)
        changed = [segment for segment in segments if (segment.id in read) is not on]
        self._keep(event for s in changed for event in self._change(MarkKind.READ, episode, s, on=on))

    def set_bookmark(self, episode: Episode, segment: Segment, *, on: bool, note: str | None = None) -> None:
        """Bookmark a segment, or take the bookmark away; on disk when this returns.

        Args:
            episode: the segment's episode.
            segment: what to come back to.
            on: whether the bookmark is set.
            note: why; None keeps the note that there is, an empty text takes it away.

        Raises:
            MarksNotKept: it could not be written.
        """
        known = self.bookmark(episode, segment)
        if known is None and not on:
            return
        if known is not None and on and (note is None or note == (known.note or "")):
            return
        kept_note = known.note if note is None and known is not None else note
        self._keep(self._change(MarkKind.BOOKMARK, episode, segment, on=on, note=kept_note if on else None))

    def remove_bookmark(self, row: BookmarkRow) -> None:
        """Take away a bookmark of the list, whether its episode is still there or not. Raises MarksNotKept."""
        self._keep([self._marks.change(MarkKind.BOOKMARK, row.episode, row.marked_as or None, on=False)])

    def set_note(self, row: BookmarkRow, note: str) -> None:
        """Change the note of a bookmark of the list. Raises MarksNotKept."""
        self._keep([self._marks.change(MarkKind.BOOKMARK, row.episode, row.marked_as or None, note=note)])

    def set_opened(self, episode: Episode, segment_id: str | None, url: str) -> None:
        """Remember that a link was opened. Raises MarksNotKept."""
        segment = None if segment_id is None else episode.segment(segment_id)
        was = MarkSnapshot.of(segment, episode)
        self._keep([self._marks.change(MarkKind.OPENED, episode.id, segment_id, url=url, was=was)])

    def undo(self) -> Undone | None:
        """Take back the last action of this device; None if there is none. Raises MarksNotKept."""
        return self._take_back(self._history.undo())

    def redo(self) -> Undone | None:
        """Make the action again that was taken back last; None if there is none. Raises MarksNotKept."""
        return self._take_back(self._history.redo())

    def refresh(self) -> bool:
        """Read what other processes and devices marked; say whether anything is different."""
        events = self._journal.poll()
        self._history.apply(events)
        return self._marks.apply(events)

    # Asking for marks

    def read_segments(self, episode: Episode) -> frozenset[str]:
        """Return the ids of the segments of an episode that are read."""
        return self._of_today(episode, self._marks.read_segments(episode.id))

    def bookmarked_segments(self, episode: Episode) -> frozenset[str]:
        """Return the ids of the segments of an episode that are bookmarked."""
        return self._of_today(episode, self._marks.bookmarked_segments(episode.id))

    def bookmark(self, episode: Episode, segment: Segment) -> Bookmark | None:
        """Return the bookmark on a segment, or None."""
        names = self._find_places(episode).names(segment.id)
        return next(filter(None, (self._marks.bookmark(episode.id, name) for name in names)), None)

    def opened_urls(self) -> frozenset[str]:
        """Return every address that was opened."""
        return self._marks.opened_urls()

    def bookmarks(self) -> list[BookmarkRow]:
        """Return all bookmarks, the latest first, those of lost episodes and segments among them."""
        return [self._row(bookmark) for bookmark in self._marks.bookmarks()]

    def counts(self, entries: Sequence[Entry]) -> dict[str, tuple[int, int]]:
        """Return how many segments of each entry are read, and how many bookmarked; unmarked ones are left out."""
        marked = [entry for entry in entries if entry.key in self._marks.episodes_with_marks()]
        titles = self._catalogue.segment_titles([entry.id for entry in marked]) if marked else {}
        return {entry.key: self._count(entry, titles[entry.id]) for entry in marked}

    def finished_entries(self) -> frozenset[int]:
        """Return the numbers of the entries all of whose segments are read."""
        entries = self._marked_entries()
        counts = self.counts(entries)
        return frozenset(entry.id for entry in entries if counts[entry.key][0] >= entry.segments)

    def bookmarked_entries(self) -> frozenset[int]:
        """Return the numbers of the entries with a bookmarked segment."""
        entries = self._marked_entries()
        counts = self.counts(entries)
        return frozenset(entry.id for entry in entries if counts[entry.key][1])

    @property
    def revision(self) -> int:
        """Goes up whenever a mark changed."""
        return self._marks.revision

    def marked_places(self, mark: MarkKind) -> Iterator[tuple[int, int]]:
        """Yield the segments of today that are read, or bookmarked: the entry's number and the place in its text."""
        entries = self._marked_entries()
        for start in range(0, len(entries), _AT_ONCE):
            some = entries[start : start + _AT_ONCE]
            titles = self._catalogue.segment_titles([entry.id for entry in some])
            for entry in some:
                marked = self._marked_today(mark, entry, titles[entry.id])
                yield from ((entry.id, place) for place, key in enumerate(titles[entry.id]) if key in marked)

    # How it is done

    def _open_journal(self, folders: Folders, clock: Callable[[], datetime.datetime]) -> Journal | MemoryJournal:
        device = device_id(folders.state)
        if folders.marks is None:
            self.not_kept = _NO_HOME
            return MemoryJournal(device, clock)
        journal = Journal(folders.marks, device, clock)
        try:
            journal.prepare()
        except MarksNotKept as error:
            self.not_kept = str(error)
            return MemoryJournal(device, clock, behind=journal)
        return journal

    def _keep(self, events: Iterable[Event]) -> None:
        kept = self._journal.append(events)
        self._history.apply(kept)
        self._marks.apply(kept)

    def _take_back(self, undone: Undone | None) -> Undone | None:
        if undone is not None:
            self._keep(undone.events)
        return undone

    def _change(
        self, mark: MarkKind, episode: Episode, segment: Segment, *, on: bool, note: str | None = None
    ) -> Iterator[Event]:
        """Yield the events that change a mark: under the ids of other times too where the segment has such marks."""
        names = self._find_places(episode).names(segment.id)
        was = MarkSnapshot.of(segment, episode)
        marked = [name for name in names if self._is_on(mark, episode.id, name)] or [names[0]]
        for name in marked[:1] if on else marked:
            yield self._marks.change(mark, episode.id, name, on=on, note=note, was=was)

    def _is_on(self, mark: MarkKind, episode: str, segment: str) -> bool:
        latest = self._marks.latest(mark, episode, segment)
        return latest is not None and latest.on

    def _of_today(self, episode: Episode, marked: frozenset[str]) -> frozenset[str]:
        if not marked:
            return marked
        places = self._find_places(episode)
        return frozenset(places[name] for name in marked if name in places)

    def _find_places(self, episode: Episode) -> Matched:
        """Return for each marked id of an episode the id of the segment that it means today."""
        known = self._places.get(episode.id)
        if known is None or known[0] != self._marks.revision or known[1] is not episode:
            places = rematch(self._marks.of_episode(episode.id), episode.segments)
            known = self._places[episode.id] = (self._marks.revision, episode, places)
        return known[2]

    def _count(self, entry: Entry, titles: Mapping[str, str | None]) -> tuple[int, int]:
        read = self._marks.read_segments(entry.key)
        bookmarked = self._marks.bookmarked_segments(entry.key)
        if all(self._is_as_it_was(entry.key, name, titles) for name in read | bookmarked):
            return len(read), len(bookmarked)
        try:
            episode = self._load(entry.key)
        except EarmarkError:
            return len(read & titles.keys()), len(bookmarked & titles.keys())
        return len(self.read_segments(episode)), len(self.bookmarked_segments(episode))

    def _is_as_it_was(self, episode: str, name: str, titles: Mapping[str, str | None]) -> bool:
        """Tell whether an id of an episode still means the segment that was marked, judging by its title."""
        if name not in titles:
            return False
        events = [self._marks.latest(mark, episode, name) for mark in (MarkKind.READ, MarkKind.BOOKMARK)]
        return all(event is None or event.was is None or event.was.title == titles[name] for event in events)

    def _marked_today(self, mark: MarkKind, entry: Entry, titles: Mapping[str, str | None]) -> frozenset[str]:
        is_read, marks = mark is MarkKind.READ, self._marks
        marked = marks.read_segments(entry.key) if is_read else marks.bookmarked_segments(entry.key)
        if all(self._is_as_it_was(entry.key, name, titles) for name in marked):
            return marked
        try:
            episode = self._load(entry.key)
        except EarmarkError:
            return marked
        return self.read_segments(episode) if is_read else self.bookmarked_segments(episode)

    def _marked_entries(self) -> list[Entry]:
        found = (self._catalogue.entry(key) for key in self._marks.episodes_with_marks())
        return [entry for entry in found if entry is not None]

    def _row(self, bookmark: Bookmark) -> BookmarkRow:
        marked_as = bookmark.segment or ""
        entry = self._catalogue.entry(bookmark.episode)
        today = None if entry is None else self._today(entry, marked_as)
        return BookmarkRow(
            bookmark.episode,
            marked_as if today is None else today.key,
            entry.title if entry is not None else bookmark.was.episode,
            today.title or bookmark.title if today is not None else bookmark.title,
            today.url or bookmark.link if today is not None else bookmark.link,
            bookmark.note,
            datetime.datetime.fromisoformat(bookmark.time),
            gone=today is None,
            marked_as=marked_as,
        )

    def _today(self, entry: Entry, marked_as: str) -> SegmentEntry | None:
        """Return the segment of today that was marked under an id; the notes are read only if that id is gone."""
        segments = {segment.key: segment for segment in self._catalogue.segments(entry.id)}
        titles = {key: segment.title for key, segment in segments.items()}
        if self._is_as_it_was(entry.key, marked_as, titles):
            return segments[marked_as]
        try:
            return segments.get(self._find_places(self._load(entry.key)).get(marked_as, ""))
        except EarmarkError:
            return None


__all__ = ["LibraryMarks", "Problem", "Undone"]
