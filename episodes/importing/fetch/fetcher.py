"""One fetch, over redirects and broken connections.

Built on the standard library: what is hard here (bounds on time and size, cancelling at once, going on where a
connection broke) no client library does, and a fetch of a few feeds gains nothing from one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from episodes import __version__
from episodes.errors import FetchCancelled, SourceFailed
from episodes.importing.fetch.body import Body, BrokenEncodingError, CutShortError, TooLargeError
from episodes.importing.fetch.exchange import Answer, BrokenOffError, Exchange, ExchangeFailedError, Request
from episodes.importing.report import Cancelled
from episodes.text import clean_line

BytesProgress = Callable[[int, int | None], None]
"""Called with how many bytes came, and how many there are where the server says so."""
USER_AGENT = f"Earmark/{__version__}"
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 500, 502, 503, 504})
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
    status: int
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
    progress: BytesProgress | None = None,
    cancelled: Cancelled | None = None,
    limits: Limits = Limits(),
    named_by: str | None = None,
) -> Fetched:
    """Get what stands at an `http` or `https` address.

    Args:
        url: the address; a name and password in it are sent to its own host alone, and never shown.
        etag: that of the version that is known, see `Fetched.etag`.
        modified: the date of the version that is known.
        progress: called with every piece that comes, in the caller's thread.
        cancelled: asked at least every tenth of a second; true ends the work.
        limits: limits on size, time and tries.
        named_by: the address of the feed that names this one. What a redirect from there may not lead to is refused,
            and on the same host its name and password are sent.

    Raises:
        FetchCancelled: it was cancelled.
        SourceFailed: nothing could be fetched; the reason says why.
    """
    return _Fetch(url, etag, modified, progress, cancelled, limits, named_by).run()


@dataclass
class _Fetch:
    """One fetch, over redirects and broken connections; its fields are the arguments of `fetch`."""

    url: str
    etag: str | None
    modified: str | None
    progress: BytesProgress | None
    cancelled: Cancelled | None
    limits: Limits
    named_by: str | None

    def __post_init__(self) -> None:
        self._shown = _without_password(self.url)
        self._ends = time.monotonic() + self.limits.seconds
        self._request = self._first_request(self.url)

    def run(self) -> Fetched:
        seen = [self._request.url]
        waits = list(self.limits.waits)
        partial: Body | None = None
        while True:
            try:
                done = self._ask(partial)
            except _BrokenError as broken:
                if not waits:
                    raise self._failed(broken.reason) from broken.__cause__
                self._wait(waits.pop(0))
                partial = broken.partial
                continue
            if isinstance(done, Fetched):
                return done
            self._follow(done, seen)
            partial = None

    def _ask(self, partial: Body | None) -> Fetched | str:
        """Send the request once; return the result, or the address that the server redirects to.

        Raises:
            _BrokenError: another try may work.
        """
        headers = dict(self._request.headers)
        if partial is not None:
            headers["Range"] = f"bytes={partial.received}-"
            headers["If-Range"] = partial.validator
        try:
            with Exchange(Request(self._request.url, headers), self.limits.idle) as exchange:
                answer = exchange.answer(self._tick)
                if answer.status in _REDIRECTS:
                    return answer.header("location") or ""
                if answer.status in _BUSY:
                    raise _BrokenError(_said(answer), None)
                return self._receive(exchange, answer, partial)
        except BrokenOffError as error:
            raise _BrokenError(str(error), partial) from error
        except ExchangeFailedError as error:
            raise self._failed(str(error)) from error

    def _receive(self, exchange: Exchange, answer: Answer, partial: Body | None) -> Fetched:
        if answer.status == 304 and {"If-None-Match", "If-Modified-Since"} & self._request.headers.keys():
            return self._fetched(answer, b"", not_modified=True)
        if partial is not None and answer.status != 206:
            partial = None  # it sends the whole again, or an error
        if answer.status not in (200, 203, 206):
            if answer.status == 416:
                raise _BrokenError(_said(answer), None)
            raise self._failed(_said(answer))
        joins = partial is not None and partial.joins(answer)
        if answer.status == 206 and not joins:
            raise _BrokenError("the server sent another part than was asked for", None)
        try:
            if partial is None or not joins:
                partial = Body(answer, self.limits.size)
            self._receive_pieces(exchange, answer, partial)
            return self._fetched(partial.answer, partial.unpacked())
        except BrokenOffError as error:
            raise _BrokenError(str(error), partial if partial and partial.validator else None) from error
        except CutShortError:
            raise _BrokenError("the connection broke off", None) from None
        except TooLargeError:
            size = self.limits.size
            shown = f"{size // 1024 // 1024} MB" if size >= 1024 * 1024 else f"{size:,} bytes"
            raise self._failed(f"it sends more than {shown}") from None
        except BrokenEncodingError as error:
            raise self._failed(f"what it sent cannot be unpacked ({error})") from None

    def _receive_pieces(self, exchange: Exchange, answer: Answer, partial: Body) -> None:
        total = None if answer.length is None else answer.length + partial.received
        if total is not None and total > self.limits.size:
            raise TooLargeError
        for piece in exchange.pieces(self._tick):
            partial.add(piece)
            if self.progress is not None:
                self.progress(partial.received, total)

    def _fetched(self, answer: Answer, body: bytes, *, not_modified: bool = False) -> Fetched:
        etag, modified = answer.header("etag"), answer.header("last-modified")
        if not_modified:
            etag, modified = etag or self.etag, modified or self.modified
        kind = answer.header("content-type")
        url = _without_password(self._request.url)
        return Fetched(url, 200 if answer.status == 206 else answer.status, body, etag, modified, kind, not_modified)

    def _first_request(self, url: str) -> Request:
        headers = {"User-Agent": USER_AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
        for name, known in (("If-None-Match", self.etag), ("If-Modified-Since", self.modified)):
            if known and known.isprintable() and known.isascii():
                headers[name] = known
        request = self._request_to(url, headers)
        if self.named_by is None:
            return request
        feed = self._request_to(self.named_by, headers)
        if (reason := _refusal(feed.url, request.url)) is not None:
            raise self._failed(reason)
        return Request(request.url, {**feed.headers, **request.headers}) if _is_same_host(feed, request) else request

    def _request_to(self, url: str, headers: dict[str, str]) -> Request:
        """Return a request to an address, made safe to send.

        Raises:
            SourceFailed: no request can be sent there.
        """
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
        if parts.username is not None:
            from base64 import b64encode

            secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            headers = headers | {"Authorization": "Basic " + b64encode(secret.encode()).decode("ascii")}
        path, query = (quote(part, safe="/:@!$&'()*+,;=~%-._?") for part in (parts.path or "/", parts.query))
        plain = urlunsplit((parts.scheme.lower(), parts.netloc.rpartition("@")[2], path, query, ""))
        return Request(plain, headers)

    def _follow(self, location: str, seen: list[str]) -> None:
        """Make a redirect's address the next request."""
        before = self._request
        if not location:
            raise self._failed("the server points elsewhere without saying where")
        headers = {key: value for key, value in before.headers.items() if key != "Authorization"}
        try:
            target = urljoin(before.url, location.replace(" ", "%20"))
            reason = _refusal(before.url, target)
        except ValueError:
            raise self._failed("the server points to something that is no address") from None
        if reason is not None:
            raise self._failed(reason)
        after = self._request_to(target, headers)
        if _is_same_host(before, after):
            after = Request(after.url, {**before.headers, **after.headers})  # its name and password too
        if after.url in seen:
            raise self._failed(f"it leads round in a circle, back to {after.url}")
        if len(seen) > self.limits.redirects:
            raise self._failed(f"it leads on from address to address more than {self.limits.redirects} times")
        seen.append(after.url)
        self._request = after

    def _tick(self) -> float:
        """Return how long to wait for data before the next check. Raises if the fetch is cancelled or took too long."""
        if self.cancelled is not None and self.cancelled():
            raise FetchCancelled(self._shown, "it was cancelled")
        left = self._ends - time.monotonic()
        if left <= 0:
            raise self._failed(f"it took longer than {self.limits.seconds:g} seconds")
        return min(_POLL, left)

    def _wait(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            time.sleep(min(self._tick(), left))

    def _failed(self, reason: str) -> SourceFailed:
        return SourceFailed(self._shown, reason)


class _BrokenError(Exception):
    """An exchange that is worth repeating, with the part of the body that it brought."""

    def __init__(self, reason: str, partial: Body | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.partial = partial


_MEANINGS = {
    401: "it asks for a name and password",
    403: "the server refuses to give it",
    404: "the server says that there is nothing at this address",
    410: "the server says that it is gone for good",
    429: "the server has had too many requests",
    500: "the server has an error of its own",
    502: "the server has an error of its own",
    503: "the server is busy or down",
    504: "the server has an error of its own",
}


def _said(answer: Answer) -> str:
    return f"{_MEANINGS.get(answer.status, 'the server gave an unexpected answer')} (status {answer.status})"


def _refusal(old: str, new: str) -> str | None:
    """Return why one address may not lead to another, or None. Raises ValueError if that is none."""
    before, after = urlsplit(old), urlsplit(new)
    if after.scheme.lower() not in ("http", "https"):
        return f"it leads to an address that is not fetched ({clean_line(new)[:100]})"
    if (before.scheme, after.scheme.lower()) == ("https", "http"):
        return "it leads from https to unprotected http, which is not followed"
    if _is_private(after.hostname or "") and not _is_private(before.hostname or ""):
        return f"it leads into a private network ({after.hostname}), which is not followed"
    return None


def _is_same_host(one: Request, other: Request) -> bool:
    parts = urlsplit(one.url), urlsplit(other.url)
    return len({(each.scheme, each.hostname, each.port) for each in parts}) == 1


def _is_private(host: str) -> bool:
    """Return whether a host, by what it is called, is this machine or one of its own network."""
    from ipaddress import ip_address

    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


def _without_password(url: str) -> str:
    """Return an address as it may be shown, on one line."""
    shown = clean_line(url)
    before, slashes, after = shown.partition("//")
    netloc, slash, rest = after.partition("/")
    return before + slashes + netloc.rpartition("@")[2] + slash + rest
