"""`LinkProblem`: why a link stays closed, with its address to be copied."""

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from episodes.text import clean
from tui import clipboard
from tui.bindings import bind
from tui.screens.dialog import Dialog


class LinkProblem(Dialog[None]):
    """An address as it stands in the notes, and a sentence that says why it was not opened."""

    BINDINGS = [*bind("copy-link"), Binding("enter,q", "close", "Close", show=False)]

    def __init__(self, url: str, reason: str) -> None:
        super().__init__("Not opened", "y copies the address, esc closes")
        self._url = url
        self._reason = reason

    def compose_box(self) -> ComposeResult:
        yield Static(Content(clean(self._reason)), id="reason")
        # Control characters are no part of what is shown; the copy has the address as the notes have it.
        yield Static(Content(clean(self._url) or "(empty)"), id="url")
        yield Static(id="copied", markup=False)

    @work(group="copying")
    async def action_copy_link(self) -> None:
        copied = self.query_one("#copied", Static)
        copied.update(Content((await clipboard.copy_for(self.app, self._url)).sentence("The address")))
        copied.display = True
