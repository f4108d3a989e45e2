"""Marks as events, and the lines of a journal that hold them: each sets one mark, on or off, at one time on one device.

A line is one JSON object in UTF-8. `time`, `device`, `mark`, `episode` and `on` are always there; `segment`, `url`,
`note`, `since`, `batch`, `undoes` and `was` where they say something. Keys that are not known here are passed over.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from ..model import Episode, Segment
from ..text import clean, clean_line

_OPENING = 80
"""Characters of a segment's text that an event keeps: enough words to know it by."""
_ADDRESS = re.compile(r"https?://\S+")


class MarkKind(StrEnum):
    """What the reader did."""

    READ = "read"
    """Read a segment."""
    BOOKMARK = "bookmark"
    """Bookmarked a segment, perhaps with a note that says why."""
    OPENED = "opened"
    """Opened a link in the browser."""


@dataclass(frozen=True, slots=True)
class MarkSnapshot:
    """What a segment was when it was marked, so that the mark can say so and find it again."""

    facts: Mapping[str, object]
    """As the journal has them, unchecked; those that are not known here are carried along."""

    @classmethod
    def of(cls, segment: Segment | None, episode: Episode | None = None) -> MarkSnapshot:
        """Return what a segment is now, or what an episode is if that as a whole is marked."""
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
        return self._text("title")

    @property
    def link(self) -> str | None:
        """The main link."""
        return self._text("link")

    @property
    def kind(self) -> str | None:
        """As in `episodes.model.Kind`."""
        return self._text("kind")

    @property
    def presenter(self) -> str | None:
        return self._text("presenter")

    @property
    def number(self) -> int | None:
        """The number that the notes gave it."""
        return self._number("number")

    @property
    def start(self) -> int | None:
        """Seconds from the beginning of the recording."""
        return self._number("start")

    @property
    def text(self) -> str | None:
        """The first words under its heading."""
        return self._text("text")

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


MarkKey = tuple[MarkKind, str, str | None, str | None]
"""The identity of a mark: kind, episode, segment, and of an opened link its address."""


@dataclass(frozen=True, slots=True)
class Event:
    """One mark set or taken away. Kind and episode must be given; the journal gives time, device and batch."""

    mark: MarkKind
    episode: str
    """The episode's id."""
    segment: str | None = None
    """The id that the segment had within the episode; None marks the episode as a whole."""
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
    """The action of this device that this one undoes."""
    was: MarkSnapshot | None = None

    @property
    def action(self) -> str:
        """The id, within its device, of the action that made it."""
        return self.batch or self.time

    @property
    def key(self) -> MarkKey:
        """The mark that it sets or takes away: of all events of one key the latest wins."""
        return (self.mark, self.episode, self.segment, self.url if self.mark is MarkKind.OPENED else None)

    @property
    def made(self) -> str:
        """When the bookmark was made, whatever its note has become since."""
        return self.since or self.time

    @property
    def name(self) -> str:
        """What to call what was marked, even when the episode is gone: by what it was, else by its address or id."""
        return (self.was and self.was.name) or self.url or self.segment or self.episode


def encode(event: Event) -> bytes:
    """Return an event as a line of a journal, its newline included."""
    line: dict[str, object] = {"time": event.time, "device": event.device, "mark": event.mark, "episode": event.episode}
    line |= {"segment": event.segment, "url": event.url, "on": event.on, "note": event.note, "since": event.since}
    line |= {"batch": event.batch, "undoes": event.undoes, "was": event.was and event.was.facts}
    given = {name: value for name, value in line.items() if value or name == "on"}
    return json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode(errors="replace") + b"\n"


def decode(data: bytes) -> tuple[list[Event], list[tuple[int, str]]]:
    """Return the events of lines, and for each line that is none its index (from 0) with the reason.

    Empty lines are passed over.
    """
    events: list[Event] = []
    problems: list[tuple[int, str]] = []
    for index, line in enumerate(io.BytesIO(data)):
        try:
            if text := line.decode().strip("\ufeff \t\r\n"):
                events.append(_event(json.loads(text)))
        except UnicodeDecodeError:
            problems.append((index, "not UTF-8"))
        except (json.JSONDecodeError, RecursionError):
            problems.append((index, "not JSON, or not all of a line"))
        except ValueError as error:
            problems.append((index, str(error)))
    return events, problems


def time_text(moment: datetime) -> str:
    """Return a time as events have it; one without a zone is this machine's."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def opening(segment: Segment) -> str | None:
    """Return the first words under a segment's heading, or None where there are none."""
    text = body(segment)
    if len(text) > _OPENING:
        text = text[:_OPENING].rpartition(" ")[0] or text[:_OPENING]
    return text or None


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


def _event(line: object) -> Event:
    """Return the event of a parsed line. Raises `ValueError` with the reason if it is none."""
    if not isinstance(line, dict):
        raise ValueError("not an object")
    try:
        kind = MarkKind(str(line.get("mark")))
    except ValueError:
        raise ValueError("a mark of a kind that is not known here") from None
    device, episode, url = _word(line, "device"), _word(line, "episode"), _word(line, "url")
    if device is None or episode is None:
        raise ValueError(f"no {'device' if device is None else 'episode'}")
    if kind is MarkKind.OPENED and url is None:
        raise ValueError("no address that was opened")
    on, note, since, was = line.get("on"), line.get("note"), line.get("since"), line.get("was")
    if not isinstance(on, bool):
        raise ValueError("neither on nor off")
    return Event(
        kind,
        episode,
        _word(line, "segment"),
        url,
        on,
        clean(note).strip() or None if isinstance(note, str) else None,
        _time(line.get("time")),
        device,
        None if since is None else _time(since),
        _word(line, "batch") or "",
        _word(line, "undoes"),
        MarkSnapshot(was) if isinstance(was, dict) else None,
    )


def _word(line: dict[str, object], name: str) -> str | None:
    text = line.get(name)
    if text is None or text == "":
        return None
    if isinstance(text, str) and text.isprintable():
        return text
    raise ValueError(f"{name} is not a line of text")


def _time(text: object) -> str:
    """Return a time in the form that events have, also one that another program wrote."""
    if isinstance(text, str):
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is not None:
                return time_text(moment)
        except (ValueError, OverflowError):
            pass
    raise ValueError("no time, or not one in UTC")
