"""`earmark add`: brings episodes in from a file, a folder, a feed, a show known by name, or an OPML list of feeds."""

import argparse
import sys
from collections.abc import Sequence

from episodes.importing.formats import ListedFeed
from episodes.importing.report import Cancelled, Progress, Report
from episodes.importing.scan import ListsFeeds
from episodes.importing.source_list import Source

from .context import DONE, Context
from .importing import run_import
from .output import flush, is_terminal, say, warn, write


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source", metavar="SOURCE", help='a path (a list of feeds too), a feed\'s address, or a name: "Python Bytes"'
    )
    parser.add_argument("--show", metavar="NAME", help="the show that its episodes belong to, whatever they say")
    parser.add_argument("--dry-run", action="store_true", help="say what would come in and change nothing")


def run(options: argparse.Namespace, context: Context) -> int:
    sources, dry_run = context.library.sources, options.dry_run

    def add(progress: Progress, cancelled: Cancelled) -> list[Report]:
        return [sources.add(options.source, options.show, dry_run=dry_run, progress=progress, cancelled=cancelled)]

    try:
        return run_import("Adding", add, dry_run=dry_run)
    except ListsFeeds as error:
        feeds, problems = error.found.feeds, error.found.problems
    _say_listed(feeds, {source.address for source in sources.sources()})
    for problem in problems:
        warn(str(problem))
    if dry_run or not _agreed(len(feeds)):
        return DONE
    addresses = [feed.address for feed in feeds]
    return run_import(
        "Adding",
        lambda progress, cancelled: sources.add_all(addresses, progress=progress, cancelled=cancelled),
        dry_run=False,
    )


def _say_listed(feeds: Sequence[ListedFeed], known: set[str]) -> None:
    """Print the feeds of a list under their folders."""
    folders: dict[str, list[ListedFeed]] = {}
    for feed in feeds:
        folders.setdefault(" / ".join(feed.folders), []).append(feed)
    for folder, members in folders.items():
        if folder:
            say(f"{folder}:")
        for feed in members:
            there = "  (is a source already)" if feed.address in known else ""
            say(f"  {feed.title or feed.address}  {Source(feed.address).shown}{there}")


def _agreed(count: int) -> bool:
    """Ask on a terminal whether to add them all; elsewhere the command itself says so."""
    if not (is_terminal("stdin") and is_terminal()):
        return True
    write(f"Add {'this feed' if count == 1 else f'these {count:,} feeds'}? [y/N] ")
    flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
