"""Fetching from those who mean harm: redirects, certificates, passwords, proxies and private networks."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from episodes.errors import SourceFailed
from episodes.importing.fetch import Limits, fetch

from .faulty_server import BODY, QUICK, Handler, Server

DATA = Path(__file__).parent / "data" / "formats"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


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
    assert caught.value.where == url
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


def test_a_redirect_that_brings_a_password_has_that_one_sent(server: Server) -> None:
    address = server.url.replace("//", "//ann:old@")
    server.page("/feed", lambda to: to.answer(status=302, Location=server.url.replace("//", "//ann:young@") + "/other"))
    server.page("/other", lambda to: to.answer(BODY))
    assert fetch(f"{address}/feed", limits=QUICK).body == BODY
    sent = [headers.get("Authorization") for _, headers in server.requests]
    assert sent == ["Basic YW5uOm9sZA==", "Basic YW5uOnlvdW5n"]


def test_a_proxy_that_the_environment_names_is_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv("no_proxy", "")
    server.page("http://feeds.example/x", lambda to: to.answer(b"through"))
    assert fetch("http://feeds.example/x", limits=QUICK).body == b"through"
    assert "Proxy-Authorization" not in server.requests[-1][1]
    monkeypatch.setenv("http_proxy", server.url.replace("//", "//ann:old@"))
    assert fetch("http://feeds.example/x", limits=QUICK).body == b"through"
    assert server.requests[-1][1]["Proxy-Authorization"] == "Basic YW5uOm9sZA=="


def test_control_characters_of_a_server_do_not_come_through(server: Server) -> None:
    def page(to: Handler) -> None:
        to.answer(b"ok", Content_Type="text/\x1b[31mxml\x9b", ETag='"\x07"')

    fetched = fetch(server.page("/feed", page), limits=QUICK)
    assert "\x1b" not in str(fetched.content_type)
    assert fetched.etag == '""'


def test_a_public_server_may_not_point_into_a_private_network() -> None:
    from episodes.importing.fetch import _is_private

    assert all(
        map(_is_private, ("127.0.0.1", "::1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "localhost", "nas.local"))
    )
    for written in (
        "127.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "localhost.",
        "\uff11\uff12\uff17.0.0.1",
        "local\u00adhost",
    ):
        assert _is_private(written), "what resolvers take for the same"
    assert not any(map(_is_private, ("example.com", "93.184.216.34", "2606:4700::1111", "m\u00fcnchen.example")))


def test_no_other_part_of_the_program_loads_the_network() -> None:
    imports = "import sys, episodes.documents.document, episodes.importing.formats"
    code = f"{imports}; print({{'socket', 'ssl', 'http.client'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=DATA.parents[2], check=True)
    assert done.stdout.strip() == "set()"
