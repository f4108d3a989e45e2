"""Feeds that name more to be fetched, from a real server on loopback: pages of older episodes, files of chapters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler

import pytest

from episodes.errors import SourceFailed
from episodes.importing.feed_parts import MOST_PAGES
from episodes.importing.fetch import fetch
from episodes.library import Library

from .faulty_server import QUICK
from .feed_server import Issue, Server, as_feed, issue
from .library_builder import counts, ids, update


def page(issues: Sequence[Issue], following: str | None) -> bytes:
    """Return a page of a feed that names the one with older episodes."""
    link = (
        ""
        if following is None
        else f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="{following}"/>'
    )
    return as_feed(issues).replace(b"</title>", f"</title>{link}".encode(), 1)


def with_chapters(issues: Sequence[Issue], address: str) -> bytes:
    """Return a feed each of whose items names a file of chapters."""
    head = '<item xmlns:podcast="https://podcastindex.org/namespace/1.0"><podcast:chapters url="{}"/>'
    return as_feed(issues).replace(b"<item>", head.format(address).encode())


def chapters(*titles: str) -> bytes:
    listed = [{"startTime": 60 * at, "title": title} for at, title in enumerate(titles)]
    return json.dumps({"version": "1.2.0", "chapters": listed}).encode()


def asked(server: Server) -> list[str]:
    """Return the paths that were asked for since the last time."""
    paths = [path for path, _ in server.answers]
    server.answers.clear()
    return paths


# Pages


def test_older_pages_are_read_with_the_newest_and_later_only_for_something_unknown(
    library: Library, server: Server
) -> None:
    server.put(page([issue(1)], None), "/3")
    server.put(page([issue(2)], "/3"), "/2")
    url = server.put(page([issue(3)], server.url("/2")))
    report = library.sources.add(url)
    assert (counts(report), report.is_clean) == ((3, 0, 0, 0), True)
    assert ids(library) == [f"fish-chips:{number}" for number in (1, 2, 3)]
    assert asked(server) == ["/feed", "/2", "/3"]
    assert update(library).not_modified
    server.put(page([issue(3)], server.url("/2")) + b"\n")
    assert counts(update(library)) == (0, 0, 1, 0)
    assert asked(server) == ["/feed", "/feed"]
    server.put(page([issue(4)], server.url("/2")))
    assert counts(update(library)) == (1, 0, 2, 0)
    assert asked(server) == ["/feed", "/2", "/3"]


def test_a_json_feed_names_its_next_page(library: Library, server: Server) -> None:
    def feed(number: int, **more: str) -> bytes:
        items = [{"id": str(number), "title": f"Tale {number}", "content_text": "Words"}]
        return json.dumps(
            {"version": "https://jsonfeed.org/version/1.1", "title": "Tales", "items": items} | more
        ).encode()

    server.put(feed(1), "/2")
    assert len(library.sources.add(server.put(feed(2, next_url=server.url("/2")))).added) == 2


def test_pages_without_an_end_are_followed_within_a_bound_that_is_named(library: Library, server: Server) -> None:
    for number in range(1, MOST_PAGES + 10):
        server.put(page([issue(number)], f"/{number + 1}"), f"/{number}")
    report = library.sources.add(server.url("/1"))
    assert len(report.added) == MOST_PAGES
    assert report.lines() == [
        f"the feed has older episodes on further pages, which were not read: {server.url(f'/{MOST_PAGES + 1}')}"
    ]


def test_a_page_that_leads_round_is_read_once(library: Library, server: Server) -> None:
    server.put(page([issue(1)], "/feed"), "/2")
    assert counts(library.sources.add(server.put(page([issue(2)], "/2")))) == (2, 0, 0, 0)
    assert asked(server) == ["/feed", "/2"]


@pytest.mark.parametrize("broken", [None, b"<html><body>Nothing here</body></html>", b"<rss><channel><title>x"])
def test_a_page_that_fails_is_told_and_asked_for_again(library: Library, server: Server, broken: bytes | None) -> None:
    if broken is not None:
        server.put(broken, "/2")
    report = library.sources.add(server.put(page([issue(2)], "/2")))
    assert counts(report) == (1, 0, 0, 0)
    assert f"its older episodes, from {server.url('/2')} on, could not be read" in str(report.problems[0])
    assert not update(library).not_modified
    server.put(page([issue(1)], None), "/2")
    assert counts(library.sources.add(server.url())) == (1, 0, 1, 0)


def test_what_a_feed_names_is_not_fetched_where_a_redirect_could_not_lead(server: Server) -> None:
    for feed in ("https://127.0.0.1/feed", "http://feeds.example/feed"):
        with pytest.raises(SourceFailed, match="not followed"):
            fetch(server.put(b"x"), limits=QUICK, named_by=feed)
    with pytest.raises(SourceFailed, match="only http and https addresses are fetched"):
        fetch("file:///etc/passwd", limits=QUICK, named_by=server.url())
    assert server.answers == []


def test_the_name_and_password_of_a_feed_are_sent_to_its_own_host_alone(server: Server) -> None:
    seen: list[str | None] = []

    def page(to: BaseHTTPRequestHandler) -> None:
        seen.append(to.headers["Authorization"])
        to.send_response(200)
        to.send_header("Content-Length", "0")
        to.end_headers()

    url = server.put(page)
    fetch(url, limits=QUICK, named_by=url.replace("//", "//ann:secret@"))
    fetch(url, limits=QUICK, named_by="http://ann:secret@127.0.0.1:1/feed")
    fetch(url.replace("//", "//bob:own@"), limits=QUICK, named_by=url.replace("//", "//ann:secret@"))
    assert seen == ["Basic YW5uOnNlY3JldA==", None, "Basic Ym9iOm93bg=="]


# Chapters


def test_files_of_chapters_become_topics_with_starts(library: Library, server: Server) -> None:
    address = server.put(chapters("Sails", "Ropes"), "/chapters")
    library.sources.add(server.put(with_chapters([issue(1)], address)))
    topics = {segment.title: segment.start for segment in library.episode("fish-chips:1").segments}
    assert (topics["Sails"], topics["Ropes"]) == (0, 60)
    assert asked(server) == ["/feed", "/chapters"]


def test_chapters_are_fetched_again_only_where_their_address_changed(library: Library, server: Server) -> None:
    address = server.put(chapters("Sails"), "/1")
    library.sources.add(server.put(with_chapters([issue(1)], address)))
    server.put(with_chapters([issue(1).edited("The ", "A very ")], address))
    assert update(library).changed == ["fish-chips:1"]
    assert asked(server) == ["/feed", "/1", "/feed"]
    assert "Sails" in [segment.title for segment in library.episode("fish-chips:1").segments]
    server.put(with_chapters([issue(1)], server.put(chapters("Knots"), "/2")))
    assert update(library).changed == ["fish-chips:1"]
    assert asked(server) == ["/feed", "/2"]
    titles = [segment.title for segment in library.episode("fish-chips:1").segments]
    assert "Knots" in titles
    assert "Sails" not in titles


@pytest.mark.parametrize("file", [None, b"no JSON", b"[" * 100_000, b'{"chapters": 7}', b" " * 2_000_000])
def test_chapters_that_cannot_be_read_are_told_once_and_cost_nothing_else(
    library: Library, server: Server, file: bytes | None
) -> None:
    if file is not None:
        server.put(file, "/1")
    issues = [issue(number) for number in range(1, 8)]
    report = library.sources.add(server.put(with_chapters(issues, server.url("/1"))))
    assert counts(report) == (7, 0, 0, 0)
    [line] = report.lines()
    assert line.startswith("the chapters of 7 episodes could not be fetched: ")
    assert asked(server) == ["/feed", *["/1"] * 3], "after some failures in a row it gives up"


def test_nothing_is_fetched_for_a_dry_run(library: Library, server: Server) -> None:
    address = server.put(chapters("Sails"), "/1")
    library.sources.add(server.put(with_chapters([issue(1)], address)), dry_run=True)
    assert asked(server) == ["/feed"]
