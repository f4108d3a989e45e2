"""The notes that were read last, kept ready to be drawn, so that the next start parses nothing before it paints.

A cache like any other: it is used only for the same file of the same size and time by the same version of Earmark,
and what cannot be read counts for nothing. Only this program's own values are ever made from it.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
from typing import Any

from episodes import __version__
from episodes.atomic_files import write_whole
from tui.notes_pane.values import Document

_NAME = "last-read"
_ALLOWED = {
    ("datetime", "date"),
    ("episodes.model", "*"),
    ("tui.notes_pane.values", "*"),
}


class _Values(pickle.Unpickler):
    """Makes values of this program and dates, and refuses everything else that a pickle could call."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        if {(module_name, global_name), (module_name, "*")} & _ALLOWED and "." not in global_name:
            return super().find_class(module_name, global_name)
        raise pickle.UnpicklingError(f"{module_name}.{global_name} is no value of Earmark")


def load_document(folder: str | None) -> tuple[str, Document] | None:
    """Return the kept document with the stamp of the file that it was made of, or None.

    Args:
        folder: the cache folder.
    """
    if folder is None:
        return None
    try:
        with open(os.path.join(folder, _NAME), "rb") as file:
            version, stamp, document = _Values(io.BytesIO(file.read())).load()
    except Exception:  # whatever a damaged pickle raises: it is only a cache
        return None
    return (stamp, document) if version == __version__ and isinstance(document, Document) else None


def keep_document(folder: str | None, stamp: str, document: Document) -> None:
    """Keep a document for the next start; where it cannot be written, that start parses it again.

    Args:
        folder: the cache folder.
        stamp: what tells the episode's file from every other state of it.
        document: the notes of the episode.
    """
    if folder is None:
        return
    with contextlib.suppress(OSError):
        write_whole(os.path.join(folder, _NAME), pickle.dumps((__version__, stamp, document), protocol=5), sync=False)
