"""RSS 2.0, 1.0 and older, and Atom 1.0, with the elements that podcasts add.

Sources: the RSS 2.0 specification; RFC 4287 (Atom); Apple's podcast namespace; Podcasting 2.0; Podlove Simple
Chapters 1.2.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, tostring

from episodes.errors import BrokenEpisode
from episodes.importing.formats import Input, ReadResult
from episodes.importing.formats.feed import Item, plain_as_html, read_items
from episodes.importing.formats.xml_tree import UNFINISHED, XmlRefusedError, decode_xml, parse_xml
from episodes.model import Problem
from episodes.text import clean_line


def read(source: Input) -> ReadResult:
    """Read a feed."""
    text, replaced = decode_xml(source.data, source.content_type)
    try:
        root, broken = parse_xml(text)
    except XmlRefusedError as error:
        raise BrokenEpisode(source.name, str(error)) from None
    kind = _local(root).lower()
    if kind in ("rss", "rdf"):
        channel = root.find("channel")
        show = clean_line(_text(channel, "title")) if channel is not None else ""
        items: Iterator[Item] = map(_rss_item, (each for each in root.iter("item") if UNFINISHED not in each.attrib))
    elif kind == "feed":
        show = clean_line(_plain(root.find("title")))
        base = root.get("xml:base", "")
        items = (_atom_entry(each, base) for each in root.iterfind("entry") if UNFINISHED not in each.attrib)
    else:
        reason = f"it is XML, but neither RSS nor Atom (it starts with <{clean_line(kind)[:40]}>)"
        raise BrokenEpisode(source.name, reason)
    found = read_items(items, show=show, name=source.name)
    problems = [Problem(source.name, reason) for reason in (replaced, broken) if reason]
    return ReadResult(found.documents, [*problems, *found.problems])


def _rss_item(element: Element) -> Item:
    item = _podcast_item(element)
    guid, enclosure = element.find("guid"), element.find("enclosure")
    item.title = _text(element, "title")
    item.guid = _text(element, "guid")
    item.page = _text(element, "link")
    if not item.page and guid is not None and guid.get("isPermaLink", "true") == "true":
        item.page = item.guid
    item.page = item.page or _text(element, "atom:link")
    item.published = _text(element, "pubDate", "dc:date")
    item.notes = [
        _text(element, name) for name in ("content:encoded", "description", "itunes:summary", "itunes:subtitle")
    ]
    item.tags = [each.text or "" for each in element.iterfind("category")]
    item.audio = enclosure.get("url", "") if enclosure is not None else ""
    return item


def _atom_entry(entry: Element, base: str) -> Item:
    item = _podcast_item(entry)
    links = {each.get("rel", "alternate"): each.get("href", "") for each in reversed(entry.findall("link"))}
    item.title = _plain(entry.find("title"))
    item.guid = _plain(entry.find("id"))
    if page := links.get("alternate"):
        item.page = urljoin(urljoin(base, entry.get("xml:base", "")), page)
    item.published = _plain(entry.find("published")) or _plain(entry.find("updated"))
    item.notes = [_html(entry.find("content")), _html(entry.find("summary"))]
    item.tags = [each.get("label") or each.get("term") or "" for each in entry.iterfind("category")]
    item.audio = links.get("enclosure", "")
    return item


def _podcast_item(element: Element) -> Item:
    """Return what an item of either kind says in the namespaces of podcasts."""
    people = [
        (clean_line(each.text or ""), each.get("role", "host").lower()) for each in _all(element, "podcast:person")
    ]
    return Item(
        short_title=_text(element, "itunes:title"),
        number=_text(element, "itunes:episode", "podcast:episode") or None,
        hosts=[person for person, role in people if role in ("host", "co-host", "cohost")],
        guests=[person for person, role in people if role == "guest"],
        chapters=list(_chapters(element)),
        season=_text(element, "itunes:season"),
        type=_text(element, "itunes:episodeType"),
        duration=_text(element, "itunes:duration"),
    )


def _chapters(element: Element) -> Iterator[dict[str, object]]:
    """Yield the chapters that stand inside of an item: of Podlove, of Podcasting 2.0, or as its JSON."""
    for holder in element:
        if _local(holder) != "chapters":
            continue
        for each in holder:
            if _local(each) == "chapter":
                start = each.get("start") or each.get("startTime")
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
            if said := "".join(each.itertext()).strip() or each.get("href", ""):
                return said
    return ""


def _plain(element: Element | None) -> str:
    """Return a text construct of Atom as plain text, whichever of the three kinds it is."""
    if element is None:
        return ""
    text = "".join(element.itertext()).strip()
    if element.get("type") == "html":
        from episodes.importing.formats.html_tree import parse_html

        return parse_html(text).text().strip()
    return text


def _html(element: Element | None) -> str:
    """Return a text construct of Atom as HTML; content that stands elsewhere is only what its element says."""
    if element is None:
        return ""
    kind = element.get("type", "text")
    if kind == "xhtml" or (kind.endswith(("+xml", "/xml")) and len(element)):
        for each in element.iter():
            each.tag = _local(each)
        return "".join(tostring(each, encoding="unicode", method="html") for each in element)
    text = "".join(element.itertext()).strip()
    if kind in ("html", "text/html"):
        return text if "<" in text or "&" in text else escape(text)
    return plain_as_html(text)


def _all(element: Element, name: str) -> list[Element]:
    return [each for each in element if each.tag == name]


def _local(element: Element) -> str:
    """Return an element's name without its prefix."""
    return element.tag.rpartition(":")[2]
