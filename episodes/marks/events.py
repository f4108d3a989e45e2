"""What a reader did with episodes, as events: each marks one thing, on or off, at one time on one device."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..model import Episode, Segment
from ..text import clean_line

_OPENING = 80
"""Characters of a segment's text that an event keeps: enough words to know it by."""
_ADDRESS = re.compile(r"https?://\S+")


class MarkKind(StrEnum):
    """What the reader did."""

    READ = "read"
    """Read a segment."""
    BOOKMARK = "bookmark"
    """Earmarked a segment, perhaps with a note that says why."""
    OPENED = "opened"
    """Opened a link in the browser."""


class MarkSnapshot:
    """What a segment was when it was marked, so that the mark can say so and find it again. Never changes.

    Twenty thousand of these are loaded at a start and a handful is ever looked at, so the journal's own words
    are kept as they came, and read and checked when a fact is asked for. Facts that are not known here are
    carried along.

    Args:
        facts: by their names, or the JSON object that holds them.
    """

    __slots__ = ("_facts",)

    def __init__(self, facts: Mapping[str, object] | str = "{}") -> None:
        self._facts = facts

    def __eq__(self, other: object) -> bool:
        return self.facts == other.facts if isinstance(other, MarkSnapshot) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.title, self.link, self.text))

    def __repr__(self) -> str:
        return f"MarkSnapshot({self.facts})"

    @property
    def facts(self) -> Mapping[str, object]:
        """Every fact by its name, unchecked."""
        if isinstance(self._facts, str):
            self._facts = _parse(self._facts)
        return self._facts

    @classmethod
    def of(cls, segment: Segment | None, episode: Episode | None = None) -> MarkSnapshot:
        """Return what a segment is at present, or what an episode is if that as a whole is marked."""
        facts: dict[str, object] = {}
        if segment is not None:
            facts |= {"title": segment.title, "link": segment.url, "kind": segment.kind.value}
            facts |= {"number": segment.number, "presenter": segment.presenter, "start": segment.start}
            facts["text"] = opening(segment)
        if episode is not None:
            facts |= {"show": episode.show, "episode": episode.title}
        return cls({name: fact for name, fact in facts.items() if fact is not None})

    @property
    def title(self) -> str | None:
        """The segment's title."""
        return self._text("title")

    @property
    def link(self) -> str | None:
        """Its main link."""
        return self._text("link")

    @property
    def kind(self) -> str | None:
        """Its kind, as in `episodes.model.Kind`."""
        return self._text("kind")

    @property
    def presenter(self) -> str | None:
        """Who presented it."""
        return self._text("presenter")

    @property
    def number(self) -> int | None:
        """The number that the notes gave it."""
        return self._number("number")

    @property
    def start(self) -> int | None:
        """Where it began in the recording, in seconds."""
        return self._number("start")

    @property
    def text(self) -> str | None:
        """The first words under its heading."""
        return self._text("text")

    @property
    def show(self) -> str | None:
        """The name of the show."""
        return self._text("show")

    @property
    def episode(self) -> str | None:
        """The title of the episode."""
        return self._text("episode")

    @property
    def name(self) -> str | None:
        """What to call it: the title, else the presenter, else the kind, else the episode's title."""
        kind = self.kind
        return self.title or self.presenter or (kind.capitalize() if kind else self.episode)

    def _text(self, name: str) -> str | None:
        fact = self.facts.get(name)
        return (clean_line(fact) or None) if isinstance(fact, str) else None

    def _number(self, name: str) -> int | None:
        fact = self.facts.get(name)
        return fact if isinstance(fact, int) and not isinstance(fact, bool) else None


@dataclass(frozen=True, slots=True)
class Event:
    """One mark set or taken away. Events that are not yet in a journal have no device.

    Only the mark and the episode must be given; the journal gives time, device and batch.
    """

    mark: MarkKind
    episode: str
    """The episode's id."""
    segment: str | None = None
    """The segment's id within the episode; None marks the episode as a whole."""
    url: str | None = None
    """The address that was opened; only of `MarkKind.OPENED`."""
    on: bool = True
    """Whether the mark is set or taken away."""
    note: str | None = None
    """Why it was bookmarked."""
    time: str = ""
    """UTC, ISO 8601 with microseconds and `Z`, 27 characters: texts of one width compare as the times do.

    In an event that is not yet in a journal: the time of what it changes; its own will be later than that.
    """
    device: str = ""
    since: str | None = None
    """When the bookmark that this event changes was first made."""
    batch: str = ""
    """The same in all events of one action; empty where the action made one event."""
    undoes: str | None = None
    """The action of this device that this one takes back."""
    was: MarkSnapshot | None = None

    @property
    def action(self) -> str:
        """The id, within its device, of the action that made it."""
        return self.batch or self.time

    @property
    def key(self) -> tuple[MarkKind, str, str | None, str | None]:
        """The mark that it sets or takes away: of all events of one key the latest wins."""
        return (self.mark, self.episode, self.segment, self.url)

    @property
    def name(self) -> str:
        """What to call what was marked: by what it was, else by its address or id."""
        named = None if self.was is None else self.was.name
        return named or self.url or self.segment or self.episode


def body(segment: Segment) -> str:
    """Return a segment's own words under its heading in one line, without addresses and the segments below it."""
    from ..notes.plain import plain_lines  # only few commands ask what a segment says

    lines = segment.markdown.split("\n")
    if segment.children:
        lines = lines[: max(1, segment.children[0].first_line - segment.first_line)]
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    has_heading = segment.title or segment.number is not None or lines[first].lstrip().startswith(("#", "**"))
    text = " ".join(plain_lines("\n".join(lines[first + 1 :] if has_heading else lines[first:])))
    return clean_line(_ADDRESS.sub(" ", text))


def opening(segment: Segment) -> str | None:
    """Return the first words under a segment's heading, or None where there are none."""
    text = body(segment)
    if len(text) > _OPENING:
        text = text[:_OPENING].rpartition(" ")[0] or text[:_OPENING]
    return text or None


def _parse(told: str) -> dict[str, object]:
    import json

    try:
        facts = json.loads(told)
    except (ValueError, RecursionError):
        return {}  # the mark itself was readable, and counts without them
    return facts if isinstance(facts, dict) else {}
