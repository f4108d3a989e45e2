"""`SegmentText`: the segment of the row that is chosen in a list, to be read beside it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from textual import work

from episodes.errors import EarmarkError
from episodes.library import Library
from episodes.model import Target
from tui.notes_pane.notes_display import NotesDisplay
from tui.notes_pane.notes_document import NotesDocument
from tui.widgets.row_text import title_text

BETWEEN_KEYS = 0.12
"""Seconds within which a person who types presses the next key."""


class SegmentText(NotesDisplay):
    """A segment with the matches of a search marked. It is read in a thread: the cursor of the list never waits.

    Args:
        library: whose segments they are.
    """

    def __init__(self, library: Library) -> None:
        super().__init__(id="text")
        self._library = library
        self._target: Target | None = None

    @work(group="segment", exclusive=True, exit_on_error=False)
    async def follow(
        self, target: Target | None, terms: Sequence[str], url: str | None = None, *, typing: bool = False
    ) -> None:
        """Show a segment, or an episode from its beginning, and bring its first match into sight.

        Args:
            target: what to show; None for nothing.
            terms: what to mark (see `Results.terms`).
            url: the address of a link to bring into sight.
            typing: the reader types, and may type on: wait for that, so that the next key finds nobody at work.
        """
        await asyncio.sleep(BETWEEN_KEYS if typing else 0)
        if target != self._target:
            try:
                document = None if target is None else await asyncio.to_thread(self._read_segment, target)
            except EarmarkError:  # its file is gone: the list says so
                document = None
            self._target = target
            if target is None or document is None:
                self.border_title = ""
                self.clear()
                return
            self.border_title = title_text(_where(document))
            self.show(document, segment_id=target.segment)
        if self.document is not None:
            marks, episode = self._library.marks, self.document.episode
            self.set_marks(marks.read_segments(episode), marks.bookmarked_segments(episode), marks.notes(episode))
        self.set_matches(terms)
        self.step_match(True)
        if url is not None:
            self.go_to_link(url)

    def forget(self) -> None:
        """Read the segment again the next time: the library is another than before."""
        self._target = None

    def _read_segment(self, target: Target) -> NotesDocument:
        from tui.notes_pane.document_builder import build_part

        episode = self._library.episode(target.episode)
        segment = None if target.segment is None else episode.segment(target.segment)
        first, end = (0, None) if segment is None else (segment.first_line, segment.end_line)
        return replace(build_part(episode, first, end), whole=True)  # there is no more to come


def _where(document: NotesDocument) -> str:
    episode = document.episode
    day = episode.published or episode.recorded
    return " · ".join(filter(None, (episode.numbered_show, episode.title, day.isoformat() if day else None)))
