"""`earmark links`: the ledger of all links, or those that answer to a query."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from . import Context
from .json_fields import Fields, place_fields, print_json
from .search import add_query, say_how_many

if TYPE_CHECKING:
    import argparse

    from episodes.search.values import LinkResults

_LIMIT = 200


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_query(parser, "*", _LIMIT)


def run(options: argparse.Namespace, context: Context) -> int:
    """Print a link a line, those of the youngest episode first: where it is, its address, its words."""
    query = " ".join(options.query)
    results = context.library.links(query, limit=options.limit)
    if options.json:
        print_json(_fields(results))
    else:
        sys.stdout.write(as_text(results))
    nothing = f"No link in the library answers to {query!r}." if query else "There are no links in the library."
    return say_how_many(context, len(results.rows), results, "link", nothing, quiet=options.json)


def as_text(results: LinkResults) -> str:
    """Return links as text, their parts with tabs between."""
    return "".join(f"{row.target}\t{row.url}\t{row.title}\n" for row in results.rows)


def _fields(results: LinkResults) -> Fields:
    links = [
        {
            "url": row.url,
            "title": row.title,
            "host": row.host,
            **place_fields(row),
            "segment_title": row.segment_title,
            "opened": row.opened,
        }
        for row in results.rows
    ]
    return {"total": results.total, "note": results.note, "links": links}
