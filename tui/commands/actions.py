"""`earmark open`, `play`, `bookmark` and `read`: what is done with segments and episodes.

Links and recordings are handed to the reader's own programs; marks are on disk when the commands end.
"""

import argparse

from episodes.errors import MarksNotKept, UnknownTarget
from episodes.marks.tags import check_tag, unique
from episodes.text import clean_line

from .context import MISUSED, Context, add_targets, are_several, each_target
from .output import say, warn


def open_arguments(parser: argparse.ArgumentParser) -> None:
    add_targets(parser, "148#2, 148#a-segment; an episode alone opens its page")
    parser.add_argument("--print", action="store_true", help="print the address and open nothing")


def run_open(options: argparse.Namespace, context: Context) -> int:
    def open_one(word: str) -> None:
        target, episode, segment = context.find(word)
        url = episode.page if segment is None else segment.main_link
        if url is None:
            raise UnknownTarget(f"{target} has no link.")
        if options.print:
            say(url)
            return
        from tui.programs import open_link

        open_link(url)
        try:
            context.opened.marks.set_opened(episode, target.segment, url)
        except MarksNotKept as error:
            warn(f'The link is open; the mark "opened" was not kept: {error.where}: {error.reason}.')

    return each_target(options.targets, open_one)


def play_arguments(parser: argparse.ArgumentParser) -> None:
    add_targets(parser, "148#2, 148#a-segment; an episode alone from its beginning")
    parser.add_argument("--print", action="store_true", help="print the address for a browser and play nothing")


def run_play(options: argparse.Namespace, context: Context) -> int:
    from episodes.web_links import web_address
    from tui.config import read_config

    config = read_config(context.folders.settings)
    for warning in config.warnings:
        warn(warning)
    if are_several(options.targets) and not options.print and config.player:
        warn("the player plays one at a time: name one target, or give --print for the addresses.")
        return MISUSED

    def play_one(word: str) -> None:
        _, episode, segment = context.find(word)
        if options.print:
            say(web_address(episode, episode.cue(segment).start)[0])
        else:
            from tui.programs import play

            say(play(episode, segment, context.folders))

    return each_target(options.targets, play_one)


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
        marks = context.opened.marks
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
        context.opened.marks.set_read(episode, (segment or episode).walk(), on=not options.undo)
        say(f"Marked {target} as {'unread' if options.undo else 'read'}.")

    return each_target(options.targets, mark)
