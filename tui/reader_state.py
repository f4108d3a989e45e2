"""The reader's state: the episode that lies open, the segment the reader is at, and what each command means there.

Takes the decisions of the main screen without knowing any widget: where reading goes on, what a key marks, and the
sentence that says so.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import NamedTuple

from episodes.errors import EarmarkError
from episodes.library import Library
from episodes.listing import Listing, View
from episodes.model import Episode, EpisodeRow, Segment, Target
from tui.annotations import Annotations, Texts
from tui.notes_pane.highlight import colour, has_colours
from tui.notes_pane.values import LARGE, Document

_PAGE = 64
_PREPARED = 16


class Marked(NamedTuple):
    """What a mark did: the sentence that says it."""

    sentence: str


class ReaderState:
    """The place of the reader in the library.

    Args:
        library: all episodes, and what was done with them.
        view: which of them the list shows.
    """

    def __init__(self, library: Library, view: View = View.ALL) -> None:
        self.library = library
        self.view = view
        self.listing: Listing = library.listing(view)
        self.episode: Episode | None = None
        self.segment_id: str | None = None
        self.annotations = Annotations(library.also_in)
        """Which other episodes mention the links of an episode."""
        self._documents: dict[str, Document] = {}
        self._lock = threading.Lock()

    @property
    def segment(self) -> Segment | None:
        """The segment that the reader is at."""
        if self.episode is None or self.segment_id is None:
            return None
        return self.episode.segment(self.segment_id)

    @property
    def read(self) -> frozenset[str]:
        """The segments of the open episode that are read."""
        return frozenset() if self.episode is None else self.library.marks.read_segments(self.episode)

    @property
    def note(self) -> str:
        """The note of the bookmark on the segment; empty if there is none."""
        if self.episode is None or self.segment is None:
            return ""
        bookmark = self.library.marks.bookmark(self.episode, self.segment)
        return (bookmark and bookmark.note) or ""

    @property
    def bookmarked(self) -> frozenset[str]:
        """The segments of the open episode that are bookmarked."""
        return frozenset() if self.episode is None else self.library.marks.bookmarked_segments(self.episode)

    def open(self, key: str, segment_id: str | None = None) -> Episode:
        """Lay an episode open, at a segment or at its beginning. Raises what `Library.episode` raises."""
        episode = self.library.episode(key)
        first = episode.segments[0].id if episode.segments else None
        known = segment_id is not None and episode.segment(segment_id) is not None
        self.episode, self.segment_id = episode, segment_id if known else first
        return episode

    def document(self, episode: Episode) -> Document | Episode:
        """Return an episode's notes laid out in blocks; the episode itself where that would take too long at once."""
        if len(episode.notes) >= LARGE:
            return episode
        with self._lock:
            known = self._documents.get(episode.id)
        if known is not None and known.episode is episode:
            return known
        from tui.notes_pane.prepare import prepare  # with a Markdown parser, which the first paint can do without

        made = prepare(episode)
        self._keep(made)
        return made

    def _keep(self, document: Document) -> None:
        with self._lock:
            self._documents[document.episode.id] = document
            while len(self._documents) > _PREPARED:
                del self._documents[next(iter(self._documents))]

    def recall(self, kept: tuple[str, Document] | None) -> None:
        """Take the document that was kept at the last visit, if its file is still as it was then."""
        if kept is not None and self.library.recall(kept[1].episode, kept[0]):
            self._documents[kept[1].episode.id] = kept[1]

    def document_to_keep(self) -> tuple[str, Document] | None:
        """Return the open episode's document, with the stamp of its file, for the next visit."""
        if self.episode is None or (stamp := self.library.stamp(self.episode.id)) is None:
            return None
        document = self.document(self.episode)
        return (stamp, document) if isinstance(document, Document) else None

    def find_annotations(self) -> tuple[str, Texts] | None:
        """Find which other episodes mention the open one's links; None where that is known. May run beside the screens.

        Returns:
            The episode's id, and what is written after its links.
        """
        episode = self.episode
        if episode is None or self.annotations.known(episode.id) is not None:
            return None
        try:
            return episode.id, self.annotations.find(episode.id, episode.show)
        except EarmarkError:
            return None

    def prepare_neighbours(self) -> None:
        """Lay out the episodes before and after the open one, in colours. May run beside the screens."""
        for step in (1, -1):
            if (key := self.step_episode(step)) is not None:
                with contextlib.suppress(EarmarkError):
                    episode = self.library.episode(key)
                    document = self.document(episode)
                    if isinstance(document, Document) and has_colours(document):
                        self._keep(colour(document))
                    self.annotations.find(key, episode.show)

    def choose_view(self, view: View) -> None:
        """Show other episodes in the list; what lies open stays open."""
        self.view = view
        self.listing = self.library.listing(view)

    def step_episode(self, step: int) -> str | None:
        """Return the id of the next (1) or previous (-1) episode of the list, or None at its end."""
        here = None if self.episode is None else self.listing.index_of(self.episode.id)
        there = (0 if step > 0 else self.listing.count() - 1) if here is None else here + step
        rows = self.listing.page(there, there + 1) if there >= 0 else []
        return rows[0].id if rows else None

    def step_segment(self, step: int, *, unread: bool = False) -> str | None:
        """Return the next (1) or previous (-1) segment of the open episode, or None; unread ones alone if asked."""
        if self.episode is None:
            return None
        order = [segment.id for segment in self.episode.walk()]
        here = order.index(self.segment_id) if self.segment_id in order else -1
        rest = order[here + 1 :] if step > 0 else order[: max(0, here)][::-1]
        read = self.read if unread else frozenset()
        return next((segment for segment in rest if segment not in read), None)

    def step_unread(self, step: int) -> Target | None:
        """Return the next (1) or previous (-1) unread segment, here or in a later (earlier) episode of the list."""
        if self.episode is not None and (segment := self.step_segment(step, unread=True)) is not None:
            return Target(self.episode.id, segment)
        key = self._unread_episode(step)
        if key is None:
            return None
        episode = self.library.episode(key)
        read = self.library.marks.read_segments(episode)
        waiting = [segment.id for segment in episode.walk() if segment.id not in read]
        return Target(key, (waiting[0] if step > 0 else waiting[-1]) if waiting else None)

    def finish_segment(self) -> Target | None:
        """Mark the segment read and return where reading goes on: the next segment, else the next unread episode."""
        episode, segment = self.episode, self.segment
        if episode is None:
            return None
        if segment is not None and segment.id not in self.read:
            self.library.marks.set_read(episode, [segment], on=True)
        if (following := self.step_segment(1)) is not None:
            return Target(episode.id, following)
        key = self._unread_episode(1)
        return None if key is None else Target(key)

    def toggle_read(self) -> Marked | None:
        """Mark the segment, with what is below it, read or unread."""
        if self.episode is None or self.segment is None:
            return None
        segments = list(self.segment.walk())
        on = not self.read.issuperset(segment.id for segment in segments)
        self.library.marks.set_read(self.episode, segments, on=on)
        return Marked(f"{'Read' if on else 'Unread'}: {self.segment.name}")

    def toggle_episode_read(self) -> Marked | None:
        """Mark the whole episode read, or unread if it was."""
        if self.episode is None:
            return None
        segments = list(self.episode.walk())
        on = not self.read.issuperset(segment.id for segment in segments)
        self.library.marks.set_read(self.episode, segments, on=on)
        return Marked(f"{'Read' if on else 'Unread'}, all of it: {self.episode.name}")

    def toggle_bookmark(self) -> Marked | None:
        """Bookmark the segment, or take the bookmark away."""
        if self.episode is None or self.segment is None:
            return None
        on = self.segment.id not in self.bookmarked
        self.library.marks.set_bookmark(self.episode, self.segment, on=on)
        return Marked(f"{'Bookmarked' if on else 'Bookmark removed'}: {self.segment.name}")

    def bookmark_with(self, note: str) -> Marked | None:
        """Bookmark the segment with a note, or change the note."""
        if self.episode is None or self.segment is None:
            return None
        self.library.marks.set_bookmark(self.episode, self.segment, on=True, note=note)
        return Marked(f"Bookmarked: {self.segment.name}")

    def undo(self) -> Marked:
        """Take back the last mark."""
        return Marked(str(self.library.marks.undo() or "There is nothing to undo."))

    def redo(self) -> Marked:
        """Make the mark again that was taken back last."""
        return Marked(str(self.library.marks.redo() or "There is nothing to redo."))

    def main_link(self) -> str | None:
        """Return the segment's main link, else its first."""
        if self.episode is None:
            return None
        return self.library.main_link(Target(self.episode.id, self.segment_id))

    def _unread_episode(self, step: int) -> str | None:
        """Return the nearest episode of the list with something unread, after or before the open one."""
        here = None if self.episode is None else self.listing.index_of(self.episode.id)
        rows = _rows_from(self.listing, -1 if here is None else here, step)
        return next((row.id for row in rows if row.read < row.segments), None)


def _rows_from(listing: Listing, here: int, step: int) -> Iterator[EpisodeRow]:
    """Yield the rows after (1) or before (-1) a place, page by page, so that a near one costs little."""
    start = here + step
    while 0 <= start < listing.count():
        rows = listing.page(start, start + _PAGE) if step > 0 else listing.page(max(0, start - _PAGE + 1), start + 1)
        if not rows:
            return
        yield from rows if step > 0 else reversed(rows)
        start += step * len(rows)
