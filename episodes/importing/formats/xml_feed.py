"""RSS 2.0, 1.0 and older, and Atom 1.0, with the elements that podcasts add.

Sources: the RSS 2.0 specification; RFC 4287 (Atom); Apple's podcast namespace; Podcasting 2.0; Podlove Simple
Chapters 1.2.
"""

import json
from collections.abc import Iterator
from html import escape
from itertools import islice
from xml.etree.ElementTree import Element, tostring

from episodes.errors import BrokenEpisode
from episodes.html_reader import LARGEST as LARGEST_HTML
from episodes.importing.formats import Input, ReadResult
from episodes.importing.formats.feed import MOST_ITEMS, FeedItem, plain_as_html, read_items
from episodes.importing.formats.xml_tree import XmlFeed, XmlRefusedError, decode_xml, joined
from episodes.model import Problem
from episodes.text import clean_line

_RSS, _ATOM = ("rss", "rdf", "channel"), ("feed",)


def read(source: Input) -> ReadResult:
    """Read a feed."""
    text, replaced = decode_xml(source.data, source.content_type)
    feed = XmlFeed(text, ("item", "entry"))
    del text
    address = source.name if source.name.startswith(("http://", "https://")) else ""
    try:
        items = [
            _atom_entry(each) if each.tag == "entry" else _rss_item(each)
            for each in islice(feed.elements(), MOST_ITEMS + 1)
        ]
    except XmlRefusedError as error:
        raise BrokenEpisode(source.name, str(error)) from None
    assert feed.root is not None
    root = feed.root
    kind = _local(root)
    if kind not in (*_RSS, *_ATOM):
        reason = f"it is XML, but neither RSS nor Atom (it starts with <{clean_line(kind)[:40]}>)"
        raise BrokenEpisode(source.name, reason)
    channel = root if kind in ("feed", "channel") else next(iter(_all(root, "channel")), root)
    site = joined(address, _text(channel, "link") if kind in _RSS else _links(channel).get("alternate", ""))
    problems = [Problem(source.name, reason) for reason in (replaced, feed.problem) if reason]
    del feed  # with its text, which may be large
    found = read_items(items, show=clean_line(_plain(_first(channel, "title"))), name=source.name, base=site or address)
    following = _links(channel, "link", "atom:link").get("next")
    return ReadResult(found.documents, [*problems, *found.problems], following and joined(address, following))


def _rss_item(element: Element) -> FeedItem:
    item = _podcast_item(element)
    guid, enclosure = _first(element, "guid"), _first(element, "enclosure")
    links = _links(element, "atom:link")
    item.guid = _text(element, "guid")
    item.page = _text(element, "link")
    is_address = item.guid.startswith(("http://", "https://"))
    if not item.page and is_address and guid is not None and guid.get("ispermalink", "true").lower() == "true":
        item.page = item.guid
    item.page = item.page or links.get("alternate", "")
    item.facts["published"] = _text(element, "pubdate", "dc:date", "dc:created")
    item.facts["tags"] = [each.text or "" for each in _all(element, "category")]
    item.audio = (enclosure.get("url", "") if enclosure is not None else "") or links.get("enclosure", "")
    return item


def _atom_entry(entry: Element) -> FeedItem:
    item = _podcast_item(entry)
    links = _links(entry)
    item.guid = _plain(_first(entry, "id"))
    item.page = joined(item.base, links["alternate"]) if "alternate" in links else ""
    item.facts["published"] = _text(entry, "published", "issued", "updated", "modified")
    item.notes = [_html(_first(entry, "content"), item.base), _html(_first(entry, "summary"), item.base), *item.notes]
    item.facts["tags"] = [each.get("label") or each.get("term") or "" for each in _all(entry, "category")]
    item.audio = links.get("enclosure", "")
    return item


def _podcast_item(element: Element) -> FeedItem:
    """Return what an item of either kind says in the elements that podcasts use."""
    people = [
        (clean_line(each.text or ""), each.get("role", "host").lower()) for each in _all(element, "podcast:person")
    ]
    media = [element, *_all(element, "media:group"), *_all(element, "media:content")]
    description = _first(element, "description")
    titles = (_plain(_first(element, "title")), *(_text(each, "media:title") for each in media))
    is_rss = element.tag == "item"
    return FeedItem(
        title=next(filter(None, titles), ""),
        short_title=_text(element, "itunes:title"),
        notes=[
            _text(element, "content:encoded"),
            _html(description, "") if description is not None and len(description) else _text(element, "description"),
            *(plain_as_html(_text(each, "media:description")) for each in media),
            _text(element, *(("itunes:summary", "summary") if is_rss else ("itunes:summary",))),
            _text(element, "itunes:subtitle"),
        ],
        chapters_address=next((each.get("url", "") for each in _all(element, "podcast:chapters")), ""),
        base=element.get("xml:base", ""),
        facts={
            "number": _text(element, "itunes:episode", "podcast:episode"),
            "hosts": [person for person, role in people if role in ("host", "co-host", "cohost")],
            "guests": [person for person, role in people if role == "guest"],
            "chapters": list(_chapters(element)),
            "season": _text(element, "itunes:season", "podcast:season"),
            "type": _text(element, "itunes:episodetype"),
            "duration": _text(element, "itunes:duration"),
        },
    )


def _chapters(element: Element) -> Iterator[dict[str, object]]:
    """Yield the chapters that stand inside of an item: of Podlove, of Podcasting 2.0, or as its JSON."""
    for holder in element:
        if _local(holder) != "chapters":
            continue
        for each in holder:
            if _local(each) == "chapter":
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
    """Return the text, or else the `href`, of the first child of these names that has any; empty if there is none."""
    for name in names:
        for each in _all(element, name):
            if said := _said(each) or each.get("href", ""):
                return said
    return ""


def _said(element: Element) -> str:
    """Return an element's text, of which more than fits one episode's notes is of no use."""
    text = "".join(element.itertext()) if len(element) else element.text or ""
    return text.strip()[: LARGEST_HTML + 1]


def _links(element: Element, *names: str) -> dict[str, str]:
    """Return the addresses of an element's links by their relation, the first of each."""
    links = [each for name in names or ("link",) for each in _all(element, name) if each.get("href")]
    return {each.get("rel", "alternate"): each.get("href", "") for each in reversed(links)}


def _plain(element: Element | None) -> str:
    """Return a text construct of Atom as plain text, whichever of the three kinds it is."""
    if element is None:
        return ""
    if element.get("type") in ("html", "text/html"):
        from episodes.html_reader import parse_html

        return parse_html(_said(element)).text().strip()
    return _said(element)


def _html(element: Element | None, base: str) -> str:
    """Return a text construct of Atom as HTML; content that stands elsewhere is only what its element says."""
    if element is None:
        return ""
    kind = element.get("type", "text")
    if kind == "xhtml" or len(element):
        for each in element.iter():
            each.tag = _local(each)
            each.attrib = {_local_name(key): value for key, value in each.attrib.items()}
        return "".join(tostring(each, encoding="unicode", method="html") for each in element)
    text = _said(element)
    if kind in ("html", "text/html"):
        return text if "<" in text or "&" in text else escape(text)
    return plain_as_html(text)


def _all(element: Element, name: str) -> list[Element]:
    return [each for each in element if each.tag == name]


def _first(element: Element, name: str) -> Element | None:
    return next((each for each in element if each.tag == name), None)


def _local(element: Element) -> str:
    """Return an element's name without its prefix."""
    return _local_name(element.tag)


def _local_name(name: str) -> str:
    return name.rpartition(":")[2]
