"""`Confirm`: asks before something that is hard to take back.

if await app.push_screen_wait(Confirm("Open 23 links?", "Open them")): ...
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.screens.dialog import Dialog


class Confirm(Dialog[bool]):
    """A question that enter or y says yes to. Every other way out is a no."""

    BINDINGS = [Binding("enter,y", "agree", "Yes", show=False), Binding("n,q", "close", "No", show=False)]
    DEFAULT_CSS = """
    Confirm > #box { width: auto; min-width: 40; padding: 1 2; }
    """

    def __init__(self, question: str, consent: str) -> None:
        """Make the question.

        Args:
            question: what is asked.
            consent: what yes does, in two or three words.
        """
        super().__init__()
        self._question = question
        self._consent = consent

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(id="box") as box:
            box.border_subtitle = f"enter: {self._consent} · esc: no"
            yield Static(Content(self._question), id="question")

    def action_agree(self) -> None:
        """Say yes."""
        self.dismiss(True)
