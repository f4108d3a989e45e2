"""Jumps: the episodes and segments that what is typed into a search names, beside those that it finds."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import date

from ..errors import UnknownTarget
from ..index.catalogue import Catalogue
from ..model import Kind, SegmentRow, Target
from ..show_names import ShowNames
from ..targets import episodes_named, find_segment

_SHORTEST = 3
"""Characters of a title's beginning, at least."""
_MOST = 5


def jumps(text: str, catalogue: Catalogue, show_names: Callable[[], ShowNames]) -> list[SegmentRow]:
    """Return what a text names as a target does, or as the beginning of a title: `148`, `pb:148`, `148#2`."""
    wanted, _, part = (each.strip() for each in text.partition("#"))
    keys = episodes_named(wanted, catalogue, show_names) if wanted else []
    if not keys and not part and len(wanted) >= _SHORTEST:
        keys = catalogue.titled(wanted, _MOST)
    return [row for key in keys[:_MOST] for row in _rows(key, part, catalogue)]


def _rows(key: str, part: str, catalogue: Catalogue) -> Iterator[SegmentRow]:
    """Yield an episode, or its segment of a name, if it has one."""
    if (entry := catalogue.entry(key)) is None:
        return
    day = entry.published or entry.recorded
    about = (entry.show, entry.number, entry.title, date.fromisoformat(day) if day else None)
    if not part:
        yield SegmentRow(Target(key), *about, Kind.INTRO, None, entry.title, None, entry.guess)
        return
    with contextlib.suppress(UnknownTarget):
        segments = catalogue.segments(entry.id)
        wanted = find_segment(part, key, segments)
        found = next(each for each in segments if each.key == wanted)
        _, kind, _, presenter, title, url = found
        yield SegmentRow(Target(key, wanted), *about, Kind(kind), presenter, title, url, entry.guess)
