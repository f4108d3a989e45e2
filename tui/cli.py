"""The command `earmark`: finds what was asked for, loads only that, and turns errors into sentences.

The commands are in `tui.commands`. Screens, Markdown and the network are imported by what needs them and by
nothing else, so that `earmark list` answers at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from episodes import __version__
from episodes.errors import EarmarkError

from .commands.context import DONE, FAILED, MISUSED, STOPPED, Context
from .commands.output import flush, is_terminal, prepare, say, warn, write
from .commands.shell_commands import SHELL_COMMANDS, misused, overview

if TYPE_CHECKING:
    from .first_picture import FirstPicture


def main(words: Sequence[str], picture: FirstPicture | None = None) -> int:
    """Run one command line and return its exit status: 0 done, 1 could not, 2 not understood.

    Args:
        words: its words.
        picture: what stands on the terminal already.
    """
    prepare()
    # What waits to be printed is printed here, also after a failure: Python, at its end, would fail with a traceback.
    return max(_status(lambda: _run(list(words), picture)), _status(flush))


def _status(run: Callable[[], int | None]) -> int:
    """Return the exit status of something, with a sentence for what it raises."""
    try:
        return run() or DONE
    except EarmarkError as error:
        warn(str(error))
    except BrokenPipeError:
        return DONE  # the reader of the pipe has seen enough
    except OSError as error:
        warn(f"{error.filename}: {error.strerror}." if error.filename else f"{error}.")
    except KeyboardInterrupt:
        warn("stopped.")
        return STOPPED
    except SystemExit as end:  # argparse, on --help and on words that it does not understand
        return int(end.code or DONE)
    return FAILED


def _run(words: list[str], picture: FirstPicture | None) -> int:
    words, data_dir = _data_dir(words)
    name = words[0] if words else ""
    if name in ("--version", "-V"):
        say(f"earmark {__version__}")
        return DONE
    if name == "help" and len(words) > 1:  # `help add` is `add --help`
        return _run([words[1], "--help"], picture)
    if name in ("--help", "-h", "help"):
        write(overview())
        return DONE
    context = Context(data_dir)
    if name in SHELL_COMMANDS:
        try:
            return SHELL_COMMANDS[name].run(words[1:], context)
        finally:
            context.say_trouble()
    if name.startswith("-") or len(words) > 1 or not _looks_like_target(name):
        warn(misused(words))
        return MISUSED
    return _browse(name, context, picture)


def _browse(target: str, context: Context, picture: FirstPicture | None) -> int:
    """Open the screens at a target, or where they were left. Without a terminal, print."""
    if not (is_terminal() and is_terminal("stdin")):
        return SHELL_COMMANDS["show"].run([target], context) if target else SHELL_COMMANDS["list"].run([], context)
    from tui import gc_tuning

    gc_tuning.prepare()
    from tui.app import EarmarkApp

    try:
        app = EarmarkApp(context.folders, target=target or None, picture=picture)
        status = app.run() or DONE
    finally:
        if picture is not None:
            picture.remove()
    app.close()
    marks = app.library.marks
    if marks.for_session:
        from episodes.text import counted

        warn(f"{counted(marks.for_session, 'mark')} held for this session only. {marks.not_kept}")
    return status


def _data_dir(words: list[str]) -> tuple[list[str], str | None]:
    """Return the words without a leading `--data-dir DIR`, and its folder."""
    option, equals, value = words[0].partition("=") if words else ("", "", "")
    if option != "--data-dir":
        return words, None
    # Where nothing follows it, its folder is the empty text, which is an error.
    return (words[1:], value) if equals else (words[2:], "".join(words[1:2]))


def _looks_like_target(word: str) -> bool:
    """Return whether a word can be an episode (`148`, `148#2`, `python-bytes:148`), not a mistyped command."""
    return not word or any(character.isdigit() or character in ":#" for character in word)
