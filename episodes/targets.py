"""Targets: how an episode or a segment is named on the command line, and finding what is meant.

`148`, `python-bytes:148`, `pb:148`, `Python Bytes 148`, `148#2` (the topic numbered 2), `148#asynchronous-django` (a
segment id or the beginning of one). Where there is no index, a target is found by the names of the files and by the ids
in their heads.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Sequence

from .errors import UnknownTarget
from .files import open_regular
from .index.catalogue import Catalogue, FileState, SegmentEntry
from .model import Episode, Kind, SegmentRow, Target
from .show_names import ShowNames, short_name
from .text import clean_line, slug, some_of

_SHOW_AND_NUMBER = re.compile(r"(.*?\D)[\s:#-]*(\d+)$")
_MOST_CANDIDATES = 5_000
_SHORTEST_TITLE = 3
"""Characters of the beginning of a title that is jumped to, at least."""
_MOST_JUMPS = 5
_HEAD = 4096
"""Bytes at the beginning of a file in which its id stands."""


class Targets:
    """Finds what targets name.

    Args:
        catalogue: the episodes that there are.
        show_names: returns what their shows are called.
    """

    def __init__(self, catalogue: Catalogue, show_names: Callable[[], ShowNames]) -> None:
        self._catalogue = catalogue
        self._show_names = show_names

    def find(self, text: str) -> Target:
        """Return the episode or segment that a text names.

        Raises:
            UnknownTarget: nothing, or more than one thing, has that name; the sentence tells the nearest.
        """
        wanted, hash_sign, part = clean_line(text).partition("#")
        episode = self._find_episode(wanted.strip())
        if not hash_sign:
            return Target(episode)
        if not part.strip():
            raise UnknownTarget(f"{text.strip()} names no segment: write one after the #, or leave the # out.")
        return Target(episode, _find_segment(part.strip(), episode, self._segments(episode)).key)

    def complete(self, beginning: str) -> Iterator[tuple[str, str]]:
        """Yield the targets that begin so, as one would type on, each with its title. Raises UnknownTarget."""
        wanted, hash_sign, _ = beginning.partition("#")
        if hash_sign:
            for segment in self._segments(self._find_episode(wanted)):
                yield f"{wanted}#{segment.key}", segment.title or segment.kind
            return
        head, colon, rest = wanted.partition(":")
        show = self._show_names().with_short(head) if colon else None
        for key, number, title in self._catalogue.beginning(wanted if show is None else f"{show}:{rest}"):
            if wanted.isdecimal():
                yield str(number), title or key
            else:
                yield key if show is None else f"{head}:{key.partition(':')[2]}", title or ""

    def jumps(self, text: str) -> list[SegmentRow]:
        """Return what a text names as a target does, or as the beginning of a title: `148`, `pb:148`, `148#2`."""
        wanted, _, part = (each.strip() for each in text.partition("#"))
        keys = self._episodes_named(wanted) if wanted else []
        if not keys and not part and len(wanted) >= _SHORTEST_TITLE:
            keys = self._catalogue.titled(wanted, _MOST_JUMPS)
        return [row for key in keys[:_MOST_JUMPS] for row in self._rows(key, part)]

    def _rows(self, key: str, part: str) -> Iterator[SegmentRow]:
        """Yield an episode, or its segment of a name, if it has one."""
        if (row := self._catalogue.row(key)) is None:
            return
        about = (row.show, row.number, row.title, row.day)
        if not part:
            yield SegmentRow(Target(key), *about, Kind.INTRO, None, row.title, None, row.published_guess)
            return
        with contextlib.suppress(UnknownTarget):
            found = _find_segment(part, key, self._segments(key))
            said = (Kind(found.kind), found.presenter, found.title, found.url)
            yield SegmentRow(Target(key, found.key), *about, *said, row.published_guess)

    def _segments(self, episode: str) -> list[SegmentEntry]:
        row = self._catalogue.row(episode)
        return [] if row is None else self._catalogue.segments(row.index_id)

    def _episodes_named(self, wanted: str) -> list[str]:
        """Return the ids of the episodes that a text names as an id or by their number; none where it does neither."""
        if self._catalogue.row(wanted) is not None:
            return [wanted]
        if (now := self._catalogue.former().get(wanted)) is not None:
            return [now]
        shows, number = None, wanted
        names = self._show_names()
        head, colon, rest = (each.strip() for each in wanted.partition(":"))
        if colon and head not in names.names and (show := names.with_short(head)) is not None:
            if not rest.isdecimal() and self._catalogue.row(f"{show}:{rest}") is not None:
                return [f"{show}:{rest}"]
            shows, number = [show], rest
        elif not colon and (match := _SHOW_AND_NUMBER.match(wanted)):
            shows, number = names.find(match[1]), match[2]
        wanted_number = _number(number)
        return [] if wanted_number is None else self._catalogue.keys_of_number(wanted_number, shows)

    def _find_episode(self, wanted: str) -> str:
        found = self._episodes_named(wanted)
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownTarget(f"{wanted} is the number of {len(found)} episodes. Name one: {some_of(found)}.")
        title = slug(wanted.partition(":")[2] or wanted)
        if title and not title.isdecimal():
            found = self._catalogue.keys(like=f"%:{title}")
            if len(found) == 1:
                return found[0]
        raise UnknownTarget(f"There is no episode {wanted!r}.{_nearest_episode(wanted, self._catalogue)}")


def _find_segment(part: str, episode: str, segments: Sequence[SegmentEntry]) -> SegmentEntry:
    """Return the segment of an episode that its number, its id or the beginning of its id names.

    Raises:
        UnknownTarget: none, or more than one, has that name.
    """
    number = _number(part)
    if number is not None and (numbered := [segment for segment in segments if segment.number == number]):
        return min(numbered, key=lambda segment: segment.kind != "topic")
    by_key = {segment.key: segment for segment in segments}
    if part in by_key:
        return by_key[part]
    wanted, keys = slug(part), list(by_key)
    beginning = [key for key in keys if wanted and key.startswith(wanted)]
    if len(beginning) == 1:
        return by_key[beginning[0]]
    if beginning:
        raise UnknownTarget(f"{len(beginning)} segments of {episode} begin with {wanted!r}: {some_of(beginning)}.")
    hint = f" It has {some_of(keys)}." if keys else ""
    if near := _near(wanted, keys):
        hint = f" Did you mean {episode}#{near}?"
    raise UnknownTarget(f"{episode} has no segment {part!r}.{hint}")


def _number(text: str) -> int | None:
    """Return the number of an episode or segment that a text is, if it is one."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _nearest_episode(wanted: str, catalogue: Catalogue) -> str:
    keys = catalogue.keys()[:_MOST_CANDIDATES]
    if not keys:
        return " The library is empty; `earmark add` brings episodes in."
    if (number := _number(wanted)) is not None:
        numbers = {key: of_key for key in keys if (of_key := _number(key.rpartition(":")[2])) is not None}
        near = min(numbers, key=lambda key: abs(numbers[key] - number), default=keys[0])
    else:
        near = _near(wanted, keys) or _near(slug(wanted), [key.rpartition(":")[2] for key in keys]) or keys[0]
    return f" The nearest is {near}; `earmark list` shows all."


def _near(wanted: str, choices: Sequence[str]) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(wanted, choices, n=1, cutoff=0.4)), None)


def files_of_target(text: str, roots: Sequence[str]) -> Iterator[tuple[int, str, FileState]]:
    """Yield the files that a target may mean, each with the number of its root and its path there.

    Args:
        text: as it was typed.
        roots: the folders of the library; in the first, the bundled one, all shows lie side by side.
    """
    from .index.sync import scan

    show, name = _parts(text)
    number, title = _number(name), "" if name.isdecimal() else slug(name)
    for root, folder in enumerate(roots):
        for path, state in scan(folder):
            of_show, is_below, _ = path.partition("/")
            if show and is_below and show not in (of_show, short_name(of_show)):
                continue
            digits = re.match(r"\d*", os.path.basename(path))
            is_its_number = digits and number is not None and int(digits[0] or -1) == number
            is_its_title = title and title in path
            of_id = f"{of_show if is_below else show}:{name}".encode()
            if is_its_number or is_its_title or (show and _head_has(of_id, os.path.join(folder, path))):
                yield root, path, state


def is_meant(text: str, episode: Episode, former: Sequence[str]) -> bool:
    """Return whether an episode, which had other ids before, is one that a target names."""
    show, name = _parts(text)
    slugs = [each.partition(":") for each in (episode.id, *former)]
    if show and not any(show in (each, short_name(each)) for each, _, _ in slugs):
        return False
    is_its_number = episode.number is not None and episode.number == _number(name)
    return is_its_number or any(each in (name, slug(name)) for _, _, each in slugs)


def _parts(text: str) -> tuple[str, str]:
    """Return what a target says of the show, and the rest: a number, a name or a title."""
    wanted = clean_line(text.partition("#")[0])
    show, colon, name = wanted.partition(":")
    if colon:
        return show.strip(), name.strip()
    match = _SHOW_AND_NUMBER.match(wanted)
    return (slug(match[1]), match[2]) if match else ("", wanted)


def _head_has(words: bytes, path: str) -> bool:
    with contextlib.suppress(OSError), open_regular(path, 1 << 62) as file:
        return words in file.read(_HEAD)
    return False
