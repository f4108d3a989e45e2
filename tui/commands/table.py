"""The table of commands: names, arguments and what each does. Makes the parsers, the overview and the README's list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from . import Context


@dataclass(frozen=True, slots=True)
class ShellCommand:
    """One command of the shell. Its module has `arguments(parser)` and `run(options, context) -> exit status`."""

    name: str
    usage: str
    """Its arguments, as the overview shows them."""
    summary: str
    """What it does, in a few words that begin with a verb."""

    def run(self, words: Sequence[str], context: Context) -> int:
        """Read the words after the command's name and carry it out."""
        module = import_module(f".{self.name}", __package__)
        parser = self.parser()
        module.arguments(parser)
        status: int = module.run(parser.parse_intermixed_args(words), context)
        return status

    def parser(self) -> argparse.ArgumentParser:
        """Return a parser with the command's name and summary and no arguments yet."""
        import argparse

        return argparse.ArgumentParser(
            prog=f"earmark {self.name}", description=f"{self.summary[0].upper()}{self.summary[1:]}.", allow_abbrev=False
        )


COMMANDS = {
    command.name: command
    for command in (
        ShellCommand("list", "[--unread] [--bookmarked] [--show S] [--json]", "list the episodes"),
        ShellCommand("show", "TARGET [--markdown] [--json]", "print an episode, a segment or a notes file"),
        ShellCommand("open", "TARGET [--print]", "open a segment's main link in the browser"),
        ShellCommand("search", "QUERY [--limit N] [--json]", "find segments by their words, best first"),
        ShellCommand("links", "[QUERY] [--limit N] [--json]", "list all links, or those of a query"),
        ShellCommand("bookmark", "TARGET [--note TEXT] [--remove]", "bookmark a segment"),
        ShellCommand("read", "TARGET [--undo]", "mark a segment or an episode as read"),
        ShellCommand("bookmarks", "[--format text|markdown|json|html]", "print the reading list"),
        ShellCommand("add", "SOURCE [--show NAME] [--dry-run]", "bring episodes in from a file, a folder or a feed"),
        ShellCommand("update", "[--dry-run]", "go to every source again"),
        ShellCommand("sources", "[--json]", "list the sources"),
        ShellCommand("remove", "SOURCE [--keep-episodes]", "forget a source and its episodes"),
        ShellCommand("check", "[--repair]", "see whether everything can be read"),
        ShellCommand("paths", "[--json]", "say where everything lives"),
    )
}


def readme_commands() -> str:
    """Return the table of commands for the README, in Markdown."""
    lines = ["| Command | Does |", "| --- | --- |"]
    for command in COMMANDS.values():
        call = f"{command.name} {command.usage}".rstrip().replace("|", "\\|")
        lines.append(f"| `{call}` | {command.summary} |")
    return "\n".join(lines) + "\n"
