"""A search that goes on in the main screen: which hit the reader is at, which comes next, and where they came from.

Decides without knowing any widget. The hits are fetched page by page as the reader comes to them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.session import Session

if TYPE_CHECKING:
    from episodes.search.values import Hit

PAGE = 50
"""Hits that are fetched at once."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader was, so exactly that they can be put back there."""

    session: Session
    """Episode, segment, place in the notes, pane."""
    list_id: str | None
    """The episode under the cursor of the list."""
    list_row: int
    """The row of the screen on which it stood, counted from the list's top."""
    tree_url: str | None
    """The link under the cursor of the tree, if it was on one."""
    tree_row: int
    """The row of the screen on which the tree's cursor stood, counted from its top."""
    zoomed: bool
    """Whether one pane had the whole screen."""


class SearchSession:
    """The hits of a query, and the one that the reader is at.

    Args:
        query: what was searched for.
        terms: what is marked in the notes.
        total: how many hits there are.
        index: the hit to begin at, from 0.
        place: where the reader was before the search.
        fetch: returns up to `PAGE` hits from an offset on.
    """

    def __init__(
        self,
        query: str,
        terms: tuple[str, ...],
        total: int,
        index: int,
        place: Place,
        fetch: Callable[[int], Sequence[Hit]],
    ) -> None:
        self.query = query
        self.terms = terms
        self.total = total
        self.place = place
        self.index = index
        self._fetch = fetch
        self._pages: dict[int, Sequence[Hit]] = {}

    @property
    def hit(self) -> Hit | None:
        """The hit that the reader is at; None where the library changed and has fewer by now."""
        return self._hit(self.index)

    def is_at(self, episode: str | None) -> bool:
        """Tell whether the reader is still in the episode of the hit, so that its matches come before the next hit."""
        return self.hit is not None and self.hit.episode == episode

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
