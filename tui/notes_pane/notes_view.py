"""Keys and mouse in the notes: following links, and selecting text.

Used by a screen, beside what `NotesDisplay` has:

    view.start_hints() -> bool     letters at the links on the screen
    LinkActivated                  a link was clicked, or its letters were typed
    LinkHovered                    the pointer came to a link, or left it
"""

import re
from dataclasses import dataclass

from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from episodes.model import Link, Target
from tui.bindings import pane_bindings
from tui.keymap import Pane

from .layout import Layout, Row
from .notes_display import NotesDisplay
from .notes_document import Span
from .overlays import LinkHints
from .paint import LINK_META, SELECTION, Overlay, margin

_WORD = re.compile(r"https?://\S+|[\w.@+-]*\w+")


class NotesView(NotesDisplay):
    """A pane with the notes of an episode, for a reader at a keyboard."""

    BINDINGS = pane_bindings(Pane.NOTES)
    hover: reactive[int] = reactive(-1, repaint=False, init=False)
    """Index of the link under the pointer; -1 for none."""
    _hints: LinkHints | None = None
    _hinted_from: Widget | None = None  # the widget that had the keys before

    @dataclass
    class LinkActivated(Message):
        """The reader clicked a link, or typed its letters."""

        link: Link
        target: Target
        """Where it stands: the reader may have gone on."""

    @dataclass
    class LinkHovered(Message):
        """The pointer came to a link, or left it (None)."""

        url: str | None

    def put(self, layout: Layout) -> None:
        was, now = self._layout.document, layout.document
        if was.links != now.links:
            self.stop_hints()
        if was.episode is not now.episode or was.whole != now.whole:
            self.hover = -1
            if self.is_attached and self.text_selection is not None:
                self.screen.clear_selection()
        super().put(layout)

    # Letters at the links

    @property
    def hinting(self) -> bool:
        """Whether letters stand at the links, and take all keys."""
        return self._hints is not None

    def start_hints(self) -> bool:
        """Put letters at the links on the screen and take the keys; return whether there are any links."""
        self.stop_hints()
        layout, first = self._layout, self.scroll_offset.y
        if hints := LinkHints(layout.document, layout.rows[first : first + self.page]):
            self._hinted_from, self._hints = self.screen.focused, hints
            self.screen.set_focus(self, scroll_visible=False)  # at once, as below: the next key may be there already
            self.refresh()
        return self.hinting

    def stop_hints(self) -> None:
        """Take the letters away."""
        if self.hinting:
            self._hints = None
            if self._hinted_from is not None and self.screen.focused in (self, None):  # else another was chosen
                self.screen.set_focus(self._hinted_from, scroll_visible=False)
            self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Take the letters of hints while there are any, and all other keys with them."""
        if self._hints is None:
            return
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.stop_hints()
        elif event.key == "backspace":
            self._hints.take_back()
        elif event.character and (link := self._hints.type(event.character.lower())) is not None:
            self.stop_hints()
            self.post_message(self.LinkActivated(link.link, Target(self._layout.document.episode.id, link.segment_id)))
        self.refresh()

    on_blur = on_mouse_down = stop_hints

    def watch_scroll_y(self, old: float, new: float) -> None:
        self.stop_hints()
        super().watch_scroll_y(old, new)

    def resized(self) -> None:
        self.stop_hints()
        super().resized()

    # The pointer

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.hover = event.style.meta.get(LINK_META, -1)

    def on_leave(self) -> None:
        self.hover = -1

    def watch_hover(self, new: int) -> None:
        """Light up the link under the pointer, and say its address."""
        self.styles.pointer = "default" if new < 0 else "pointer"
        self.refresh()
        links = self._layout.document.links
        self.post_message(self.LinkHovered(links[new].link.url if 0 <= new < len(links) else None))

    async def _on_click(self, event: events.Click) -> None:
        # A double click takes a word and a triple click a paragraph, where Textual would take the whole widget.
        event.prevent_default()
        if event.chain > 1:
            self._select_at(event)
        elif not self.text_selection and (at := event.style.meta.get(LINK_META, -1)) >= 0:
            link = self._layout.document.links[at]
            self.post_message(self.LinkActivated(link.link, Target(self._layout.document.episode.id, link.segment_id)))

    def _select_at(self, event: events.Click) -> None:
        widget, offset = self.screen.get_widget_and_offset_at(int(event.screen_x), int(event.screen_y))
        if widget is self and offset is not None and (lines := self._layout.document.lines):
            text = lines[offset.y].text
            start, end = (0, len(text)) if event.chain > 2 else _word_at(text, offset.x)
            self.screen.selections = {self: Selection(Offset(start, offset.y), Offset(end, offset.y))}

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """Return the selected text, without the line ends of wraps."""
        # (0, 0) is a place like any other, and false.
        start, end = [None if place is None else (place.y, place.x) for place in selection]
        return self._layout.document.text_between(start, end), "\n"

    # Drawing

    def overlays(self, row: Row) -> list[Overlay]:
        """Return what lies over the text of a row: matches, the link under the pointer, the selection."""
        found = super().overlays(row)
        selection = self.text_selection
        if self.hover < 0 and selection is None:
            return found
        for at in {piece.line for piece in row.pieces if piece.line >= 0}:
            line = self._layout.document.lines[at]
            if self.hover >= 0:
                found += [(at, span._replace(style="hover")) for span in line.spans if span.link == self.hover]
            if selection is not None and (selected := selection.get_span(at)) is not None:
                start, end = selected
                found.append((at, Span(start, len(line.text) if end < 0 else end, SELECTION)))
        return found

    def paint_line(self, y: int) -> Strip:
        strip = super().paint_line(y)
        if self._hints is None:
            return strip
        style, left = self._painter.style, margin(strip.cell_length, self._layout)
        return self._hints.over(y, strip, left, style("hint"), style("hint-typed"))


def _word_at(text: str, offset: int) -> tuple[int, int]:
    """Return where the word at an offset begins and ends; an address is one word."""
    offset = max(0, min(offset, len(text) - 1))
    found = (match.span() for match in _WORD.finditer(text) if match.start() <= offset < match.end())
    return next(found, (offset, min(offset + 1, len(text))))
