"""Which lines of the notes are headings, and of what.

Each rule is a method that takes a line and returns the heading that it is, or None; `RULES` has them in the order in
which they are asked, and the first that takes a line decides. A rule reads the words of a line by a function of
`labels`, and adds what lies round the line: where it stands, what is open, what the other lines are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from episodes.model import Kind, Link, Sponsor
from episodes.notes import labels
from episodes.notes.header import Title, sponsors_from, sponsors_in
from episodes.notes.labels import Label
from episodes.notes.lines import Line, Place

_FEW_STAMPS = 3
"""So many plain times at the beginning of lines are times in the recording."""
_RUN_IN = re.compile(r"((?:[^\s:]+ ){0,3}[^\s:]{2,}):(?=\s|$)")
_LONG_TITLE = 120
"""Characters beyond which what follows a time is more than a title."""


@dataclass(slots=True)
class Heading:
    """A line that begins a part of the notes, and where that ends, which is found out when all headings are known."""

    line: int
    kind: Kind
    title: str | None = None
    url: str | None = None
    number: int | None = None
    presenter: str | None = None
    start: int | None = None
    """Seconds."""
    level: int | None = None
    """Of a Markdown heading: lesser ones below it may nest."""
    depth: int = 0
    """How many lists a timed item stands in: an item of a list in a list nests too."""
    part: bool = False
    """One presenter's part of the extras that are open."""
    lesser: bool = False
    """A line in bold that is less than a Markdown heading above it."""
    end: int = 0
    """The line behind the part."""
    children: list[Heading] = field(default_factory=list)
    links: dict[str, Link] = field(default_factory=dict)
    """The part's own, by address."""

    def walk(self) -> Iterator[Heading]:
        """Yield this heading and all in its part, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


class Outline:
    """The headings of some notes, and who sponsored the episode.

    Args:
        lines: the candidates, in order.
        title: the heading that names the episode, which begins no part.
        people: the names of presenters and guests that are known from elsewhere.

    Attributes:
        headings: in the order of the text.
        sponsors: who is named.
    """

    def __init__(self, lines: Sequence[Line], title: Title | None, people: Sequence[str] = ()) -> None:
        self.headings: list[Heading] = []
        self._lines = [line for line in lines if not title or line.number != title.line]
        self._by_number = {line.number: line for line in self._lines}
        self._known = {part.casefold() for name in people for part in (name, name.split()[0])}
        self._topics = self._numbered()
        self._people = {label.presenter.casefold() for label in self._topics.values() if label.presenter} | self._known
        self._stamps_are_sure = sum(_stamp(line) is not None for line in self._lines) >= _FEW_STAMPS
        self._open: Heading | None = None
        self._topic_seen = False
        self._named: list[Sponsor] = []
        self._set_apart: list[Sponsor] = []
        for line in self._lines:
            self._take(line)
        # A block in the midst of the notes repeats who the head names, and often in other words.
        self.sponsors = self._named or self._set_apart

    def _take(self, line: Line) -> None:
        heading = next(filter(None, (rule(self, line) for rule in RULES)), None)
        if heading:
            self.headings.append(heading)
            self._open = heading
            self._topic_seen = self._topic_seen or heading.kind is Kind.TOPIC
        elif not self._topic_seen and line.place in (Place.PARAGRAPH, Place.LAZY):
            self._named += _sponsors(line)

    def _numbered(self) -> dict[int, Label]:
        """Return the labels of numbered topics by line: the sure ones, then those whose number no other topic has."""
        found: dict[int, Label] = {}
        for line in self._lines:
            if line.depth < 2 and (line.stands_out or line.begins_part):
                is_heading = line.begins_part and (line.stands_out or line.begins_with_link)
                if label := labels.numbered(line.text, is_heading):
                    found[line.number] = label
        taken = {label.number for label in found.values()}
        # `Teil 2: …` is no person: such a name is known, or goes on where topics are numbered with a sign.
        last = max((label.number or 0 for label in found.values()), default=-1)
        for line in self._lines:
            label = labels.loosely_numbered(line.text) if line.stands_out and line.begins_part else None
            if label is None or line.number in found or label.number in taken or not line.is_bold(0, label.end):
                continue
            is_known = not label.presenter or label.presenter.casefold() in self._known
            if is_known or (label.number or 0) <= last + 1:
                found[line.number] = label
        self._find_presenters(found)
        return found

    def _find_presenters(self, topics: dict[int, Label]) -> None:
        """Find the presenters that stand behind the number, as in `#5 Brian - Title` or `#5 Brian Title`.

        A name that bold or a dash sets off counts if it comes again, one that nothing sets off if it is such a name.
        """
        unnamed = [(self._by_number[number], label) for number, label in topics.items() if not label.presenter]
        set_off = {line.number: labels.name_set_off(line.text, label.end, line.bold) for line, label in unnamed}
        often = Counter(set_off.values())
        people = {label.presenter for label in topics.values()} | {name for name, count in often.items() if count > 1}
        for line, label in unnamed:
            name = set_off[line.number] or re.split(r"\W", line.text[label.end :], maxsplit=1)[0]
            if name in people and line.stands_out:
                topics[line.number] = Label(labels.after(line.text, label.end + len(name)), label.number, name)

    # The rules.

    def numbered_topic(self, line: Line) -> Heading | None:
        """A topic is announced by a number: `Brian #1:`, `#1 (Brian)`, `#1 Brian:`.

        In any mixture of bold, link and Markdown heading, or plain at the beginning of a paragraph. If the first line
        says no more than name and number, the title is the next line, if that is bold or a link.
        """
        if not (label := self._topics.get(line.number)):
            return None
        title, url = line.title(label.end), line.url(label.end)
        below = self._by_number.get(line.number + 1)
        if not title and below and not below.first and (below.stands_out or below.links):
            title, url = below.title(), below.url()
        return Heading(line.number, Kind.TOPIC, title, url, label.number, label.presenter, level=line.level)

    def joke(self, line: Line) -> Heading | None:
        """A joke is announced by the word, in a heading, in bold or with a colon."""
        label = labels.joke(line.text) if line.begins_part else None
        if label and (label.sure or line.place is Place.HEADING or (line.stands_out and line.breaks_at(label.end))):
            return _heading(line, Kind.JOKE, label.end)
        return None

    def extras(self, line: Line) -> Heading | None:
        """Extras are announced by a line that says no more than that: `Extras`, `Our news`; or whose: `Extra Brian`."""
        if not line.begins_part:
            return None
        presenter = labels.extras_of(line.text) if line.stands_out else None
        if presenter or labels.is_extras(line.text):
            return Heading(line.number, Kind.EXTRAS, presenter=presenter, level=line.level)
        return None

    def sponsor(self, line: Line) -> Heading | None:
        """A sponsor is announced by the word; before the first topic, `Sponsored by …` is a sentence of the head."""
        label = labels.sponsor(line.text) if line.begins_part else None
        if not label:
            return None
        is_heading = (label.end == len(line.text) if label.end else line.alone) and line.is_bold()
        if not (is_heading or line.place is Place.HEADING or (label.end and self._topic_seen)):
            return None
        names = _sponsors(line)
        self._set_apart += names
        title = ", ".join(sponsor.name for sponsor in names) or line.title(label.end)
        if labels.is_about_sponsor(line.text) or (line.level and not title):
            title = line.title()
        return Heading(line.number, Kind.SPONSOR, title, line.url(label.end), level=line.level)

    def named_section(self, line: Line) -> Heading | None:
        """Some sections need no bold to be known: `Links`, `Special guests:`; a link alone leads elsewhere."""
        if line.begins_part and line.linked < len(line.text) and labels.is_section(line.text):
            return _heading(line, Kind.SECTION)
        return None

    def timed_topic(self, line: Line) -> Heading | None:
        """A topic is announced by a time: `02:25 - Title`, also at the head of a list's item.

        `02:25 - Sponsor: Name` and `02:25 - Brought to you by Name` announce a sponsor.
        """
        label = _stamp(line)
        if not label or not (label.sure or self._stamps_are_sure or line.stands_out):
            return None
        title, kind = line.title(label.end, _LONG_TITLE), Kind.TOPIC
        if (named := labels.timed_sponsor(line.text[label.end :])) is not None:
            names = list(sponsors_from(line, label.end + named))
            self._set_apart += names
            title, kind = ", ".join(sponsor.name for sponsor in names) or title, Kind.SPONSOR
        elif labels.sponsored_by(line.text) is not None:
            self._set_apart += sponsors_in(line)
        if not title and line.below:  # the time stands alone, over a list
            title = line.below[0].title(0, _LONG_TITLE)
        url = line.url(label.end)
        return Heading(line.number, kind, title, url, start=label.start, level=line.level, depth=line.depth)

    def presenter_in_extras(self, line: Line) -> Heading | None:
        """In extras, the name of a presenter begins his or her part.

        As a heading, in bold, on a line of its own, as the whole of a list's item, or with a colon before the first
        words of a paragraph.
        """
        if not self._open or self._open.kind is not Kind.EXTRAS:
            return None
        is_set_off = line.stands_out and line.is_bold()
        if not (found := labels.person(f"{line.text}:" if is_set_off else line.text, self._people)):
            return None
        name, words = found
        if line.place is Place.ITEM and (line.depth > 1 or words or name.casefold() not in self._people):
            return None
        self._people.add(name.casefold())
        return Heading(line.number, Kind.EXTRAS, presenter=name, level=line.level, part=True)

    def section(self, line: Line) -> Heading | None:
        """Any other Markdown heading begins a section."""
        return _heading(line, Kind.SECTION) if line.place is Place.HEADING and line.text else None

    def bold_topic(self, line: Line) -> Heading | None:
        """Where nothing is numbered and a heading announces news or topics, each bold line under it is a topic."""
        if line.place is not Place.PARAGRAPH or not line.first or not self._lists_topics():
            return None
        is_link = line.begins_with_link and line.linked * 2 > len(line.text)
        return _heading(line, Kind.TOPIC) if is_link or (line.stands_out and line.is_bold()) else None

    def bold_section(self, line: Line) -> Heading | None:
        """A bold line begins a section before the first topic and after the last.

        Between topics, in extras, in jokes and in a sponsor's words it belongs to the part where it stands. Where
        bold lines announce topics by number, a bold line is as much as a Markdown heading, elsewhere less.
        """
        if line.place is not Place.PARAGRAPH or not line.first or not line.stands_out or self._lists_topics():
            return None
        if self._open and self._open.kind in (Kind.EXTRAS, Kind.JOKE, Kind.SPONSOR):
            return None
        is_between_topics = self._topic_seen and line.number < max(self._topics, default=0)
        if is_between_topics or labels.sponsored_by(line.text) is not None:
            return None
        if line.is_bold():
            return replace(_heading(line, Kind.SECTION), lesser=not self._topics) if _is_title(line) else None
        label = _RUN_IN.match(line.text)
        if label and not self._topic_seen and line.is_bold(0, label.end()):
            return Heading(line.number, Kind.SECTION, label[1], line.url())
        return None

    def _lists_topics(self) -> bool:
        """Return whether the part that is open announces topics that are bold lines, or is such a topic itself."""
        if self._topics or not self._open:
            return False
        if self._open.kind is Kind.TOPIC:
            return self._open.start is None
        return bool(self._open.level) and labels.is_container(self._open.title)


RULES = (
    Outline.numbered_topic,
    Outline.joke,
    Outline.extras,
    Outline.sponsor,
    Outline.named_section,
    Outline.timed_topic,
    Outline.presenter_in_extras,
    Outline.section,
    Outline.bold_topic,
    Outline.bold_section,
)
"""In the order in which they are asked."""


def _heading(line: Line, kind: Kind, start: int = 0) -> Heading:
    """Return a heading whose title is the text of a line from a place on."""
    return Heading(line.number, kind, line.title(start), line.url(start), level=line.level)


def _stamp(line: Line) -> Label | None:
    return labels.stamped(line.text) if line.place is not Place.LAZY or line.stands_out else None


def _is_title(line: Line) -> bool:
    """Return whether a bold line can be a heading: no sentence but a question of its own, and no mere link."""
    words = len(line.text.split())
    is_sentence = words > 14 or (words > 5 and line.text[-1] in ".!?" and not (line.alone and line.text[-1] == "?"))
    return not is_sentence and line.linked < len(line.text) - 2 and "#" not in line.text[-3:]


def _sponsors(line: Line) -> list[Sponsor]:
    """Return who a line names, or, if it ends in "by:", the items below it."""
    return list(sponsors_in(line)) or [sponsor for item in line.below[:9] for sponsor in sponsors_from(item, 0)]
