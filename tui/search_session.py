"""The hits of a search: which one the reader is at, and which comes next. They are fetched as the reader comes to them.

Knows no widget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from episodes.search.values import Hit, Results

PAGE = 50
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
        self.total = results.total
        self.index = index
        self._fetch = fetch
        self._pages: dict[int, Sequence[Hit]] = {0: results.hits}

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
        if number not in self._pages:
            self._pages[number] = self._fetch(number * PAGE)
        page = self._pages[number]
        return page[place] if place < len(page) else None
