"""Marks joined with the episodes of the library: made, undone and listed.

Marks are kept under the ids that segments had when they were marked; here they are matched to the segments of today.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from ..errors import EarmarkError
from ..folders import Folders
from ..index.catalogue import Catalogue, SegmentEntry
from ..model import BookmarkRow, Clock, Episode, EpisodeRow, Segment, Target
from .events import Event, MarkedSegment, MarkKind
from .fold import Bookmark, Trace
from .mark_store import MarkStore
from .tags import Tags, as_words, unique

if TYPE_CHECKING:
    from .matching import Matched

Titles = Mapping[str, str | None]
"""The titles of an episode's segments by their ids, in the order of the text."""
_AT_ONCE = 500
"""Rows that are looked up in one go."""
_MATCHED_EPISODES = 50


class LibraryMarks(MarkStore):
    """The marks of the library.

    What makes a mark has it on disk when it returns, or raises `MarksNotKept`; see also `goes_on`.

    Args:
        catalogue: the episodes that there are.
        load: returns an episode by its id.
        folders: where journals and the device's id are kept.
        clock: returns the time, with its zone.
    """

    def __init__(self, catalogue: Catalogue, load: Callable[[str], Episode], folders: Folders, clock: Clock) -> None:
        super().__init__(folders, clock)
        self._catalogue = catalogue
        self._load = load
        self._matched: dict[str, tuple[int, Episode, Matched]] = {}

    # Making marks

    def set_read(self, episode: Episode, segments: Iterable[Segment], *, on: bool, action: str = "") -> str:
        """Mark segments of an episode read or unread, and return the action that did it.

        Args:
            episode: the episode.
            segments: those that are marked.
            on: whether they are read.
            action: an earlier one that this is part of: both are undone together.
        """
        return self._keep_read([(episode, segments)], on=on, action=action)

    def catch_up(self, episodes: Iterable[Episode], action: str = "") -> str:
        """Mark all of some episodes as read, and return the action; the arguments and the action are `set_read`'s."""
        return self._keep_read([(episode, episode.walk()) for episode in episodes], on=True, action=action)

    def _keep_read(self, parts: Iterable[tuple[Episode, Iterable[Segment]]], *, on: bool, action: str) -> str:
        events: list[Event] = []
        for episode, segments in parts:
            read = self.read_segments(episode)
            wanted = Event(MarkKind.READ, episode.id, on=on, batch=action)
            for segment in segments:
                if (segment.id in read) is not on:
                    events += self._changes(episode, segment, wanted)
        return self.keep(events)

    def set_bookmark(
        self, episode: Episode, segment: Segment | None, *, on: bool, note: str | None = None, tags: Tags | None = None
    ) -> None:
        """Bookmark a segment, or an episode as a whole, or take the bookmark away.

        Args:
            episode: the episode.
            segment: what to come back to; None for the episode itself.
            on: whether the bookmark is set.
            note: why; None keeps the note that there is, an empty text takes it away.
            tags: those that it has from now on; None keeps those that there are.
        """
        known = self.bookmark(episode, segment)
        if known is None and not on:
            return
        if known is not None and on:
            note = known.note if note is None else note or None
            if note == known.note and tags in (None, known.tags):
                return
        self.keep(self._changes(episode, segment, Event(MarkKind.BOOKMARK, episode.id, on=on, note=note, tags=tags)))

    def remove_bookmark(self, row: BookmarkRow) -> None:
        """Take away a bookmark of the list, whether its episode is still there or not."""
        self._change(Event(MarkKind.BOOKMARK, row.target.episode, row.marked_as, on=False))

    def set_note(self, row: BookmarkRow, note: str, tags: Tags | None = None) -> None:
        """Change the note of a bookmark of the list, and its tags where they are given."""
        self._change(Event(MarkKind.BOOKMARK, row.target.episode, row.marked_as, note=note, tags=tags))

    def set_done(self, row: BookmarkRow, *, on: bool) -> None:
        """Say of a bookmark of the list that the reader is done with it, or not any more."""
        if row.done is not on:
            was = MarkedSegment({"title": row.title} if row.title else {})
            self._change(Event(MarkKind.DONE, row.target.episode, row.marked_as, on=on, was=was))

    def set_opened(self, episode: Episode, segment_id: str | None, url: str) -> None:
        """Remember that a link was opened."""
        segment = None if segment_id is None else episode.segment(segment_id)
        self._change(Event(MarkKind.OPENED, episode.id, segment_id, url, was=MarkedSegment.of(segment, episode)))

    def _change(self, wanted: Event) -> None:
        self.keep([self.state.change(wanted)])

    def refresh(self) -> bool:
        """Read what other processes and devices marked; return whether anything is different."""
        return super().refresh() | self.follow()

    def follow(self) -> bool:
        """Take the marks of episodes that have another id by now along; return whether there are more or fewer."""
        return self.state.follow(self._catalogue.former())

    # Asking for marks

    def read_segments(self, episode: Episode) -> frozenset[str]:
        """Return the ids of the segments of an episode that are read."""
        return self._ids_today(episode, self.state.segments(MarkKind.READ, episode.id))

    def bookmarked_segments(self, episode: Episode) -> frozenset[str]:
        """Return the ids of the segments of an episode that are bookmarked."""
        return self._ids_today(episode, self.state.segments(MarkKind.BOOKMARK, episode.id))

    def notes(self, episode: Episode) -> dict[str, str]:
        """Return the note and the tags of each bookmarked segment of an episode that has any, by the segment's id.

        Those of the bookmark on the episode as a whole are there as those of a segment without a name.
        """
        bookmarked = self.bookmarked_segments(episode)
        found = {each.id: self.bookmark(episode, each) for each in episode.walk() if each.id in bookmarked}
        found[""] = self.bookmark(episode, None)
        told = {segment: as_words(each.note, each.tags) for segment, each in found.items() if each is not None}
        return {segment: words for segment, words in told.items() if words}

    def bookmark(self, episode: Episode, segment: Segment | None) -> Bookmark | None:
        """Return the bookmark on a segment, or on an episode as a whole, or None if there is none."""
        names = self._names(episode, segment)
        return next(filter(None, (self.state.bookmark(episode.id, name) for name in names)), None)

    def bookmarks(self) -> list[BookmarkRow]:
        """Return all bookmarks, the latest first, those of lost episodes and segments among them."""
        return [self._row(bookmark) for bookmark in self.state.bookmarks()]

    def tags(self) -> list[str]:
        """Return the tags of all bookmarks, those used most first."""
        counts = Counter(tag for bookmark in self.state.bookmarks() for tag in bookmark.tags)
        return list(unique([tag for tag, _ in counts.most_common()]))

    # How much is marked

    def counted(self, rows: Iterable[EpisodeRow]) -> Iterator[EpisodeRow]:
        """Yield rows with how many of their segments are read, and how many bookmarks there are."""
        for row, titles, traces in self._marked(rows):
            bookmarks = len(self._marked_today(MarkKind.BOOKMARK, row.id, titles, traces))
            bookmarks += any(t.mark == MarkKind.BOOKMARK and t.on and t.segment is None for t in traces)
            yield row._replace(read=len(self._marked_today(MarkKind.READ, row.id, titles, traces)), bookmarks=bookmarks)

    def finished(self) -> dict[int, str]:
        """Return the numbers and the ids of the episodes all of whose segments are read."""
        return {row.index_id: row.id for row in self.counted(self._all()) if row.read and row.read >= row.segments}

    def bookmarked(self) -> frozenset[int]:
        """Return the numbers of the episodes with a bookmark."""
        return frozenset(row.index_id for row in self.counted(self._all()) if row.bookmarks)

    def places(self, mark: MarkKind) -> Iterator[tuple[int, int]]:
        """Yield the segments of today that have a mark: the episode's number and the place in its text."""
        for row, titles, traces in self._marked(self._all()):
            marked = self._marked_today(mark, row.id, titles, traces)
            yield from ((row.index_id, place) for place, key in enumerate(titles) if key in marked)

    def _all(self) -> Iterable[EpisodeRow]:
        """Return the rows of all episodes with marks, lost ones left out."""
        return filter(None, map(self._catalogue.row, self.state.episodes()))

    def _marked(self, rows: Iterable[EpisodeRow]) -> Iterator[tuple[EpisodeRow, Titles, list[Trace]]]:
        """Yield rows with their marks, and with their segments where there are any marks."""
        rest = iter(rows)
        while some := list(islice(rest, _AT_ONCE)):
            traces = self.state.traces([row.id for row in some])
            titles = self._catalogue.segment_titles([row.index_id for row in some if row.id in traces])
            for row in some:
                yield row, titles.get(row.index_id, {}), traces.get(row.id, [])

    def _marked_today(self, mark: MarkKind, episode: str, titles: Titles, traces: list[Trace]) -> frozenset[str]:
        """Return the ids of the segments of today that have a mark."""
        marked = frozenset(t.segment for t in traces if t.mark == mark and t.on and t.segment is not None)
        if all(_is_as_it_was(name, traces, titles) for name in marked):
            return marked
        try:
            return self._ids_today(self._load(episode), marked)
        except EarmarkError:
            return marked & titles.keys()

    # Marks and the segments of today

    def _changes(self, episode: Episode, segment: Segment | None, wanted: Event) -> Iterator[Event]:
        """Yield the events that change a mark: under the ids of other times too where the segment has such marks."""
        was = MarkedSegment.of(segment, episode)
        latest = {name: self.state.latest(wanted.mark, episode.id, name) for name in self._names(episode, segment)}
        marked = [name for name, event in latest.items() if event is not None and event.on] or list(latest)[:1]
        for name in marked[:1] if wanted.on else marked:
            yield self.state.change(replace(wanted, segment=name, was=was))

    def _names(self, episode: Episode, segment: Segment | None) -> tuple[str | None, ...]:
        """Return the ids under which a segment is marked, or may be."""
        return (None,) if segment is None else self._match(episode).names(segment.id)

    def _ids_today(self, episode: Episode, marked: frozenset[str]) -> frozenset[str]:
        """Return the ids that segments have today which were marked under some ids; lost ones are left out."""
        if not marked:
            return marked
        matched = self._match(episode)
        return frozenset(matched[name] for name in marked if name in matched)

    def _match(self, episode: Episode) -> Matched:
        """Return for each marked id of an episode the id of the segment that it means today."""
        known = self._matched.get(episode.id)
        if known is None or known[0] != self.state.revision or known[1] is not episode:
            from .matching import rematch  # a list of episodes that are as they were does without

            if len(self._matched) >= _MATCHED_EPISODES:
                self._matched.clear()
            matched = rematch(self.state.of_episode(episode.id), episode.segments)
            known = self._matched[episode.id] = (self.state.revision, episode, matched)
        return known[2]

    def _row(self, bookmark: Bookmark) -> BookmarkRow:
        event, was = bookmark.event, bookmark.event.was or MarkedSegment({})
        row = self._catalogue.row(event.episode)
        today = None if row is None or event.segment is None else self._segment_today(row, event.segment)
        episode_title = was.episode if row is None else row.title
        title = episode_title if event.segment is None else today and today.title
        return BookmarkRow(
            Target(event.episode, event.segment if today is None else today.key),
            episode_title,
            title or event.name,
            (today and today.url) or was.link,
            event.note,
            datetime.datetime.fromisoformat(event.made),
            gone=row is None or (event.segment is not None and today is None),
            marked_as=event.segment,
            tags=bookmark.tags,
            done=bookmark.is_done,
            show=was.show if row is None else row.show,
            number=row and row.number,
            day=row and row.day,
        )

    def _segment_today(self, row: EpisodeRow, marked_as: str) -> SegmentEntry | None:
        """Return the segment of today that was marked under an id; the notes are read only if that id is gone."""
        segments = {segment.key: segment for segment in self._catalogue.segments(row.index_id)}
        titles = {key: segment.title for key, segment in segments.items()}
        if _is_as_it_was(marked_as, self.state.traces([row.id])[row.id], titles):
            return segments[marked_as]
        try:
            return segments.get(self._match(self._load(row.id)).get(marked_as, ""))
        except EarmarkError:
            return None


def _is_as_it_was(name: str, traces: Iterable[Trace], titles: Titles) -> bool:
    """Return whether an id of an episode still means the segment that was marked, judging by its title."""
    known = (trace.title for trace in traces if trace.segment == name and trace.title is not None)
    return name in titles and all(title == (titles[name] or "") for title in known)
