"""What one source holds of one show, each item with the episode that it is."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from ..documents.document import make_episode, name_facts
from ..documents.own_files import fingerprint
from ..index.catalogue import Catalogue, Evidence, KnownEpisode
from ..notes.plain import plain_lines
from ..text import counted, slug
from .identity import free_name, in_order, recognise, show_slug
from .report import Report
from .scan import Item

_MOST_PARSED = 2_000
"""Episodes of a source whose notes are kept parsed between the look at all of them and their turn."""


def different_items(items: Iterable[Item]) -> Iterator[Item]:
    """Yield what a source holds; of what is the same to the byte, the first.

    Notes without title and number are told apart by the names of their files.
    """
    seen: set[str] = set()
    for item in items:
        document = item.document
        is_named = document.title is not None or document.number is not None
        key = fingerprint(replace(document, name="")) if is_named else f"{item.upstream} {document.name}"
        if key not in seen:
            seen.add(key)
            yield item


def identify(
    items: list[Item], catalogue: Catalogue, report: Report, shows: Container[str], *, root: int, moves: bool
) -> Iterator[Item]:
    """Yield the items of one show, the oldest first, each with the episode that it is.

    Args:
        items: all that the source holds of the show.
        catalogue: the episodes that there are.
        report: names the source; it is told what is kept apart.
        shows: the slugs of the names of all shows that the source holds.
        root: the number of the reader's own episodes in the catalogue.
        moves: episodes that came from the source under another show's name move to this one.
    """
    show, source = items[0].document.show or "", report.source.shown
    base = slug(show) or "show"
    known = catalogue.evidence(base, show, source, root)
    _look(items, {each.evidence.upstream for each in known if each.source == source})
    evidence = [item.evidence for item in items]
    elsewhere = _under_another_name(evidence, known, base, source, shows)
    there = {each.id for each in elsewhere}
    here = [each for each in known if each.source != source or each.id in there or _is_of(base, each)]
    moving = recognise(evidence, elsewhere, source) if moves else {}
    if moves:
        here = [each for each in here if each.id not in there]
    found = recognise(evidence, here, source)
    given = show_slug(show, here, found, source)
    if moves:
        moved = {each.id for each in (*moving.values(), *found.values())}
        left = [k for k in known if k.source == source and k.slug not in shows and k.slug != given]
        if left := [k for k in left if k.id not in moved]:
            names = ", ".join(sorted({k.slug for k in left}))
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
        if item.parsed is not None:
            item.parsed = replace(item.parsed, id=item.id)
        yield item


def _is_of(base: str, known: KnownEpisode) -> bool:
    return re.fullmatch(rf"{re.escape(base)}(-\d+)?", known.slug) is not None


def _under_another_name(
    evidence: list[Evidence], known: list[KnownEpisode], base: str, source: str, shows: Container[str]
) -> list[KnownEpisode]:
    """Return the episodes of the source that the items were when their show had another name, if it had one.

    Args:
        evidence: of the items.
        known: the episodes that came from the source, among others.
        base: the slug of the show's name.
        source: which.
        shows: the slugs of the names of all shows that the source holds now.
    """
    own = [each for each in known if each.source == source]
    groups: dict[str, list[KnownEpisode]] = {}
    for each in own:
        if not _is_of(base, each) and each.slug not in shows:
            groups.setdefault(each.slug, []).append(each)
    return max(groups.values(), key=lambda group: len(recognise(evidence, group, source)), default=[])


def _look(items: list[Item], upstreams: set[str | None]) -> None:
    """Collect the evidence of items; the notes are parsed where only they can tell, and the source has changed."""
    parsed = 0
    for item in items:
        document = item.document
        number, title, published = name_facts(document.name)
        said = (document.title, document.number, document.published or document.recorded)
        is_file = item.place is not None
        if item.upstream not in upstreams and (said[0] is None or (is_file and None in said)):
            episode = make_episode(document, "")
            said = (episode.title, episode.number, episode.published or episode.recorded)
            item.parsed = episode if parsed < _MOST_PARSED else None
            parsed += 1
        guid = document.kept.get("guid")
        item.evidence = Evidence(
            upstream=item.upstream,
            guid=None if guid is None else str(guid),
            audio=document.audio,
            page=document.page,
            place=item.place,
            title=said[0] or title,
            published=said[2] or published,
            number=number if said[1] is None else said[1],
            season=document.season,
            type=document.type,
        )
