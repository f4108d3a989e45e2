"""What RSS, Atom and JSON Feed have in common: one item becomes one document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

from episodes.documents import facts
from episodes.documents.document import Document, tidy_notes
from episodes.importing.formats import ReadResult
from episodes.importing.formats.html_to_markdown import notes_from_html
from episodes.importing.formats.html_tree import LARGEST as LARGEST_HTML
from episodes.model import Problem
from episodes.regular_files import LARGEST_NOTES
from episodes.text import clean, clean_line

_MOST_ITEMS = 20_000
"""The most items of one feed that are read."""
_LONGEST_TITLE = 1000
_EPISODE = r"(?:episode|ep\.?|show|folge|no\.)"
_PREFIX = re.compile(
    rf"(?:{_EPISODE}\s*#?\s*|#\s*)(\d{{1,5}})\b\s*[:|.)\]–—-]*\s*(.*)|\[(\d{{1,5}})\]\s*(.*)", re.IGNORECASE
)
_BARE_PREFIX = re.compile(r"(\d{1,4})\s*(?::|\||\.(?=\s)|\s[–—-](?=\s))\s*(\S.*)")
_SUFFIX = re.compile(
    rf"(.*\S)\s*(?:[|–—-]\s*(?:{_EPISODE}\s*#?|#)\s*(\d{{1,5}})|[(\[](?:{_EPISODE}\s*#?|#)\s*(\d{{1,5}})[)\]])",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Item:
    """What a feed says of one episode, as it stands there."""

    title: str = ""
    short_title: str = ""
    """The title without number and show that some feeds give besides."""
    number: object = None
    page: str = ""
    guid: str = ""
    published: object = None
    notes: list[str] = field(default_factory=list)
    """Texts that may be the notes, in HTML or plain, the best first."""
    hosts: list[str] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    chapters: object = None
    audio: str = ""
    season: object = None
    type: object = None
    duration: object = None


def read_items(items: Iterable[Item], *, show: str, name: str) -> ReadResult:
    """Return the documents of a feed's items.

    Args:
        items: what the feed says.
        show: the feed's title.
        name: what to call the feed in problems that concern all of it.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    for at, item in enumerate(items):
        if at == _MOST_ITEMS:
            problems.insert(0, Problem(name, f"it has more than {_MOST_ITEMS:,} items; the rest was left out"))
            break
        document = _read_item(item, show or None, problems)
        documents += [document] if document else []
    return ReadResult(documents, problems)


def _read_item(item: Item, show: str | None, problems: list[Problem]) -> Document | None:
    """Return an item's document, or None where it holds nothing to show, which is a problem."""
    where = clean_line(item.title or item.short_title or item.guid or item.page)[:100] or "an item without a title"
    warnings = []
    number, title = number_and_title(clean_line(item.title)[:_LONGEST_TITLE], facts.read_number(item.number), show)
    title = clean_line(item.short_title)[:_LONGEST_TITLE] or title
    published = facts.read_date(item.published)
    if published is None and item.published:
        warnings.append(f"its date is not a date: {clean_line(str(item.published))[:60]!r}")
    page = facts.read_page(item.page)
    source = next((text for text in item.notes if text and text.strip()), "")
    if len(source) > LARGEST_HTML:
        warnings.append(f"its notes are longer than {LARGEST_HTML // 1024 // 1024} MB and were cut")
    notes = tidy_notes(clean(notes_from_html(source, base=page)))
    if len(notes) > LARGEST_NOTES // 2:
        problems.append(Problem(where, "its notes are too long"))
        return None
    if not notes and not title and number is None:
        problems.append(Problem(where, "it has no title and no notes"))
        return None
    guid = clean_line(item.guid)
    return Document(
        show=show,
        title=title or None,
        number=number,
        published=published,
        page=page,
        audio=facts.read_address(item.audio),
        season=facts.read_season(item.season),
        type=facts.read_type(item.type),
        duration=facts.read_duration(item.duration),
        hosts=facts.read_names(item.hosts),
        guests=facts.read_names(item.guests),
        tags=facts.read_tags(item.tags),
        chapters=facts.read_chapters(item.chapters),
        notes=notes,
        kept={"guid": guid[:4000]} if guid else {},
        warnings=tuple(warnings),
    )


def plain_as_html(text: str) -> str:
    """Return plain text as HTML that shows it, for `Item.notes`."""
    if "<" not in text and "&" not in text:
        return text
    return "<p>" + escape(text, quote=False).replace("\n", "<br>") + "</p>"


def number_and_title(text: str, number: int | None, show: str | None) -> tuple[int | None, str]:
    """Split a title such as `#148: The ASGI revolution`, `Ep. 7 - On time` or `On time (Ep. 7)` into number and title.

    A bare number before a colon or dash counts where the feed gives the same number, or where it looks like
    none of the years that titles start with. The show's own name before the number goes.
    """
    rest = text
    if show and text.casefold().startswith(show.casefold()):
        rest = text[len(show) :].lstrip(" :–—-|")
    if found := _PREFIX.fullmatch(rest):
        said, title = int(found[1] or found[3]), (found[2] or found[4] or "").strip()
    elif (found := _BARE_PREFIX.fullmatch(rest)) and (
        int(found[1]) == number if number is not None else not 1900 <= int(found[1]) < 2100
    ):
        said, title = int(found[1]), found[2].strip()
    elif found := _SUFFIX.fullmatch(rest):
        said, title = int(found[2] or found[3]), found[1].strip()
    else:
        return number, text
    return (number, text) if number is not None and said != number else (said, title)
