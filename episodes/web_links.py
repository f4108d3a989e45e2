"""Which addresses may be opened in a browser, written into an export, or shown as links; where an episode is heard."""

import re

from .errors import LinkRefused, NotPlayed
from .model import Episode

# White space, control characters and what the browsers' own launchers treat as theirs: a leading dash is an option
# (CVE-2026-4519), and `%action` is a placeholder that `webbrowser` fills in.
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069<>\"\\]")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_ABSOLUTE = re.compile(r"https?://[\w.:-]+/[\w./%~+-]*")
"""Most addresses: joined to any other they stay as they are."""
_MAX_LENGTH = 8_000
_TIME_KEYS = ("t", "start", "time_continue")


def check_link(url: str) -> str:
    """Return the address if it may be opened.

    Raises:
        LinkRefused: anything but an `http` or `https` address with a host, without white space, control
            characters or what a browser's launcher could take for an option.
    """
    if not url:
        raise LinkRefused(url, "it is empty")
    if url.startswith("-"):
        raise LinkRefused(url, "it begins with a dash")
    if len(url) > _MAX_LENGTH:
        raise LinkRefused(url, f"it is longer than {_MAX_LENGTH:,} characters")
    if (scheme := _SCHEME.match(url)) is None:
        raise LinkRefused(url, "it is not a full address with http:// or https://")
    if scheme[1].lower() not in ("http", "https"):
        raise LinkRefused(url, f"{scheme[1].lower()}: addresses stay closed, only http and https are opened")
    if _UNSAFE.search(url):
        raise LinkRefused(url, "it holds white space or characters that no address may have")
    if "%action" in url:
        raise LinkRefused(url, "it holds a placeholder of the browser's launcher")
    if not host(url):
        raise LinkRefused(url, "it names no host")
    return url


def may_open(url: str | None) -> bool:
    """Return whether an address may be opened, and so be a link in what is exported."""
    try:
        return bool(check_link(url or ""))
    except LinkRefused:
        return False


def host(url: str) -> str:
    """Return the host of a web address in lower case, without `www.`; an empty string if it has none."""
    from urllib.parse import urlsplit

    try:
        name = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.")


def whole_address(base: str, address: str) -> str:
    """Return an address, made whole by the one that it is relative to; an impossible one as it is."""
    if _ABSOLUTE.fullmatch(address):
        return address
    from urllib.parse import urljoin

    try:
        return urljoin(base, address)
    except ValueError:
        return address


def web_address(episode: Episode, start: int) -> tuple[str, bool]:
    """Return the address for a browser, and whether it leads to the second that is asked for.

    The video, whose pages take a time, comes before the audio, for which browsers take a media fragment
    (https://www.w3.org/TR/media-frags/), and that before the episode's page.

    Raises:
        NotPlayed: the episode names none of them.
    """
    from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

    if episode.video is not None:
        parts = urlsplit(episode.video)
        query = [(key, value) for key, value in parse_qsl(parts.query, True) if key not in _TIME_KEYS]
        if start:
            query.append(("t", f"{start}s"))
        return urlunsplit(parts._replace(query=urlencode(query), fragment="")), True
    if episode.audio is not None:
        return episode.audio.partition("#")[0] + (f"#t={start}" if start else ""), True
    if episode.page is not None:
        return episode.page, not start
    raise NotPlayed(f"{episode.name} names neither a recording nor a page.")
