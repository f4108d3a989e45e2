"""`earmark bookmark` and `earmark read`: mark segments or episodes; the marks are on disk when they end."""

import argparse

from episodes.marks.tags import check_tag, unique
from episodes.text import clean_line

from .context import MISUSED, Context, add_targets, each_target
from .output import say, warn


def bookmark_arguments(parser: argparse.ArgumentParser) -> None:
    add_targets(parser, "a segment (148#2, 148#a-segment), or an episode (148)")
    parser.add_argument("--note", metavar="TEXT", help="why it is worth coming back; an empty text takes the note away")
    parser.add_argument(
        "--tag", metavar="T", action="append", default=[], help="one more tag; may be given several times"
    )
    parser.add_argument("--remove", action="store_true", help="take the bookmark away")


def run_bookmark(options: argparse.Namespace, context: Context) -> int:
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


def read_arguments(parser: argparse.ArgumentParser) -> None:
    add_targets(parser, "a segment (148#2), or an episode (148): all of it")
    parser.add_argument("--undo", action="store_true", help="mark it as unread again")


def run_read(options: argparse.Namespace, context: Context) -> int:
    def mark(word: str) -> None:
        target, episode, segment = context.find(word)
        context.library.marks.set_read(episode, (segment or episode).walk(), on=not options.undo)
        say(f"Marked {target} as {'unread' if options.undo else 'read'}.")

    return each_target(options.targets, mark)
