"""`earmark list`: the episodes, or those of a query, one a line; files that cannot be read are named."""

import argparse
from collections.abc import Sequence

from episodes.model import EpisodeRow

from .context import DONE, FAILED, Context
from .json_fields import json_text, row_fields
from .output import warn, write
from .search import add_query


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
    rows = library.rows(options.show, found)
    if options.unread:
        rows = [row for row in rows if row.read < row.segments]
    if options.bookmarked:
        rows = [row for row in rows if row.bookmarks]
    if options.json:
        write(json_text([row_fields(row) for row in rows]))
    else:
        write(_as_text(rows))
    for problem in library.problems():
        warn(str(problem))
    if query and not rows:
        warn(f"No episode answers to {query!r}.")
        return FAILED
    return DONE


def _as_text(rows: Sequence[EpisodeRow]) -> str:
    """Return rows in columns: id, date, how much is read, bookmarks, title."""
    width = max((len(row.id) for row in rows), default=0)
    return "".join(
        f"{row.id:{width}}  {row.day_text:10}  {row.read:>3}/{row.segments:<3}"
        f" {f'{row.bookmarks}*' if row.bookmarks else '':>3}  {row.title or row.name}\n"
        for row in rows
    )
