"""`LiveListScreen`: a line to type in and the rows that match it, the base of the search and of the list of links.

A subclass says what is asked (`find`), how rows look (`listed`), what stands on the screen besides (`compose_rows`),
and what an answer means to it (`items_of`, `show`).

Typing never waits. One question is answered at a time, in a thread; where the text changed meanwhile its answer is
dropped, and the text as it is by then is asked for: the latest wins, and questions never pile up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from episodes.errors import EarmarkError
from episodes.search.values import LinkResults, Results
from tui.screens.dialog import Answer, FilterLine, Sheet
from tui.widgets.item_list import ItemList
from tui.widgets.key_bar import KeyBar

HOLD = 0.04
"""Seconds that what was typed waits at most for its answer, to be painted with it."""


Found = TypeVar("Found", Results, LinkResults)
Listed = TypeVar("Listed", bound=ItemList[Any])


class LiveListScreen(Sheet[Answer], Generic[Answer, Found, Listed]):
    """What is typed, how much it finds, a note on it, and the rows.

    Args:
        listed: the list that shows the rows.
        query: what stands in the line.
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

    def __init__(self, listed: Listed, query: str = "") -> None:
        super().__init__()
        self.listed = listed
        self.line = FilterLine(listed, query, placeholder=self.PLACEHOLDER, id="query")
        self._query = ""
        """What the rows answer to."""
        self._wanted: tuple[str, int] | None = None
        """What is still to be answered, and the row to put the cursor on then."""
        self._asking = False
        self._held: ExitStack | None = None

    # What a subclass gives.

    def find(self, query: str, offset: int) -> Found:
        """Return a page of what matches, from an offset on. Called in a thread; an `EarmarkError` is shown."""
        raise NotImplementedError

    def items_of(self, found: Found) -> Sequence[Any]:
        """Return the rows of a page."""
        raise NotImplementedError

    def compose_rows(self) -> ComposeResult:
        """Lay out what stands below the line."""
        yield self.listed

    def show(self, query: str, found: Found, cursor: int) -> None:
        """Show the first page of an answer, with the cursor on a row."""
        self._query = query
        self.listed.show(self.items_of(found), found.length, cursor=cursor)
        self.say_note(found.note)

    # What stands on the screen.

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = self.TITLE
            with Horizontal(id="line"):
                yield Static("/", id="sign", markup=False)
                yield self.line
                yield Static(id="count", markup=False)
            yield Static(id="note", markup=False)
            yield from self.compose_rows()
        yield KeyBar()

    def on_mount(self) -> None:
        """Watch the line. Textual calls this after the subclass's own, which may fill it."""
        # At once, where `Input.Changed` would come only after the key is painted: the answer is looked for meanwhile.
        self.watch(self.line, "value", lambda query: self.look_for(query), init=False)

    def say_count(self, text: str) -> None:
        """Show how much there is, beside the line."""
        self.query_one("#count", Static).update(text, layout=False)

    def say_note(self, note: str | None) -> None:
        """Show a sentence on the answer below the line; None removes it."""
        shown = self.query_one("#note", Static)
        if note:
            shown.update(Content(note))
        shown.display = bool(note)

    # Answers.

    @property
    def looking(self) -> bool:
        """Whether an answer is still to come."""
        return self._wanted is not None

    def look_for(self, query: str, cursor: int = 0) -> None:
        """Ask for a query; its answer is shown unless another is asked for before it is there.

        Args:
            query: what was typed.
            cursor: the row on which the cursor is to be.
        """
        self._wanted = query, cursor
        self._hold()
        if not self._asking:
            self._asking = True
            self._answer()

    def forget(self) -> None:
        """Drop the question: its answer is not shown."""
        self._wanted = None

    @work(group="query", exit_on_error=False, description="Searching.")
    async def _answer(self) -> None:
        try:
            while (wanted := self._wanted) is not None:
                query, cursor = wanted
                found = await self._ask(query, 0)
                if wanted is self._wanted:  # else something else was typed meanwhile
                    self._wanted = None
                    if found is not None:
                        self.show(query, found, cursor)
                        self._release()
        finally:
            self._asking = False
            self._release()

    @on(ItemList.PageWanted)
    @work(group="pages", exit_on_error=False, description="Fetching more rows.")
    async def _fetch_page(self, event: ItemList.PageWanted) -> None:
        query = self._query
        found = await self._ask(query, event.number * self.listed.page_size)
        if found is not None and query == self._query:
            self.listed.put_page(event.number, self.items_of(found))

    async def _ask(self, query: str, offset: int) -> Found | None:
        """Return a page of what matches; None after an error, which is shown."""
        try:
            return await asyncio.to_thread(self.find, query, offset)
        except EarmarkError as error:
            self.say_note(str(error))
        except Exception as error:  # a fault of ours: shown, while the reader reads on
            self.say_note(f"The search failed: {error!r}")
        return None

    def _hold(self) -> None:
        """Paint what was typed together with its answer: one paint takes less time than two."""
        if self._held is None:
            self._held = ExitStack()
            self._held.enter_context(self.app.batch_update())
            # A timer of the application's: the screen may go before its time, and nothing would be painted any more.
            self._held.callback(self.app.set_timer(HOLD, self._release).stop)

    def _release(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            held.close()
            self.check_idle()
