"""`earmark sources`: the folders and feeds that `earmark update` goes to, one a line, or the feeds as OPML."""

import argparse
from dataclasses import replace

from episodes.importing.source_list import KNOWN_SHOWS
from episodes.web_links import may_open

from .context import DONE, Context
from .json_fields import json_text
from .output import say, warn, write


def arguments(parser: argparse.ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--opml", action="store_true", help="print the feeds as OPML, which other players read")
    form.add_argument("--json", action="store_true", help="print one JSON array")


def run(options: argparse.Namespace, context: Context) -> int:
    shows = context.library.sources.shows()
    sources = [
        replace(source, show=source.show or shows.get(source.shown)) for source in context.library.sources.sources()
    ]
    if options.json:
        write(json_text([{"address": source.shown, "show": source.show} for source in sources]))
        return DONE
    if options.opml:
        from episodes.importing.formats.opml import write_opml

        feeds = [source for source in sources if may_open(source.shown)]
        write(write_opml((source.show or source.shown, source.shown) for source in feeds))
        if (folders := len(sources) - len(feeds)) > 0:
            warn(
                "1 source is a folder, and is left out."
                if folders == 1
                else f"{folders:,} sources are folders, and are left out."
            )
        return DONE
    for source in sources:
        say(source.shown + (f"  ({source.show})" if source.show else ""))
    if not sources:
        say(f'No sources yet. `earmark add "{next(iter(KNOWN_SHOWS))}"` adds one; a folder or an address does too.')
    return DONE
