"""Fetching feeds over HTTP, over redirects and broken connections: with `exchange` the only code that opens a socket.

Built on the standard library: what is hard here (bounds on time and size, cancelling at once, going on where a
connection broke) no client library does, and a fetch of a few feeds gains nothing from one. Name look-up, connecting
and the TLS handshake block, and nothing interrupts them: so all of it is in a daemon thread that the caller can leave.
"""

import contextlib
import socket
import threading
import time
from dataclasses import dataclass
from http.client import HTTPResponse, IncompleteRead
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
_MOST_REDIRECTS = 5
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
    told = work.step
    work.start()
    try:
        while True:
            if monitor.cancelled():
                raise FetchCancelled(work.shown, "it was cancelled")
            now = time.monotonic()
            if now >= ends:
                raise SourceFailed(work.shown, f"it took longer than {limits.seconds:g} seconds")
            if now > work.heard + limits.idle + 1:  # a name that is looked up; sockets have a limit of their own
                raise SourceFailed(work.shown, str(work.silence))
            work.join(min(_POLL, ends - now))
            has_ended = not work.is_alive()  # looked at before its last step, which is told too
            if work.step != told:
                told = work.step
                monitor.progress(told)
            if has_ended:
                if isinstance(work.outcome, Fetched):
                    return work.outcome
                raise work.outcome
    finally:
        work.leave()


class _Fetch(threading.Thread):
    """A fetch in a thread of its own, and what the caller's thread sees of it; arguments as `fetch` has them."""

    outcome: Fetched | Exception
    """What came of it, once the thread has ended."""

    def __init__(self, url: str, etag: str | None, modified: str | None, limits: Limits, named_by: str | None) -> None:
        super().__init__(name="earmark-fetch", daemon=True)
        self.shown = without_password(url)
        self.step = Step(0, None, "bytes")
        self.heard = time.monotonic()
        """When the server last gave a sign; after a broken connection, when it will be asked again."""
        self.silence = ExchangeFailedError(f"it did not answer within {limits.idle:g} seconds")
        """Not repeated: who does not answer at all will not do so next time either."""
        self._url = url
        self._named_by = named_by
        self._limits = limits
        self._left = threading.Event()
        self._socket: socket.socket | None = None
        self._partial: Body | None = None
        self._passwords: dict[tuple[str, str], str] = {}
        """The headers that give name and password, by the hosts that they are for."""
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        self._known = {name: said for name, said in known.items() if said and said.isprintable() and said.isascii()}

    def leave(self) -> None:
        """Let the thread end as soon as it can; called in the caller's."""
        self._left.set()
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        try:
            self.outcome = self._fetched()
        except ExchangeFailedError as error:
            self.outcome = SourceFailed(self.shown, str(error))
        except Exception as error:  # whatever it is, the caller has to hear of it
            self.outcome = error

    def _fetched(self) -> Fetched:
        if self._named_by is not None:
            _refuse(self._safe(self._named_by), self._safe(self._url))
        url = self._safe(self._url)
        seen = [url]
        waits = iter(self._limits.waits)
        while True:
            try:
                done = self._ask(url)
            except BrokenOffError:
                if (wait := next(waits, None)) is None:
                    raise
                self.heard = time.monotonic() + wait
                self._left.wait(wait)
                continue
            if isinstance(done, Fetched):
                return done
            url = self._safe(_redirected(url, done))
            if url in seen:
                raise ExchangeFailedError(f"it leads round in a circle, back to {url}")
            if len(seen) > _MOST_REDIRECTS:
                raise ExchangeFailedError(f"it leads on from address to address more than {_MOST_REDIRECTS} times")
            seen.append(url)

    def _ask(self, url: str) -> Fetched | str:
        """Send the request once; return the result, or the address that the server redirects to.

        Raises:
            BrokenOffError: another try may work.
            ExchangeFailedError: it failed.
        """
        parts = urlsplit(url)
        headers = _HEADERS | self._known
        if (password := self._passwords.get(parts[:2])) is not None:
            headers["Authorization"] = password
        if self._partial is not None:
            headers |= {"Range": f"bytes={self._partial.received}-", "If-Range": self._partial.validator}
        connection, target, of_proxy = connection_to(url, self._limits.idle)
        with contextlib.closing(connection):
            with network_errors(str(parts.hostname), self.silence):
                self._hear()
                connection.connect()
                self._socket = connection.sock
                self._hear()
                connection.request("GET", target, headers=headers | of_proxy)
                answer = connection.getresponse()
            if answer.status in _REDIRECTS:
                self._partial = None
                return header(answer, "location") or ""
            silence = BrokenOffError(f"it sent nothing for {self._limits.idle:g} seconds")
            with network_errors(str(parts.hostname), silence):
                return self._receive(answer, url)

    def _receive(self, answer: HTTPResponse, url: str) -> Fetched:
        partial, self._partial = self._partial, None
        if answer.status in _TO_REPEAT:
            raise BrokenOffError(_meaning(answer.status))
        if answer.status == 304 and self._known:
            etag, modified = self._known.get("If-None-Match"), self._known.get("If-Modified-Since")
            return Fetched(url, b"", etag, modified, None, not_modified=True)
        if answer.status not in (200, 203, 206):
            raise ExchangeFailedError(_meaning(answer.status))
        if answer.status != 206:
            body = Body(answer, self._limits.size)
        elif partial is not None and partial.joins(answer):
            body = partial
        else:
            raise BrokenOffError("the server sent another part than was asked for")
        total = None if answer.length is None else body.received + answer.length
        body.check(total or 0)
        self._partial = body if body.validator else None  # what the next try goes on with, if this one breaks off
        while piece := answer.read1(_PIECE):
            body.add(piece)
            self.step = Step(body.received, total, "bytes")
            self._hear()
        if answer.length:  # `read1` ends without a word where the connection does
            raise IncompleteRead(b"", answer.length)
        self._partial = None
        etag, modified, kind = (header(body.answer, name) for name in ("etag", "last-modified", "content-type"))
        return Fetched(url, body.unpacked(), etag, modified, kind)

    def _hear(self) -> None:
        """Note a sign of the server. Raises `ExchangeFailedError` if the caller has left."""
        self.heard = time.monotonic()
        if self._left.is_set():
            raise ExchangeFailedError("it was left")

    def _safe(self, url: str) -> str:
        """Return an address made safe to send, without name and password, which are kept for its host.

        Raises:
            ExchangeFailedError: no request can be sent there.
        """
        try:
            parts = urlsplit(url.strip())
            host, _ = parts.hostname or "", parts.port
            host.encode("idna")
            url.encode()
        except (ValueError, UnicodeError):
            raise ExchangeFailedError("it is not a valid address") from None
        if parts.scheme not in ("http", "https"):
            raise ExchangeFailedError("only http and https addresses are fetched")
        if not host or any(ord(character) <= 32 or character in "\x7f\\" for character in url.strip()):
            raise ExchangeFailedError("it is not a valid address")
        path, query = (quote(part, safe="/:@!$&'()*+,;=~%-._?") for part in (parts.path or "/", parts.query))
        place = (parts.scheme, parts.netloc.rpartition("@")[2].lower())
        if parts.username is not None:
            self._passwords[place] = basic(parts)
        return urlunsplit((*place, path, query, ""))


def _redirected(url: str, location: str) -> str:
    """Return the address that a redirect leads to. Raises ExchangeFailedError where it may not lead there."""
    if not location:
        raise ExchangeFailedError("the server points elsewhere without saying where")
    try:
        target = urljoin(url, location.replace(" ", "%20"))
        _refuse(url, target)
    except ValueError:
        raise ExchangeFailedError("the server points to something that is no address") from None
    return target


def _refuse(old: str, new: str) -> None:
    """Raise `ExchangeFailedError` where one address may not lead to another, ValueError if one is none."""
    before, after = urlsplit(old), urlsplit(new)
    if after.scheme not in ("http", "https"):
        raise ExchangeFailedError(f"it leads to an address that is not fetched ({clean_line(new)[:100]})")
    if (before.scheme, after.scheme) == ("https", "http"):
        raise ExchangeFailedError("it leads from https to unprotected http, which is not followed")
    if _is_private(after.hostname or "") and not _is_private(before.hostname or ""):
        raise ExchangeFailedError(f"it leads into a private network ({after.hostname}), which is not followed")


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

    name = host.encode("idna").decode("ascii").rstrip(".")
    with contextlib.suppress(OSError):
        name = socket.inet_ntoa(socket.inet_aton(name))  # `127.1`, `0x7f.1` and `2130706433` are addresses too
    try:
        return not ip_address(name).is_global
    except ValueError:
        return name == "localhost" or name.endswith((".localhost", ".local", ".internal"))
