"""A feed whose older episodes stand on pages of their own (RFC 5005, JSON Feed's `next_url`), read as one source."""

from __future__ import annotations

import time
from collections.abc import Callable, Container
from dataclasses import replace

from ..errors import FetchCancelled, SourceFailed
from ..model import Problem
from .fetch import Fetched, Limits
from .formats import read_any
from .own_files import as_given, fingerprint
from .report import Report
from .scan import Scanned, scan_feed

MOST_PAGES = 50
_MOST_ITEMS = 20_000
Get = Callable[[str, Limits], Fetched]
"""Fetches what a feed names."""


def read_pages(first: Fetched, report: Report, get: Get, known: Container[str] | None) -> tuple[list[Scanned], bool]:
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
    scanned, address = _read(first, report)
    if known is not None and all(fingerprint(as_given(each.document)) in known for each in scanned):
        return scanned, True
    seen = {report.source.shown, first.url}
    limits = Limits()
    size, ends, pages = limits.size - len(first.body), time.monotonic() + limits.seconds, 1
    while address is not None and address not in seen:
        left = ends - time.monotonic()
        if pages == MOST_PAGES or size <= 0 or left <= 0 or len(scanned) >= _MOST_ITEMS:
            report.remarks.append(f"the feed has older episodes on further pages, which were not read: {address}")
            break
        seen.add(address)
        try:
            page = get(address, replace(limits, size=size, seconds=left))
            more, following = _read(page, report)
        except FetchCancelled:
            raise
        except SourceFailed as error:
            reason = f"its older episodes, from {address} on, could not be read: {error.reason}"
            report.problems.append(Problem(report.source.shown, reason))
            return scanned, False
        scanned += more
        address, size, pages = following, size - len(page.body), pages + 1
    return scanned, True


def _read(page: Fetched, report: Report) -> tuple[list[Scanned], str | None]:
    """Return what a page holds, and the address of the next one."""
    found = read_any(page.body, name=report.source.shown, content_type=page.content_type, must_be_feed=True)
    return list(scan_feed(found, report.source, report)), found.next_page
