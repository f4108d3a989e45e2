"""Opening links: `open_or_explain` does it for a key, and `LinkProblem` is the dialog where a link stays closed."""

import contextlib
from collections.abc import Sequence
from functools import partial
from typing import Any

from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from episodes.errors import EarmarkError, LinkStaysClosed
from episodes.library import Library
from episodes.model import Episode, Segment, Target
from episodes.text import clean
from episodes.web_links import web_address
from tui import clipboard, opener
from tui.bindings import bind
from tui.opener import in_daemon_thread
from tui.player import play
from tui.screens.dialog import Dialog
from tui.session_marks import SessionMarks
from tui.widgets.key_bar import KeyBar


async def open_and_mark(screen: Screen[Any], library: Library, url: str, at: Target | None) -> str:
    """Open a link in the browser and keep that it was opened. Waits in a thread: a browser may take seconds to answer.

    Args:
        screen: says in its key bar that the link is being opened.
        library: takes the mark.
        url: the address as the notes have it.
        at: where it stands; None where that is gone from the library, and then no mark is made.

    Returns:
        The sentence that says so.

    Raises:
        LinkStaysClosed: it must not be opened, or no browser took it.
    """
    screen.query_one(KeyBar).say(f"Opening {url} …")
    await in_daemon_thread(partial(opener.open_link, url, in_terminal=_in_terminal(screen.app)))
    if at is not None:
        with contextlib.suppress(EarmarkError):
            library.marks.set_opened(library.episode(at.episode), at.segment, url)
    return f"Opened {url}"


async def open_or_explain(screen: Screen[Any], library: Library, url: str, at: Target | None) -> None:
    """Open a link for a screen as `open_and_mark` does, and say so in its key bar; where it stays closed, show why."""
    made = SessionMarks(library.marks)
    try:
        made.say(screen.query_one(KeyBar), await open_and_mark(screen, library, url, at))
    except LinkStaysClosed as error:
        screen.app.push_screen(LinkProblem(url, str(error)))


async def play_or_explain(screen: Screen[Any], library: Library, episode: Episode, segment: Segment | None) -> None:
    """Play the recording from where a segment begins, and say so in the key bar; where that cannot be, show why."""
    bar = screen.query_one(KeyBar)
    try:
        bar.say(await in_daemon_thread(partial(play, episode, segment, library.folders, _in_terminal(screen.app))))
    except LinkStaysClosed as error:
        url, _ = web_address(episode, episode.cue(segment).start)
        screen.app.push_screen(LinkProblem(url, str(error)))
    except EarmarkError as error:
        bar.say(str(error), warning=True)


def _in_terminal(app: App[Any]) -> opener.Run:
    """Return what runs a program on the terminal, the screens suspended meanwhile, when a thread asks for it."""

    def suspended(command: Sequence[str]) -> bool:
        with app.suspend():
            return opener.run_here(command)

    return partial(app.call_from_thread, suspended)


class LinkProblem(Dialog[None]):
    """An address as it stands in the notes, and a sentence that says why it was not opened; it can be copied."""

    BINDINGS = [*bind("copy-link"), Binding("enter,q", "close", "Close", show=False)]
    DEFAULT_CSS = """
    LinkProblem > #box {
        border: round $warning;
        border-title-color: $text-warning;
        #reason { margin-bottom: 1; }
        #url { color: $text-primary; max-height: 8; }
        #copied { color: $text-muted; display: none; margin-top: 1; }
    }
    """

    def __init__(self, url: str, reason: str) -> None:
        super().__init__()
        self._url = url
        self._reason = reason

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Not opened"
            box.border_subtitle = "y copies the address, esc closes"
            yield Static(Content(clean(self._reason)), id="reason")
            # Control characters are no part of what is shown; the copy has the address as the notes have it.
            yield Static(Content(clean(self._url) or "(empty)"), id="url")
            yield Static(id="copied", markup=False)

    @work(group="copying")
    async def action_copy_link(self) -> None:
        copied = self.query_one("#copied", Static)
        copied.update(Content((await clipboard.copy_for(self.app, self._url)).sentence("The address")))
        copied.display = True
