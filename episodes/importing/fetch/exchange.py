"""One request and its answer over a connection of its own, in a thread that the caller can abandon.

Name look-up, connecting and the TLS handshake block, and nothing in the standard library interrupts them. So
they happen in a daemon thread; the caller waits on a queue in short steps and may leave at any of them.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import queue
import re
import socket
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

from episodes.text import clean_line

_PIECE = 64 * 1024
_AHEAD = 16
"""The most pieces that are read ahead."""
_LARGEST_HEAD = 256 * 1024
"""The most bytes of headers, with the answers that only announce one."""
_ANNOUNCEMENT = re.compile(rb"HTTP/\S+\s+1\d\d\b")
_READ_HEADERS = frozenset(
    {b"connection", b"content-encoding", b"content-length", b"content-range", b"content-type", b"etag"}
    | {b"last-modified", b"location", b"transfer-encoding"}
)
Tick = Callable[[], float]
"""Returns how many seconds to wait before it is called again; raises to end the exchange."""


class Request(NamedTuple):
    """An address and the headers that are sent to it."""

    url: str
    """The whole address, without name and password; only its host may hold characters beyond ASCII."""
    headers: Mapping[str, str]


class Answer(NamedTuple):
    """The head of a server's answer."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case, values clean."""
    length: int | None
    """Bytes of the body that follows, where the server says so."""

    def header(self, name: str) -> str | None:
        """Return the value of a header, or None."""
        return self.headers.get(name) or None


class ExchangeFailedError(Exception):
    """The exchange failed, and would fail again; its text is the reason."""


class BrokenOffError(ExchangeFailedError):
    """The connection failed on the way; another try may work."""


class SilentError(BrokenOffError):
    """Nothing came for too long."""


class Exchange:
    """A context in which a request is sent and its answer read.

    Args:
        request: what to ask.
        idle: seconds without a byte after which it counts as broken.
    """

    def __init__(self, request: Request, idle: float) -> None:
        self._request = request
        self._idle = idle
        self._queue: queue.Queue[Answer | bytes | Exception | None] = queue.Queue(_AHEAD)
        self._left = threading.Event()
        self._connection: http.client.HTTPConnection | None = None
        self._socket: socket.socket | None = None

    def __enter__(self) -> Exchange:
        threading.Thread(target=self._run, name="earmark-fetch", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left.set()
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def answer(self, tick: Tick) -> Answer:
        """Wait for the head of the answer.

        Raises:
            BrokenOffError: the connection failed.
            ExchangeFailedError: the server cannot be reached or trusted.
        """
        silence = f"it did not answer within {self._idle:g} seconds"
        try:
            said = self._next(tick, silence)
        except SilentError:  # who does not answer at all will not do so next time either
            raise ExchangeFailedError(silence) from None
        if not isinstance(said, Answer):
            raise BrokenOffError("the connection broke off")
        return said

    def pieces(self, tick: Tick) -> Iterator[bytes]:
        """Yield the body piece by piece as it comes, as the server sent it.

        Raises:
            BrokenOffError: it breaks off.
        """
        while True:
            said = self._next(tick, f"it sent nothing for {self._idle:g} seconds")
            if said is None:
                return
            if isinstance(said, bytes):
                yield said

    def _next(self, tick: Tick, silence: str) -> Answer | bytes | None:
        silent_at = time.monotonic() + self._idle
        while True:
            wait = tick()
            try:
                said = self._queue.get(timeout=wait)
            except queue.Empty:
                if time.monotonic() > silent_at:
                    raise SilentError(silence) from None
                continue
            if isinstance(said, Exception):
                raise _failure(said, urlsplit(self._request.url).hostname or "", silence) from said
            return said

    # In the thread.

    def _run(self) -> None:
        try:
            self._talk()
            self._put(None)
        except Exception as error:  # whatever it is, the caller has to hear of it
            self._put(error)
        finally:
            if self._connection is not None:
                self._connection.close()

    def _talk(self) -> None:
        connection, target = _connection(self._request.url, self._idle)
        connection.response_class = _Response
        self._connection = connection
        connection.connect()
        self._socket = connection.sock
        if self._left.is_set():
            return
        connection.request("GET", target, headers=dict(self._request.headers))
        response = connection.getresponse()
        headers = {name.lower(): clean_line(value) for name, value in reversed(response.getheaders())}
        self._put(Answer(response.status, headers, response.length))
        while piece := response.read1(_PIECE):
            self._put(piece)
            if self._left.is_set():
                return
        if response.length:  # `read1` ends without a word where the connection does
            raise http.client.IncompleteRead(b"", response.length)

    def _put(self, said: Answer | bytes | Exception | None) -> None:
        while not self._left.is_set():
            with contextlib.suppress(queue.Full):
                self._queue.put(said, timeout=0.1)
                return


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
        # What follows the last chunk is not read: it may have no end, and the connection is not used again.
        pass


def _connection(url: str, idle: float) -> tuple[http.client.HTTPConnection, str]:
    """Return a connection, through a proxy if the environment names one, and what to ask it for."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    target = urlunsplit(("", "", parts.path, parts.query, ""))
    proxy = None if proxy_bypass(host) else getproxies().get(parts.scheme)
    if proxy is None and parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=idle), target
    if proxy is None:
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=idle, context=context), target
    via = urlsplit(proxy if "//" in proxy else f"//{proxy}")
    if via.scheme not in ("", "http") or not via.hostname:
        raise ExchangeFailedError("the proxy that the environment names is not an http proxy")
    if parts.scheme == "http":
        return http.client.HTTPConnection(via.hostname, via.port or 80, timeout=idle), url
    context = ssl.create_default_context()
    tunnel = http.client.HTTPSConnection(via.hostname, via.port or 80, timeout=idle, context=context)
    headers = {}
    if via.username is not None:
        secret = f"{unquote(via.username)}:{unquote(via.password or '')}".encode()
        headers["Proxy-Authorization"] = "Basic " + b64encode(secret).decode("ascii")
    tunnel.set_tunnel(host, parts.port or 443, headers)
    return tunnel, target


_REASONS: tuple[tuple[type[Exception], type[ExchangeFailedError], str], ...] = (
    (
        socket.gaierror,
        ExchangeFailedError,
        "the name {host} could not be resolved; is there a connection to the network?",
    ),
    (ssl.SSLCertVerificationError, ExchangeFailedError, "its certificate is not valid ({detail})"),
    (ssl.SSLEOFError, BrokenOffError, "the connection broke off"),
    (ssl.SSLError, ExchangeFailedError, "no encrypted connection could be made ({detail})"),
    (TimeoutError, SilentError, "{silence}"),
    (ConnectionRefusedError, ExchangeFailedError, "the server refused the connection"),
    (ConnectionError, BrokenOffError, "the connection broke off"),
    (http.client.IncompleteRead, BrokenOffError, "the connection broke off"),
    (http.client.HTTPException, BrokenOffError, "the server does not speak HTTP ({kind})"),
    (OSError, BrokenOffError, "the network failed ({detail})"),
    (Exception, ExchangeFailedError, "the answer could not be read ({kind})"),
)
"""Errors of the network, the first that fits counts: what they are here, and their reason."""


def _failure(error: Exception, host: str, silence: str) -> ExchangeFailedError:
    """Return an error of the network as one whose text is a reason."""
    if isinstance(error, ExchangeFailedError):
        return error
    _, failure, reason = next(each for each in _REASONS if isinstance(error, each[0]))
    details = [getattr(error, name, None) for name in ("verify_message", "reason", "strerror")]
    detail = next(filter(None, details), None) or str(error)
    return failure(reason.format(host=host, silence=silence, detail=detail, kind=type(error).__name__))
