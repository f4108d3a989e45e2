"""What README and CONTRIBUTING tell is so: the keys, the commands, the picture, how to begin, and what is where."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from episodes.importing.source_list import KNOWN_SHOWS
from tui.commands.shell_commands import SHELL_COMMANDS

from .command_runner import Earmark
from .feed_server import Server, as_feed, issue
from .man_page import man_page
from .readme_tables import readme_commands, readme_table
from .terminal_driver import terminal

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_tests_that_hold_what_is_promised_of_safety_are_there() -> None:
    named = re.findall(r"`(test_\w+\.py)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not (ROOT / "tests" / name).is_file()] == []


def test_its_keys_are_those_of_the_table() -> None:
    assert readme_table() in README


def test_its_commands_are_those_of_the_table() -> None:
    assert readme_commands() in README
    assert len(SHELL_COMMANDS) > 10


def test_the_manual_page_is_made_of_the_tables() -> None:
    kept = (ROOT / "man/earmark.1").read_text(encoding="ascii")
    assert kept == man_page()
    if (groff := shutil.which("groff")) is not None:
        checked = subprocess.run([groff, "-man", "-Tutf8", "-ww", "-z"], input=kept, capture_output=True, text=True)
        assert (checked.returncode, checked.stderr) == (0, "")


RECIPES = re.findall("^earmark .*fzf .*$", README, re.MULTILINE)


@pytest.mark.skipif(shutil.which("fzf") is None, reason="there is no fzf here")
@pytest.mark.parametrize("recipe", RECIPES)
def test_its_recipes_with_fzf_show_what_they_choose_from(recipe: str, tmp_path: Path) -> None:
    program = tmp_path / "earmark"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}:$PYTHONPATH" exec {sys.executable} -m tui "$@"\n')
    program.chmod(0o755)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    with terminal("sh", "-c", recipe, PATH=path, BROWSER=str(browser), FZF_DEFAULT_OPTS="") as it:
        it.type("148 as")
        if "open" in recipe:
            it.wait("Python Bytes 148 · The ASGI revolution", "## Michael #4: [Asynchronous Django]")
            it.type("\r")
            it.until((tmp_path / "opened").exists)
        else:
            it.wait("published 2019-09-18")
            it.forget()
            it.type("\r")
            it.wait("q Quit", "Annual Release Cycle")
            it.type("q")
        assert it.ends_with() == 0


BLOCKS = re.findall(r"^earmark (?!.*fzf)(.*?)(?:  +#.*| > .*)?$", README, re.MULTILINE)
QUOTED_COMMANDS = re.findall(r"`earmark ([^`]+)`", README)


@pytest.mark.parametrize("command", sorted({*BLOCKS, *QUOTED_COMMANDS}))
def test_each_command_of_it_runs(
    command: str, earmark: Earmark, opened: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("python-bytes:148#2  awesome-asgi\n"))
    notes = Path.home() / "notes/my-show"
    notes.mkdir(parents=True)
    (notes / "1.md").write_text("---\nshow: Mine\nnumber: 1\n---\n\n## Pots\n\nRound ones.\n")
    earmark("bookmark", "148#2", "--tag", "talk")
    Path("bookmarks.json").write_text(earmark("bookmarks", "--format", "json")[1])
    with Server() as server:
        feed = server.put(as_feed([issue(1)]))
        monkeypatch.setitem(KNOWN_SHOWS, "Python Bytes", feed)
        Path("subscriptions.opml").write_text(f'<opml><body><outline text="Mine" xmlUrl="{feed}"/></body></opml>')
        for part in command.replace("earmark ", "").split(" | "):
            meant = {"COMMAND": "list", "FOLDER": str(notes), "NAME": "Mine", "https://example.org/feed.xml": feed}
            words = [os.path.expanduser(meant.get(word, word)) for word in shlex.split(part)]
            is_a_name_alone = part in SHELL_COMMANDS and SHELL_COMMANDS[part].call.removeprefix(f"{part} ")[0].isupper()
            status, out, err = earmark(*words, *["--help"] * is_a_name_alone)
            assert (status, bool(out)) == (0, True), err


def test_its_picture_is_one_of_those_that_the_tests_draw() -> None:
    assert "(tests/pictures/wide-dark.svg)" in README
    assert (ROOT / "tests/pictures/wide-dark.svg").exists()


def test_two_commands_are_enough_on_a_fresh_machine() -> None:
    commands = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert len(commands) == 2
    assert commands[0].endswith(".venv/bin/earmark")
    assert "pytest" in commands[1]
    assert all(f"`{tool} install .`" in README for tool in ("pipx", "uv tool"))


QUOTED = sorted(set(re.findall(r"`([^`\s<>]+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))))


def test_contributing_names_every_package_and_every_module_beside_them() -> None:
    beside = [path for top in ("episodes", "tui") for path in (ROOT / top).iterdir() if path.suffix in (".py", "")]
    names = {path.name for path in beside if path.stem not in ("__init__", "__pycache__")}
    assert names <= {Path(each).name for each in QUOTED}


def test_what_contributing_names_is_there() -> None:
    files = list(ROOT.iterdir())
    for top in (".ci", "episodes", "tui", "tests"):
        files += (ROOT / top).rglob("*")
    named = [each for each in QUOTED if "/" in each or each.endswith((".py", ".md"))]
    assert len(named) > 50
    assert [name for name in named if not any(path.match(name) for path in files)] == []
    code = "\n".join(path.read_text(encoding="utf-8") for path in files if path.suffix == ".py")
    named = [each for each in QUOTED if re.fullmatch(r"\w*[A-Z_]\w*", each)]
    assert len(named) > 10
    assert set(named) - set(re.findall(r"\w+", code)) == set()
