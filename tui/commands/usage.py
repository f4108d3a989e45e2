"""What the command line says of itself: the overview, and the nearest match for a word that is no command."""

from __future__ import annotations

from collections.abc import Sequence

from .table import COMMANDS

_OPENING = """\
Earmark is a terminal browser for podcast show notes.

  earmark [TARGET]          open the screens, at an episode or a segment
  earmark COMMAND [...]     work from the shell; `earmark COMMAND --help` tells more

Commands:
"""
_CLOSING = """
Options, before the command:
  --data-dir DIR            use another folder for episodes and marks
  --version, --help

A TARGET is an episode (148, python-bytes:148), its topic of a number (148#2),
or a segment (148#asynchronous-django). Exit status: 0 done, 1 could not, 2 not understood.
"""


def overview() -> str:
    """Return what `earmark --help` prints."""
    width = 26
    lines = []
    for command in COMMANDS.values():
        call = f"{command.name} {command.usage}".rstrip()
        if len(call) >= width:
            lines.append(f"  {call}\n  {'':{width}}{command.summary}\n")
        else:
            lines.append(f"  {call:{width}}{command.summary}\n")
    return _OPENING + "".join(lines) + _CLOSING


def misused(words: Sequence[str]) -> str:
    """Return the sentence for words that make no command, with the nearest one."""
    import difflib

    word = words[0]
    if word.startswith("-"):
        return f"earmark: there is no option {word}. `earmark --help` lists what there is."
    near = difflib.get_close_matches(word, COMMANDS, n=1, cutoff=0.5)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    if len(words) > 1 and not near and any(c.isdigit() for c in word):
        return f"earmark: one target at a time, please: `earmark {word}`."
    return f"earmark: there is no command {word!r}.{hint} `earmark --help` lists them."
