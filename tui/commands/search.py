"""`earmark list`, `search` and `links`: the episodes, segments or links that match a query.

Of an episode id, date, how much is read, bookmarks and title are printed; of a segment target, date and title, then the
part that matches; of a link target, address and title. Links are each printed once, where they stand last.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Container, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from episodes.search import LANGUAGE
from episodes.text import counted

from .context import DONE, FAILED, Context
from .json_fields import fields, hit_fields, json_text, link_fields, row_fields
from .output import warn, write

if TYPE_CHECKING:
    from episodes.model import EpisodeRow
    from episodes.search.values import Found, Marked


_GUARD = "\0"
"""Stands before a word of the query that argparse would take for an option; no argument can hold it."""
_ALL = 1_000_000_000
"""More than any library has."""
_AT_ONCE = 200
"""Lines of a list that are printed in one go."""


def add_query(parser: argparse.ArgumentParser, count: str) -> None:
    """Define the query of a command that searches, of `+` or `*` words."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    language = "".join(f"  {written:20}{meaning}\n" for written, meaning in LANGUAGE)
    parser.epilog = (
        f"a query:\n{language}"
        "Words that begin with one minus are part of it, after -- all are. Exit status: 0 found, 1 nothing found."
    )
    parser.add_argument("query", metavar="QUERY", nargs=count, type=_unguarded, help="words and filters, see below")


def _add_limit(parser: argparse.ArgumentParser, limit: int) -> None:
    """Define how many results are printed, at most `limit` if the user does not say, and in which form."""
    most = f"at most so many, {limit} if not given; 0 is all"
    parser.add_argument("--limit", metavar="N", type=_count, default=limit, help=most)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def guard_dashes(words: Sequence[str], options: Container[str]) -> list[str]:
    """Return the words of a command line, those with one dash that are no option marked as text of the query.

    Args:
        words: as they were typed.
        options: those of the command.
    """
    end = words.index("--") if "--" in words else len(words)
    guarded = [_GUARD + word if re.match("-(?!-)", word) and word not in options else word for word in words[:end]]
    return guarded + [_GUARD + word for word in words[end + 1 :]]


def _unguarded(word: str) -> str:
    return word.removeprefix(_GUARD)


def _count(text: str) -> int:
    text = _unguarded(text)
    if not text.isdecimal() or int(text) > _ALL:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 on")
    return int(text) or _ALL


def list_arguments(parser: argparse.ArgumentParser) -> None:
    add_query(parser, "*")
    parser.add_argument("--unread", action="store_true", help="only episodes that are not read to their end")
    parser.add_argument("--bookmarked", action="store_true", help="only episodes with a bookmark")
    parser.add_argument("--show", metavar="S", help="only the episodes of this show, by its name or short name")
    parser.add_argument("--json", action="store_true", help="print one JSON array")


def run_list(options: argparse.Namespace, context: Context) -> int:
    library = context.library
    query = " ".join(options.query)
    found, note = library.matching(query) if query else (None, None)
    if note is not None:
        warn(note)
    rows: Iterable[EpisodeRow] = library.rows(options.show, found)
    width = library.id_width
    if query or options.show or options.unread or options.bookmarked:
        rows = [row for row in rows if row.read < row.segments or not options.unread]
        rows = [row for row in rows if row.bookmarks or not options.bookmarked]
        width = max((len(row.id) for row in rows), default=0)
    if options.json:
        write(json_text([row_fields(row) for row in rows]))
    else:
        lines = (_line(row, width) for row in rows)
        while some := "".join(islice(lines, _AT_ONCE)):  # the first are printed before the last are read
            write(some)
    for problem in library.problems():
        warn(str(problem))
    if query and not rows:
        warn(f"No episode answers to {query!r}.")
        return FAILED
    return DONE


def _line(row: EpisodeRow, width: int) -> str:
    """Return a row in columns: id, date, how much is read, bookmarks, title."""
    bookmarks = f"{row.bookmarks}*" if row.bookmarks else ""
    return f"{row.id:{width}}  {row.day_text:10}  {row.read:>3}/{row.segments:<3} {bookmarks:>3}  {row.name}\n"


def search_arguments(parser: argparse.ArgumentParser) -> None:
    add_query(parser, "+")
    _add_limit(parser, 20)


def run_search(options: argparse.Namespace, context: Context) -> int:
    query = " ".join(options.query)
    results = context.library.search(query, limit=options.limit, folded=options.limit < _ALL)
    if options.json:
        years = {str(year): count for year, count in results.years}
        hits = [hit_fields(hit, full=at < results.total) for at, hit in enumerate(results.rows)]
        write(json_text({**fields(results, "total near folded note"), "years": years, "hits": hits}))
    else:
        for at, hit in enumerate(results.rows):
            if at and at == results.total:
                write("\nThese come near:\n")
            _write_marked(f"{hit.segment.target}  {hit.segment.day_text:10}  ", hit.title)
            if hit.extract.text:
                _write_marked("    ", hit.extract)
            if hit.note is not None:
                _write_marked("    Your note: ", hit.note)
    nothing = f"Nothing in the library answers to {query!r}."
    return _report_found(results, "hit", nothing)


def links_arguments(parser: argparse.ArgumentParser) -> None:
    add_query(parser, "*")
    _add_limit(parser, 200)


def run_links(options: argparse.Namespace, context: Context) -> int:
    query = " ".join(options.query)
    results = context.library.links(query, limit=options.limit)
    if options.json:
        links = [link_fields(row) for row in results.rows]
        write(json_text({**fields(results, "total note"), "links": links}))
    else:
        write("".join(f"{row.segment.target}\t{row.url}\t{row.title}\n" for row in results.rows))
    nothing = f"No link in the library answers to {query!r}." if query else "There are no links in the library."
    return _report_found(results, "link", nothing)


def _report_found(results: Found[Any], noun: str, nothing: str) -> int:
    """Warn of what is to be known of results, and return the exit status.

    Args:
        results: what was found; its rows are printed.
        noun: what one of them is.
        nothing: the sentence where there is none.
    """
    shown = len(results.rows)
    if results.note is not None:
        warn(results.note)
    if not shown:
        warn(nothing)
    elif results.length > shown:
        warn(f"{shown:,} of {counted(results.length, noun)}; --limit N shows more, --limit 0 all.")
    if results.folded:
        warn(f"{results.folded:,} more say the same in other episodes; --limit 0 shows them.")
    return DONE if shown else FAILED


def _write_marked(label: str, marked: Marked) -> None:
    """Print a line: a label and a text, what matched in it bold."""
    write(label)
    write(marked.text, marked.spans)
    write("\n")
