"""OPML 2.0 (opml.org): the list of feeds that podcast players export and import."""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element
from xml.sax.saxutils import quoteattr

from episodes.documents import facts
from episodes.errors import BrokenEpisode
from episodes.importing.formats import Input, ListedFeed, ReadResult
from episodes.importing.formats.titles import readable_title
from episodes.importing.formats.xml_tree import XmlFeed, XmlRefusedError, decode_xml
from episodes.model import Problem
from episodes.text import clean_line

_MOST = 5000


def read(source: Input) -> ReadResult:
    """Read the feeds that a list names, each once."""
    text, replaced = decode_xml(source.data, source.content_type)
    outlines = XmlFeed(text, ("body",))
    try:
        feeds = {feed.address: feed for body in outlines.elements() for feed in _feeds(body, ())}
    except XmlRefusedError as error:
        raise BrokenEpisode(source.name, str(error)) from None
    if not feeds:
        raise BrokenEpisode(source.name, outlines.problem or "it is a list of feeds without any")
    problems = [Problem(source.name, reason) for reason in (replaced, outlines.problem) if reason]
    if len(feeds) > _MOST:
        problems.append(Problem(source.name, f"it lists more than {_MOST:,} feeds; the rest was left out"))
    return ReadResult(problems=problems, feeds=list(feeds.values())[:_MOST])


def _feeds(parent: Element, folders: tuple[str, ...]) -> Iterator[ListedFeed]:
    for each in parent:
        title = readable_title(clean_line(each.get("title") or each.get("text") or "")[:200])
        if address := facts.read_address(each.get("xmlurl", "").strip()):
            yield ListedFeed(address, title, folders)
        yield from _feeds(each, (*folders, title) if title else folders)


def write_opml(feeds: Iterable[tuple[str, str]]) -> str:
    """Return a list of feeds, each with its name and its address, as OPML."""
    lines = [
        f'    <outline type="rss" text={quoteattr(name)} xmlUrl={quoteattr(address)}/>\n' for name, address in feeds
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>Earmark</title></head>\n'
    return f"{head}  <body>\n{''.join(lines)}  </body>\n</opml>\n"
