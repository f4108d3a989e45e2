"""`earmark list`: the episodes, one a line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from episodes.model import EpisodeRow

from . import DONE, Context

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--unread", action="store_true", help="only episodes that are not read to their end")
    parser.add_argument("--bookmarked", action="store_true", help="only episodes with a bookmark")
    parser.add_argument("--show", metavar="S", help="only the episodes of this show")
    parser.add_argument("--json", action="store_true", help="print one JSON array")


def run(options: argparse.Namespace, context: Context) -> int:
    """Print the episodes that were asked for, and name the files that could not be read."""
    library = context.library
    rows = library.rows(show=options.show)
    if options.unread:
        rows = [row for row in rows if row.read < row.segments]
    if options.bookmarked:
        rows = [row for row in rows if row.bookmarks]
    if options.json:
        from .json_fields import print_json, row_fields

        print_json([row_fields(row) for row in rows])
    else:
        sys.stdout.write(as_text(rows))
    for problem in library.problems():
        context.warn(str(problem))
    return DONE


def list_text(context: Context) -> tuple[str, bool]:
    """Return what `earmark list` prints, and whether there is nothing to warn of besides."""
    rows = context.library.rows()
    problems = context.library.problems()
    for problem in problems:
        context.warn(str(problem))
    return as_text(rows), not problems


def as_text(rows: Sequence[EpisodeRow]) -> str:
    """Return rows in columns: id, date, how much is read, bookmarks, title."""
    width = max((len(row.id) for row in rows), default=0)
    return "".join(
        f"{row.id:{width}}  {row.day or ''!s:10}  {row.read:>3}/{row.segments:<3}"
        f" {f'{row.bookmarks}*' if row.bookmarks else '':>3}  {row.title or row.name}\n"
        for row in rows
    )
