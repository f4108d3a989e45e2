"""The README's tables of keys and of commands, made of the tables of the program.

.venv/bin/python -m tests.readme_tables     # writes them into README.md
"""

from __future__ import annotations

import re
from pathlib import Path

from tui.commands.shell_commands import SHELL_COMMANDS
from tui.keymap import COMMANDS, Group, key_text


def readme_table() -> str:
    """Return the table of keys for the README, in Markdown: keys, what they do, the name in `config.toml`."""
    lines = ["| Keys | What they do | Name |", "| --- | --- | --- |"]
    for group in Group:
        lines.append(f"| **{group}** | | |")
        for command in COMMANDS:
            if command.group is group:
                shown = " ".join(f"`{key_text(key)}`" for key in command.keys).replace("|", "\\|")
                lines.append(f"| {shown} | {command.help} | `{command.id}` |")
    return "\n".join(lines) + "\n"


def readme_commands() -> str:
    """Return the table of commands for the README, in Markdown."""
    lines = ["| Command | Does |", "| --- | --- |"]
    for command in SHELL_COMMANDS.values():
        call = command.call.replace("|", "\\|")
        lines.append(f"| `{call}` | {command.summary} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    README = Path(__file__).parents[1] / "README.md"
    TEXT = README.read_text(encoding="utf-8")
    for table in (readme_table(), readme_commands()):
        head = re.escape(table.partition("\n")[0])
        TEXT = re.sub(rf"^{head}\n(?:\|.*\n)+", table.replace("\\", r"\\"), TEXT, flags=re.MULTILINE)
    README.write_text(TEXT, encoding="utf-8")
