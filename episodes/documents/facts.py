"""Single facts of an episode, read from whatever people write for them: dates, numbers, names, times.

Every reader takes a value of any type (YAML, TOML, JSON and XML give different ones) and returns None, or an empty
tuple, where the value does not say the fact. The text that it returns is clean.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from episodes.dates import read_day
from episodes.model import Chapter, Sponsor
from episodes.text import clean_line
from episodes.web_links import host

_VIDEO_HOSTS = ("youtube.com", "m.youtube.com", "youtu.be")
_MOST = 1000
"""The most names, tags, sponsors or chapters of one episode; the rest is left out."""

_NUMBER = re.compile(r"(?:(?:episode|epi?|show|issue|no|nr|number)\b\.?\s*)?[#№]?\s*0*(\d{1,7})(?:\.0)?", re.IGNORECASE)
_SEASON = re.compile(
    r"(?:season|staffel|s)\s*0*(\d{1,4})\s*[-–—,:.]?\s*(?:episode|folge|epi?|e)\.?\s*#?0*(\d{1,7})|0*(\d{1,3})x0*(\d{1,5})",
    re.IGNORECASE,
)
"""`Season 1 Episode 15`, `S01E15`, `1x15`."""
_TYPES = ("full", "bonus", "trailer")
_DURATION = re.compile(
    r"(?:pt)?(?:(\d{1,3})\s*(?:hours?|hrs?|h)[\s,]*)?(?:(?:and\s)?(\d{1,4})\s*(?:minutes?|mins?|m)[\s,]*)?"
    r"(?:(?:and\s)?(\d{1,6})\s*(?:seconds?|secs?|s))?\.?",
    re.IGNORECASE,
)
"""`25 mins 56 secs`, `1h 5m`, `PT1H5M` (ISO 8601)."""
_TIME = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:[.,]\d+)?")
_TIMED_TITLE = re.compile(r"[\[(]?((?:\d{1,3}:)?\d{1,3}:\d\d(?:[.,]\d+)?)[\])]?\s*[-–—:|]?\s+(.+)")
_AND = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+(?:and|&|\+)\s+")
_NAMED_LINK = re.compile(
    r"\[([^\]]+)\]\(\s*<?(https?://[^\s)>]+)>?[^)]*\)|(.+?)\s*[-–—:,]?\s+[<(]?(https?://[^\s>)]+)[>)]?"
)
_AUDIO = re.compile(r"\.(?:mp3|m4a|mp4|m4v|ogg|oga|opus|aac|flac|wav|webm)(?:[?#]|$)", re.IGNORECASE)
_NO_AUDIO = re.compile(r"\.(?:md|txt|html?|pdf|json|xml|srt|vtt|zip|png|jpe?g|gif|webp|svg)(?:[?#]|$)", re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]{1,16}(?:\.[0-9]+)?")
_EPOCH_FIRST = datetime(1990, 1, 1, tzinfo=UTC).timestamp()
_EPOCH_LAST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


def read_text(value: object) -> str | None:
    """Return a value as one clean line, or None for nothing, a list or a mapping."""
    if isinstance(value, str):
        return clean_line(value) or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float, date)) else None


def read_number(value: object) -> int | None:
    """Return the number of an episode from `148`, `148.0`, `"#148"`, `"Ep. 148"`, `"S02E148"`, or None."""
    if isinstance(value, (int, float)):
        is_number = not isinstance(value, bool) and 0 <= value < 10_000_000 and value == int(value)
        return int(value) if is_number else None
    if not isinstance(value, str) or len(value) >= 40 or not value.isprintable():
        return None
    if found := _SEASON.fullmatch(value.strip()):
        return int(found[2] or found[4])
    found = _NUMBER.fullmatch(value.strip())
    return int(found[1]) if found else None


def season_of_number(value: object) -> int | None:
    """Return the season that an episode's number names: `Season 1 Episode 15`, `S01E15`, `1x15`."""
    found = _SEASON.fullmatch(value.strip()) if isinstance(value, str) else None
    return int(found[1] or found[3]) if found else None


def read_season(value: object) -> int | None:
    """Return the number of a season from `2`, `"02"`, `"Season 2"`, `"S2"`, or None."""
    return read_number(re.sub(r"^\s*(?:season|s)\s*(?=\d)", "", value, flags=re.I) if isinstance(value, str) else value)


def read_type(value: object) -> str | None:
    """Return `full`, `bonus` or `trailer`; None for whatever else a `type` may be."""
    said = value.strip().lower() if isinstance(value, str) else None
    return said if said in _TYPES else None


def read_date(value: object) -> date | None:
    """Return the day that a date, a date-time or an epoch names.

    The day is the one that the publisher wrote, in the zone that stands there. An epoch (seconds, or
    milliseconds, from 1990 to 2099) is a day in UTC. For the other forms see `episodes.dates`.
    """
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    text = str(value).strip() if isinstance(value, (str, int, float)) else ""
    if len(text) > 80:
        return None
    for seconds in (float(text), float(text) / 1000) if _SECONDS.fullmatch(text) else ():
        if _EPOCH_FIRST <= seconds < _EPOCH_LAST:
            return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).date()
    return read_day(text)


def read_page(value: object) -> str | None:
    """Return the address of a web page; None for a recording, a path, or another scheme."""
    address = read_address(value)
    return None if address is None or _AUDIO.search(address) else address


def read_audio(value: object) -> str | None:
    """Return the address of a recording: an address alone, before its length and type, or in a mapping or list."""
    for each in _items(value):
        said = _first(each, "url", "href", "src", "file", "mp3") if isinstance(each, Mapping) else each
        address = read_address(said.split(maxsplit=1)[0]) if isinstance(said, str) and said.strip() else None
        if address is not None and not _NO_AUDIO.search(address):
            return address
    return None


def read_video(value: object) -> str | None:
    """Return the address of a video on YouTube, which begins at the second that it is given."""
    address = read_address(value)
    return address if address is not None and host(address) in _VIDEO_HOSTS else None


def read_address(value: object) -> str | None:
    """Return an `http` or `https` address with a host and without white space, or None."""
    if not isinstance(value, str):
        return None
    text = clean_line(value)
    found = re.match(r"https?://[^\s/?#]+", text, re.IGNORECASE)
    return text if found and " " not in text and len(text) <= 4000 else None


def read_time(value: object) -> int | None:
    """Return whole seconds from `81`, `81.5`, `"1:21"`, `"00:01:21.500"`."""
    if isinstance(value, (int, float)):
        return int(value) if 0 <= value < 1_000_000 and not isinstance(value, bool) else None
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) and value.isascii() else None
    return int(found[1] or 0) * 3600 + int(found[2] or 0) * 60 + int(found[3]) if found else None


def read_duration(value: object) -> int | None:
    """Return whole seconds from `1556`, `"25:56"`, `"00:25:56"`, `"25 mins 56 secs"`, `"PT25M56S"`."""
    if (seconds := read_time(value)) is None and isinstance(value, str) and value.isascii():
        found = _DURATION.fullmatch(value.strip())
        if found and any(found.groups()):
            hours, minutes, rest = (int(part or 0) for part in found.groups())
            seconds = hours * 3600 + minutes * 60 + rest
    return seconds or None


def read_names(value: object) -> tuple[str, ...]:
    """Return the people that a list, a mapping with `name`, or a line such as `Ann, Bo and Cy` names."""
    if isinstance(value, str):
        value = _AND.split(clean_line(value))
    return _once(_named(each) for each in _items(value))


def read_tags(value: object) -> tuple[str, ...]:
    """Return the tags that a list or a line with commas gives, without a leading `#`."""
    if isinstance(value, str):
        value = value.split(",")
    return _once((_named(each) or "").lstrip("#").strip() for each in _items(value))


def read_sponsors(value: object) -> tuple[Sponsor, ...]:
    """Return sponsors from names, Markdown links, or mappings with `name` and `url` or of name to address."""
    if isinstance(value, Mapping) and not _named(value):
        value = [{"name": name, "url": address} for name, address in value.items()]
    made: dict[str, Sponsor] = {}
    for each in _items(value):
        name, url = _named(each), read_address(_first(each, "url", "link", "href", "page"))
        if isinstance(each, str) and name and (found := _NAMED_LINK.fullmatch(name)):
            name, url = (found[1] or found[3]).strip(), read_address(found[2] or found[4])
        if name:
            made.setdefault(name.casefold(), Sponsor(name, url))
    return tuple(made.values())


def read_chapters(value: object) -> tuple[Chapter, ...]:
    """Return chapters from lines such as `1:21 Title`, or mappings with both or from one to the other."""
    if isinstance(value, str):
        value = value.splitlines()
    if isinstance(value, Mapping):
        inner = value.get("chapters")
        value = inner if isinstance(inner, list) else [{"start": at, "title": title} for at, title in value.items()]
    made = []
    for each in _items(value):
        start, title, url = None, None, None
        if isinstance(each, str) and (found := _TIMED_TITLE.fullmatch(clean_line(each))):
            start, title = read_time(found[1]), found[2]
        elif isinstance(each, Mapping):
            start = read_time(_first(each, "start", "starttime", "start_time", "time", "timestamp", "at"))
            title = read_text(_first(each, "title", "name", "text", "label"))
            url = read_address(_first(each, "url", "link", "href"))
        if start is not None and title:
            made.append(Chapter(start, title, url))
    return tuple(made)


def _items(value: object) -> list[object]:
    if isinstance(value, (list, tuple)):
        return list(value[:_MOST])
    return [] if value is None else [value]


def _named(value: object) -> str | None:
    return read_text(_first(value, "name", "title") if isinstance(value, Mapping) else value)


def _first(value: object, *keys: str) -> object:
    if not isinstance(value, Mapping):
        return None
    folded = {str(key).lower(): each for key, each in value.items()}
    return next((folded[key] for key in keys if folded.get(key) is not None), None)


def _once(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))
