"""What RSS, Atom and JSON Feed have in common: one item becomes one document."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html import escape, unescape

from episodes.documents import facts
from episodes.documents.document import Document, read_fact, tidy_notes
from episodes.files import LARGEST_NOTES
from episodes.html_reader import LARGEST as LARGEST_HTML
from episodes.importing.formats import ReadResult
from episodes.importing.formats.html_to_markdown import notes_from_html
from episodes.importing.formats.titles import are_numbered, readable_title, split_title
from episodes.model import Problem
from episodes.text import clean, clean_line
from episodes.web_links import whole_address

MOST_ITEMS = 20_000
"""The most items of one feed that are read."""
_LONGEST_TITLE = 1000
_TAG = re.compile(r"<[^<>]*>")
_ADDRESS = re.compile(r"https?://\S+")
_BLOCK = re.compile(r"<(?:p|li|h[1-6]|pre|tr|dt|dd)[\s>]", re.IGNORECASE)
_MARKUP_WORTH = 12
"""A link, or a paragraph, is worth as much as this many characters when the fullest of several texts is looked for."""
_FULLER = 1.2
"""So many times as much another text must say to be taken in place of a likelier one."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """What a feed says of one episode, as it stands there."""

    title: str = ""
    short_title: str = ""
    """The title without number and show that some feeds give besides."""
    page: str = ""
    guid: str = ""
    audio: str = ""
    notes: list[str] = field(default_factory=list)
    """Texts that may be the notes, in HTML or plain, the likeliest first."""
    chapters_address: str = ""
    """Where a file of its chapters is."""
    base: str = ""
    """The address that its links are relative to, where one is given."""
    facts: dict[str, object] = field(default_factory=dict)
    """Other facts by their names in `Document`, as `documents.facts` reads them."""


def read_items(items: list[FeedItem], *, show: str, name: str, base: str = "") -> ReadResult:
    """Return the documents of a feed's items. The list is emptied meanwhile: a feed may be large.

    Args:
        items: what the feed says.
        show: the feed's title.
        name: what to call the feed in problems that concern all of it.
        base: the address of the feed's site, else its own.
    """
    show = readable_title(show)
    documents: list[Document] = []
    problems: list[Problem] = []
    if len(items) > MOST_ITEMS:
        problems.append(Problem(name, f"it has more than {MOST_ITEMS:,} items; the rest was left out"))
        del items[MOST_ITEMS:]
    numbered = are_numbered(item.title.strip() for item in items)
    items.reverse()
    while items:
        if document := _read_item(items.pop(), show or None, base, problems, numbered=numbered):
            documents.append(document)
    return ReadResult(documents, problems)


def _read_item(
    item: FeedItem, show: str | None, base: str, problems: list[Problem], *, numbered: bool
) -> Document | None:
    """Return an item's document, or None where it holds nothing to show, which is a problem."""
    where = clean_line(item.title or item.short_title or item.guid or item.page)[:100] or "an item without a title"
    warnings = []
    written = readable_title(clean_line(item.title)[:_LONGEST_TITLE])
    said = {fact: read_fact(fact, value) for fact, value in item.facts.items()}
    season, number, title = split_title(written, said.pop("number", None), show, numbered=numbered)
    title = readable_title(clean_line(item.short_title)[:_LONGEST_TITLE]) or title
    if said.get("published") is None and (day := item.facts.get("published")):
        warnings.append(f"its date is not a date: {clean_line(str(day))[:60]!r}")
    page = facts.read_page(_address(whole_address(item.base or base, item.page.strip())) if item.page else "")
    source = fullest(text[: LARGEST_HTML + 1] for text in item.notes)
    if len(source) > LARGEST_HTML:
        warnings.append(f"its notes are longer than {LARGEST_HTML // 1024 // 1024} MB and were cut")
    notes = tidy_notes(clean(notes_from_html(source, base=item.base or page or base)))
    if len(notes) > LARGEST_NOTES // 2:
        problems.append(Problem(where, "its notes are too long"))
        return None
    audio = _address(item.audio)
    if not notes and not title and number is None and not audio:
        problems.append(Problem(where, "it has no title, no notes and no recording"))
        return None
    kept = {"guid": clean_line(item.guid), "chapters_address": facts.read_address(item.chapters_address)}
    document = Document(
        show=show,
        title=title or None,
        number=number,
        page=page,
        audio=audio,
        season=season,
        notes=notes,
        kept={key: value[:4000] for key, value in kept.items() if value},
        warnings=tuple(warnings),
    )
    return replace(document, **{fact: value for fact, value in said.items() if value is not None})


def _address(written: str) -> str | None:
    """Return the address of a page or a recording, in which publishers leave spaces as they are."""
    return facts.read_address(written.strip().replace(" ", "%20"))


def plain_as_html(text: str) -> str:
    """Return plain text as HTML that shows it, for `FeedItem.notes`."""
    if "<" not in text and "&" not in text:
        return text
    return "<p>" + escape(text, quote=False).replace("\n", "<br>") + "</p>"


def fullest(texts: Iterable[str]) -> str:
    """Return the likeliest text (they come in that order), or one that says clearly more; empty if none says any."""
    best, most = "", 0.0
    for text in texts:
        said = _ADDRESS.sub("", unescape(_TAG.sub(" ", text)))
        size = float(len("".join(said.split())))
        if size or "href=" in text:
            size += _MARKUP_WORTH * (text.count("://") + len(_BLOCK.findall(text)))
        if size > most * _FULLER:
            best, most = text, size
    return best
