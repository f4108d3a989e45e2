"""One request and its answer: connections, heads with a bound, bodies that come in pieces, and errors as reasons."""

import contextlib
import gzip
import http.client
import io
import re
import socket
import ssl
import zlib
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

from ..text import clean_line

_LARGEST_HEAD = 256 * 1024
"""The most bytes of headers, with the answers that only announce one."""
_ANNOUNCEMENT = re.compile(rb"HTTP/\S+\s+1\d\d\b")
_READ_HEADERS = frozenset(
    {b"connection", b"content-encoding", b"content-length", b"content-range", b"content-type", b"etag"}
    | {b"last-modified", b"location", b"transfer-encoding"}
)
_GZIP = b"\x1f\x8b"
"""What it begins with, whichever of the two packings a server calls it."""


class ExchangeFailedError(Exception):
    """The exchange failed, and would fail again; its text is the reason."""


class BrokenOffError(ExchangeFailedError):
    """The connection failed on the way; another try may work."""


def header(answer: http.client.HTTPResponse, name: str) -> str | None:
    """Return the value of a header as one clean line; None where it is not there or says nothing."""
    return clean_line(answer.headers.get(name, "")) or None


class Body:
    """A body that comes in pieces within a limit, and is continued where a connection broke.

    Args:
        answer: the answer that it began with; its header `Content-Encoding` may be gzip, deflate or identity.
        limit: the most bytes, before and after unpacking.
    """

    def __init__(self, answer: http.client.HTTPResponse, limit: int) -> None:
        self.answer = answer
        self.received = 0
        """Bytes as they were sent."""
        etag = header(answer, "etag") or ""
        # A weak one (W/) does not promise the same bytes, so there is nothing to join them by (RFC 9110, 13.1.5).
        self.validator = (etag if not etag.startswith("W/") else "") or header(answer, "last-modified") or ""
        """Sent as `If-Range` with a request for the rest; empty where the server gave nothing to compare."""
        self._limit = limit
        self._sent = io.BytesIO()

    def joins(self, answer: http.client.HTTPResponse) -> bool:
        """Return whether an answer brings the rest of this very version of the body."""
        is_rest = (header(answer, "content-range") or "").startswith(f"bytes {self.received}-")
        names = ("etag", "last-modified")
        return is_rest and all(header(answer, name) in (None, header(self.answer, name)) for name in names)

    def check(self, size: int) -> None:
        """Raise ExchangeFailedError where so many bytes are more than the limit."""
        if size > self._limit:
            megabytes = self._limit // 1024 // 1024
            shown = f"{megabytes} MB" if megabytes else f"{self._limit:,} bytes"
            raise ExchangeFailedError(f"it sends more than {shown}")

    def add(self, piece: bytes) -> None:
        """Add the next bytes as they were sent. Raises ExchangeFailedError where they are too many."""
        self.received += len(piece)
        self.check(self.received)
        self._sent.write(piece)

    def unpacked(self) -> bytes:
        """Return the whole body.

        Raises:
            BrokenOffError: the packed data breaks off.
            ExchangeFailedError: it is not packed as it says, or in a way that is not known, or unpacked too large.
        """
        sent, name = self._sent.getvalue(), (header(self.answer, "content-encoding") or "identity").lower()
        if not sent or name in ("identity", "none"):
            return sent
        if name not in ("gzip", "x-gzip", "deflate"):
            raise _not_unpacked(f"unknown encoding {name[:40]!r}")
        try:
            if sent.startswith(_GZIP):
                body = gzip.GzipFile(fileobj=io.BytesIO(sent)).read(self._limit + 1)
            else:
                unpacker = zlib.decompressobj()
                body = unpacker.decompress(sent, self._limit + 1)
                if not unpacker.eof and len(body) <= self._limit:
                    raise EOFError
                if unpacker.unused_data.strip(b"\0"):
                    raise zlib.error("more follows")
        except EOFError as error:
            raise BrokenOffError("the connection broke off") from error
        except (OSError, zlib.error) as error:
            raise _not_unpacked("its data is damaged") from error
        self.check(len(body))
        return body


def _not_unpacked(reason: str) -> ExchangeFailedError:
    return ExchangeFailedError(f"what it sent cannot be unpacked ({reason})")


class _Response(http.client.HTTPResponse):
    """An answer whose head may have any number of headers, of which the few that are used are kept."""

    def begin(self) -> None:
        """Read the head, passing over the answers before it that only announce one (status 1xx).

        Raises:
            ExchangeFailedError: all that is larger than a bound.
        """
        stream, room = self.fp, _LARGEST_HEAD
        head: list[bytes] = []
        while line := stream.readline(room + 1):
            room -= len(line)
            if room < 0:
                raise ExchangeFailedError(f"the head of its answer is larger than {_LARGEST_HEAD // 1024} kB")
            if not head:
                head = [line]
                if not line.startswith(b"HTTP/"):
                    break
            elif line.partition(b":")[0].strip().lower() in _READ_HEADERS:
                head.append(line)
            elif not line.strip():
                if not _ANNOUNCEMENT.match(head[0]):
                    break
                head = []
        self.fp = io.BufferedReader(io.BytesIO(b"".join(head)))
        try:
            super().begin()
        finally:
            self.fp = stream

    def _read_and_discard_trailer(self) -> None:
        """Leave what follows the last chunk: it may have no end, and the connection is not used again."""


def connection_to(url: str, idle: float) -> tuple[http.client.HTTPConnection, str, dict[str, str]]:
    """Return a connection, through a proxy if the environment names one, what to ask it for, and with which headers.

    Args:
        url: the whole address, without name and password; only its host may hold characters beyond ASCII.
        idle: seconds without a byte after which it counts as broken.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    target = urlunsplit(("", "", parts.path, parts.query, ""))
    proxy = None if proxy_bypass(host) else getproxies().get(parts.scheme)
    via = parts if proxy is None else urlsplit(proxy if "//" in proxy else f"//{proxy}")
    if proxy is not None and (via.scheme not in ("", "http") or not via.hostname):
        raise ExchangeFailedError("the proxy that the environment names is not an http proxy")
    name, port = (host, parts.port) if proxy is None else (via.hostname or "", via.port or 80)
    headers = {} if via.username is None else {"Proxy-Authorization": basic(via)}
    if parts.scheme == "http":
        connection = http.client.HTTPConnection(name, port, timeout=idle)
        target = target if proxy is None else url
    else:
        connection = http.client.HTTPSConnection(name, port, timeout=idle, context=ssl.create_default_context())
        if proxy is not None:
            connection.set_tunnel(host, parts.port or 443, headers)
        headers = {}  # the server itself is not to see them
    connection.response_class = _Response
    return connection, target, headers


def basic(parts: SplitResult) -> str:
    """Return the header that gives the name and password of an address."""
    secret = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    return "Basic " + b64encode(secret.encode()).decode("ascii")


_REASONS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], bool, str], ...] = (
    (socket.gaierror, False, "the name {host} could not be resolved; is there a connection to the network?"),
    (ssl.SSLCertVerificationError, False, "its certificate is not valid ({detail})"),
    (ConnectionRefusedError, False, "the server refused the connection"),
    ((ssl.SSLEOFError, ConnectionError, http.client.IncompleteRead), True, "the connection broke off"),
    (ssl.SSLError, False, "no encrypted connection could be made ({detail})"),
    (http.client.HTTPException, True, "the server does not speak HTTP ({kind})"),
    (OSError, True, "the network failed ({detail})"),
    (Exception, False, "the answer could not be read ({kind})"),
)
"""Errors of the network, the first that fits counts: whether another try may work, and the reason."""


@contextlib.contextmanager
def network_errors(host: str, silence: ExchangeFailedError) -> Iterator[None]:
    """Raise errors of the network in the block as ones whose text is a reason.

    Args:
        host: the server.
        silence: what to raise where nothing comes for too long.
    """
    try:
        yield
    except ExchangeFailedError:
        raise
    except TimeoutError as error:
        raise silence from error
    except Exception as error:
        _, may_work, reason = next(each for each in _REASONS if isinstance(error, each[0]))
        details = [getattr(error, name, None) for name in ("verify_message", "reason", "strerror")]
        detail = next(filter(None, details), None) or str(error)
        failure = BrokenOffError if may_work else ExchangeFailedError
        raise failure(reason.format(host=host, detail=detail, kind=type(error).__name__)) from error
