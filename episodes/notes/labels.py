"""The words by which notes say what a part of them is: one function a kind of label, text in, meaning out.

All of them take the text of a line without markup. None looks at the lines round it: `rules` does.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from episodes.notes.blocks import STAMP

NAME = r"[^\W\d_a-z][\w.’'-]*(?: (?:[^\W\d_a-z][\w.’'-]*|de|van|der|von))*"
"""A person as notes name them: words with capitals."""
_NAMES = rf"{NAME}(?:(?:\s*[&+/,]\s*|\s+and\s+){NAME})*"

# Numbered topics: what may stand before the label, and what parts it from the title.
_LEAD = r"[^\w#]*(?:\(?[Bb]onus!?\)?\W*(?=\w))?"
_SIGN = r"(?!(?<=:\s)-\w|(?<=:\s\s)-\w)"
"""A dash before which no colon stands, or after which no word: that of `Ann #2: -ffast-math` is the title's."""
_AFTER = rf"(?:{_SIGN}[\s:.)\]–—-])*"
_DECIMALS = r"(?:\.\d+)?"

_NAME_NUMBER = re.compile(
    rf"{_LEAD}(?P<name>{_NAMES}|[^\W\d_]+)\s*[:,–—-]?\s*\#[\s*]*(?P<number>\d{{1,2}})?(?!\w){_DECIMALS}"
    rf"(?P<end>\s*(?:\(.{{1,12}}?\))?\W*?:?){_AFTER}"
)
_NUMBER_NAME = re.compile(
    rf"{_LEAD}\#\s*(?P<number>\d{{1,2}})(?!\w){_DECIMALS}[\s:.–—-]*"
    rf"(?:\((?P<bracketed>{_NAMES})\)|(?P<name>{_NAMES})(?=\s*:))?{_AFTER}"
)
_NAME = re.compile(NAME)
_AFTER_ALL = re.compile(_AFTER)
_SET_OFF = re.compile(rf"({NAME})\s*(?::|[–—-]\s)")
_NAME_PLAIN_NUMBER = re.compile(rf"{_LEAD}(?P<name>{NAME}) ?(?P<number>\d{{1,2}})\s*:{_AFTER}")
_PLAIN_NUMBER = re.compile(r"\W*(?P<number>\d{1,2})\s*[:.)]\s+(?=\S)")
_STAMPED = re.compile(
    rf"\W*?(?P<stamp>{STAMP})(?:\.\d{{1,3}})?(?!\w)(?P<range>\s*(?:[-–—]+|to|bis|à)\s*{STAMP}(?:\.\d{{1,3}})?)?"
    rf"(?P<mark>[\])]?\s*(?:[-–—|:]+\s+)?)(?:{STAMP}[\])]?)?\s*+(?![ap]\.?m\b)",
    re.I,
)

# What is numbered and is no person: `PEP #8`, `Part 1:`; and what is numbered as a topic is: `Topic #0`.
_NO_PERSON = re.compile(
    r"bug|chapter|day|ep|episode|example|extras?|issue|item|joke|lesson|link|news|number|option|part|pep|phase|point|pr"
    r"|problem|python|question|rule|season|segment|show|sponsor|step|story|ticket|tip|topic|update|version|week",
    re.I,
)
_OF_A_LIST = re.compile(r"chapter|item|news|number|point|segment|story|topic", re.I)

# The words of which publishers make the heading of short news: "extras" is one of them, or "news" and a word for whose.
_EXTRAS_ARE_OF = re.compile(
    r"(?:(?:all|and|announcements|bits|extras?|few|final|follow|from|fun|general|hosts|i|in|info|information|items|last"
    r"|miscellaneous|more|news|other|our|personal|plus|quick|small|some|stuff|the|things|updates?|ups?|us)(?:\W+|$))+",
    re.I,
)
_EXTRAS_HAVE = re.compile(
    r"\bextras?\b|\b(?:our|other|personal)\b.*\bnews\b|\bnews\b.*\b(?:our|us|personal|hosts)\b", re.I
)
_JOKE = re.compile(
    r"[^\w]*(?:(?:extra|bonus|final|quick|our|an?|the|closing|last)\s+)?jokes?\b(?:\s+of\s+the\s+\w+)?"
    r"[”\"'’)]*(?P<sep>\s*[:!–—-]+\s*|\s*$|\s+(?=\S))",
    re.I,
)
_SPONSOR_BY = re.compile(r"\b(?:sponsored|brought\s+to\s+you)\s+by\b[\s:–—-]*", re.I)
_SPONSOR_FIRST = re.compile(
    r"\W*(?:(?:about|our|episode|show|today['’]s)\s+)*sponsor(?:s|ed)?\b(?P<sep>\s*[:–—|-]+\s*|\s*[.!]*$)", re.I
)
_ADVERTISEMENT = re.compile(
    r"\W*(?:(?:info|ads?|advert(?:s|isements?)?|sponsors?|werbung|anzeige|publicité|publicidade)\W*)+", re.I
)
_SPONSOR_LAST = re.compile(r"^(?P<name>.*\w)\W*[\s(–—|:-](?:(?:our|show|episode)\s+)?sponsors?\W*$", re.I)
_SECTION = re.compile(
    r"\W*(?:special guests?|guests?|links?|show links|resources|references|credits|transcript|chapters"
    r"|show (?:notes|intro)|intro(?:duction)?|outro|connect with (?:us|the hosts?)|contact us|feedback"
    r"|follow[ -]?ups?|errata[/&,\w ]{0,24}|corrections|listener (?:comments?|feedback)|main topics?"
    r"|for fun(?:: .{1,60})?)\W*$",
    re.I,
)
_HOSTS = re.compile(r"\W*(?:(?:your|our|the)\s+)?(?:hosts?|presenters?|speakers?)\W*", re.I)
_PERSON = re.compile(rf"\W*(?P<name>{NAME})\s*(?:\([^()]{{1,30}}\)\s*(?=:|$))?(?P<colon>:?)\W*(?P<rest>.*)")
_NO_NAME = re.compile(
    r"also|and|announcements?|articles?|bonus|books?|conferences?|courses?|errata|events?|examples?|finally|jobs?|misc|notes?"
    r"|or|plus|podcasts?|quick|releases?|talks?|then|tools?|upcoming|updates?|videos?|webcasts?",
    re.I,
)
_CONTAINER = re.compile(r"\b(?:news|topics?|stories|headlines|items|articles|segments|discussions?|main)\b", re.I)


class Label(NamedTuple):
    """What a label says, and where its title begins."""

    end: int
    """The place in the text behind the label."""
    number: int | None = None
    presenter: str | None = None
    start: int | None = None
    """Seconds."""
    sure: bool = True
    """No other reading is likely, whatever stands round it."""


def numbered(text: str, heading: bool) -> Label | None:
    """Match `Brian #1: …`, `#1 (Brian): …`, `#1 Brian: …` or `#1 …`.

    Args:
        text: of the line.
        heading: whether the line stands out as one; if not, only a name, number and colon at its beginning will do.
    """
    if match := _NAME_NUMBER.match(text):
        name, end = match["name"], match.end()
        number = int(match["number"]) if match["number"] else None
        if _OF_A_LIST.fullmatch(name):
            return None if number is None else Label(end, number)
        is_left_empty = number is None and end == len(text)  # by a template
        if is_left_empty or _NO_PERSON.fullmatch(name) or not (heading or name[0].isupper()):
            return None
        is_closed = re.search(r":|\s[–—-]\s", text[match.end("name") : end])
        return Label(end, number, name) if is_closed or (heading and number is not None) else None
    if match := _NUMBER_NAME.match(text):
        name = match["bracketed"] or match["name"]
        return Label(match.end(), int(match["number"]), name) if heading or name else None
    return None


def name_set_off(text: str, start: int, bold: Sequence[tuple[int, int]]) -> str | None:
    """Return the name between number and title that a colon, a dash or the end of bold sets off: `#5 Brian - Click`.

    Args:
        text: of the line.
        start: where the number ends.
        bold: where it is bold.
    """
    match = _SET_OFF.match(text, start)
    for end in [match.end(1)] if match else [end for _, end in bold if end < len(text)]:
        name = text[start:end].strip(" :")
        if _NAME.fullmatch(name) and not _NO_PERSON.fullmatch(name):
            return name
    return None


def after(text: str, end: int) -> int:
    """Return where the title begins behind a label."""
    match = _AFTER_ALL.match(text, end)
    return match.end() if match else end


def loosely_numbered(text: str) -> Label | None:
    """Match `Cecil 5: …` or `10: …`, which mean a topic only where the numbers of the notes have room for it."""
    if match := _NAME_PLAIN_NUMBER.match(text):
        return None if _NO_PERSON.fullmatch(match["name"]) else Label(match.end(), int(match["number"]), match["name"])
    match = _PLAIN_NUMBER.match(text)
    return Label(match.end(), int(match["number"])) if match else None


def stamped(text: str) -> Label | None:
    """Match `02:25 - Title`, `[02:25] Title`, `(02:25–03:10) Title`; sure if more than a blank sets off the time."""
    if not (match := _STAMPED.match(text)):
        return None
    seconds = sum(int(part) * 60**power for power, part in enumerate(reversed(match["stamp"].split(":"))))
    is_set_off = match["range"] or match["mark"].strip() or match.end() == len(text)
    return Label(match.end(), start=seconds, sure=bool(is_set_off))


def is_extras(text: str) -> bool:
    """Return whether a whole line says no more than that short news follow: `Extras`, `Our news`, `In other news`."""
    words = text.strip(" *:.!-–—“”\"'()")
    return len(words) < 80 and bool(_EXTRAS_ARE_OF.fullmatch(words) and _EXTRAS_HAVE.search(words))


def extras_of(text: str) -> str | None:
    """Match `Extra Brian:` and `Brian's extras`."""
    match = re.fullmatch(
        rf"\W*(?:Extras?|News)(?: from| for| by)? ({NAME})\W*|\W*({NAME})['’]s? (?:[Ee]xtras?|[Nn]ews)\W*", text
    )
    return (match[1] or match[2]) if match else None


def joke(text: str) -> Label | None:
    """Match `Joke`, `Jokes!`, `Joke: …`; `Joke …` is not sure."""
    match = _JOKE.match(text)
    return Label(match.end(), sure=bool(match["sep"].strip()) or match.end() == len(text)) if match else None


def sponsor(text: str) -> Label | None:
    """Match the heading of a sponsor: `Sponsor: …`, `Sponsored by …`; also `… - Sponsor` (ends at 0)."""
    match = _SPONSOR_BY.search(text)
    if not match or len(text[: match.start()].split()) > 4:
        match = _SPONSOR_FIRST.match(text)
    if match:
        return Label(match.end())
    return Label(0) if _SPONSOR_LAST.match(text) else None


def is_about_sponsor(text: str) -> bool:
    """Return whether a heading is a phrase of its own, `About our sponsor: …`, and no mere label of the name."""
    return re.match(r"\W*about\b", text, re.I) is not None


def timed_sponsor(text: str) -> int | None:
    """Return where the name stands in what follows a time: `Sponsor: …`, `Brought to you by …`; also `Werbung`."""
    if match := _SPONSOR_BY.match(text) or _SPONSOR_FIRST.match(text):
        return match.end()
    return len(text) if _ADVERTISEMENT.fullmatch(text) else None


def sponsor_named_first(text: str) -> str | None:
    """Return the name in `… - Sponsor`."""
    match = _SPONSOR_LAST.match(text)
    return match["name"].strip() if match and not _SPONSOR_FIRST.match(text) else None


def sponsored_by(text: str) -> int | None:
    """Return where the name stands in a sentence such as `This episode is brought to you by …`, or `Sponsor: …`."""
    match = _SPONSOR_BY.search(text) or _SPONSOR_FIRST.match(text)
    return match.end() if match else None


def is_section(text: str) -> bool:
    """Return whether a whole line is one of the headings that need no bold to be known: `Links`, `Special guests:`."""
    return len(text) < 80 and _SECTION.match(text) is not None


def is_hosts(text: str | None) -> bool:
    """Return whether a heading announces the presenters: `Your hosts`."""
    return bool(text) and _HOSTS.fullmatch(text or "") is not None


def is_container(text: str | None) -> bool:
    """Return whether a heading announces topics: `News items`."""
    return bool(text) and _CONTAINER.search(text or "") is not None


def person(text: str, known: set[str]) -> tuple[str, str] | None:
    """Match `Brian`, `Brian:` or `Brian: some words`; return the name and the words.

    Somebody not known by name is believed only where nothing follows but a colon, and, where others are known, with
    a single name that is no common heading.
    """
    if not (match := _PERSON.match(text)):
        return None
    name, colon, rest = match["name"], match["colon"], match["rest"]
    if name.casefold() in known:
        return (name, rest) if colon or not rest else None
    if rest or not colon or _NO_PERSON.fullmatch(name) or is_section(name) or is_extras(name):
        return None
    if len(name.split()) > (1 if known else 2) or (known and _NO_NAME.fullmatch(name)):
        return None
    return name, rest
