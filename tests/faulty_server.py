"""A server on loopback that misbehaves as its pages tell it to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

from episodes.importing.fetch import Limits

from .feed_server import Loopback

BODY = bytes(range(256)) * 2000
QUICK = Limits(seconds=10, idle=2, waits=(0, 0, 0))


class Handler(BaseHTTPRequestHandler):
    """Gives the request to the page of its path."""

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


class Server(Loopback):
    """A server whose pages are functions that answer, rightly or not; it keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(Handler)
        self.pages: dict[str, Callable[[Handler], None]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def page(self, path: str, make: Callable[[Handler], None]) -> str:
        self.pages[path] = make
        return self.url + path


def silent_page(to: Handler) -> None:
    """Answer nothing before the server ends."""
    to.server.ended.wait(5)
