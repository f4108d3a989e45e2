"""The times of events: later than all that came before them, on whatever clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from .events import Event


def stamp(events: Iterable[Event], device: str, now: datetime, last: str = "") -> list[Event]:
    """Return the events of one action with device, batch and times.

    Args:
        events: what was done; the times that they have are those of what they change.
        device: who did it.
        now: when.
        last: the device's latest time so far; every event is later.
    """
    events = list(events)
    moment = max(time_text(now), _after(last))
    batch = ""
    stamped = []
    for event in events:
        moment = max(moment, _after(event.time))
        if len(events) > 1 and not batch:
            batch = moment
        stamped.append(replace(event, time=moment, device=device, batch=event.batch or batch))
        moment = _after(moment)
    return stamped


def time_text(moment: datetime) -> str:
    """Return a time as events have it; one without a zone is this machine's."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _after(time: str) -> str:
    """Return the next time after one, or an empty one after none."""
    try:
        return time_text(datetime.fromisoformat(time) + timedelta(microseconds=1)) if time else ""
    except (ValueError, OverflowError):
        return ""
