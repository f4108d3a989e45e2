"""One request and its answer over a connection of its own, in a thread that its caller can walk away from.

Name look-up, connecting and the TLS handshake block, and nothing in the standard library interrupts them. So
they happen in a daemon thread; the caller waits on a queue in short steps and may leave at any of them.
"""

from __future__ import annotations

import contextlib
import http.client
import queue
import socket
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from episodes.text import clean_line

_PIECE = 64 * 1024
_AHEAD = 16
"""Pieces that may wait to be taken."""
Tick = Callable[[], float]
"""Says how many seconds to wait before calling it again; raises to end the exchange."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, and where."""

    url: str
    """The whole address, without name and password."""
    scheme: str
    host: str
    port: int | None
    target: str
    """Path and query."""
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of a server's answer."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case, values clean."""
    length: int | None
    """Bytes of the body that follows, where the server says so."""

    def header(self, name: str) -> str | None:
        """Return the value of a header, or None."""
        return self.headers.get(name) or None

    def continues(self, offset: int) -> bool:
        """Tell whether this is the part of a body from that byte on."""
        return self.status == 206 and (self.header("content-range") or "").startswith(f"bytes {offset}-")


class ExchangeFailedError(Exception):
    """It cannot work, with the reason."""


class BrokenOffError(ExchangeFailedError):
    """The connection failed on the way; it may work another time."""


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
                raise _told(said, self._request.host, silence) from said
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
        connection, target = _connection(self._request, self._idle)
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


def _connection(request: Request, idle: float) -> tuple[http.client.HTTPConnection, str]:
    """Return a connection, through a proxy if the environment names one, and what to ask it for."""
    host = request.host if request.host.isascii() else request.host.encode("idna").decode("ascii")
    proxy = None if proxy_bypass(host) else getproxies().get(request.scheme)
    if proxy is None:
        if request.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(host, request.port, timeout=idle, context=context), request.target
        return http.client.HTTPConnection(host, request.port, timeout=idle), request.target
    parts = urlsplit(proxy if "//" in proxy else f"//{proxy}")
    if parts.scheme not in ("", "http") or not parts.hostname:
        raise ExchangeFailedError("the proxy that the environment names is not an http proxy")
    if request.scheme == "http":
        return http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=idle), request.url
    context = ssl.create_default_context()
    tunnel = http.client.HTTPSConnection(parts.hostname, parts.port or 80, timeout=idle, context=context)
    headers = {}
    if parts.username is not None:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        headers["Proxy-Authorization"] = "Basic " + b64encode(secret).decode("ascii")
    tunnel.set_tunnel(host, request.port or 443, headers)
    return tunnel, request.target


def _told(error: Exception, host: str, silence: str) -> ExchangeFailedError:
    """Return an error of the network as one whose text is a reason."""
    if isinstance(error, ExchangeFailedError):
        return error
    if isinstance(error, socket.gaierror):
        return ExchangeFailedError(f"the name {host} could not be resolved; is there a connection to the network?")
    if isinstance(error, ssl.SSLCertVerificationError):
        return ExchangeFailedError(f"its certificate is not valid ({error.verify_message})")
    if isinstance(error, ssl.SSLEOFError):
        return BrokenOffError("the connection broke off")
    if isinstance(error, ssl.SSLError):
        return ExchangeFailedError(f"no encrypted connection could be made ({error.reason or 'TLS failed'})")
    if isinstance(error, TimeoutError):
        return SilentError(silence)
    if isinstance(error, ConnectionRefusedError):
        return ExchangeFailedError("the server refused the connection")
    if isinstance(error, (ConnectionError, http.client.IncompleteRead)):
        return BrokenOffError("the connection broke off")
    if isinstance(error, http.client.HTTPException):
        return BrokenOffError(f"the server does not speak HTTP ({type(error).__name__})")
    if isinstance(error, OSError):
        return BrokenOffError(f"the network failed ({error.strerror or error})")
    return ExchangeFailedError(f"the answer could not be read ({type(error).__name__})")
