"""The README tells what is so: the keys, the commands, its picture, and how to begin."""

from __future__ import annotations

from pathlib import Path

from tui.commands.shell_commands import SHELL_COMMANDS, readme_commands
from tui.keymap import readme_table

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_keys_are_those_of_the_table() -> None:
    assert readme_table() in README


def test_its_commands_are_those_of_the_table() -> None:
    assert readme_commands() in README
    assert len(SHELL_COMMANDS) > 10


def test_its_picture_is_one_of_those_that_the_tests_draw() -> None:
    assert "(tests/pictures/wide-dark.svg)" in README
    assert (ROOT / "tests/pictures/wide-dark.svg").exists()


def test_two_commands_are_enough_on_a_fresh_machine() -> None:
    commands = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert len(commands) == 2
    assert commands[0].endswith(".venv/bin/earmark")
    assert "pytest" in commands[1]
