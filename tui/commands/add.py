"""`earmark add`: bring episodes in from a file, a folder, a feed, or a show known by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import Context
from .progress import shown_progress
from .reports import print_report
from .stopping import STOPPED, status_unless, stoppable

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("source", metavar="SOURCE", help='a path, a feed\'s address, or a name such as "Python Bytes"')
    parser.add_argument("--show", metavar="NAME", help="the show that its episodes belong to, whatever they say")
    parser.add_argument("--dry-run", action="store_true", help="say what would come in and change nothing")


def run(options: argparse.Namespace, context: Context) -> int:
    """Bring the source in and say what came of it; what could not be read makes the exit status 1."""
    from episodes.errors import FetchCancelled

    sources = context.library.sources
    with stoppable() as stopped:
        try:
            with shown_progress("Adding") as progress:
                report = sources.add(
                    options.source, options.show, dry_run=options.dry_run, progress=progress, cancelled=stopped
                )
        except FetchCancelled:
            context.warn("stopped before anything came in.")
            return STOPPED
        return status_unless(stopped, context, print_report(report, dry_run=options.dry_run))
