"""Matching marks to the segments of today, after the notes were edited, renumbered or replaced. Pure.

A mark is kept under the id that its segment had, with a snapshot of the segment. Evidence for and against each
segment of today is weighed in points: what a person goes by when calling two texts the same piece. Marks stay
under their old ids; the match is computed when it is needed, so that a mark comes back as soon as its segment does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ..index.projects import canonical
from ..model import Kind, Segment
from .events import Event, MarkedSegment, body, opening

# Points. A title alone must be more than half the same; a number alone is just enough, and yields to a like title
# elsewhere or to any sign of another piece; the main link alone is enough.
_ENOUGH = 3.0
_SURE = 9.0
"""Two ids meant the one segment at different times: the same title, say, and nothing against it."""
_TITLE, _OTHER_TITLE = 12.0, -3.0
_LINK, _OTHER_LINK = 8.0, -3.0
_NUMBER, _START = 4.0, 6.0
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
_COMMON_WORDS = """
    a about an and are as at by for from how in into is it its of on or our that the this to we what with you your
    episode extra extras intro introduction joke jokes segment sponsor sponsored sponsors topic
    """
_IGNORED_WORDS = frozenset(_COMMON_WORDS.split())
"""Words that distinguish no piece from another."""


class Matched(dict[str, str]):
    """The id of the segment of today for each marked id; ids without one are left out."""

    def __init__(self, found: Mapping[str, str], marked: Iterable[str], segments: Iterable[str]) -> None:
        super().__init__(found)
        self._marked = frozenset(marked)
        self._segments = frozenset(segments)

    def names(self, segment: str) -> tuple[str, ...]:
        """Return the ids under which a segment of today is marked, or may be: never empty.

        The first is the one for further marks. It is not the segment's own if that is another one's old id.
        """
        found = tuple(sorted((old for old, today in self.items() if today == segment), key=lambda old: old != segment))
        if found:
            return found
        name, number = segment, 1
        while name in self._marked or (number > 1 and name in self._segments):
            number += 1
            name = f"{segment}-{number}"
        return (name,)


def rematch(events: Iterable[Event], segments: Sequence[Segment]) -> Matched:
    """Find the segments that an episode's marks mean today.

    Args:
        events: the latest event of each mark of one episode; those that took a mark away are passed over.
        segments: the episode's segments, with or without those below them.
    """
    today = {below.id: below for segment in segments for below in segment.walk()}
    marked: dict[str, MarkedSegment | None] = {}
    for event in sorted(events, key=lambda event: event.time):
        if event.on and event.segment:
            marked[event.segment] = event.was or marked.get(event.segment)
    found = {name: name for name, was in marked.items() if name in today and _is_same(was, today[name], today)}
    changed = {name: was for name, was in marked.items() if name not in found and was is not None}
    if changed:
        _weigh(changed, today, found)
    return Matched(found, marked, today)


def _is_same(was: MarkedSegment | None, segment: Segment, today: Mapping[str, Segment]) -> bool:
    """Return whether a segment is certainly the one that was marked: the usual case, decided without weighing."""
    if was is None:
        return True
    now = (segment.title, segment.url, segment.number, segment.presenter)
    if (was.title, was.link, was.number, was.presenter) != now:
        return False
    has_repeats = _REPEAT.search(segment.id) is not None or f"{segment.id}-2" in today
    return (was.title is not None and not has_repeats) or was.text == opening(segment)


def _weigh(changed: Mapping[str, MarkedSegment], today: Mapping[str, Segment], found: dict[str, str]) -> None:
    """Add to `found` the segments with the best evidence, each for one mark."""
    views = [_View.of(each.id, each, each.url, body(each)) for each in today.values()]
    pairs = []
    for name, was in changed.items():
        old = _View.of(name, was, was.link, was.text)
        for order, view in enumerate(views):
            said, place = _content_points(old, view), _place_points(old, view)
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
            if not any(_REPEAT.sub("", name) == _REPEAT.sub("", other) for other in others):
                found[name] = segment


@dataclass(frozen=True, slots=True)
class _View:
    """What is compared of a segment, as it was or as it is."""

    id: str
    kind: str | None
    title: str
    """The title's words in one."""
    words: frozenset[str]
    """The title's words, common ones left out."""
    link: str | None
    number: int | None
    presenter: str | None
    start: int | None
    text: frozenset[str]
    """The words under the heading."""

    @classmethod
    def of(cls, name: str, it: Segment | MarkedSegment, link: str | None, text: str | None) -> _View:
        title = _words(it.title)
        words = frozenset(title) - _IGNORED_WORDS
        presenter = it.presenter.casefold() if it.presenter else None
        about = frozenset(_words(text)) - _IGNORED_WORDS
        link = canonical(link) if link else None
        return cls(name, it.kind, "".join(title), words, link, it.number, presenter, it.start, about)


def _content_points(old: _View, view: _View) -> float:
    """Return the points for and against in what the two say, wherever they stand."""
    points = 0.0
    if old.kind == view.kind:
        points += _KIND
    elif old.kind is not None and not {old.kind, view.kind} <= _SAME_KIND:
        points += _OTHER_KIND
    if old.link and view.link:
        points += _LINK if old.link == view.link else _OTHER_LINK
    likeness = _title_likeness(old, view)
    if likeness is not None:
        points += _TITLE * likeness + _OTHER_TITLE
    elif old.kind == view.kind and old.kind in _ROLES and old.presenter == view.presenter:
        points += _ROLE
    # An id is made of title, kind and presenter: it is evidence only between repeats, and for segments
    # that have no title and no number.
    if old.id == view.id and (likeness == 1 or (likeness is None and old.number is None and view.number is None)):
        points += _ID
    if len(old.text) > 1 and view.text:
        points += _TEXT * len(old.text & view.text) / len(old.text) + _OTHER_TEXT
    return points


def _place_points(old: _View, view: _View) -> float:
    """Return the points for standing at the same place of the notes or of the recording."""
    if old.start and old.start == view.start:  # every recording has something at 0:00
        return _START
    has_other_presenter = old.presenter and view.presenter and old.presenter != view.presenter
    has_same_number = old.number is not None and old.number == view.number
    return _NUMBER if has_same_number and not has_other_presenter else 0.0


def _title_likeness(old: _View, view: _View) -> float | None:
    """Return how alike two titles are, 0 to 1; None if one of them says nothing."""
    if old.title and old.title == view.title:
        return 1.0
    if not old.words or not view.words:
        return None
    common = old.words & view.words
    likeness = 2 * len(common) / (len(old.words) + len(view.words))
    if len(common) > 1:  # one title within the other: a digest's, or one that was made longer
        likeness = max(likeness, 0.8 * len(common) / min(len(old.words), len(view.words)))
    if get_close_matches(old.title, (view.title,), cutoff=0.8):  # a slip, or another ending
        likeness = max(likeness, 0.9)
    if _has_number(old.words - common) and _has_number(view.words - common):
        likeness = min(likeness, 0.4)  # PEP 602 is not PEP 603, nor Python 3.8 Python 3.9
    return likeness


def _has_number(words: Iterable[str]) -> bool:
    return any(character.isdigit() for word in words for character in word)


def _words(text: str | None) -> list[str]:
    if not text:
        return []
    text = text.replace("'s", "").replace("’s", "").casefold()
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(text)
