"""Marks for tests: a noon, a segment to mark, and the events of somebody who marks it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from episodes.marks.events import Event, MarkKind
from episodes.model import Episode, Kind, Segment

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
ASGI = Episode("python-bytes:148", "Python Bytes", "The ASGI revolution is upon us!", 148)
RELEASES = Segment(
    "annual-release-cycle",
    Kind.TOPIC,
    "Annual Release Cycle",
    1,
    "Brian",
    None,
    "https://peps.python.org/pep-0602/",
    (),
    0,
    3,
    "## Brian #1: [Annual Release Cycle](https://peps.python.org/pep-0602/)\n\n"
    "- **One** [release](https://x.org) a year\n",
)


def at(minute: int, device: str = "desk-00000001", **fields: object) -> Event:
    """Return an event of some minutes after noon: a segment read, where the fields do not say otherwise."""
    made: dict[str, object] = {"mark": MarkKind.READ, "episode": "a:1", "segment": "s"} | fields
    time = f"2024-05-06T12:{minute:02d}:00.000000Z"
    return Event(time=time, device=device, **made)  # type: ignore[arg-type]


posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX alone has it")


def read(segment: str, **fields: object) -> Event:
    """Return the event of a segment that was read, which no journal has stamped yet."""
    return Event(MarkKind.READ, "a:1", segment, **fields)  # type: ignore[arg-type]


def segments(events: list[Event]) -> list[str | None]:
    """Return of which segments the events are."""
    return [event.segment for event in events]
