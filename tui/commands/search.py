"""`earmark search`: segments that match a query, best first: target, date and title, then the part that matches."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from episodes.search.query import LANGUAGE
from episodes.text import counted

from .context import DONE, FAILED, Context
from .json_fields import hit_fields, json_text
from .output import is_terminal, warn, write

if TYPE_CHECKING:
    from episodes.search.values import LinkResults, Marked, Results


def arguments(parser: argparse.ArgumentParser) -> None:
    add_query(parser, "+", limit=20)


def add_query(parser: argparse.ArgumentParser, count: str, *, limit: int) -> None:
    """Define the arguments of a command that searches.

    Args:
        parser: of the command.
        count: how many words a query has: `+` or `*`.
        limit: how many results are printed if the user does not say.
    """
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "\n".join(
        [
            "a query:",
            *(f"  {written:20}{meaning}" for written, meaning in LANGUAGE),
            "Put it in quotation marks where it begins with a minus. Exit status: 0 found, 1 nothing found.",
        ]
    )
    parser.add_argument("query", metavar="QUERY", nargs=count, help="words and filters, see below")
    most = f"at most so many, {limit} if not given"
    parser.add_argument("--limit", metavar="N", type=_count, default=limit, help=most)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def run(options: argparse.Namespace, context: Context) -> int:
    query = " ".join(options.query)
    results = context.library.search(query, limit=options.limit)
    if options.json:
        years = {str(year): count for year, count in results.years}
        hits = [hit_fields(hit) for hit in results.hits]
        write(json_text({"total": results.total, "note": results.note, "years": years, "hits": hits}))
    else:
        bold = is_terminal()
        for hit in results.hits:
            write(f"{hit.segment.target}  {hit.segment.day_text:10}  {_matches(hit.title, bold=bold)}\n")
            if hit.extract.text:
                write(f"    {_matches(hit.extract, bold=bold)}\n")
    nothing = f"Nothing in the library answers to {query!r}."
    return report_found(results, len(results.hits), "hit", nothing, quiet=options.json)


def report_found(results: Results | LinkResults, shown: int, noun: str, nothing: str, *, quiet: bool) -> int:
    """Warn of what is to be known of results, and return the exit status.

    Args:
        results: all that was found.
        shown: how many of them are printed.
        noun: what one of them is.
        nothing: the sentence where there is none.
        quiet: whether not to warn of those that are not printed.
    """
    if results.note is not None:
        warn(results.note)
    if not shown:
        warn(nothing)
    elif results.total > shown and not quiet:
        warn(f"{shown:,} of {counted(results.total, noun)}; --limit shows more.")
    return DONE if shown else FAILED


def _matches(marked: Marked, *, bold: bool) -> str:
    """Return a text, what matched in it bold."""
    if not bold:
        return marked.text
    text, done = "", 0
    for start, end in marked.spans:
        text += f"{marked.text[done:start]}\x1b[1m{marked.text[start:end]}\x1b[22m"
        done = end
    return text + marked.text[done:]
