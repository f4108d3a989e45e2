"""Notes ready to be drawn, and what stands after their links: of the last episodes, and of those next to the open one.

The notes that were read last are saved in the cache folder, so that the next start parses nothing before it paints.
They are used only for the same file of the same size and time by the same version of Earmark and of its parser, and
what cannot be read counts for nothing. Only this program's own values are ever made from the file.
"""

import contextlib
import io
import os
import pickle
from typing import Any, TypeVar

from episodes import __version__
from episodes.files import read_regular, write_whole
from episodes.library import Library
from episodes.model import Episode
from episodes.notes import PARSER_VERSION
from tui.notes_pane.annotations import SOUGHT, Texts, colour_code, texts_after_links, uncoloured
from tui.notes_pane.notes_document import LARGE, NotesDocument

LAST_READ = "last-read"
"""The file in the cache folder."""
_MADE_BY = f"{__version__} {PARSER_VERSION}"
_DOCUMENTS, _TEXTS = 16, 64
"""How many documents and how many episodes' annotations are kept."""
_LARGEST = 64 * 1024 * 1024
_ALLOWED = {("datetime", "date"), ("episodes.model", "*"), ("tui.notes_pane.notes_document", "*")}


class _Values(pickle.Unpickler):
    """Makes values of this program and dates, and refuses everything else that a pickle could call."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        if {(module_name, global_name), (module_name, "*")} & _ALLOWED and "." not in global_name:
            return super().find_class(module_name, global_name)
        raise pickle.UnpicklingError(f"{module_name}.{global_name} is no value of Earmark")


_Value = TypeVar("_Value")


class DocumentCache:
    """The documents of a library's episodes and their annotations. May be asked from several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._documents: dict[str, NotesDocument] = {}  # the latest last; Textual's cache bears no threads
        self._texts: dict[str, Texts] = {}
        self._saved: tuple[NotesDocument | None, Texts | None] = None, None

    def of(self, episode: Episode) -> NotesDocument | Episode:
        """Return the document of an episode; the episode itself where to make one would take too long at once."""
        if len(episode.notes) >= LARGE:
            return episode
        known = self._documents.get(episode.id)
        if known is not None and known.episode is episode:
            return known
        # It loads the Markdown parser, which the first paint can do without.
        from tui.notes_pane.document_builder import build_document

        return _keep(self._documents, episode.id, build_document(episode), _DOCUMENTS)

    def prepare(self, episode: Episode) -> None:
        """Make all of an episode that may be shown next, its code in colours. Raises what the library raises."""
        document = self.of(episode)
        if isinstance(document, NotesDocument) and uncoloured(document):
            _keep(self._documents, episode.id, colour_code(document), _DOCUMENTS)
        self.find_annotations(episode)

    def annotations(self, episode: str) -> Texts | None:
        """Return the annotations of an episode by its id; None if they are not found yet."""
        return self._texts.get(episode)

    def find_annotations(self, episode: Episode) -> Texts:
        """Return the annotations of an episode, looked for if they are not known. Raises what the library raises."""
        if (known := self.annotations(episode.id)) is not None:
            return known
        kept = self._texts  # what is found while `forget_annotations` puts another in its place is not kept there
        texts = texts_after_links(self._library.also_in(episode.id, SOUGHT), episode.show)
        return _keep(kept, episode.id, texts, _TEXTS)

    def forget_annotations(self) -> None:
        """Invalidate the annotations: the library changed."""
        self._texts = {}

    def load(self) -> None:
        """Load the document that was saved at the last visit, unless its file changed since."""
        folder = self._library.folders.cache
        if folder is None:
            return
        try:
            data = read_regular(os.path.join(folder, LAST_READ), _LARGEST)
            made_by, fingerprint, document, revision, texts = _Values(io.BytesIO(data)).load()
        except Exception:  # whatever a damaged pickle raises: it is only a cache
            return
        is_ours = made_by == _MADE_BY and isinstance(document, NotesDocument)
        if is_ours and self._library.recall(document.episode, fingerprint):
            key = document.episode.id
            _keep(self._documents, key, document, _DOCUMENTS)
            is_known = isinstance(texts, dict) and all(isinstance(text, str) for text in texts.values())
            if is_known and revision == self._library.revision:
                self._texts[key] = texts
            self._saved = document, self._texts.get(key)

    def save(self, document: NotesDocument) -> None:
        """Save what is shown of an episode for the next start; if it cannot be written, that start parses the notes."""
        folder, episode = self._library.folders.cache, document.episode
        texts = self.annotations(episode.id)
        if document is self._saved[0] and texts is self._saved[1]:
            return
        fingerprint = self._library.fingerprint(episode.id)
        if folder is not None and fingerprint is not None and document.whole and len(episode.notes) < LARGE:
            self._saved = document, texts
            with contextlib.suppress(OSError):
                content = pickle.dumps((_MADE_BY, fingerprint, document, self._library.revision, texts), protocol=5)
                write_whole(os.path.join(folder, LAST_READ), content, sync=False)


def _keep(kept: dict[str, _Value], key: str, value: _Value, most: int) -> _Value:
    """Make a value the latest of those that are kept."""
    kept.pop(key, None)
    kept[key] = value
    for oldest in list(kept)[:-most]:
        kept.pop(oldest, None)
    return value
