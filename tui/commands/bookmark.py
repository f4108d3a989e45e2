"""`earmark bookmark`: marks a segment to come back to, with the reason; the mark is on disk when it ends."""

from __future__ import annotations

import argparse

from episodes.errors import UnknownTarget
from episodes.text import clean_line

from .context import DONE, Context
from .output import say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="TARGET", help="a segment: 148#2, 148#a-segment; an episode's first if alone")
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--note", metavar="TEXT", help="why it is worth coming back")
    change.add_argument("--remove", action="store_true", help="take the bookmark away")


def run(options: argparse.Namespace, context: Context) -> int:
    target, episode, named = context.find(options.target)
    segment = named or next(episode.walk(), None)
    if segment is None:
        raise UnknownTarget(f"{target} has no segment to bookmark.")
    note = None if options.note is None else clean_line(options.note)
    context.library.marks.set_bookmark(episode, segment, on=not options.remove, note=note)
    context.warn_of_marks_not_kept()
    say(f"{'Removed the bookmark from' if options.remove else 'Bookmarked'} {episode.id}#{segment.id}.")
    return DONE
