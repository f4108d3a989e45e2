"""`earmark completion`: prints what makes a shell complete, which then asks `earmark` itself at each press of tab.

So commands, options, shows, tags, ids and segments are always those that there are. Where nothing is known to stand,
the shell completes paths.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .context import DONE, Context
from .output import say, write

if TYPE_CHECKING:
    from episodes.library import Library

Candidate = tuple[str, str]
"""A word, and what it is in short."""
_SCRIPTS = os.path.join(os.path.dirname(os.path.dirname(__file__)), "completions")


def completion_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", metavar="SHELL", choices=["bash", "fish", "zsh"], help="bash, zsh or fish")
    parser.add_argument("--line", help=argparse.SUPPRESS)  # what was typed up to the cursor
    parser.add_argument("--breaks", default="", help=argparse.SUPPRESS)  # characters after which bash begins a word


def run_completion(options: argparse.Namespace, context: Context) -> int:
    if options.line is None:
        with open(os.path.join(_SCRIPTS, f"earmark.{options.shell}"), encoding="utf-8") as script:
            write(script.read())
        return DONE
    words = [word.lstrip("'\"") for word in re.split(r"\s+", options.line)]  # the last one may be empty
    start = 1 + max((words[-1].rfind(sign) for sign in ":=" if sign in options.breaks), default=-1)
    for word, about in candidates(words[1:] or [""], context):
        if word.startswith(words[-1]):
            escaped = word.replace(":", "\\:")
            forms = {"bash": word[start:], "fish": f"{word}\t{about}", "zsh": f"{escaped}:{about}"}
            say(forms[options.shell])
    return DONE


def candidates(words: list[str], context: Context) -> Iterator[Candidate]:
    """Yield what could stand instead of the last word, also what does not begin with it.

    Args:
        words: those after `earmark`; the last one is being typed.
        context: where the commands work.
    """
    from .shell_commands import SHELL_COMMANDS

    *before, word = words
    if not before:
        yield from ((name, command.summary) for name, command in SHELL_COMMANDS.items())
        yield from context.opened.targets.complete(word) if word else ()
        return
    if (command := SHELL_COMMANDS.get(before[0])) is None:
        return
    parser = command.parser()
    options = parser._option_string_actions
    flag, equals, value = word.partition("=")
    asked = options.get(flag if equals else before[-1])
    if asked is not None and asked.nargs != 0:
        values = _values(asked, value if equals else word, context.opened)
        yield from ((f"{flag}={value}" if equals else value, about) for value, about in values)
    elif word.startswith("-"):
        yield from ((name, action.help or "") for name, action in options.items() if action.help != argparse.SUPPRESS)
    else:
        for action in parser._actions:
            if not action.option_strings:
                yield from _values(action, word, context.opened)


def _values(action: argparse.Action, word: str, library: Library) -> Iterator[Candidate]:
    """Yield what an argument can be, of those kinds that are known."""
    if action.choices is not None:
        yield from ((choice, "") for choice in action.choices)
    elif action.metavar == "TARGET":
        yield from library.targets.complete(word)
    elif action.metavar == "T":
        yield from ((tag, "") for tag in library.marks.tags())
    elif action.metavar == "S":
        names = library.show_names
        yield from ((short, names.names[show]) for show, short in names.short.items())
    elif action.metavar == "QUERY":
        from episodes.search.query import STATES

        key, colon, _ = word.partition(":")
        known = {"tag": library.marks.tags(), "show": library.show_names.short.values(), "is": STATES} if colon else {}
        yield from ((f"{key}:{value}", "") for value in known.get(key, ()))
