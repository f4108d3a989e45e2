"""Notes of bookmarks: asked for in a line, or written in the reader's editor."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from textual import on
from textual.app import SuspendNotSupported
from textual.binding import Binding
from textual.suggester import Suggester
from textual.widgets import Input, Static

from episodes.errors import NotEdited
from episodes.files import read_regular
from episodes.marks.tags import as_text, as_words, read_text, read_words
from episodes.text import clean, clean_line
from tui.config import read_config
from tui.keymap import key_or_label
from tui.programs import words_of
from tui.screens.dialog import Dialog, LineInput
from tui.screens.reader_screen import ReaderScreen

LARGEST = 1024 * 1024
"""Bytes that a note may have."""
Note = tuple[str | None, tuple[str, ...] | None]
"""A note and its tags as they are to be; None leaves either as it is."""


async def ask_note(screen: ReaderScreen[Any], title: str, note: str | None, tags: tuple[str, ...]) -> Note | None:
    """Ask for the note and tags of a bookmark in a line; those of several lines are written in the editor.

    Args:
        screen: over which it is asked.
        title: what is bookmarked.
        note: as it is.
        tags: as they are.

    Returns:
        What they are to be, or None if the reader changed their mind.
    """
    if note is not None and "\n" in note:
        return write_note(screen, note, tags)
    before = as_words(note, tags)
    words = await screen.app.push_screen_wait(NotePrompt(title, before, screen.library.marks.tags()))
    if words is None:
        return None
    # What was left as it was makes no tag of a word that stood in a note before there were any.
    return (None, None) if words == before else read_words(words)


def write_note(screen: ReaderScreen[Any], note: str | None, tags: tuple[str, ...]) -> Note | None:
    """Let the reader write a note in their editor, the tags in its last line; return it, or say why it is as it was."""

    def run(command: Sequence[str]) -> int:
        try:
            return screen.run_on_terminal(command)
        except SuspendNotSupported:
            key = key_or_label("bookmark-note", screen.keys)
            raise NotEdited(f"No editor can have this terminal; {key} asks for a note in one line.") from None

    with screen.reporting_errors():
        editor = find_editor(read_config(screen.library.folders.settings).editor, os.environ)
        return read_text(edit(as_text(note, tags), editor, run))
    return None


def find_editor(configured: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """Return the command of the editor: that of the settings, else of `VISUAL` or `EDITOR`, else vi."""
    return [*configured] or [*words_of(environ.get("VISUAL") or environ.get("EDITOR") or "")] or ["vi"]


def edit(text: str, editor: Sequence[str], run: Callable[[Sequence[str]], int]) -> str:
    """Return what the reader makes of a text in an editor: clean, without white space at its ends.

    Args:
        text: what stands in the file when the editor begins.
        editor: its command, which gets the path of the file as one more argument.
        run: runs a command on the terminal until it ends and returns its status; may raise OSError.

    Raises:
        NotEdited: the editor does not run or failed, or saved nothing. What one that failed did save stays in its file.
    """
    folder = kept = ""
    try:
        folder = tempfile.mkdtemp(prefix="earmark-")
        path = os.path.join(folder, "note.md")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{text}\n" if text else "")
        status = run([*editor, path])
        saved = clean(read_regular(path, LARGEST).decode(errors="replace")).strip()
        is_other = saved not in ("", text)
        if status:
            kept = f" What it saved is in {path}." if is_other else ""
            raise NotEdited(f"The note is as it was: {editor[0]} ended with status {status}.{kept}")
        if not is_other:
            raise NotEdited(f"The note is as it was: {editor[0]} saved nothing else.")
        return saved
    except OSError as error:
        raise NotEdited(f"The note is as it was: {error.filename or editor[0]}: {error.strerror or error}.") from error
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


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

    def __init__(self, title: str, words: str = "", tags: Sequence[str] = ()) -> None:
        about = Static(clean_line(title), id="about", classes="quiet", markup=False)
        self.line = LineInput(clean_line(words), placeholder="a note to yourself, with #tags; it can stay empty")
        self.line.suggester = TagSuggester(tags)
        hint = f"enter keeps it,{' tab completes,' if tags else ''} esc closes"
        super().__init__(about, self.line, title="Why bookmark it?", hint=hint)

    def action_complete(self) -> None:
        """Take the rest of the tag that is suggested."""
        self.line.action_end()
        self.line.action_cursor_right()

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        self.dismiss(clean_line(event.value))
