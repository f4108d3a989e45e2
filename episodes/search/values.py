"""What search answers with. Frozen, and free of anything that a screen or a command would have to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Marked:
    """One line of text with the stretches that matched."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    """Start and end of each stretch, in order, none inside another."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A segment that was found."""

    episode: str
    """The episode's id."""
    segment: str
    """The segment's id within the episode."""
    number: int | None
    """The episode's number."""
    show: str
    episode_title: str | None
    day: date | None
    """The date of publication, else of recording."""
    kind: str
    presenter: str | None
    title: Marked
    """What to call the segment: its title, else its presenter, else its kind."""
    extract: Marked
    """The place in its text that says most about the search; empty if the file is gone."""
    url: str | None
    """The segment's main link."""

    @property
    def target(self) -> str:
        """The segment as commands name it: `episode#segment`."""
        return f"{self.episode}#{self.segment}"


@dataclass(frozen=True, slots=True)
class Results:
    """The segments that answer to a query, or one page of them."""

    hits: tuple[Hit, ...] = ()
    """Best first."""
    total: int = 0
    """How many segments answer, on this page or not."""
    years: tuple[tuple[int, int], ...] = ()
    """Years and how many of the segments are of each, in ascending order, years without any among them as 0."""
    note: str | None = None
    """A sentence where the query had a slip or was widened."""
    terms: tuple[str, ...] = ()
    """What to mark in the notes: words, phrases, and `word*` for words that begin so."""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as a row of the ledger."""

    url: str
    title: str
    host: str
    episode: str
    segment: str
    segment_title: str
    episode_title: str | None
    number: int | None
    """The episode's number."""
    show: str
    day: date | None
    opened: bool

    @property
    def target(self) -> str:
        """The segment as commands name it: `episode#segment`."""
        return f"{self.episode}#{self.segment}"


@dataclass(frozen=True, slots=True)
class LinkResults:
    """The links that answer to a query, or one page of them."""

    rows: tuple[LinkRow, ...] = ()
    """Those of the youngest episode first, each in the order of its text."""
    total: int = 0
    """How many links answer; where `note` says so, an estimate."""
    note: str | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A link elsewhere that leads to the same address or project."""

    episode: str
    segment: str
    number: int | None
    """The episode's number."""
    show: str
    day: date | None
    episode_title: str | None
    segment_title: str
    title: str
    """The words that the link stands behind."""
    url: str

    @property
    def target(self) -> str:
        """The segment as commands name it: `episode#segment`."""
        return f"{self.episode}#{self.segment}"
