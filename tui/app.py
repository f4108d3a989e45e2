"""The application: the library and the reader's settings behind the main screen, and what goes on beside it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from textual import events, on, work
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen

from episodes.errors import EarmarkError, UnknownTarget
from episodes.folders import Folders
from episodes.library import Clock, Library, utc_now
from episodes.listing import Order, View
from tui import gc_tuning, themes
from tui.bindings import CommandProvider, app_bindings, textual_keymap
from tui.config import read_config
from tui.document_cache import DocumentCache
from tui.keymap import command_keys, key_text
from tui.painted import Difference, Painted
from tui.reader_state import ReaderState
from tui.screens.main import MainScreen
from tui.session import Session, load_session, save_session
from tui.shown_text import TextFilter

if TYPE_CHECKING:
    from episodes.index.sync import Progress
    from tui.driver import Ended

LOOK_AFTER = 0.2
"""Seconds from the first paint until the index is synchronised, which would delay the first keys."""
POLL_EVERY = 1.0
"""Seconds between two polls for marks that another process or device made."""


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
        if not os.environ.get("NO_COLOR"):
            os.environ.pop("NO_COLOR", None)  # https://no-color.org: empty, it is as if it were not set
        super().__init__()
        self._text_filter = TextFilter()
        self._clock = clock
        self.folders = folders
        self._session = load_session(folders.state)
        self.library = Library(
            folders,
            clock=clock,
            short_names=lambda: self.config.shows,
            last_visit=self._session.last_visit or clock(),
        )
        self.library.marks.goes_on = True
        self._said_trouble: str | None = None
        themes.register(self)
        self.config = read_config(folders.settings, self.available_themes)
        self.theme = self.config.theme or themes.DEFAULT  # before the first styles are worked out, not after
        self.keys = command_keys(self.config.keys)
        self.set_keymap(textual_keymap(self.config.keys))
        if not self.library.listing().count():
            self.library.synchronise()  # the first start: the bundled episodes take a moment, an empty list longer
        session, self._target_problem = self._begin_at(target)
        view = View(session.view) if session.view in list(View) else View.ALL
        order = Order(session.order) if session.order in list(Order) else Order.DATE
        reader = ReaderState(self.library, view, session.shows.split(), order)
        self._documents = DocumentCache(self.library)
        self._documents.load()
        self.main = MainScreen(reader, self._documents, session, self.keys)

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
        shows = self._session.shows if found.show in self._session.shows.split() else ""
        pane = "notes" if found.segment else "episodes"
        return Session(found.episode, found.segment, pane=pane, shows=shows, order=self._session.order), None

    def get_driver_class(self) -> type[Driver]:
        """Use the driver that keeps the terminal in order, where there is one."""
        if sys.platform == "win32":
            return super().get_driver_class()
        from tui.driver import TerminalDriver

        return TerminalDriver

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters of painted lines, and our own."""
        return [self._text_filter, *super().get_line_filters()]

    @property
    def _painted(self) -> Painted | None:
        """What stands on the terminal, where the driver knows that."""
        return getattr(self._driver, "painted", None)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if (painted := self._painted) is not None and isinstance(renderable, CompositorUpdate):
            renderable = Difference(renderable, painted, self.size)
        super()._display(screen, renderable)

    def get_default_screen(self) -> MainScreen:
        """Start with the main screen, not with an empty one under it."""
        return self.main

    def on_mount(self) -> None:
        """Start the work in the background after the first paint."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        gc_tuning.start()
        if self._target_problem is not None:
            self.main.key_bar.say(self._target_problem, warning=True)
        names = self.library.show_names.problems if self.config.shows else ()
        for warning in (*self.config.warnings, *names, self.library.marks.not_kept):
            if warning:
                self.notify(warning, severity="warning", timeout=10, markup=False)
        self.set_timer(LOOK_AFTER, self._synchronise)
        self.set_interval(POLL_EVERY, self._poll_marks)

    @work(thread=True, exclusive=True, group="synchronise", exit_on_error=False)
    def _synchronise(self) -> None:
        """Synchronise the index with the files; the screens can be used meanwhile."""
        found = self.library.synchronise(
            progress=lambda progress: self.call_from_thread(self._library_changed, progress)
        )
        if found.changed:
            self.call_from_thread(self._library_changed)
        if problems := self.library.problems():
            names = "; ".join(str(problem) for problem in problems[:3])
            more = f" and {len(problems) - 3} more" if len(problems) > 3 else ""
            self.call_from_thread(self.main.key_bar.say, f"Left out: {names}{more}", warning=True)
        from tui.screens import bookmarks, links, search  # noqa: F401 - loaded ahead of the first key that needs them

    def _library_changed(self, progress: Progress | None = None) -> None:
        self.main.library_changed()
        if progress is not None and progress.total > progress.done:
            self.main.key_bar.say(f"Reading episodes: {progress.done:,} of {progress.total:,}")

    def _poll_marks(self) -> None:
        if self.library.trouble != self._said_trouble:
            self._said_trouble = self.library.trouble
            self.notify(self.library.trouble or "", severity="warning", timeout=10, markup=False)
        if not self.main.is_ready:
            return
        if self.library.marks.refresh():
            self.main.show_marks()
        self.save_place()
        gc_tuning.collect()

    def save_place(self, visited: str | None = None) -> None:
        """Save where the reader is, if that changed.

        Args:
            visited: when the visit ends, ISO 8601; while it goes on, the last one's stays.
        """
        session = self.main.session._replace(visited=visited or self._session.visited)
        if session == self._session:
            return
        if (episode := self.main.reader.episode) is not None:
            self._documents.save(episode)
        save_session(self.folders.state, session)
        self._session = session

    def action_help_quit(self) -> None:
        """Say on ctrl+c which key quits."""
        self.notify(f"{key_text((*self.keys['quit'], 'ctrl+q')[0])} quits Earmark.", markup=False)

    async def action_quit(self) -> None:
        """Save the place and quit; what is being imported is cancelled."""
        self._end(0)

    def on_ended(self, event: Ended) -> None:
        """Quit because of a signal, with the status that shells give it."""
        self._end(128 + event.signum)

    def _end(self, status: int) -> None:
        self.main.importing.cancel()
        self.library.marks.settle()
        self.save_place(self._clock().isoformat())
        self.exit(status)

    @on(Driver.SignalResume)
    def action_redraw(self) -> None:
        """Paint everything again, whatever another program wrote over it."""
        if (painted := self._painted) is not None:
            painted.forget()
        self.refresh(layout=True)

    def action_suspend(self) -> None:
        """Stop, as the terminal would with ctrl+z: the whole job, of which a script may be part."""
        if sys.platform != "win32" and not self.is_headless:
            os.killpg(os.getpgrp(), signal.SIGTSTP)

    async def on_key(self, event: events.Key) -> None:
        """Pass keys that no widget took to the line that is open: they were typed before it was there. Else count."""
        if self.main.live_list is not None:
            self.main.live_list.type_ahead(event)
        elif self.screen is self.main:
            await self.main.typed.take(event)
