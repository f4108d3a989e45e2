"""`Panes`: the three panes of the main screen. They show where the reader is, and follow each other.

Knows how an episode comes into tree and notes, what the borders say, and the place to come back to. What the keys do
with it is the part of `MainScreen`.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial

from textual import getters, on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.timer import Timer
from textual.widgets import Static
from textual.widgets._toast import Toast

from episodes.errors import EarmarkError
from episodes.listing import Order, View
from episodes.model import Segment, Target
from episodes.text import shown_line
from tui import gc_tuning
from tui.document_cache import DocumentCache
from tui.keymap import Keys, Pane, key_or_label
from tui.notes_pane.annotations import Texts, uncoloured
from tui.notes_pane.notes_document import Position
from tui.notes_pane.notes_view import NotesView
from tui.reader_state import ReaderState
from tui.screens.reader_screen import Answer, ReaderScreen
from tui.session import Session
from tui.widgets.episode_list import EpisodeList
from tui.widgets.key_bar import KeyBar
from tui.widgets.row_list import RowList
from tui.widgets.row_text import title_text
from tui.widgets.segment_tree import SegmentTree

PANES = (Pane.EPISODES, Pane.TREE, Pane.NOTES)
REST = 0.15
"""Seconds without another episode after which its neighbours are prepared."""


class Panes(ReaderScreen[None]):
    """Three panes side by side, or one at a time where there is no room for more.

    Args:
        reader: where the reader is.
        documents: the notes of the episodes.
        session: the place to begin at.
        keys: the keys as they are, by command id.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-medium"), (106, "-broad"), (120, "-wide")]

    episode_list = getters.query_one(EpisodeList)
    outline = getters.query_one(SegmentTree)
    notes = getters.query_one(NotesView)

    def __init__(self, reader: ReaderState, documents: DocumentCache, session: Session, keys: Keys) -> None:
        super().__init__()
        self.reader = reader
        self.library = reader.library
        self.documents = documents
        self.pane = Pane(session.pane) if session.pane in PANES else Pane.EPISODES
        self._session = session
        self.keys = keys
        self._rest: Timer | None = None
        self._said: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        current = {pane: "-current" if pane is self.pane else None for pane in PANES}
        yield Static(id="where", markup=False)
        yield KeyBar()
        yield EpisodeList(self.reader.listing, id="episodes", classes=current[Pane.EPISODES])
        yield SegmentTree(id="tree", classes=current[Pane.TREE])
        yield NotesView(id="notes", classes=current[Pane.NOTES])

    def on_mount(self) -> None:
        self.episode_list.opening_row = self._session.row
        self.outline.opening_row = self._session.tree_row
        self.put_back(self._session)
        self.fill_list()
        self.focus_pane(self.pane)

    @property
    def is_ready(self) -> bool:
        """Whether all panes are there: at the start they are composed, and at the end removed one by one."""
        parts = (EpisodeList, SegmentTree, NotesView, KeyBar)
        return self.is_attached and all(len(self.query(part)) == 1 for part in parts)

    async def _ask(self, screen: Screen[Answer]) -> Answer | None:
        """Show a screen and return its answer; None where another is there already, as when two keys come at once."""
        if not self.is_active:
            return None
        return await self.app.push_screen_wait(screen)

    # What is shown

    def fill_list(self, at: str | None = None, row: int = 0) -> None:
        """Fill the list, and open an episode if none is.

        Args:
            at: the id of the episode for the cursor; None for the open one.
            row: where the cursor goes if that is not in the list.
        """
        here = self.reader.episode_id
        self.episode_list.empty = self._empty_sentence()
        self.episode_list.short_names = self.reader.short_names
        self.episode_list.set_source(self.reader.listing, cursor_id=at or here, row=row)
        if here is None and (first := self.episode_list.cursor_id) is not None:
            self.open_episode(first)
        self._title()

    def _empty_sentence(self) -> str:
        """Return what the list says while it is empty: why, and how to leave that."""
        add, back, view = (key_or_label(command, self.keys) for command in ("add", "back", "view"))
        of = f" of {self.reader.listed}" if self.reader.listed else ""
        if self.reader.view is View.ALL:
            return f"No episodes yet. {add} adds some."
        if self.reader.view is View.BOOKMARKED:
            return f"No episode{of} has a bookmark. {back} or {view} shows all episodes{of}."
        return f"Everything{of} is read. {back} shows all episodes{of}, {view} those with a bookmark."

    def library_changed(self, changed: Collection[str] = ()) -> None:
        """Show the library as it is now; nothing moves.

        Args:
            changed: the ids of the episodes whose notes changed.
        """
        self.documents.forget_annotations()
        here = self.reader.episode_id
        at = self.episode_list.cursor_id
        self.reader.choose(kept=at)
        self.fill_list(at, self.episode_list.cursor)
        if here is not None and here in changed:
            self.open_episode(here, self.reader.segment_id, self.notes.place)
        elif here is not None:
            self._prepare_neighbours()

    def open_episode(self, key: str, segment: str | None = None, place: Position | None = None) -> None:
        """Show an episode in the tree and the notes; say why if that cannot be done."""
        with self.reporting_errors():
            episode = self.reader.open(key, segment)
            self.outline.show(episode, segment_id=self.reader.segment_id)
            at = self.reader.segment_id if segment is not None or place is not None else None
            self.notes.show(self.documents.of(episode), place, at, self.documents.annotations(episode.id) or {})
            self._set_marks()
            self._title()
            if self._rest is not None:
                self._rest.stop()
            self._rest = self.set_timer(REST, self._prepare_neighbours)

    def show_marks(self) -> None:
        """Draw the marks as they are now; nothing moves."""
        self._set_marks()
        self.episode_list.refresh_rows()
        self._title()

    def _set_marks(self) -> None:
        if (episode := self.reader.episode) is not None:
            read, bookmarked = self.reader.read, self.library.marks.bookmarked_segments(episode)
            self.outline.set_marks(read, bookmarked)
            self.notes.set_marks(read, bookmarked, self.library.marks.notes(episode))

    @work(thread=True, exclusive=True, group="neighbours", exit_on_error=False)
    def _prepare_neighbours(self) -> None:
        """Find what stands after the links of the open episode, and read those before and after it.

        So going there costs no more than drawing them.
        """
        here = self.reader.episode
        if here is not None and self.documents.annotations(here.id) is None:
            with suppress(EarmarkError):
                self.app.call_from_thread(self._annotate, here.id, self.documents.find_annotations(here))
        for step in (1, -1):
            if (key := self.reader.step_episode(step)) is not None:
                with suppress(EarmarkError):
                    self.documents.prepare(self.library.episode(key))
        gc_tuning.collect()

    def _annotate(self, key: str, texts: Texts) -> None:
        """Show after the links which other episodes mention them; nothing moves."""
        if not self.is_ready:
            return
        if self.notes.hinting:  # the letters would be taken away under the reader's fingers
            self.set_timer(REST, partial(self._annotate, key, texts))
        elif self.reader.episode_id == key:
            self.notes.set_annotations(texts)

    def _title(self) -> None:
        """Write what is shown on the borders and on the line above, where it changed: each costs a paint."""
        where = " › ".join([self.pane.capitalize(), *self.reader.where])
        for name, text in (*self.reader.titles.items(), ("where", where)):
            if self._said.get(name) != text:
                self._said[name] = text
                widget = self.query_one(f"#{name}")
                if isinstance(widget, Static):
                    widget.update(shown_line(text), layout=False)
                else:
                    widget.border_title = title_text(text)

    # Where the reader is, and how the panes follow each other

    def focus_pane(self, pane: Pane) -> None:
        """Give a pane the keys; where one is shown at a time, show it."""
        self.pane = pane
        for other in PANES:  # where one is shown at a time; a class of the screen would restyle all of it
            self.query_one(f"#{other}").set_class(other is pane, "-current")
        self.set_focus(self.query_one(f"#{pane}"), scroll_visible=False)  # at once, for the next key
        self._title()

    def with_notes(self, act: Callable[[], None]) -> None:
        """Give the notes the keys and do something with what they show: hidden ones have rows after the next layout."""
        if is_shown := self.notes.is_on_screen:
            act()  # while it can be seen which pane had the keys
        self.focus_pane(Pane.NOTES)
        if not is_shown:
            self.call_after_refresh(act)

    def on_descendant_focus(self) -> None:
        """Follow the mouse to the pane that it chose."""
        if self.focused is not None and self.focused.id in PANES and self.focused.id != self.pane:
            self.focus_pane(Pane(self.focused.id))

    def go_to(self, target: Target) -> None:
        """Show an episode or a segment, wherever it is, and put all three panes there."""
        if self.reader.episode_id != target.episode:
            self.episode_list.move_to_id(target.episode)
            self.open_episode(target.episode, target.segment)
        elif target.segment is not None:
            self._at_segment(target.segment)
            self.outline.select(target.segment)
            self.notes.go_to_segment(target.segment)

    def go_to_notes(self, target: Target, url: str | None = None) -> None:
        """Show an episode or a segment, or a link of it, and give the notes the keys."""
        self.go_to(target)
        if url is not None:
            self.notes.go_to_link(url, target.segment)
        self.focus_pane(Pane.NOTES)

    def put_back(self, place: Session) -> None:
        """Show an episode again at the segment and the link at which the reader was."""
        if place.episode is not None:
            at = None if place.line is None else Position(place.line, place.offset)
            self.open_episode(place.episode, place.segment, at)
            if place.segment is not None:
                self.outline.select(place.segment, place.link)

    def way_back(self) -> Callable[[], None]:
        """Return what brings the reader back to where they are now: episode, segment, rows on the screen, focus."""
        place, listed, is_zoomed = self.session, self.episode_list.cursor_id, self.has_class("-zoomed")

        def put_rows_back() -> None:
            self.episode_list.put_cursor_on(place.row)
            self.outline.put_cursor_on(place.tree_row)

        def go_back() -> None:
            self.put_back(place)
            if listed is not None:
                self.episode_list.move_to_id(listed)
            self.set_class(is_zoomed, "-zoomed")
            self.focus_pane(Pane(place.pane))
            put_rows_back()
            self.call_after_refresh(put_rows_back)  # panes that were hidden have their size only then

        return go_back

    def _at_segment(self, segment_id: str) -> None:
        self.reader.segment_id = segment_id
        self._title()

    @property
    def _bookmarked(self) -> Segment | None:
        """What a bookmark is on: the segment, or None for the episode as a whole, in the list."""
        return None if self.pane is Pane.EPISODES else self.reader.segment

    @property
    def session(self) -> Session:
        """The place as it should come back at the next start."""
        if self.reader.episode is None:
            return self._session
        place = self.notes.place
        shows = " ".join(sorted(self.reader.shows))
        at = self.reader.episode.id, self.reader.segment_id, place.line, place.offset, self.pane
        rows = self.episode_list.cursor_screen_row, self.outline.url, self.outline.cursor_screen_row
        return Session(*at, *rows, self.reader.view, shows, self.reader.order)  # in the order of its fields

    def refill_list(self, view: View | None = None, order: Order | None = None) -> None:
        """Show the episodes of a view in an order, those of now by default, as the index has them; nothing moves."""
        self.reader.choose(view, order=order)
        self.fill_list()

    @property
    def is_settled(self) -> bool:
        """Whether the keys typed so far have had their effect on focus and layout, which Textual puts off."""
        with_focus = [widget.id for widget in self.children if widget.has_focus]
        return with_focus == [self.pane] and not any(widget._layout_required for widget in (self, *self.children))

    @property
    def is_at_rest(self) -> bool:
        """Whether the panes show what a start at this place would show, and nothing besides."""
        document, bar = self.notes.document, self.key_bar
        return (
            self.is_current
            and self.is_settled
            and self.app.app_focus
            and document is not None
            and document.whole
            and not uncoloured(document)
            and self.documents.annotations(document.episode.id) is not None
            and not (bar.sentence or bar.status or bar.work or self.selections or self.notes.hinting)
            and not self.has_class("-zoomed")
            and not self.query(Toast)
            and not isinstance(self.app.mouse_over, ScrollBar)
        )

    @on(RowList.Highlighted)
    @on(NotesView.TopSegmentChanged)
    def follow(self) -> None:
        """Go in every pane where the reader moved in one.

        Of keys typed at once, the next ones come before the message of a move: call this before what they do.
        """
        self.on_descendant_focus()
        if self.episode_list.moved and (row := self.episode_list.current) is not None:
            self.episode_list.moved = False
            if self.reader.episode_id != row.id:
                self.open_episode(row.id)
        if self.outline.moved and (place := self.outline.current) is not None:
            self.outline.moved = False
            self._at_segment(place.segment.id)
            if place.url is None:
                self.notes.go_to_segment(place.segment.id)
            else:
                self.notes.go_to_link(place.url, place.segment.id)
        if self.notes.moved and (segment := self.notes.current_segment) is not None:
            self.notes.moved = False
            self._at_segment(segment)
            self.outline.select(segment)

    @on(NotesView.LinkHovered)
    def _link_hovered(self, event: NotesView.LinkHovered) -> None:
        self.key_bar.warning = False
        self.key_bar.sentence = event.url or ""
