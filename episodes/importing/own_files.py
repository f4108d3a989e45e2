"""The library's own episode files, as an import writes them, and finding the file of a scanned document among them.

Besides its facts the head of such a file has:

- `added`: when it was imported, UTC
- `source`: the folder, file or feed that it came from
- `place`: what it is called there, where it had no number; a feed's own `guid` does for that too
- `id`: the episode's id, where that is not made of the title of today
- `digest`: two fingerprints, of what the source gave and of the file as it was written then; they tell what changed
  upstream from what was changed here by hand
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from ..documents.document import (
    Document,
    episode_id,
    file_name,
    name_facts,
    read_document,
    write_document,
)
from ..errors import BrokenEpisode
from ..regular_files import LARGEST_NOTES, read_regular
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
        document = self.document
        given = episode_id(document.show or "", document.number, document.title or document.name)
        kept = document.kept.get("id")
        return kept if isinstance(kept, str) else given

    @property
    def source(self) -> str:
        """Where it came from (`Source.shown`); empty where that is unknown."""
        return self._key("source")

    @property
    def added(self) -> str | None:
        """When it was imported."""
        return self._key("added") or None

    @property
    def place(self) -> str | None:
        """What it is called in its source, where that is written down."""
        return self._key("place") or None

    @property
    def upstream(self) -> str:
        """The fingerprint of what its source gave, see `fingerprint`; empty where no import wrote the file."""
        return self._key("digest").partition("-")[0]

    @property
    def text(self) -> str:
        """The text of the file without the keys of an import."""
        return write_document(without_keys(self.document))

    @property
    def is_untouched(self) -> bool:
        """Whether it is as it was written."""
        return self._key("digest").partition("-")[2] == _hash(self.text)

    def _key(self, name: str) -> str:
        return str(self.document.kept.get(name) or "")


def read_own(folder: str, path: str) -> OwnFile | None:
    """Return a file of the library; None if it is not there, or was left empty by a power cut.

    Raises:
        BrokenEpisode: it cannot be read.
    """
    try:
        data = read_regular(os.path.join(folder, path), LARGEST_NOTES)
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


@dataclass
class OwnEpisodes:
    """The library's own episodes, to be found by what a source says of them."""

    folder: str
    """Where their files are."""
    paths: dict[str, str]
    """The path of each below the folder, by its id."""
    source: str
    """The source (`Source.shown`) that is imported."""
    _unnumbered: dict[str, list[OwnFile]] = field(default_factory=dict)

    def get(self, episode: str) -> OwnFile | None:
        """Return the file of an episode, or None.

        Raises:
            BrokenEpisode: it cannot be read.
        """
        path = self.paths.get(episode)
        return None if path is None else read_own(self.folder, path)

    def renamed(self, document: Document, place: str | None) -> OwnFile | None:
        """Return the file of an episode without a number whose title, and so its id, is another by now."""
        if place is None:
            return None
        show = slug(document.show or "")
        if show not in self._unnumbered:
            ids = [key for key in self.paths if key.startswith(f"{show}:") and not key.rpartition(":")[2].isdecimal()]
            own_files = read_all_own(self.folder, [self.paths[key] for key in ids])
            self._unnumbered[show] = [own for own in own_files if own.source == self.source]
        return next((own for own in self._unnumbered[show] if _is_same(own, document, place)), None)


def _is_same(own: OwnFile, document: Document, place: str) -> bool:
    """Return whether a document of the same source is the episode of a file, whatever its title is."""
    mine = own.document
    if (guid := mine.kept.get("guid")) is not None:
        return str(guid) == place
    # A file may be overwritten with the next episode: something else has to be the same.
    return own.place == place and any(
        known and known == said
        for known, said in (
            (mine.published, document.published),
            (mine.page, document.page),
            (mine.notes, document.notes),
        )
    )


def likely_id(document: Document) -> str:
    """Return the id that a document's episode has unless its notes say another number or title."""
    number, title, _ = name_facts(document.name)
    number = number if document.number is None else document.number
    return episode_id(document.show or "", number, document.title or title or document.name)


def free_path(folder: str, document: Document, episode: str) -> str:
    """Return a path for an episode's file below the folder: none that another episode has.

    A file that holds this very episode is no hindrance: an index that is not up to date does not know it.
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


def own_text(document: Document, upstream: str, **keys: str | None) -> str:
    """Return the text of an episode's file with the keys of an import in its head.

    Args:
        document: the episode, without such keys.
        upstream: the fingerprint of what the source gave.
        keys: the other keys; those without a value are left out.
    """
    digest = f"{upstream}-{_hash(write_document(document))}"
    told = {key: value for key, value in (*keys.items(), ("digest", digest)) if value}
    return write_document(replace(document, kept={**document.kept, **told}))


def as_given(document: Document) -> Document:
    """Return a document without the keys of an import: those of another library go, a publisher's own are renamed."""
    if not any(key in document.kept for key in _KEYS):
        return document
    own = OwnFile("", document)
    if own.upstream and own.is_untouched:
        return without_keys(document)
    kept = {f"{key}_as_given" if key in _KEYS else key: value for key, value in document.kept.items()}
    return replace(document, kept=kept)


def without_keys(document: Document) -> Document:
    """Return a document without the keys of an import."""
    return replace(document, kept={key: value for key, value in document.kept.items() if key not in _KEYS})


def fingerprint(document: Document) -> str:
    """Return a fingerprint of a document as its source gives it."""
    told = replace(document, name="", notes="", warnings=())
    return _hash(f"{told!r} {name_facts(document.name)!r} {document.notes}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
