"""What search returns. Frozen, and free of anything that a screen or a command would have to know."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from ..model import SegmentRow
from ..web_links import host

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Marked:
    """One line of text with the stretches that matched."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    """Start and end of each stretch, in order, none inside another."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A segment that was found."""

    segment: SegmentRow
    title: Marked
    """The segment's name."""
    extract: Marked
    """The place in its text that says most about the search; empty if the file is gone."""
    note: Marked | None = None
    """The note and the tags of the reader's bookmark, as one line."""


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """The rows that match a query, or one page of them."""

    rows: tuple[Row, ...] = ()
    total: int = 0
    """How many match, on this page or not; of links an estimate where `note` says so."""
    note: str | None = None
    """A sentence where the query had a slip or was widened."""
    terms: tuple[str, ...] = ()
    """What to mark in the notes: words, phrases, and `word*` for words that begin so."""
    folded: int = 0
    """How many more are only counted: what many episodes have, or bookmarks that the reader is done with."""

    @property
    def length(self) -> int:
        """How many rows there are on all pages."""
        return self.total


@dataclass(frozen=True, slots=True)
class Results(Found[Hit]):
    """The segments that match a query, best first: `total` match fully, those that only come near follow."""

    years: tuple[tuple[int, int], ...] = ()
    """Years and how many of the segments are of each, in ascending order, years without any among them as 0."""
    near: int = 0
    """How many more only come near."""
    jumps: int = 0
    """How many hits before the first are what the query names."""

    @property
    def length(self) -> int:
        return self.jumps + self.total + self.near


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as a row of a list."""

    segment: SegmentRow
    """Where it stands."""
    title: str
    """The words that it stands behind."""
    url: str
    opened: bool = False
    episodes: int = 1
    """How many episodes have a link to its address."""
    is_usual: bool = False
    """Whether a show has its address in many episodes."""

    @property
    def host(self) -> str:
        """The host of its address, as a row shows it."""
        return host(self.url)
