"""Fetching feeds over HTTP, over redirects and broken connections: with `exchange` the only code that opens a socket.

Built on the standard library: what is hard here (bounds on time and size, cancelling at once, going on where a
connection broke) no client library does, and a fetch of a few feeds gains nothing from one. Name look-up, connecting
and the TLS handshake block, and nothing interrupts them: so all of it is in a daemon thread that the caller can leave.
"""

import contextlib
import queue
import socket
import threading
import time
from dataclasses import dataclass
from http.client import HTTPResponse, IncompleteRead
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from .. import __version__
from ..errors import FetchCancelled, SourceFailed
from ..model import NO_MONITOR, Monitor, Step
from ..text import clean_line
from .exchange import Body, BrokenOffError, ExchangeFailedError, basic, connection_to, header, network_errors
from .source_list import without_password

_HEADERS = {
    "User-Agent": f"Earmark/{__version__}",
    "Accept": "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip",  # what some servers call deflate is a stream without its head
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TO_REPEAT = frozenset({416, 429, 500, 502, 503, 504})
_PIECE = 64 * 1024
_POLL = 0.05
"""Seconds between two looks at whether it was cancelled."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a server may use of the reader's time and memory."""

    size: int = 64 * 1024 * 1024
    """Bytes, before and after unpacking."""
    seconds: float = 300.0
    """For everything together."""
    idle: float = 20.0
    """Seconds without any byte, for connecting too."""
    redirects: int = 5
    waits: tuple[float, ...] = (0.5, 1.5, 4.0)
    """Seconds to wait before each new try after a broken connection."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of a request."""

    url: str
    """The address after all redirects."""
    body: bytes
    etag: str | None
    modified: str | None
    """The header `Last-Modified` as it is written, to be sent with the next request."""
    content_type: str | None
    not_modified: bool = False
    """The server says that nothing changed since the etag or date that was sent; there is no body."""


def fetch(
    url: str,
    *,
    etag: str | None = None,
    modified: str | None = None,
    monitor: Monitor = NO_MONITOR,
    limits: Limits = Limits(),
    named_by: str | None = None,
) -> Fetched:
    """Get what stands at an `http` or `https` address.

    Args:
        url: the address; a name and password in it are sent to its own host alone, and never shown.
        etag: that of the version that is known, see `Fetched.etag`.
        modified: the date of the version that is known.
        monitor: is told the bytes as they are sent, and asked at least every tenth of a second, in the caller's thread.
        limits: limits on size, time and tries.
        named_by: the address of the feed that names this one. What a redirect from there may not lead to is refused,
            and on the same host its name and password are sent.

    Raises:
        FetchCancelled: it was cancelled.
        SourceFailed: nothing could be fetched; the reason says why.
    """
    work = _Fetch(url, etag, modified, limits, named_by)
    ends = time.monotonic() + limits.seconds
    told = Step(0, None, "bytes")
    threading.Thread(target=work.run, name="earmark-fetch", daemon=True).start()
    try:
        while True:
            if monitor.cancelled():
                raise FetchCancelled(work.shown, "it was cancelled")
            now = time.monotonic()
            if now >= ends:
                raise SourceFailed(work.shown, f"it took longer than {limits.seconds:g} seconds")
            if now > work.heard + limits.idle + 1:  # a name that is looked up; sockets have a limit of their own
                raise SourceFailed(work.shown, str(work.silence))
            outcome: Fetched | Exception | None = None
            with contextlib.suppress(queue.Empty):
                outcome = work.outcome.get(timeout=min(_POLL, ends - now))
            if told != (told := Step(work.received, work.total, "bytes")):
                monitor.progress(told)
            if isinstance(outcome, Exception):
                raise outcome
            if outcome is not None:
                return outcome
    finally:
        work.leave()


class _Place(NamedTuple):
    """An address, without name and password, and the header that gives these."""

    url: str
    authorization: str | None

    def told(self, before: "_Place") -> "_Place":
        """Return it with the name and password of another one on the same host, where it has none of its own."""
        one, other = urlsplit(before.url), urlsplit(self.url)
        is_same_host = (one.scheme, one.hostname, one.port) == (other.scheme, other.hostname, other.port)
        return self._replace(authorization=self.authorization or (before.authorization if is_same_host else None))


class _Fetch:
    """A fetch in a thread of its own (`run`), and what the caller's thread sees of it; arguments as `fetch` has them.

    Raises:
        SourceFailed: no request can be sent to that address.
    """

    def __init__(self, url: str, etag: str | None, modified: str | None, limits: Limits, named_by: str | None) -> None:
        self.shown = without_password(url)
        self.received = 0
        self.total: int | None = None
        self.heard = time.monotonic()
        """When the server last gave a sign; after a broken connection, when it will be asked again."""
        self.silence = ExchangeFailedError(f"it did not answer within {limits.idle:g} seconds")
        """Not repeated: who does not answer at all will not do so next time either."""
        self.outcome: queue.SimpleQueue[Fetched | Exception] = queue.SimpleQueue()
        """Receives what comes of it."""
        self._etag = etag
        self._modified = modified
        self._limits = limits
        self._left = threading.Event()
        self._socket: socket.socket | None = None
        self._partial: Body | None = None
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        self._known = {name: said for name, said in known.items() if said and said.isprintable() and said.isascii()}
        self._place = self._place_of(url)
        if named_by is not None:
            feed = self._place_of(named_by)
            self._refuse(feed.url, self._place.url)
            self._place = self._place.told(feed)

    def leave(self) -> None:
        """Let the thread end as soon as it can; called in the caller's."""
        self._left.set()
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        try:
            self.outcome.put(self._fetched())
        except ExchangeFailedError as error:
            self.outcome.put(self._failed(str(error)))
        except Exception as error:  # whatever it is, the caller has to hear of it
            self.outcome.put(error)

    def _fetched(self) -> Fetched:
        seen = [self._place.url]
        waits = list(self._limits.waits)
        while True:
            try:
                done = self._ask()
            except BrokenOffError:
                if not waits:
                    raise
                wait = waits.pop(0)
                self.heard = time.monotonic() + wait
                self._left.wait(wait)
                continue
            if isinstance(done, Fetched):
                return done
            self._follow(done, seen)

    def _ask(self) -> Fetched | str:
        """Send the request once; return the result, or the address that the server redirects to.

        Raises:
            BrokenOffError: another try may work.
            ExchangeFailedError: it failed.
        """
        url, authorization = self._place
        headers = _HEADERS | self._known
        if authorization is not None:
            headers["Authorization"] = authorization
        if self._partial is not None:
            headers |= {"Range": f"bytes={self._partial.received}-", "If-Range": self._partial.validator}
        host = urlsplit(url).hostname or ""
        connection, target = connection_to(url, self._limits.idle)
        try:
            with network_errors(host, self.silence):
                self._hear()
                connection.connect()
                self._socket = connection.sock
                self._hear()
                connection.request("GET", target, headers=headers)
                answer = connection.getresponse()
            if answer.status in _REDIRECTS:
                self._partial = None
                return header(answer, "location") or ""
            return self._receive(answer, host)
        finally:
            connection.close()

    def _receive(self, answer: HTTPResponse, host: str) -> Fetched:
        partial, self._partial = self._partial, None
        if answer.status in _TO_REPEAT:
            raise BrokenOffError(_meaning(answer.status))
        if answer.status == 304 and self._known:
            return self._result(answer, b"", not_modified=True)
        if answer.status not in (200, 203, 206):
            raise ExchangeFailedError(_meaning(answer.status))
        if answer.status != 206:
            body = Body(answer, self._limits.size)
        elif partial is not None and partial.joins(answer):
            body = partial
        else:
            raise BrokenOffError("the server sent another part than was asked for")
        self.total = body.expect(answer.length)
        try:
            with network_errors(host, BrokenOffError(f"it sent nothing for {self._limits.idle:g} seconds")):
                while piece := answer.read1(_PIECE):
                    body.add(piece)
                    self.received = body.received
                    self._hear()
                if answer.length:  # `read1` ends without a word where the connection does
                    raise IncompleteRead(b"", answer.length)
        except BrokenOffError:
            self._partial = body if body.validator else None
            raise
        return self._result(body.answer, body.unpacked())

    def _hear(self) -> None:
        """Note a sign of the server. Raises `ExchangeFailedError` if the caller has left."""
        self.heard = time.monotonic()
        if self._left.is_set():
            raise ExchangeFailedError("it was left")

    def _result(self, answer: HTTPResponse, body: bytes, *, not_modified: bool = False) -> Fetched:
        etag, modified = header(answer, "etag"), header(answer, "last-modified")
        if not_modified:
            etag, modified = etag or self._etag, modified or self._modified
        return Fetched(self._place.url, body, etag, modified, header(answer, "content-type"), not_modified)

    def _place_of(self, url: str) -> _Place:
        """Return an address made safe to send. Raises `SourceFailed` where no request can be sent there."""
        try:
            parts = urlsplit(url.strip())
            host, _ = parts.hostname or "", parts.port
            host.encode("idna")
        except (ValueError, UnicodeError):
            raise self._failed("it is not a valid address") from None
        if parts.scheme.lower() not in ("http", "https"):
            raise self._failed("only http and https addresses are fetched")
        if not host or any(ord(character) <= 32 or character in "\x7f\\" for character in url.strip()):
            raise self._failed("it is not a valid address")
        path, query = (quote(part, safe="/:@!$&'()*+,;=~%-._?") for part in (parts.path or "/", parts.query))
        plain = urlunsplit((parts.scheme.lower(), parts.netloc.rpartition("@")[2], path, query, ""))
        return _Place(plain, None if parts.username is None else basic(parts))

    def _follow(self, location: str, seen: list[str]) -> None:
        """Make a redirect's address the next one to ask."""
        before = self._place
        if not location:
            raise self._failed("the server points elsewhere without saying where")
        try:
            target = urljoin(before.url, location.replace(" ", "%20"))
            self._refuse(before.url, target)
        except ValueError:
            raise self._failed("the server points to something that is no address") from None
        self._place = self._place_of(target).told(before)
        url = self._place.url
        if url in seen:
            raise self._failed(f"it leads round in a circle, back to {url}")
        if len(seen) > self._limits.redirects:
            raise self._failed(f"it leads on from address to address more than {self._limits.redirects} times")
        seen.append(url)

    def _refuse(self, old: str, new: str) -> None:
        """Raise `SourceFailed` where one address may not lead to another, ValueError if that is none."""
        before, after = urlsplit(old), urlsplit(new)
        if after.scheme.lower() not in ("http", "https"):
            raise self._failed(f"it leads to an address that is not fetched ({clean_line(new)[:100]})")
        if (before.scheme, after.scheme.lower()) == ("https", "http"):
            raise self._failed("it leads from https to unprotected http, which is not followed")
        if _is_private(after.hostname or "") and not _is_private(before.hostname or ""):
            raise self._failed(f"it leads into a private network ({after.hostname}), which is not followed")

    def _failed(self, reason: str) -> SourceFailed:
        return SourceFailed(self.shown, reason)


_MEANINGS = {
    401: "it asks for a name and password",
    403: "the server refuses to give it",
    404: "the server says that there is nothing at this address",
    410: "the server says that it is gone for good",
    429: "the server has had too many requests",
    503: "the server is busy or down",
    **dict.fromkeys((500, 502, 504), "the server has an error of its own"),
}


def _meaning(status: int) -> str:
    return f"{_MEANINGS.get(status, 'the server gave an unexpected answer')} (status {status})"


def _is_private(host: str) -> bool:
    """Return whether a host, by what it is called, is this machine or one of its own network."""
    from ipaddress import ip_address

    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
