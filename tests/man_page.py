"""The manual page `man/earmark.1`, made of the tables of commands and keys and of the query language.

.venv/bin/python -m tests.man_page > man/earmark.1
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from episodes import __version__
from episodes.search import LANGUAGE
from tui.commands.shell_commands import CLOSING, SHELL_COMMANDS
from tui.keymap import COMMANDS, keys_text


def man_page() -> str:
    """Return the page in the macros of man(7)."""
    name = "earmark \\- a terminal browser for podcast show notes"
    lines = [f'.TH EARMARK 1 "" "earmark {__version__}"', ".SH NAME", name, ".SH SYNOPSIS"]
    lines += [".B earmark", "[TARGET]", ".br", ".B earmark", "COMMAND [...]", ".SH COMMANDS"]
    for command in SHELL_COMMANDS.values():
        lines += [f'.SS "{_escaped(command.call)}"', _escaped(f"{command.summary[0].upper()}{command.summary[1:]}.")]
        actions = (action for action in command.parser()._actions if action.dest != "help")
        lines += _items((_name(action), action.help or "") for action in actions if action.help != argparse.SUPPRESS)
    lines += [".SH TARGETS AND OPTIONS", ".nf", *map(_escaped, CLOSING.strip().splitlines()), ".fi"]
    lines += [".SH QUERIES", *_items(LANGUAGE)]
    lines += [".SH KEYS", *_items((keys_text(command.keys), command.help) for command in COMMANDS)]
    return "\n".join(lines) + "\n"


def _name(action: argparse.Action) -> str:
    value = "|".join(action.choices) if action.choices else str(action.metavar or "")
    return f"{', '.join(action.option_strings)} {value}".strip()


def _items(items: Iterable[tuple[str, str]]) -> list[str]:
    return [line for name, text in items for line in (".TP", f'.B "{_escaped(name)}"', _escaped(text))]


def _escaped(text: str) -> str:
    """Return a line that roff prints as it stands."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    text = "".join(each if each.isascii() else f"\\[u{ord(each):04X}]" for each in text)
    return f"\\&{text}" if text.startswith((".", "'")) else text


if __name__ == "__main__":
    print(man_page(), end="")
