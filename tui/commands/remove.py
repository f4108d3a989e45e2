"""`earmark remove`: forget a source, with the episodes that came from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from episodes.text import counted

from . import DONE, Context

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("source", metavar="SOURCE", help="as `earmark sources` names it: its address, or its show")
    parser.add_argument("--keep-episodes", action="store_true", help="forget the source alone")


def run(options: argparse.Namespace, context: Context) -> int:
    """Remove the source and say how many episodes went with it. Marks stay."""
    removed = context.library.sources.remove(options.source, keep_episodes=options.keep_episodes)
    episodes = counted(len(removed.episodes), "episode")
    print(f"Removed {removed.source.shown} and {episodes} that came from it. Marks are kept.")
    for episode in removed.kept:
        context.warn(f"{episode} stays: its file was changed by hand, or cannot be deleted.")
    return DONE
