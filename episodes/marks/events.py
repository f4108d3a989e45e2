"""Marks as events, and the lines of a journal that hold them: each sets one mark, on or off, at one time on one device.

A line is one JSON object in UTF-8. `time`, `device`, `mark`, `episode` and `on` are always there; `segment`, `url`,
`note`, `tags`, `since`, `batch`, `undoes` and `was` where they say something. Keys that are not known here are passed
over, and so are marks of kinds that a later version of Earmark may add. What the segment was when it was marked goes
along, so that the mark can say so and find it again.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from ..model import Episode, Segment
from ..text import clean, clean_line

_OPENING = 80
"""Characters of a segment's text that are kept: enough words to know it by."""
_FEW_BRACKETS = 20
"""Of a line that is not looked at for how deep it nests: what can just be read may be too deep to be written again."""
_ADDRESS = re.compile(r"https?://\S+")
_Value = TypeVar("_Value")
_FIRST, _LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
"""What a clock can have shown. Outside is no time of a mark or a visit; it could not even be shown in every zone."""


def _line(fact: object) -> str | None:
    return (clean_line(fact) or None) if isinstance(fact, str) else None


def _whole_number(fact: object) -> int | None:
    return fact if isinstance(fact, int) and not isinstance(fact, bool) else None


class _Fact(Generic[_Value]):
    """A fact of a segment by its name in the journal, read from whatever stands there; None where that is no such."""

    def __init__(self, read: Callable[[object], _Value | None]) -> None:
        self._read = read

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, was: MarkedSegment, owner: type) -> _Value | None:
        return self._read(was.facts.get(self._name))


@dataclass(frozen=True, slots=True)
class MarkedSegment:
    """What a segment was when it was marked, so that the mark can say so and find it again."""

    facts: Mapping[str, object]
    """As the journal has them, unchecked; those that are not known here are carried along."""

    @classmethod
    def of(cls, segment: Segment | None, episode: Episode | None = None) -> MarkedSegment:
        """Return what a segment is now, or what an episode is if that as a whole is marked."""
        facts: dict[str, object] = {}
        if segment is not None:
            facts |= {"title": segment.title, "link": segment.url, "kind": segment.kind.value}
            facts |= {"number": segment.number, "presenter": segment.presenter, "start": segment.start}
            facts["text"] = opening(segment)
        elif episode is not None:
            facts |= {"title": episode.name, "link": episode.page}
        if episode is not None:
            facts |= {"show": episode.show, "episode": episode.title}
        return cls({name: fact for name, fact in facts.items() if fact is not None})

    title = _Fact(_line)
    link = _Fact(_line)
    """The main link."""
    kind = _Fact(_line)
    """As in `episodes.model.Kind`."""
    presenter = _Fact(_line)
    number = _Fact(_whole_number)
    """The number that the notes gave it."""
    start = _Fact(_whole_number)
    """Seconds from the beginning of the recording."""
    text = _Fact(_line)
    """The first words under its heading."""
    show = _Fact(_line)
    """The name of the show."""
    episode = _Fact(_line)
    """The title of the episode."""

    @property
    def name(self) -> str | None:
        """What to call it: the title, else the presenter, else the kind, else the episode's title."""
        kind = self.kind
        return self.title or self.presenter or (kind.capitalize() if kind else self.episode)


def opening(segment: Segment) -> str | None:
    """Return the first words under a segment's heading, or None where there are none."""
    text = body(segment)
    if len(text) > _OPENING:
        text = text[:_OPENING].rpartition(" ")[0] or text[:_OPENING]
    return text or None


def body(segment: Segment) -> str:
    """Return a segment's own words under its heading in one line, without addresses and the segments below it."""
    from ..notes.lines import plain_lines  # only few commands ask what a segment says

    lines = segment.markdown.removesuffix("".join(child.markdown for child in segment.children)).split("\n")
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    has_heading = segment.title or segment.number is not None or lines[first].lstrip().startswith(("#", "**"))
    text = " ".join(plain_lines("\n".join(lines[first + 1 :] if has_heading else lines[first:])))
    return clean_line(_ADDRESS.sub(" ", text))


class MarkKind(StrEnum):
    """What the reader did."""

    READ = "read"
    """Read a segment."""
    BOOKMARK = "bookmark"
    """Bookmarked a segment or an episode, perhaps with a note that says why, and tags."""
    OPENED = "opened"
    """Opened a link in the browser."""
    DONE = "done"
    """Is done with what was bookmarked."""


TAGS = "tags"
"""What stands for a kind in the key of a bookmark's tags, which outlast the changes that say nothing of them."""

MarkKey = tuple[str, str, str | None, str | None]
"""What an event decides: the kind of mark or `TAGS`, episode, segment, and of an opened link its address."""


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
    """UTC, see `time_text`.

    In an event that is not yet in a journal: the time of what it changes; its own will be later than that.
    """
    device: str = ""
    since: str | None = None
    """When the bookmark that this event changes was first made."""
    batch: str = ""
    """The same in all events of one action; empty where the action made one event."""
    undoes: str | None = None
    """The action of this device that this one undoes."""
    was: MarkedSegment | None = None
    tags: tuple[str, ...] | None = None
    """The bookmark's tags from now on; None leaves them as they are."""

    @property
    def action(self) -> str:
        """The id, within its device, of the action that made it."""
        return self.batch or self.time

    @property
    def key(self) -> MarkKey:
        """The mark that it sets or takes away: of all events of one key the latest wins."""
        return (self.mark, self.episode, self.segment, self.url if self.mark is MarkKind.OPENED else None)

    @property
    def keys(self) -> tuple[MarkKey, ...]:
        """All that it decides: its mark, and the tags where it has any say in them."""
        return (self.key,) if self.tags is None else (self.key, (TAGS, self.episode, self.segment, None))

    @property
    def order(self) -> tuple[str, str, bytes]:
        """By which it wins over others for the same mark, the greatest one."""
        # One device never makes two events at one time; somebody's editor may. Then their content decides, so
        # that the order in which they are read still does not.
        return (self.time, self.device, encode(self))

    @property
    def made(self) -> str:
        """When the bookmark was made, whatever its note has become since."""
        return self.since or self.time

    @property
    def name(self) -> str:
        """What to call what was marked, even when the episode is gone: by what it was, else by its address or id."""
        return (self.was and self.was.name) or self.url or self.segment or self.episode


def read_time(text: object) -> datetime | None:
    """Return a time in ISO 8601 with its zone as a time in UTC; None for anything else, or outside 1990 to 2200."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return None if moment.tzinfo is None or not _FIRST <= moment <= _LAST else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def time_text(moment: datetime) -> str:
    """Return a time in UTC as `2026-05-04T12:30:00.000000Z`, which sorts as the times do; at least that of 1990.

    A time without a zone is this machine's.

    Raises:
        ValueError: it is after the year 2200.
    """
    moment = max(moment.astimezone(UTC), _FIRST)
    if moment > _LAST:
        raise ValueError("it is after the year 2200")
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class Lines(NamedTuple):
    """What lines of a journal hold."""

    events: list[Event]
    problems: list[tuple[int, str]]
    """The index (from 0) of each line that is no event, with the reason."""


def encode(event: Event) -> bytes:
    """Return an event as a line of a journal, its newline included."""
    line: dict[str, object] = {"time": event.time, "device": event.device, "mark": event.mark, "episode": event.episode}
    line |= {"segment": event.segment, "url": event.url, "on": event.on, "note": event.note, "tags": event.tags}
    line |= {"since": event.since, "batch": event.batch, "undoes": event.undoes, "was": event.was and event.was.facts}
    given = {name: value for name, value in line.items() if value or name == "on" or value == ()}
    return _ENCODER.encode(given).encode(errors="replace") + b"\n"


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def decode(data: bytes) -> Lines:
    """Return what lines hold. Empty ones are passed over, and marks of kinds that are not known here."""
    events: list[Event] = []
    problems: list[tuple[int, str]] = []
    for index, line in enumerate(io.BytesIO(data)):
        try:
            text = line.decode().strip("\ufeff \t\r\n")
            if text.count("[") + text.count("{") > _FEW_BRACKETS:
                from ..documents.front_matter import plain  # few lines need it

                plain(json.loads(text))
            if text and (event := _event(json.loads(text))) is not None:
                events.append(event)
        except UnicodeDecodeError:
            problems.append((index, "not UTF-8"))
        except (json.JSONDecodeError, RecursionError):
            problems.append((index, "not JSON, or not all of a line"))
        except ValueError as error:
            problems.append((index, str(error)))
    return Lines(events, problems)


def _event(line: object) -> Event | None:
    """Return the event of a parsed line, None where its kind is not known. Raises `ValueError` if it is none."""
    if not isinstance(line, dict):
        raise ValueError("not an object")
    if (word := _word(line, "mark")) is None:
        raise ValueError("no mark")
    device, episode, url = _word(line, "device"), _word(line, "episode"), _word(line, "url")
    if device is None or episode is None:
        raise ValueError(f"no {'device' if device is None else 'episode'}")
    time, since = _time(line.get("time")), line.get("since")
    if (kind := _KINDS.get(word)) is None:
        return None
    if kind is MarkKind.OPENED and url is None:
        raise ValueError("no address that was opened")
    on, note, was = line.get("on"), line.get("note"), line.get("was")
    if not isinstance(on, bool):
        raise ValueError("neither on nor off")
    return Event(
        kind,
        episode,
        _word(line, "segment"),
        url,
        on,
        clean(note).strip() or None if isinstance(note, str) else None,
        time,
        device,
        None if since is None else _time(since),
        _word(line, "batch") or "",
        _word(line, "undoes"),
        MarkedSegment(was) if was and isinstance(was, dict) else None,
        _tags(line.get("tags")) if kind is MarkKind.BOOKMARK else None,
    )


_KINDS = {kind.value: kind for kind in MarkKind}


def _word(line: dict[str, object], name: str) -> str | None:
    text = line.get(name)
    if text is None or text == "":
        return None
    if isinstance(text, str) and text.isprintable():
        return text
    raise ValueError(f"{name} is not a line of text")


def _tags(value: object) -> tuple[str, ...] | None:
    """Return the tags that a line names, whatever a later version takes for one; None where it names none."""
    if not isinstance(value, list):
        return None
    tags = (tag for tag in value if isinstance(tag, str) and tag.isprintable() and tag.split() == [tag])
    return tuple(dict.fromkeys(tags))


def _time(value: object) -> str:
    """Return a time in the form that events have, also one that another program wrote."""
    if (moment := read_time(value)) is None:
        raise ValueError("no time, or not one in UTC, or not of the years 1990 to 2200")
    return time_text(moment)
