"""`earmark sources`: the folders and feeds that `earmark update` goes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from episodes.importing.source_list import KNOWN_SHOWS

from . import DONE, Context

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--json", action="store_true", help="print one JSON array")


def run(options: argparse.Namespace, context: Context) -> int:
    """Print a source a line."""
    sources = context.library.sources.sources()
    if options.json:
        from .json_fields import print_json

        print_json([{"address": source.shown, "show": source.show} for source in sources])
        return DONE
    for source in sources:
        print(source.shown + (f"  ({source.show})" if source.show else ""))
    if not sources:
        print(f'No sources yet. `earmark add "{next(iter(KNOWN_SHOWS))}"` adds one; a folder or an address does too.')
    return DONE
