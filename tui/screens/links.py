"""`LinksScreen`: every link of the library, filtered as one types; to go to, to open, to copy, one or many.

    row = await app.push_screen_wait(LinksScreen(library, keys))

Answers with the link to go to, or None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import on, work
from textual.binding import Binding
from textual.widgets import Input

from episodes.errors import LinkStaysClosed
from episodes.library import Library
from episodes.search.values import LinkResults, LinkRow
from episodes.text import counted
from tui import clipboard
from tui.bindings import bind
from tui.screens.dialog import Confirm
from tui.screens.live_list import LiveListScreen
from tui.screens.opening import open_and_mark
from tui.session_marks import SessionMarks
from tui.widgets.link_list import LinkList

MANY = 10
"""Links that are opened at once without asking."""


class LinksScreen(LiveListScreen[LinkRow, LinkResults, LinkList]):
    """All links.

    Args:
        library: whose links they are.
        keys: the keys as they are, by command id.
    """

    TITLE = "Links"
    PLACEHOLDER = "words, host:github.com, year:2019, is:opened"
    BINDINGS = [
        *bind("deeper", "open", "copy-link"),
        Binding("space", "mark", "Mark", show=False),
        Binding("slash", "filter", "Filter", show=False),
        Binding("escape", "back", "Back", show=False),
        Binding("q,h,left,L", "close", "Back", show=False),
    ]
    DEFAULT_CSS = """
    LinksScreen > #box {
        #line { margin-bottom: 1; }
        #count { width: 26; }
    }
    """

    def __init__(self, library: Library, keys: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(LinkList(library.show_names.in_rows))
        self._library = library
        self._keys = keys

    def on_mount(self) -> None:
        self.listed.focus()
        self._show_keys()
        self.look_for("")

    @on(LinkList.MarksChanged)
    def _show_keys(self) -> None:
        marked = len(self.listed.marked)
        which = f" {marked:,}" if marked else ""
        own = [("deeper", "Go there"), ("open", "Open" + which), ("copy-link", "Copy" + which), ("space", "Mark")]
        self.key_bar.show_keys([*own, ("/", "Filter"), ("esc", "Unmark" if marked else "Back")], self._keys)
        self._count()

    # Filtering

    @on(Input.Submitted)
    def _filtered(self) -> None:
        self.listed.focus()

    def action_filter(self) -> None:
        """Type what the links must have."""
        self.set_focus(self.line)  # at once: the next key belongs to it
        self.line.action_select_all()

    def find(self, query: str, offset: int) -> LinkResults:
        return self._library.links(query, limit=LinkList.page_size, offset=offset)

    def items_of(self, found: LinkResults) -> Sequence[LinkRow]:
        return found.rows

    def show(self, query: str, found: LinkResults, cursor: int) -> None:
        if query.strip():
            self.listed.empty = "No link has all of this. esc shows all of them."
        else:
            self.listed.empty = "No episode has a link yet."
        super().show(query, found, cursor)
        self._count()

    def _count(self) -> None:
        marked = len(self.listed.marked)
        links = counted(self.listed.count, "link")
        self.say_count(f"{marked:,} of {links}" if marked else links)

    # What the keys do

    @on(LinkList.Chosen)
    def action_deeper(self) -> None:
        """Go to the segment of the link under the cursor."""
        if self.listed.current is not None:
            self.dismiss(self.listed.current)

    def action_mark(self) -> None:
        self.listed.toggle_mark()

    def _meant(self) -> list[LinkRow]:
        """Return the marked links, else the one under the cursor."""
        return self.listed.marked or ([self.listed.current] if self.listed.current is not None else [])

    @work(group="dialogs")
    async def action_open(self) -> None:
        """Open the marked links one after the other, else the one under the cursor."""
        rows = {row.url: row for row in self._meant()}.values()
        question = f"Open {counted(len(rows), 'link')} in the browser?"
        if not rows or (len(rows) > MANY and not await self.app.push_screen_wait(Confirm(question, "open them"))):
            return
        made = SessionMarks(self._library.marks)
        opened: list[str] = []
        reasons: list[str] = []
        for row in rows:
            try:
                opened.append(await open_and_mark(self, self._library, row.url, row.segment.target))
                self.listed.opened.add(row.url)
            except LinkStaysClosed as error:
                reasons.append(f"{error} ({row.url})")
        self.listed.clear_marks()
        said = opened[0] if len(opened) == 1 else f"Opened {counted(len(opened), 'link')}."
        if reasons:
            said = reasons[0] if len(rows) == 1 else f"{said} Not opened: {reasons[0]}"
        made.say(self.key_bar, said, warning=bool(reasons))

    @work(group="copying")
    async def action_copy_link(self) -> None:
        """Copy the marked links, one a line, else the one under the cursor."""
        rows = self._meant()
        if rows:
            what = "The link" if len(rows) == 1 else f"The list of {counted(len(rows), 'link')}"
            text = "\n".join(dict.fromkeys(row.url for row in rows))
            self.key_bar.say((await clipboard.copy_for(self.app, text)).sentence(what))
            self.listed.clear_marks()

    def action_back(self) -> None:
        """From the filter to the links; then take the marks away, then the filter, then go back."""
        if self.listed.marked and not self.line.has_focus:
            self.listed.clear_marks()
        elif self.line.value:
            self.line.value = ""
            self.listed.focus()
        elif self.line.has_focus:
            self.listed.focus()
        else:
            self.dismiss(None)

    def action_close(self) -> None:
        self.dismiss(None)
