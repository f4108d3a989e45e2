"""Links: which may be opened, why others may not, and how the browser gets them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.errors import LinkNotOpened, LinkRefused
from episodes.web_links import check_link, host
from tui.programs import open_link


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c&d=e#f",
        "HTTPS://EXAMPLE.ORG/Path",
        "https://example.org/a;rm%20-rf",
        "https://[2001:db8::1]/x",
        "https://user@example.org/",
        "https://example.org/wiki/ASGI_(Python)",
        "https://example.org/a|b^c",
    ],
)
def test_web_addresses_go_to_the_browser_as_they_are(url: str, opened: list[str]) -> None:
    open_link(url)
    assert opened == [url]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "empty"),
        ("--help", "dash"),
        ("-https://example.org", "dash"),
        ("javascript:alert(1)", "javascript:"),
        ("file:///etc/passwd", "file:"),
        ("vscode://open", "vscode:"),
        ("mailto:a@example.org", "mailto:"),
        ("../../x.md", "not a full address"),
        ("//example.org/x", "not a full address"),
        ("example.org", "not a full address"),
        ("https://", "no host"),
        ("https:///path", "no host"),
        ("https://example.org/a b", "white space"),
        ("https://example.org/\x1b[31m", "white space or characters"),
        ("https://example.org/\u202egro.elpmaxe", "white space or characters"),
        ("https://example.org/\nx", "white space"),
        ("https://example.org/%action--incognito", "placeholder"),
        ("https://[broken/", "no host"),
        ("https://example.org/" + "a" * 9000, "longer"),
    ],
)
def test_anything_else_stays_closed_with_the_reason(url: str, reason: str, opened: list[str]) -> None:
    with pytest.raises(LinkRefused) as refused:
        open_link(url)
    assert reason in str(refused.value)
    assert opened == []


def test_where_no_browser_is_found_that_is_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.programs.find_browsers", lambda environ, platform: {})
    with pytest.raises(LinkNotOpened, match="no browser was found"):
        open_link("https://example.org")


def test_a_browser_that_does_not_start_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken").write_text("no program")
    (tmp_path / "broken").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("BROWSER", "broken")
    with pytest.raises(LinkNotOpened, match="tried: broken"):
        open_link("https://example.org")


@given(st.text())
def test_no_text_opens_but_web_addresses_without_white_space(text: str) -> None:
    try:
        url = check_link(text)
    except LinkRefused:
        return
    assert url == text
    assert url.lower().startswith(("http://", "https://"))
    assert not any(character.isspace() or ord(character) < 32 for character in url)
    assert host(url)


def test_the_host_is_told_without_www_and_user() -> None:
    assert host("https://www.Example.org:8080/x") == "example.org"
    assert host("https://user:password@example.org/") == "example.org"
    assert host("no address") == ""
