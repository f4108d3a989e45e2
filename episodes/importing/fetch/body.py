"""Unpacking what a server packed, piece by piece and within a bound."""

from __future__ import annotations

import zlib

_EITHER = zlib.MAX_WBITS | 32
"""Tells zlib to find out whether it is gzip or zlib."""
_BARE = -zlib.MAX_WBITS


class TooLargeError(Exception):
    """More than the bound came, or came out of it."""


class BrokenEncodingError(Exception):
    """It is not packed the way its header says."""


class CutShortError(BrokenEncodingError):
    """It ends before its own end."""


class BodyDecoder:
    """Collects a body that comes in pieces.

    Args:
        encoding: the header `Content-Encoding`: gzip, deflate, identity or nothing.
        limit: the most bytes, before and after unpacking.

    Raises:
        BrokenEncodingError: another encoding.
    """

    def __init__(self, encoding: str | None, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = self._taken = 0
        name = (encoding or "identity").strip().lower()
        if name not in ("identity", "gzip", "x-gzip", "deflate", "none", ""):
            raise BrokenEncodingError(f"unknown encoding {name[:40]!r}")
        self._packed = name in ("gzip", "x-gzip", "deflate")
        self._may_be_bare = name == "deflate"
        self._unpacker = zlib.decompressobj(_EITHER)

    def add(self, piece: bytes) -> None:
        """Take the next bytes as they were sent.

        Raises:
            TooLargeError: that makes more than the bound.
            BrokenEncodingError: they cannot be unpacked.
        """
        self._taken += len(piece)
        if self._taken > self._limit:
            raise TooLargeError
        if not self._packed:
            self._keep(piece)
            return
        while piece:
            if self._unpacker.eof:  # gzip may have several members, one after the other
                self._unpacker = zlib.decompressobj(_EITHER)
            self._keep(self._unpack(piece))
            piece = self._unpacker.unused_data.lstrip(b"\0")

    def finish(self) -> bytes:
        """Return the whole body.

        Raises:
            CutShortError: the packed data breaks off.
        """
        if self._packed and self._taken and not self._unpacker.eof:
            raise CutShortError("it breaks off")
        return b"".join(self._parts)

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
        self._parts.append(part)
