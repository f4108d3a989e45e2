"""The values that pass between layers: episodes, their segments and links.

Everything here is frozen. `None` means unknown. Text is clean (see `episodes.text.clean`) but is still somebody
else's: it must never reach a widget as a `str` that could be parsed for markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

Clock = Callable[[], datetime]
"""Returns the time, with its zone."""


class Kind(StrEnum):
    """What part of the notes a segment is."""

    INTRO = "intro"
    """Whatever stands before the first section."""
    TOPIC = "topic"
    """A news item or a chapter."""
    SPONSOR = "sponsor"
    """The message of a sponsor."""
    EXTRAS = "extras"
    """Short news at the end; holds one child a presenter."""
    JOKE = "joke"
    """The joke at the end of many shows."""
    SECTION = "section"
    """Any other section."""

    def __reduce_ex__(self, _: object) -> tuple[type[Kind], tuple[str]]:
        """Return how a pickle makes it: by this class alone, where Python 3.11.2 would have `getattr` called."""
        return Kind, (self.value,)


@dataclass(frozen=True, slots=True)
class Link:
    """An address in the notes, with the words that it stands behind."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Sponsor:
    """Who paid for an episode."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A place in the recording that the source names, apart from the notes."""

    start: int
    """Seconds from the beginning."""
    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the notes that a table of contents would list."""

    id: str
    """Slug of the title, or of kind and presenter, unique within the episode."""
    kind: Kind
    title: str | None
    """Text without markup."""
    number: int | None
    """The number that the notes give a topic."""
    presenter: str | None
    start: int | None
    """Where it begins in the recording, in seconds."""
    url: str | None
    """The main link: the one that the title stands behind."""
    links: tuple[Link, ...]
    """Its own links in the order of the text, each address once; its children's excluded."""
    first_line: int
    """The line of its heading, or its first, counted from 0 in the notes of the episode."""
    end_line: int
    """The line after its last, its children's included."""
    markdown: str
    """Its source text, its children's included."""
    children: tuple[Segment, ...] = ()

    def walk(self) -> Iterator[Segment]:
        """Yield this segment and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def name(self) -> str:
        """What to call it in a list: the title, else the presenter, else the kind."""
        return self.title or self.presenter or self.kind.value.capitalize()

    @property
    def main_link(self) -> str | None:
        """The link that the title stands behind, else the first one in it or below it."""
        return self.url or next((link.url for part in self.walk() for link in part.links), None)


class Cue(NamedTuple):
    """Where a recording is to begin."""

    start: int = 0
    """Seconds from its beginning."""
    of: Segment | None = None
    """The segment that states the time: the one that was asked for, or the last one before it that does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeFacts:
    """What a source may say of an episode, beside its show, number, title and notes."""

    published: date | None = None
    recorded: date | None = None
    page: str | None = None
    """Address of the episode's own web page."""
    audio: str | None = None
    """Address of the recording."""
    video: str | None = None
    """Address of the recording as a video on YouTube."""
    season: int | None = None
    type: str | None = None
    """`full`, `bonus` or `trailer`."""
    duration: int | None = None
    """How long the recording is, in seconds."""
    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sponsors: tuple[Sponsor, ...] = ()


@dataclass(frozen=True, slots=True)
class Episode(EpisodeFacts):
    """One issue of a show, with its notes as segments."""

    id: str
    """`show-slug:number`, or `show-slug:slug-of-the-title` where there is no number."""
    show: str
    title: str | None
    number: int | None = None
    description: str = ""
    """What its source says in short, apart from the notes."""
    notes: str = ""
    """The show notes in Markdown, as they stand in the file after its front matter."""
    segments: tuple[Segment, ...] = ()
    """The notes in parts: their Markdown, joined in order, is the notes' text again."""

    def walk(self) -> Iterator[Segment]:
        """Yield every segment, parents before their children, in the order of the text."""
        return (segment for segment, _ in self.outline())

    def outline(self) -> Iterator[tuple[Segment, int]]:
        """Yield every segment as `walk` does, with how many others it is in."""
        waiting = [(segment, 0) for segment in reversed(self.segments)]
        while waiting:
            segment, depth = waiting.pop()
            yield segment, depth
            waiting += [(child, depth + 1) for child in reversed(segment.children)]

    def segment(self, segment_id: str) -> Segment | None:
        """Return the segment of that id, or None."""
        return next((segment for segment in self.walk() if segment.id == segment_id), None)

    def cue(self, segment: Segment | None) -> Cue:
        """Return where a segment begins; the recording's beginning where neither it nor one before it states a time."""
        cue = Cue()
        for each in self.walk() if segment is not None else ():
            if each.start is not None:
                cue = Cue(each.start, each)
            if each is segment:
                break
        return cue

    @property
    def recording(self) -> str | None:
        """The address that a player takes: the audio's, else the video's."""
        return self.audio or self.video

    @property
    def name(self) -> str:
        """What to call it in a list: the title, else the show with the number."""
        return self.title or self.numbered_show

    @property
    def numbered_show(self) -> str:
        """The show with the number, as `Python Bytes 148`; the show alone where there is none."""
        return self.show if self.number is None else f"{self.show} {self.number}"

    @property
    def numbered_name(self) -> str:
        """What to call it among those of its show: the number and the title, else as `name` does."""
        return self.name if self.number is None or self.title is None else f"{self.number} · {self.title}"


@dataclass(frozen=True, slots=True)
class Target:
    """An episode, or one segment of it. As text: `episode#segment`, as commands name it."""

    episode: str
    """The episode's id."""
    segment: str | None = None
    """The segment's id within the episode; None for the whole episode."""

    @property
    def show(self) -> str:
        """The slug of its show."""
        return self.episode.partition(":")[0]

    def __str__(self) -> str:
        return self.episode if self.segment is None else f"{self.episode}#{self.segment}"


@dataclass(frozen=True, slots=True)
class Problem:
    """A place with the reason why something there was skipped, changed or not read."""

    where: str
    """What it concerns, as it should be shown: a file's name or path, an item's title."""
    reason: str
    """Why, as the rest of a sentence that starts with where: "it is not UTF-8 text (byte 0xff at 12)"."""
    line: int | None = None
    """The line of a file, counted from 1; None for all of it."""

    def __str__(self) -> str:
        place = self.where if self.line is None else f"{self.where}, line {self.line}"
        return f"{place}: {self.reason}"


class EpisodeRow(NamedTuple):
    """An episode as a row of the list, without its notes."""

    id: str
    show: str
    number: int | None
    title: str | None
    published: date | None
    segments: int
    """How many segments it has."""
    recorded: date | None = None
    published_guess: int | None = None
    """The year that an episode without a date most likely is of."""
    added: str | None = None
    """When it came in, in UTC and ISO 8601."""
    index_id: int = 0
    """The number by which the index knows it."""
    read: int = 0
    """How many of its segments are read."""
    bookmarks: int = 0
    """How many of them are bookmarked, one on the episode as a whole included."""
    is_new: bool = False
    """It came in since the last visit."""

    @property
    def show_slug(self) -> str:
        """What its id begins with."""
        return self.id.partition(":")[0]

    @property
    def day(self) -> date | None:
        """The date that a list shows: of publication, else of recording."""
        return self.published or self.recorded

    @property
    def day_text(self) -> str:
        """The date as a list shows it: `2019-09-18`, `~2019` where only the year is guessed, or nothing."""
        return _day_text(self.day, self.published_guess)

    @property
    def name(self) -> str:
        """What to call it in a list: the title, else the show with the number."""
        return self.title or (self.show if self.number is None else f"{self.show} {self.number}")


@dataclass(frozen=True, slots=True)
class ShowRow:
    """A show as a row of the list of shows."""

    slug: str
    name: str
    short: str
    """Its short name."""
    episodes: int
    unread: int
    """How many of them have a segment that is not read."""
    newest: date | None
    """The date by which its youngest episode is listed."""


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment as a row of a list, without its text."""

    target: Target
    show: str
    number: int | None
    """The episode's number."""
    episode_title: str | None
    day: date | None
    """The date of publication, else of recording."""
    kind: Kind
    presenter: str | None
    title: str | None
    url: str | None
    """The main link."""
    year_guess: int | None = None
    """The year that an episode without a date most likely is of."""
    start: int | None = None
    """When it starts in the recording, in seconds."""

    @property
    def name(self) -> str:
        """What to call it in a list: the title, else whose it is: `Brian's extras`, `Joke`."""
        if self.title or not self.presenter:
            return self.title or self.kind.value.capitalize()
        return f"{self.presenter}'s {self.kind}"

    @property
    def day_text(self) -> str:
        """The episode's date as a list shows it: `2019-09-18`, `~2019` where only the year is guessed, or nothing."""
        return _day_text(self.day, self.year_guess)


@dataclass(frozen=True, slots=True)
class BookmarkRow:
    """A bookmark as a row of the reading list: what it says even where its episode is gone."""

    target: Target
    episode_title: str | None
    title: str | None
    """The segment's title."""
    link: str | None
    """The segment's main link."""
    note: str | None
    """Why it was bookmarked."""
    made: datetime
    """When, with its time zone."""
    gone: bool = False
    """The episode or the segment is not in the library any more."""
    marked_as: str | None = None
    """The id that the segment had when it was bookmarked."""
    tags: tuple[str, ...] = ()
    done: bool = False
    """The reader is done with it."""
    show: str | None = None
    """The name of the show."""
    number: int | None = None
    """The episode's number."""
    day: date | None = None
    """The episode's date of publication, else of recording."""

    @property
    def name(self) -> str:
        """What to call it in a list: the segment's title, else its id."""
        return self.title or self.target.segment or self.target.episode


class Step(NamedTuple):
    """How far a piece of work is."""

    done: int
    total: int | None
    """None as long as it is not known."""
    what: str
    """What is counted: `bytes`, `episodes` or `files`."""

    def __str__(self) -> str:
        """Return it in a few words: `120 of 300 files`, `1.2 MB`."""
        if self.what == "bytes":
            size = f"{self.done / 1e6:.1f}"
            return f"{size} MB" if not self.total else f"{size} of {self.total / 1e6:.1f} MB"
        return f"{self.done:,} {self.what}" if self.total is None else f"{self.done:,} of {self.total:,} {self.what}"


class Monitor(NamedTuple):
    """Is told how far a task is, and asked whether it is cancelled."""

    progress: Callable[[Step], object] = lambda _: None
    """Called with how far it is."""
    cancelled: Callable[[], bool] = lambda: False
    """Asked often; true ends the work, and what was done until then stays."""


NO_MONITOR = Monitor()
"""Of a task that nobody follows or cancels."""


def _day_text(day: date | None, guess: int | None) -> str:
    if day:
        return day.isoformat()
    return f"~{guess}" if guess else ""
