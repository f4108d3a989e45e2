"""Days as people write them: ISO 8601, RFC 2822, and month names in English, German, French, Portuguese and Spanish."""

from __future__ import annotations

import re
from datetime import date
from unicodedata import normalize

_ISO = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[T\s,]+\d{1,2}[:h.]\d.*|[Zz]|[+-]\d\d:?\d\d)?",
    re.DOTALL,
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:T\d.*)?")
_WEEKDAY = r"(?:[^\W\d]{2,9}(?:-feira)?(?:\.,?|,)?\s+)?"
_MONTH = r"(?P<month>[^\W\d_]{3,10})"
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(?:le\s+|den\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º)?\.?(?:[\s-]+|\s+de\s+){_MONTH}\.?,?"
    r"(?:[\s-]+|\s+de\s+)(?P<year>\d{4}|\d\d)(?:[\s,]+(?:um\s+|à\s+)?\d{1,2}[:h]\d.*)?",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}{_MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    r"(?:[\s,]+(?:at\s+)?\d{1,2}:\d.*)?",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene",
            "feb fev",
            "mar mrz mae",
            "apr avr abr",
            "may mai",
            "jun juin",
            "jul juil",
            "aug aou ago",
            "sep set",
            "oct okt out",
            "nov",
            "dec dez dic",
        ),
        1,
    )
    for name in names.split()
}
"""Months by the first letters of their names without accents."""


def read_day(text: str) -> date | None:
    """Return the day that a whole text names, by the clock that it is written with; None if it names none."""
    for pattern in (_ISO, _COMPACT, _DAY_FIRST, _MONTH_FIRST):
        if found := pattern.fullmatch(text):
            return make_day(found["year"], found["month"], found["day"])
    return None


def make_day(year: str, month: str, day: str) -> date | None:
    """Return the day of a year (of two digits: in this century), a month by number or name, and a day, if it is one."""
    try:
        number = int(month) if month.isdecimal() else _month(month)
        return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        return None


def _month(name: str) -> int:
    letters = normalize("NFD", name.lower()).encode("ascii", "ignore").decode()
    return _MONTHS.get(letters[:4]) or _MONTHS.get(letters[:3], 0)
