"""`earmark remove`: forgets a source, with the episodes that came from it. Marks stay."""

import argparse

from episodes.text import counted

from .context import DONE, Context
from .output import say, warn


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help="as `earmark sources` names it: its address, or its show")
    parser.add_argument("--keep-episodes", action="store_true", help="forget the source alone")


def run(options: argparse.Namespace, context: Context) -> int:
    removed = context.library.sources.remove(options.source, keep_episodes=options.keep_episodes)
    episodes = counted(len(removed.episodes), "episode")
    say(f"Removed {removed.source.shown} and {episodes} that came from it. Marks are kept.")
    for episode in removed.kept:
        warn(f"{episode} stays: its file was changed by hand, or cannot be deleted.")
    return DONE
