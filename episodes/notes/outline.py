"""Which lines of the notes are headings, and of what. The rules, in the order in which they are asked:

1. A **topic** is announced by a number: `Brian #1:`, `#1 (Brian)`, `#1 Brian:`, in any mixture of bold, link and
   Markdown heading, or plain at the beginning of a paragraph. Where the `#` is missing, the number must be one that no
   other topic has. Where the name has no colon, it must be set off by the bold or be a name that presents elsewhere.
2. A **sponsor**, **extras**, a **joke** are announced by the word, in a heading, in bold or on a line of its own.
   `Sponsored by …` in the head of the notes is a sentence of the head; after the first topic it is a part.
3. A **topic** is announced by a time: `02:25 - Title`, also at the head of a list's item.
4. In extras, the name of a **presenter** begins his or her part: as a heading, in bold, on a line of its own, as the
   whole of a list's item, or with a colon before the first words of a paragraph.
5. Any other Markdown heading begins a **section**.
6. A bold line begins a section before the first topic and after the last. Between topics, in extras and in jokes it
   belongs to the part where it stands.
7. Where nothing is numbered and a heading announces news or topics, each bold line under it is a topic.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from episodes.model import Kind, Sponsor
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
    """A line that begins a part of the notes."""

    line: int
    kind: Kind
    title: str | None = None
    url: str | None = None
    number: int | None = None
    presenter: str | None = None
    start: int | None = None
    level: int | None = None
    """Of a Markdown heading: lesser ones below it may nest."""
    depth: int = 0
    """How many lists it stands in: an item of a list in a list nests too."""
    part: bool = False
    """One presenter's part of the extras that are open."""


@dataclass(slots=True)
class Outline:
    """What `read_outline` found."""

    headings: list[Heading]
    sponsors: list[Sponsor]


def read_outline(lines: Sequence[Line], title: Title | None) -> Outline:
    """Return the headings among the lines, in order, and who sponsored the episode."""
    return _Reader(lines, title).read()


class _Reader:
    """Reads lines from first to last and remembers what is open."""

    def __init__(self, lines: Sequence[Line], title: Title | None) -> None:
        self.lines = [line for line in lines if not title or line.number != title.line]
        self.by_number = {line.number: line for line in self.lines}
        self.topics = self._numbered_topics()
        self.people = {label.presenter.casefold() for label in self.topics.values() if label.presenter}
        self.last_topic = max(self.topics, default=-1)
        stamps = [label for line in self.lines if (label := labels.stamped(line.text)) and self._may_be_stamped(line)]
        self.stamps_are_sure = len(stamps) >= _FEW_STAMPS
        self.open: Heading | None = None
        self.topic_seen = False
        self.named: list[Sponsor] = []
        self.set_apart: list[Sponsor] = []

    def read(self) -> Outline:
        headings: list[Heading] = []
        for line in self.lines:
            heading = self._heading(line)
            if heading:
                headings.append(heading)
                if not heading.part:
                    self.open = heading
                if heading.kind is Kind.TOPIC:
                    self.topic_seen = True
            elif not self.topic_seen and line.place in (Place.PARAGRAPH, Place.TAIL):
                self.named.extend(_sponsors(line))
        # A block in the midst of the notes repeats who the head names, and often in other words.
        return Outline(headings, _unique(self.named or self.set_apart))

    def _heading(self, line: Line) -> Heading | None:
        """Return the heading that a line is: the first rule that takes it decides."""
        return (
            self._topic(line)
            or self._labelled(line)
            or self._timed(line)
            or self._presenter(line)
            or self._section(line)
            or self._bold(line)
        )

    # Rule 1 and 7: topics.

    def _numbered_topics(self) -> dict[int, Label]:
        """Return which lines are topics by their number: the sure ones first, then those that fit in."""
        found: dict[int, Label] = {}
        for line in self.lines:
            in_list = line.place is Place.ITEM
            if not (line.stands_out or (line.first and not in_list)) or line.depth > 1:
                continue
            label = labels.numbered(line.text, not in_list and (line.stands_out or line.begins_with_link))
            if label:
                found[line.number] = label
        taken = {label.number for label in found.values()}
        for line in self.lines:
            if line.number in found or line.place is Place.ITEM or not line.stands_out:
                continue
            label = labels.loosely_numbered(line.text)
            if label and label.number not in taken and _all_bold(line, 0, label.end):
                found[line.number] = label
        self._find_presenters(found)
        return found

    def _find_presenters(self, topics: dict[int, Label]) -> None:
        """Find the presenters that stand behind the number and are names only because they come again."""
        unnamed = [(self.by_number[number], label) for number, label in topics.items() if not label.presenter]
        set_off = {
            line.number: name
            for line, label in unnamed
            if (
                name := labels.name_set_off(line.text, label.end, [end for _, end in line.bold if end < len(line.text)])
            )
        }
        people = {label.presenter for label in topics.values() if label.presenter}
        often = Counter(name for name, _ in set_off.values())
        people |= {name for name, count in often.items() if count > 1}
        for line, label in unnamed:
            found = set_off.get(line.number) or labels.name_known(line.text, label.end, people)
            if found and found[0] in people and line.stands_out:
                topics[line.number] = Label(labels.after(line.text, found[1]), label.number, found[0])

    def _topic(self, line: Line) -> Heading | None:
        label = self.topics.get(line.number)
        if not label:
            return None
        title, url = _title(line, label.end), line.url(label.end)
        if not title and not line.alone:
            title, url = self._title_below(line)
        return Heading(line.number, Kind.TOPIC, title, url, label.number, label.presenter, level=line.level)

    def _title_below(self, line: Line) -> tuple[str | None, str | None]:
        """Return the title of a topic whose first line says no more than name and number: the next line, if bold."""
        below = self.by_number.get(line.number + 1)
        if below and not below.first and (below.stands_out or below.links):
            return _title(below, 0), below.url()
        return None, None

    # Rule 2: words that say what follows.

    def _labelled(self, line: Line) -> Heading | None:
        if line.place is Place.ITEM or not (line.stands_out or line.first):
            return None
        text, heading = line.text, line.stands_out
        label = labels.joke(text)
        if label and (label.sure or line.place is Place.HEADING or (heading and line.breaks_at(label.end))):
            return Heading(line.number, Kind.JOKE, _title(line, label.end), line.url(label.end), level=line.level)
        if labels.is_extras(text):
            return Heading(line.number, Kind.EXTRAS, level=line.level)
        presenter = labels.extras_of(text) if heading else None
        if presenter:
            return Heading(line.number, Kind.EXTRAS, presenter=presenter, level=line.level)
        label = labels.sponsor(text)
        if label and self._sets_sponsor_apart(line, label):
            names = _sponsors(line)
            self.set_apart.extend(names)
            title = ", ".join(sponsor.name for sponsor in names) or _title(line, label.end)
            return Heading(line.number, Kind.SPONSOR, title, line.url(label.end), level=line.level)
        if line.place is not Place.HEADING and labels.is_section(text) and (line.alone or heading or line.first):
            return Heading(line.number, Kind.SECTION, _title(line, 0), line.url())
        return None

    def _sets_sponsor_apart(self, line: Line, label: Label) -> bool:
        if line.place is Place.HEADING:
            return True
        if not label.end:
            return line.alone and _all_bold(line)
        return (self.topic_seen and (line.stands_out or line.first)) or (
            label.end == len(line.text) and _all_bold(line)
        )

    # Rule 3: times.

    @staticmethod
    def _may_be_stamped(line: Line) -> bool:
        return line.place is not Place.TAIL or line.stands_out

    def _timed(self, line: Line) -> Heading | None:
        label = labels.stamped(line.text)
        if not label or not self._may_be_stamped(line) or not (label.sure or self.stamps_are_sure or line.stands_out):
            return None
        self.set_apart.extend(sponsors_in(line))
        title, url = _title(line, label.end, _LONG_TITLE), line.url(label.end)
        if not title and line.below:  # the time stands alone, over a list
            title = _title(line.below[0], 0, _LONG_TITLE)
        return Heading(line.number, Kind.TOPIC, title, url, start=label.start, level=line.level, depth=line.depth)

    # Rule 4: who speaks in the extras.

    def _presenter(self, line: Line) -> Heading | None:
        if not self.open or self.open.kind is not Kind.EXTRAS:
            return None
        sets_off = line.stands_out and _all_bold(line)
        found = labels.person(f"{line.text}:" if sets_off else line.text, self.people)
        if not found:
            return None
        if line.place is Place.ITEM and (line.depth > 1 or found[1] or found[0].casefold() not in self.people):
            return None
        self.people.add(found[0].casefold())
        return Heading(line.number, Kind.EXTRAS, presenter=found[0], level=line.level, part=True)

    # Rule 5 and 6: other sections.

    def _section(self, line: Line) -> Heading | None:
        if line.place is not Place.HEADING or not line.text:
            return None
        return Heading(line.number, Kind.SECTION, _title(line, 0), line.url(), level=line.level)

    def _bold(self, line: Line) -> Heading | None:
        if line.place is not Place.PARAGRAPH or not line.first:
            return None
        if not self.topics and self._announces_topics():
            linked = sum(b - a for a, b, _ in line.links)
            if (line.stands_out and _all_bold(line)) or (line.begins_with_link and linked * 2 > len(line.text)):
                return Heading(line.number, Kind.TOPIC, _title(line, 0), line.url())
            return None
        if not line.stands_out or (self.open and self.open.kind in (Kind.EXTRAS, Kind.JOKE, Kind.SPONSOR)):
            return None
        if labels.sponsored_by(line.text) is not None:
            return None
        if self.topic_seen and line.number < self.last_topic:
            return None
        if _all_bold(line):
            return Heading(line.number, Kind.SECTION, _title(line, 0), line.url()) if _is_title(line) else None
        label = _RUN_IN.match(line.text)
        if label and not self.topic_seen and line.is_bold(0, label.end()):
            return Heading(line.number, Kind.SECTION, label[1], line.url())
        return None

    def _announces_topics(self) -> bool:
        """Whether the part that is open says that bold lines in it are topics, or is such a topic itself."""
        if not self.open:
            return False
        if self.open.kind is Kind.TOPIC:
            return self.open.start is None
        return bool(self.open.level) and labels.is_container(self.open.title)


def _all_bold(line: Line, start: int = 0, end: int | None = None) -> bool:
    return line.place is Place.HEADING or line.is_bold(start, end)


def _title(line: Line, start: int, limit: int | None = None) -> str | None:
    """Return the text of a line from a place on as a title: clean, without the colon at its end.

    Of a paragraph longer than `limit`, the first sentence has to do.
    """
    title = line.text[start:].strip().rstrip(":").strip()
    if limit and len(title) > limit:
        sentence = re.match(rf".{{10,{limit}}}?[.?!](?=\s)", title)
        title = sentence[0] if sentence else title[:limit].rsplit(" ", 1)[0] + "…"
    return title if re.search(r"\w", title) else None


def _is_title(line: Line) -> bool:
    """Tell a bold line that could be a heading from a bold sentence, and from a mere link."""
    words = len(line.text.split())
    linked = sum(b - a for a, b, _ in line.links)
    return (
        words <= 14
        and linked < len(line.text) - 2
        and "#" not in line.text[-3:]
        and not (words > 5 and line.text[-1] in ".!?")
    )


def _sponsors(line: Line) -> list[Sponsor]:
    """Return who a line names, or, if it ends in "by:", the items below it."""
    return list(sponsors_in(line)) or [sponsor for item in line.below[:9] for sponsor in sponsors_from(item, 0)]


def _unique(sponsors: list[Sponsor]) -> list[Sponsor]:
    seen: dict[str, Sponsor] = {}
    for sponsor in sponsors:
        key = sponsor.name.casefold()
        if key not in seen or not seen[key].url:
            seen[key] = sponsor
    return list(seen.values())
