"""`earmark paths` and `earmark check`: where everything is kept, and whether all of it can be read."""

import argparse
from collections.abc import Iterator

from episodes.errors import EarmarkError
from episodes.folders import BUNDLED
from episodes.text import counted

from .context import DONE, FAILED, Context
from .json_fields import json_text
from .output import say, write


def paths_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run_paths(options: argparse.Namespace, context: Context) -> int:
    folders = context.folders
    paths = {
        "bundled episodes": BUNDLED,
        "episodes": folders.episodes,
        "sources": folders.sources,
        "marks": folders.marks,
        "state": folders.state,
        "index": folders.index,
        "configuration": folders.settings,
    }
    if options.json:
        write(json_text(paths))
        return DONE
    width = max(map(len, paths))
    for name, path in paths.items():
        say(f"{name:{width}}  {path or '(no place for it: there is no home directory)'}")
    return DONE


def check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--repair", action="store_true", help="rebuild the index from the files; episodes and marks are not touched"
    )


def run_check(options: argparse.Namespace, context: Context) -> int:
    library = context.library
    if options.repair:
        library.rebuild()
        say("The index was rebuilt.")
    problems = list(_problems(context))
    for problem in problems:
        say(problem)
    rows, bookmarks = list(library.rows()), library.marks.bookmarks()
    lost = sum(row.gone for row in bookmarks)
    read = counted(sum(row.read for row in rows), "segment")
    parts = [counted(len(rows), "episode"), f"{read} read", counted(len(bookmarks), "bookmark")]
    if lost:
        parts.append(f"{lost:,} of them of segments that are not in the library now")
    say(f"{', '.join(parts)}; {counted(len(problems), 'problem') if problems else 'all is well'}.")
    return FAILED if problems else DONE


def _problems(context: Context) -> Iterator[str]:
    from tui.config import read_config

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
