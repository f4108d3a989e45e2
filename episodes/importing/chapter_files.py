"""Chapters that a feed keeps in a file of their own for each episode (Podcasting 2.0's JSON chapters)."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace

from ..documents import facts
from ..errors import FetchCancelled, SourceFailed
from ..model import Chapter
from .feed_pages import Get
from .fetch import Limits

_MOST = 1000
_LIMITS = Limits(size=1024 * 1024, seconds=20.0, idle=10.0, waits=())
_SECONDS = 180.0
"""For all files of a feed together."""
_MOST_FAILURES = 3
"""After so many in a row no more are asked for."""


class ChapterFiles:
    """Fetches the chapter files of one feed, as many as its limits allow.

    Args:
        get: fetches what the feed names.
    """

    def __init__(self, get: Get) -> None:
        self._get = get
        self._asked = 0
        self._left = _SECONDS
        self._failures = 0
        self._missing = 0
        self._reason = "there are too many"

    def read(self, address: str) -> tuple[Chapter, ...] | None:
        """Return the chapters of a file; None where it cannot be read.

        Raises:
            FetchCancelled: the work was cancelled.
        """
        if self._asked >= _MOST or self._left <= 0 or self._failures >= _MOST_FAILURES:
            self._missing += 1
            return None
        self._asked += 1
        began = time.monotonic()
        try:
            body = self._get(address, limits=replace(_LIMITS, seconds=min(_LIMITS.seconds, self._left))).body
            found = _chapters(body)
        except FetchCancelled:
            raise
        except SourceFailed as error:
            self._reason = str(error)
            found = None
        finally:
            self._left -= time.monotonic() - began
        if found is None:
            self._missing += 1
            self._failures += 1
            return None
        self._failures = 0
        return found

    def remarks(self) -> list[str]:
        """Return a sentence on the files that could not be read, if there are any."""
        if not self._missing:
            return []
        return [f"the chapters of {self._missing:,} episodes could not be fetched: {self._reason}"]


def _chapters(body: bytes) -> tuple[Chapter, ...]:
    """Return the chapters that a file lists. Raises SourceFailed for what is no such file."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    listed = said.get("chapters") if isinstance(said, Mapping) else None
    if not isinstance(listed, list):
        raise SourceFailed("a file of chapters", "it is not JSON with chapters")
    # `"toc": false` marks what a player shows only while it plays.
    return facts.read_chapters(
        [each for each in listed if not (isinstance(each, Mapping) and each.get("toc") is False)]
    )
