"""What a feed keeps elsewhere: pages of older episodes (RFC 5005, JSON Feed's `next_url`), and files of chapters.

The pages are read as one source with the feed. Chapters have a file for each episode (Podcasting 2.0's JSON chapters).
"""

import json
import time
from collections.abc import Callable, Mapping, Set
from dataclasses import replace

from ..documents import facts
from ..errors import FetchCancelled, SourceFailed
from ..model import Chapter, Problem
from .fetch import Fetched, Limits
from .formats import read_any
from .scan import Item, scan_feed
from .source_list import Report

MOST_PAGES = 50
_MOST_ITEMS = 20_000
Get = Callable[..., Fetched]
"""Fetches an address as `fetch.fetch` does; here it is called with the address and `limits` alone."""
_MOST_CHAPTER_FILES = 1000
_CHAPTER_LIMITS = Limits(size=1024 * 1024, seconds=20.0, idle=10.0, waits=())
_CHAPTER_SECONDS = 180.0
"""After so many since the feed came no more are asked for."""
_MOST_FAILURES = 3
"""After so many in a row no more are asked for."""


def read_pages(first: Fetched, report: Report, get: Get, known: Set[str | None] | None) -> tuple[list[Item], bool]:
    """Return what a feed holds, and whether none of its pages failed.

    Size and time are limited for all pages together. What is left out for a limit, or fails, is in the report.

    Args:
        first: the newest page.
        report: names the source.
        get: fetches another page.
        known: the fingerprints of what came from the source before. If all of the newest page did, the older ones are
            left alone. None follows them in any case.

    Raises:
        SourceFailed: the newest page is no feed, or an empty one.
    """
    items, address = _read(first, report)
    if known is not None and all(item.evidence.upstream in known for item in items):
        return items, True
    seen = {report.source.shown, first.url}
    limits = Limits()
    size, ends, pages = limits.size - len(first.body), time.monotonic() + limits.seconds, 1
    while address is not None and address not in seen:
        left = ends - time.monotonic()
        if pages == MOST_PAGES or size <= 0 or left <= 0 or len(items) >= _MOST_ITEMS:
            report.remarks.append(f"the feed has older episodes on further pages, which were not read: {address}")
            break
        seen.add(address)
        try:
            page = get(address, limits=replace(limits, size=size, seconds=left))
            more, following = _read(page, report)
        except FetchCancelled:
            raise
        except SourceFailed as error:
            reason = f"its older episodes, from {address} on, could not be read: {error.reason}"
            report.problems.append(Problem(report.source.shown, reason))
            return items, False
        items += more
        address, size, pages = following, size - len(page.body), pages + 1
    return items, True


def _read(page: Fetched, report: Report) -> tuple[list[Item], str | None]:
    """Return what a page holds, and the address of the next one."""
    found = read_any(page.body, name=report.source.shown, content_type=page.content_type, must_be_feed=True)
    return list(scan_feed(found, report)), found.next_page


class ChapterFiles:
    """Fetches the chapter files of one feed, as many as its limits allow.

    Args:
        get: fetches what the feed names.
    """

    def __init__(self, get: Get) -> None:
        self._get = get
        self._asked = 0
        self._ends = time.monotonic() + _CHAPTER_SECONDS
        self._failures = 0
        self._missing = 0
        self._reason = "there are too many"

    def __call__(self, address: str) -> tuple[Chapter, ...] | None:
        """Return the chapters of a file; None where it cannot be read.

        Raises:
            FetchCancelled: the work was cancelled.
        """
        left = self._ends - time.monotonic()
        if self._asked < _MOST_CHAPTER_FILES and left > 0 and self._failures < _MOST_FAILURES:
            self._asked += 1
            limits = replace(_CHAPTER_LIMITS, seconds=min(_CHAPTER_LIMITS.seconds, left))
            try:
                found = _chapters(self._get(address, limits=limits).body)
            except FetchCancelled:
                raise
            except SourceFailed as error:
                self._reason = str(error)
                self._failures += 1
            else:
                self._failures = 0
                return found
        self._missing += 1
        return None

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
