"""What an import writes into the head of an episode's file besides the facts, so that it knows the episode again.

- `id`: the episode's id, given once; it counts in bundled files and those of the data folder alone
- `added`: when it was imported, UTC
- `source`: the folder, file or feed that it came from (`Source.shown`)
- `place`: the name of its file there
- `digest`: two fingerprints, of what the source gave and of the file as it was written then; they tell what changed
  upstream from what was changed here by hand
- `former`: ids that it had
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from episodes.documents.document import Document, episode_id, name_facts
from episodes.text import slug

KEYS = ("id", "added", "source", "place", "digest", "former")


class Origin(NamedTuple):
    """Where an episode's file came from, as far as its head says."""

    added: str | None = None
    source: str | None = None
    place: str | None = None
    guid: str | None = None
    """What its feed calls it."""
    digest: str | None = None
    former: tuple[str, ...] = ()

    @property
    def upstream(self) -> str | None:
        """The fingerprint of what its source gave; None where no import wrote the file."""
        return self.digest and self.digest.partition("-")[0]


def origin_of(document: Document) -> Origin:
    """Return what the head of a bundled file or one of the data folder says of its origin."""
    keys = ("added", "source", "place", "guid", "digest")
    said = {key: str(value) if (value := document.kept.get(key)) else None for key in keys}
    former = document.kept.get("former")
    return Origin(**said, former=tuple(filter(is_id, former)) if isinstance(former, list) else ())


def own_id(document: Document) -> str | None:
    """Return the id of a bundled file or one of the data folder; None where only its notes can tell.

    A file that an import wrote before ids were written down has the one that its head and its name made then.
    """
    given = document.kept.get("id")
    if is_id(given):
        return str(given)
    if origin_of(document).digest is None:
        return None
    number = name_facts(document.name)[0] if document.number is None else document.number
    return episode_id(document.show or "", number, document.title or document.name)


def is_id(value: object) -> bool:
    """Return whether a value is an episode's id: two slugs with a colon between."""
    show, _, name = value.partition(":") if isinstance(value, str) else ("", "", "")
    return bool(show and name) and show == slug(show) and bool(re.fullmatch(r"[^\s/:#]+", name))


def without_keys(document: Document) -> Document:
    """Return a document without the keys of an import."""
    return replace(document, kept={key: value for key, value in document.kept.items() if key not in KEYS})
