"""Fetching from a real server on loopback: whole pages, what changed alone, packed or plain, and refusals."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator

import pytest

from episodes.errors import SourceFailed
from episodes.importing.fetch import Limits, fetch
from episodes.model import Monitor, Step

from .faulty_server import BODY, QUICK, Handler, Server


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


def test_a_page_comes_whole_with_its_validators(server: Server) -> None:
    url = server.page("/feed", lambda to: to.answer(BODY, ETag='"v1"', Last_Modified="Wed", Content_Type="text/xml"))
    told: list[Step] = []
    fetched = fetch(url, monitor=Monitor(told.append), limits=QUICK)
    assert (fetched.body, fetched.url) == (BODY, url)
    assert (fetched.etag, fetched.modified, fetched.content_type) == ('"v1"', "Wed", "text/xml")
    assert not fetched.not_modified
    assert told[-1] == Step(len(BODY), len(BODY), "bytes")
    assert [step.done for step in told] == sorted(step.done for step in told)
    assert server.requests[0][1]["User-Agent"].startswith("Earmark/")


def test_nothing_is_sent_again_that_did_not_change(server: Server) -> None:
    def page(to: Handler) -> None:
        known = to.headers["If-None-Match"] == '"v1"' and to.headers["If-Modified-Since"] == "Wed"
        to.answer(b"", 304) if known else to.answer(BODY)

    url = server.page("/feed", page)
    fetched = fetch(url, etag='"v1"', modified="Wed", limits=QUICK)
    assert fetched.not_modified
    assert (fetched.body, fetched.etag, fetched.modified) == (b"", '"v1"', "Wed")
    assert fetch(url, etag="x\r\nEvil: yes", limits=QUICK).body == BODY
    assert "Evil" not in server.requests[-1][1]
    with pytest.raises(SourceFailed, match="304"):
        fetch(server.page("/odd", lambda to: to.answer(b"", 304)), limits=QUICK)


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("gzip", lambda body: gzip.compress(body[:1000]) + gzip.compress(body[1000:])),
        ("deflate", zlib.compress),
        ("identity", bytes),
    ],
)
def test_packed_bodies_are_unpacked(server: Server, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(BODY)
    url = server.page("/feed", lambda to: to.answer(packed, Content_Encoding=encoding))
    assert fetch(url, limits=QUICK).body == BODY


def test_a_bomb_is_stopped_while_it_unpacks(server: Server) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    url = server.page("/feed", lambda to: to.answer(bomb, Content_Encoding="gzip"))
    with pytest.raises(SourceFailed, match="sends more than 1 MB"):
        fetch(url, limits=Limits(size=1024 * 1024, waits=()))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_what_cannot_be_unpacked_says_so(server: Server, encoding: str) -> None:
    url = server.page("/feed", lambda to: to.answer(b"no such thing", Content_Encoding=encoding))
    with pytest.raises(SourceFailed, match="cannot be unpacked"):
        fetch(url, limits=QUICK)


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_packed_bodies_without_a_length_are_whole_or_refused(
    server: Server, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    packed = pack(BODY)
    for path, sent, reason in (
        ("/padded", packed + bytes(10), None),
        ("/cut", packed[:-10], "the connection broke off"),
        ("/longer", packed + b"and more", "cannot be unpacked"),
    ):

        def page(to: Handler, sent: bytes = sent) -> None:
            to.send_response(200)
            to.send_header("Content-Encoding", encoding)
            to.end_headers()
            to.wfile.write(sent)
            to.close_connection = True

        url = server.page(path, page)
        if reason is None:
            assert fetch(url, limits=QUICK).body == BODY
        else:
            with pytest.raises(SourceFailed, match=reason):
                fetch(url, limits=QUICK)


def test_redirects_are_followed_to_their_end(server: Server) -> None:
    server.page("/a", lambda to: to.answer(status=301, Location="/b c"))
    server.page("/b%20c", lambda to: to.answer(status=307, Location=f"{server.url}/d#part"))
    server.page("/d", lambda to: to.answer(b"here"))
    fetched = fetch(f"{server.url}/a", limits=QUICK)
    assert (fetched.body, fetched.url) == (b"here", f"{server.url}/d")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/x",
        "data:text/plain,x",
        "http://",
        "http://a b/",
        "http://a\n.example/",
        "http://127.0.0.1:1/\udcff",
        "http://ann:\udcff@127.0.0.1:1/",
        "x",
    ],
)
def test_only_whole_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(SourceFailed) as caught:
        fetch(url, limits=QUICK)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (404, "nothing at this address"),
        (410, "gone for good"),
        (401, "name and password"),
        (403, "refuses"),
        (418, "418"),
    ],
)
def test_a_refusal_is_told_at_once(server: Server, status: int, reason: str) -> None:
    url = server.page("/feed", lambda to: to.answer(b"no", status))
    with pytest.raises(SourceFailed, match=reason) as caught:
        fetch(url, limits=QUICK)
    assert caught.value.reason.endswith(f"(status {status})")
    assert len(server.requests) == 1


def test_a_busy_server_is_asked_again(server: Server) -> None:
    url = server.page("/feed", lambda to: to.answer(BODY) if len(server.requests) == 3 else to.answer(b"", 503))
    assert fetch(url, limits=QUICK).body == BODY
    url = server.page("/down", lambda to: to.answer(b"", 503))
    with pytest.raises(SourceFailed, match="busy or down"):
        fetch(url, limits=QUICK)
    assert len(server.requests) == 3 + 4


def test_answers_that_only_announce_one_are_passed_over(server: Server) -> None:
    def page(to: Handler) -> None:
        to.wfile.write(b'HTTP/1.1 103 Early Hints\r\nETag: "early"\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n')
        to.answer(BODY, ETag='"v1"')

    fetched = fetch(server.page("/feed", page), limits=QUICK)
    assert (fetched.not_modified, fetched.body, fetched.etag) == (False, BODY, '"v1"')


def test_an_answer_may_have_hundreds_of_headers(server: Server) -> None:
    def page(to: Handler) -> None:
        to.send_response(200)
        for number in range(500):
            to.send_header(f"X-Header-{number}", "value")
        to.send_header("ETag", '"v1"')
        to.send_header("Content-Length", str(len(BODY)))
        to.end_headers()
        to.wfile.write(BODY)

    fetched = fetch(server.page("/feed", page), limits=QUICK)
    assert (fetched.body, fetched.etag) == (BODY, '"v1"')
