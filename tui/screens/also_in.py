"""`AlsoInScreen`: the places in other episodes that mention the links of a segment.

    rows = of_segment(library.also_in(episode.id), segment)
    mention = await app.push_screen_wait(AlsoInScreen(segment.name, rows, short_names))

Answers with the mention to go to, or None.
"""

from collections.abc import Mapping, Sequence

from textual.binding import Binding

from episodes.model import Segment
from episodes.search.values import LinkRow
from tui.screens.dialog import ListDialog
from tui.widgets.link_list import LinkList


def of_segment(found: Mapping[str, Sequence[LinkRow]], segment: Segment, url: str | None = None) -> list[LinkRow]:
    """Return the mentions of a segment's links, in the order of the links.

    Args:
        found: the mentions of the episode's links.
        segment: the segment; what is below it counts.
        url: only those of this link, if given.
    """
    links = dict.fromkeys(link.url for part in segment.walk() for link in part.links)
    return [mention for address in links if url in (None, address) for mention in found.get(address, ())]


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

    def __init__(self, title: str, rows: Sequence[LinkRow], short_names: Mapping[str, str]) -> None:
        listed = LinkList(short_names)
        listed.show(rows)
        super().__init__(listed, f"Also in · {title}")
