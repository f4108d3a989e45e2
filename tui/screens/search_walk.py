"""A search that goes on in the panes: from match to match, from hit to hit, and back to where it began."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from episodes.search.values import Hit, Results
from tui.keymap import Pane
from tui.screens.panes import Panes
from tui.widgets.row_list import ItemList

PAGE = ItemList.page_size
"""Hits that are fetched at once."""


class SearchSession:
    """The hits of a query, and the one that the reader is at.

    Args:
        query: what was searched for.
        results: its first page.
        index: the hit to begin at, from 0.
        fetch: returns up to `PAGE` hits from an offset on.
    """

    def __init__(self, query: str, results: Results, index: int, fetch: Callable[[int], Sequence[Hit]]) -> None:
        self.query = query
        self.terms = results.terms
        """What is marked in the notes."""
        # Those that only come near are gone through where the reader chose one of them.
        self.total = results.total if index < results.total else results.length
        self.index = index
        self._page = cache(lambda number: fetch(number * PAGE) if number else results.rows)

    @property
    def hit(self) -> Hit | None:
        """The hit that the reader is at; None where the library changed and has fewer by now."""
        return self._hit(self.index)

    def step(self, step: int) -> Hit | None:
        """Go to the next (1) or previous (-1) hit and return it; None, and nothing changes, where there is none."""
        there = self.index + step
        if not 0 <= there < self.total or (hit := self._hit(there)) is None:
            return None
        self.index = there
        return hit

    @property
    def status(self) -> str:
        """Where the reader is among the hits, in a few words."""
        return f"hit {self.index + 1:,} of {self.total:,} · {self.query}"

    def _hit(self, index: int) -> Hit | None:
        number, place = divmod(index, PAGE)
        return next(iter(self._page(number)[place:]), None)


class SearchWalk:
    """The hits of a search, shown one after the other.

    Args:
        panes: show them.
        session: says which comes next.
        go_back: brings the reader back when it ends.
    """

    def __init__(self, panes: Panes, session: SearchSession, go_back: Callable[[], None]) -> None:
        self._panes = panes
        self.session = session
        self.go_back = go_back

    def begin(self) -> None:
        """Go to the hit that was chosen."""
        self._panes.notes.set_matches(self.session.terms)
        if self.session.hit is not None:
            self._show(self.session.hit)
        self._panes.focus_pane(Pane.NOTES)

    def step(self, step: int) -> None:
        """Go to the next (1) or previous (-1) match in the segment of the hit; after its last, to the next hit."""
        notes, session, hit = self._panes.notes, self.session, self.session.hit
        if hit is not None and self._is_open(hit) and notes.step_match(step > 0, hit.segment.target.segment):
            return
        following = session.step(step)
        if following is None:
            self._panes.key_bar.say(f"This is the {'last' if step > 0 else 'first'} hit.")
        else:
            self._show(following, last=step < 0)

    def end(self) -> None:
        """Clear the matches, and bring the reader back."""
        self._panes.key_bar.status = ""
        self._panes.notes.set_matches(())
        self.go_back()

    def _show(self, hit: Hit, *, last: bool = False) -> None:
        target = hit.segment.target
        self._panes.go_to(target)
        if self._is_open(hit) and target.segment is not None:  # else an error was shown
            self._panes.notes.enter_matches(target.segment, last=last)
        self._panes.key_bar.status = self.session.status

    def _is_open(self, hit: Hit) -> bool:
        return self._panes.reader.episode_id == hit.segment.target.episode
