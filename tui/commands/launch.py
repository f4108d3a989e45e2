"""`earmark open` and `earmark play`: hand a segment's link or its recording to the reader's own programs."""

import argparse
from collections.abc import Callable

from episodes.errors import LinkStaysClosed, MarksNotKept, UnknownTarget

from .context import DONE, FAILED, MISUSED, Context, add_targets, are_several, each_target
from .output import say, warn


def open_arguments(parser: argparse.ArgumentParser) -> None:
    add_targets(parser, "148#2, 148#a-segment; an episode alone opens its page")
    parser.add_argument("--print", action="store_true", help="print the address and open nothing")


def run_open(options: argparse.Namespace, context: Context) -> int:
    def open_one(word: str) -> int:
        target, episode, segment = context.find(word)
        url = episode.page if segment is None else segment.main_link
        if url is None:
            raise UnknownTarget(f"{target} has no link.")

        def open_and_mark() -> None:
            from tui.programs import open_link

            open_link(url)
            try:
                context.library.marks.set_opened(episode, target.segment, url)
            except MarksNotKept as error:
                warn(f'The link is open; the mark "opened" was not kept: {error.where}: {error.reason}.')

        return _hand_over(url, open_and_mark, only_print=options.print)

    return each_target(options.targets, open_one)


def play_arguments(parser: argparse.ArgumentParser) -> None:
    add_targets(parser, "148#2, 148#a-segment; an episode alone from its beginning")
    parser.add_argument("--print", action="store_true", help="print the address for a browser and play nothing")


def run_play(options: argparse.Namespace, context: Context) -> int:
    from episodes.web_links import web_address
    from tui.config import read_config
    from tui.programs import play

    config = read_config(context.folders.settings)
    for warning in config.warnings:
        warn(warning)
    if are_several(options.targets) and not options.print and config.player:
        warn("the player plays one at a time: name one target, or give --print for the addresses.")
        return MISUSED

    def play_one(word: str) -> int:
        _, episode, segment = context.find(word)
        url, _ = web_address(episode, episode.cue(segment).start)
        return _hand_over(url, lambda: say(play(episode, segment, context.folders)), only_print=options.print)

    return each_target(options.targets, play_one)


def _hand_over(url: str, start: Callable[[], None], *, only_print: bool) -> int:
    """Start what takes an address; print the address instead where only that is asked for, or nothing takes it."""
    if only_print:
        say(url)
        return DONE
    try:
        start()
    except LinkStaysClosed as error:
        warn(str(error))
        say(url)
        return FAILED
    return DONE
