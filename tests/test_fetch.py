"""Fetching, against a real server on loopback that misbehaves in every way a server can."""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from episodes.errors import FetchCancelled, SourceFailed
from episodes.fetch import Limits, fetch

DATA = Path(__file__).parent / "data" / "formats"
BODY = bytes(range(256)) * 2000
QUICK = Limits(seconds=10, idle=2, waits=(0, 0, 0))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers.items())))
        with suppress(ConnectionError):
            self.server.pages[self.path.partition("?")[0]](self)

    def answer(self, body: bytes = b"", status: int = 200, *, send: int | None = None, **headers: str) -> None:
        """Send an answer; fewer bytes than promised, and then break off, where `send` says so."""
        self.send_response(status)
        headers.setdefault("content_length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body if send is None else body[:send])
        if send is not None:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Callable[[Handler], None]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.stop = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def page(self, path: str, make: Callable[[Handler], None]) -> str:
        self.pages[path] = make
        return self.url + path


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.stop.set()
    server.shutdown()
    server.server_close()
    thread.join()


def silent_page(to: Handler) -> None:
    to.server.stop.wait(5)


def test_a_page_comes_whole_with_its_validators(server: Server) -> None:
    url = server.page("/feed", lambda to: to.answer(BODY, ETag='"v1"', Last_Modified="Wed", Content_Type="text/xml"))
    told: list[tuple[int, int | None]] = []
    fetched = fetch(url, progress=lambda done, total: told.append((done, total)), limits=QUICK)
    assert (fetched.body, fetched.status, fetched.url) == (BODY, 200, url)
    assert (fetched.etag, fetched.modified, fetched.content_type) == ('"v1"', "Wed", "text/xml")
    assert not fetched.not_modified
    assert told[-1] == (len(BODY), len(BODY))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert server.requests[0][1]["User-Agent"].startswith("Earmark/")


def test_nothing_is_sent_again_that_did_not_change(server: Server) -> None:
    def page(to: Handler) -> None:
        known = to.headers["If-None-Match"] == '"v1"' and to.headers["If-Modified-Since"] == "Wed"
        to.answer(b"", 304) if known else to.answer(BODY)

    url = server.page("/feed", page)
    fetched = fetch(url, etag='"v1"', modified="Wed", limits=QUICK)
    assert fetched.not_modified
    assert (fetched.status, fetched.body, fetched.etag, fetched.modified) == (304, b"", '"v1"', "Wed")
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
        ("deflate", lambda body: zlib.compress(body, wbits=-15)),
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


def test_redirects_are_followed_to_their_end(server: Server) -> None:
    server.page("/a", lambda to: to.answer(status=301, Location="/b c"))
    server.page("/b%20c", lambda to: to.answer(status=307, Location=f"{server.url}/d#part"))
    server.page("/d", lambda to: to.answer(b"here"))
    fetched = fetch(f"{server.url}/a", limits=QUICK)
    assert (fetched.body, fetched.url) == (b"here", f"{server.url}/d")


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("/a", "round in a circle, back to http://127.0.0.1"),
        ("file:///etc/passwd", "leads to an address that is not fetched"),
        ("ftp://example.com/x", "leads to an address that is not fetched"),
        ("javascript:alert(1)", "leads to an address that is not fetched"),
        ("", "without saying where"),
        ("http://[bad", "no address"),
    ],
)
def test_redirects_to_nowhere_good_are_refused(server: Server, location: str, reason: str) -> None:
    url = server.page("/a", lambda to: to.answer(status=302, Location=location))
    with pytest.raises(SourceFailed, match=reason) as caught:
        fetch(url, limits=QUICK)
    assert caught.value.source == url
    assert len(server.requests) == 1


def test_a_loop_and_an_endless_chain_of_redirects_end(server: Server) -> None:
    server.page("/a", lambda to: to.answer(status=302, Location="/b"))
    server.page("/b", lambda to: to.answer(status=302, Location="/a"))
    with pytest.raises(SourceFailed, match=r"round in a circle, back to http://127\.0\.0\.1:\d+/a"):
        fetch(f"{server.url}/a", limits=QUICK)
    server.page("/n", lambda to: to.answer(status=302, Location=f"/n?{len(server.requests)}"))
    with pytest.raises(SourceFailed, match="from address to address more than 5 times"):
        fetch(f"{server.url}/n", limits=QUICK)
    assert len(server.requests) <= 2 + 6


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/x",
        "data:text/plain,x",
        "http://",
        "http://a b/",
        "http://a\n.example/",
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
    fetched = fetch(url, progress=lambda done, _: told.append(done), limits=QUICK)
    assert fetched.body == BODY
    assert (fetched.status, fetched.etag) == (200, '"v1"')
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
        while not server.stop.is_set():
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
        while not server.stop.wait(0.01):
            to.wfile.write(b"x")
            to.wfile.flush()

    started = time.monotonic()
    with pytest.raises(SourceFailed, match=r"it took longer than 0\.3 seconds"):
        fetch(server.page("/feed", page), limits=Limits(seconds=0.3, idle=0.2, waits=()))
    assert time.monotonic() - started < 2


def test_silence_before_and_within_an_answer_is_a_time_out(server: Server) -> None:
    silent = server.page("/silent", silent_page)
    with pytest.raises(SourceFailed, match=r"did not answer within 0\.2 seconds"):
        fetch(silent, limits=Limits(idle=0.2, waits=(0,)))

    def stops(to: Handler) -> None:
        to.answer(BODY, send=10)
        to.wfile.flush()
        server.stop.wait(5)

    with pytest.raises(SourceFailed, match=r"sent nothing for 0\.2 seconds"):
        fetch(server.page("/stops", stops), limits=Limits(idle=0.2, waits=()))


@pytest.mark.parametrize("path", ["/silent", "/drip", "/waiting"])
def test_a_fetch_is_called_off_at_once(server: Server, path: str) -> None:
    def drip(to: Handler) -> None:
        to.send_response(200)
        to.end_headers()
        while not server.stop.wait(0.01):
            to.wfile.write(b"x")

    server.page("/silent", silent_page)
    server.page("/drip", drip)
    server.page("/waiting", lambda to: to.answer(b"", 503))
    called_off = threading.Event()
    threading.Timer(0.15, called_off.set).start()
    started = time.monotonic()
    with pytest.raises(FetchCancelled):
        fetch(server.url + path, cancelled=called_off.is_set, limits=Limits(waits=(30,)))
    assert time.monotonic() - started < 0.15 + 0.5


def test_no_server_no_name_and_no_http_each_have_their_sentence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(SourceFailed, match="the server refused the connection"):
        fetch(f"http://127.0.0.1:{port}/", limits=QUICK)
    with pytest.raises(SourceFailed, match=r"the name no-such-host\.invalid could not be resolved"):
        fetch("http://no-such-host.invalid/feed", limits=QUICK)

    with socket.socket() as odd:
        odd.bind(("127.0.0.1", 0))
        odd.listen()

        def talk() -> None:
            connection, _ = odd.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"SSH-2.0-OpenSSH\r\n\r\n")

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        with pytest.raises(SourceFailed, match="does not speak HTTP"):
            fetch(f"http://127.0.0.1:{odd.getsockname()[1]}/", limits=Limits(waits=()))
        thread.join()


def test_a_certificate_that_nobody_vouches_for_is_refused(server: Server) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "loopback.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.page("/feed", lambda to: to.answer(BODY))
    with pytest.raises(SourceFailed, match="its certificate is not valid"):
        fetch(server.url.replace("http:", "https:") + "/feed", limits=Limits(waits=()))


def test_https_is_never_left_for_http(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    trusting = ssl.create_default_context(cafile=str(DATA / "loopback.pem"))
    trusting.check_hostname = False
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "loopback.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    secure = server.url.replace("http:", "https:")
    server.page("/feed", lambda to: to.answer(BODY))
    assert fetch(f"{secure}/feed", limits=QUICK).body == BODY
    server.page("/down", lambda to: to.answer(status=301, Location=f"{server.url}/feed"))
    with pytest.raises(SourceFailed, match="from https to unprotected http"):
        fetch(f"{secure}/down", limits=QUICK)


def test_a_password_goes_to_its_own_host_and_is_never_shown(server: Server) -> None:
    address = server.url.replace("//", "//ann:se%40cret@")
    server.page("/feed", lambda to: to.answer(status=302, Location="/same"))
    server.page(
        "/same", lambda to: to.answer(status=302, Location=server.url.replace("127.0.0.1", "localhost") + "/other")
    )
    server.page("/other", lambda to: to.answer(b"", 404))
    with pytest.raises(SourceFailed) as caught:
        fetch(f"{address}/feed", limits=QUICK)
    assert "se" not in str(caught.value).split(":", 1)[0].replace("feed", "")
    assert "@" not in str(caught.value)
    sent = [headers.get("Authorization") for _, headers in server.requests]
    assert sent == ["Basic YW5uOnNlQGNyZXQ=", "Basic YW5uOnNlQGNyZXQ=", None]


def test_a_proxy_that_the_environment_names_is_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv("no_proxy", "")
    server.page("http://feeds.example/x", lambda to: to.answer(b"through"))
    assert fetch("http://feeds.example/x", limits=QUICK).body == b"through"


def test_control_characters_of_a_server_do_not_come_through(server: Server) -> None:
    def page(to: Handler) -> None:
        to.answer(b"ok", Content_Type="text/\x1b[31mxml\x9b", ETag='"\x07"')

    fetched = fetch(server.page("/feed", page), limits=QUICK)
    assert "\x1b" not in str(fetched.content_type)
    assert fetched.etag == '""'


def test_a_public_server_may_not_point_into_a_private_network() -> None:
    from episodes.fetch.fetching import _is_private

    assert all(
        map(_is_private, ("127.0.0.1", "::1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "localhost", "nas.local"))
    )
    assert not any(map(_is_private, ("example.com", "93.184.216.34", "2606:4700::1111")))


def test_no_other_part_of_the_program_loads_the_network() -> None:
    imports = "import sys, episodes.documents.document, episodes.formats"
    code = f"{imports}; print({{'socket', 'ssl', 'http.client'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=DATA.parents[2], check=True)
    assert done.stdout.strip() == "set()"
