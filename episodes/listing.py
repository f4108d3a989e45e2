"""Lists of episodes as a screen asks for them: how many, and the rows of a page.

The list of all is a window on the catalogue. The unread and the bookmarked ones are chosen once, when the view is:
what was read since stays in its place until the view is chosen again.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from enum import StrEnum

from .index.catalogue import Catalogue, Entry
from .model import EpisodeRow


class View(StrEnum):
    """Which episodes a list shows."""

    ALL = "all"
    UNREAD = "unread"
    BOOKMARKED = "bookmarked"


class BookmarkOrder(StrEnum):
    """What bookmarks are sorted by."""

    MADE = "date"
    """When they were made, the latest first."""
    EPISODE = "episode"
    """As their segments stand in the list of episodes; what is gone comes last."""
    SHOW = "show"
    """By the name of the show, and within it by episode."""


class Listing:
    """The episodes of a view, in order.

    Args:
        catalogue: where they are listed.
        rows: makes rows, with what was read, of catalogue entries.
        chosen: the entries' numbers in order, or None for all there are.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        rows: Callable[[Sequence[Entry]], list[EpisodeRow]],
        chosen: Sequence[int] | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._rows = rows
        self._chosen = None if chosen is None else array("q", chosen)

    def count(self) -> int:
        """Return how many episodes the list has."""
        return self._catalogue.count() if self._chosen is None else len(self._chosen)

    def page(self, start: int, stop: int) -> list[EpisodeRow]:
        """Return the rows at the places from `start` up to and without `stop`."""
        if self._chosen is None:
            return self._rows(self._catalogue.page(start, stop))
        return self._rows(self._catalogue.entries(self._chosen[start:stop]))

    def index_of(self, episode: str) -> int | None:
        """Return the place of an episode in this list, counted from 0, or None if it is not in it."""
        if self._chosen is None:
            return self._catalogue.index_of(episode)
        entry = self._catalogue.entry(episode)
        if entry is None or entry.id not in self._chosen:
            return None
        return self._chosen.index(entry.id)
