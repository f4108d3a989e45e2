"""`earmark check`: verifies that everything can be read. Names what cannot, and counts the rest."""

import argparse
from collections.abc import Iterator

from episodes.errors import EarmarkError
from episodes.notes.rest import LONG_NOTES
from episodes.text import counted
from tui.config import read_config

from .context import DONE, FAILED, Context
from .output import say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--repair", action="store_true", help="rebuild the index from the files; episodes and marks are not touched"
    )


def run(options: argparse.Namespace, context: Context) -> int:
    library = context.library
    if options.repair:
        library.rebuild()
        say("The index was rebuilt.")
    problems = list(_problems(context))
    for problem in problems:
        say(problem)
    for episode in library.long_notes():
        say(f"{episode}: {LONG_NOTES}")
    rows, bookmarks = library.rows(), library.marks.bookmarks()
    lost = sum(row.gone for row in bookmarks)
    counts = (
        counted(len(rows), "episode"),
        counted(sum(row.read for row in rows), "segment") + " read",
        counted(len(bookmarks), "bookmark"),
    )
    say(
        ", ".join(counts)
        + (f", {lost:,} of them of segments that are not in the library now" if lost else "")
        + (f", {counted(unknown, 'mark')} that a later Earmark made" if (unknown := library.marks.unknown) else "")
        + (f"; {counted(len(problems), 'problem')}." if problems else "; all is well.")
    )
    return FAILED if problems else DONE


def _problems(context: Context) -> Iterator[str]:
    library = context.library
    yield from map(str, library.problems())
    yield from map(str, library.marks.problems())
    if library.marks.not_kept is not None:
        yield library.marks.not_kept
    yield from read_config(context.folders.settings).warnings
    if context.folders.sources is not None:
        try:
            library.sources.sources()
        except EarmarkError as error:
            yield str(error)
