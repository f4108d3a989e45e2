"""`earmark links`: the ledger of all links, or those that answer to a query."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from . import DONE, FAILED, Context
from .searching import add_query

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
        print(_as_json(results))
    else:
        sys.stdout.write(as_text(results))
    if results.note is not None:
        context.warn(results.note)
    if not results.rows:
        context.warn(f"No link in the library answers to {query!r}." if query else "There are no links in the library.")
    elif results.total > len(results.rows) and not options.json:
        context.warn(f"{len(results.rows)} of {results.total:,} links; --limit shows more.")
    return DONE if results.rows else FAILED


def as_text(results: LinkResults) -> str:
    """Return links as text, their parts with tabs between."""
    return "".join(f"{row.target}\t{row.url}\t{row.title}\n" for row in results.rows)


def _as_json(results: LinkResults) -> str:
    import json

    links = [
        {
            "url": row.url,
            "title": row.title,
            "host": row.host,
            "target": row.target,
            "episode": row.episode,
            "segment": row.segment,
            "segment_title": row.segment_title,
            "episode_title": row.episode_title,
            "show": row.show,
            "number": row.number,
            "date": None if row.day is None else row.day.isoformat(),
            "opened": row.opened,
        }
        for row in results.rows
    ]
    return json.dumps({"total": results.total, "note": results.note, "links": links}, ensure_ascii=False, indent=1)
