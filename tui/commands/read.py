"""`earmark read`: marks a segment, or every segment of an episode, as read; the marks are on disk when it ends."""

from __future__ import annotations

import argparse

from .context import DONE, Context
from .output import say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="TARGET", help="a segment (148#2), or an episode (148): all of it")
    parser.add_argument("--undo", action="store_true", help="mark it as unread again")


def run(options: argparse.Namespace, context: Context) -> int:
    target, episode, segment = context.find(options.target)
    context.library.marks.set_read(episode, (segment or episode).walk(), on=not options.undo)
    say(f"Marked {target} as {'unread' if options.undo else 'read'}.")
    return DONE
