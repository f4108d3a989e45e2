"""The body of an answer, unpacked piece by piece within a limit, and continued where a connection broke."""

from __future__ import annotations

import zlib
from io import BytesIO

from episodes.importing.fetch.exchange import Answer

_EITHER = zlib.MAX_WBITS | 32
"""Tells zlib to find out whether it is gzip or zlib."""
_BARE = -zlib.MAX_WBITS


class TooLargeError(Exception):
    """It is larger than the limit, packed or unpacked."""


class BrokenEncodingError(Exception):
    """It is not packed as its header says."""


class CutShortError(BrokenEncodingError):
    """The packed data ends too early."""


class Body:
    """A body that comes in pieces.

    Args:
        answer: the answer that it began with; its header `Content-Encoding` may be gzip, deflate or identity.
        limit: the most bytes, before and after unpacking.

    Raises:
        BrokenEncodingError: another encoding.
    """

    def __init__(self, answer: Answer, limit: int) -> None:
        self.answer = answer
        self.received = 0
        """Bytes as they were sent."""
        etag = answer.header("etag") or ""
        # A weak one (W/) does not promise the same bytes, so there is nothing to join them by (RFC 9110, 13.1.5).
        self.validator = (etag if not etag.startswith("W/") else "") or answer.header("last-modified") or ""
        """Sent as `If-Range` with a request for the rest; empty where the server gave nothing to compare."""
        self._limit = limit
        self._unpacked = BytesIO()
        self._size = 0
        name = (answer.header("content-encoding") or "identity").strip().lower()
        if name not in ("identity", "gzip", "x-gzip", "deflate", "none"):
            raise BrokenEncodingError(f"unknown encoding {name[:40]!r}")
        self._packed = name in ("gzip", "x-gzip", "deflate")
        self._may_be_bare = name == "deflate"
        self._unpacker = zlib.decompressobj(_EITHER)

    def joins(self, answer: Answer) -> bool:
        """Return whether an answer brings the rest of this very version of the body."""
        is_rest = answer.status == 206 and (answer.header("content-range") or "").startswith(f"bytes {self.received}-")
        names = ("etag", "last-modified")
        return is_rest and all(answer.header(name) in (None, self.answer.header(name)) for name in names)

    def add(self, piece: bytes) -> None:
        """Add the next bytes as they were sent.

        Raises:
            TooLargeError: that is more than the limit.
            BrokenEncodingError: they cannot be unpacked.
        """
        self.received += len(piece)
        if self.received > self._limit:
            raise TooLargeError
        if not self._packed:
            self._keep(piece)
            return
        while piece:
            if self._unpacker.eof:  # gzip may have several members, one after the other
                self._unpacker = zlib.decompressobj(_EITHER)
            self._keep(self._unpack(piece))
            piece = self._unpacker.unused_data.lstrip(b"\0")

    def unpacked(self) -> bytes:
        """Return the whole body.

        Raises:
            CutShortError: the packed data breaks off.
        """
        if self._packed and self.received and not self._unpacker.eof:
            raise CutShortError("it breaks off")
        return self._unpacked.getvalue()

    def _unpack(self, piece: bytes) -> bytes:
        room = self._limit - self._size + 1
        try:
            return self._unpacker.decompress(piece, room)
        except zlib.error as error:
            if not self._may_be_bare or self._size:
                raise BrokenEncodingError("its data is damaged") from error
            # What some servers call deflate is the bare stream, without the head that the standard asks for.
            self._may_be_bare = False
            self._unpacker = zlib.decompressobj(_BARE)
            return self._unpack(piece)

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._limit:
            raise TooLargeError
        self._unpacked.write(part)
