"""The application: the library and the reader's settings behind the main screen, and what goes on beside it."""

from __future__ import annotations

import asyncio
import datetime
import glob
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import textual.screen
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, RenderableType
from textual import events, on, work
from textual._compositor import CompositorUpdate, LayoutUpdate
from textual._context import active_message_pump
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Input

from episodes.errors import EarmarkError, UnknownTarget
from episodes.folders import Folders
from episodes.library import Library, utc_now
from episodes.listing import Order, View
from episodes.model import Clock, Monitor, Step
from episodes.text import some_of
from tui import gc_tuning, themes
from tui.bindings import CommandProvider, pane_bindings, run_command, textual_keymap
from tui.config import read_config
from tui.document_cache import LAST_READ, DocumentCache
from tui.first_picture import FirstPicture, stamp
from tui.keymap import COMMANDS, Pane, command_keys, help_rows, key_text
from tui.line_filter import ReadableLines
from tui.painted import Difference, whole_paint
from tui.reader_state import ReaderState
from tui.screens.main import MainScreen
from tui.session import SESSION, Session, load_session, save_session

if TYPE_CHECKING:
    from tui.driver import Ended, TerminalDriver

SYNCHRONISE_AFTER = 0.2
"""Seconds from the first paint until the index is synchronised, which would delay the first keys."""
_TURNS = 100
"""Of the event loop, in which a dialog comes that the key before asked for: other work for dialogs may take longer."""
POLL_EVERY = 1.0
"""Seconds between two polls for marks that another process or device made."""

textual.screen.UPDATE_PERIOD = 1 / 240  # type: ignore[misc]
"""Seconds from one paint to the next at least. The first key comes right after the first paint, and would wait."""


class EarmarkApp(App[int]):
    """Earmark on the screen.

    Args:
        folders: where everything lives.
        target: the episode or segment to begin at, as the command line names it.
        clock: gives the time, with its zone.
        picture: that of the last visit, which may stand on the terminal.
    """

    TITLE = "Earmark"
    CSS_PATH = "screens/main.tcss"  # of the default screen, which brings no style sheet of its own
    BINDINGS = pane_bindings(Pane.APP)
    COMMANDS = {CommandProvider}

    def __init__(
        self,
        folders: Folders,
        target: str | None = None,
        *,
        clock: Clock = utc_now,
        picture: FirstPicture | None = None,
    ) -> None:
        if not os.environ.get("NO_COLOR"):
            os.environ.pop("NO_COLOR", None)  # https://no-color.org: empty, it is as if it were not set
        super().__init__()
        self.picture = picture or FirstPicture(folders.state)
        self._stamps: list[str] = []
        self._last_picture: tuple[str, list[str]] | None = None
        colours = COLOR_SYSTEMS.get(self.console.color_system or "", ColorSystem.TRUECOLOR)
        self._readable_lines = ReadableLines(colours)
        self._clock = clock
        self.folders = folders
        self._session = load_session(folders.state)
        last_visit = self._session.last_visit or clock()
        self.library = Library(folders, clock=clock, short_names=lambda: self.config.shows, last_visit=last_visit)
        self.library.marks.goes_on = True
        self._said_trouble: str | None = None
        themes.register(self)
        self.config = read_config(folders.settings, themes.offered(self.available_themes))
        self.theme = self.config.theme or themes.DEFAULT  # before the first styles are worked out, not after
        self.keys = command_keys(self.config.keys)
        self.set_keymap(textual_keymap(self.keys))
        self._moves = {key for command in COMMANDS if Pane.ROWS in command.panes for key in self.keys[command.id]}
        if not self.library.listing().count():
            self._read_first()
        session, self._target_problem = self._begin_at(target)
        view = View(session.view) if session.view in list(View) else View.ALL
        order = Order(session.order) if session.order in list(Order) else Order.DATE
        reader = ReaderState(self.library, view, session.shows.split(), order)
        self._documents = DocumentCache(self.library)
        self._documents.load()
        self.main = MainScreen(reader, self._documents, session, self.keys)

    def _read_first(self) -> None:
        """Read episodes until there is one to show, that of the last visit: the rest comes while one reads."""
        wanted, found = self._session.episode, False

        def look(_: Step) -> None:
            nonlocal found
            found = wanted is None or self.library.row(wanted) is not None

        self.library.synchronise(Monitor(look, lambda: found))

    def _begin_at(self, target: str | None) -> tuple[Session, str | None]:
        """Return the session to begin with, and what is wrong with the target if it names nothing."""
        if target is None:
            return self._session, None
        try:
            try:
                found = self.library.targets.find(target)
            except UnknownTarget:
                self.library.synchronise()  # it may have been put there since the last start
                found = self.library.targets.find(target)
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
        return [*super().get_line_filters(), self._readable_lines]

    @property
    def _terminal(self) -> TerminalDriver | None:
        """The driver, where it is ours."""
        return self._driver if hasattr(self._driver, "painted") else None  # type: ignore[return-value]

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if isinstance(renderable, LayoutUpdate) and not self._batch_count:  # nothing is left to be painted after it
            for widget in screen._compositor.visible_widgets:
                widget._exchange_repaint_regions()
        if self._terminal is not None and isinstance(renderable, CompositorUpdate):
            renderable = Difference(renderable, self._terminal.painted, self.size)
            self._terminal.may_read.set()  # all has its place now
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
        self.set_timer(SYNCHRONISE_AFTER, self._synchronise)
        self.set_interval(POLL_EVERY, self._poll_marks)

    @work(thread=True, exclusive=True, group="synchronise", exit_on_error=False)
    def _synchronise(self) -> None:
        """Synchronise the index with the files; the screens can be used meanwhile."""
        if self.library.synchronise(Monitor(partial(self.call_from_thread, self._library_changed))):
            self.call_from_thread(self._library_changed)
        if problems := self.library.problems():
            names = some_of([str(problem) for problem in problems], 3, "; ")
            self.call_from_thread(self.main.key_bar.say, f"Left out: {names}", warning=True)
        from tui.screens import bookmarks, links, search  # noqa: F401 - loaded ahead of the first key that needs them

    def _library_changed(self, step: Step | None = None) -> None:
        self.main.library_changed()
        if step is not None and step.done != step.total:
            self.main.key_bar.say(f"Reading episodes: {step.done:,} of {step.total:,}")

    def _poll_marks(self) -> None:
        if self.library.trouble != self._said_trouble:
            self._said_trouble = self.library.trouble
            self.notify(self.library.trouble or "", severity="warning", timeout=10, markup=False)
        if not self.main.is_ready:
            return
        if self.library.marks.refresh():
            self.main.show_marks()
        before = self._session
        self.save_place()
        if self._session is before:  # the reader stays: to draw the picture holds up who goes on
            self._picture_at_rest()
        gc_tuning.collect()

    def save_place(self, visited: str | None = None) -> None:
        """Save where the reader is, if that changed.

        Args:
            visited: when the visit ends, ISO 8601; while it goes on, the last one's stays.
        """
        if self.main.is_ready and (document := self.main.notes.document) is not None:
            self._documents.save(document)
        session = self.main.session._replace(visited=visited or self._session.visited)
        if session != self._session:
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
        self.main.importing.cancelled.set()
        self.library.marks.settle()
        visited = self._clock()
        self.save_place(visited.isoformat())
        self.call_after_refresh(self._finish, status, visited, 20)

    def _finish(self, status: int, visited: datetime.datetime, patience: int) -> None:
        """Exit once what was typed before has had its effect, of which the picture is drawn.

        Args:
            status: of the process.
            visited: when the visit ends.
            patience: how many paints more that effect may take.
        """
        if self.main.is_ready and self.main.is_current:
            if patience and not self.main.is_settled:
                self.call_after_refresh(self._finish, status, visited, patience - 1)
                return
            self.library.last_visit = visited
            self.main.leave()
        self.save_place(visited.isoformat())
        self._last_picture = self._picture()
        self.exit(status)

    def close(self) -> None:
        """Close the library when the application has ended, and keep the picture for the next start."""
        self.library.close()
        if self._last_picture is not None:
            frame, files = self._last_picture
            self.picture.keep(frame, map(stamp, files))

    def _picture_at_rest(self) -> None:
        """Keep the picture where something that it shows has changed: the program may be killed."""
        main = self.main
        if main.reader.view is not View.ALL or not main.is_at_rest:
            return
        stamps = [stamp(file) for file in self._shown_files()]
        if stamps != self._stamps:
            main.refill_list()
            if (picture := self._picture()) is not None:
                self._stamps = stamps
                self.picture.keep(picture[0], stamps)

    def _picture(self) -> tuple[str, list[str]] | None:
        """Return what the next start is going to show, and the files that it shows; None where that is not sure."""
        main, library = self.main, self.library
        if self._terminal is None or not main.is_ready or not main.is_at_rest or library.marks.for_session:
            return None
        config, episode = read_config(self.folders.settings, self.available_themes), main.reader.episode
        if config._replace(theme=self.config.theme) != self.config or self.theme != (config.theme or themes.DEFAULT):
            return None
        with suppress(EarmarkError):
            if episode is not None and library.episode(episode.id) is episode:
                dirty = main._compositor._dirty_regions.copy()
                update = main._compositor.render_update(full=True)
                main._compositor._dirty_regions |= dirty
                if isinstance(update, CompositorUpdate):
                    return whole_paint(update, self.console), self._shown_files()
        return None

    def _shown_files(self) -> list[str]:
        """Return the files that the main screen shows something of, there or not."""
        folders, episode = self.folders, self.main.reader.episode
        journals = [] if folders.marks is None else sorted(glob.glob(os.path.join(glob.escape(folders.marks), "*")))
        files = [
            folders.state and os.path.join(folders.state, SESSION),
            folders.cache and os.path.join(folders.cache, LAST_READ),
            folders.index,
            folders.index and f"{folders.index}-wal",
            folders.settings,
            folders.sources,
            folders.marks,
            *journals,
            episode and self.library.file(episode.id),
            textual.__file__,
        ]
        return [file for file in files if file]

    @work(group="dialogs")
    async def action_help(self) -> None:
        """Show the keys of the focused pane, or of the screen that lies over it, and run the command that is chosen."""
        from tui.screens.help import HelpScreen, rows_here

        screen = self.screen
        if isinstance(screen, HelpScreen):
            return
        pane = self.main.pane if screen is self.main else None
        title = "Keys here" if pane is None else f"Keys in the {pane}"
        rows = rows_here(screen) if pane is None else help_rows(pane, self.keys)
        if (chosen := await self.push_screen_wait(HelpScreen(title, rows))) is not None:
            await run_command(screen, chosen)

    def pop_screen(self) -> AwaitComplete:
        """Take the screen that lies over all others away, where there is one: the palette may do so twice."""
        return super().pop_screen() if len(self.screen_stack) > 1 else AwaitComplete.nothing()  # type: ignore[no-untyped-call]

    def _handle_exception(self, error: Exception) -> None:
        """End with a traceback, but for what a screen misses of itself that is being taken away."""
        pump = active_message_pump.get()
        is_gone = isinstance(pump, Screen) and pump not in self.screen_stack
        if not (isinstance(error, NoMatches) and (self._exit or is_gone)):
            super()._handle_exception(error)

    @on(Driver.SignalResume)
    def action_redraw(self) -> None:
        """Paint everything again, whatever another program wrote over it."""
        if self._terminal is not None:
            self._terminal.painted.forget()
        self.refresh(layout=True)

    def action_suspend(self) -> None:
        """Stop, as the terminal would with ctrl+z: the whole job, of which a script may be part."""
        if sys.platform != "win32" and not self.is_headless:
            os.killpg(os.getpgrp(), signal.SIGTSTP)

    async def on_key(self, event: events.Key) -> None:
        """Give keys that came before what they are for to the line or the letters that are there now. Else count."""
        for _ in range(_TURNS):
            dialogs = [each for each in self.workers if each.group == "dialogs" and not each.is_finished]
            if self.screen.is_mounted and self.screen.stack_updates and not (dialogs and self.screen is self.main):
                break
            await asyncio.sleep(0)
        if isinstance(line := self.screen.focused, Input) and event.character is not None and event.is_printable:
            line.replace(event.character, *line.selection)
            event.prevent_default()
        elif self.screen is self.main and self.main.notes.hinting:
            self.main.notes.on_key(event)
        elif self.screen is self.main:
            if event.key not in self._moves:
                self.main.follow()
            await self.main.typed.take(event)
