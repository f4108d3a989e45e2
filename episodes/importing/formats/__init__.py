"""What podcasts publish, read into documents. The format of a source is told by its content, not by its name.

A format is one line of `FORMATS` and a module of this package, which is imported when the first source of its format
is read. The module's function `read` takes an `Input` and returns a `ReadResult`, or None where the text turns out to
be of another format after all. It raises BrokenEpisode for a source that cannot be read.
"""

import re
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from episodes.documents.document import Document
from episodes.errors import BrokenEpisode
from episodes.files import LARGEST_NOTES
from episodes.model import Problem
from episodes.text import clean_line

LARGEST_FEED = 64 * 1024 * 1024
"""The most bytes of a feed: 2,500 episodes with full notes take about a third."""

_LONGEST_BEGINNING = 8192
"""The bytes of a source by which its format is told."""


class Input(NamedTuple):
    """A source to be read."""

    data: bytes
    """All of it."""
    name: str
    """Its file name or address as one clean line; a name such as `148-title.md` may give facts."""
    content_type: str | None = None
    """What a server says of it; only its charset counts."""
    must_be_feed: bool = False
    """It is a feed's address, so that a web page there is a mistake and no notes."""


class ListedFeed(NamedTuple):
    """A feed that a list of feeds names."""

    address: str
    title: str
    folders: tuple[str, ...] = ()
    """Where it stands in the list, the outermost first."""


class ReadResult(NamedTuple):
    """All that one source says."""

    documents: Sequence[Document] = ()
    problems: Sequence[Problem] = ()
    """What of it could not be read, and is wrong with all of it; a document has warnings of its own."""
    next_page: str | None = None
    """The address of the feed's older items, where it has them on a page of their own."""
    feeds: Sequence[ListedFeed] = ()
    """The feeds that it names, where it is a list of them."""


class Format(NamedTuple):
    """A kind of source."""

    module: str
    """The module that reads it."""
    begins: re.Pattern[str]
    """Matches the beginning of its text in lower case, without white space before it."""
    suffixes: tuple[str, ...]
    """How names of files end that are worth a look."""
    largest: int = LARGEST_NOTES
    """The most bytes that are read."""


_XML = re.compile(r"(?!<!doctype html|.*<html)(?:<\?xml|(?=<).*<(?:rss|feed|rdf:rdf|urlset|opml)[\s/>])", re.DOTALL)
_HTML = re.compile(r"<(?:!doctype html|html|head|body|p[> ]|div|ul>|h[12]|article|\?xml)|<!--.*<html", re.DOTALL)
FORMATS = (
    Format("xml_feed", _XML, (".xml", ".rss", ".atom", ".opml"), LARGEST_FEED),
    Format("json_feed", re.compile(r"\{"), (".json",), LARGEST_FEED),
    Format("html_page", _HTML, (".html", ".htm", ".xhtml")),
    Format("notes_text", re.compile(""), (".md", ".markdown", ".mdown", ".mkd", ".txt")),
)
SUFFIXES = tuple(suffix for each in FORMATS for suffix in each.suffixes)
NOTES_SUFFIXES = tuple(suffix for each in FORMATS if each.largest == LARGEST_NOTES for suffix in each.suffixes)
"""Of files that hold one episode each."""


def read_any(data: bytes, *, name: str, content_type: str | None = None, must_be_feed: bool = False) -> ReadResult:
    """Read a source of any format (see `Input`). What cannot be read is a problem with its reason, never an error."""
    source = Input(data, clean_line(name), content_type, must_be_feed)
    start = _start(data)
    found: ReadResult | None = None
    try:
        for each in FORMATS:
            if each.begins.match(start):
                if len(data) > each.largest:
                    raise BrokenEpisode(source.name, f"it is larger than {each.largest // 1024 // 1024} MB")
                if (found := import_module(f".{each.module}", __name__).read(source)) is not None:
                    break
    except BrokenEpisode as error:
        found = ReadResult(problems=[Problem(error.where, error.reason)])
    if found is None or not (found.documents or found.problems or found.feeds):
        return ReadResult(problems=[Problem(source.name, "it is a feed without any episode")])
    return found


def _start(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return data[:_LONGEST_BEGINNING].decode(encoding, "ignore").lstrip().lower()


def largest_of(name: str) -> int:
    """Return the most bytes of a file that are read, as its name ends."""
    return next((each.largest for each in FORMATS if name.lower().endswith(each.suffixes)), LARGEST_NOTES)
