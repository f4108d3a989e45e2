"""The library's own episode files, and what an import writes into their heads besides the facts.

So it knows an episode again:

- `id`: the episode's id, given once; it counts in bundled files and those of the data folder alone
- `added`: when it was imported, UTC
- `source`: the folder, file or feed that it came from (`Source.shown`)
- `place`: the name of its file there
- `digest`: two fingerprints, of what the source gave and of the file as it was written then; they tell what changed
  upstream from what was changed here by hand
- `former`: ids that it had
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NamedTuple

from ..errors import BrokenEpisode
from ..files import LARGEST_NOTES, read_regular
from ..text import clean, slug
from .document import Document, decode, episode_id, file_name, name_facts, parse_document, write_document

KEYS = ("id", "added", "source", "place", "digest", "former")
_DIGEST = re.compile(r"[0-9a-f]{16}-[0-9a-f]{16}")
_KEY_LINE = re.compile(rf"^(?:{'|'.join(KEYS)}): .*\n", re.MULTILINE)


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
        # The fingerprint is of the text without the lines that an import adds to its head.
        head_end = self.text.find("\n---\n") + 1
        text = _KEY_LINE.sub("", self.text[:head_end]) + self.text[head_end:]
        return (self.origin.digest or "").partition("-")[2] == _hash(text)


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
        with suppress(BrokenEpisode):
            if (own := read_own(folder, path)) is not None:
                yield own


def free_path(folder: str, document: Document, episode: str) -> str:
    """Return a path for an episode's file below the folder: none that another episode has.

    A file that holds this very episode is no hindrance: an index that is not up to date does not know it.
    """
    show, name = episode.partition(":")[0], file_name(document)
    stem, path, repeat = name.removesuffix(".md"), f"{show}/{name}", 2
    while os.path.lexists(os.path.join(folder, path)):
        with suppress(BrokenEpisode):
            if (own := read_own(folder, path)) is None or own.id == episode:
                break
        path, repeat = f"{show}/{stem}-{repeat}.md", repeat + 1
    return path


def own_text(document: Document, episode: str, origin: Origin) -> str:
    """Return the text of an episode's file with the keys of an import in its head.

    Args:
        document: the episode, without such keys.
        episode: its id.
        origin: the other keys, those without a value are left out; of its digest the fingerprint of what the source
            gave.
    """
    told = {"added": origin.added, "source": origin.source, "place": origin.place, "former": list(origin.former)}
    digest = f"{origin.upstream or ''}-{_hash(write_document(document))}"
    kept = {**document.kept, **{key: value for key, value in told.items() if value}, "digest": digest}
    return write_document(replace(document, kept={"id": episode, **kept}))


def moved_text(own: OwnFile, episode: str, former: str) -> str:
    """Return the text of a file that the reader changed under another id."""
    kept = {**own.document.kept, "id": episode, "former": list(dict.fromkeys((*own.origin.former, former)))}
    return write_document(replace(own.document, kept=kept))


def as_given(document: Document) -> Document:
    """Return a document without the keys of an import: those of another library go, a publisher's own are renamed."""
    if _DIGEST.fullmatch(str(document.kept.get("digest"))):
        return without_keys(document)
    kept = {f"{key}_as_given" if key in KEYS else key: value for key, value in document.kept.items()}
    return replace(document, kept=kept)


def fingerprint(document: Document) -> str:
    """Return a fingerprint of a document as its source gives it."""
    told = replace(document, name="", notes="", warnings=())
    return _hash(f"{told!r} {name_facts(document.name)!r} {document.notes}")


def _hash(text: str) -> str:
    import hashlib  # takes longer to load than all else here, and a start asks for no fingerprint

    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
