"""Marks joined with the episodes of the library: made, undone, counted and listed.

Marks are kept under the ids that segments had when they were marked; here they are matched to the segments of today.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import EarmarkError, MarksNotKept
from ..folders import Folders
from ..index.catalogue import Catalogue, Entry, SegmentEntry
from ..model import BookmarkRow, Episode, Problem, Segment, Target
from .device import device_id
from .events import Event, MarkKind, MarkSnapshot
from .fold import Marks
from .journal import Journal, MemoryJournal

if TYPE_CHECKING:
    from .matching import Matched
    from .undo import Undone

_Titles = Mapping[str, str | None]
"""The titles of an episode's segments by their ids, in the order of the text."""
_AT_ONCE = 500
"""Entries that are looked up in one go."""
_MATCHED_EPISODES = 50


class LibraryMarks:
    """The marks of the library. What makes a mark has it on disk when it returns, or raises MarksNotKept.

    Args:
        catalogue: the episodes that there are.
        load: returns an episode by its id.
        folders: where journals and the device's id are kept.
        clock: returns the time, with its zone.
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
        self._events = self._journal.poll()
        self._former: Mapping[str, str] = {}
        self._marks = Marks(self._events)
        self._matched: dict[str, tuple[int, Episode, Matched]] = {}

    # Making marks

    def set_read(self, episode: Episode, segments: Iterable[Segment], *, on: bool) -> None:
        """Mark segments of an episode read or unread."""
        read = self.read_segments(episode)
        changed = [segment for segment in segments if (segment.id in read) is not on]
        self._keep(event for s in changed for event in self._changes(MarkKind.READ, episode, s, on=on))

    def set_bookmark(self, episode: Episode, segment: Segment, *, on: bool, note: str | None = None) -> None:
        """Bookmark a segment, or take the bookmark away.

        Args:
            episode: the segment's episode.
            segment: what to come back to.
            on: whether the bookmark is set.
            note: why; None keeps the note that there is, an empty text takes it away.
        """
        known = self.bookmark(episode, segment)
        if known is None and not on:
            return
        if known is not None and on and (note is None or note == (known.note or "")):
            return
        kept_note = known.note if note is None and known is not None else note
        self._keep(self._changes(MarkKind.BOOKMARK, episode, segment, on=on, note=kept_note if on else None))

    def remove_bookmark(self, row: BookmarkRow) -> None:
        """Take away a bookmark of the list, whether its episode is still there or not."""
        self._keep([self._marks.change(MarkKind.BOOKMARK, row.target.episode, row.marked_as, on=False)])

    def set_note(self, row: BookmarkRow, note: str) -> None:
        """Change the note of a bookmark of the list."""
        self._keep([self._marks.change(MarkKind.BOOKMARK, row.target.episode, row.marked_as, note=note)])

    def set_opened(self, episode: Episode, segment_id: str | None, url: str) -> None:
        """Remember that a link was opened."""
        segment = None if segment_id is None else episode.segment(segment_id)
        was = MarkSnapshot.of(segment, episode)
        self._keep([self._marks.change(MarkKind.OPENED, episode.id, segment_id, url=url, was=was)])

    def undo(self) -> str | None:
        """Undo the last action of this device; return the sentence that says so, or None if there is none."""
        from .undo import undo

        return self._keep_undone(undo(self._events, self._journal.device))

    def redo(self) -> str | None:
        """Make the action again that was undone last; return as `undo` does."""
        from .undo import redo

        return self._keep_undone(redo(self._events, self._journal.device))

    def refresh(self) -> bool:
        """Read what other processes and devices marked; return whether anything is different."""
        return self._apply(self._journal.poll()) | self.follow()

    def follow(self) -> bool:
        """Take the marks of episodes that have another id by now along; return whether there are more or fewer."""
        former = self._catalogue.former()
        if former == self._former:
            return False
        self._former = former
        self._marks = Marks(self._of_now(self._events), self.revision + 1)
        return True

    def _of_now(self, events: Iterable[Event]) -> list[Event]:
        """Return events with the ids that their episodes have now."""
        former = self._former
        return [replace(e, episode=former[e.episode]) if e.episode in former else e for e in events]

    # Asking for marks

    @property
    def revision(self) -> int:
        """Increases whenever a mark changed."""
        return self._marks.revision

    @property
    def problems(self) -> list[Problem]:
        """The lines and files of the journals that could not be read."""
        return self._journal.problems

    def read_segments(self, episode: Episode) -> frozenset[str]:
        """Return the ids of the segments of an episode that are read."""
        return self._of_today(episode, self._marks.segments(MarkKind.READ, episode.id))

    def bookmarked_segments(self, episode: Episode) -> frozenset[str]:
        """Return the ids of the segments of an episode that are bookmarked."""
        return self._of_today(episode, self._marks.segments(MarkKind.BOOKMARK, episode.id))

    def bookmark(self, episode: Episode, segment: Segment) -> Event | None:
        """Return the event that made the bookmark on a segment what it is, or None if there is none."""
        names = self._match(episode).names(segment.id)
        return next(filter(None, (self._marks.bookmark(episode.id, name) for name in names)), None)

    def opened_urls(self) -> frozenset[str]:
        """Return every address that was opened."""
        return self._marks.opened_urls()

    def bookmarks(self) -> list[BookmarkRow]:
        """Return all bookmarks, the latest first, those of lost episodes and segments among them."""
        return [self._row(event) for event in self._marks.bookmarks()]

    def counts(self, mark: MarkKind, entries: Iterable[Entry]) -> dict[str, int]:
        """Return by key how many segments of each entry have a mark; entries without any are left out."""
        return {entry.key: len(marked) for entry, _, marked in self._marked(mark, entries)}

    def finished_entries(self) -> frozenset[int]:
        """Return the numbers of the entries all of whose segments are read."""
        marked = self._marked(MarkKind.READ, self._entries())
        return frozenset(entry.id for entry, _, read in marked if len(read) >= entry.segments)

    def bookmarked_entries(self) -> frozenset[int]:
        """Return the numbers of the entries with a bookmarked segment."""
        marked = self._marked(MarkKind.BOOKMARK, self._entries())
        return frozenset(entry.id for entry, _, bookmarked in marked if bookmarked)

    def marked_places(self, mark: MarkKind) -> Iterator[tuple[int, int]]:
        """Yield the segments of today that have a mark: the entry's number and the place in its text."""
        for entry, titles, marked in self._marked(mark, self._entries()):
            yield from ((entry.id, place) for place, key in enumerate(titles) if key in marked)

    # Marks and the segments of today

    def _open_journal(self, folders: Folders, clock: Callable[[], datetime.datetime]) -> Journal | MemoryJournal:
        device = device_id(folders.state)
        if folders.marks is None:
            self.not_kept = "Marks are not kept: there is no home directory to keep them in."
            return MemoryJournal(device, clock)
        journal = Journal(folders.marks, device, clock)
        try:
            journal.prepare()
        except MarksNotKept as error:
            self.not_kept = str(error)
            return MemoryJournal(device, clock, behind=journal)
        return journal

    def _keep(self, events: Iterable[Event]) -> None:
        self._apply(self._journal.append(events))

    def _keep_undone(self, undone: Undone | None) -> str | None:
        if undone is None:
            return None
        self._keep(undone.events)
        return undone.sentence

    def _apply(self, events: list[Event]) -> bool:
        self._events += events
        return self._marks.apply(self._of_now(events))

    def _changes(
        self, mark: MarkKind, episode: Episode, segment: Segment, *, on: bool, note: str | None = None
    ) -> Iterator[Event]:
        """Yield the events that change a mark: under the ids of other times too where the segment has such marks."""
        names = self._match(episode).names(segment.id)
        was = MarkSnapshot.of(segment, episode)
        marked = [name for name in names if name in self._marks.segments(mark, episode.id)] or [names[0]]
        for name in marked[:1] if on else marked:
            yield self._marks.change(mark, episode.id, name, on=on, note=note, was=was)

    def _of_today(self, episode: Episode, marked: frozenset[str]) -> frozenset[str]:
        if not marked:
            return marked
        matched = self._match(episode)
        return frozenset(matched[name] for name in marked if name in matched)

    def _match(self, episode: Episode) -> Matched:
        """Return for each marked id of an episode the id of the segment that it means today."""
        known = self._matched.get(episode.id)
        if known is None or known[0] != self.revision or known[1] is not episode:
            from .matching import rematch  # a list of episodes that are as they were does without

            if len(self._matched) >= _MATCHED_EPISODES:
                self._matched.clear()
            matched = rematch(self._marks.of_episode(episode.id), episode.segments)
            known = self._matched[episode.id] = (self.revision, episode, matched)
        return known[2]

    def _entries(self) -> Iterable[Entry]:
        """Return the entries of all episodes with marks, lost ones left out."""
        return filter(None, map(self._catalogue.entry, self._marks.episodes()))

    def _marked(self, mark: MarkKind, entries: Iterable[Entry]) -> Iterator[tuple[Entry, _Titles, frozenset[str]]]:
        """Yield those of the entries that have a mark, with their segments, and the ids of those that have it today."""
        found = [entry for entry in entries if self._marks.segments(mark, entry.key)]
        for start in range(0, len(found), _AT_ONCE):
            some = found[start : start + _AT_ONCE]
            titles = self._catalogue.segment_titles([entry.id for entry in some])
            for entry in some:
                yield entry, titles[entry.id], self._marked_today(mark, entry, titles[entry.id])

    def _marked_today(self, mark: MarkKind, entry: Entry, titles: _Titles) -> frozenset[str]:
        marked = self._marks.segments(mark, entry.key)
        if all(self._is_as_it_was(entry.key, name, titles) for name in marked):
            return marked
        try:
            return self._of_today(self._load(entry.key), marked)
        except EarmarkError:
            return marked & titles.keys()

    def _is_as_it_was(self, episode: str, name: str, titles: _Titles) -> bool:
        """Return whether an id of an episode still means the segment that was marked, judging by its title."""
        events = (self._marks.latest(mark, episode, name) for mark in (MarkKind.READ, MarkKind.BOOKMARK))
        snapshots = [event.was for event in events if event is not None and event.was is not None]
        return name in titles and all(was.title == titles[name] for was in snapshots)

    def _row(self, bookmark: Event) -> BookmarkRow:
        entry = self._catalogue.entry(bookmark.episode)
        today = None if entry is None else self._segment_today(entry, bookmark.segment or "")
        was = bookmark.was or MarkSnapshot({})
        return BookmarkRow(
            Target(bookmark.episode, bookmark.segment if today is None else today.key),
            was.episode if entry is None else entry.title,
            (today and today.title) or bookmark.name,
            (today and today.url) or was.link,
            bookmark.note,
            datetime.datetime.fromisoformat(bookmark.made),
            gone=today is None,
            marked_as=bookmark.segment,
        )

    def _segment_today(self, entry: Entry, marked_as: str) -> SegmentEntry | None:
        """Return the segment of today that was marked under an id; the notes are read only if that id is gone."""
        segments = {segment.key: segment for segment in self._catalogue.segments(entry.id)}
        titles = {key: segment.title for key, segment in segments.items()}
        if self._is_as_it_was(entry.key, marked_as, titles):
            return segments[marked_as]
        try:
            return segments.get(self._match(self._load(entry.key)).get(marked_as, ""))
        except EarmarkError:
            return None
