"""Completion: what is offered where, and that bash, zsh and fish themselves put it into the line."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from .command_runner import Earmark
from .terminal_driver import terminal


def offered(earmark: Earmark, line: str) -> list[str]:
    earmark("list")
    status, out, err = earmark("completion", "bash", "--line", line)
    assert (status, err) == (0, "")
    return out.splitlines()


def test_commands_and_options_come_from_the_table(earmark: Earmark) -> None:
    assert offered(earmark, "earmark book") == ["bookmark", "bookmarks"]
    assert {"--help", "--json", "--show", "--unread"} < set(offered(earmark, "earmark list --"))
    assert offered(earmark, "earmark bookmarks --format ") == ["html", "json", "markdown", "text"]
    assert offered(earmark, "earmark bookmarks --format=m") == ["--format=markdown"]
    assert offered(earmark, "earmark completion ") == ["bash", "fish", "zsh"]
    assert offered(earmark, "earmark nonsense ") == offered(earmark, "earmark add ") == []
    assert "list" in offered(earmark, "earmark ")
    assert offered(earmark, "earmark") == []


def test_episodes_segments_shows_and_tags_are_those_of_the_library(earmark: Earmark) -> None:
    assert offered(earmark, "earmark show python-bytes:12") == ["python-bytes:125"]
    assert offered(earmark, "earmark show 148 12") == ["125"]
    assert offered(earmark, "earmark show pb:12") == ["pb:125"]
    assert offered(earmark, "earmark 148#aw") == offered(earmark, 'earmark open "148#aw') == ["148#awesome-asgi"]
    assert offered(earmark, "earmark list --show ") == ["pb"]
    earmark("bookmark", "148#2", "--tag", "async", "--tag", "talk")
    earmark("bookmark", "148#1", "--tag", "talk")
    assert offered(earmark, "earmark bookmark 149 --tag ") == ["talk", "async"]
    assert offered(earmark, "earmark search django tag:a") == ["tag:async"]
    assert offered(earmark, "earmark list is:unr") == ["is:unread"]
    assert offered(earmark, "earmark links show:") == ["show:pb"]


def test_each_shell_gets_what_it_takes(earmark: Earmark) -> None:
    line = ("--line", "earmark show python-bytes:12")
    assert earmark("completion", "bash", *line, "--breaks", ' \t":=')[1] == "125\n"
    assert earmark("completion", "zsh", *line)[1].startswith(r"python-bytes\:125:")
    assert earmark("completion", "fish", *line)[1].startswith("python-bytes:125\t")
    assert earmark("completion", "tcsh")[0] == 2


SHELLS = {
    "bash": ("bash --noprofile --norc -i", "source <(earmark completion bash)"),
    "zsh": ("zsh -f -i", 'autoload -Uz compinit && compinit -D -u; eval "$(earmark completion zsh)"'),
    "fish": ("fish --no-config -i", "earmark completion fish | source"),
}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_commands_options_shows_ids_and_paths(shell: str, tmp_path: Path, earmark: Earmark) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    earmark("list")
    (tmp_path / "some-notes.md").write_text("")
    program, ran = tmp_path / "bin" / "earmark", tmp_path / "ran"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nif [ "$1" = completion ]; then PYTHONPATH={Path.cwd()} exec {sys.executable} -m tui "$@"; fi\n'
        f'echo "$*" >> {ran}\n'
    )
    program.chmod(0o755)
    command, source = SHELLS[shell]
    with terminal(*command.split(), PATH=f"{program.parent}:/usr/bin:/bin", PS1="") as it:
        for line in (
            f"cd {tmp_path}; {source}",
            "earmark che\t",
            "earmark list --unr\t",
            "earmark list --show p\t",
            "earmark show python-bytes:12\t",
            "earmark open 148#aw\t",
            "earmark add ./some-n\t",
            "earmark end",
        ):
            it.type(f"{line}\n")
        it.until(lambda: ran.exists() and "end\n" in ran.read_text())
    assert [line.strip() for line in ran.read_text().splitlines()] == [
        "check",
        "list --unread",
        "list --show pb",
        "show python-bytes:125",
        "open 148#awesome-asgi",
        "add ./some-notes.md",
        "end",
    ]
