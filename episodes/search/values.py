"""What search returns. Frozen, and free of anything that a screen or a command would have to know."""

from dataclasses import dataclass

from ..model import BookmarkRow, SegmentRow
from ..web_links import host


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
class Results:
    """The segments that match a query, or one page of them."""

    rows: tuple[Hit, ...] = ()
    """Best first."""
    total: int = 0
    """How many segments match fully, on this page or not: they come first."""
    years: tuple[tuple[int, int], ...] = ()
    """Years and how many of the segments are of each, in ascending order, years without any among them as 0."""
    note: str | None = None
    """A sentence where the query had a slip or was widened."""
    terms: tuple[str, ...] = ()
    """What to mark in the notes: words, phrases, and `word*` for words that begin so."""
    near: int = 0
    """How many more only come near: they follow the others."""
    folded: int = 0
    """How many more say what others of them say, and what many episodes do."""
    jumps: int = 0
    """How many hits before the first are what the query names."""

    @property
    def length(self) -> int:
        """How many hits there are on all pages."""
        return self.jumps + self.total + self.near


@dataclass(frozen=True, slots=True)
class BookmarkResults:
    """The bookmarks that match a query."""

    rows: tuple[BookmarkRow, ...] = ()
    folded: int = 0
    """How many more match that the reader is done with."""
    note: str | None = None
    """A sentence where the query had a slip or was widened."""
    terms: tuple[str, ...] = ()
    """What to mark in the notes."""

    @property
    def length(self) -> int:
        """How many bookmarks there are."""
        return len(self.rows)


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


@dataclass(frozen=True, slots=True)
class LinkResults:
    """The links that match a query, or one page of them."""

    rows: tuple[LinkRow, ...] = ()
    """One an address, where it stands last: those of the youngest episode first, each in the order of its text."""
    total: int = 0
    """How many addresses match; where `note` says so, an estimate."""
    note: str | None = None
    terms: tuple[str, ...] = ()
    folded: int = 0
    """How many more stand in many episodes."""

    @property
    def length(self) -> int:
        """How many rows there are on all pages."""
        return self.total
