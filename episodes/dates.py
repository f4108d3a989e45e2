"""Days as people write them: ISO 8601, RFC 2822, and month names in English, German, French,
Portuguese, Spanish and Italian."""

import re
from datetime import date
from unicodedata import normalize

_ISO = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[T\s,]+\d{1,2}[:h.]\d.*|[Zz]|[+-]\d\d:?\d\d)?",
    re.DOTALL,
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:T\d.*)?")
_WEEKDAY = (
    r"(?:(?:(?:mon|tue|wed|thu|fri|sat|sun|die|mit|don|fre|sam|son|lun|mar|mer|mié|jeu|jue|ven|vie|dim|dom|seg|ter|qua"
    r"|qui|sex|sáb|sab)[^\W\d]{0,7}(?:-feira)?|mo|di|mi|do|fr|sa|so)(?:\.,?|,)?\s+)?"
)
_MONTH = r"(?P<month>[^\W\d_]{3,10})"
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(?:le\s+|den\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º)?\.?(?:[\s-]+|\s+de\s+){_MONTH}\.?,?"
    r"(?:[\s-]+|\s+de\s+)(?P<year>\d{4}|\d\d)(?:[\s,]+(?:um\s+|à\s+)?\d{1,3}[:h]\d.*)?",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}{_MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    r"(?:[\s,]+(?:at\s+)?\d{1,2}:\d.*)?",
    re.IGNORECASE,
)
_OF_THE_CLOCK = re.compile(
    rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})\s+\d{{1,2}}:\d\d(?::\d\d)?\s+(?:[A-Z+0-9:-]{{1,6}}\s+)?(?P<year>\d{{4}})",
    re.IGNORECASE,
)
"""`Mon May 25 04:45:26 UTC 2020`, as `date` and C's `ctime` write it."""
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[\s,]+\d{1,2}:\d.*)?")
_MONTH_NAMES = (
    "jan ene gen, feb fev, mar mrz mae, apr avr abr, may mai mag, jun juin giu, "
    "jul juil lug, aug aou ago, sep set, oct okt out ott, nov, dec dez dic"
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split(", "), 1) for name in names.split()}
"""Months by the first letters of their names without accents."""


def read_day(text: str) -> date | None:
    """Return the day that a whole text names, by the clock that it is written with; None if it names none."""
    for pattern in (_ISO, _COMPACT, _DAY_FIRST, _MONTH_FIRST, _OF_THE_CLOCK):
        if found := pattern.fullmatch(text):
            return make_day(found["year"], found["month"], found["day"])
    return _numeric_day(*found.groups()) if (found := _NUMERIC.fullmatch(text)) else None


def _numeric_day(first: str, sign: str, second: str, year: str) -> date | None:
    """Return the day that numbers name. With dots the day comes first; else only one reading may be a date."""
    day_first, month_first = make_day(year, second, first), make_day(year, first, second)
    if sign == "." or month_first in (None, day_first):
        return day_first
    return month_first if day_first is None else None


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
