"""Which episode an incoming item is: evidence in, decisions out. Pure.

All items of one source are looked at together, against all that the library knows of the show and the source: a guid
that stands twice, or an old episode that was fetched too, is a fact about the whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import chain, count
from typing import TypeVar

from ..index.catalogue import Evidence, KnownEpisode
from ..text import slug
from .source_list import is_web_address

_Bearer = TypeVar("_Bearer")


def recognise(items: Sequence[Evidence], known: Sequence[KnownEpisode], source: str) -> dict[int, KnownEpisode]:
    """Return for the places of items the episodes that they are; the others are episodes that nobody knows yet.

    Each kind of evidence counts where one item and one episode of the source alone bear it, or one of elsewhere, the
    strongest first, unless something speaks against it (see `_is_against`). An episode is taken by one item at most.

    Args:
        items: all that was fetched from the source.
        known: the episodes of the show, and those that came from the source.
        source: which.
    """
    found: dict[int, KnownEpisode] = {}
    taken: set[str] = set()
    fetched = _Fetched(source, frozenset(item.guid for item in items), frozenset(item.place for item in items))
    own = [each for each in known if each.source == source]
    others = [each for each in known if each.source != source]
    for kind, bears in _KINDS.items():
        theirs = list(_borne_once(((item, at) for at, item in enumerate(items)), bears))
        for some in (own, others):
            ours = dict(_borne_once(((each.evidence, each) for each in some), bears))
            for value, at in theirs:
                other = ours.get(value)
                if other is None or at in found or other.id in taken or _is_against(kind, items[at], other, fetched):
                    continue
                found[at] = other
                taken.add(other.id)
    return found


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What was fetched, as a whole."""

    source: str
    guids: Set[str | None]
    places: Set[str | None]


_KINDS: dict[str, Callable[[Evidence], Hashable | None]] = {
    "upstream": lambda e: e.upstream,
    "guid": lambda e: e.guid,
    "audio": lambda e: e.audio,
    "page": lambda e: e.page,
    "place": lambda e: e.place,
    "title and date": lambda e: (slug(e.title), e.published) if e.title and e.published else None,
    "number and season": lambda e: None if e.number is None else (e.number, e.season, e.type or "full"),
    "number": lambda e: None if e.number is None else (e.number, e.type or "full"),
    "title": lambda e: slug(e.title) if e.title else None,
}
"""The kinds of evidence, the strongest first."""


def _borne_once(
    bearers: Iterable[tuple[Evidence, _Bearer]], bears: Callable[[Evidence], Hashable | None]
) -> Iterator[tuple[Hashable, _Bearer]]:
    """Yield each value that one bearer alone has, with it."""
    found: dict[Hashable, list[_Bearer]] = {}
    for evidence, bearer in bearers:
        if (value := bears(evidence)) is not None:
            found.setdefault(value, []).append(bearer)
    return ((value, each[0]) for value, each in found.items() if len(each) == 1)


def _is_against(kind: str, item: Evidence, known: KnownEpisode, fetched: _Fetched) -> bool:
    """Return whether something speaks against what a kind of evidence says: that an item is a known episode."""
    old = known.evidence
    is_same_source = known.source == fetched.source
    if kind == "upstream":
        return not is_same_source
    title, day = _agree_on_title(item, old), _agree_on_date(item, old)
    number = None if item.number is None or old.number is None else item.number == old.number
    if kind == "guid":
        # Feeds that count their guids from 1 all have the same ones.
        return not is_same_source and str(item.guid).isdecimal() and title is not True
    has_other_guid = item.guid is not None and old.guid is not None and item.guid != old.guid
    was_fetched_too = (has_other_guid and old.guid in fetched.guids) or (
        is_same_source and old.place is not None and old.place != item.place and old.place in fetched.places
    )
    if was_fetched_too or (title is False and day is False):
        return True
    agreed = (title, day, number)
    if kind in ("page", "place"):
        # A page may be the show's, and a file may be written over with the next episode.
        return (True not in agreed and False in agreed) or (has_other_guid and day is False)
    are_two_feeds = not is_same_source and is_web_address(fetched.source) and is_web_address(known.source or "")
    if kind.startswith("number"):
        has_other_season = item.season is not None and old.season is not None and item.season != old.season
        is_doubtful = True not in (title, day) and (has_other_guid or (title is False and old.published is not None))
        return are_two_feeds or has_other_season or is_doubtful
    if kind == "title":
        return are_two_feeds or has_other_guid or day is False or number is False
    return False


def _agree_on_title(item: Evidence, known: Evidence) -> bool | None:
    """Return whether titles are the same; None where one is unknown, or seems to be the other one mended."""
    if not item.title or not known.title:
        return None
    one, other = slug(item.title), slug(known.title)
    if one == other:
        return True
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    contains = f"-{one}-" in f"-{other}-" or f"-{other}-" in f"-{one}-"
    return None if contains or SequenceMatcher(None, one, other).ratio() > 0.8 else False


def _agree_on_date(item: Evidence, known: Evidence) -> bool | None:
    """Return whether dates are the same; None where one is unknown, or a time zone may lie between."""
    if item.published is None or known.published is None:
        return None
    days = abs((item.published - known.published).days)
    return None if days == 1 else days == 0


def show_slug(show: str, known: Sequence[KnownEpisode], found: Mapping[int, KnownEpisode], source: str) -> str:
    """Return the slug under which items of a show that are not known yet come in.

    It is the one that the source has already. A feed that has nothing in common with the other feed of that name is
    another show, and gets a digit.

    Args:
        show: its name.
        known: the episodes of shows of that name, and those that came from the source.
        found: what `recognise` found.
        source: where the items come from.
    """
    base = slug(show) or "show"
    is_feed = is_web_address(source)
    own = [each.slug for each in found.values() if each.source == source]
    if not own and is_feed:
        own = [each.slug for each in known if each.source == source]
    if own:
        return Counter(own).most_common(1)[0][0]
    common = {each.slug for each in found.values()}
    feeds = {each.slug for each in known if is_feed and is_web_address(each.source or "")}
    choices = (base if at == 1 else f"{base}-{at}" for at in count(1))
    return next(choice for choice in choices if choice in common or choice not in feeds)


def free_name(item: Evidence, otherwise: str, taken: Container[str]) -> str:
    """Return the name of an episode that comes in: its number, or the slug of its title.

    Where another has that name: with season or type, the date, or a digit.

    Args:
        item: the episode.
        otherwise: what names it where it has neither a number nor a title.
        taken: the names that other episodes of the show have, or had.
    """
    name = str(item.number) if item.number is not None else slug(item.title or "") or slug(otherwise) or "episode"
    choices = [name]
    if item.is_extra and not name.endswith(f"{item.type}"):
        choices.append(f"{name}-{item.type}")
    if item.season is not None and item.number is not None:
        choices.append(f"s{item.season}e{item.number}" + (f"-{item.type}" if item.is_extra else ""))
    if item.published is not None:
        choices.append(f"{name}-{item.published}")
    more = (f"{choices[-1]}-{at}" for at in count(2))
    return next(choice for choice in chain(choices, more) if choice not in taken)


def in_order(items: Sequence[Evidence], *, youngest_first: bool) -> list[int]:
    """Return the places of items, the oldest first, and extras after all that are counted.

    Args:
        items: the items.
        youngest_first: whether they stand so where they have no dates, as in feeds.
    """
    places = list(range(len(items)))
    if youngest_first:
        places.reverse()
    if all(item.published for item in items):
        places.sort(key=lambda at: items[at].published or date.min)
    return sorted(places, key=lambda at: items[at].is_extra)
