"""The table of the shell's commands, and what is made of it: parsers, the overview of `--help`, the README's list.

To add a command, add an entry, and to its module `<name>_arguments(parser)`, which defines its arguments, and
`run_<name>(options, context)`, which carries it out and returns the exit status.
"""

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NamedTuple, NoReturn

from .context import MISUSED, Context
from .output import warn, write


class _Parser(argparse.ArgumentParser):
    """A parser whose help and complaints, which repeat the words, are printed like all else."""

    color: bool  # which Python has from 3.14 on

    def print_help(self, file: object = None) -> None:
        write(self.format_help())

    def error(self, message: str) -> NoReturn:
        warn(f"{message}.")
        warn(self.format_usage())
        raise SystemExit(MISUSED)


class ShellCommand(NamedTuple):
    """One command of the shell."""

    module: str
    """Where it is, below this package."""
    call: str
    """Its name with its arguments, as the overview shows them."""
    summary: str
    """What it does, in a few words that begin with a verb."""

    @property
    def name(self) -> str:
        return self.call.partition(" ")[0]

    def parser(self) -> argparse.ArgumentParser:
        """Return a parser of the command's arguments."""
        description = f"{self.summary[0].upper()}{self.summary[1:]}."
        parser = _Parser(prog=f"earmark {self.name}", description=description, allow_abbrev=False)
        parser.color = False
        self._function(f"{self.name}_arguments")(parser)
        return parser

    def run(self, words: Sequence[str], context: Context) -> int:
        """Parse the words after the command's name, carry it out, and return the exit status."""
        parser = self.parser()
        if "QUERY" in self.call:
            from .search import guard_dashes

            words = guard_dashes(words, parser._option_string_actions)
        options = parser.parse_intermixed_args(words)
        status: int = self._function(f"run_{self.name}")(options, context)
        return status

    def _function(self, name: str) -> Callable[..., Any]:
        function: Callable[..., Any] = getattr(import_module(f".{self.module}", __package__), name)
        return function


SHELL_COMMANDS = {
    command.name: command
    for command in (
        ShellCommand("search", "list [QUERY] [--unread] [--bookmarked] [--show S] [--json]", "list the episodes"),
        ShellCommand("show", "show TARGET... [--markdown] [--json]", "print episodes, segments or notes files"),
        ShellCommand("actions", "open TARGET... [--print]", "open a segment's main link in the browser"),
        ShellCommand("actions", "play TARGET... [--print]", "play the recording from a segment's second"),
        ShellCommand("search", "search QUERY [--limit N] [--json]", "find segments by their words, best first"),
        ShellCommand("search", "links [QUERY] [--limit N] [--json]", "list all links, or those of a query"),
        ShellCommand(
            "actions", "bookmark TARGET... [--note TEXT] [--tag T] [--remove]", "bookmark a segment or an episode"
        ),
        ShellCommand("actions", "read TARGET... [--undo]", "mark a segment or an episode as read"),
        ShellCommand(
            "bookmarks",
            "bookmarks [QUERY] [--format F] [--output FOLDER] [--import FILE]",
            "print the reading list, or take one in",
        ),
        ShellCommand(
            "sources", "add SOURCE [--show NAME] [--dry-run]", "bring episodes in from a file, a folder or a feed"
        ),
        ShellCommand("sources", "update [--dry-run]", "import every source again"),
        ShellCommand("sources", "sources [--json] [--opml]", "list the sources"),
        ShellCommand("sources", "remove SOURCE [--keep-episodes]", "forget a source and its episodes"),
        ShellCommand("storage", "check [--repair]", "verify that everything can be read"),
        ShellCommand("completion", "completion SHELL", "print what makes bash, zsh or fish complete"),
        ShellCommand("storage", "paths [--json]", "print where everything is kept"),
    )
}

_OPENING = """\
Earmark is a terminal browser for podcast show notes.

  earmark [TARGET]          open the screens, at an episode or a segment
  earmark COMMAND [...]     work from the shell; `earmark COMMAND --help` tells more

Commands:
"""
CLOSING = """
Options, before the command:
  --data-dir DIR            use another folder for episodes and marks
  --version, --help

A TARGET is an episode (148, python-bytes:148, pb:148), its topic of a number (148#2),
or a segment (148#asynchronous-django); - stands for those that lines of standard
input begin with. Exit status: 0 done, 1 could not, 2 not understood.
"""


def overview() -> str:
    """Return what `earmark --help` prints."""
    width = 26
    lines = ""
    for command in SHELL_COMMANDS.values():
        gap = "" if len(command.call) < width else f"\n  {'':{width}}"
        lines += f"  {command.call:{width}}{gap}{command.summary}\n"
    return _OPENING + lines + CLOSING


def misused(words: Sequence[str]) -> str:
    """Return the sentence for words that are no command, with the nearest one."""
    import difflib

    word = words[0]
    if word.startswith("-"):
        return f"there is no option {word}. `earmark --help` lists what there is."
    near = difflib.get_close_matches(word, SHELL_COMMANDS, n=1, cutoff=0.5)
    if len(words) > 1 and not near and any(c.isdigit() for c in word):
        return f"one target at a time, please: `earmark {word}`."
    hint = f" Did you mean `{near[0]}`?" if near else ""
    return f"there is no command {word!r}.{hint} `earmark --help` lists them."
