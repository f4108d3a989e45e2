"""`LiveListScreen`: a line to type in and the rows that answer to it, the base of the search and of the ledger.

A subclass says what is asked and how rows look (`listed`, `ask`), what stands on the screen besides (`compose_answer`),
and what an answer means to it (`items_of`, `show`). Typing never waits: see `LiveQuery`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from tui.screens.dialog import Answer, LineInput, Sheet
from tui.screens.live_query import LiveQuery
from tui.widgets.item_list import ItemList
from tui.widgets.key_bar import KeyBar


class Page(Protocol):
    """What is found: a page of it, of whatever kind."""

    @property
    def total(self) -> int:
        """How many there are in all."""

    @property
    def note(self) -> str | None:
        """A sentence where the query had a slip."""


Found = TypeVar("Found", bound=Page)
Listed = TypeVar("Listed", bound=ItemList[Any])


class LiveListScreen(Sheet[Answer], Generic[Answer, Found, Listed]):
    """What is typed, how much it finds, a note on it, and the rows.

    Args:
        listed: the list that shows the rows.
        ask: finds rows from an offset on, a page of them. Called in a thread; an `EarmarkError` is shown.
    """

    AUTO_FOCUS = None
    PLACEHOLDER = ""
    """What stands in the line while nothing is typed."""
    DEFAULT_CSS = """
    LiveListScreen > #box {
        padding: 0 1;
        #line { height: 1; background: $panel; }
        #sign { width: 3; padding: 0 1; color: $text-accent; text-style: bold; }
        #query, #query:focus { width: 1fr; background-tint: $panel 0%; }
        #count { width: 18; color: $text-muted; padding: 0 1; text-align: right; }
        #note { height: auto; max-height: 2; padding: 0 1; color: $text-warning; display: none; }
        ItemList { height: 1fr; }
    }
    """

    line = query_one(LineInput)
    """Where the reader types."""

    def __init__(self, listed: Listed, ask: Callable[[str, int], Found]) -> None:
        super().__init__()
        self.listed = listed
        self._live = LiveQuery(self, ask, self.show, self.say_note)
        self._query = ""

    # What a subclass gives.

    def items_of(self, found: Found) -> Sequence[Any]:
        """Return the rows of a page."""
        raise NotImplementedError

    def compose_answer(self) -> ComposeResult:
        """Lay out what stands below the line."""
        yield self.listed

    def typed(self, query: str) -> None:
        """Take what stands in the line now."""
        self._live.look_for(query)

    def show(self, query: str, found: Found, cursor: int) -> None:
        """Show an answer.

        Args:
            query: what was asked.
            found: the first page of the answer.
            cursor: the row to put the cursor on.
        """
        self._query = query
        self.listed.show(self.items_of(found), found.total, cursor=cursor)
        self.say_note(found.note)

    # What is the same for all of them.

    def compose(self) -> ComposeResult:
        """Lay out the line, what is said of it, the answer and the keys."""
        with Vertical(id="box") as box:
            box.border_title = self.TITLE
            with Horizontal(id="line"):
                yield Static("/", id="sign", markup=False)
                yield LineInput(placeholder=self.PLACEHOLDER, id="query")
                yield Static(id="count", markup=False)
            yield Static(id="note", markup=False)
            yield from self.compose_answer()
        yield KeyBar()

    def on_mount(self) -> None:
        """Hear what is typed from now on. Textual calls this after the subclass's own, which may fill the line."""
        # At once, where `Input.Changed` would come only after the key is painted: the answer is looked for meanwhile.
        self.watch(self.line, "value", self.typed, init=False)

    def say_count(self, text: str) -> None:
        """Say how much there is, beside the line."""
        self.query_one("#count", Static).update(text, layout=False)

    def say_note(self, note: str | None) -> None:
        """Say what is to be known of the answer, below the line; None takes it away."""
        shown = self.query_one("#note", Static)
        if note:
            shown.update(Content(note))
        shown.display = bool(note)

    @on(ItemList.PageWanted)
    @work(group="pages", exit_on_error=False, description="Fetching more rows.")
    async def _fetch_page(self, event: ItemList.PageWanted) -> None:
        query = self._query
        found = await self._live.page(query, event.number * self.listed.page_size)
        if found is not None and query == self._query:
            self.listed.put_page(event.number, self.items_of(found))
