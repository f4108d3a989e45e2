"""`BookmarksScreen`: all bookmarks with their notes, to go to, edit, open and remove.

    row = await app.push_screen_wait(BookmarksScreen(library, keys))

Answers with the row to go to, or None.
"""

import random
from collections.abc import Iterable, Mapping, Sequence

from textual import work
from textual.binding import Binding

from episodes.listing import BookmarkOrder
from episodes.marks.tags import as_words
from episodes.model import BookmarkRow, Target
from episodes.search.values import Found
from episodes.text import clean_line, counted
from episodes.web_links import host
from tui.bindings import bind
from tui.keymap import key_or_label
from tui.screens.live_list import LiveListScreen
from tui.screens.note import Note, ask_note, write_note
from tui.widgets.row_list import ItemList
from tui.widgets.row_text import EARMARK, Part, line


class BookmarkList(ItemList[BookmarkRow]):
    """Bookmarks, three lines each: the segment and the date, the note, the episode."""

    row_height = 3
    context = 0

    def item_parts(self, item: BookmarkRow, width: int) -> Sequence[Iterable[Part]]:
        return bookmark_lines(item, width, self.short_names)


def bookmark_lines(row: BookmarkRow, width: int, short_names: Mapping[str, str]) -> list[list[Part]]:
    """Return a bookmark as three lines: the segment and the date, the note with its tags, the episode.

    Args:
        row: the bookmark.
        width: cells of the lines.
        short_names: those of the shows by slug, where rows are to say which show they are of.
    """
    # The date is the reader's own: the day that it was where they sat.
    day = row.made.astimezone().date().isoformat() if width >= 30 else ""
    place = f"{short_names.get(row.target.show, '')} {'' if row.number is None else row.number}".strip()
    where = [
        "gone from the library" if row.gone else "",
        "done" if row.done else "",
        place,
        row.day.isoformat() if row.day else "",
        row.episode_title or ("" if place else row.target.episode),
        (row.link if row.gone else host(row.link)) if row.link else "",
    ]
    title, role = row.name, "warning" if row.gone else "strong"
    words = clean_line(as_words(row.note, row.tags))
    return [
        line(width, [(f"{EARMARK} ", "earmark")], title, role, [(" ", role), (day, "muted")]),
        line(width, [("  ", "")], words or "no note", "" if words else "faint"),
        line(width, [("  ", "")], " · ".join(filter(None, where)), "muted"),
    ]


class BookmarksScreen(LiveListScreen[BookmarkRow, Found[BookmarkRow], BookmarkList]):
    """The reading list.

    Args:
        library: whose bookmarks they are.
        keys: the keys as they are, by command id.
        here: the episode that is open.
    """

    TITLE = "Bookmarks"
    LIST = BookmarkList
    PLACEHOLDER = "words, tag:async, show:pb, is:done"
    FOLDED = "that you are done with"
    IN_LIST = ("open", "copy-link", "bookmark", "bookmark-note", "edit-note", "undo", "redo", "done", "sort", "random")
    BINDINGS = [
        *bind("open", "copy-link", "bookmark", "bookmark-note", "edit-note", "undo", "redo"),
        Binding("D", "done", "Done with it: out of sight until is:done", show=False),
        Binding("s", "sort", "Sort by date, by episode or by show", show=False),
        Binding("asterisk", "random", "Go to a random one", show=False),
    ]

    _order = BookmarkOrder.MADE

    def labels(self) -> Sequence[tuple[str, str]]:
        own = [("D", "Done"), ("s", "Sort"), ("*", "Random")]
        return [("open", "Open link"), ("bookmark-note", "Note"), *own, ("bookmark", "Remove"), ("undo", "Undo")]

    def look_up(self, cursor: int = 0) -> None:
        """Show the bookmarks as they are now, at once: the next key may remove the one under the cursor."""
        self.show(self.asked, self.find(self.asked, 0), cursor)

    def find(self, query: str, offset: int) -> Found[BookmarkRow]:
        return self.library.bookmarks(query, self._order, with_done=self.unfolded)

    def target_of(self, item: BookmarkRow) -> tuple[Target | None, None]:
        return None if item.gone else item.target, None

    def show(self, query: str, found: Found[BookmarkRow], cursor: int) -> None:
        if query.strip():
            self.listed.empty = "No bookmark has all of this."
        elif found.folded:
            self.listed.empty = f"All are done: {key_or_label('unfold', self.keys)} shows them."
        else:
            bookmark, note = (key_or_label(command, self.keys) for command in ("bookmark", "bookmark-note"))
            how = f"{bookmark} bookmarks the segment that you are reading, {note} asks for a note with it"
            self.listed.empty = f"Nothing is bookmarked yet. {how}."
        kept = self.listed.current
        targets = [row.target for row in found.rows]
        super().show(query, found, targets.index(kept.target) if kept and kept.target in targets else cursor)
        self.listed.border_title = f"{counted(found.length, 'bookmark')} by {self._order}"

    def show_marks(self) -> None:
        self.look_up(self.listed.cursor)

    def choose(self, item: BookmarkRow) -> None:
        if item.gone:
            self.key_bar.say("It is not in the library any more; its link can still be opened.", warning=True)
        else:
            self.dismiss(item)

    @work(group="dialogs")
    async def action_bookmark_note(self) -> None:
        if (row := self.listed.current) is not None:
            self._note(row, await ask_note(self, row.name, row.note, row.tags))

    def action_edit_note(self) -> None:
        if (row := self.listed.current) is not None:
            self._note(row, write_note(self, row.note, row.tags))

    def _note(self, row: BookmarkRow, note: Note | None) -> None:
        text, tags = note or (None, None)
        if text is not None:
            self.mark(lambda: self.library.marks.set_note(row, text, tags), f"Noted: {row.name}")

    def action_done(self) -> None:
        """Say that the reader is done with the bookmark, which puts it out of sight, or not any more."""
        if (row := self.listed.current) is not None:
            said = f"No longer done: {row.name}" if row.done else f"Done: {row.name}; is:done shows it"
            self.mark(lambda: self.library.marks.set_done(row, on=not row.done), said)

    def action_sort(self) -> None:
        """Sort by date, by episode, by show, and by date again."""
        self._order = self._order.following
        self.look_up()

    def action_random(self) -> None:
        """Put the cursor on another bookmark, whichever."""
        if self.listed.count > 1:
            step = random.randrange(1, self.listed.count)
            self.listed.move_to((self.listed.cursor + step) % self.listed.count)

    def action_bookmark(self) -> None:
        if (row := self.listed.current) is not None:
            self.mark(lambda: self.library.marks.remove_bookmark(row), f"Bookmark removed: {row.name}")

    def action_open(self) -> None:
        if (row := self.listed.current) is not None and (url := self._link_of(row)) is not None:
            self.open_link(url, None if row.gone else row.target)

    def action_copy_link(self) -> None:
        if (row := self.listed.current) is not None and (url := self._link_of(row)) is not None:
            self.copy_text(url, "The address")

    def _link_of(self, row: BookmarkRow) -> str | None:
        """Return the link of a bookmark; if there is none, say so."""
        if row.link is None:
            self.key_bar.say("This segment has no link.")
        return row.link
