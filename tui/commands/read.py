"""`earmark read`: mark a segment, or every segment of an episode, as read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import DONE, Context

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("target", metavar="TARGET", help="a segment (148#2), or an episode (148): all of it")
    parser.add_argument("--undo", action="store_true", help="mark it as unread again")


def run(options: argparse.Namespace, context: Context) -> int:
    """Set or take back the read marks; they are on disk when this returns."""
    target, episode, segment = context.find(options.target)
    context.library.marks.set_read(episode, (segment or episode).walk(), on=not options.undo)
    context.say_where_marks_go()
    print(f"Marked {target} as {'unread' if options.undo else 'read'}.")
    return DONE
