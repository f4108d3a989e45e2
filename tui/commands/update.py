"""`earmark update`: goes to every remembered source again; one that fails is named and makes the exit status 1."""

import argparse

from .context import DONE, Context
from .importing import run_import
from .output import say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="say what would come in and change nothing")


def run(options: argparse.Namespace, context: Context) -> int:
    sources, dry_run = context.library.sources, options.dry_run
    if not sources.sources():
        say("There are no sources yet. `earmark add` remembers folders and feeds.")
        return DONE
    return run_import(
        "Updating",
        lambda progress, cancelled: sources.update(dry_run=dry_run, progress=progress, cancelled=cancelled),
        dry_run=dry_run,
    )
