"""`LiveListScreen`: a line to type in, the rows that match it, and the text of the chosen one beside them.

It is the base of the search, the links and the bookmarks. A subclass says what is asked (`find`), where a row leads
(`target_of`) and what choosing it means (`choose`), and may lay out more (`compose_above`).

What is typed goes into the line. Only while the list has the focus do letters act: those of the commands in `IN_LIST`.

Typing never waits. One question is answered at a time, in a thread; where the text changed meanwhile its answer is
dropped, and the text as it is by then is asked for: the latest wins, and questions never pile up.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partialmethod
from pathlib import Path
from typing import Any, Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from episodes.errors import EarmarkError
from episodes.library import Library
from episodes.model import Episode, Target
from episodes.search.values import Found
from tui.bindings import bind
from tui.keymap import Keys, key_or_label, key_text
from tui.screens.dialog import FilterLine, Overlay
from tui.screens.reader_screen import Answer, ReaderScreen
from tui.screens.segment_text import SegmentText
from tui.widgets.key_bar import KeyBar
from tui.widgets.row_list import ItemList
from tui.widgets.row_text import title_text

HOLD = 0.06
"""Seconds that what was typed waits at most for its answer, to be painted with it."""


AnyFound = TypeVar("AnyFound", bound=Found[Any])
Listed = TypeVar("Listed", bound=ItemList[Any])


class _QueryLine(FilterLine):
    """Down leaves it for the list; other keys move there while one types on."""

    BINDINGS = [
        Binding("enter", "submit", "Go there", show=False),
        Binding("down", "screen.enter_list", "Into the list", show=False),
    ]
    virtual_size = reactive(Size(0, 0))  # not `layout=True`: each character would lay the whole screen out again


class LiveListScreen(Overlay[Answer], ReaderScreen[Answer], Generic[Answer, AnyFound, Listed]):
    """What is typed, what it finds, and the text of the row under the cursor.

    Args:
        library: where to look.
        keys: the keys as they are, by command id.
        here: the episode that is open, to which the rows can be narrowed.
        query: what stands in the line.
        cursor: the row of its answer to put the cursor on.
    """

    LIST: type[Any]
    """Shows the rows."""
    PLACEHOLDER = ""
    """What stands in the line while nothing is typed."""
    FOLDED = ""
    """What is left out of the list until it is asked for."""
    IN_LIST: Sequence[str] = ()
    """The commands that act on the rows, by their ids."""
    BINDINGS = [
        *bind("next-pane", "previous-pane", "deeper", "back", "narrow", "unfold", "help"),
        Binding("up", "to_line", "Line", show=False),  # at the top of the list
        Binding("q", "close", "Close", show=False),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-beside")]
    SCOPED_CSS = False
    DEFAULT_CSS = Path(__file__).with_name("live_lists.tcss").read_text(encoding="utf-8")

    def __init__(
        self, library: Library, keys: Keys, here: Episode | None = None, query: str = "", cursor: int = 0
    ) -> None:
        super().__init__()
        self.library = library
        self.keys = keys
        self.listed: Listed = self.LIST()
        self.listed.short_names = library.show_names.in_rows
        self.line = _QueryLine(self.listed, query, placeholder=self.PLACEHOLDER, id="query")
        self.line.action_select_all()
        self.text = SegmentText(library)
        self._scopes = [("", "everything"), *([] if here is None else _scopes_of(here, library.show_names.short))]
        self._first = query, cursor
        self._answered = ""
        """The query that the rows answer to."""
        self._terms: tuple[str, ...] = ()
        self._wanted: tuple[str, int] | None = None
        """What is still to be answered, and the row to put the cursor on then."""
        self._asking = False
        self.unfolded = False
        """Whether the rows that are otherwise left out are in the list."""
        self._enter = False  # whether enter waits for the answer to what was typed
        self._held: ExitStack | None = None

    # What a subclass gives.

    def find(self, query: str, offset: int) -> AnyFound:
        """Return a page of what matches, from an offset on. Called in a thread; an `EarmarkError` is shown."""
        raise NotImplementedError

    def target_of(self, item: Any) -> tuple[Target | None, str | None]:
        """Return which segment a row is of, None where it is gone, and the address of the link that it is."""
        raise NotImplementedError

    def choose(self, item: Any) -> None:
        """Go where the chosen row leads."""
        self.dismiss(item)

    def labels(self) -> Sequence[tuple[str, str]]:
        """Return what the key bar says of the list's own keys, as it takes it."""
        return ()

    def compose_above(self) -> ComposeResult:
        """Lay out what stands between the line and the list."""
        yield from ()

    def show(self, query: str, found: AnyFound, cursor: int) -> None:
        """Show the first page of an answer, with the cursor on a row."""
        self._answered, self._terms = query, found.terms
        key = key_or_label("unfold", self.keys)
        self.listed.tail = f"+{found.folded:,} {self.FOLDED} · {key} shows them" if found.folded else ""
        self.listed.show(found.rows, found.length, cursor=cursor)
        self.say_note(found.note)
        self.call_after_refresh(self._follow)

    # What stands on the screen.

    def compose(self) -> ComposeResult:
        yield KeyBar()
        yield self.line
        yield Static(id="note", markup=False)
        yield from self.compose_above()
        yield self.text
        yield self.listed

    def on_mount(self) -> None:
        """Ask for what stands in the line, which has the keys, and watch it."""
        query, cursor = self._first
        self.look_up(cursor if self.line.value == query else 0)  # else something is typed already
        # At once, where `Input.Changed` would come only after the key is painted: the answer is looked for meanwhile.
        self.watch(self.line, "value", lambda: self.look_up(), init=False)
        self._title()

    def say_note(self, note: str | None) -> None:
        """Show a sentence on the answer below the line; None removes it."""
        shown = self.query_one("#note", Static)
        shown.update(note or "", layout=False)
        shown.set_class(bool(note), "-said")

    @on(ItemList.Highlighted)
    def _follow(self) -> None:
        """Show the text of the row under the cursor."""
        item = self.listed.current
        target, url = (None, None) if item is None else self.target_of(item)
        self.text.follow(target, self._terms, url, typing=self.focused is self.line)

    # What has the focus

    def _give_keys(self, part: Widget) -> None:
        """Give the line, the list or the text the keys; where there is room for one of the last two, show it."""
        self.set_class(part is self.text, "-reading")
        self.set_focus(part)  # at once: the next key belongs to it

    def show_keys(self) -> None:
        """Show the keys that work where the focus is."""
        own: Sequence[tuple[str, str]] = [("next-pane", "Line")] if self.focused is self.text else [("↓", "List")]
        if self.focused is self.listed:
            own = [*self.labels(), ("next-pane", "Text")]
        keys = [("deeper", "Go there"), *own, ("narrow", "Narrow"), ("esc", "Back")]
        keys += [(key_text(key), "Help") for key in self.keys["help"] if len(key_text(key)) > 1][:1]  # none of text
        self.key_bar.show_keys(keys, self.keys, kept=1)

    on_descendant_focus = show_keys

    def _next_part(self, step: int) -> None:
        parts: list[Widget] = [self.line, self.listed, self.text]
        at = next((at for at, part in enumerate(parts) if part is self.focused), 0)
        self._give_keys(parts[(at + step) % len(parts)])

    action_next_pane = partialmethod(_next_part, 1)
    action_previous_pane = partialmethod(_next_part, -1)

    def action_enter_list(self) -> None:
        """Give the list the keys; its cursor stays."""
        self._give_keys(self.listed)

    def action_to_line(self) -> None:
        """Give the line the keys."""
        self._give_keys(self.line)

    def action_back(self) -> None:
        """From the text to the list, from there to the line, and from the line back to where the reader was."""
        if self.focused is self.text:
            self._give_keys(self.listed)
        elif self.focused is self.listed:
            self._give_keys(self.line)
        else:
            self.action_close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.focused is self.listed or action.replace("_", "-") not in (*self.IN_LIST, "unfold")

    @on(Input.Submitted)
    @on(ItemList.Chosen)
    def action_deeper(self) -> None:
        """Go where the row under the cursor leads, once the answer to what was typed is there."""
        self._enter = self.looking
        if not self._enter and (item := self.listed.current) is not None:
            self.choose(item)

    # What is narrowed to

    def action_narrow(self) -> None:
        """From everything to the show that is open, to its open episode, and back."""
        self._scopes.append(self._scopes.pop(0))
        self._title()
        self.look_up()

    def action_unfold(self) -> None:
        """Show the rows that are left out, or leave them out again."""
        self.unfolded = not self.unfolded
        self.look_up()

    def _title(self) -> None:
        self.line.border_title = title_text(f"{self.TITLE} · {self._scopes[0][1]}")

    # Answers.

    def search_again(self) -> None:
        """Ask again: the library is another than before. The cursor stays on its row."""
        self.text.forget()
        self.look_up(self.listed.cursor)

    @property
    def looking(self) -> bool:
        """Whether an answer is still to come."""
        return self._wanted is not None

    @property
    def asked(self) -> str:
        """What is asked for: what was typed, after what it is narrowed to."""
        return f"{self._scopes[0][0]}{self.line.value}"

    def look_up(self, cursor: int = 0) -> None:
        """Ask for the query; its answer is shown, with the cursor on a row, unless another is asked for until then."""
        self._enter = False
        self._wanted = self.asked, cursor
        self._hold()
        if not self._asking:
            self._asking = True
            self._answer()

    @work(group="query", exit_on_error=False, description="Searching.")
    async def _answer(self) -> None:
        try:
            while (wanted := self._wanted) is not None:
                query, cursor = wanted
                found = await self._find_page(query, 0)
                if wanted is self._wanted:  # else something else was typed meanwhile
                    self._wanted = None
                    if found is not None:
                        self.show(query, found, cursor)
                        self._release()
                        if self._enter:
                            self.action_deeper()
        finally:
            self._asking = False
            self._release()

    @on(ItemList.PageWanted)
    @work(group="pages", exit_on_error=False, description="Fetching more rows.")
    async def _fetch_page(self, event: ItemList.PageWanted) -> None:
        query = self._answered
        found = await self._find_page(query, event.number * self.listed.page_size)
        if found is not None and query == self._answered:
            self.listed.put_page(event.number, found.rows)

    async def _find_page(self, query: str, offset: int) -> AnyFound | None:
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


def _scopes_of(here: Episode, short_names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what narrows a search to an episode's show and to the episode, each with its name."""
    show, name = here.id.partition(":")[0], here.name if here.number is None else here.numbered_show
    return [(f"show:{short_names.get(show, show)} ", here.show), (f"episode:{here.id} ", name)]
