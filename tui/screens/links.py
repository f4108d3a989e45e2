"""`LinksScreen`: every link of the library, filtered as one types; to go to, to open, to copy, one or many.

    row = await app.push_screen_wait(LinksScreen(actions, keys))

Answers with the link to go to, or None. It knows no library: `LinksActions` says what is done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from textual import on, work
from textual.binding import Binding
from textual.widgets import Input

from episodes.search.values import LinkResults, LinkRow
from episodes.text import counted
from tui.bindings import bind
from tui.keymap import command_keys, key_text
from tui.screens.confirm import Confirm
from tui.screens.live_list import LiveListScreen
from tui.widgets.link_list import LinkList

MANY = 10
"""Links that are opened at once without asking."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of opening links."""

    urls: frozenset[str]
    """Those that a browser took."""
    sentence: str
    """What to say of it."""
    warning: bool = False
    """Whether some were not opened."""


@dataclass(frozen=True, slots=True)
class LinksActions:
    """What can be done with links, as the screen's owner does it."""

    links: Callable[[str, int], LinkResults]
    """Finds links from an offset on, a page of them. Called in a thread; an `EarmarkError` is shown."""
    open: Callable[[Sequence[LinkRow]], Awaitable[Opened]]
    """Opens links in the browser."""
    copy: Callable[[str, str], str | None]
    """Copies a text; takes also what it is, as a sentence begins with it, and returns that sentence."""
    several_shows: bool = False
    """Whether links say which show they are of."""


class LinksScreen(LiveListScreen[LinkRow, LinkResults, LinkList]):
    """All links."""

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

    def __init__(self, actions: LinksActions, keys: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """Make the screen.

        Args:
            actions: what its keys do.
            keys: the keys as they are, by command id; the table's own where it is left out.
        """
        super().__init__(LinkList(several_shows=actions.several_shows), actions.links)
        self._actions = actions
        self._keys = command_keys() if keys is None else keys
        self._total = 0

    def on_mount(self) -> None:
        """Show every link."""
        self.listed.focus()
        self._show_keys()
        self._live.look_for("")

    @on(LinkList.MarksChanged)
    def _show_keys(self) -> None:
        marked = len(self.listed.marked)
        which = f" {marked:,}" if marked else ""
        keys = [("enter", "Go there"), (self._key("open"), "Open" + which), (self._key("copy-link"), "Copy" + which)]
        self.key_bar.show_keys([*keys, ("space", "Mark"), ("/", "Filter"), ("esc", "Unmark" if marked else "Back")])
        self._count()

    def _key(self, command_id: str) -> str:
        return key_text(self._keys[command_id][0]) if self._keys.get(command_id) else "–"

    # Filtering

    @on(Input.Submitted)
    def _filtered(self) -> None:
        self.listed.focus()

    def action_filter(self) -> None:
        """Type what the links must have."""
        self.set_focus(self.line)  # at once: the next key belongs to it
        self.line.action_select_all()

    def items_of(self, found: LinkResults) -> Sequence[LinkRow]:
        """Return the links of a page."""
        return found.rows

    def show(self, query: str, found: LinkResults, cursor: int) -> None:
        """Show the links that answer to the filter."""
        self._total = found.total
        if query.strip():
            self.listed.empty = "No link has all of this. esc shows all of them."
        else:
            self.listed.empty = "No episode has a link yet."
        super().show(query, found, cursor)
        self._count()

    def _count(self) -> None:
        marked = len(self.listed.marked)
        links = counted(self._total, "link")
        self.say_count(f"{marked:,} of {links}" if marked else links)

    # What the keys do

    @on(LinkList.Chosen)
    def action_deeper(self) -> None:
        """Go to the segment of the link under the cursor."""
        if self.listed.current is not None:
            self.dismiss(self.listed.current)

    def action_mark(self) -> None:
        """Mark the link, or take the mark away."""
        self.listed.toggle_mark()

    def _meant(self) -> list[LinkRow]:
        """Return the marked links, else the one under the cursor."""
        return self.listed.marked or ([self.listed.current] if self.listed.current is not None else [])

    @work
    async def action_open(self) -> None:
        """Open the marked links, else the one under the cursor."""
        rows = self._meant()
        if not rows:
            return
        question = f"Open {counted(len(rows), 'link')} in the browser?"
        if len(rows) > MANY and not await self.app.push_screen_wait(Confirm(question, "open them")):
            return
        opened = await self._actions.open(rows)
        self.listed.opened |= opened.urls
        self.listed.clear_marks()
        self.key_bar.say(opened.sentence, warning=opened.warning)

    def action_copy_link(self) -> None:
        """Copy the marked links, one a line, else the one under the cursor."""
        rows = self._meant()
        if not rows:
            return
        what = "The link" if len(rows) == 1 else f"The list of {counted(len(rows), 'link')}"
        said = self._actions.copy("\n".join(dict.fromkeys(row.url for row in rows)), what)
        self.listed.clear_marks()
        if said:
            self.key_bar.say(said)

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
        """Go back."""
        self.dismiss(None)
