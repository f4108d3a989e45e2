"""A feed whose older episodes stand on pages of their own (RFC 5005, JSON Feed's `next_url`), read as one source."""

from __future__ import annotations

import time
from collections.abc import Callable, Container
from dataclasses import replace

from ..errors import FetchCancelled, SourceFailed
from ..model import Problem
from .fetch import Fetched, Limits
from .formats import read_any
from .report import Report
from .scan import Item, scan_feed

MOST_PAGES = 50
_MOST_ITEMS = 20_000
Get = Callable[..., Fetched]
"""Fetches what a feed names; takes the address, and `limits`."""


def read_pages(first: Fetched, report: Report, get: Get, known: Container[str] | None) -> tuple[list[Item], bool]:
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
    if known is not None and all(item.upstream in known for item in items):
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
    return list(scan_feed(found, report.source, report)), found.next_page
