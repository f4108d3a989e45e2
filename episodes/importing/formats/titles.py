"""Titles of a feed's items: made readable, and split from the number of the episode that many of them begin with."""

import re
from collections.abc import Iterable
from html import unescape

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30});")
_FORMATTED = re.compile(
    r"<(b|i|em|strong|u|s|span|code|tt|sup|sub|small|big|font|mark|cite)(?:\s[^<>]*)?>([^<>]*)</\1\s*>", re.IGNORECASE
)
"""Markup that only formats. A lone tag is what the title is about: `Dropping <a> inside <area>`."""
_DEEPEST = 5
_EPISODE = r"(?:episode|ep\.?|show|folge|no\.)"
_SEASON = re.compile(
    r"(?:(?:season|staffel|s)\s*0*(\d{1,4})\s*[-–—,:.]?\s*(?:episode|folge|ep?)\.?\s*#?0*(\d{1,5})|0*(\d{1,2})x0*(\d{1,3}))\b"
    r"\s*[:|.)\]–—-]*\s*(.*)",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    rf"(?:{_EPISODE}\s*#?\s*|#\s*)(\d{{1,5}})\b\s*[:|.)\]–—-]*\s*(.*)|\[(\d{{1,5}})\]\s*(.*)", re.IGNORECASE
)
_STATED = re.compile(
    r"(?:(?-i:[A-Z]{2,6})|[^\d:|]{0,60}\b(?:episode|épisode|episodio|episódio|folge|ep\.?))\s*#?0*(\d{1,5})"
    r"\s*(?:[:|–—]|-(?=\s))\s*(\S.*)",
    re.IGNORECASE,
)
"""A show's initials or words before the number: `LCC 92 - A talk`, `The Cast episode 7 - A talk`."""
_BARE_PREFIX = re.compile(r"(\d{1,4})\s*(?::|\||\.(?=\s)|\s[–—-](?=\s))\s*(\S.*)")
_SUFFIX = re.compile(
    rf"(.*\S)\s*(?:[|–—-]\s*(?:{_EPISODE}\s*#?|#)\s*(\d{{1,5}})|[(\[](?:{_EPISODE}\s*#?|#)\s*(\d{{1,5}})[)\]])",
    re.IGNORECASE,
)
_LEAST_NUMBERED = 3


def readable_title(text: str) -> str:
    """Return a title without the markup that formats it, entities decoded that stand in it after all decoding."""
    for _ in range(_DEEPEST):
        text, found = _FORMATTED.subn(r"\2", text)
        if not found:
            break
    return _ENTITY.sub(lambda entity: unescape(entity[0]), text)


def are_numbered(titles: Iterable[str]) -> bool:
    """Return whether a feed begins its titles with bare numbers: half of them do, each with another one."""
    titles = list(titles)
    numbers = [found[1] for title in titles if (found := _BARE_PREFIX.fullmatch(title))]
    return len(numbers) >= max(_LEAST_NUMBERED, len(titles) / 2) and len(set(numbers)) > 0.9 * len(numbers)


def split_title(
    text: str, number: int | None, show: str | None, *, numbered: bool = False
) -> tuple[int | None, int | None, str]:
    """Split a title such as `#148: The ASGI revolution`, `Ep. 7 - On time`, `S02E03 - Sails` or `On time (Ep. 7)`.

    Returned are season, number and the rest. The show's own name before the number goes, and its initials where the
    number is stated.

    Args:
        text: the title.
        number: the number that the feed states; one in the title that differs from it is part of the title.
        show: the feed's title.
        numbered: whether the feed begins its titles with bare numbers. Elsewhere one only counts after the show's
            name, or where the feed states the same: `3 knots you need` is no episode 3.
    """
    rest = text
    is_named = bool(show) and text.casefold().startswith((show or "").casefold())
    if is_named:
        rest = text[len(show or "") :].lstrip(" :–—-|")
    season = None
    if found := _SEASON.fullmatch(rest):
        season, said, title = int(found[1] or found[3]), int(found[2] or found[4]), found[5].strip()
    elif found := _PREFIX.fullmatch(rest):
        said, title = int(found[1] or found[3]), (found[2] or found[4] or "").strip()
    elif (found := _BARE_PREFIX.fullmatch(rest) or _STATED.fullmatch(rest)) and (
        int(found[1]) == number or (found.re is _BARE_PREFIX and (numbered or is_named))
    ):
        said, title = int(found[1]), found[2].strip()
    elif is_named and rest.isdecimal() and len(rest) <= 5:
        said, title = int(rest), ""
    elif found := _SUFFIX.fullmatch(rest):
        said, title = int(found[2] or found[3]), found[1].strip()
    else:
        return None, number, text
    if number is not None and said != number:
        return None, number, text
    return season, said, title
