"""`earmark search`: segments that answer to a query, best first."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from episodes.text import counted

from . import DONE, FAILED, Context
from .json_fields import Fields, place_fields, print_json

if TYPE_CHECKING:
    import argparse

    from episodes.search.values import LinkResults, Marked, Results

_LANGUAGE = """\
All words must match, the last one by its beginning; "a phrase" as it stands; -word without it.
presenter:brian  show:talk  host:github.com  kind:joke  year:2019  before:2020-06  after:2018
is:unread  is:bookmarked  is:opened. Put the query in quotation marks where it begins with a minus.
Exit status: 0 found, 1 nothing found."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_query(parser, "+", 20)


def add_query(parser: argparse.ArgumentParser, number: str, limit: int) -> None:
    """Add what commands that search have in common."""
    from argparse import RawDescriptionHelpFormatter

    parser.formatter_class = RawDescriptionHelpFormatter
    parser.epilog = _LANGUAGE
    parser.add_argument("query", metavar="QUERY", nargs=number, help="words and filters, see below")
    parser.add_argument(
        "--limit", metavar="N", type=_count, default=limit, help=f"at most so many, {limit} if not given"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _count(text: str) -> int:
    import argparse

    if not text.isdecimal() or not 0 < int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def run(options: argparse.Namespace, context: Context) -> int:
    """Print a hit a paragraph: where it is, when it was and what it is called, then the place that matches."""
    query = " ".join(options.query)
    results = context.library.search(query, limit=options.limit)
    if options.json:
        print_json(_fields(results))
    else:
        sys.stdout.write(as_text(results, bold=sys.stdout.isatty() and os.environ.get("TERM") != "dumb"))
    nothing = f"Nothing in the library answers to {query!r}."
    return say_how_many(context, len(results.hits), results, "hit", nothing, quiet=options.json)


def say_how_many(
    context: Context, shown: int, results: Results | LinkResults, noun: str, nothing: str, *, quiet: bool
) -> int:
    """Say on standard error what is to be known of an answer, and return the exit status that says if there is one.

    Args:
        context: the command line's.
        shown: how many of what was found are printed.
        results: all of it.
        noun: what one of them is.
        nothing: the sentence where there is none.
        quiet: say nothing of those that are not printed.
    """
    if results.note is not None:
        context.warn(results.note)
    if not shown:
        context.warn(nothing)
    elif results.total > shown and not quiet:
        context.warn(f"{shown:,} of {counted(results.total, noun)}; --limit shows more.")
    return DONE if shown else FAILED


def as_text(results: Results, *, bold: bool) -> str:
    """Return hits as text.

    Args:
        results: what was found.
        bold: lay stress on what matched, for a terminal.
    """
    lines = []
    for hit in results.hits:
        lines.append(f"{hit.target}  {hit.day or ''!s:10}  {_stressed(hit.title, bold)}\n")
        if hit.extract.text:
            lines.append(f"    {_stressed(hit.extract, bold)}\n")
    return "".join(lines)


def _stressed(marked: Marked, bold: bool) -> str:
    if not bold:
        return marked.text
    text, done = "", 0
    for start, end in marked.spans:
        text += f"{marked.text[done:start]}\x1b[1m{marked.text[start:end]}\x1b[22m"
        done = end
    return text + marked.text[done:]


def _fields(results: Results) -> Fields:
    hits = [
        {
            **place_fields(hit),
            "kind": hit.kind,
            "presenter": hit.presenter,
            "title": hit.title.text,
            "extract": hit.extract.text,
            "url": hit.url,
        }
        for hit in results.hits
    ]
    return {
        "total": results.total,
        "note": results.note,
        "years": {str(year): count for year, count in results.years},
        "hits": hits,
    }
