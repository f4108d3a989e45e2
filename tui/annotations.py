"""Which other episodes mention the links of an episode, in the few words that stand after a link in the notes.

They are found once, and kept while the library stays as it is. Knows no widget.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tui.widgets.row_text import cut

if TYPE_CHECKING:
    from episodes.search.values import Mention

Found = Mapping[str, "Sequence[Mention]"]
"""Mentions in other episodes, youngest first, by the address as the notes have it."""
Texts = Mapping[str, str]
"""What is written after links, by their addresses."""

MANY = 40
"""Mentions of a link that are looked for to say so in the notes: beyond, there are many."""
_OWN = 10
"""As many more are looked for: some of them are the episode's own, or stand in one segment."""
_KEPT = 64
_NAMED = 3
_LONGEST_NAME = 28


class Annotations:
    """What stands after the links of the episodes that were looked at of late. May be asked from several threads.

    Only the words are kept: a link to a sponsor has hundreds of mentions.

    Args:
        find: finds at most so many mentions of each of an episode's links, by the episode's id.
    """

    def __init__(self, find: Callable[[str, int], Found]) -> None:
        self._find = find
        self._texts: OrderedDict[str, Texts] = OrderedDict()
        self._lock = threading.Lock()
        self._age = 0

    def known(self, episode: str) -> Texts | None:
        """Return what was found for an episode; None if nobody looked yet."""
        with self._lock:
            return self._texts.get(episode)

    def find(self, episode: str, show: str) -> Texts:
        """Return what is found for an episode of a show. Raises what the library raises."""
        if (known := self.known(episode)) is not None:
            return known
        age = self._age
        texts = texts_after_links(self._find(episode, MANY + _OWN), show)
        with self._lock:
            if age == self._age:  # else the library changed meanwhile
                self._texts[episode] = texts
                while len(self._texts) > _KEPT:
                    self._texts.popitem(last=False)
        return texts

    def forget(self) -> None:
        """Forget it all: the library is another than before."""
        with self._lock:
            self._age += 1
            self._texts.clear()


def texts_after_links(found: Found, show: str) -> Texts:
    """Return what is written after links, by their addresses.

    Args:
        found: the mentions of an episode's links.
        show: the show of that episode; others are named.
    """
    return {url: annotation(mentions, show) for url, mentions in found.items() if mentions}


def annotation(mentions: Iterable[Mention], show: str) -> str:
    """Return which episodes mention a link: `also in #212, #305 and 4 more`.

    Each episode counts once, and three are named at most. Of a link with `MANY` mentions, such as stand below the notes
    of every episode, none is named.
    """
    mentions = list(mentions)
    if len(mentions) >= MANY:
        return "(also in many)"
    names = list({mention.episode: _name(mention, show) for mention in mentions}.values())
    named = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return f"(also in {named}{f' and {more} more' if more > 0 else ''})"


def _name(mention: Mention, show: str) -> str:
    if mention.number is not None:
        name = f"#{mention.number}"
        return name if mention.show == show else f"{mention.show} {name}"
    return cut(mention.episode_title or mention.show, _LONGEST_NAME)
