"""Notes of bookmarks: asked for in a line, or written in the reader's editor."""

import os
import subprocess
from collections.abc import Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.screen import Screen
from textual.suggester import Suggester
from textual.widgets import Input, Static

from episodes.errors import NotEdited
from episodes.library import Library
from episodes.marks.tags import as_text, as_words, read_text, read_words
from episodes.text import clean_line
from tui.config import read_config
from tui.editor import edit, find_editor
from tui.screens.dialog import Dialog, LineInput
from tui.widgets.key_bar import KeyBar

Note = tuple[str | None, tuple[str, ...] | None]
"""A note and its tags as they are to be; None leaves either as it is."""


async def ask_note(
    screen: Screen[Any], library: Library, title: str, note: str | None, tags: tuple[str, ...]
) -> Note | None:
    """Ask for the note and tags of a bookmark in a line; those of several lines are written in the editor.

    Args:
        screen: over which it is asked.
        library: whose tags are completed, and whose settings name the editor.
        title: what is bookmarked.
        note: as it is.
        tags: as they are.

    Returns:
        What they are to be, or None if the reader changed their mind.
    """
    if note is not None and "\n" in note:
        return write_note(screen, library, note, tags)
    before = as_words(note, tags)
    words = await screen.app.push_screen_wait(NotePrompt(title, before, library.marks.tags()))
    if words is None:
        return None
    # What was left as it was makes no tag of a word that stood in a note before there were any.
    return (None, None) if words == before else read_words(words)


def write_note(screen: Screen[Any], library: Library, note: str | None, tags: tuple[str, ...]) -> Note | None:
    """Let the reader write a note in their editor, the tags in its last line; return it, or say why it is as it was."""
    app = screen.app

    def run(command: Sequence[str]) -> int:
        try:
            with app.suspend():
                return subprocess.call(command)
        except SuspendNotSupported:
            raise NotEdited("No editor can have this terminal; m asks for a note in one line.") from None

    editor = find_editor(read_config(library.folders.settings).editor, os.environ)
    try:
        return read_text(edit(as_text(note, tags), editor, run))
    except NotEdited as error:
        screen.query_one(KeyBar).say(str(error), warning=True)
        return None


class TagSuggester(Suggester):
    """Suggests the rest of a `#tag` that is being typed.

    Args:
        tags: those that there are, the likeliest first.
    """

    def __init__(self, tags: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._tags = tags

    async def get_suggestion(self, value: str) -> str | None:
        before, sign, begun = value.rpartition("#")
        if not sign or before[-1:].strip():
            return None
        longer = (tag for tag in self._tags if tag.casefold().startswith(begun.casefold()) and len(tag) > len(begun))
        return next((value + tag[len(begun) :] for tag in longer), None)


class NotePrompt(Dialog[str]):
    """Asks why a segment is bookmarked. Answers with the words, empty where they were taken away; None leaves them.

    Args:
        title: what is bookmarked.
        words: the note and tags as they are, as one types them.
        tags: those that there are, the likeliest first.
    """

    BINDINGS = [Binding("tab", "complete", "Complete", show=False)]

    line = query_one(LineInput)

    def __init__(self, title: str, words: str = "", tags: Sequence[str] = ()) -> None:
        super().__init__()
        self._title = clean_line(title)
        self._words = clean_line(words)
        self._tags = tags

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Why bookmark it?"
            box.border_subtitle = f"enter keeps it,{' tab completes a #tag,' if self._tags else ''} esc leaves it"
            yield Static(Content(self._title), id="about", classes="quiet")
            line = LineInput(self._words, placeholder="a note to yourself, with #tags; it can stay empty", id="note")
            line.suggester = TagSuggester(self._tags)
            yield line

    def on_mount(self) -> None:
        self.line.focus()

    def action_complete(self) -> None:
        """Take the rest of the tag that is suggested."""
        self.line.action_end()
        self.line.action_cursor_right()

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        self.dismiss(clean_line(event.value))
