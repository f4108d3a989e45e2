"""Feeds from a real server on loopback: what they say, and what of it cannot be read."""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from episodes.errors import FetchCancelled, SourceFailed
from episodes.folders import Folders
from episodes.importing.fetch import Limits, fetch
from episodes.importing.source_list import KNOWN_SHOWS, Source
from episodes.importing.sources import Sources
from episodes.index.database import Database
from episodes.library import Library, utc_now
from episodes.model import Monitor

from .feed_server import Issue, Server, as_feed, issue, write_folder
from .library_builder import counts, ids, update
from .mark_helpers import mark, marked


def impatient(folders: Folders, limits: Limits) -> Sources:
    """Return where episodes come from, with little patience for servers."""
    library = Library(folders)
    return Sources(
        folders,
        Database(folders.index),
        utc_now,
        library.synchronise,
        lambda: library._read.shipped,
        partial(fetch, limits=limits),
    )


# What a feed says


def test_a_feed_of_a_known_show_is_remembered_under_its_name(
    library: Library, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KNOWN_SHOWS, "Python Bytes", server.put(as_feed([issue(1)])))
    assert library.sources.add("python bytes").added == ["python-bytes:1"]
    assert library.sources.sources() == [Source(server.url(), "Python Bytes")]
    assert library.sources.remove("python bytes").episodes == ["python-bytes:1"]


def test_the_reader_may_name_the_show_of_a_feed(library: Library, server: Server) -> None:
    url = server.put(as_feed([issue(1)]))
    assert library.sources.add(url, "Fish").added == ["fish:1"]
    server.put(as_feed([issue(1), issue(2)]))
    assert update(library).added == ["fish:2"]


def test_a_feed_without_a_name_is_a_podcast(library: Library, server: Server) -> None:
    assert library.sources.add(server.put(as_feed([issue(1)], show=""))).added == ["podcast:1"]


def test_an_episode_without_number_is_known_by_the_id_that_its_feed_gives_it(library: Library, server: Server) -> None:
    def feed(title: str, note: str) -> bytes:
        body = as_feed([Issue(0, title, f"**A topic**\n\n{note}\n", datetime.date(2020, 1, 1), "guid-7")]).decode()
        return body.replace("#0: ", "").replace("<itunes:episode>0</itunes:episode>", "").encode()

    library.sources.add(server.put(feed("The bran owl", "one")))
    mark(library, "fish-chips:the-bran-owl", "A topic")
    for title, note in (("The barn owl", "one"), ("On owls that live in barns", "two")):
        server.put(feed(title, note))
        assert update(library).changed == ["fish-chips:the-bran-owl"]
        [row] = library.rows()
        assert (row.title, row.bookmarks) == (title, 1)
    library.synchronise()
    assert [row.title for row in library.rows()] == ["On owls that live in barns"]
    assert list(marked(library, "fish-chips:the-bran-owl")) == ["A topic"]


def test_an_item_without_title_number_and_guid_is_kept_under_a_name_made_of_its_text(
    library: Library, server: Server
) -> None:
    words = "On &lt;a href='https://ropes.example/'&gt;ropes&lt;/a&gt; and knots"
    feed = f"<rss><channel><title>Quiet</title><item><description>{words}</description></item></channel></rss>"
    assert library.sources.add(server.put(feed.encode())).added == ["quiet:on-ropes-and-knots"]
    server.put(feed.replace("</item>", "</item><item><description>Other words</description></item>").encode())
    assert update(library).added == ["quiet:other-words"]


def test_items_of_one_number_are_both_kept_and_the_report_says_so(library: Library, server: Server) -> None:
    twins = [issue(1), replace(issue(1), title="Its twin", guid="twin"), issue(2)]
    report = library.sources.add(server.put(as_feed(twins)))
    assert (counts(report), report.is_clean) == ((3, 0, 0, 0), True)
    assert ids(library) == ["fish-chips:1", "fish-chips:1-2016-11-08", "fish-chips:2"]
    assert report.lines() == [
        "kept apart, as another episode has the number or the title: fish-chips:1-2016-11-08 from fish-chips:1"
    ]


def test_a_password_of_a_feed_is_neither_shown_nor_written_into_the_episodes(
    library: Library, server: Server, folders: Folders
) -> None:
    server.put(as_feed([issue(1)]))
    report = library.sources.add(server.url().replace("//", "//ann:secret@"))
    assert report.source.shown == server.url()
    assert "secret" in Path(str(folders.sources)).read_text(), "it is needed for the next update"
    assert not any("secret" in path.read_text() for path in Path(str(folders.episodes)).rglob("*.md"))
    assert update(library).not_modified
    assert library.sources.remove(server.url()).episodes == ["fish-chips:1"]
    server.pages.clear()
    with pytest.raises(SourceFailed) as error:
        library.sources.add(server.url().replace("//", "//ann:secret@"))
    assert "secret" not in str(error.value)


# What cannot be read


def redirecting(to: BaseHTTPRequestHandler) -> None:
    to.send_response(302)
    to.send_header("Location", "/b" if to.path == "/a" else "/a")
    to.send_header("Content-Length", "0")
    to.end_headers()


def endless(to: BaseHTTPRequestHandler) -> None:
    to.send_response(200)
    to.end_headers()
    while not to.server.ended.is_set():  # type: ignore[attr-defined]
        to.wfile.write(b"<rss>" * 10_000)


def silent(to: BaseHTTPRequestHandler) -> None:
    to.server.ended.wait(5)  # type: ignore[attr-defined]


PAGE = b"""<!doctype html><html><head><title>Fish</title>
<link rel="alternate" type="application/rss+xml" href="/feed"></head><body><p>Hello</p></body></html>"""
BOMB = b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'


@pytest.mark.parametrize(
    ("path", "page", "reason"),
    [
        ("/none", None, "the server says that there is nothing at this address (status 404)"),
        ("/page", PAGE, "it is a web page, not a feed; the page names this feed: {server}/feed"),
        ("/text", b"Only words.", "it is plain text, not a feed"),
        ("/nothing", b"", "it is empty"),
        ("/bomb", BOMB, "its XML declares a document type (DTD) or entities, not read for safety"),
        ("/json", b'{"a": 1}', "it is JSON, but not a JSON Feed"),
        ("/bare", b"<rss><channel/></rss>", "it is a feed without any episode"),
        ("/a", redirecting, "it leads round in a circle, back to {server}/a"),
        ("/endless", endless, "it sends more than 1 MB"),
        ("/silent", silent, "it did not answer within 0.3 seconds"),
    ],
)
def test_a_feed_that_cannot_be_read_has_a_sentence_and_is_not_remembered(
    folders: Folders, server: Server, path: str, page: bytes | None, reason: str
) -> None:
    if page is not None:
        server.put(page, path)
        server.put(redirecting, "/b")
    sources = impatient(folders, Limits(size=1_000_000 + 48_576, seconds=5, idle=0.3, waits=()))
    with pytest.raises(SourceFailed) as error:
        sources.add(server.url(path))
    said = str(error.value)
    assert said.startswith(server.url(path) + ": ")
    assert reason.format(server=server.url("")) in said
    assert len(said.splitlines()) == 1
    assert sources.sources() == []


def test_one_source_that_fails_does_not_hold_up_the_rest(library: Library, server: Server, tmp_path: Path) -> None:
    gone = write_folder(tmp_path / "gone", [issue(1)])
    kept = write_folder(tmp_path / "kept", [issue(2)])
    for source in (str(gone), server.put(as_feed([issue(3)])), str(kept)):
        library.sources.add(source)
    (gone / "001.md").unlink()
    gone.rmdir()
    server.pages.clear()
    write_folder(kept, [issue(4)])
    reports = list(library.sources.update())
    assert [str(report.failure).partition(": ")[2][:40] for report in reports[:2]] == [
        "there is no such file or folder any more",
        "the server says that there is nothing at",
    ]
    assert (reports[2].failure, reports[2].added) == (None, ["fish-chips:4"])
    assert ids(library) == [f"fish-chips:{number}" for number in (1, 2, 3, 4)], "what they brought stays"


def test_an_update_without_sources_is_nothing(library: Library) -> None:
    assert list(library.sources.update()) == []


def test_without_a_home_there_is_no_place_for_episodes() -> None:
    library = Library(Folders(None, None, None, None))
    with pytest.raises(SourceFailed, match="no home directory to keep episodes in; --data-dir names a folder"):
        _ = library.sources
    library.close()


def test_a_fetch_is_cancelled(folders: Folders, server: Server) -> None:
    server.put(silent)
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return True

    with pytest.raises(FetchCancelled):
        impatient(folders, Limits()).add(server.url(), monitor=Monitor(cancelled=cancelled))
    assert asked == [True], "it goes on with nothing once it hears so"
