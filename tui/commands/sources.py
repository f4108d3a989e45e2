"""`earmark sources`: the folders and feeds that `earmark update` goes to, one a line."""

from __future__ import annotations

import argparse

from episodes.importing.source_list import KNOWN_SHOWS

from .context import DONE, Context
from .json_fields import json_text
from .output import say, write


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON array")


def run(options: argparse.Namespace, context: Context) -> int:
    sources = context.library.sources.sources()
    if options.json:
        write(json_text([{"address": source.shown, "show": source.show} for source in sources]))
        return DONE
    for source in sources:
        say(source.shown + (f"  ({source.show})" if source.show else ""))
    if not sources:
        say(f'No sources yet. `earmark add "{next(iter(KNOWN_SHOWS))}"` adds one; a folder or an address does too.')
    return DONE
