"""`earmark play`: plays the recording of an episode from the second at which a segment begins."""

from __future__ import annotations

import argparse

from episodes.errors import LinkStaysClosed, NotPlayed
from episodes.recording import cue_of, web_address
from tui.player import play

from .context import DONE, FAILED, Context
from .output import say, warn


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="TARGET", help="148#2, 148#a-segment; an episode alone from its beginning")
    parser.add_argument("--print", action="store_true", help="print the address for a browser and play nothing")


def run(options: argparse.Namespace, context: Context) -> int:
    _, episode, segment = context.find(options.target)
    url, _ = web_address(episode, cue_of(episode, segment).start)
    if options.print:
        if url is None:
            raise NotPlayed(f"{episode.name} names neither a recording nor a page.")
        say(url)
        return DONE
    try:
        say(play(episode, segment, context.folders))
    except LinkStaysClosed as error:
        warn(str(error))
        say(url or "")
        return FAILED
    return DONE
