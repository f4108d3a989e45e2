"""Atom 1.0 (RFC 4287), with the chapters of Podlove."""

from __future__ import annotations

from html import escape
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, tostring

from episodes.documents.document import Document
from episodes.importing.formats.feed import MOST_ITEMS, Item, make_document, plain_as_html
from episodes.importing.formats.read_result import Problem, ReadResult
from episodes.importing.formats.rss import chapters_of, local_name, text_of
from episodes.importing.formats.xml_tree import UNFINISHED
from episodes.text import clean_line

_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def read_atom(root: Element, *, name: str) -> ReadResult:
    """Read a feed whose root is `feed` (see `rss.read_rss`)."""
    show = clean_line(_plain(_named(root, "title")))
    entries = [each for each in root if local_name(each) == "entry" and UNFINISHED not in each.attrib]
    problems = []
    if len(entries) > MOST_ITEMS:
        problems.append(Problem(name, f"it has more than {MOST_ITEMS:,} items; the rest was left out"))
    documents: list[Document] = []
    for each in entries[:MOST_ITEMS]:
        document, wrong = make_document(_item(each, root.get(_BASE, "")), show=show or None)
        problems += wrong
        documents += [document] if document else []
    return ReadResult(documents, problems)


def _item(entry: Element, base: str) -> Item:
    links = [each for each in entry if local_name(each) == "link"]
    page = next((each.get("href", "") for each in links if each.get("rel", "alternate") == "alternate"), "")
    audio = next((each.get("href", "") for each in links if each.get("rel") == "enclosure"), "")
    categories = [each for each in entry if local_name(each) == "category"]
    return Item(
        title=_plain(_named(entry, "title")),
        short_title=text_of(entry, f"{_ITUNES}title"),
        number=text_of(entry, f"{_ITUNES}episode") or None,
        page=urljoin(urljoin(base, entry.get(_BASE, "")), page) if page else "",
        guid=_plain(_named(entry, "id")),
        published=_plain(_named(entry, "published")) or _plain(_named(entry, "updated")),
        notes=[_html(_named(entry, "content")), _html(_named(entry, "summary"))],
        tags=[each.get("label") or each.get("term") or "" for each in categories],
        chapters=list(chapters_of(entry)),
        more={"audio": audio, "duration": text_of(entry, f"{_ITUNES}duration")},
    )


def _named(element: Element, name: str) -> Element | None:
    found = [each for each in element if local_name(each) == name and "itunes" not in each.tag]
    return found[0] if found else None


def _plain(element: Element | None) -> str:
    """Return a text construct as plain text, whichever of the three kinds it is."""
    if element is None:
        return ""
    text = "".join(element.itertext()).strip()
    if element.get("type") == "html":
        from episodes.importing.formats.html_tree import parse_html

        return parse_html(text).text().strip()
    return text


def _html(element: Element | None) -> str:
    """Return a text construct as HTML; content that stands elsewhere is only what its element says."""
    if element is None:
        return ""
    kind = element.get("type", "text")
    if kind == "xhtml" or (kind.endswith(("+xml", "/xml")) and len(element)):
        for each in element.iter():
            each.tag = local_name(each)
        return "".join(tostring(each, encoding="unicode", method="html") for each in element)
    text = "".join(element.itertext()).strip()
    if kind in ("html", "text/html"):
        return text if "<" in text or "&" in text else escape(text)
    return plain_as_html(text)
