"""Facts of one episode from several copies: what one lacks, another has."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from episodes.documents.document import Document, join_sponsors
from episodes.model import Episode

_Copy = TypeVar("_Copy", Document, Episode)

LASTING = ("title", "published", "recorded", "page")
"""Facts that stay though their own source does not give them any more."""
FACTS = (*LASTING, "number", "audio", "season", "type", "duration", "hosts", "guests", "tags", "sponsors")


def joined(copy: _Copy, other: Document, facts: tuple[str, ...] = FACTS) -> _Copy:
    """Return a copy with the facts that it lacks from another one of the same episode."""
    found = {fact: getattr(other, fact) for fact in facts if not _says(copy, fact) and _says(other, fact)}
    if "sponsors" in facts and copy.sponsors and other.sponsors:
        found["sponsors"] = join_sponsors(copy.sponsors, other.sponsors)
    return replace(copy, **found) if found else copy


def _says(copy: Document | Episode, fact: str) -> bool:
    return getattr(copy, fact) not in (None, ())
