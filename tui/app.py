"""The application: the library, the reader's settings, and the screens that lie over the main one."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import App

from episodes.errors import EarmarkError, LinkStaysClosed, MarksNotKept, UnknownTarget
from episodes.folders import Folders
from episodes.library import Clock, Library, utc_now
from episodes.listing import View
from tui import gc_tuning, themes
from tui.bindings import CommandProvider, app_bindings, textual_keymap
from tui.config import read_config
from tui.document_cache import keep_document, load_document
from tui.keymap import command_keys
from tui.opener import open_link
from tui.reader_state import ReaderState
from tui.screens.main import MainScreen
from tui.session import Session, load_session, save_session

if TYPE_CHECKING:  # what the first paint can do without is imported when its key is pressed
    from episodes.index.sync import Progress
    from episodes.model import BookmarkRow, Episode
    from tui.adding import Adding
    from tui.dialogs import Dialogs
    from tui.finding import Finding

LOOK_AFTER = 0.2
"""Seconds after the first paint to the first look at the files: until then there is only the screen to see to."""
LOOK_EVERY = 1.0
"""Seconds between two looks for marks that another Earmark or device made."""


class EarmarkApp(App[int]):
    """Earmark on the screen.

    Args:
        folders: where everything lives.
        target: the episode or segment to begin at, as the command line names it.
        clock: gives the time, with its zone.
    """

    TITLE = "Earmark"
    CSS_PATH = "screens/main.tcss"  # of the default screen, which brings no style sheet of its own
    BINDINGS = app_bindings()
    COMMANDS = {CommandProvider}
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, folders: Folders, target: str | None = None, *, clock: Clock = utc_now) -> None:
        super().__init__()
        self._clock = clock
        self.folders = folders
        self._session = load_session(folders.state)
        self.library = Library(folders, clock=clock, last_visit=self._session.last_visit or clock())
        themes.register(self)
        self.config = read_config(folders.settings, self.available_themes)
        self.theme = self.config.theme or themes.DEFAULT  # before the first styles are worked out, not after
        self.keys = command_keys(self.config.keys)
        self.set_keymap(textual_keymap(self.config.keys))
        if not self.library.listing().count():
            self.library.synchronise()  # the first start: the bundled episodes take a moment, an empty list longer
        session, self._complaint = self._begin_at(target)
        view = View(session.view) if session.view in list(View) else View.ALL
        reader = ReaderState(self.library, view)
        reader.recall(load_document(folders.cache))
        self._kept: str | None = None
        self.main = MainScreen(reader, session, self.keys)
        self._dialogs: Dialogs | None = None
        self._finding: Finding | None = None
        self._adding: Adding | None = None

    def _begin_at(self, target: str | None) -> tuple[Session, str | None]:
        """Return the session to begin with, and what is wrong with the target if it names nothing."""
        if target is None:
            return self._session, None
        try:
            try:
                found = self.library.find(target)
            except UnknownTarget:
                self.library.synchronise()  # it may have been put there since the last start
                found = self.library.find(target)
        except EarmarkError as error:
            return self._session, str(error)
        return Session(found.episode, found.segment, pane="notes" if found.segment else "episodes"), None

    def get_default_screen(self) -> MainScreen:
        """Begin with the main screen rather than with an empty one under it."""
        return self.main

    def on_mount(self) -> None:
        """Look at the files once the screen stands."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        gc_tuning.begin()
        if self._complaint is not None:
            self.main.key_bar.say(self._complaint, warning=True)
        for warning in (*self.config.warnings, self.library.marks.not_kept):
            if warning:
                self.notify(warning, severity="warning", timeout=10, markup=False)
        self.set_timer(LOOK_AFTER, self._synchronise)
        self.set_interval(LOOK_EVERY, self._look_for_marks)

    @work(thread=True, exclusive=True, group="synchronise", exit_on_error=False)
    def _synchronise(self) -> None:
        """Bring the catalogue in step with the files, the screens being usable meanwhile."""
        found = self.library.synchronise(progress=lambda progress: self.call_from_thread(self._came_in, progress))
        if found.changed:
            self.call_from_thread(self._came_in)
        if problems := self.library.problems():
            names = "; ".join(str(problem) for problem in problems[:3])
            more = f" and {len(problems) - 3} more" if len(problems) > 3 else ""
            self.call_from_thread(self.main.key_bar.say, f"Left out: {names}{more}", warning=True)
        import tui.finding  # noqa: F401 - here, where nobody waits for it

    def _came_in(self, progress: Progress | None = None) -> None:
        self.main.library_changed()
        if self._finding is not None:
            self._finding.library_changed()
        if progress is not None and progress.total > progress.done:
            self.main.key_bar.say(f"Reading episodes: {progress.done:,} of {progress.total:,}")

    def _look_for_marks(self) -> None:
        if not self.main.stands:
            return
        if self.library.marks.refresh():
            self.main.show_marks()
        self.save_place()
        gc_tuning.collect_garbage()

    def save_place(self, visited: str | None = None) -> None:
        """Write down where the reader is, if that is elsewhere than before.

        Args:
            visited: when the visit ends, ISO 8601; while it goes on, the last one's stays.
        """
        session = self.main.session._replace(visited=visited or self._session.visited)
        if session == self._session:
            return
        if session.episode != self._kept and (kept := self.main.reader.document_to_keep()) is not None:
            keep_document(self.folders.cache, *kept)
            self._kept = session.episode
        save_session(self.folders.state, session)
        self._session = session

    async def action_quit(self) -> None:
        """Leave; the place is kept, and what is being brought in stops where it is."""
        if self._adding is not None:
            self._adding.stop()
        self.save_place(self._clock().isoformat())
        self.exit(0)

    # What the main screen asks for

    @on(MainScreen.LinkWanted)
    def _open_link(self, event: MainScreen.LinkWanted) -> None:
        self._open(self.main.reader.episode, event.url, event.segment_id)

    @work(thread=True, group="opening", exit_on_error=False)
    def _open(self, episode: Episode | None, url: str, segment_id: str | None) -> None:
        """Open a link without holding up the screen: a browser may take seconds to answer."""
        try:
            open_link(url)
        except LinkStaysClosed as error:
            from tui.screens.link_problem import LinkProblem

            self.call_from_thread(self.push_screen, LinkProblem(url, str(error), self._copy_address))
            return
        self.call_from_thread(self._opened, episode, url, segment_id)

    def _opened(self, episode: Episode | None, url: str, segment_id: str | None) -> None:
        if episode is not None:
            with contextlib.suppress(MarksNotKept):
                self.library.marks.set_opened(episode, segment_id, url)
        self.main.key_bar.say(f"Opened {url}")

    @on(MainScreen.CopyWanted)
    def _copy_wanted(self, event: MainScreen.CopyWanted) -> None:
        self._copy(event.text, event.what)

    def _copy_address(self, url: str) -> str:
        return self._copy(url, "The address")

    def _copy(self, text: str, what: str) -> str:
        from tui import clipboard

        sentence = clipboard.copy(text, self.copy_to_clipboard).sentence(what)
        self.main.key_bar.say(sentence)
        return sentence

    def _open_bookmark(self, row: BookmarkRow) -> None:
        if row.link is not None:
            self._open(None if row.gone else self.library.episode(row.episode), row.link, row.segment)

    @property
    def dialogs(self) -> Dialogs:
        """What the keys for notes, bookmarks, help and colours lead to."""
        if self._dialogs is None:
            from tui.dialogs import Dialogs

            self._dialogs = Dialogs(self.library, self.main, self._open_bookmark, self._copy_address, self.keys)
        return self._dialogs

    @property
    def finding(self) -> Finding:
        """What the keys for finding lead to."""
        if self._finding is None:
            from tui.finding import Finding

            self._finding = Finding(self.library, self.main, self._copy, self.keys)
        return self._finding

    @property
    def adding(self) -> Adding:
        """What the keys for bringing episodes in lead to."""
        if self._adding is None:
            from tui.adding import Adding

            self._adding = Adding(self.library, self.main)
        return self._adding

    def action_search(self) -> None:
        """Search everything."""
        self.finding.search()

    def on_key(self, event: events.Key) -> None:
        """Give the search line what was typed before it came up: keys that no widget took end here."""
        if self._finding is not None and event.key not in self.keys["search"]:
            self._finding.type_ahead(event)

    @on(MainScreen.LinksWanted)
    @work(group="dialogs")
    async def _show_links(self) -> None:
        await self.finding.links()

    @on(MainScreen.AlsoInWanted)
    @work(group="dialogs")
    async def _show_mentions(self, event: MainScreen.AlsoInWanted) -> None:
        await self.finding.also_in(event.url)

    @on(MainScreen.AddWanted)
    @work(group="dialogs")
    async def _add(self) -> None:
        await self.adding.add()

    @on(MainScreen.UpdateWanted)
    @work(group="sources", exit_on_error=False)
    async def _update(self) -> None:
        await self.adding.update()

    @on(MainScreen.NoteWanted)
    @work(group="dialogs")
    async def _ask_note(self) -> None:
        await self.dialogs.note()

    @on(MainScreen.BookmarksWanted)
    @work(group="dialogs")
    async def _show_bookmarks(self) -> None:
        await self.dialogs.bookmarks()

    @on(MainScreen.HelpWanted)
    @work(group="dialogs")
    async def _show_help(self, event: MainScreen.HelpWanted) -> None:
        await self.dialogs.help(event.pane)

    @on(MainScreen.ThemeWanted)
    @work(group="dialogs")
    async def _choose_theme(self) -> None:
        await self.dialogs.theme()
