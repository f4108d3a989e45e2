"""`earmark list`: the episodes, or those of a query, one a line; files that cannot be read are named."""

import argparse
from collections.abc import Iterator
from itertools import islice

from episodes.model import EpisodeRow

from .context import DONE, FAILED, Context
from .json_fields import json_text, row_fields
from .output import warn, write
from .search import add_query

_AT_ONCE = 200
"""Lines that are printed in one go."""


def list_arguments(parser: argparse.ArgumentParser) -> None:
    add_query(parser, "*")
    parser.add_argument("--unread", action="store_true", help="only episodes that are not read to their end")
    parser.add_argument("--bookmarked", action="store_true", help="only episodes with a bookmark")
    parser.add_argument("--show", metavar="S", help="only the episodes of this show, by its name or short name")
    parser.add_argument("--json", action="store_true", help="print one JSON array")


def run_list(options: argparse.Namespace, context: Context) -> int:
    library = context.library
    query = " ".join(options.query)
    found, note = library.matching(query) if query else (None, None)
    if note is not None:
        warn(note)
    rows: Iterator[EpisodeRow] = (
        row
        for row in library.rows(options.show, found)
        if (not options.unread or row.read < row.segments) and (not options.bookmarked or row.bookmarks)
    )
    shown = 0
    if options.json:
        fields = [row_fields(row) for row in rows]
        shown = len(fields)
        write(json_text(fields))
    else:
        if query or options.show or options.unread or options.bookmarked:  # ids of the others make no room
            chosen = list(rows)
            width, rows = max((len(row.id) for row in chosen), default=0), iter(chosen)
        else:
            width = library.id_width
        while some := list(islice(rows, _AT_ONCE)):
            shown += len(some)
            write("".join(_line(row, width) for row in some))
    for problem in library.problems():
        warn(str(problem))
    if query and not shown:
        warn(f"No episode answers to {query!r}.")
        return FAILED
    return DONE


def _line(row: EpisodeRow, width: int) -> str:
    """Return a row in columns: id, date, how much is read, bookmarks, title."""
    bookmarks = f"{row.bookmarks}*" if row.bookmarks else ""
    return f"{row.id:{width}}  {row.day_text:10}  {row.read:>3}/{row.segments:<3} {bookmarks:>3}  {row.name}\n"
