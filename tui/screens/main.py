"""The main screen: what each key does with the panes, and the screens that lie over them.

An action that opens a screen shows it, waits for its answer and goes where that leads. Screens are imported when they
are asked for: the first paint needs none of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from functools import partial, partialmethod
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.binding import Binding

from episodes.listing import View
from episodes.model import Segment, Target
from tui.background import BackgroundImport, Updating
from tui.bindings import TypedKeys, pane_bindings
from tui.config import save_theme
from tui.document_cache import DocumentCache
from tui.keymap import BY_ID, KEY_BAR, Keys, Pane, key_or_label
from tui.notes_pane.notes_view import NotesView
from tui.reader_state import ReaderState
from tui.screens.panes import PANES, Panes
from tui.screens.reader_screen import Answer
from tui.session import Session
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from tui.screens.live_list import LiveListScreen
    from tui.screens.search import SearchScreen
    from tui.screens.search_walk import SearchSession, SearchWalk


class MainScreen(Panes):
    """The panes, and what the keys do with them.

    Args:
        reader: where the reader is.
        documents: the notes of the episodes.
        session: the place to begin at.
        keys: the keys as they are, by command id.
    """

    # While a search is active, escape ends it before it means anything else.
    BINDINGS = [Binding("escape", "end_search", "End search", show=False), *pane_bindings(Pane.ANY)]

    search: SearchWalk | None = None
    """The search that is active, if one is."""
    live_list: LiveListScreen[Any, Any, Any] | None = None
    """The search, the links or the bookmarks, while they are open."""

    def __init__(self, reader: ReaderState, documents: DocumentCache, session: Session, keys: Keys) -> None:
        super().__init__(reader, documents, session, keys)
        self.importing = BackgroundImport(self.library, self.library_changed)
        self._update_key = key_or_label("update", keys)
        self._updating = Updating(self, self.importing, self._update_key)
        self.typed = TypedKeys(self, lambda said: self.key_bar.say(said))
        self._last_search: SearchScreen | None = None

    def _show_keys(self) -> None:
        """Show the keys that matter now: those of a search first while one is active."""
        labels = [(name, BY_ID[name].label) for name in KEY_BAR]
        if self.search is not None:
            own = [("next-unread", "Next match"), ("previous-unread", "Previous"), ("search", "All hits")]
            labels = [*own, ("esc", "End search"), *(entry for entry in labels if entry[0] not in dict(own))]
        self.key_bar.show_keys(labels, self.keys, kept=2)  # help and quit

    on_mount = _show_keys

    def library_changed(self, changed: Collection[str] = ()) -> None:
        super().library_changed(changed)
        if self.live_list is not None:
            self.live_list.search_again()

    # Panes

    def _next_pane(self, step: int) -> None:
        self.focus_pane(PANES[(PANES.index(self.pane) + step) % len(PANES)])

    action_next_pane = partialmethod(_next_pane, 1)
    action_previous_pane = partialmethod(_next_pane, -1)

    @on(RowList.Chosen)
    def action_deeper(self) -> None:
        """Go from the episodes to the tree, from the tree to the notes or to the link under the cursor."""
        if self.pane is Pane.EPISODES:
            if (row := self.episode_list.current) is not None:
                self.go_to(Target(row.id))  # another is open where it is not in the list
                self.focus_pane(Pane.TREE)
        elif self.pane is Pane.TREE and (place := self.outline.current) is not None:
            if place.url is None:
                self.focus_pane(Pane.NOTES)
            else:
                self._open(place.url, place.segment.id)

    def action_back(self) -> None:
        """Go one pane back: out of the zoom first, then from the notes to the tree, from the tree to the episodes."""
        if self.has_class("-zoomed"):
            self.remove_class("-zoomed")
        elif self.pane is not Pane.EPISODES:
            self._next_pane(-1)
        elif not self.reader.listing.count():
            self.refill_list(View.ALL)

    def action_zoom(self) -> None:
        if self.has_class("-narrow"):
            self.key_bar.say("The pane has the whole screen already.")
        else:
            self.toggle_class("-zoomed")

    @work(group="dialogs")
    async def action_catch_up(self) -> None:
        from tui.screens.shows import catch_up

        if self.is_active and self.reader.episode is not None:
            await catch_up(self, self.reader.episode)

    # Which episodes the list has

    def action_view(self) -> None:
        self.refill_list(self.reader.view.following)

    def action_order(self) -> None:
        self.refill_list(order=self.reader.order.following)

    def _narrow(self, shows: Collection[str]) -> None:
        """List some shows alone, or all for none."""
        place = self.reader.narrow(shows)
        self.fill_list()
        if place is not None:
            self.go_to(Target(place))

    def _step_show(self, step: int) -> None:
        self._narrow(self.reader.step_show(step))

    action_next_show = partialmethod(_step_show, 1)
    action_previous_show = partialmethod(_step_show, -1)

    @work(group="dialogs")
    async def action_shows(self) -> None:
        from tui.screens.shows import ShowsScreen

        if (shows := await self._ask(ShowsScreen(self.library.shows(), self.reader.shows))) is not None:
            self._narrow(shows)

    # Reading on

    def _step_episode(self, step: int, times: int = 1) -> None:
        if (key := self.reader.step_episode(step * times)) is not None:
            self.go_to(Target(key))

    action_next_episode = partialmethod(_step_episode, 1)
    action_previous_episode = partialmethod(_step_episode, -1)

    def _step_segment(self, step: int, times: int = 1) -> None:
        if self.reader.episode is not None and (segment := self.reader.step_segment(step * times)) is not None:
            self.go_to(Target(self.reader.episode.id, segment))

    action_next_segment = partialmethod(_step_segment, 1)
    action_previous_segment = partialmethod(_step_segment, -1)

    def _step_unread(self, step: int) -> None:
        with self.reporting_errors():
            if self.search is not None:
                self.search.step(step)
            elif (target := self.reader.step_unread(step)) is not None:
                self.go_to(target)
            else:
                self.key_bar.say(f"Nothing unread {'below' if step > 0 else 'above'}.")

    action_next_unread = partialmethod(_step_unread, 1)
    action_previous_unread = partialmethod(_step_unread, -1)

    def action_read_on(self) -> None:
        """Go a page down; at a segment's end, where a held key stops, mark it read and go on to what comes next.

        Notes that are hidden are shown first: what nobody saw is not read.
        """
        if self.reader.episode is None:
            return
        if not self.notes.is_on_screen:
            self.focus_pane(Pane.NOTES)
            return
        if not self.notes.segment_end_visible():
            self.notes.action_page_down()
            return
        if self.typed.is_held:
            self.key_bar.say("The end of the segment: press again to mark it read.")
            return
        finished = self.reader.segment
        with self.reporting_errors():
            following = self.reader.finish_segment(is_run=self.typed.is_run)
            self.show_marks()
            if following is None:
                self.say_marked("That was the last unread one.")
                return
            if finished is not None:
                self.say_marked(f"Read: {finished.name}")
            self.go_to(following)

    # Marks

    def action_read(self) -> None:
        self.mark(lambda: self.reader.toggle_read(self.reader.segment), "There is nothing to mark here.")

    def action_read_episode(self) -> None:
        self.mark(lambda: self.reader.toggle_read(self.reader.episode), "There is nothing to mark here.")

    def action_bookmark(self) -> None:
        self.mark(lambda: self.reader.toggle_bookmark(self._bookmarked))

    # Links

    def _chosen_link(self) -> str | None:
        """Return the link under the tree's cursor, else the segment's main link; if there is none, say so."""
        url = (self.outline.url if self.pane is Pane.TREE else None) or self.reader.main_link
        if url is None:
            self.key_bar.say("This segment has no link.")
        return url

    def action_open(self) -> None:
        if (url := self._chosen_link()) is not None:
            self._open(url, self.reader.segment_id)

    @work(group="opening", exit_on_error=False)
    async def action_play(self) -> None:
        """Play the recording from where the segment begins, and say so; where that cannot be, show why."""
        from tui import programs

        if (episode := self.reader.episode) is None:
            return
        play = partial(programs.play, episode, self.reader.segment, self.library.folders, self.run_from_thread)
        with self.reporting_errors():
            self.key_bar.say(await programs.in_daemon_thread(play))

    def action_follow(self) -> None:
        self.with_notes(self._start_hints)

    def _start_hints(self) -> None:
        if not self.notes.start_hints():
            self.key_bar.say("No link is in sight.")

    @on(NotesView.LinkActivated)
    def _link_activated(self, event: NotesView.LinkActivated) -> None:
        self.open_link(event.link.url, event.target)

    def _open(self, url: str, segment_id: str | None) -> None:
        episode = self.reader.episode
        self.open_link(url, None if episode is None else Target(episode.id, segment_id))

    def action_copy_link(self) -> None:
        if (url := self._chosen_link()) is not None:
            self.copy_text(url, "The link")

    def action_copy_segment(self) -> None:
        if self.reader.segment is None:
            self.key_bar.say("There is no segment here to copy.")
        else:
            self.copy_text(self.reader.segment.markdown, "The segment")

    # A search

    def _find(self, screen: LiveListScreen[Answer, Any, Any], follow: Callable[[Answer], None]) -> None:
        """Show one of the screens that find something, and follow the answer.

        It is there when this returns, so that what is typed next goes into its line.
        """

        def answered(answer: Answer | None) -> None:
            self.live_list = None
            self.show_marks()
            if answer is not None:
                follow(answer)

        self.live_list = screen
        self.app.push_screen(screen, answered)

    def action_search(self) -> None:
        from tui.screens.search import SearchScreen

        query, row = "", 0
        if (before := self._last_search) is not None:
            query, row = before.line.value, before.row_of(self.search.session if self.search else None)
        self._last_search = SearchScreen(self.library, self.keys, self.reader.episode, query, row)
        self._find(self._last_search, self._begin_search)

    def _begin_search(self, session: SearchSession | Target) -> None:
        """Go to the hit that was chosen; from now on n and N go through its matches and on to the next hit."""
        from tui.screens.search_walk import SearchWalk

        if isinstance(session, Target):
            self.action_end_search()
            self.go_to_notes(session)
            return
        # A search that follows another one leads back to where the first began.
        go_back = self.way_back() if self.search is None else self.search.go_back
        self.search = SearchWalk(self, session, go_back)
        self.search.begin()
        self._show_keys()

    def action_links(self) -> None:
        from tui.screens.links import LinksScreen

        screen = LinksScreen(self.library, self.keys, self.reader.episode)
        self._find(screen, lambda row: self.go_to_notes(row.segment.target, row.url))

    def action_bookmarks(self) -> None:
        from tui.screens.bookmarks import BookmarksScreen

        screen = BookmarksScreen(self.library, self.keys, self.reader.episode)
        self._find(screen, lambda row: self.go_to_notes(row.target))

    def action_end_search(self) -> None:
        """Clear the matches, and come back to where the search began."""
        if (search := self.search) is not None:
            self.search = None
            search.end()
            self._show_keys()

    def leave(self) -> None:
        """Take away what the next start does not show: a search, messages, hints, a selection, what was new."""
        self.search = None
        self.notes.set_matches(())
        self.notes.stop_hints()
        self.clear_selection()
        self.key_bar.sentence = self.key_bar.status = self.key_bar.work = ""
        self._show_keys()
        self.refill_list()
        if (episode := self.reader.episode) is not None:
            with self.reporting_errors():
                self._annotate(episode.id, self.documents.find_annotations(episode))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.search is not None if action == "end_search" else True

    # Screens that lie over this one

    @work(group="dialogs")
    async def action_bookmark_note(self) -> None:
        """Ask why the segment, or the episode, is worth coming back to, and bookmark it with the answer."""
        from tui.screens.note import ask_note

        if self.is_active and (episode := self.reader.episode) is not None:
            segment = self._bookmarked
            self._note(segment, await ask_note(self, (segment or episode).name, *self.reader.note(segment)))

    def action_edit_note(self) -> None:
        from tui.screens.note import write_note

        if self.reader.episode is not None:
            self._note(self._bookmarked, write_note(self, *self.reader.note(self._bookmarked)))

    def _note(self, segment: Segment | None, note: tuple[str | None, tuple[str, ...] | None] | None) -> None:
        if note is not None:
            self.mark(lambda: self.reader.bookmark_with(segment, *note))

    @work(group="mentions")
    async def action_also_in(self) -> None:
        """Show the other episodes that mention the links of the segment, or the link under the tree's cursor."""
        from tui.screens.links import AlsoInScreen, of_segment

        episode, segment = self.reader.episode, self.reader.segment
        if episode is None or segment is None:
            return
        url = self.outline.url if self.pane is Pane.TREE else None
        with self.reporting_errors():
            rows = of_segment(await asyncio.to_thread(self.library.also_in, episode.id), segment, url)
            if not rows:
                what = "this link" if url is not None else "the links of this segment"
                self.key_bar.say(f"No other episode mentions {what}.")
                return
            mention = await self._ask(AlsoInScreen(segment.name, rows, self.library.show_names.in_rows))
            if mention is not None:
                self.go_to_notes(mention.segment.target, mention.url)

    @work(group="dialogs")
    async def action_add(self) -> None:
        from tui.screens.add import AddScreen

        if self.importing.busy:
            self.key_bar.say(f"An update is under way; {self._update_key} stops it.", warning=True)
            return
        if (episode := await self._ask(AddScreen(self.library, self.importing, self._update_key))) is not None:
            self.go_to(Target(episode))
            self.focus_pane(Pane.EPISODES)

    def action_update(self) -> None:
        self._updating.begin()

    @work(group="dialogs")
    async def action_theme(self) -> None:
        from tui.screens.dialog import ThemeChoice

        if (name := await self._ask(ThemeChoice())) is not None:
            with self.reporting_errors():
                save_theme(self.library.folders.settings, name)
