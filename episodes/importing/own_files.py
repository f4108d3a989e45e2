"""The library's own episode files, as an import writes them (see `documents.origin`)."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..documents.document import (
    Document,
    decode,
    episode_id,
    file_name,
    name_facts,
    parse_document,
    write_document,
)
from ..documents.origin import KEYS, Origin, origin_of, own_id, without_keys
from ..errors import BrokenEpisode
from ..regular_files import LARGEST_NOTES, read_regular
from ..text import clean

_DIGEST = re.compile(r"[0-9a-f]{16}-[0-9a-f]{16}")
_KEY_LINE = re.compile(rf"^(?:{'|'.join(KEYS)}): .*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class OwnFile:
    """An episode file of the library."""

    path: str
    """Its path below the folder of the library's episodes."""
    document: Document
    text: str
    """All of it, its line ends `\\n`."""

    @property
    def id(self) -> str:
        """The id of its episode."""
        document = self.document
        return own_id(document) or episode_id(document.show or "", document.number, document.title or document.name)

    @property
    def origin(self) -> Origin:
        """Where it came from."""
        return origin_of(self.document)

    @property
    def facts_and_notes(self) -> str:
        """The text of the file without the keys of an import, as it would be written today."""
        return write_document(without_keys(self.document))

    @property
    def is_untouched(self) -> bool:
        """Whether it is as it was written."""
        return (self.origin.digest or "").partition("-")[2] == _hash(_text_without_keys(self.text))


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
    if not data:
        return None
    text = clean(decode(data, name=path))
    return OwnFile(path, parse_document(text, name=path), text)


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

    A file that holds this very episode is no hindrance: an index that is not up to date does not know it.
    """
    show, name = episode.partition(":")[0], file_name(document)
    stem, path, repeat = name.removesuffix(".md"), f"{show}/{name}", 2
    while os.path.lexists(os.path.join(folder, path)):
        try:
            if (own := read_own(folder, path)) is None or own.id == episode:
                break
        except BrokenEpisode:
            pass
        path, repeat = f"{show}/{stem}-{repeat}.md", repeat + 1
    return path


def own_text(document: Document, episode: str, upstream: str, origin: Origin) -> str:
    """Return the text of an episode's file with the keys of an import in its head.

    Args:
        document: the episode, without such keys.
        episode: its id.
        upstream: the fingerprint of what the source gave.
        origin: the other keys; those without a value are left out.
    """
    told = {"added": origin.added, "source": origin.source, "place": origin.place, "former": list(origin.former)}
    digest = f"{upstream}-{_hash(write_document(document))}"
    kept = {**document.kept, **{key: value for key, value in told.items() if value}, "digest": digest}
    return write_document(replace(document, kept={"id": episode, **kept}))


def moved_text(own: OwnFile, episode: str, former: str) -> str:
    """Return the text of a file that the reader changed under another id."""
    formers = list(dict.fromkeys((*own.origin.former, former)))
    kept = {**own.document.kept, "id": episode, "former": formers}
    return write_document(replace(own.document, kept=kept))


def as_given(document: Document) -> Document:
    """Return a document without the keys of an import: those of another library go, a publisher's own are renamed."""
    if not any(key in document.kept for key in KEYS):
        return document
    if _DIGEST.fullmatch(str(document.kept.get("digest"))):
        return without_keys(document)
    kept = {f"{key}_as_given" if key in KEYS else key: value for key, value in document.kept.items()}
    return replace(document, kept=kept)


def fingerprint(document: Document) -> str:
    """Return a fingerprint of a document as its source gives it."""
    told = replace(document, name="", notes="", warnings=())
    return _hash(f"{told!r} {name_facts(document.name)!r} {document.notes}")


def _text_without_keys(text: str) -> str:
    """Return the text of a file without the lines that an import adds to its head."""
    head, rule, notes = text.partition("\n---\n")
    return _KEY_LINE.sub("", f"{head}\n") + (f"{rule}{notes}"[1:])


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
