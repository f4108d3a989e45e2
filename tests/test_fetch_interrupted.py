"""Fetching when the connection breaks, drips, falls silent or is cancelled: what came is used, and it always ends."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest

from episodes.errors import FetchCancelled, SourceFailed
from episodes.importing.fetch import Limits, fetch
from episodes.model import Monitor

from .faulty_server import BODY, QUICK, Handler, Server, silent_page


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


def test_after_a_broken_connection_only_the_rest_is_asked_for(server: Server) -> None:
    def page(to: Handler) -> None:
        start = int(to.headers.get("Range", "bytes=0-")[6:-1])
        if start == 0:
            to.answer(BODY, ETag='"v1"', send=100_000)
        elif start < 300_000:
            rest = BODY[start:]
            to.answer(rest, 206, Content_Range=f"bytes {start}-{len(BODY) - 1}/{len(BODY)}", send=200_000)
        else:
            to.answer(BODY[start:], 206, Content_Range=f"bytes {start}-{len(BODY) - 1}/{len(BODY)}")

    url = server.page("/feed", page)
    told: list[int] = []
    fetched = fetch(url, monitor=Monitor(lambda step: told.append(step.done)), limits=QUICK)
    assert fetched.body == BODY
    assert fetched.etag == '"v1"'
    assert [headers.get("Range") for _, headers in server.requests] == [None, "bytes=100000-", "bytes=300000-"]
    assert server.requests[1][1]["If-Range"] == '"v1"'
    assert told == sorted(told)


def test_packed_bodies_go_on_where_they_broke_off(server: Server) -> None:
    packed = gzip.compress(BODY + bytes(str(list(range(50_000))), "ascii"))

    def page(to: Handler) -> None:
        start = int(to.headers.get("Range", "bytes=0-")[6:-1])
        extent = f"bytes {start}-{len(packed) - 1}/{len(packed)}"
        status, send = (206, None) if start else (200, 5000)
        to.answer(packed[start:], status, send=send, ETag='"v"', Content_Encoding="gzip", Content_Range=extent)

    assert fetch(server.page("/feed", page), limits=QUICK).body.startswith(BODY)
    assert len(server.requests) == 2


@pytest.mark.parametrize("etag", ["", 'W/"weak"', '"v1"'])
def test_a_server_that_knows_no_parts_is_asked_for_the_whole(server: Server, etag: str) -> None:
    def page(to: Handler) -> None:
        to.answer(BODY, send=100_000 if len(server.requests) < 3 else None, ETag=etag)

    assert fetch(server.page("/feed", page), limits=QUICK).body == BODY
    assert ("Range" in server.requests[1][1]) == (etag == '"v1"')


def test_a_part_of_another_version_is_never_joined(server: Server) -> None:
    def page(to: Handler) -> None:
        if "Range" in to.headers:
            to.answer(b"wrong", 206, Content_Range="bytes 7-11/12")
        else:
            to.answer(BODY, send=100 if len(server.requests) == 1 else None, ETag='"v1"')

    assert fetch(server.page("/feed", page), limits=QUICK).body == BODY


@pytest.mark.parametrize("chunked", [True, False])
def test_a_connection_that_always_breaks_is_given_up(server: Server, chunked: bool) -> None:
    def page(to: Handler) -> None:
        if chunked:
            to.send_response(200)
            to.send_header("Transfer-Encoding", "chunked")
            to.end_headers()
            to.wfile.write(b"5\r\nhello\r\n")
            to.close_connection = True
        else:
            to.answer(BODY, send=10)

    with pytest.raises(SourceFailed, match="the connection broke off"):
        fetch(server.page("/feed", page), limits=QUICK)
    assert len(server.requests) == 4


def test_an_endless_answer_is_cut_at_the_bound(server: Server) -> None:
    def page(to: Handler) -> None:
        to.send_response(200)
        to.end_headers()
        while not server.ended.is_set():
            to.wfile.write(b"x" * 65536)

    with pytest.raises(SourceFailed, match="it sends more than 2 MB"):
        fetch(server.page("/feed", page), limits=Limits(size=2 * 1024 * 1024))
    url = server.page("/huge", lambda to: to.answer(b"", Content_Length=str(10**12)))
    with pytest.raises(SourceFailed, match="it sends more than 64 MB"):
        fetch(url)


def test_a_slow_drip_ends_with_the_whole_time(server: Server) -> None:
    def page(to: Handler) -> None:
        to.send_response(200)
        to.end_headers()
        while not server.ended.wait(0.01):
            to.wfile.write(b"x")
            to.wfile.flush()

    with pytest.raises(SourceFailed, match=r"it took longer than 0\.3 seconds"):
        fetch(server.page("/feed", page), limits=Limits(seconds=0.3, idle=30, waits=()))


def test_silence_before_and_within_an_answer_is_a_time_out(server: Server) -> None:
    silent = server.page("/silent", silent_page)
    with pytest.raises(SourceFailed, match=r"did not answer within 0\.2 seconds"):
        fetch(silent, limits=Limits(idle=0.2, waits=(0,)))

    def stops(to: Handler) -> None:
        to.answer(BODY, send=10)
        to.wfile.flush()
        server.ended.wait(5)

    with pytest.raises(SourceFailed, match=r"sent nothing for 0\.2 seconds"):
        fetch(server.page("/stops", stops), limits=Limits(idle=0.2, waits=()))


@pytest.mark.parametrize("path", ["/silent", "/drip", "/waiting"])
def test_a_fetch_is_cancelled_at_once(server: Server, path: str) -> None:
    def drip(to: Handler) -> None:
        to.send_response(200)
        to.end_headers()
        while not server.ended.wait(0.01):
            to.wfile.write(b"x")

    server.page("/silent", silent_page)
    server.page("/drip", drip)
    server.page("/waiting", lambda to: to.answer(b"", 503))
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(bool(server.requests) and len(asked) >= 3)
        return asked[-1]

    with pytest.raises(FetchCancelled):
        fetch(server.url + path, monitor=Monitor(cancelled=cancelled), limits=Limits(waits=(30,)))
    assert asked.count(True) == 1, "it goes on with nothing once it hears so"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("etags", "dates"), [(('"v1"', '"v2"'), ("", "")), (("", ""), ("Wed", "Thu")), (('"v1"', ""), ("Wed", "Thu"))]
)
def test_parts_with_different_validators_are_never_joined(
    server: Server, etags: tuple[str, str], dates: tuple[str, str]
) -> None:
    def page(to: Handler) -> None:
        if "Range" in to.headers:
            to.answer(b"x" * 500, 206, Content_Range="bytes 100-599/600", ETag=etags[1], Last_Modified=dates[1])
        else:
            broken = 100 if len(server.requests) == 1 else None
            to.answer(BODY, send=broken, ETag=etags[0], Last_Modified=dates[0])

    assert fetch(server.page("/feed", page), limits=QUICK).body == BODY
    assert [("Range" in headers) for _, headers in server.requests] == [False, True, False]


@pytest.mark.parametrize(
    ("first", "line"), [(b"HTTP/1.1 200 OK\r\n", b"X-Header: value\r\n"), (b"", b"HTTP/1.1 100 Continue\r\n\r\n")]
)
def test_a_head_without_an_end_is_refused(server: Server, first: bytes, line: bytes) -> None:
    def page(to: Handler) -> None:
        to.wfile.write(first)
        while not to.server.ended.is_set():
            to.wfile.write(line * 1000)

    with pytest.raises(SourceFailed, match="the head of its answer is larger than 256 kB"):
        fetch(server.page("/feed", page), limits=QUICK)
    assert len(server.requests) == 1


def test_what_follows_the_last_chunk_is_not_waited_for(server: Server) -> None:
    def page(to: Handler) -> None:
        to.send_response(200)
        to.send_header("Transfer-Encoding", "chunked")
        to.end_headers()
        to.wfile.write(b"5\r\nabcde\r\n0\r\n")
        while not to.server.ended.is_set():
            to.wfile.write(b"X-Trailer: " + b"a" * 1000 + b"\r\n")

    assert fetch(server.page("/feed", page), limits=QUICK).body == b"abcde"
