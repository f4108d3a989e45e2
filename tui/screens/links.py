"""`LinksScreen`: every link of the library, filtered as one types; to go to, to open, to copy, one or many.

    row = await app.push_screen_wait(LinksScreen(library, keys))

Answers with the link to go to, or None.
"""

from collections.abc import Mapping, Sequence

from textual import on, work
from textual.binding import Binding

from episodes.errors import LinkStaysClosed
from episodes.library import Library
from episodes.model import Episode, Target
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
        here: the episode that is open.
    """

    TITLE = "Links"
    PLACEHOLDER = "words, host:github.com, year:2019, is:opened"
    FOLDED = "that stand in many episodes"
    IN_LIST = ("open", "copy-link", "mark")
    BINDINGS = [*bind("open", "copy-link"), Binding("space", "mark", "Mark", show=False)]

    def __init__(self, library: Library, keys: Mapping[str, tuple[str, ...]], here: Episode | None = None) -> None:
        super().__init__(library, LinkList(library.show_names.in_rows), keys, here)

    def on_mount(self) -> None:
        self.ask_for("")

    def labels(self) -> Sequence[tuple[str, str]]:
        marked = len(self.listed.marked)
        which = f"{marked:,}" if marked else "link"
        unmark = [("esc", "Unmark")] if marked else []
        return [("open", f"Open {which}"), ("copy-link", f"Copy {which}"), ("space", "Mark"), *unmark]

    def find(self, query: str, offset: int) -> LinkResults:
        return self._library.links(query, limit=LinkList.page_size, offset=offset, folded=not self.unfolded)

    def items_of(self, found: LinkResults) -> Sequence[LinkRow]:
        return found.rows

    def target_of(self, item: LinkRow) -> tuple[Target, str]:
        return item.segment.target, item.url

    def choose(self, item: LinkRow) -> None:
        self.dismiss(item)

    def show(self, query: str, found: LinkResults, cursor: int) -> None:
        self.listed.empty = "No link has all of this." if query.strip() else "No episode has a link yet."
        super().show(query, found, cursor)
        self._count()

    @on(LinkList.MarksChanged)
    def _count(self) -> None:
        marked = len(self.listed.marked)
        links = counted(self.listed.count, "link")
        self.say_count(f"{marked:,} of {links}" if marked else links)
        self.show_keys()

    # What the keys do

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
        """Take the marks away first."""
        if self.listed.has_focus and self.listed.marked:
            self.listed.clear_marks()
        else:
            super().action_back()
