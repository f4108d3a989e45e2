"""The command `earmark`: finds what was asked for, loads only that, and turns errors into sentences.

Each command is a module of `tui.commands`. Screens, Markdown and the network are imported by what needs them and by
nothing else, so that `earmark list` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from episodes import __version__
from episodes.errors import EarmarkError

from .commands.context import DONE, FAILED, MISUSED, STOPPED, Context
from .commands.output import say, warn, write
from .commands.shell_commands import SHELL_COMMANDS, misused, overview


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
        warn(str(error))
        return FAILED
    except BrokenPipeError:
        # The reader of the pipe has seen enough. What is still in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        warn("stopped.")
        return STOPPED


def _run(words: list[str]) -> int:
    words, data_dir = _data_dir(words)
    name = words[0] if words else ""
    if name in ("--version", "-V"):
        say(f"earmark {__version__}")
        return DONE
    if name == "help" and len(words) > 1:  # `help add` is `add --help`
        return _run([words[1], "--help"])
    if name in ("--help", "-h", "help"):
        write(overview())
        return DONE
    context = Context(data_dir)
    if name in SHELL_COMMANDS:
        return SHELL_COMMANDS[name].run(words[1:], context)
    if name.startswith("-") or len(words) > 1 or not _looks_like_target(name):
        warn(misused(words))
        return MISUSED
    return _browse(name, context)


def _browse(target: str, context: Context) -> int:
    """Open the screens at a target, or where they were left. Without a terminal, print."""
    if not (sys.stdout.isatty() and sys.stdin.isatty()):
        return SHELL_COMMANDS["show"].run([target], context) if target else SHELL_COMMANDS["list"].run([], context)
    from tui import gc_tuning

    gc_tuning.pause()  # the application starts it
    from tui.app import EarmarkApp

    app = EarmarkApp(context.folders, target=target or None)
    status = app.run() or DONE
    marks = app.library.marks
    if marks.for_session:
        from episodes.text import counted

        warn(f"{counted(marks.for_session, 'mark')} held for this session only. {marks.not_kept}")
    return status


def _data_dir(words: list[str]) -> tuple[list[str], str | None]:
    """Return the words without a leading `--data-dir DIR`, and its folder."""
    option, equals, value = words[0].partition("=") if words else ("", "", "")
    if option == "--data-dir" and equals:
        return words[1:], value
    if option == "--data-dir" and len(words) > 1:
        return words[2:], words[1]
    return words, None


def _looks_like_target(word: str) -> bool:
    """Return whether a word can be an episode (`148`, `148#2`, `python-bytes:148`), not a mistyped command."""
    return not word or any(character.isdigit() or character in ":#" for character in word)
