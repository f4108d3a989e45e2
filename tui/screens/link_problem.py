"""`LinkProblem`: shows an address that was not opened, and why; it can be copied.

app.push_screen(LinkProblem(url, str(error), copy))
"""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from episodes.text import clean
from tui.bindings import bind
from tui.screens.dialog import Dialog


class LinkProblem(Dialog[None]):
    """The address as it stands in the notes, and what is wrong with it."""

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

    def __init__(self, url: str, reason: str, copy: Callable[[str], str | None]) -> None:
        """Make the message.

        Args:
            url: the address as the notes have it.
            reason: a sentence that says why it was not opened.
            copy: copies a text, and returns a sentence that says so, or None if it says so itself.
        """
        super().__init__()
        self._url = url
        self._reason = reason
        self._copy = copy

    def compose(self) -> ComposeResult:
        """Lay out the reason and the address."""
        with Vertical(id="box") as box:
            box.border_title = "Not opened"
            box.border_subtitle = "y copies the address, esc closes"
            yield Static(Content(clean(self._reason)), id="reason")
            # Control characters are no part of what is shown; the copy has the address as the notes have it.
            yield Static(Content(clean(self._url) or "(empty)"), id="url")
            yield Static(id="copied", markup=False)

    def action_copy_link(self) -> None:
        """Copy the address."""
        said = self._copy(self._url)
        if said:
            copied = self.query_one("#copied", Static)
            copied.update(Content(said))
            copied.display = True
