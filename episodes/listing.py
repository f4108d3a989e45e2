"""Lists of episodes as a screen asks for them: how many, and the rows of a page.

The list of all by date is a window on the catalogue. For any other the episodes are chosen once, when it is asked for:
what was read since stays in its place until then.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from .index.catalogue import Catalogue
from .model import EpisodeRow

if TYPE_CHECKING:
    from .marks.library_marks import LibraryMarks


class _Ring(StrEnum):
    """Choices that one goes through one after the other."""

    @property
    def following(self) -> Self:
        """The choice after this one; after the last, the first."""
        choices = list(type(self))
        return choices[(choices.index(self) + 1) % len(choices)]


class View(_Ring):
    """Which episodes a list shows."""

    ALL = "all"
    UNREAD = "unread"
    BOOKMARKED = "bookmarked"


class Order(_Ring):
    """In which order a list shows them."""

    DATE = "date"
    """The youngest first."""
    YEAR = "year"
    """The same, under the years."""
    NUMBER = "number"
    """Show by show, the highest number of the last season first."""


class BookmarkOrder(_Ring):
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
        with_marks: adds to its rows what the reader did.
        chosen: the episodes by their `index_id`, in order, or None for all there are by date.
        shows: the slugs of the shows whose they are, or none for all.
        by_year: whether the years are asked for, which only chosen ones have.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        with_marks: Callable[[Sequence[EpisodeRow]], list[EpisodeRow]],
        chosen: Sequence[int] | None,
        shows: Collection[str],
        *,
        by_year: bool,
    ) -> None:
        self._catalogue = catalogue
        self._with_marks = with_marks
        self._shows = shows
        self._chosen = None if chosen is None else array("q", chosen)
        self.years: list[tuple[int, str]] = []
        """The places at which the years begin, each with its year; empty where they are not asked for."""
        if chosen is not None and by_year:
            years = catalogue.years()
            for place, number in enumerate(chosen):
                year = years.get(number, "")
                if not self.years or self.years[-1][1] != year:
                    self.years.append((place, year))

    def count(self) -> int:
        """Return how many episodes the list has."""
        return self._catalogue.count() if self._chosen is None else len(self._chosen)

    def number_width(self) -> int:
        """Return how many digits the longest number of its shows has."""
        return self._catalogue.number_width(self._shows)

    def page(self, start: int, stop: int) -> list[EpisodeRow]:
        """Return the rows at the places from `start` up to and without `stop`."""
        if self._chosen is None:
            return self._with_marks(self._catalogue.page(start, stop))
        return self._with_marks(self._catalogue.rows(self._chosen[start:stop]))

    def index_of(self, episode: str) -> int | None:
        """Return the place of an episode in this list, counted from 0, or None if it is not in it."""
        if self._chosen is None:
            return self._catalogue.index_of(episode)
        row = self._catalogue.row(episode)
        return None if row is None or row.index_id not in self._chosen else self._chosen.index(row.index_id)


def choose(
    catalogue: Catalogue, marked: LibraryMarks, view: View, shows: Collection[str], order: Order, kept: str | None
) -> list[int]:
    """Return the episodes of a view by their `index_id`, of all shows or those with such slugs, in an order.

    An episode that is kept, by its id, is of the view whatever its marks are.
    """
    row = None if kept is None else catalogue.row(kept)
    stays = 0 if row is None else row.index_id
    is_unread = view is View.UNREAD
    placed = catalogue.placed(shows, by_number=order is Order.NUMBER, to_read=is_unread, kept=stays)
    if view is View.ALL:
        return placed
    if is_unread:
        finished = marked.finished().keys() - {stays}
        return [number for number in placed if number not in finished]
    bookmarked = marked.bookmarked() | {stays}
    return [number for number in placed if number in bookmarked]
