"""What a segment was when it was marked: facts of it that the mark keeps, to say so and to find it again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..model import Episode, Segment
from ..text import clean_line

_OPENING = 80
"""Characters of a segment's text that are kept: enough words to know it by."""
_ADDRESS = re.compile(r"https?://\S+")


_Value = TypeVar("_Value")


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
    from ..notes.plain import plain_lines  # only few commands ask what a segment says

    lines = segment.markdown.removesuffix("".join(child.markdown for child in segment.children)).split("\n")
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    has_heading = segment.title or segment.number is not None or lines[first].lstrip().startswith(("#", "**"))
    text = " ".join(plain_lines("\n".join(lines[first + 1 :] if has_heading else lines[first:])))
    return clean_line(_ADDRESS.sub(" ", text))
