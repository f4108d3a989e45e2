"""`earmark open`: opens the main links of segments in the browser."""

import argparse

from episodes.errors import LinkStaysClosed, MarksNotKept, UnknownTarget
from tui.opener import open_link

from .context import DONE, FAILED, Context, add_targets, each_target
from .output import say, warn


def arguments(parser: argparse.ArgumentParser) -> None:
    add_targets(parser, "148#2, 148#a-segment; an episode alone opens its page")
    parser.add_argument("--print", action="store_true", help="print the address and open nothing")


def run(options: argparse.Namespace, context: Context) -> int:
    return each_target(options.targets, lambda word: _open(word, context, only_print=options.print))


def _open(word: str, context: Context, *, only_print: bool) -> int:
    target, episode, segment = context.find(word)
    url = episode.page if segment is None else segment.main_link
    if url is None:
        raise UnknownTarget(f"{target} has no link.")
    if only_print:
        say(url)
        return DONE
    try:
        open_link(url)
    except LinkStaysClosed as error:
        warn(str(error))
        say(url)
        return FAILED
    try:
        context.library.marks.set_opened(episode, target.segment, url)
    except MarksNotKept as error:
        warn(f'The link is open; the mark "opened" was not kept: {error.where}: {error.reason}.')
    return DONE
