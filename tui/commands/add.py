"""`earmark add`: brings episodes in from a file, a folder, a feed, or a show known by name."""

from __future__ import annotations

import argparse

from .context import Context
from .importing import bring_in


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help='a path, a feed\'s address, or a name such as "Python Bytes"')
    parser.add_argument("--show", metavar="NAME", help="the show that its episodes belong to, whatever they say")
    parser.add_argument("--dry-run", action="store_true", help="say what would come in and change nothing")


def run(options: argparse.Namespace, context: Context) -> int:
    sources, dry_run = context.library.sources, options.dry_run
    return bring_in(
        "Adding",
        lambda progress, cancelled: [
            sources.add(options.source, options.show, dry_run=dry_run, progress=progress, cancelled=cancelled)
        ],
        dry_run=dry_run,
    )
