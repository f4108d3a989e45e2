"""What README and CONTRIBUTING tell is so: the keys, the commands, the picture, how to begin, and what is where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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


QUOTED = sorted(set(re.findall(r"`([^`\s<>]+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))))
FILES = [path for top in (".ci", "episodes", "tui", "tests") for path in (ROOT / top).rglob("*")] + [*ROOT.iterdir()]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in FILES if path.suffix == ".py")


@pytest.mark.parametrize("name", [each for each in QUOTED if "/" in each or each.endswith((".py", ".md"))])
def test_what_contributing_names_is_there(name: str) -> None:
    assert any(path.match(name) for path in FILES)


@pytest.mark.parametrize("name", [each for each in QUOTED if re.fullmatch(r"\w*[A-Z_]\w*", each)])
def test_what_contributing_names_in_the_code_is_there(name: str) -> None:
    assert re.search(rf"\b{name}\b", CODE)
