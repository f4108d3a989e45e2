"""The command `earmark`: finds what was asked for, loads only that, and turns errors into sentences.

Each command is a module of `tui.commands`. Screens, Markdown and the network are imported by the command that needs
them and by no other, so that `earmark list` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from episodes import __version__
from episodes.errors import EarmarkError

from .commands import DONE, FAILED, MISUSED, Context


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status: 0 done, 1 could not, 2 not understood."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that is not UTF-8 gets "?" rather than a traceback
    try:
        status = _run(words)
        sys.stdout.flush()
        return status
    except EarmarkError as error:
        print(f"earmark: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader of the pipe has seen enough. What is still in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("earmark: stopped.", file=sys.stderr)
        return 130


def _run(words: list[str]) -> int:
    words, data_dir = _data_dir(words)
    name = words[0] if words else ""
    if name in ("--version", "-V"):
        print(f"earmark {__version__}")
        return DONE
    if name in ("--help", "-h", "help"):
        from .commands.usage import overview

        print(overview(), end="")
        return DONE
    context = Context(data_dir)
    if words == ["list"] or (not words and not sys.stdout.isatty()):
        from .commands.kept_list import print_list

        return print_list(context)
    from .commands.table import COMMANDS

    if name in COMMANDS:
        return COMMANDS[name].run(words[1:], context)
    if name.startswith("-") or len(words) > 1 or not _looks_like_target(name):
        from .commands.usage import misused

        print(misused(words), file=sys.stderr)
        return MISUSED
    from .commands.browse import browse

    return browse(name or None, context)


def _data_dir(words: list[str]) -> tuple[list[str], str | None]:
    """Take `--data-dir DIR` out of the words that stand before the command."""
    if words and words[0].startswith("--data-dir"):
        option, equals, value = words[0].partition("=")
        if option == "--data-dir" and equals:
            return words[1:], value
        if option == "--data-dir" and len(words) > 1:
            return words[2:], words[1]
    return words, None


def _looks_like_target(word: str) -> bool:
    """Tell an episode (`148`, `148#2`, `python-bytes:148`) from a mistyped command."""
    return not word or any(character.isdigit() or character in ":#" for character in word)
