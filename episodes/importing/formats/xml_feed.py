"""RSS 2.0, 1.0 and older, and Atom 1.0, with the elements that podcasts add; and lists of feeds.

Sources: the RSS 2.0 specification; RFC 4287 (Atom); Apple's podcast namespace; Podcasting 2.0; Podlove Simple
Chapters 1.2; OPML 2.0 (opml.org), the list of feeds that podcast players export and import.
"""

import json
from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice
from xml.etree.ElementTree import Element, tostring
from xml.sax.saxutils import quoteattr

from episodes.documents import facts
from episodes.errors import BrokenEpisode
from episodes.html_reader import LARGEST as LARGEST_HTML
from episodes.html_reader import parse_html
from episodes.importing.formats import Input, ListedFeed, ReadResult
from episodes.importing.formats.feed import MOST_ITEMS, FeedItem, plain_as_html, read_items
from episodes.importing.formats.titles import readable_title
from episodes.importing.formats.xml_tree import XmlFeed, decode_xml
from episodes.model import Problem
from episodes.text import clean_line
from episodes.web_links import whole_address

_MOST_LISTED = 5000
"""The most feeds of a list."""


def read(source: Input) -> ReadResult:
    """Read a feed, or a list of feeds."""
    text, replaced = decode_xml(source.data, source.content_type)
    xml = XmlFeed(text, name=source.name)
    del text
    items: list[FeedItem] = []
    feeds: dict[str, ListedFeed] = {}
    for each in islice(xml.elements(), MOST_ITEMS + 1):
        if each.tag == "body":
            feeds |= {feed.address: feed for feed in _listed_feeds(each, ())}
        else:
            items.append(_item(each))
    assert xml.root is not None
    root, kind = xml.root, _local(xml.root.tag)
    problems = [Problem(source.name, reason) for reason in (replaced, xml.problem) if reason]
    if kind == "opml":
        if not feeds:
            raise BrokenEpisode(source.name, xml.problem or "it is a list of feeds without any")
        if len(feeds) > _MOST_LISTED:
            problems.append(Problem(source.name, f"it lists more than {_MOST_LISTED:,} feeds; the rest was left out"))
        return ReadResult(problems=problems, feeds=list(feeds.values())[:_MOST_LISTED])
    if kind not in ("rss", "rdf", "channel", "feed"):
        reason = f"it is XML, but neither RSS nor Atom (it starts with <{clean_line(kind)[:40]}>)"
        raise BrokenEpisode(source.name, reason)
    address = source.name if source.name.startswith(("http://", "https://")) else ""
    channel = root if kind in ("feed", "channel") else next(iter(_all(root, "channel")), root)
    site = whole_address(address, _text(channel, "link") or _links(channel).get("alternate", ""))
    del xml  # with its text, which may be large
    found = read_items(items, show=clean_line(_plain(_first(channel, "title"))), name=source.name, base=site or address)
    following = _links(channel).get("next")
    return ReadResult(found.documents, [*problems, *found.problems], following and whole_address(address, following))


def _listed_feeds(parent: Element, folders: tuple[str, ...]) -> Iterator[ListedFeed]:
    """Yield the feeds of an OPML outline."""
    for each in parent:
        title = readable_title(clean_line(each.get("title") or each.get("text") or "")[:200])
        if address := facts.read_address(each.get("xmlurl", "").strip()):
            yield ListedFeed(address, title, folders)
        yield from _listed_feeds(each, (*folders, title) if title else folders)


def _item(element: Element) -> FeedItem:
    """Return what an item of RSS or an entry of Atom says, in the elements that podcasts add too."""
    is_entry = element.tag == "entry"
    links = _links(element)
    page = _text(element, "link")
    guid, enclosure, description = (_first(element, name) for name in ("guid", "enclosure", "description"))
    if not page and guid is not None and guid.get("ispermalink", "true").lower() == "true":
        page = _said(guid) if _said(guid).startswith(("http://", "https://")) else ""
    media = [element, *_all(element, "media:group"), *_all(element, "media:content")]
    titles = (_plain(_first(element, "title")), *(_text(each, "media:title") for each in media))
    people = [
        (clean_line(each.text or ""), each.get("role", "host").lower()) for each in _all(element, "podcast:person")
    ]
    return FeedItem(
        title=next(filter(None, titles), ""),
        short_title=_text(element, "itunes:title"),
        page=page or links.get("alternate", ""),
        guid=_text(element, "guid") or _plain(_first(element, "id")),
        audio=(enclosure.get("url", "") if enclosure is not None else "") or links.get("enclosure", ""),
        notes=[
            _html(_first(element, "content")),
            _html(_first(element, "summary")) if is_entry else "",
            _text(element, "content:encoded"),
            _html(description) if description is not None and len(description) else _text(element, "description"),
            *(plain_as_html(_text(each, "media:description")) for each in media),
            _text(element, "itunes:summary") or ("" if is_entry else _text(element, "summary")),
            _text(element, "itunes:subtitle"),
        ],
        chapters_address=next((each.get("url", "") for each in _all(element, "podcast:chapters")), ""),
        base=element.get("xml:base", ""),
        facts={
            "number": _text(element, "itunes:episode", "podcast:episode"),
            "published": _text(
                element, "pubdate", "dc:date", "dc:created", "published", "issued", "updated", "modified"
            ),
            "hosts": [person for person, role in people if role in ("host", "co-host", "cohost")],
            "guests": [person for person, role in people if role == "guest"],
            "tags": [each.get("label") or each.get("term") or each.text or "" for each in _all(element, "category")],
            "chapters": list(_chapters(element)),
            "season": _text(element, "itunes:season", "podcast:season"),
            "type": _text(element, "itunes:episodetype"),
            "duration": _text(element, "itunes:duration"),
        },
    )


def _chapters(element: Element) -> Iterator[dict[str, object]]:
    """Yield the chapters that stand inside of an item: of Podlove, of Podcasting 2.0, or as its JSON."""
    for holder in element:
        if _local(holder.tag) != "chapters":
            continue
        for each in holder:
            if _local(each.tag) == "chapter":
                start = each.get("start") or each.get("starttime")
                title = each.get("title") or each.text
                yield {"start": start, "title": title, "url": each.get("href") or each.get("url")}
        if (holder.text or "").strip().startswith("{"):
            try:
                inline = json.loads(holder.text or "").get("chapters")
            except (ValueError, RecursionError, AttributeError):
                continue
            yield from (each for each in inline or () if isinstance(each, dict))


def _text(element: Element, *names: str) -> str:
    """Return the text of the first child of these names that has any; empty if there is none."""
    return next(filter(None, (_said(each) for name in names for each in _all(element, name))), "")


def _said(element: Element) -> str:
    """Return an element's text, of which more than fits one episode's notes is of no use."""
    text = "".join(element.itertext()) if len(element) else element.text or ""
    return text.strip()[: LARGEST_HTML + 1]


def _links(element: Element) -> dict[str, str]:
    """Return the addresses of an element's links by their relation, the first of each."""
    links = [each for each in (*_all(element, "link"), *_all(element, "atom:link")) if each.get("href")]
    return {each.get("rel", "alternate"): each.get("href", "") for each in reversed(links)}


def _plain(element: Element | None) -> str:
    """Return a text construct of Atom as plain text, whichever of the three kinds it is."""
    if element is None:
        return ""
    if element.get("type") in ("html", "text/html"):
        return parse_html(_said(element)).text().strip()
    return _said(element)


def _html(element: Element | None) -> str:
    """Return a text construct of Atom as HTML; content that stands elsewhere is only what its element says."""
    if element is None:
        return ""
    kind = element.get("type", "text")
    if kind == "xhtml" or len(element):
        for each in element.iter():
            each.tag = _local(each.tag)
            each.attrib = {_local(key): value for key, value in each.attrib.items()}
        return "".join(tostring(each, encoding="unicode", method="html") for each in element)
    text = _said(element)
    if kind in ("html", "text/html"):
        return text if "<" in text or "&" in text else escape(text)
    return plain_as_html(text)


def _all(element: Element, name: str) -> list[Element]:
    return [each for each in element if each.tag == name]


def _first(element: Element, name: str) -> Element | None:
    return next((each for each in element if each.tag == name), None)


def _local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def write_opml(feeds: Iterable[tuple[str, str]]) -> str:
    """Return a list of feeds, each with its name and its address, as OPML."""
    lines = [
        f'    <outline type="rss" text={quoteattr(name)} xmlUrl={quoteattr(address)}/>\n' for name, address in feeds
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>Earmark</title></head>\n'
    return f"{head}  <body>\n{''.join(lines)}  </body>\n</opml>\n"
