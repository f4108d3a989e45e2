"""`earmark update`: go to every remembered source again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import DONE, Context
from .progress import shown_progress
from .reports import print_report
from .stopping import status_unless, stoppable

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--dry-run", action="store_true", help="say what would come in and change nothing")


def run(options: argparse.Namespace, context: Context) -> int:
    """Update source by source; one that fails is named and makes the exit status 1."""
    sources = context.library.sources
    if not sources.sources():
        print("There are no sources yet. `earmark add` remembers folders and feeds.")
        return DONE
    with stoppable() as stopped:
        with shown_progress("Updating") as progress:
            reports = list(sources.update(dry_run=options.dry_run, progress=progress, cancelled=stopped))
        status = max((print_report(report, dry_run=options.dry_run) for report in reports), default=DONE)
        return status_unless(stopped, context, status)
