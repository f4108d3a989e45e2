"""`earmark bookmarks`: the reading list as text, Markdown, JSON, or a page that browsers import, and taken in again."""

import argparse
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from html import escape

from episodes.errors import BadBookmarks, EarmarkError
from episodes.files import LARGEST_NOTES, read_regular
from episodes.library import Library
from episodes.listing import BookmarkOrder
from episodes.marks.bookmark_files import TARGET_ATTRIBUTE, merge_bookmarks, read_bookmarks
from episodes.marks.tags import as_words
from episodes.model import BookmarkRow, Target
from episodes.text import clean_line, counted
from episodes.web_links import may_open

from .context import DONE, FAILED, Context
from .json_fields import bookmark_fields, json_text
from .output import is_terminal, say, warn, write
from .reading_list import as_markdown, write_folder
from .search import add_query


def bookmarks_arguments(parser: argparse.ArgumentParser) -> None:
    add_query(parser, "*")
    parser.add_argument(
        "--format", choices=["html", "json", "markdown", "text"], default="text", help="text if not given"
    )
    parser.add_argument(
        "--output", metavar="FOLDER", help="write Markdown, a file a show; other files stay as they are"
    )
    parser.add_argument("--import", metavar="FILE", dest="file", help="take in what was printed as JSON or HTML")
    parser.add_argument("--dry-run", action="store_true", help="say what an import would change and change nothing")


def run_bookmarks(options: argparse.Namespace, context: Context) -> int:
    query, library = " ".join(options.query), context.library
    if options.file is not None:
        return _import(options.file, library, dry_run=options.dry_run)
    form = "markdown" if options.output is not None else options.format
    order = BookmarkOrder.SHOW if form == "markdown" else BookmarkOrder.MADE
    found = library.bookmarks(query, order, with_done=form == "json")
    rows, status = found.rows, DONE
    if options.output is not None:
        status = _write(options.output, rows, library)
    elif form in ("markdown", "html"):
        write((as_markdown if form == "markdown" else _as_html)(rows, library))
    else:
        write((_as_json if form == "json" else _as_text)(rows))
    if found.note is not None:
        warn(found.note)
    if found.folded:
        warn(f"{counted(found.folded, 'bookmark')} more that you are done with; is:done shows them.")
    if query and not rows:
        warn(f"No bookmark answers to {query!r}.")
        return FAILED
    if not rows and form == "text" and is_terminal():
        say('No bookmarks. `earmark bookmark 148#2 --note "why"` makes one, and so does b on the screens.')
    return status


def _write(folder: str, rows: Sequence[BookmarkRow], library: Library) -> int:
    status = DONE
    try:
        for path, is_written in write_folder(folder, rows, library):
            if is_written:
                say(f"Wrote {path}.")
            else:
                warn(f"{path} stays as it is: Earmark did not write it, or somebody changed it since.")
                status = FAILED
    except OSError as error:
        warn(f"{error.filename or folder}: {error.strerror or error}.")
        return FAILED
    return status


def _import(path: str, library: Library, *, dry_run: bool) -> int:
    """Take bookmarks in from a file, and say which are new and which are changed."""
    try:
        data = read_regular(path, LARGEST_NOTES)
    except OSError as error:
        raise BadBookmarks(path, error.strerror or str(error)) from error
    now = datetime.now(UTC).isoformat()
    events, problems = read_bookmarks(data, path, now, partial(_segment_with, library))
    new, changed, same = merge_bookmarks(library.marks, library.episode, events, dry_run=dry_run)
    for what, targets in (("new", new), ("changed", changed)):
        for target in targets:
            say(f"{what}  {target}")
    dry = " (dry run: nothing was kept)" if dry_run else ""
    say(f"{len(new):,} new, {len(changed):,} changed, {same:,} as they were{dry}.")
    for problem in problems:
        warn(f"left out {problem}")
    return FAILED if problems else DONE


def _segment_with(library: Library, url: str) -> Target | None:
    """Return the segment of the youngest episode that has a link."""
    rows = library.links(f'"{url.partition("://")[2]}"', limit=50).rows
    return next((row.segment.target for row in rows if row.url == url), None)


def _as_text(rows: Sequence[BookmarkRow]) -> str:
    """Return a bookmark a paragraph: target and title, then the link and the note, indented."""
    parts = []
    for row in rows:
        gone = "  (not in the library)" if row.gone else ""
        below = [line for text in (row.link, as_words(row.note, row.tags)) if text for line in text.split("\n")]
        parts += [f"{row.target}  {row.title or ''}{gone}\n", *(f"    {line}\n" for line in below)]
    return "".join(parts)


def _as_json(rows: Sequence[BookmarkRow]) -> str:
    return json_text([bookmark_fields(replace(row, link=row.link if may_open(row.link) else None)) for row in rows])


def _as_html(rows: Sequence[BookmarkRow], library: Library) -> str:
    """Return the Netscape bookmark file form, which every browser imports; what has no link cannot be in it."""
    lines = [
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n",
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">\n',
        "<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n    <DT><H3>Earmark</H3>\n    <DL><p>\n",
    ]
    for row in rows:
        if (link := _web_link(row, library)) is None:
            warn(f"{row.target} has no link that a browser opens, and is left out.")
            continue
        tags = f' TAGS="{escape(",".join(row.tags))}"' if row.tags else ""
        target = f'{TARGET_ATTRIBUTE.upper()}="{escape(str(row.target))}"'
        title, made = escape(clean_line(row.title or str(row.target))), int(row.made.timestamp())
        lines.append(f'        <DT><A HREF="{escape(link)}" ADD_DATE="{made}"{tags} {target}>{title}</A>\n')
        if row.note:
            lines.append(f"        <DD>{escape(row.note)}\n")
    lines.append("    </DL><p>\n</DL><p>\n")
    return "".join(lines)


def _web_link(row: BookmarkRow, library: Library) -> str | None:
    """Return a bookmark's link, else the page of its episode, if a browser opens it."""
    link = row.link
    if not may_open(link) and not row.gone:
        with suppress(EarmarkError):
            link = library.episode(row.target.episode).page
    return link if may_open(link) else None
