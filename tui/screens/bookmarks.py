"""`BookmarksScreen`: all bookmarks with their notes, to go to, edit, open and remove.

    row = await app.push_screen_wait(BookmarksScreen(library, keys))

Answers with the row to go to, or None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input

from episodes.errors import EarmarkError
from episodes.library import Library
from episodes.marks.tags import as_words, read_words
from episodes.model import BookmarkRow
from episodes.web_links import host
from tui import clipboard
from tui.bindings import bind
from tui.keymap import key_text
from tui.screens.dialog import LineInput, NotePrompt, Sheet, matches
from tui.screens.opening import open_or_explain
from tui.session_marks import SessionMarks
from tui.widgets import glyphs
from tui.widgets.item_list import ItemList
from tui.widgets.key_bar import KeyBar
from tui.widgets.row_text import Part, line


class BookmarkList(ItemList[BookmarkRow]):
    """Bookmarks, three lines each: the segment and the date, the note, the episode."""

    row_height = 3
    context = 0

    def refill(self, rows: Sequence[BookmarkRow]) -> None:
        """Show these bookmarks; the cursor stays on its own, or on the row that takes its place."""
        kept = self.current.target if self.current else None
        self.items = rows
        cursor = next((at for at, row in enumerate(rows) if row.target == kept), None)
        self.set_count(len(rows), cursor=cursor)

    def item_parts(self, item: BookmarkRow, width: int) -> Sequence[Iterable[Part]]:
        return bookmark_lines(item, width)


def bookmark_lines(row: BookmarkRow, width: int) -> list[list[Part]]:
    """Return a bookmark as three lines: the segment and the date, the note, the episode.

    Args:
        row: the bookmark.
        width: cells of the lines.
    """
    # The date is the reader's own: the day that it was where they sat.
    day = row.made.astimezone().date().isoformat() if width >= 30 else ""
    number = row.target.episode.rpartition(":")[2] if row.episode_title else ""
    where = [
        "gone from the library" if row.gone else "",
        number if number.isdecimal() else "",
        row.episode_title or row.target.episode,
        (row.link if row.gone else host(row.link)) if row.link else "",
    ]
    title, role = row.name, "warning" if row.gone else "strong"
    return [
        line(width, [(f"{glyphs.EARMARK} ", "earmark")], title, role, [(" ", role), (day, "muted")]),
        line(width, [("  ", "")], row.note or "no note", "" if row.note else "faint"),
        line(width, [("  ", "")], " · ".join(filter(None, where)), "muted"),
    ]


class BookmarksScreen(Sheet[BookmarkRow]):
    """The reading list.

    Args:
        library: whose bookmarks they are.
        keys: the keys as they are, by command id.
    """

    BINDINGS = [
        *bind("deeper", "bookmark-note", "bookmark", "open", "copy-link", "undo", "redo"),
        Binding("slash", "filter", "Filter", show=False),
        Binding("escape,q,h,left,B", "close", "Close", show=False),
    ]
    DEFAULT_CSS = """
    BookmarksScreen > #box {
        #query { display: none; margin: 0 1 1 1; }
        #rows { height: 1fr; }
    }
    """

    def __init__(self, library: Library, keys: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._library = library
        self._marks = library.marks
        self._keys = keys
        self.listed = BookmarkList()
        self.line = LineInput(placeholder="words of the title, the note or the episode", id="query")

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield self.line
            yield self.listed
        yield KeyBar()

    def on_mount(self) -> None:
        marks = [("open", "Open"), ("bookmark-note", "Note"), ("bookmark", "Remove")]
        labels = [("deeper", "Go there"), *marks, ("/", "Filter"), ("esc", "Back"), ("undo", "Undo")]
        self.key_bar.show_keys(labels, self._keys)
        self.listed.focus()
        self.fill()

    @on(Input.Changed)
    def fill(self) -> None:
        """Show the bookmarks as they are now."""
        query, every = self.line.value, self._marks.bookmarks()
        rows = [
            row for row in every if matches(query, row.title, row.note, row.episode_title, row.target.episode, row.link)
        ]
        how = [key_text(self._keys[name][0]) for name in ("bookmark", "bookmark-note") if self._keys[name]]
        if every:
            self.listed.empty = "No bookmark has these words. esc shows all of them."
        elif len(how) == 2:
            which = "bookmarks the segment that you are reading"
            self.listed.empty = f"Nothing is bookmarked yet. {how[0]} {which}, {how[1]} asks for a note with it."
        else:
            which = "the command that bookmarks the segment that you are reading"
            self.listed.empty = f"Nothing is bookmarked yet. The palette has {which}."
        self.listed.refill(rows)
        count = f"{len(rows)} of {len(every)}" if query else f"{len(every)}"
        self.query_one("#box").border_title = f"Bookmarks · {count}"

    def _mark(self, mark: Callable[[], object], sentence: str) -> None:
        """Make a mark, and show what it returns, else the sentence, or why the mark could not be kept."""
        made = SessionMarks(self._marks)
        try:
            made.say(self.key_bar, str(mark() or sentence))
        except EarmarkError as error:
            self.key_bar.say(str(error), warning=True)
        self.fill()

    @on(BookmarkList.Chosen)
    def action_deeper(self) -> None:
        row = self.listed.current
        if row is None:
            return
        if row.gone:
            self.key_bar.say("It is not in the library any more; its link can still be opened.", warning=True)
        else:
            self.dismiss(row)

    @work(group="dialogs")
    async def action_bookmark_note(self) -> None:
        if (row := self.listed.current) is None:
            return
        before = as_words(row.note, row.tags)
        words = await self.app.push_screen_wait(NotePrompt(row.name, before))
        if words is not None and words != before:
            self._mark(lambda: self._marks.set_note(row, *read_words(words)), f"Noted: {row.name}")

    def action_bookmark(self) -> None:
        if (row := self.listed.current) is not None:
            self._mark(lambda: self._marks.remove_bookmark(row), f"Bookmark removed: {row.name}")

    @work(group="opening", exit_on_error=False)
    async def action_open(self) -> None:
        if (row := self.listed.current) is None:
            return
        if row.link is None:
            self.key_bar.say("This segment has no link.")
        else:
            at = None if row.gone else row.target
            await open_or_explain(self, self._library, row.link, at)

    @work(group="copying")
    async def action_copy_link(self) -> None:
        if (row := self.listed.current) is not None and row.link is not None:
            self.key_bar.say((await clipboard.copy_for(self.app, row.link)).sentence("The address"))

    def action_undo(self) -> None:
        self._mark(self._marks.undo, "There is nothing to undo.")

    def action_redo(self) -> None:
        self._mark(self._marks.redo, "There is nothing to redo.")

    def action_filter(self) -> None:
        """Show only bookmarks with certain words."""
        self.line.display = True
        self.line.focus()

    @on(Input.Submitted)
    def _filtered(self) -> None:
        self.listed.focus()

    def action_close(self) -> None:
        """Show all bookmarks again where they are filtered, else go back."""
        if self.line.display:
            self.line.value = ""
            self.line.display = False
            self.listed.focus()
            self.fill()
        else:
            self.dismiss(None)
