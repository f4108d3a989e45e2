"""A saved web page, or notes in a file of HTML."""

from episodes.documents import facts
from episodes.documents.document import Document, stem, tidy_notes
from episodes.errors import BrokenEpisode
from episodes.html_reader import Element, parse_html
from episodes.importing.formats import Input, ReadResult
from episodes.importing.formats.html_to_markdown import blocks_to_markdown
from episodes.importing.formats.titles import split_title
from episodes.importing.formats.xml_tree import decode_xml
from episodes.text import clean, clean_line
from episodes.web_links import whole_address

_FURNITURE = frozenset({"nav", "header", "footer", "aside", "form", "button", "dialog", "noscript"})
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


def read(source: Input) -> ReadResult:
    """Read a page into one document: title, dates and address from its head, notes from its main part."""
    root = parse_html(decode_xml(source.data, source.content_type)[0])
    if source.must_be_feed:
        feeds = _feeds(root, base=source.name)
        hint = f"; the page names this feed: {feeds[0]}" if feeds else ""
        raise BrokenEpisode(source.name, f"it is a web page, not a feed{hint}")
    metas = _metas(root)
    main = root.find("article") or root.find("main") or root.find("body") or root
    page = facts.read_page(metas.get("canonical") or metas.get("og:url"))
    notes = tidy_notes(clean(blocks_to_markdown(_without_furniture(main), base=page)))
    if not notes:
        raise BrokenEpisode(source.name, "it holds no text")
    heading, time = root.find("h1") or root.find("title"), main.find("time")
    said = metas.get("og:title") or (heading.text() if heading else "")
    season, number, title = split_title(clean_line(said)[:1000], None, metas.get("og:site_name"))
    document = Document(
        show=clean_line(metas.get("og:site_name", "")) or None,
        title=title or None,
        number=number,
        season=season,
        published=facts.read_date(metas.get("article:published_time"))
        or facts.read_date(time.attributes.get("datetime") if time else None),
        page=page,
        notes=notes,
        name=stem(source.name),
    )
    return ReadResult([document])


def _feeds(root: Element, *, base: str) -> list[str]:
    """Return the addresses of the feeds that a web page names."""
    links = [
        whole_address(base, element.attributes.get("href", "").strip())
        for element in root.find_all("link")
        if element.attributes.get("type", "").lower() in _FEED_TYPES
    ]
    return [address for address in links if facts.read_address(address)]


def _metas(root: Element) -> dict[str, str]:
    made: dict[str, str] = {}
    for element in root.find_all("meta"):
        key = element.attributes.get("property") or element.attributes.get("name") or ""
        made.setdefault(key.lower(), element.attributes.get("content", ""))
    for element in root.find_all("link"):
        if element.attributes.get("rel", "").lower() == "canonical":
            made.setdefault("canonical", element.attributes.get("href", ""))
    return made


def _without_furniture(element: Element) -> Element:
    """Return the element without what surrounds an article on a page; headers inside of an article stay."""
    skipped = _FURNITURE - {"header", "aside"} if element.tag == "article" else _FURNITURE
    kept = (child for child in element.children if isinstance(child, str) or child.tag not in skipped)
    children = [child if isinstance(child, str) else _without_furniture(child) for child in kept]
    return Element(element.tag, element.attributes, children)
