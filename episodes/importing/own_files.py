"""The library's own episode files, as an intake writes them: what they say of where they came from.

Besides its facts the head of such a file has:

- `added`: when it came in, UTC
- `source`: the folder, file or feed that it came from
- `place`: what it is called there, where it had no number; a feed's own `guid` does for that too
- `id`: the episode's id, where that is not made of the title of today
- `digest`: two marks, of what the source gave and of the file as it was written then; they tell what changed upstream
  from what was changed here by hand
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..documents.document import Document, episode_id, file_name, name_facts, read_document, write_document
from ..documents.front_matter import write
from ..errors import BrokenEpisode
from ..text import slug

_KEYS = ("added", "source", "place", "id", "digest")


@dataclass(frozen=True, slots=True)
class OwnFile:
    """An episode file of the library."""

    path: str
    """Its path below the folder of the library's episodes."""
    document: Document

    @property
    def id(self) -> str:
        """The id of its episode."""
        kept, document = self.document.kept.get("id"), self.document
        if isinstance(kept, str):
            return kept
        return episode_id(document.show or "", document.number, document.title or document.name)

    @property
    def source(self) -> str:
        """Where it came from; empty where nobody knows."""
        return str(self.document.kept.get("source") or "")

    @property
    def added(self) -> str | None:
        """When it came in."""
        added = self.document.kept.get("added")
        return None if added is None else str(added)

    @property
    def place(self) -> str | None:
        """What it is called there, where that is written down."""
        place = self.document.kept.get("place")
        return None if place is None else str(place)

    @property
    def upstream(self) -> str:
        """The mark of what its source gave, see `mark_of_upstream`."""
        return self._digest.partition("-")[0]

    @property
    def is_untouched(self) -> bool:
        """Whether it is as it was written."""
        return self._digest.partition("-")[2] == mark_of_text(write_document(without_keys(self.document)))

    @property
    def _digest(self) -> str:
        return str(self.document.kept.get("digest") or "")

    def is_of(self, document: Document, place: str) -> bool:
        """Tell whether a document of the same source is this episode, whatever its title is."""
        kept = self.document.kept
        if kept.get("guid") is not None:
            return str(kept["guid"]) == place
        # A file may be overwritten with the next episode: something else has to be the same.
        mine, theirs = self.document, document
        return self.place == place and (
            (mine.published is not None and mine.published == theirs.published)
            or (mine.page is not None and mine.page == theirs.page)
            or (bool(mine.notes) and mine.notes == theirs.notes)
        )


def read_own(folder: str, path: str) -> OwnFile | None:
    """Return a file of the library; None if it is not there, or was left empty by a power cut.

    Raises:
        BrokenEpisode: it cannot be read.
    """
    try:
        with open(os.path.join(folder, path), "rb") as file:
            data = file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BrokenEpisode(path, error.strerror or str(error)) from error
    return OwnFile(path, read_document(data, name=path)) if data else None


def read_all_own(folder: str, paths: Iterable[str]) -> Iterator[OwnFile]:
    """Yield the files of those paths below a folder; those that cannot be read are left out."""
    for path in paths:
        try:
            if (own := read_own(folder, path)) is not None:
                yield own
        except BrokenEpisode:
            continue


def free_path(folder: str, document: Document, episode: str) -> str:
    """Return a path for an episode's file below the folder: none that another episode has.

    A file that holds this very episode is no hindrance: an index that is not up to date has not told of it.
    """
    show, name = slug(document.show or "") or "show", file_name(document)
    stem, path, repeat = name.removesuffix(".md"), f"{show}/{name}", 2
    while os.path.lexists(os.path.join(folder, path)):
        try:
            if (own := read_own(folder, path)) is None or own.id == episode:
                break
        except BrokenEpisode:
            pass
        path, repeat = f"{show}/{stem}-{repeat}.md", repeat + 1
    return path


def likely_id(document: Document) -> str:
    """Return the id that a document's episode has unless its notes tell another number or title."""
    number, title, _ = name_facts(document.name)
    number = number if document.number is None else document.number
    return episode_id(document.show or "", number, document.title or title or document.name)


def as_given(document: Document) -> Document:
    """Return a document without the keys of an intake: those of another library go, those of a publisher move."""
    if not any(key in document.kept for key in _KEYS):
        return document
    own = OwnFile("", document)
    if own.upstream and own.is_untouched:
        return without_keys(document)
    kept = {f"{key}_as_given" if key in _KEYS else key: value for key, value in document.kept.items()}
    return replace(document, kept=kept)


def without_keys(document: Document) -> Document:
    """Return a document without what an intake wrote in its head."""
    return replace(document, kept={key: value for key, value in document.kept.items() if key not in _KEYS})


def mark_of_upstream(document: Document) -> str:
    """Return what tells a document, as its source gives it, from every other state of it."""
    told = replace(document, name="", notes="", warnings=())
    return _mark(f"{told!r} {name_facts(document.name)!r} {document.notes}")


def mark_of_text(text: str) -> str:
    """Return what tells the text of a file, without what an intake wrote in it, from every other one."""
    return _mark(text)


def sealed(text: str, keys: Mapping[str, str | None]) -> str:
    """Return the text of a file with the keys of an intake at the end of its head."""
    end = text.index("\n---\n") + 1
    return text[:end] + write({key: value for key, value in keys.items() if value}) + text[end:]


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
