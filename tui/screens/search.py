"""`SearchScreen`: search everything as one types; the hits, and how they spread over the years.

    app.push_screen(SearchScreen(library, keys, episode, query="asgi", cursor=3), callback)

Answers with the hits, to go through from the chosen one on; with a target, where what was typed names one; or None.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.getters import query_one

from episodes.model import SegmentRow, Target
from episodes.search import LANGUAGE
from episodes.search.values import Hit, Marked, Results
from episodes.text import counted, shown_line
from tui.screens.live_list import LiveListScreen
from tui.screens.search_walk import SearchSession
from tui.session import recent_searches, remember_search
from tui.widgets.row_list import ItemList
from tui.widgets.row_text import EARMARK, Part, cut, fit, line, marked_parts
from tui.widgets.year_strip import YearStrip

SAY_AFTER = 0.4
"""Seconds without an answer until it is said that one is looked for."""


class HitList(ItemList[Hit]):
    """The hits, best first."""

    row_height = 3
    head_height = 1
    context = 1
    first_near: int | None = None
    """The row from which on hits only come near."""

    def empty_parts(self, width: int) -> Sequence[Iterable[Part]]:
        """Return that nothing was found, or while nothing is searched for, what can be."""
        if self.empty:
            return super().empty_parts(width)
        language = [line(width, [(fit(written, 17), "accent")], meaning, "muted") for written, meaning in LANGUAGE]
        return [*language, [], [(cut("↑ brings back what you searched for before.", width), "muted")]]

    def row_parts(self, index: int, width: int) -> Sequence[Iterable[Part]]:
        """Return the line of the episode, blank where it is that of the hit above, and the hit."""
        hit, above = self.item(index), self.item(index - 1) if index else None
        if hit is None:
            return [[], *super().row_parts(index, width)]
        head: list[Part] = []
        if index == self.first_near or above is None or above.segment.target.episode != hit.segment.target.episode:
            head = episode_line(hit.segment, width, self.short_names, is_near=index == self.first_near)
        return [head, *hit_lines(hit, width)]


def episode_line(row: SegmentRow, width: int, short_names: Mapping[str, str], *, is_near: bool) -> list[Part]:
    """Return the line above the hits of an episode: show and number, title, date.

    Args:
        row: one of them.
        width: cells of the line.
        short_names: those of the shows by slug, where it is to say which show it is.
        is_near: whether the hits from here on only come near.
    """
    show = short_names.get(row.target.show, row.show) if width < 60 else row.show
    place = show if row.number is None else f"{show} {row.number}"
    head = [("only near  ", "warning")] if is_near else []
    day = row.day_text if width >= 56 or row.day is None else str(row.day.year)
    tail = [(f"  {day}", "muted")] if width >= 30 else []
    return line(width, [*head, (cut(place, width // 3), "accent"), ("  ", "")], row.episode_title or "", "muted", tail)


def hit_lines(hit: Hit, width: int) -> list[list[Part]]:
    """Return a hit as two lines: its title and who presents it; the reader's note on it, and the extract."""
    presenter = hit.segment.presenter or ""
    right = "" if presenter in hit.title.text else "  " + cut(presenter, width // 3)
    note: list[Part] = []
    if hit.note is not None:
        shown = min(cell_len(shown_line(hit.note.text)), width // 2)
        note = [(f"{EARMARK} ", "earmark"), *marked_parts(hit.note, shown, ""), ("  ", "")]
    taken = 2 + sum(cell_len(text) for text, _ in note)
    return [
        [("  ", ""), *marked_parts(hit.title, max(0, width - 2 - cell_len(right)), "strong"), (right, "muted")],
        [("  ", ""), *note, *marked_parts(hit.extract, max(0, width - taken), "muted")],
    ]


class SearchScreen(LiveListScreen[SearchSession | Target, Results, HitList]):
    """The search line, the years and the hits.

    Args:
        library: where to search.
        keys: the keys as they are, by command id.
        here: the episode that is open.
        query: the last search, which typing replaces.
        cursor: the row of its hits to put the cursor on.
    """

    TITLE = "Search"
    LIST = HitList
    PLACEHOLDER = "what was that library?"
    FOLDED = "that say the same in other episodes"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-middle"), (40, "-high")]
    DEFAULT_CLASSES = "-idle"

    strip = query_one(YearStrip)
    _found = Results()
    _earlier: Iterator[str] = iter(())
    _recalled: str | None = None

    def row_of(self, session: SearchSession | None) -> int:
        """Return the row of the hit that a session for the same query is at, else that of the cursor."""
        if session is None or session.query != self._answered.strip():
            return self.listed.cursor
        return self._found.jumps + session.index

    def compose_above(self) -> ComposeResult:
        yield YearStrip()

    # Searching

    def look_up(self, cursor: int = 0) -> None:
        super().look_up(cursor)
        self.set_timer(SAY_AFTER, self._say_looking)

    def _hold(self) -> None:
        if self.line.value.strip():  # else nothing is to come that would be painted with it
            super()._hold()

    def find(self, query: str, offset: int) -> Results:
        typed = query.removeprefix(self._scopes[0][0])
        if not typed.strip():
            return self.library.search("")  # which reads what every search needs
        named = self.library.targets.jumps(typed)
        results = self._search(query, max(0, offset - len(named)))
        if named and not results.total:  # it was meant as a name
            results = Results()
        if offset:
            return results
        full, near = _grouped(results.rows[: results.total]), _grouped(results.rows[results.total :])
        jumps = [Hit(row, Marked(f"Go to {row.title or 'the episode'}"), Marked("")) for row in named]
        return replace(results, rows=(*jumps, *full, *near), jumps=len(jumps))

    def _search(self, query: str, offset: int) -> Results:
        return self.library.search(query, limit=HitList.page_size, offset=offset, folded=not self.unfolded)

    def target_of(self, item: Hit) -> tuple[Target, None]:
        return item.segment.target, None

    def show(self, query: str, found: Results, cursor: int) -> None:
        self._found, is_idle = found, not self.line.value.strip()
        self.set_class(is_idle, "-idle")
        none = "No segment has all of this. Fewer words, or only their beginnings, find more."
        self.listed.empty = "" if is_idle else none
        self.listed.first_near = found.jumps + found.total if found.total else None
        self.strip.show(found.years)
        if found.rows:  # else it stays as it is, and nothing moves
            self.set_class(not found.years and all(hit.segment.day is None for hit in found.rows), "-dateless")
        super().show(query, found, cursor)
        near = f", {found.near:,} near" if found.near else ""
        is_silent = is_idle or found.length == found.jumps > 0
        self.listed.border_title = "" if is_silent else counted(found.total, "segment") + near
        self._light_year()

    def _say_looking(self) -> None:
        if self.looking:
            self.listed.border_title = "searching …"

    # Moving in the hits

    @on(HitList.Highlighted)
    def _light_year(self) -> None:
        hit = self.listed.current
        row = None if hit is None else hit.segment
        self.strip.year = None if row is None else row.day.year if row.day is not None else row.year_guess

    def action_to_line(self) -> None:
        """Give the line the keys, or bring back there the search that was made before this one."""
        if self.focused is not self.line:
            super().action_to_line()
            return
        here = self.line.value
        if here != self._recalled:  # else it is one of them itself, and the next is older
            self._earlier = iter(recent_searches(self.library.folders.state))
        found = next((query for query in self._earlier if query != here.strip()), None)
        if found is None:
            self.key_bar.say("There is no earlier search.")
        else:
            self._recalled = found
            self._write(found)

    def _write(self, query: str) -> None:
        self.line.value = query
        self.line.action_end()

    def action_choose_years(self, first: int, last: int) -> None:
        """Keep to the years that were clicked; a second click takes that back."""
        wanted = f"year:{first}" if first == last else f"year:{first}-{last}"
        words = self.line.value.split()
        rest = [word for word in words if not word.startswith("year:")]
        self._write(" ".join(rest if wanted in words else [*rest, wanted]))

    # Leaving

    def choose(self, item: Hit) -> None:
        """Go where a jump leads, or open the hit and go through the others from there."""
        query, found = self._answered, self._found
        index = self.listed.cursor - found.jumps
        if index < 0:
            self._leave(item.segment.target)
        else:
            first = replace(found, rows=found.rows[found.jumps :], jumps=0)
            self._leave(SearchSession(query.strip(), first, index, lambda offset: self._search(query, offset).rows))

    def action_close(self) -> None:
        """Go back to where the reader was."""
        self._leave(None)

    def _leave(self, answer: SearchSession | Target | None) -> None:
        """Remember what was searched for if it found something."""
        if self._found.rows:
            remember_search(self.library.folders.state, self.line.value)
        self.dismiss(answer)


def _grouped(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits with those of one episode together, where the best of them stands."""
    places: dict[str, int] = {}
    return sorted(hits, key=lambda hit: places.setdefault(hit.segment.target.episode, len(places)))
