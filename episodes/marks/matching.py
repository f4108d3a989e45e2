"""Which segment of today a mark means, after its notes were edited, renumbered or replaced. Pure.

A mark stands under the id that its segment had, and knows what the segment was. Evidence for and against each
segment of today is weighed in points: what a person goes by when calling two texts the same piece. Marks stay
under their old ids; the answer is worked out when it is wanted, so that a mark comes back as soon as its
segment does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..model import Kind, Segment
from .events import Event, MarkSnapshot, body, opening

# Points. A title alone must be more than half the same; number and presenter alone are just enough, and yield
# to a like title elsewhere or to any sign of another piece; the main link alone is enough.
_ENOUGH = 3.0
_SURE = 9.0
"""Two ids meant the one segment at different times: the same title, say, and nothing against it."""
_TITLE, _OTHER_TITLE = 12.0, -3.0
_LINK, _COMMON_LINK, _OTHER_LINK = 8.0, 2.0, -3.0
_PLACE, _NUMBER, _START, _OTHER_NUMBER = 6.0, 4.0, 6.0, -1.5
_TEXT, _OTHER_TEXT = 6.0, -2.0
_ROLE = 5.0
_KIND, _OTHER_KIND = 0.5, -3.0
_ID = 3.5

_ROLES = frozenset({Kind.INTRO, Kind.EXTRAS, Kind.JOKE})
"""Kinds that an episode has one of, or one a presenter, whatever it says."""
_SAME_KIND = frozenset({Kind.TOPIC, Kind.SECTION})
"""Kinds that notes and their readers take for each other."""
_WORD = re.compile(r"[^\W_]+(?:\.\d+)*")
_REPEAT = re.compile(r"-\d+\Z", re.ASCII)
_EMPTY_WORDS = """
    a about an and are as at by for from how in into is it its of on or our that the this to we what with you your
    episode extra extras intro introduction joke jokes segment sponsor sponsored sponsors topic
    """
"""Words of titles that tell no piece from another."""


class Matched(dict[str, str]):
    """The id of the segment of today for each marked id; ids without one are left out.

    Attributes:
        lost: the events that set the marks for which there is no segment today.
    """

    def __init__(self, found: Mapping[str, str], lost: Sequence[Event], segments: Iterable[str]) -> None:
        super().__init__(found)
        self.lost = tuple(lost)
        self._taken = {event.segment for event in lost} | found.keys()
        self._segments = frozenset(segments)

    def names(self, segment: str) -> tuple[str, ...]:
        """Return the ids under which a segment of today is marked, or may be: never empty.

        The first is the one for further marks. It is not the segment's own if that is another one's old id.
        """
        found = tuple(sorted((old for old, today in self.items() if today == segment), key=lambda i: i != segment))
        if found:
            return found
        name, number = segment, 1
        while name in self._taken or (number > 1 and name in self._segments):
            number += 1
            name = f"{segment}-{number}"
        return (name,)


def rematch(events: Iterable[Event], segments: Sequence[Segment]) -> Matched:
    """Find the segments that an episode's marks mean today.

    Args:
        events: the latest event of each mark of one episode; those that took a mark away are passed over.
        segments: the episode's segments, with or without those below them.
    """
    events = tuple(events)
    today = _flatten(segments)
    marked = _marked(events)
    found = {name: name for name, was in marked.items() if name in today and _is_same(was, today[name], today)}
    if len(found) < len(marked):
        _weigh(marked, today, found)
    lost = [event for event in events if event.on and event.segment and event.segment not in found]
    return Matched(found, lost, today)


def match(was: MarkSnapshot, segments: Sequence[Segment], name: str | None = None) -> Segment | None:
    """Return the segment that a mark means today, or None if there is none.

    Args:
        was: what the marked segment was.
        segments: the episode's segments, with or without those below them.
        name: the id that it had.
    """
    today = _flatten(segments)
    marked = {name or "": was}
    found: dict[str, str] = {}
    _weigh(marked, today, found)
    return today.get(found.get(name or "", ""))


def _flatten(segments: Iterable[Segment]) -> dict[str, Segment]:
    return {below.id: below for segment in segments for below in segment.walk()}


def _marked(events: Iterable[Event]) -> dict[str, MarkSnapshot | None]:
    """Return each marked id with the latest word on what it was."""
    marked: dict[str, MarkSnapshot | None] = {}
    for event in sorted(events, key=lambda event: event.time):
        if event.on and event.segment:
            marked[event.segment] = event.was or marked.get(event.segment)
    return marked


def _is_same(was: MarkSnapshot | None, segment: Segment, today: Mapping[str, Segment]) -> bool:
    """Say whether a segment is beyond doubt what it was: the usual case, told without weighing."""
    if was is None:
        return True
    if (was.title, was.link, was.number, was.presenter) != (
        segment.title,
        segment.url,
        segment.number,
        segment.presenter,
    ):
        return False
    has_repeats = _REPEAT.search(segment.id) is not None or f"{segment.id}-2" in today
    return (was.title is not None and not has_repeats) or was.text == opening(segment)


def _weigh(marked: Mapping[str, MarkSnapshot | None], today: Mapping[str, Segment], found: dict[str, str]) -> None:
    """Add to `found` the segments with the best evidence, each for one mark."""
    views = [_View.of(segment) for segment in today.values()]
    scales = _Scales(views)
    pairs = []
    for name, was in marked.items():
        if name in found:
            continue
        if was is None:
            if name in today:
                found[name] = name
            continue
        old = _View.of_old(name, was)
        for order, view in enumerate(views):
            said, place = scales.weigh(old, view), _place(old, view)
            if said + place >= _ENOUGH:
                # What it says goes before the place at which it stood: another piece may stand there today.
                pairs.append((said < _ENOUGH, -said - place, order, name, view.id))
    pairs.sort()
    taken = set(found.values())
    for *_, name, segment in pairs:
        if name not in found and segment not in taken:
            found[name] = segment
            taken.add(segment)
    # A device that did not know of the older mark yet may have marked the segment under its later id as well.
    for _, points, _, name, segment in pairs:
        if name not in found and -points >= _SURE:
            others = [other for other, its in found.items() if its == segment]
            if not any(_are_repeats(name, other) for other in others):
                found[name] = segment


def _are_repeats(name: str, other: str) -> bool:
    """Say whether two ids were given to segments of one title in the same notes."""
    return _REPEAT.sub("", name) == _REPEAT.sub("", other)


@dataclass(slots=True)
class _View:
    """What is weighed of a segment, of today or as it was."""

    id: str
    kind: str | None
    title: str
    words: frozenset[str]
    """The words of the title that say something."""
    link: str | None
    number: int | None
    presenter: str | None
    start: int | None
    text: frozenset[str]
    """The words under the heading."""

    @classmethod
    def of(cls, segment: Segment) -> _View:
        title = _words(segment.title or "")
        return cls(
            segment.id,
            segment.kind.value,
            "".join(title),
            _telling(title),
            _plain_link(segment.url),
            segment.number,
            _name(segment.presenter),
            segment.start,
            frozenset(_words(body(segment))),
        )

    @classmethod
    def of_old(cls, name: str, was: MarkSnapshot) -> _View:
        title = _words(was.title or "")
        return cls(
            name,
            was.kind,
            "".join(title),
            _telling(title),
            _plain_link(was.link),
            was.number,
            _name(was.presenter),
            was.start,
            _telling(_words(was.text or "")),
        )


class _Scales:
    """Weighs the evidence that a segment of today is one of old.

    A word counts the less the more segments of the episode have it: "Python" tells little in a show about it.
    """

    def __init__(self, views: Sequence[_View]) -> None:
        holders: dict[str, int] = {}
        links: dict[str, int] = {}
        for view in views:
            for word in view.words | view.text:
                holders[word] = holders.get(word, 0) + 1
            if view.link:
                links[view.link] = links.get(view.link, 0) + 1
        self._weights = {word: 1 / count for word, count in holders.items()}
        self._links = links

    def weigh(self, old: _View, view: _View) -> float:
        """Return the points for and against in what the two say, wherever they stand."""
        points = self._kind(old, view)
        if old.link and view.link:
            if old.link != view.link:
                points += _OTHER_LINK
            else:
                points += _LINK if self._links[view.link] == 1 else _COMMON_LINK
        likeness = self._title(old, view)
        if likeness is not None:
            points += _TITLE * likeness + _OTHER_TITLE
        elif old.kind == view.kind and old.kind in _ROLES and old.presenter == view.presenter:
            points += _ROLE
        # An id is made of title, kind and presenter: it tells something only between repeats, and of those
        # that have no title and no number.
        if old.id == view.id and (likeness == 1 or (likeness is None and old.number is None and view.number is None)):
            points += _ID
        if len(old.text) > 1 and view.text:
            points += _TEXT * self._sum(old.text & view.text) / self._sum(old.text) + _OTHER_TEXT
        return points

    def _kind(self, old: _View, view: _View) -> float:
        if old.kind is None:
            return 0.0
        if old.kind == view.kind:
            return _KIND
        return 0.0 if old.kind in _SAME_KIND and view.kind in _SAME_KIND else _OTHER_KIND

    def _title(self, old: _View, view: _View) -> float | None:
        """Return how alike two titles are, 0 to 1; None if one of them says nothing."""
        if old.title and old.title == view.title:
            return 1.0
        if not old.words or not view.words:
            return None
        common = old.words & view.words
        shared, count = self._sum(common), len(common)
        gone, come = old.words - common, view.words - common
        if gone and come:
            for word, other in _misspelt(gone, come):
                shared += 0.9 * (self._sum((word,)) + self._sum((other,))) / 2
                count += 1
        one, two = self._sum(old.words), self._sum(view.words)
        likeness = 2 * shared / (one + two)
        if count > 1:  # one title within the other: a digest's, or one that was made longer
            likeness = max(likeness, 0.8 * min(1.0, shared / min(one, two)))
        if any(map(_has_digit, gone)) and any(map(_has_digit, come)):
            likeness = min(likeness, 0.4)  # PEP 602 is not PEP 603, nor Python 3.8 Python 3.9
        return min(likeness, 1.0)

    def _sum(self, words: Iterable[str]) -> float:
        return sum(self._weights.get(word, 1.0) for word in words)


def _place(old: _View, view: _View) -> float:
    """Return the points for standing at the same place of the notes or of the recording."""
    points = 0.0
    if old.number is not None and view.number is not None:
        if old.number != view.number:
            points = _OTHER_NUMBER
        elif old.presenter and old.presenter == view.presenter:
            points = _PLACE
        elif not old.presenter or not view.presenter:
            points = _NUMBER
    if old.start is not None and old.start == view.start:
        points = max(points, _START if old.start else _NUMBER)  # every recording has something at 0:00
    return points


def _misspelt(gone: Iterable[str], come: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of words that are one word with a slip or another ending."""
    left = [word for word in sorted(come) if len(word) > 3 and not _has_digit(word)]
    pairs = []
    for word in sorted(gone):
        if len(word) < 4 or _has_digit(word):
            continue
        # First letters are seldom misspelt.
        near = (other for other in left if other[0] == word[0] and abs(len(other) - len(word)) < 3)
        if (found := next((other for other in near if _is_misspelt(word, other)), None)) is not None:
            pairs.append((word, found))
            left.remove(found)
    return pairs


def _is_misspelt(word: str, other: str) -> bool:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, word, other, autojunk=False).ratio() >= 0.8


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _words(text: str) -> list[str]:
    text = text.replace("'s", "").replace("’s", "").casefold()
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(text)


def _telling(words: Iterable[str]) -> frozenset[str]:
    return frozenset(words).difference(_EMPTY_WORDS.split())


def _name(presenter: str | None) -> str | None:
    return presenter.casefold() if presenter else None


def _plain_link(url: str | None) -> str | None:
    """Return an address without what may change while it leads to the same page."""
    if not url:
        return None
    address = re.sub(r"^https?://(?:www\.)?", "", url.strip().partition("#")[0], flags=re.IGNORECASE)
    address, _, query = address.partition("?")
    host, slash, path = address.partition("/")
    told = "&".join(part for part in query.split("&") if part and not part.startswith("utm_"))
    return f"{host.lower()}{slash}{path}".rstrip("/") + ("?" + told if told else "")
