"""`earmark read`: marks segments, or every segment of episodes, as read; the marks are on disk when it ends."""

import argparse

from .context import Context, add_targets, each_target
from .output import say


def arguments(parser: argparse.ArgumentParser) -> None:
    add_targets(parser, "a segment (148#2), or an episode (148): all of it")
    parser.add_argument("--undo", action="store_true", help="mark it as unread again")


def run(options: argparse.Namespace, context: Context) -> int:
    def mark(word: str) -> None:
        target, episode, segment = context.find(word)
        context.library.marks.set_read(episode, (segment or episode).walk(), on=not options.undo)
        say(f"Marked {target} as {'unread' if options.undo else 'read'}.")

    return each_target(options.targets, mark)
