"""The notes of one episode in one scroll, drawn line by line.

    view.show(episode_or_document, position=None, segment_id=None)   open notes, at a place
    view.place, view.current_segment                                 where the reader is, to keep and to follow
    view.go_to_segment(id), view.go_to_link(url)                     jump; -> whether it is there
    view.segment_end_visible(), view.page_down() -> bool             what `space` needs
    view.set_marks(read, bookmarked), view.set_annotations(texts)    what else the notes show
    view.set_matches(terms), next_match(), previous_match()          words of a search
    view.enter_matches(segment_id, last=False)                       those of one segment
    view.start_hints() -> bool                                       letters at the links on the screen
    view.action_cursor_down(), ...                                   as the table of keys names them; not animated

What the reader does is said by messages: `LinkActivated`, `LinkChosen`, `LinkHovered`, `TopSegmentChanged`. Jumps that
the program asks for are not reported back. Where the reader is, is `NotesScroll`'s part; this one draws, and knows the
pointer and the keys of the hints.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from textual import events
from textual.cache import LRUCache
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from episodes.model import Episode, Link
from tui.bindings import pane_bindings
from tui.keymap import Pane
from tui.notes_pane.copying import copied, word_at
from tui.notes_pane.matches import Match
from tui.notes_pane.values import Row

from ..widgets.glyphs import EARMARK, READ
from ..widgets.line_view import joined
from .notes_hints import Hints
from .notes_matches import Matches
from .notes_paint import LINK_META, SELECTION, Overlay, Painter, with_offsets
from .notes_scroll import NotesScroll


class NotesView(NotesScroll):
    """A pane with the notes of an episode."""

    BINDINGS = pane_bindings(Pane.NOTES)

    hover: reactive[int] = reactive(-1, repaint=False, init=False)
    """Index of the link under the pointer; -1 for none."""

    @dataclass
    class LinkActivated(Message):
        """The reader clicked a link."""

        view: NotesView
        link: Link
        segment_id: str | None

        @property
        def control(self) -> NotesView:
            """The view that the link is in."""
            return self.view

    class LinkChosen(LinkActivated):
        """The reader typed the letters of a link."""

    @dataclass
    class LinkHovered(Message):
        """The pointer came to a link, or left it (None)."""

        view: NotesView
        url: str | None

        @property
        def control(self) -> NotesView:
            """The view that the pointer is in."""
            return self.view

        def can_replace(self, message: Message) -> bool:
            """Only the last of several counts."""
            return isinstance(message, NotesView.LinkHovered)

    @dataclass
    class HintsEnded(Message):
        """The letters at the links are gone, whether one was chosen or not."""

        view: NotesView

        @property
        def control(self) -> NotesView:
            """The view that showed them."""
            return self.view

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name=name, id=id, classes=classes)
        # Textual's own links repaint the whole widget at each segment border that the pointer crosses.
        self.set_reactive(NotesView.auto_links, False)
        self._read: frozenset[str] = frozenset()
        self._bookmarked: frozenset[str] = frozenset()
        self._matches = Matches()
        self._matched: Episode | None = None
        self._hints: Hints | None = None
        self._hinted_from: Widget | None = None
        self._painter = Painter(self)
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(1024)
        self._painting = False

    # What is shown

    def document_changed(self, same_lines: bool) -> None:
        """Find the matches in the notes that are shown now; what was selected in others is selected no longer."""
        self.stop_hints()
        if not same_lines:
            self.hover = -1
            if self.is_attached and self.text_selection is not None:
                self.screen.clear_selection()
        episode = None if self._shown is None else self._shown.episode
        self._matches.search(self._shown, self._matches.terms, same_notes=episode is self._matched)
        self._matched = episode

    def rows_changed(self) -> None:
        """Forget what was painted."""
        self._strips.grow(self.size.height * 6)
        self._strips.clear()

    def moved(self) -> None:
        """Take the hints away: their links may be elsewhere."""
        self.stop_hints()

    def set_marks(self, read: frozenset[str], bookmarked: frozenset[str]) -> None:
        """Say which segments, by their ids, are read and which bookmarked."""
        if (read, bookmarked) != (self._read, self._bookmarked):
            self._read, self._bookmarked = read, bookmarked
            self.refresh()

    # Matches of a search

    def set_matches(self, terms: Iterable[str]) -> None:
        """Mark terms in the notes, now and in those shown later; none to mark nothing.

        A term is a word or a phrase, of any case and with or without accents; one that ends with `*` is found by its
        beginning. No match is current: `next_match` goes to the first on the screen or after it.
        """
        self._matches.search(self._shown, terms)
        self._strips.clear()
        self.refresh()

    @property
    def match_count(self) -> int:
        """How many matches the notes have."""
        return len(self._matches.found)

    def next_match(self, segment_id: str | None = None) -> bool:
        """Go to the next match of the search; return whether there was one, in the segment if one is given."""
        return self._step(True, segment_id)

    def previous_match(self, segment_id: str | None = None) -> bool:
        """Go to the previous match of the search; return whether there was one, in the segment if one is given."""
        return self._step(False, segment_id)

    def enter_matches(self, segment_id: str, *, last: bool = False) -> bool:
        """Go to the first match in the text of a segment, or to its last one; return whether there was one."""
        return self._show_match(self._matches.enter(self._within(segment_id), last=last))

    def _step(self, forward: bool, segment_id: str | None) -> bool:
        document = self._shown
        if document is None:
            return False
        line = bisect_left(document.lines, self._top, key=lambda each: each.place(0))
        within = None if segment_id is None else self._within(segment_id)
        return self._show_match(self._matches.step(forward, line, within))

    def _within(self, segment_id: str) -> Callable[[Match], bool]:
        """Return what tells whether a match stands in a segment's own text; the notes_header is in none."""

        def stands_there(match: Match) -> bool:
            document = self._shown
            line = -1 if document is None else document.lines[match.line].place(match.start).line
            return document is not None and line >= 0 and document.segment_at(line) == segment_id

        return stands_there

    def _show_match(self, match: Match | None) -> bool:
        document = self._shown
        if match is None or document is None:
            return False
        self._reveal(match.line, match.start)
        self._be_in(document.segment_at(document.lines[match.line].place(match.start).line))
        self._strips.clear()
        self.refresh()
        return True

    # Hints

    @property
    def hinting(self) -> bool:
        """Whether letters stand at the links, and take all keys."""
        return self._hints is not None

    def start_hints(self) -> bool:
        """Put letters at the links on the screen and take the keys; return whether there are any links."""
        if self._layout is None or self._shown is None:
            return False
        self.stop_hints()
        first = self.scroll_offset.y
        rows = self._layout.rows[first : first + self.scrollable_content_region.height]
        hints = Hints(self._shown, list(enumerate(rows, first)))
        if not hints:
            return False
        self._hinted_from = self.screen.focused if self.screen.focused is not self else None
        self._hints = hints
        self.focus(scroll_visible=False)
        self.refresh()
        return True

    def stop_hints(self) -> None:
        """Take the letters away."""
        if self._hints is None:
            return
        self._hints = None
        before, self._hinted_from = self._hinted_from, None
        if before is not None and before.is_attached and self.has_focus:
            before.focus(scroll_visible=False)
        self.refresh()
        self.post_message(self.HintsEnded(self))

    def on_key(self, event: events.Key) -> None:
        """Take the letters of hints while there are any, and all other keys with them."""
        if self._hints is None or self._shown is None:
            return
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.stop_hints()
        elif event.key == "backspace":
            self._hints.take_back()
        elif event.character and (link := self._hints.type(event.character.lower())) is not None:
            target = self._shown.links[link]
            self.stop_hints()
            self.post_message(self.LinkChosen(self, target.link, target.segment_id))
        self.refresh()

    def on_blur(self) -> None:
        """Take the hints away with the focus."""
        self.stop_hints()

    # The pointer

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light up the link under the pointer."""
        self.hover = event.style.meta.get(LINK_META, -1)

    def on_leave(self) -> None:
        """Let the link that was under the pointer be as the others."""
        self.hover = -1

    def watch_hover(self, new: int) -> None:
        """Repaint, and say the address."""
        self.styles.pointer = "default" if new < 0 else "pointer"
        self.refresh()
        links = self._shown.links if self._shown is not None else ()
        self.post_message(self.LinkHovered(self, links[new].link.url if 0 <= new < len(links) else None))

    def on_mouse_down(self) -> None:
        """Take the hints away: the reader took the pointer instead."""
        self.stop_hints()

    async def _on_click(self, event: events.Click) -> None:
        # A double click takes a word and a triple click a paragraph, where Textual would take the whole widget.
        event.prevent_default()
        if self._shown is None:
            return
        if event.chain > 1:
            self._select_at(event)
        elif self.text_selection is None and (link := event.style.meta.get(LINK_META, -1)) >= 0:
            target = self._shown.links[link]
            self.post_message(self.LinkActivated(self, target.link, target.segment_id))

    def _select_at(self, event: events.Click) -> None:
        widget, offset = self.screen.get_widget_and_offset_at(int(event.screen_x), int(event.screen_y))
        if widget is not self or offset is None or self._shown is None or not self._shown.lines:
            return
        text = self._shown.lines[offset.y].text
        start, end = (0, len(text)) if event.chain > 2 else word_at(text, offset.x)
        self.screen.selections = {self: Selection(Offset(start, offset.y), Offset(end, offset.y))}

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text, without the line ends of wraps."""
        if self._shown is None:
            return None
        start, end = selection
        # (0, 0) is a place like any other, and false.
        begin = None if start is None else (start.y, start.x)
        return copied(self._shown, begin, None if end is None else (end.y, end.x)), "\n"

    # Paint

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render for the screen, which needs no places in the notes."""
        self._painting = True
        try:
            return super().render_lines(crop)
        finally:
            self._painting = False

    def render_line(self, y: int) -> Strip:
        """Render a row; for anybody but `render_lines`, with the place in the notes that each cell stands for."""
        layout, document = self._layout, self._shown
        width = self.scrollable_content_region.width
        at = y + self.scroll_offset.y
        if layout is None or document is None or at >= len(layout.rows):
            return self._painter.blank(width)
        row = layout.rows[at]
        overlays = self._overlays(row)
        signs, here = "", False
        if row.opens:
            bookmark = EARMARK if row.heading in self._bookmarked else " "
            signs = f"{bookmark} {READ if row.heading in self._read else ' '}"
            here = row.heading == self._current
        is_read = row.heading in self._read
        key = (at, width, overlays, signs, is_read, here, self._painting)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._painter.strip(
                row,
                document,
                (width, self._left, self._column),
                overlays=overlays,
                signs=signs,
                is_read=is_read,
                here=here,
            )
            self._strips[key] = strip = Strip(joined(strip), strip.cell_length) if self._painting else strip
        if not self._painting:
            return with_offsets(row, document, strip, self._left)
        if self._hints is not None:
            style = self._painter.style
            return self._hints.over(at, strip, self._left, style("hint"), style("hint-typed"))
        return strip

    def _overlays(self, row: Row) -> tuple[Overlay, ...]:
        """Return what lies over the text of a row: matches, the link under the pointer, the selection."""
        overlays: list[Overlay] = []
        if self._matches.found:
            overlays.extend(self._matches.overlays(row))
        selection = self.text_selection
        if (self.hover < 0 and selection is None) or self._shown is None:
            return tuple(overlays)
        for piece in row.pieces:
            if piece.line < 0:
                continue
            if self.hover >= 0:
                start = 0
                for run in self._shown.lines[piece.line].runs:
                    if run.link == self.hover:
                        overlays.append((piece.line, start, run.end, "hover"))
                    start = run.end
            if selection is not None and (span := selection.get_span(piece.line)) is not None:
                start = max(span[0], piece.start)
                end = piece.end if span[1] < 0 else min(span[1], piece.end)
                if start < end:
                    overlays.append((piece.line, start, end, SELECTION))
        return tuple(overlays)

    def notify_style_update(self) -> None:
        """Forget what was painted: the theme, or the focus, changed."""
        super().notify_style_update()
        self._painter.clear()
        self._strips.clear()
