"""`SearchScreen`: search everything as one types; the hits, and how they spread over the years.

    answer = await app.push_screen_wait(SearchScreen(actions, query="asgi", index=3))

Answers with what stood there when it was left, and the hit to go to unless the reader went back. It knows no library:
`SearchActions` says how hits are found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from episodes.search.values import Hit, Results
from tui.screens.dialog import LineInput
from tui.screens.live_query import LiveQuery
from tui.widgets.hit_list import HitList
from tui.widgets.key_bar import KeyBar
from tui.widgets.language_help import LanguageHelp
from tui.widgets.year_strip import YearStrip

PATIENCE = 0.4
"""Seconds without an answer until it is said that one is looked for."""


@dataclass(frozen=True, slots=True)
class SearchActions:
    """What the screen asks its owner for."""

    search: Callable[[str, int], Results]
    """Finds hits from an offset on, a page of them. Called in a thread; an `EarmarkError` is shown."""
    earlier: Callable[[], Sequence[str]]
    """The earlier searches, youngest first."""
    several_shows: bool = False
    """Whether hits say which show they are of."""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What stood there when the screen was left."""

    query: str
    """The text in the search line."""
    index: int = 0
    """The hit under the cursor, from 0."""
    results: Results | None = None
    """What the query found; None where nothing was searched for."""
    hit: Hit | None = None
    """The hit to go to; None where the reader went back."""


class SearchScreen(ModalScreen[SearchAnswer]):
    """The search line, the years and the hits."""

    AUTO_FOCUS = None
    BINDINGS = [
        Binding("down,ctrl+n", "cursor_down", "Next hit", show=False),
        Binding("up", "up", "Previous hit, or earlier search", show=False),
        Binding("ctrl+p", "cursor_up", "Previous hit", show=False),
        Binding("pagedown", "page_down", "A page down", show=False),
        Binding("pageup", "page_up", "A page up", show=False),
        Binding("ctrl+home", "first", "The first hit", show=False),
        Binding("ctrl+end", "last", "The last hit", show=False),
        Binding("escape", "close", "Back", show=False),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-lowest"), (12, "-low"), (20, "-middle"), (34, "-high")]
    DEFAULT_CSS = """
    SearchScreen {
        background: $background;
        & > #box {
            border: round $border-blurred;
            border-title-color: $text-accent;
            border-title-style: bold;
            padding: 0 1;
            #line { height: 1; background: $panel; }
            #sign { width: 3; padding: 0 1; color: $text-accent; text-style: bold; }
            #query, #query:focus { width: 1fr; background-tint: $panel 0%; }
            #count { width: 18; color: $text-muted; padding: 0 1; text-align: right; }
            #note { height: auto; max-height: 2; padding: 0 1; color: $text-warning; display: none; }
            YearStrip { margin: 1 1 1 1; }
            HitList { height: 1fr; }
            LanguageHelp { margin: 1 1 0 1; display: none; }
        }
        &.-high #box YearStrip { height: 4; }
        &.-low #box YearStrip { margin: 0 1; }
        &.-lowest #box YearStrip { display: none; }
        &.-dateless #box YearStrip { display: none; }
        &.-dateless #box HitList { margin-top: 1; }
        &.-idle #box YearStrip, &.-idle #box HitList { display: none; }
        &.-idle #box LanguageHelp { display: block; }
    }
    """

    line = query_one(LineInput)
    """Where the reader types."""
    strip = query_one(YearStrip)
    """How the hits spread over the years."""
    hits = query_one(HitList)
    """The hits."""
    key_bar = query_one(KeyBar)
    """What the keys do."""

    def __init__(self, actions: SearchActions, query: str = "", index: int = 0) -> None:
        """Make the screen.

        Args:
            actions: what it asks for.
            query: the last search, which typing replaces.
            index: the hit to put the cursor on.
        """
        super().__init__()
        self._actions = actions
        self._first = (query, index)
        self._live = LiveQuery(self, actions.search, self._show, self._say_note)
        self._query = ""
        self._ahead = ""
        self._ready = False
        self._results: Results | None = None
        self._earlier: Sequence[str] | None = None
        self._at = -1  # which of the earlier searches stands in the line; -1 for what was typed
        self._recalled: str | None = None

    def compose(self) -> ComposeResult:
        """Lay out the search line, what is said of it, the years and the hits."""
        with Vertical(id="box") as box:
            box.border_title = "Search everything"
            with Horizontal(id="line"):
                yield Static("/", id="sign", markup=False)
                yield LineInput(placeholder="what was that library?", id="query")
                yield Static(id="count", markup=False)
            yield Static(id="note", markup=False)
            yield YearStrip()
            yield HitList(several_shows=self._actions.several_shows)
            yield LanguageHelp("↑ brings back what you searched for before.")
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with the last search, all of it selected."""
        self.key_bar.show_keys(
            [("enter", "Open"), ("↓ ↑", "Hits"), ("esc", "Back"), ("↑ at the top", "Earlier"), ("page keys", "Pages")]
        )
        query, index = self._first
        if self._ahead:
            query, index = self._ahead, 0
        self.line.value = query
        self.line.focus()
        if self._ahead:
            self.line.action_end()
        else:
            self.line.action_select_all()
        self._ready = True
        self._look_for(query, index)
        # At once, where `Input.Changed` would come only after the key is painted: the answer is looked for meanwhile.
        self.watch(self.line, "value", self._typed, init=False)

    def type_ahead(self, event: events.Key) -> None:
        """Take a key that was typed faster than this screen came up, and so went elsewhere."""
        if event.key == "enter":
            if self.focused is None:  # else the line took it
                self.call_after_refresh(self._open)
        elif event.character is not None and event.is_printable:
            if self._ready:
                self.line.replace(event.character, *self.line.selection)
            else:
                self._ahead += event.character

    # Searching

    def _typed(self, query: str) -> None:
        if query != self._recalled:
            self._at, self._recalled = -1, None
        self._look_for(query)

    def refresh_hits(self) -> None:
        """Search again: the library is another than before. The cursor stays on its row."""
        if self._results is not None:
            self._live.look_for(self._query, self.hits.cursor)

    def _look_for(self, query: str, cursor: int = 0) -> None:
        if query.strip():
            self._live.look_for(query, cursor)
            self.set_timer(PATIENCE, self._say_looking)
            return
        self._live.forget()
        self._query, self._results = query, None
        self.set_class(True, "-idle")
        self.hits.fill(0, ())
        self._count("")
        self._say_note(None)

    def _show(self, query: str, results: Results, cursor: int) -> None:
        self._query, self._results = query, results
        self.set_class(False, "-idle")
        self.hits.empty = "No segment has all of this. Fewer words, or only their beginnings, find more."
        self.strip.show(results.years)
        self.set_class(self.strip.is_blank, "-dateless")
        self.hits.fill(results.total, results.hits, cursor=cursor)
        self._count(f"{results.total:,} segment{'' if results.total == 1 else 's'}")
        self._say_note(results.note)
        self._light_year()

    def _say_looking(self) -> None:
        if self._live.looking:
            self._count("searching …")

    def _count(self, text: str) -> None:
        self.query_one("#count", Static).update(text, layout=False)

    def _say_note(self, note: str | None) -> None:
        shown = self.query_one("#note", Static)
        if note:
            shown.update(Content(note))
        shown.display = bool(note)

    @on(HitList.PageWanted)
    @work(group="pages", exit_on_error=False, description="Fetching more hits.")
    async def _fetch_page(self, event: HitList.PageWanted) -> None:
        query = self._query
        results = await self._live.page(query, event.number * self.hits.page_size)
        if results is not None and query == self._query:
            self.hits.put_page(event.number, results.hits)

    # Moving in the hits

    @on(HitList.Moved)
    def _light_year(self) -> None:
        hit = self.hits.current
        self.strip.year = hit.day.year if hit is not None and hit.day is not None else None

    def action_cursor_down(self) -> None:
        """To the next hit."""
        self.hits.action_cursor_down()

    def action_cursor_up(self) -> None:
        """To the hit before."""
        self.hits.action_cursor_up()

    def action_page_down(self) -> None:
        """A page of hits down."""
        self.hits.action_page_down()

    def action_page_up(self) -> None:
        """A page of hits up."""
        self.hits.action_page_up()

    def action_first(self) -> None:
        """To the first hit."""
        self.hits.action_first()

    def action_last(self) -> None:
        """To the last hit."""
        self.hits.action_last()

    def action_up(self) -> None:
        """To the hit before; from the first one to the search that was made before this one."""
        if self.hits.cursor > 0:
            self.hits.action_cursor_up()
            return
        if self._earlier is None:
            self._earlier = self._actions.earlier()
        here = self.line.value.strip()
        older = range(self._at + 1, len(self._earlier))
        at = next((at for at in older if self._earlier[at] != here), None)
        if at is None:
            self.key_bar.say("There is no earlier search.")
            return
        self._at, self._recalled = at, self._earlier[at]
        self._write(self._earlier[at])

    def _write(self, query: str) -> None:
        self.line.value = query
        self.line.action_end()

    @on(YearStrip.YearsChosen)
    def _narrow(self, event: YearStrip.YearsChosen) -> None:
        """Keep to the years that were clicked; a second click takes that back."""
        wanted = f"year:{event.first}" if event.first == event.last else f"year:{event.first}-{event.last}"
        words = self.line.value.split()
        rest = [word for word in words if not word.startswith("year:")]
        self._write(" ".join(rest if wanted in words else [*rest, wanted]))

    # Leaving

    @on(Input.Submitted)
    @on(HitList.Chosen)
    def _open(self) -> None:
        """Open the hit, once the answer to what was typed is there."""
        self._live.afterwards(self._open_hit)

    def _open_hit(self) -> None:
        if (hit := self.hits.current) is not None:
            self.dismiss(SearchAnswer(self._query, self.hits.cursor, self._results, hit))

    def action_close(self) -> None:
        """Back to where the reader was."""
        self.dismiss(SearchAnswer(self.line.value, self.hits.cursor, self._results))
