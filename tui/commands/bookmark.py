"""`earmark bookmark`: mark a segment to come back to, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from episodes.errors import UnknownTarget
from episodes.text import clean_line

from . import DONE, Context

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("target", metavar="TARGET", help="a segment: 148#2, 148#a-segment; an episode's first if alone")
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--note", metavar="TEXT", help="why it is worth coming back")
    change.add_argument("--remove", action="store_true", help="take the bookmark away")


def run(options: argparse.Namespace, context: Context) -> int:
    """Set or remove the bookmark; it is on disk when this returns."""
    target, episode, named = context.find(options.target)
    segment = named or next(episode.walk(), None)
    if segment is None:
        raise UnknownTarget(f"{target} has no segment to bookmark.")
    note = None if options.note is None else clean_line(options.note)
    context.library.marks.set_bookmark(episode, segment, on=not options.remove, note=note)
    context.say_where_marks_go()
    print(f"{'Removed the bookmark from' if options.remove else 'Bookmarked'} {episode.id}#{segment.id}.")
    return DONE
