"""`AlsoInScreen`: the places in other episodes that mention the links of a segment.

    rows = of_segment(library.also_in(episode.id), segment)
    mention = await app.push_screen_wait(AlsoInScreen(segment.name, rows, short_names))

Answers with the mention to go to, or None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual.binding import Binding

from episodes.model import Segment
from episodes.search.values import LinkRow
from episodes.text import shown_line
from tui.screens.dialog import ListDialog
from tui.widgets.item_list import ItemList
from tui.widgets.row_text import Part, address_text, cut, day_of, line, place_of

LinkMention = tuple[str, LinkRow]
"""The words of the link here, and another place that mentions it."""


def of_segment(found: Mapping[str, Sequence[LinkRow]], segment: Segment, url: str | None = None) -> list[LinkMention]:
    """Return the mentions of a segment's links, in the order of the links.

    Args:
        found: the mentions of the episode's links.
        segment: the segment; what is below it counts.
        url: only those of this link, if given.
    """
    links = {link.url: link.title for part in segment.walk() for link in part.links}
    return [
        (title or address, mention)
        for address, title in links.items()
        if url in (None, address)
        for mention in found.get(address, ())
    ]


class MentionList(ItemList[LinkMention]):
    """Mentions, two lines each: the segment and its episode; the link."""

    row_height = 2
    context = 1

    def __init__(self, rows: Sequence[LinkMention], short_names: Mapping[str, str]) -> None:
        super().__init__(rows)
        self._several_links = len({words for words, _ in rows}) > 1
        self._short_names = short_names

    def item_parts(self, item: LinkMention, width: int) -> Sequence[Iterable[Part]]:
        words, mention = item
        return mention_lines(words if self._several_links else "", mention, width, self._short_names)


def mention_lines(words: str, mention: LinkRow, width: int, short_names: Mapping[str, str]) -> list[list[Part]]:
    """Return a mention as two lines: the segment with its episode and date; the link here and the address there.

    Args:
        words: the words of the link in the episode that is open; empty where it is the only one.
        mention: another place that mentions it.
        width: cells of the lines.
        short_names: those of the shows by slug, where rows are to say which show they are of.
    """
    facts = [place_of(mention.segment, short_names, short=width < 60)]
    if mention.segment.day_text and width >= 36:
        facts.append(day_of(mention.segment, width))
    right = cut(" · ".join(facts), width // 2)
    address = address_text(mention.url).rstrip("/")
    below = " · ".join(filter(None, (shown_line(words), shown_line(mention.segment.episode_title or ""), address)))
    return [
        line(width, [], mention.segment.name, "strong", [("  ", ""), (right, "muted")]),
        line(width, [("  ", "")], below, "muted"),
    ]


class AlsoInScreen(ListDialog[LinkRow]):
    """Where else the links of a segment are mentioned.

    Args:
        title: the segment whose links they are.
        rows: the mentions.
        short_names: those of the shows by slug, where rows are to say which show they are of.
    """

    BINDINGS = [Binding("x", "close", "Close", show=False)]
    DEFAULT_CSS = """
    AlsoInScreen > #box { width: 100; }
    """

    def __init__(self, title: str, rows: Sequence[LinkMention], short_names: Mapping[str, str]) -> None:
        super().__init__(MentionList(rows, short_names), f"Also in · {title}")

    def choose(self, item: LinkMention) -> None:
        self.dismiss(item[1])
