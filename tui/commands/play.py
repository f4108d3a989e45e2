"""`earmark play`: plays the recording of an episode from the second at which a segment begins."""

import argparse

from episodes.errors import LinkStaysClosed
from episodes.recording import cue_of, web_address
from tui.config import read_config
from tui.player import play

from .context import DONE, FAILED, MISUSED, Context, add_targets, are_several, each_target
from .output import say, warn


def arguments(parser: argparse.ArgumentParser) -> None:
    add_targets(parser, "148#2, 148#a-segment; an episode alone from its beginning")
    parser.add_argument("--print", action="store_true", help="print the address for a browser and play nothing")


def run(options: argparse.Namespace, context: Context) -> int:
    config = read_config(context.folders.settings)
    for warning in config.warnings:
        warn(warning)
    if are_several(options.targets) and not options.print and config.player:
        warn("the player plays one at a time: name one target, or give --print for the addresses.")
        return MISUSED
    return each_target(options.targets, lambda word: _play(word, context, only_print=options.print))


def _play(word: str, context: Context, *, only_print: bool) -> int:
    _, episode, segment = context.find(word)
    url, _ = web_address(episode, cue_of(episode, segment).start)
    if only_print:
        say(url)
        return DONE
    try:
        say(play(episode, segment, context.folders))
    except LinkStaysClosed as error:
        warn(str(error))
        say(url)
        return FAILED
    return DONE
