"""The dialogs of the main screen: note, bookmarks, help and colours, from the key to what comes of the answer.

Each is a coroutine that the application runs beside the screens. Nothing here is needed for the first paint.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from episodes.errors import EarmarkError
from episodes.library import Library
from episodes.model import BookmarkRow, Target
from tui.bindings import run_command
from tui.config import save_theme
from tui.keymap import Pane
from tui.reader_state import Marked
from tui.screens.bookmarks import BookmarkActions, BookmarksScreen
from tui.screens.help import HelpScreen
from tui.screens.main import MainScreen
from tui.screens.note_prompt import NotePrompt
from tui.screens.theme_choice import ThemeChoice


class Dialogs:
    """What lies over the main screen for a moment.

    Args:
        library: all episodes.
        main: the screen that shows them.
        open_link: opens a link of a bookmark in the browser.
        copy: copies an address, and returns the sentence that says so.
        keys: the keys as they are, by command id.
    """

    def __init__(
        self,
        library: Library,
        main: MainScreen,
        open_link: Callable[[BookmarkRow], None],
        copy: Callable[[str], str],
        keys: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._reading = library.marks
        self._settings = library.folders.settings
        self._main = main
        self._open_link = open_link
        self._copy = copy
        self._keys = keys

    async def note(self) -> None:
        """Ask why the segment is worth coming back to, and bookmark it with the answer."""
        reader = self._main.reader
        if reader.segment is None:
            return
        note = await self._main.app.push_screen_wait(NotePrompt(reader.segment.name, reader.note))
        if note is not None:
            self._main.mark(lambda: reader.bookmark_with(note))

    async def bookmarks(self) -> None:
        """Show all bookmarks; go to the one that is chosen."""
        reading, reader = self._reading, self._main.reader
        actions = BookmarkActions(
            rows=reading.bookmarks,
            set_note=lambda row, note: self._marked(lambda: reading.set_note(row, note), f"Noted: {row.title}"),
            remove=lambda row: self._marked(lambda: reading.remove_bookmark(row), f"Bookmark removed: {row.title}"),
            open=self._open,
            copy=self._copy,
            undo=lambda: self._say(reader.undo()),
            redo=lambda: self._say(reader.redo()),
        )
        row = await self._main.app.push_screen_wait(BookmarksScreen(actions, self._keys))
        if row is not None:
            self._main.go_to(Target(row.episode, row.segment))
            self._main.focus_pane(Pane.NOTES)

    async def help(self, pane: Pane) -> None:
        """Show the keys of a pane; do what is chosen among them."""
        chosen = await self._main.app.push_screen_wait(HelpScreen(pane, self._keys))
        if chosen is not None:
            await run_command(self._main, chosen)

    async def theme(self) -> None:
        """Let the colours be chosen, and keep the choice in the reader's settings."""
        name = await self._main.app.push_screen_wait(ThemeChoice())
        if name is None:
            return
        self._main.app.theme = name
        try:
            save_theme(self._settings, name)
        except EarmarkError as error:
            self._main.key_bar.say(str(error), warning=True)

    def _open(self, row: BookmarkRow) -> str | None:
        if row.link is None:
            return "This bookmark has no link."
        self._open_link(row)
        return None

    def _marked(self, mark: Callable[[], None], sentence: str) -> str:
        """Make a mark, draw it behind the screen that asked, and return what to say of it there."""
        mark()
        return self._say(Marked(sentence))

    def _say(self, marked: Marked) -> str:
        self._main.show_marks()
        return marked.sentence
