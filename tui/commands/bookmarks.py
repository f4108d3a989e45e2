"""`earmark bookmarks`: the reading list, the latest first, as text, Markdown, JSON, or a page that browsers import."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from html import escape

from episodes.errors import EarmarkError
from episodes.importing.formats.escape import escape_lines
from episodes.library import Library
from episodes.marks.tags import as_words
from episodes.model import BookmarkRow
from episodes.text import clean_line, counted
from episodes.web_links import may_open

from .context import DONE, FAILED, Context
from .json_fields import bookmark_fields, json_text
from .output import is_terminal, say, warn, write
from .search import add_query


def arguments(parser: argparse.ArgumentParser) -> None:
    add_query(parser, "*")
    parser.add_argument("--format", choices=sorted(_FORMATS), default="text", help="text if not given")


def run(options: argparse.Namespace, context: Context) -> int:
    query = " ".join(options.query)
    found = context.library.bookmarks(query, with_done=options.format == "json")
    rows = found.rows
    write(_FORMATS[options.format](_with_a_link(rows, context.library) if options.format == "html" else rows))
    if found.note is not None:
        warn(found.note)
    if found.done:
        warn(f"{counted(found.done, 'bookmark')} more that you are done with; is:done shows them.")
    if query and not rows:
        warn(f"No bookmark answers to {query!r}.")
        return FAILED
    if not rows and options.format == "text" and is_terminal():
        say('No bookmarks. `earmark bookmark 148#2 --note "why"` makes one, and so does b on the screens.')
    return DONE


def _as_text(rows: Sequence[BookmarkRow]) -> str:
    """Return a bookmark a paragraph: target and title, then the link and the note, indented."""
    parts = []
    for row in rows:
        gone = "  (not in the library)" if row.gone else ""
        parts.append(f"{row.target}  {row.title or ''}{gone}\n")
        parts.extend(f"    {line}\n" for line in (row.link, as_words(row.note, row.tags)) if line)
    return "".join(parts)


def _as_markdown(rows: Sequence[BookmarkRow]) -> str:
    """Return a list of links with their notes."""
    lines = []
    for row in rows:
        title = _escaped(clean_line(row.title or str(row.target)))
        link = f"[{title}](<{row.link}>)" if may_open(row.link) else title
        note = ": " + "\n  ".join(_escaped(row.note).split("\n")) if row.note else ""
        target = str(row.target)
        shown = _escaped(target) if "`" in target else f"`{target}`"
        lines.append(f"- {link} ({_escaped(clean_line(row.episode_title or row.target.episode))}, {shown}){note}\n")
    return "".join(lines)


def _escaped(text: str) -> str:
    return escape_lines(re.sub(r"([\\`*_\[\]<>~|]|&(?=#?\w+;))", r"\\\1", text))


def _as_json(rows: Sequence[BookmarkRow]) -> str:
    return json_text([bookmark_fields(replace(row, link=row.link if may_open(row.link) else None)) for row in rows])


def _as_html(rows: Sequence[BookmarkRow]) -> str:
    """Return the Netscape bookmark file form, which every browser imports; what has no link cannot stand there."""
    lines = [
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n",
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">\n',
        "<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n    <DT><H3>Earmark</H3>\n    <DL><p>\n",
    ]
    for row in rows:
        if row.link:
            made = int(row.made.timestamp())
            title = escape(clean_line(row.title or str(row.target)))
            lines.append(f'        <DT><A HREF="{escape(row.link)}" ADD_DATE="{made}">{title}</A>\n')
            if row.note:
                lines.append(f"        <DD>{escape(row.note)}\n")
    lines.append("    </DL><p>\n</DL><p>\n")
    return "".join(lines)


def _with_a_link(rows: Sequence[BookmarkRow], library: Library) -> list[BookmarkRow]:
    """Return the rows that have a link, or whose episode has a page; say which others there are."""
    found = []
    for row in rows:
        link = row.link
        if not may_open(link) and not row.gone:
            with suppress(EarmarkError):
                link = library.episode(row.target.episode).page
        if may_open(link):
            found.append(replace(row, link=link))
        else:
            warn(f"{row.target} has no link that a browser opens, and is left out.")
    return found


_FORMATS: dict[str, Callable[[Sequence[BookmarkRow]], str]] = {
    "text": _as_text,
    "markdown": _as_markdown,
    "json": _as_json,
    "html": _as_html,
}
