"""`earmark bookmarks`: the reading list as text, Markdown, JSON, or a page that browsers import, and taken in again."""

import argparse
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from episodes.errors import BadBookmarks
from episodes.files import LARGEST_NOTES, read_or_fail, write_whole
from episodes.library import Library
from episodes.listing import BookmarkOrder
from episodes.marks.bookmark_files import merge_bookmarks, read_bookmarks
from episodes.model import BookmarkRow, Target
from episodes.text import counted, slug

from .context import DONE, FAILED, MISUSED, Context
from .output import is_terminal, say, warn, write
from .reading_list import FORMS, as_markdown, is_ours
from .search import add_query


def bookmarks_arguments(parser: argparse.ArgumentParser) -> None:
    add_query(parser, "*")
    parser.add_argument("--format", choices=sorted(FORMS), help="text if not given")
    parser.add_argument(
        "--output", metavar="FOLDER", help="write Markdown, a file a show; other files stay as they are"
    )
    parser.add_argument("--import", metavar="FILE", dest="file", help="take in what was printed as JSON or HTML")
    parser.add_argument("--dry-run", action="store_true", help="say what an import would change and change nothing")


def run_bookmarks(options: argparse.Namespace, context: Context) -> int:
    query, library = " ".join(options.query), context.library
    if options.file is not None:
        if query or options.format or options.output is not None:
            warn("--import takes bookmarks in and prints no list: give it without a query, --format or --output.")
            return MISUSED
        return _import(options.file, library, dry_run=options.dry_run)
    if options.dry_run:
        warn("--dry-run says what an import would change: give it with --import FILE, or leave it out.")
        return MISUSED
    form = "markdown" if options.output is not None else options.format or "text"
    order = BookmarkOrder.SHOW if form == "markdown" else BookmarkOrder.MADE
    found = library.bookmarks(query, order, with_done=form == "json")
    rows, status = found.rows, DONE
    if options.output is not None:
        status = _write_folder(options.output, rows, library)
    else:
        write(FORMS[form](rows, library))
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


def _write_folder(folder: str, rows: Sequence[BookmarkRow], library: Library) -> int:
    """Write a file a show into a folder; one that Earmark did not write, or that somebody changed since, stays."""
    shows: dict[str, list[BookmarkRow]] = {}
    for row in rows:
        shows.setdefault(slug(row.target.show) or "show", []).append(row)
    status = DONE
    for name, of_show in shows.items():
        path = os.path.join(folder, f"{name}.md")
        if is_ours(path):
            write_whole(path, as_markdown(of_show, library, of_show[0].show or name))
            say(f"Wrote {path}.")
        else:
            warn(f"{path} stays as it is: Earmark did not write it, or somebody changed it since.")
            status = FAILED
    return status


def _import(path: str, library: Library, *, dry_run: bool) -> int:
    """Take bookmarks in from a file, and say which are new and which are changed."""
    data = read_or_fail(path, LARGEST_NOTES, BadBookmarks)
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
