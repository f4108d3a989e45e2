"""Times as files keep them: UTC, and within the years that a clock can have shown. And times in a recording."""

from datetime import UTC, datetime

_FIRST, _LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
"""What lies outside is no time of a mark or a visit; it could not even be shown in every time zone."""


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


def clock_text(seconds: int) -> str:
    """Return a time in a recording, or its length, as people write it: `02:05`, `1:02:05`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"
