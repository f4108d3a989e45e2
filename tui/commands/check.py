"""`earmark check`: whether everything can be read, and what to do where it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from episodes.errors import EarmarkError
from episodes.text import counted

from . import DONE, FAILED, Context

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--repair", action="store_true", help="make the index anew from the files; episodes and marks are not touched"
    )


def run(options: argparse.Namespace, context: Context) -> int:
    """Read everything there is; say what could not be read, and count the rest."""
    library = context.library
    if options.repair:
        library.rebuild()
        print("The index was made anew.")
    problems = list(_problems(context))
    for problem in problems:
        print(problem)
    rows, bookmarks = library.rows(), library.marks.bookmarks()
    lost = sum(row.gone for row in bookmarks)
    counts = (
        counted(len(rows), "episode"),
        counted(sum(row.read for row in rows), "segment") + " read",
        counted(len(bookmarks), "bookmark"),
    )
    print(
        ", ".join(counts)
        + (f", {lost:,} of them of segments that are not in the library now" if lost else "")
        + (f"; {counted(len(problems), 'problem')}." if problems else "; all is well.")
    )
    return FAILED if problems else DONE


def _problems(context: Context) -> Iterator[str]:
    from tui.config import read_config

    library = context.library
    yield from map(str, library.problems())
    yield from map(str, library.marks.problems)
    if library.marks.not_kept is not None:
        yield library.marks.not_kept
    yield from read_config(context.folders.settings).warnings
    if context.folders.sources is not None:
        try:
            library.sources.sources()
        except EarmarkError as error:
            yield str(error)
