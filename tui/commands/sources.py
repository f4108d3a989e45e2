"""`earmark add`, `update`, `sources` and `remove`: bringing episodes in, and where they come from."""

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from types import FrameType

from episodes.errors import FetchCancelled
from episodes.importing.formats import ListedFeed
from episodes.importing.scan import ListsFeeds
from episodes.importing.source_list import KNOWN_SHOWS, Report, Source
from episodes.model import NO_MONITOR, Monitor, Step
from episodes.text import counted
from episodes.web_links import may_open

from .context import DONE, FAILED, STOPPED, Context
from .json_fields import json_text
from .output import flush, is_terminal, say, warn, write

_MOST_NAMED = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source", metavar="SOURCE", help='a path (a list of feeds too), a feed\'s address, or a name: "Python Bytes"'
    )
    parser.add_argument("--show", metavar="NAME", help="the show that its episodes belong to, whatever they say")
    parser.add_argument("--dry-run", action="store_true", help="say what would come in and change nothing")


def run_add(options: argparse.Namespace, context: Context) -> int:
    sources, dry_run = context.library.sources, options.dry_run

    def add(monitor: Monitor) -> list[Report]:
        return [sources.add(options.source, options.show, monitor, dry_run=dry_run)]

    try:
        return _import("Adding", add)
    except ListsFeeds as error:
        feeds, problems = error.found.feeds, error.found.problems
    _say_listed(feeds, {source.address for source in sources.sources()})
    for problem in problems:
        warn(str(problem))
    if dry_run or not _agreed(len(feeds)):
        return DONE
    return _import("Adding", partial(sources.add_all, [feed.address for feed in feeds]))


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


def update_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="say what would come in and change nothing")


def run_update(options: argparse.Namespace, context: Context) -> int:
    sources = context.library.sources
    if not sources.sources():
        say("There are no sources yet. `earmark add` remembers folders and feeds.")
        return DONE
    return _import("Updating", partial(sources.update, dry_run=options.dry_run))


def sources_arguments(parser: argparse.ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--opml", action="store_true", help="print the feeds as OPML, which other players read")
    form.add_argument("--json", action="store_true", help="print one JSON array")


def run_sources(options: argparse.Namespace, context: Context) -> int:
    remembered, shows = context.library.sources.sources(), context.library.sources.shows()
    sources = [replace(source, show=source.show or shows.get(source.shown)) for source in remembered]
    if options.json:
        write(json_text([{"address": source.shown, "show": source.show} for source in sources]))
        return DONE
    if options.opml:
        from episodes.importing.formats.xml_feed import write_opml

        feeds = [source for source in sources if may_open(source.shown)]
        write(write_opml((source.show or source.shown, source.shown) for source in feeds))
        if folders := len(sources) - len(feeds):
            warn(f"{counted(folders, 'source is a folder, and is', 'sources are folders, and are')} left out.")
        return DONE
    for source in sources:
        say(source.shown + (f"  ({source.show})" if source.show else ""))
    if not sources:
        say(f'No sources yet. `earmark add "{next(iter(KNOWN_SHOWS))}"` adds one; a folder or an address does too.')
    return DONE


def remove_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help="as `earmark sources` names it: its address, or its show")
    parser.add_argument("--keep-episodes", action="store_true", help="forget the source alone")


def run_remove(options: argparse.Namespace, context: Context) -> int:
    removed = context.library.sources.remove(options.source, keep_episodes=options.keep_episodes)
    episodes = counted(len(removed.episodes), "episode")
    say(f"Removed {removed.source.shown} and {episodes} that came from it. Marks are kept.")
    for episode in removed.kept:
        warn(f"{episode} stays: its file was changed by hand, or cannot be deleted.")
    return DONE


def _import(what: str, work: Callable[[Monitor], Iterable[Report]]) -> int:
    """Import, print the report of each source, and return the exit status.

    The first Ctrl-C cancels the work at its next step, the second one stops the process.

    Args:
        what: the label of the progress bar.
        work: imports.
    """
    with _cancelled_by_ctrl_c() as cancelled:
        try:
            with _shown_progress(what) as progress:
                reports = list(work(Monitor(progress, cancelled)))
        except FetchCancelled:
            warn("stopped before anything came in.")
            return STOPPED
        statuses = [_print_report(report) for report in reports]
        if cancelled():
            warn("stopped. What came in stays, and the same command brings in the rest.")
            return STOPPED
    return max(statuses, default=DONE)


@contextmanager
def _cancelled_by_ctrl_c() -> Iterator[Callable[[], bool]]:
    """Yield a function that says whether Ctrl-C was pressed in the block; a second Ctrl-C interrupts as ever."""
    pressed = threading.Event()

    def handle(_signal: int, _frame: FrameType | None) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _shown_progress(what: str) -> Iterator[Callable[[Step], object]]:
    """Show how far a piece of work is, on standard error if that is a terminal."""
    if not is_terminal("stderr"):
        yield NO_MONITOR.progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[far]}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, far="")
        yield lambda step: bar.update(task, completed=step.done, total=step.total, far=str(step))


def _print_report(report: Report) -> int:
    """Print counts, then episodes, then what was left out or is wrong, with the reasons; return the exit status."""
    if report.failure is not None:
        warn(str(report.failure))
        return FAILED
    said = "nothing changed there since the last time" if report.not_modified else report.summary
    say(f"{report.source.shown}: {said}{' (dry run: nothing was written)' if report.dry_run else ''}")
    for what, ids in (("added", report.added), ("changed", report.changed)):
        for episode in ids[:_MOST_NAMED]:
            say(f"  {what} {episode}")
        if len(ids) > _MOST_NAMED:
            say(f"  {what} {len(ids) - _MOST_NAMED:,} more")
    for line in report.lines():
        say(f"  {line}")
    flush()  # so that the two streams come in this order where they meet
    for skipped in report.skipped:
        warn(f"skipped {skipped}")
    for problem in report.problems:
        warn(str(problem))
    return DONE if report.is_clean else FAILED
