"""`earmark links`: each link once, all or those that match a query, where it stands last: target, address, title."""

import argparse

from .context import Context
from .json_fields import fields, json_text, link_fields
from .output import write
from .search import add_limit, add_query, report_found


def links_arguments(parser: argparse.ArgumentParser) -> None:
    add_query(parser, "*")
    add_limit(parser, 200)


def run_links(options: argparse.Namespace, context: Context) -> int:
    query = " ".join(options.query)
    results = context.library.links(query, limit=options.limit)
    if options.json:
        links = [link_fields(row) for row in results.rows]
        write(json_text({**fields(results, "total note"), "links": links}))
    else:
        write("".join(f"{row.segment.target}\t{row.url}\t{row.title}\n" for row in results.rows))
    nothing = f"No link in the library answers to {query!r}." if query else "There are no links in the library."
    return report_found(results, "link", nothing)
