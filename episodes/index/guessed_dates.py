"""Episodes without a date, placed among those of their show that have one. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

_FURTHEST = 730
"""Days between two dated episodes beyond which nothing is guessed of those between them."""

_TOO_FAR = 180
"""Days beyond those of its neighbours that no other order of publication explains."""


class Numbered(NamedTuple):
    """An episode of a show."""

    number: int
    """-1 where it has none."""
    season: int | None
    day: str | None
    """Its date, ISO 8601."""


def places_of_undated(episodes: Sequence[Numbered]) -> list[tuple[str, int | None]]:
    """Return for each episode of a show the day by which it is listed, and for undated ones the year that is guessed.

    An episode between two dated ones of its season that are at most two years apart gets a day between theirs, by
    its number. Any other stands where the next lower number that has a date does, else the first that has one.

    Args:
        episodes: all of the show, by number.
    """
    dated: dict[int | None, list[Numbered]] = {}
    for each in episodes:
        if each.day is not None and each.number >= 0:
            dated.setdefault(each.season, []).append(each)
    day = next((each.day for each in episodes if each.day), "")
    placed: list[tuple[str, int | None]] = []
    for each in episodes:
        day = each.day or day
        guessed = None if each.day else _between(each, dated.get(each.season, []))
        placed.append((day, None) if guessed is None else (guessed.isoformat(), guessed.year))
    return placed


def _between(undated: Numbered, dated: Sequence[Numbered]) -> date | None:
    """Return the day that an episode without a date most likely has, by the nearest dated ones of its season."""
    if undated.number < 0:
        return None
    at = bisect_left(dated, undated.number, key=lambda each: each.number)
    if at in (0, len(dated)) or dated[at].number == undated.number:
        return None
    before, after = dated[at - 1], dated[at]
    first, last = (date.fromisoformat(each.day or "") for each in (before, after))
    days = (last - first).days
    if not 0 <= days <= _FURTHEST:
        return None
    return first + timedelta(days=days * (undated.number - before.number) // (after.number - before.number))


def contradicting(episodes: Sequence[Numbered]) -> list[tuple[int, str]]:
    """Return the places of episodes whose date contradicts those of their neighbours, with the neighbours' dates.

    Args:
        episodes: dated ones of one season, by number.
    """
    days = [date.fromisoformat(each.day or "") for each in episodes]
    found = []
    for at, day in enumerate(days):
        near = days[max(0, at - 1) : at] + days[at + 1 : at + 2]
        if len(near) < 2 and len(days) > 2:  # the first and the last: two on the one side
            near = days[1:3] if at == 0 else days[-3:-1]
        if len(near) == 2 and near[0] <= near[1]:
            is_before, is_after = (near[0] - day).days > _TOO_FAR, (day - near[1]).days > _TOO_FAR
            if (is_before and at > 0) or (is_after and at < len(days) - 1):
                found.append((at, f"{near[0]} and {near[1]}"))
    return found
