"""Which episode an incoming item is.

All items of one source are looked at together, against all that the library knows of the show and the source: a guid
that stands twice, or an old episode that was fetched too, is a fact about the whole. `recognise` decides, evidence in
and episodes out; `identify` collects the evidence, and gives ids to what comes in.
"""

import re
from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher
from itertools import chain, count
from typing import TypeVar

from ..documents.document import make_episode, name_facts
from ..documents.own_files import fingerprint
from ..index.catalogue import Catalogue, Evidence, KnownEpisode
from ..notes.lines import plain_lines
from ..text import counted, slug
from .scan import Item
from .source_list import Report, is_web_address

_Bearer = TypeVar("_Bearer")
_MOST_PARSED = 2_000
"""Episodes of a source whose notes are kept parsed between the look at all of them and their turn."""


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
    guids, places = {item.guid for item in items}, {item.place for item in items}
    own = [each for each in known if each.source == source]
    others = [each for each in known if each.source != source]
    for kind, bears in _KINDS.items():
        theirs = _borne_once((bears(item), at) for at, item in enumerate(items))
        for some in (own, others):
            ours = _borne_once((bears(each.evidence), each) for each in some)
            for value, at in theirs.items():
                other = ours.get(value)
                if other is None or at in found or other.id in taken:
                    continue
                if not _is_against(kind, items[at], other, source, guids, places):
                    found[at] = other
                    taken.add(other.id)
    return found


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


def _borne_once(bearers: Iterable[tuple[Hashable | None, _Bearer]]) -> dict[Hashable, _Bearer]:
    """Return each value that one bearer alone has, with it."""
    found: dict[Hashable, list[_Bearer]] = {}
    for value, bearer in bearers:
        if value is not None:
            found.setdefault(value, []).append(bearer)
    return {value: each[0] for value, each in found.items() if len(each) == 1}


def _is_against(
    kind: str, item: Evidence, known: KnownEpisode, source: str, guids: Set[str | None], places: Set[str | None]
) -> bool:
    """Return whether something speaks against what a kind of evidence says: that an item is a known episode.

    Guids and places are those of all that was fetched from the source.
    """
    old = known.evidence
    is_same_source = known.source == source
    if kind == "upstream":
        return not is_same_source
    title, day = _agree_on_title(item, old), _agree_on_date(item, old)
    number = None if item.number is None or old.number is None else item.number == old.number
    if kind == "guid":
        # Feeds that count their guids from 1 all have the same ones.
        return not is_same_source and str(item.guid).isdecimal() and title is not True
    has_other_guid = item.guid is not None and old.guid is not None and item.guid != old.guid
    was_fetched_too = (has_other_guid and old.guid in guids) or (
        is_same_source and old.place is not None and old.place != item.place and old.place in places
    )
    if was_fetched_too or (title is False and day is False):
        return True
    agreed = (title, day, number)
    if kind in ("page", "place"):
        # A page may be the show's, and a file may be written over with the next episode.
        return (True not in agreed and False in agreed) or (has_other_guid and day is False)
    are_two_feeds = not is_same_source and is_web_address(source) and is_web_address(known.source or "")
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
    are_dated = all(item.published for item in items)
    places = range(len(items))[:: -1 if youngest_first else 1]
    return sorted(places, key=lambda at: (items[at].is_extra, (are_dated and items[at].published) or date.min))


def different_items(items: Iterable[Item]) -> Iterator[Item]:
    """Yield what a source holds; of what is the same to the byte, the first.

    Notes without title and number are told apart by the names of their files.
    """
    seen: set[str] = set()
    for item in items:
        document = item.document
        is_named = document.title is not None or document.number is not None
        key = fingerprint(replace(document, name="")) if is_named else f"{item.evidence.upstream} {document.name}"
        if key not in seen:
            seen.add(key)
            yield item


def identify(
    items: list[Item], catalogue: Catalogue, report: Report, strays: Sequence[KnownEpisode], *, moves: bool
) -> Iterator[Item]:
    """Yield the items of one show, the oldest first, each with the episode that it is.

    Args:
        items: all that the source holds of the show.
        catalogue: the episodes that there are.
        report: names the source; it is told what is kept apart.
        strays: the episodes that came from the source and are of none of the shows that it holds now.
        moves: episodes that came from the source under another show's name move to this one.
    """
    show, source = items[0].document.show or "", report.source.shown
    base = slug(show) or "show"
    known = sorted({each.id: each for each in (*strays, *catalogue.evidence(base, show, ""))}.values())
    _look(items, {each.evidence.upstream for each in known if each.source == source})
    evidence = [item.evidence for item in items]
    elsewhere = _under_another_name(evidence, strays, base, source)
    moving = recognise(evidence, elsewhere, source) if moves else {}
    there = set() if moves else {each.id for each in elsewhere}
    here = [each for each in known if each.source != source or each.id in there or _is_of(base, each)]
    found = recognise(evidence, here, source)
    given = show_slug(show, here, found, source)
    if moves:
        moved = {each.id for each in (*moving.values(), *found.values())}
        if left := [each for each in strays if each.slug != given and each.id not in moved]:
            names = ", ".join(sorted({each.slug for each in left}))
            report.remarks.append(
                f"{counted(len(left), 'episode')} of {names} came from there too, and nothing there is one of them now;"
                " to remove them delete their files"
            )
    if given != base and not any(each.slug == given for each in known):
        report.remarks.append(f"{show} is the name of another show too; the episodes of this one are {given}:…")
    taken = catalogue.names_taken(given)
    for at in in_order(evidence, youngest_first=report.source.is_feed):
        item = items[at]
        item.known, old = found.get(at), moving.get(at)
        if item.known is not None:
            item.id = item.known.id
        else:
            otherwise = item.document.name or " ".join(plain_lines(item.document.notes[:400]))[:100]
            name = free_name(item.evidence, otherwise, taken)
            taken.add(name)
            item.id = f"{given}:{name}"
            if old is None and name != (usual := free_name(item.evidence, otherwise, ())):
                report.kept_apart.append((item.id, f"{given}:{usual}"))
        if old is not None:
            item.former = old.id
            if item.known is None or item.known.path is None:
                item.known = old
            else:
                item.surplus = old.path
        yield item


def _is_of(base: str, known: KnownEpisode) -> bool:
    return re.fullmatch(rf"{re.escape(base)}(-\d+)?", known.slug) is not None


def _under_another_name(
    evidence: list[Evidence], strays: Sequence[KnownEpisode], base: str, source: str
) -> list[KnownEpisode]:
    """Return the episodes of the source that the items were when their show had another name, if it had one.

    Args:
        evidence: of the items.
        strays: the episodes that came from the source and are of none of the shows that it holds now.
        base: the slug of the show's name.
        source: which.
    """
    groups: dict[str, list[KnownEpisode]] = {}
    for each in strays:
        if not _is_of(base, each):
            groups.setdefault(each.slug, []).append(each)
    return max(groups.values(), key=lambda group: len(recognise(evidence, group, source)), default=[])


def _look(items: list[Item], upstreams: set[str | None]) -> None:
    """Collect the evidence of items; the notes are parsed where only they can tell, and the source has changed."""
    parsed = 0
    for item in items:
        document = item.document
        number, title, published = name_facts(document.name)
        said = (document.title, document.number, document.published or document.recorded)
        is_file = item.evidence.place is not None
        if item.evidence.upstream not in upstreams and (said[0] is None or (is_file and None in said)):
            episode = make_episode(document, "")
            said = (episode.title, episode.number, episode.published or episode.recorded)
            item.parsed = episode if parsed < _MOST_PARSED else None
            parsed += 1
        guid = document.kept.get("guid")
        item.evidence = item.evidence._replace(
            guid=None if guid is None else str(guid),
            audio=document.audio,
            page=document.page,
            title=said[0] or title,
            published=said[2] or published,
            number=number if said[1] is None else said[1],
            season=document.season,
            type=document.type,
        )
