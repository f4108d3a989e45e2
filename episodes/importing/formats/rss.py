"""RSS 2.0 (and its elders), with the elements that podcasts add.

Sources: the RSS 2.0 specification; Apple's podcast namespace; Podcasting 2.0; Podlove Simple Chapters 1.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from episodes.documents.document import Document
from episodes.importing.formats.feed import MOST_ITEMS, Item, make_document
from episodes.importing.formats.read_result import Problem, ReadResult
from episodes.importing.formats.xml_tree import UNFINISHED
from episodes.text import clean_line

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_PODCAST = (
    "{https://podcastindex.org/namespace/1.0}",
    "{https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md}",
)
_DC = "{http://purl.org/dc/elements/1.1/}"
_CHAPTERS = "{http://podlove.org/simple-chapters}"
_ATOM = "{http://www.w3.org/2005/Atom}"


def read_rss(root: Element, *, name: str) -> ReadResult:
    """Read a feed whose root is `rss`, or `RDF` of RSS 1.0.

    Args:
        root: the tree, see `xml_tree`.
        name: what to call the feed in problems that concern it as a whole.
    """
    channel = _child(root, "channel")
    items = [each for each in root.iter() if local_name(each) == "item" and UNFINISHED not in each.attrib]
    show = clean_line(text_of(channel, "title")) if channel is not None else ""
    problems = []
    if len(items) > MOST_ITEMS:
        problems.append(Problem(name, f"it has more than {MOST_ITEMS:,} items; the rest was left out"))
    documents: list[Document] = []
    for each in items[:MOST_ITEMS]:
        document, wrong = make_document(_item(each), show=show or None)
        problems += wrong
        documents += [document] if document else []
    return ReadResult(documents, problems)


def _item(element: Element) -> Item:
    guid = _child(element, "guid")
    guid_text = (guid.text or "").strip() if guid is not None else ""
    page = text_of(element, "link")
    if not page and guid is not None and guid.get("isPermaLink", "true") == "true":
        page = guid_text
    enclosure = _child(element, "enclosure")
    people = [(clean_line(each.text or ""), each.get("role", "host").lower()) for each in podcast(element, "person")]
    return Item(
        title=text_of(element, "title"),
        short_title=text_of(element, f"{_ITUNES}title"),
        number=text_of(element, f"{_ITUNES}episode") or next((e.text for e in podcast(element, "episode")), None),
        page=page or text_of(element, f"{_ATOM}link"),
        guid=guid_text,
        published=text_of(element, "pubDate") or text_of(element, f"{_DC}date"),
        notes=[
            text_of(element, _CONTENT),
            text_of(element, "description"),
            text_of(element, f"{_ITUNES}summary"),
            text_of(element, f"{_ITUNES}subtitle"),
        ],
        hosts=[person for person, role in people if role in ("host", "co-host", "cohost")],
        guests=[person for person, role in people if role == "guest"],
        tags=[each.text or "" for each in element if local_name(each) == "category" and each.text],
        chapters=list(chapters_of(element)),
        more={
            "audio": enclosure.get("url", "") if enclosure is not None else "",
            "duration": text_of(element, f"{_ITUNES}duration"),
            "season": text_of(element, f"{_ITUNES}season"),
            "episode_type": text_of(element, f"{_ITUNES}episodeType").replace("full", ""),
        },
    )


def chapters_of(element: Element) -> Iterator[dict[str, object]]:
    """Yield the chapters that stand inside of an item: of Podlove, of Podcasting 2.0, or as its JSON."""
    for holder in element:
        if local_name(holder) != "chapters":
            continue
        for each in holder:
            if local_name(each) == "chapter":
                start = each.get("start") or each.get("startTime")
                title = each.get("title") or each.text
                yield {"start": start, "title": title, "url": each.get("href") or each.get("url")}
        if (holder.text or "").strip().startswith("{"):
            import json

            try:
                inline = json.loads(holder.text or "").get("chapters")
            except (ValueError, RecursionError, AttributeError):
                continue
            yield from (each for each in inline or () if isinstance(each, dict))


def podcast(element: Element, name: str) -> list[Element]:
    """Return the children of that name in the namespace of Podcasting 2.0."""
    return [each for each in element if each.tag in [space + name for space in _PODCAST]]


def local_name(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def text_of(element: Element, name: str) -> str:
    """Return the text of the first child of that name that has any, as it stands; empty if there is none.

    A name without a namespace is that of RSS, which has none, or that of RSS 1.0.
    """
    for each in element:
        if each.tag == name or ("}" not in name and each.tag == "{http://purl.org/rss/1.0/}" + name):
            said = "".join(each.itertext()).strip()
            if said or each.get("href"):
                return said or each.get("href", "")
    return ""


def _child(element: Element, name: str) -> Element | None:
    return next((each for each in element if local_name(each) == name and "itunes" not in each.tag), None)
