"""What podcasts publish, read into documents: the kind of a source is told by its content, not its name."""

from __future__ import annotations

import json
import re

from episodes.documents.document import LARGEST, decode
from episodes.errors import BrokenEpisode
from episodes.importing.formats.read_result import Problem, ReadResult
from episodes.text import clean_line

__all__ = ["ENDINGS", "LARGEST_FEED", "Problem", "ReadResult", "read_any"]

ENDINGS = frozenset(
    {".md", ".markdown", ".mdown", ".mkd", ".txt", ".html", ".htm", ".xhtml", ".xml", ".rss", ".atom", ".json"}
)
"""Names of files in a folder that are worth a look."""
_ROOT = re.compile(r"<(?:rss|feed|rdf:rdf|opml|urlset)[\s/>]")
LARGEST_FEED = 64 * 1024 * 1024
"""The most bytes of a feed: 2,500 episodes with full notes take about a third."""


def read_any(data: bytes, *, name: str, content_type: str | None = None, must_be_feed: bool = False) -> ReadResult:
    """Read a source of any kind. Never fails: what cannot be read is a problem with its reason.

    Args:
        data: all of the source.
        name: its file name or address, which problems name; a name such as `148-title.md` may give facts.
        content_type: what a server says of it; only its charset counts.
        must_be_feed: the source is a feed's address, so that a web page there is a mistake, not notes.
    """
    try:
        return _read(data, name, content_type, must_be_feed)
    except BrokenEpisode as error:
        return ReadResult(problems=[Problem(error.path, error.reason)])


def _read(data: bytes, name: str, content_type: str | None, must_be_feed: bool) -> ReadResult:
    start = _start(data)
    if start.startswith("<") and _is_xml(start):
        return _read_xml(data, name, content_type)
    if start.startswith("{"):
        reading = _read_json(data, name, must_be_feed)
        if reading is not None:
            return reading
    if len(data) > LARGEST:
        raise BrokenEpisode(clean_line(name), f"it is larger than {LARGEST // 1024 // 1024} MB")
    if _is_html(start):
        return _read_html(data, name, content_type, must_be_feed)
    text = decode(data, name=name)
    if must_be_feed:
        raise BrokenEpisode(clean_line(name), "it is plain text, not a feed")
    from episodes.importing.formats.web_page import is_web_page, read_web_page

    if is_web_page(text):
        return read_web_page(text, name=name)
    from episodes.importing.formats.markdown import read_markdown

    return read_markdown(text, name=name)


def _start(data: bytes) -> str:
    """Return the beginning of a text in lower case, without white space before it."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return data[:8192].decode(encoding, "ignore").lstrip().lower()


def _is_xml(start: str) -> bool:
    """Tell XML from HTML by its declaration, or else by its first element."""
    if "<html" in start or start.startswith("<!doctype html"):
        return False
    return start.startswith("<?xml") or _ROOT.search(start) is not None


def _is_html(start: str) -> bool:
    openings = (
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<p>",
        "<p ",
        "<div",
        "<ul>",
        "<h1",
        "<h2",
        "<article",
        "<?xml",
    )
    return start.startswith(openings) or (start.startswith("<!--") and "<html" in start)


def _read_xml(data: bytes, name: str, content_type: str | None) -> ReadResult:
    from episodes.importing.formats.atom import read_atom
    from episodes.importing.formats.rss import local_name, read_rss
    from episodes.importing.formats.xml_tree import XmlRefusedError, decode_xml, parse_xml

    shown = clean_line(name)
    if len(data) > LARGEST_FEED:
        raise BrokenEpisode(shown, f"it is larger than {LARGEST_FEED // 1024 // 1024} MB")
    text, replaced = decode_xml(data, content_type)
    try:
        root, broken = parse_xml(text)
    except XmlRefusedError as error:
        raise BrokenEpisode(shown, str(error)) from None
    kind = local_name(root).lower()
    if kind in ("rss", "rdf"):
        reading = read_rss(root, name=shown)
    elif kind == "feed":
        reading = read_atom(root, name=shown)
    else:
        raise BrokenEpisode(shown, f"it is XML, but neither RSS nor Atom (it starts with <{clean_line(kind)[:40]}>)")
    problems = [Problem(shown, reason) for reason in (replaced, broken) if reason]
    if not reading.documents and not reading.problems and not problems:
        problems = [Problem(shown, "it is a feed without any episode")]
    return ReadResult(reading.documents, [*problems, *reading.problems])


def _read_json(data: bytes, name: str, must_be_feed: bool) -> ReadResult | None:
    """Read a JSON Feed; return None for text that only starts like JSON, such as JSON front matter."""
    from episodes.importing.formats.json_feed import is_json_feed, read_json_feed

    shown = clean_line(name)
    if len(data) > LARGEST_FEED:
        raise BrokenEpisode(shown, f"it is larger than {LARGEST_FEED // 1024 // 1024} MB")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        if must_be_feed:
            raise BrokenEpisode(shown, "it is not valid JSON") from None
        return None
    if not is_json_feed(value):
        raise BrokenEpisode(shown, "it is JSON, but not a JSON Feed")
    reading = read_json_feed(value, name=shown)
    if not reading.documents and not reading.problems:
        return ReadResult(problems=[Problem(shown, "it is a feed without any episode")])
    return reading


def _read_html(data: bytes, name: str, content_type: str | None, must_be_feed: bool) -> ReadResult:
    from episodes.importing.formats.html_page import feeds_of, read_html_page
    from episodes.importing.formats.xml_tree import decode_xml

    text, _ = decode_xml(data, content_type)
    if must_be_feed:
        feeds = feeds_of(text, base=name)
        hint = f"; the page names this feed: {feeds[0]}" if feeds else ""
        raise BrokenEpisode(clean_line(name), f"it is a web page, not a feed{hint}")
    return read_html_page(text, name=name)
