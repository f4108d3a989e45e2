"""The marks on the entries of the catalogue, counted without reading notes where these are as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from ..errors import EarmarkError
from ..index.catalogue import Catalogue, Entry
from .events import MarkKind
from .fold import Marks, Trace

Titles = Mapping[str, str | None]
"""The titles of an episode's segments by their ids, in the order of the text."""
_AT_ONCE = 500
"""Entries that are looked up in one go."""


class Counts(NamedTuple):
    """How much of an entry is marked."""

    read: int = 0
    """Segments."""
    bookmarks: int = 0
    """Bookmarks on segments and on the episode as a whole."""


class MarkedEntries:
    """Finds and counts the entries with marks.

    Args:
        catalogue: the episodes that there are.
        marks: the state of all marks.
        match: returns of marked ids of an episode those of the segments that they mean today; raises `EarmarkError`
            where its notes cannot be read.
    """

    def __init__(
        self, catalogue: Catalogue, marks: Marks, match: Callable[[str, frozenset[str]], frozenset[str]]
    ) -> None:
        self._catalogue = catalogue
        self._marks = marks
        self._match = match

    def counts(self, entries: Iterable[Entry]) -> dict[str, Counts]:
        """Return by key how much is marked of each of the entries that have marks."""
        return {
            entry.key: Counts(
                len(self._today(MarkKind.READ, entry, titles, traces)),
                len(self._today(MarkKind.BOOKMARK, entry, titles, traces)) + _is_whole(traces),
            )
            for entry, titles, traces in self._marked(entries)
        }

    def finished(self) -> dict[int, str]:
        """Return the numbers and keys of the entries all of whose segments are read."""
        found = {}
        for entry, titles, traces in self._marked(self._all()):
            read = self._today(MarkKind.READ, entry, titles, traces)
            if read and len(read) >= entry.segments:
                found[entry.id] = entry.key
        return found

    def bookmarked(self) -> frozenset[int]:
        """Return the numbers of the entries with a bookmark."""
        marked = self._marked(self._all())
        return frozenset(
            entry.id
            for entry, titles, traces in marked
            if _is_whole(traces) or self._today(MarkKind.BOOKMARK, entry, titles, traces)
        )

    def places(self, mark: MarkKind) -> Iterator[tuple[int, int]]:
        """Yield the segments of today that have a mark: the entry's number and the place in its text."""
        for entry, titles, traces in self._marked(self._all()):
            marked = self._today(mark, entry, titles, traces)
            yield from ((entry.id, place) for place, key in enumerate(titles) if key in marked)

    def _all(self) -> Iterable[Entry]:
        """Return the entries of all episodes with marks, lost ones left out."""
        return filter(None, map(self._catalogue.entry, self._marks.episodes()))

    def _marked(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, Titles, list[Trace]]]:
        """Yield those of the entries that have marks, with their segments and those marks."""
        rest = iter(entries)
        while some := list(islice(rest, _AT_ONCE)):
            traces = self._marks.traces([entry.key for entry in some])
            marked = [entry for entry in some if entry.key in traces]
            titles = self._catalogue.segment_titles([entry.id for entry in marked])
            for entry in marked:
                yield entry, titles[entry.id], traces[entry.key]

    def _today(self, mark: MarkKind, entry: Entry, titles: Titles, traces: list[Trace]) -> frozenset[str]:
        """Return the ids of the segments of today that have a mark."""
        marked = frozenset(t.segment for t in traces if t.mark == mark and t.on and t.segment is not None)
        if all(is_as_it_was(name, traces, titles) for name in marked):
            return marked
        try:
            return self._match(entry.key, marked)
        except EarmarkError:
            return marked & titles.keys()


def is_as_it_was(name: str, traces: Iterable[Trace], titles: Titles) -> bool:
    """Return whether an id of an episode still means the segment that was marked, judging by its title."""
    known = (trace.title for trace in traces if trace.segment == name and trace.title is not None)
    return name in titles and all(title == (titles[name] or "") for title in known)


def _is_whole(traces: Iterable[Trace]) -> bool:
    """Return whether the episode as a whole is bookmarked."""
    return any(t.mark == MarkKind.BOOKMARK and t.on and t.segment is None for t in traces)
