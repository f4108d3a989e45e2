"""`earmark bookmark`: marks segments or episodes to come back to; the mark is on disk when it ends."""

import argparse

from episodes.marks.tags import check_tag, unique
from episodes.text import clean_line

from .context import MISUSED, Context, add_targets, each_target
from .output import say, warn


def arguments(parser: argparse.ArgumentParser) -> None:
    add_targets(parser, "a segment (148#2, 148#a-segment), or an episode (148)")
    parser.add_argument("--note", metavar="TEXT", help="why it is worth coming back; an empty text takes the note away")
    parser.add_argument(
        "--tag", metavar="T", action="append", default=[], help="one more tag; may be given several times"
    )
    parser.add_argument("--remove", action="store_true", help="take the bookmark away")


def run(options: argparse.Namespace, context: Context) -> int:
    if options.remove and (options.tag or options.note is not None):
        warn("--remove takes the bookmark away with its note and tags: give neither of them with it.")
        return MISUSED
    added = [check_tag(tag) for tag in options.tag]
    note = None if options.note is None else clean_line(options.note)

    def mark(word: str) -> None:
        target, episode, segment = context.find(word)
        marks = context.library.marks
        known = marks.bookmark(episode, segment)
        tags = unique([*(known.tags if known is not None else ()), *added]) if added else None
        marks.set_bookmark(episode, segment, on=not options.remove, note=note, tags=tags)
        say(f"{'Removed the bookmark from' if options.remove else 'Bookmarked'} {target}.")

    return each_target(options.targets, mark)
