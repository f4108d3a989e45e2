"""`ReadingPanes`: what the panes show, and how they follow each other.

Opens an episode in the tree and the notes, goes to places, and knows where the reader is, to come back there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.timer import Timer

from episodes.errors import EarmarkError
from episodes.model import EpisodeRow, Target
from tui.annotations import Texts
from tui.gc_tuning import collect_garbage
from tui.keymap import Pane
from tui.notes_pane.notes_view import NotesView
from tui.notes_pane.values import Position
from tui.reader_state import ReaderState
from tui.screens.panes import EMPTY, PANES, Panes
from tui.session import Session
from tui.widgets.episode_list import EpisodeList
from tui.widgets.segment_tree import SegmentTree, TreeRow

if TYPE_CHECKING:
    from tui.search_session import Place

REST = 0.15
"""Seconds without another episode after which there is time for what is not on the screen."""


class ReadingPanes(Panes):
    """Three panes that follow each other."""

    @dataclass
    class LinkWanted(Message):
        """A link is to be opened."""

        url: str
        segment_id: str | None

    def __init__(self, reader: ReaderState, session: Session, keys: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(reader, keys, Pane(session.pane) if session.pane in PANES else Pane.EPISODES)
        self._session = session
        self._rest: Timer | None = None

    def on_mount(self) -> None:
        """Come back to the place of the last session."""
        self.fill_list(self._session.episode)
        if self._session.episode is not None:
            self.open_episode(self._session.episode, self._session.segment, self._session.place)
        if self.reader.episode is None:
            self.fill_list()
        self.focus_pane(self._pane)

    # Showing

    def fill_list(self, key: str | None = None) -> None:
        """Fill the list anew, keeping the highlighted episode; open the first one if none lies open."""
        wanted = key or (self.reader.episode.id if self.reader.episode else None)
        self.episode_list.empty = EMPTY[self.reader.view]
        self.episode_list.set_source(self.reader.listing, cursor_id=wanted)
        self.episode_list.several_shows = self.reader.library.has_several_shows()
        if self.reader.episode is None and key is None and (first := self.episode_list.cursor_id) is not None:
            self.open_episode(first)
        self.title_panes()

    def library_changed(self, changed: Collection[str] = ()) -> None:
        """Show the library as it is now; nothing moves.

        Args:
            changed: the episodes whose notes are others.
        """
        self.reader.annotations.forget()
        self.reader.choose_view(self.reader.view)
        self.fill_list()
        if self.reader.episode is not None and self.reader.episode.id in changed:
            self.open_episode(self.reader.episode.id, self.reader.segment_id, self.notes.place)
        elif self.reader.episode is not None:
            self._prepare_neighbours()

    def open_episode(self, key: str, segment: str | None = None, place: Position | None = None) -> bool:
        """Show an episode in the tree and the notes; say why if that cannot be done."""
        try:
            episode = self.reader.open(key, segment)
        except EarmarkError as error:
            self.key_bar.say(str(error), warning=True)
            return False
        read, bookmarked = self.reader.read, self.reader.bookmarked
        self.outline.show(episode, read, bookmarked, segment_id=self.reader.segment_id)
        at = self.reader.segment_id if segment is not None or place is not None else None
        self.notes.show(self.reader.document(episode), place, at, self.reader.annotations.known(episode.id) or {})
        self.notes.set_marks(read, bookmarked)
        self.title_panes()
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST, self._prepare_neighbours)
        return True

    @work(thread=True, exclusive=True, group="neighbours", exit_on_error=False)
    def _prepare_neighbours(self) -> None:
        """Read the episodes before and after, so that going there costs no more than drawing them."""
        if (found := self.reader.find_annotations()) is not None:
            self.app.call_from_thread(self._annotate, *found)
        self.reader.prepare_neighbours()
        collect_garbage()

    def _annotate(self, key: str, texts: Texts) -> None:
        """Say after the links which other episodes mention them; nothing moves."""
        if not self.stands:
            return
        if self.notes.hinting:  # the letters would be taken away under the reader's fingers
            self.set_timer(REST, partial(self._annotate, key, texts))
        elif self.reader.episode is not None and self.reader.episode.id == key:
            self.notes.set_annotations(texts)

    def go_to(self, target: Target) -> None:
        """Show an episode or a segment, wherever it is, and put all three panes there."""
        here = self.reader.episode
        if here is None or here.id != target.episode:
            self.episode_list.move_to_id(target.episode, announce=False)
            self.open_episode(target.episode, target.segment)
        elif target.segment is not None:
            self._at_segment(target.segment)
            self.outline.select_segment(target.segment)
            self.notes.go_to_segment(target.segment)

    def show_marks(self) -> None:
        """Draw the marks as they are now; nothing moves."""
        read, bookmarked = self.reader.read, self.reader.bookmarked
        self.outline.set_marks(read, bookmarked)
        self.notes.set_marks(read, bookmarked)
        self.episode_list.refresh_rows()
        self.title_panes()

    def _at_segment(self, segment_id: str) -> None:
        self.reader.segment_id = segment_id
        self.title_panes()

    # Where the reader is

    @property
    def session(self) -> Session:
        """The place as it should come back."""
        if self.reader.episode is None:
            return self._session
        place = self.notes.place
        return Session(
            self.reader.episode.id, self.reader.segment_id, place.line, place.offset, self._pane, self.reader.view
        )

    @property
    def place(self) -> Place:
        """Where the reader is, so exactly that `put_back` can bring them back."""
        from tui.search_session import Place

        rows, tree = self.episode_list, self.outline
        return Place(
            self.session,
            rows.cursor_id,
            rows.cursor_screen_row,
            tree.url,
            tree.cursor_screen_row,
            self.has_class("-zoomed"),
        )

    def put_back(self, place: Place) -> None:
        """Bring the reader back to a place: episode, segment, rows on the screen, focus."""
        before = place.session
        if before.episode is not None:
            self.open_episode(before.episode, before.segment, before.place)
        if before.segment is not None and place.tree_url is not None:
            self.outline.select_link(before.segment, place.tree_url)
        if place.list_id is not None:
            self.episode_list.move_to_id(place.list_id, announce=False)
        self.set_class(place.zoomed, "-zoomed")
        self.focus_pane(Pane(before.pane))
        self._put_rows_back(place)
        self.call_after_refresh(self._put_rows_back, place)  # panes that were hidden have their size only then

    def _put_rows_back(self, place: Place) -> None:
        self.episode_list.put_cursor_on(place.list_row)
        self.outline.put_cursor_on(place.tree_row)

    # What the panes report

    @on(EpisodeList.Highlighted, "#episodes")
    def _episode_highlighted(self, event: EpisodeList.Highlighted) -> None:
        row: EpisodeRow = event.item
        if self.reader.episode is None or self.reader.episode.id != row.id:
            self.open_episode(row.id)

    @on(EpisodeList.Chosen, "#episodes")
    def _episode_chosen(self) -> None:
        self.focus_pane(Pane.TREE)

    @on(SegmentTree.Highlighted, "#tree")
    def _tree_highlighted(self, event: SegmentTree.Highlighted) -> None:
        row: TreeRow = event.item
        self._at_segment(row.segment.id)
        if row.url is None:
            self.notes.go_to_segment(row.segment.id)
        else:
            self.notes.go_to_link(row.url, row.segment.id)

    @on(SegmentTree.Chosen, "#tree")
    def _tree_chosen(self, event: SegmentTree.Chosen) -> None:
        row: TreeRow = event.item
        if row.url is None:
            self.focus_pane(Pane.NOTES)
        else:
            self.post_message(self.LinkWanted(row.url, row.segment.id))

    @on(NotesView.TopSegmentChanged)
    def _top_segment_changed(self, event: NotesView.TopSegmentChanged) -> None:
        if event.segment_id is not None:
            self._at_segment(event.segment_id)
            self.outline.select_segment(event.segment_id)

    @on(NotesView.LinkActivated)
    @on(NotesView.LinkChosen)
    def _link_activated(self, event: NotesView.LinkActivated | NotesView.LinkChosen) -> None:
        self.post_message(self.LinkWanted(event.link.url, event.segment_id))

    @on(NotesView.LinkHovered)
    def _link_hovered(self, event: NotesView.LinkHovered) -> None:
        self.key_bar.sentence = event.url or ""
