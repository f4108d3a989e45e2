"""Links: all of the library, filtered as one types, and those that other episodes mention, too.

    row = await app.push_screen_wait(LinksScreen(library, keys))

    rows = of_segment(library.also_in(episode.id), segment)
    row = await app.push_screen_wait(AlsoInScreen(segment.name, rows, short_names))

Both answer with the link to go to, or None.
"""

from collections.abc import Iterable, Mapping, Sequence

from textual import work
from textual.binding import Binding

from episodes.errors import LinkStaysClosed
from episodes.model import Segment, Target
from episodes.search.values import Found, LinkRow
from episodes.text import counted, shown_line
from tui.bindings import bind
from tui.screens.dialog import Confirm, ListDialog
from tui.screens.live_list import LiveListScreen
from tui.widgets.row_list import ItemList
from tui.widgets.row_text import CHOSEN, LINK, OPENED, Part, address_text, cut, line, place_of

MANY = 10
"""Links that are opened at once without asking."""


class LinkList(ItemList[LinkRow]):
    """Links, with glyphs for those that are marked and those that were opened."""

    row_height = 2
    page_size = 200

    def __init__(self) -> None:
        super().__init__()
        self.marked: dict[str, LinkRow] = {}
        """The rows that are marked, by their addresses, in the order in which they were."""
        self.opened: set[str] = set()
        """Addresses that were opened since the rows were fetched."""

    def item_parts(self, item: LinkRow, width: int) -> Sequence[Iterable[Part]]:
        is_opened = item.opened or item.url in self.opened
        return link_lines(item, width, item.url in self.marked, is_opened, self.short_names)


def link_lines(
    row: LinkRow, width: int, is_marked: bool, is_opened: bool, short_names: Mapping[str, str]
) -> list[list[Part]]:
    """Return a link as two lines: glyphs, title and host; where it stands last, and in how many episodes.

    Args:
        row: the link.
        width: cells of the line.
        is_marked: whether it is marked.
        is_opened: whether it was opened.
        short_names: those of the shows by slug, where rows are to say which show they are of.
    """
    role = "muted" if is_opened else "strong"
    head = [
        (f"{CHOSEN} " if is_marked else "  ", "earmark"),
        (f"{OPENED} ", "accent") if is_opened else (f"{LINK} ", "faint"),
    ]
    facts = [f"{row.episodes:,} episodes"] if row.episodes > 1 else []
    facts.append(place_of(row.segment, short_names))
    if row.segment.day_text and width >= 40:
        facts.append(row.segment.day_text)
    right, host = cut(" · ".join(facts), max(0, width - 6)), cut(row.host, width // 3)
    return [
        line(width, head, _title(row), role, [("  ", role), (host, "accent")]),
        line(width, [("    ", "")], row.segment.name, "muted", [("  " + right, "muted")]),
    ]


def _title(row: LinkRow) -> str:
    title = shown_line(row.title)
    return title if title and title != row.url else address_text(row.url)


class LinksScreen(LiveListScreen[LinkRow, Found[LinkRow], LinkList]):
    """All links.

    Args:
        library: whose links they are.
        keys: the keys as they are, by command id.
        here: the episode that is open.
    """

    TITLE = "Links"
    LIST = LinkList
    PLACEHOLDER = "words, host:github.com, year:2019, is:opened"
    FOLDED = "that stand in many episodes"
    IN_LIST = ("open", "copy-link", "mark")
    BINDINGS = [*bind("open", "copy-link"), Binding("space", "mark", "Mark", show=False)]

    def labels(self) -> Sequence[tuple[str, str]]:
        marked = len(self.listed.marked)
        which = f"{marked:,}" if marked else "link"
        unmark = [("esc", "Unmark")] if marked else []
        return [("open", f"Open {which}"), ("copy-link", f"Copy {which}"), ("space", "Mark"), *unmark]

    def find(self, query: str, offset: int) -> Found[LinkRow]:
        return self.library.links(query, limit=LinkList.page_size, offset=offset, folded=not self.unfolded)

    def target_of(self, item: LinkRow) -> tuple[Target, str]:
        return item.segment.target, item.url

    def show(self, query: str, found: Found[LinkRow], cursor: int) -> None:
        self.listed.empty = "No link has all of this." if query.strip() else "No episode has a link yet."
        super().show(query, found, cursor)
        self._count()

    def _count(self) -> None:
        marked = len(self.listed.marked)
        links = counted(self.listed.count, "link")
        self.listed.border_title = f"{marked:,} of {links}" if marked else links
        self.show_keys()

    # What the keys do

    def action_mark(self) -> None:
        """Mark the row under the cursor, or unmark it, and go on to the next row."""
        if (row := self.listed.current) is not None:
            if self.listed.marked.pop(row.url, None) is None:
                self.listed.marked[row.url] = row
            self.listed.redraw()
            self.listed.action_cursor_down()
            self._count()

    def _unmark(self) -> None:
        self.listed.marked.clear()
        self.listed.redraw()
        self._count()

    def _meant(self) -> list[LinkRow]:
        """Return the marked links, else the one under the cursor."""
        row = self.listed.current
        return list(self.listed.marked.values()) or ([] if row is None else [row])

    @work(group="dialogs")
    async def action_open(self) -> None:
        """Open the marked links one after the other, else the one under the cursor."""
        rows = self._meant()
        question = f"Open {counted(len(rows), 'link')} in the browser?"
        if not rows or (len(rows) > MANY and not await self.app.push_screen_wait(Confirm(question, "open them"))):
            return
        opened: list[str] = []
        reasons: list[str] = []
        for row in rows:
            try:
                opened.append(await self.open_and_mark(row.url, row.segment.target))
                self.listed.opened.add(row.url)
            except LinkStaysClosed as error:
                reasons.append(f"{error} ({row.url})")
        self._unmark()
        said = opened[0] if len(opened) == 1 else f"Opened {counted(len(opened), 'link')}."
        if reasons:
            said = reasons[0] if len(rows) == 1 else f"{said} Not opened: {reasons[0]}"
        self.say_marked(said, warning=bool(reasons))

    def action_copy_link(self) -> None:
        """Copy the marked links, one a line, else the one under the cursor."""
        if rows := self._meant():
            what = "The link" if len(rows) == 1 else f"The list of {counted(len(rows), 'link')}"
            self.copy_text("\n".join(row.url for row in rows), what)
            self._unmark()

    def action_back(self) -> None:
        """Take the marks away first."""
        if self.focused is self.listed and self.listed.marked:
            self._unmark()
        else:
            super().action_back()


def of_segment(found: Mapping[str, Sequence[LinkRow]], segment: Segment, url: str | None = None) -> list[LinkRow]:
    """Return the mentions of a segment's links, in the order of the links.

    Args:
        found: the mentions of the episode's links.
        segment: the segment; what is below it counts.
        url: only those of this link, if given.
    """
    links = dict.fromkeys(link.url for part in segment.walk() for link in part.links)
    return [mention for address in links if url in (None, address) for mention in found.get(address, ())]


class AlsoInScreen(ListDialog[LinkRow]):
    """Where else the links of a segment are mentioned.

    Args:
        title: the segment whose links they are.
        rows: the mentions.
        short_names: those of the shows by slug, where rows are to say which show they are of.
    """

    BINDINGS = [Binding("x", "close", "Close", show=False)]

    def __init__(self, title: str, rows: Sequence[LinkRow], short_names: Mapping[str, str]) -> None:
        listed = LinkList()
        listed.short_names = short_names
        listed.show(rows)
        super().__init__(listed, f"Also in · {title}")
