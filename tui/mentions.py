"""Which other episodes mention the links of an episode: found once, kept while the library stays as it is.

`texts_after_links` says it in the few words that stand after a link in the notes. Knows no widget.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from episodes.model import Segment
from tui.widgets.cells import fit

if TYPE_CHECKING:
    from episodes.search.values import Mention

Found = Mapping[str, "Sequence[Mention]"]
"""Mentions in other episodes, youngest first, by the address as the notes have it."""

_KEPT = 64
_NAMED = 3
_LONGEST_NAME = 28


class Mentions:
    """Mentions of the episodes that were looked at of late. May be asked from several threads.

    Args:
        find: finds the mentions of an episode's links, by the episode's id.
    """

    def __init__(self, find: Callable[[str], Found]) -> None:
        self._find = find
        self._found: OrderedDict[str, Found] = OrderedDict()
        self._lock = threading.Lock()
        self._age = 0

    def known(self, episode: str) -> Found | None:
        """Return what was found for an episode; None if nobody looked yet."""
        with self._lock:
            return self._found.get(episode)

    def find(self, episode: str) -> Found:
        """Return what is found for an episode. Raises what the library raises."""
        if (known := self.known(episode)) is not None:
            return known
        age = self._age
        found = self._find(episode)
        with self._lock:
            if age == self._age:  # else the library changed meanwhile
                self._found[episode] = found
                while len(self._found) > _KEPT:
                    self._found.popitem(last=False)
        return found

    def forget(self) -> None:
        """Forget it all: the library is another than before."""
        with self._lock:
            self._age += 1
            self._found.clear()


def texts_after_links(found: Found | None, show: str) -> dict[str, str]:
    """Return what is written after links, by their addresses.

    Args:
        found: the mentions of an episode's links.
        show: the show of that episode; others are named.
    """
    return {url: annotation(mentions, show) for url, mentions in (found or {}).items() if mentions}


def annotation(mentions: Iterable[Mention], show: str) -> str:
    """Return which episodes mention a link: `also in #212, #305 and 4 more`.

    Each episode counts once, and three are named at most.
    """
    names = list({mention.episode: _name(mention, show) for mention in mentions}.values())
    named = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return f"(also in {named}{f' and {more:,} more' if more > 0 else ''})"


def _name(mention: Mention, show: str) -> str:
    if mention.number is not None:
        name = f"#{mention.number}"
        return name if mention.show == show else f"{mention.show} {name}"
    return fit(mention.episode_title or mention.show, _LONGEST_NAME).rstrip()


def of_segment(found: Found, segment: Segment, url: str | None = None) -> list[tuple[str, Mention]]:
    """Return the mentions of a segment's links, each with the words of the link here, in the order of the links.

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
