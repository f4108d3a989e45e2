"""`ReaderScreen`: what a reader does on any screen with a key bar: marks are made, links opened, texts copied.

Each is answered by a sentence in the key bar. Programs are loaded when they are asked for.
"""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TypeVar

from textual import work
from textual.app import SuspendNotSupported
from textual.getters import query_one
from textual.screen import Screen

from episodes.errors import EarmarkError, LinkStaysClosed
from episodes.library import Library
from episodes.model import Target
from tui.keymap import Keys, key_or_label
from tui.widgets.key_bar import KeyBar

Answer = TypeVar("Answer")


class ReaderScreen(Screen[Answer]):
    """A screen that says in its key bar what its keys did."""

    key_bar = query_one(KeyBar)
    library: Library
    keys: Keys
    """The keys as they are, by command id."""

    def on_compose(self) -> None:
        """Take the classes of the layout before the first paint: Textual adds them after it, and paints all again."""
        breakpoints = self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS
        for cells, layouts in zip(self.app.size, breakpoints, strict=True):
            self.add_class(*[name for least, name in layouts or () if cells >= least][-1:], update=False)

    def show_marks(self) -> None:
        """Show the marks as they are now."""

    @contextmanager
    def reporting_errors(self) -> Iterator[None]:
        """Show an error as a warning in the key bar instead of raising it; of a link that stays closed, its address."""
        try:
            yield
        except LinkStaysClosed as error:
            from tui.screens.dialog import LinkProblem

            self.app.push_screen(LinkProblem(error.url, str(error), key_or_label("copy-link", self.keys)))
        except EarmarkError as error:
            self.key_bar.say(str(error), warning=True)

    # Marks

    def mark(self, make: Callable[[], object], sentence: str = "") -> None:
        """Make a mark, and show what it returns, else the sentence, or why the mark could not be kept."""
        with self.reporting_errors():
            said = str(make() or sentence)
            self.show_marks()
            if said:
                self.say_marked(said)

    def say_marked(self, sentence: str, *, warning: bool = False) -> None:
        """Say what a mark did, and that it holds for this session only where the disk did not take it."""
        if self.library.marks.unsaid:
            self.library.marks.unsaid = False
            sentence, warning = f"For this session only: {sentence}", True
        self.key_bar.say(sentence, warning=warning)

    def action_undo(self) -> None:
        self.mark(self.library.marks.undo, "There is nothing to undo.")

    def action_redo(self) -> None:
        self.mark(self.library.marks.redo, "There is nothing to redo.")

    # Links

    async def open_and_mark(self, url: str, at: Target | None) -> str:
        """Open a link in the browser and keep that it was opened. Waits in a thread: a browser may take seconds.

        Args:
            url: the address as the notes have it.
            at: where it stands; None where that is gone from the library, and then no mark is made.

        Returns:
            The sentence that says so.

        Raises:
            LinkStaysClosed: it must not be opened, or no browser took it.
        """
        from tui import programs

        self.key_bar.say(f"Opening {url} …")
        await programs.in_daemon_thread(partial(programs.open_link, url, self.run_from_thread))
        if at is not None:
            with suppress(EarmarkError):
                self.library.marks.set_opened(self.library.episode(at.episode), at.segment, url)
        return f"Opened {url}"

    @work(group="opening", exit_on_error=False)
    async def open_link(self, url: str, at: Target | None) -> None:
        """Open a link as `open_and_mark` does, and say so; where it stays closed, show why."""
        with self.reporting_errors():
            self.say_marked(await self.open_and_mark(url, at))

    def run_on_terminal(self, command: Sequence[str]) -> int:
        """Run a program on the terminal, the screens suspended meanwhile, and return its status.

        Raises:
            OSError: it does not run.
            SuspendNotSupported: this terminal cannot be had.
        """
        with self.app.suspend():
            try:
                return subprocess.call(command)
            except OSError as error:
                failure = error
        raise failure  # here, as Textual takes the terminal back only where nothing was raised

    def run_from_thread(self, command: Sequence[str]) -> int:
        """Run a program as `run_on_terminal` does, called in a thread. Raises OSError where it does not run there."""
        try:
            return self.app.call_from_thread(self.run_on_terminal, command)
        except SuspendNotSupported as error:
            raise OSError(str(error)) from error

    @work(group="copying")
    async def copy_text(self, text: str, what: str) -> None:
        """Copy a text, and say so of what it is, such as `The link`."""
        from tui import programs

        self.key_bar.say(await programs.copy(text, what, self.app.copy_to_clipboard))
