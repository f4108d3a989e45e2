"""The text of segments, read from the episode files: the index has none of its own.

A segment's place in its file is known with a checksum, so that a few hundred bytes are read and no notes are parsed.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict

from .found import Found

_KEPT = 1_000


class Texts:
    """Reads segments' texts, and keeps those read last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, int], str] = OrderedDict()

    def read(self, found: Found, path: str) -> str:
        """Return a segment's Markdown, or an empty text if its file is gone or changed.

        Args:
            found: the segment.
            path: the full path of its file.
        """
        key = (path, found.tail, found.checksum)
        text = self._kept.get(key)
        if text is None:
            text = self._kept[key] = _read(found, path)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return text


def _read(found: Found, path: str) -> str:
    try:
        with open(path, "rb", buffering=0) as file:
            # In a file that this program wrote the notes are its end, byte by byte.
            file.seek(max(0, found.size - found.tail))
            data = file.read(found.length)
            if zlib.crc32(data) != found.checksum:
                file.seek(0)
                notes = _notes(file.readall(), path)
                data = notes[max(0, len(notes) - found.tail) :][: found.length]
    except OSError:
        return ""
    return data.decode("utf-8", "replace") if zlib.crc32(data) == found.checksum else ""


def _notes(data: bytes, path: str) -> bytes:
    """Return the notes of a file as they were read when it was indexed."""
    from ..documents.document import read_document
    from ..errors import BrokenEpisode

    try:
        return read_document(data, name=path).notes.encode("utf-8", "replace")
    except BrokenEpisode:
        return b""
