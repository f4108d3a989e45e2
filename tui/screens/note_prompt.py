"""`NotePrompt`: asks why a segment is bookmarked.

    note = await app.push_screen_wait(NotePrompt("Annual Release Cycle", "as it was"))

Answers with the note, empty where it was emptied, or with None where it should stay as it was.
"""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from episodes.text import clean_line
from tui.screens.dialog import Dialog, LineInput


class NotePrompt(Dialog[str]):
    """A line for the note, below what it is about."""

    def __init__(self, title: str, note: str | None = None) -> None:
        """Make the prompt.

        Args:
            title: what is bookmarked.
            note: the note as it is.
        """
        super().__init__()
        self._title = clean_line(title)
        self._note = clean_line(note or "")

    def compose(self) -> ComposeResult:
        """Lay out the title and the line."""
        with Vertical(id="box") as box:
            box.border_title = "Why bookmark it?"
            box.border_subtitle = "enter keeps it, esc leaves it as it was"
            yield Static(Content(self._title), id="about", classes="quiet")
            yield LineInput(self._note, placeholder="a note to yourself; it can stay empty", id="note")

    def on_mount(self) -> None:
        """Be ready to type."""
        self.query_one(LineInput).focus()

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        self.dismiss(clean_line(event.value))
