"""Standard output and error that are full, closed or read by nobody: a sentence where one can be said, no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from episodes.folders import find_folders
from tui.commands.shell_commands import SHELL_COMMANDS

from .library_builder import prepare_index

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no /dev/full")

ARGUMENTS = {"show": "148", "open": "148#1 --print", "play": "148 --print", "search": "release", "bookmark": "148#1"}
ARGUMENTS |= {"read": "148#1", "add": "tea.md", "remove": "tea.md", "completion": "bash"}
FEW = [["list"], ["add", "tea.md"], ["bookmark", "148#1"]]
COMMANDS = [[name, *ARGUMENTS.get(name, "").split()] for name in SHELL_COMMANDS]
OTHERS = [[], ["148"], ["--help"], ["--version"], ["show", "--help"]]
FAILS_AFTER_OUTPUT = ["show", "148#1", "nothing"]
MISTAKEN = [["show"], ["shw", "148"], ["show", "nothing"], ["list", "--nothing"]]
# Runs one command line after the other, each in a process with the streams of this one, and tells the statuses.
SCRIPT = """
import gc, importlib, json, locale, os, pkgutil, shutil, sys, tomllib
import episodes.documents.front_matter, episodes.importing.sources, episodes.index.reading, episodes.index.sync, yaml
import episodes.marks.matching, episodes.notes.parse, episodes.search.links, episodes.search.search
import tui.commands, tui.config, tui.session
from tui.cli import main
for module in pkgutil.iter_modules(tui.commands.__path__, "tui.commands."):
    importlib.import_module(module.name)
gc.freeze()  # else each process would look through all that at its end
statuses = []
for words in json.loads(sys.argv[2]):
    child = os.fork()
    if not child:
        sys.exit(main(words))
    statuses.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
with open(sys.argv[1], "w") as file:
    json.dump(statuses, file)
"""


def run(redirected: str, lines: Sequence[Sequence[str]], folder: Path) -> tuple[list[int], list[str]]:
    """Run command lines with streams as a shell redirects them; return the statuses, and the lines in `err`."""
    prepare_index(find_folders(os.environ))
    (folder / "tea.md").write_text("---\nshow: Tea\nnumber: 1\n---\n\n## Pots\n\nText.\n")
    command = [sys.executable, "-c", SCRIPT, "statuses.json", json.dumps(lines)]
    environ = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "PYTHONFAULTHANDLER": "",
        "PYTHONUNBUFFERED": "",
    }
    environ.pop("LD_PRELOAD", None)  # libfaketime would open its memory in the place of a stream that is closed
    subprocess.run(["sh", "-c", f'"$@" {redirected}', "sh", *command], cwd=folder, env=environ, check=True)
    err = folder / "err"
    return json.loads((folder / "statuses.json").read_text()), err.read_text().splitlines() if err.exists() else []


@pytest.mark.parametrize("redirected", ["> /dev/full", ">&-"])
def test_output_that_cannot_be_written_fails_with_a_sentence(redirected: str, tmp_path: Path) -> None:
    lines = [*COMMANDS, *OTHERS, FAILS_AFTER_OUTPUT]
    statuses, said = run(f"{redirected} 2> err", lines, tmp_path)
    failed = [line for line in said if line.startswith("earmark: Standard output could not be written: ")]
    assert len(failed) == len(lines)
    assert statuses.count(1) == len(lines)
    assert all(line.startswith("earmark: ") for line in said), "no traceback"


@pytest.mark.parametrize("redirected", ["2> /dev/full", "2>&-", "2>&1 | true"])
def test_diagnostics_that_cannot_be_written_stop_nothing(redirected: str, tmp_path: Path) -> None:
    statuses, _ = run(f"> out {redirected}", [*FEW, *MISTAKEN], tmp_path)
    assert statuses == [0] * len(FEW) + [2, 2, 1, 2]


def test_both_streams_closed_fail_without_a_word_and_leave_their_numbers_to_no_file_that_is_written(
    tmp_path: Path,
) -> None:
    statuses, _ = run(">&- 2>&-", [*FEW, *MISTAKEN], tmp_path)
    assert statuses == [1] * len(FEW) + [2, 2, 1, 2]
    statuses, _ = run("> out", [["check"]], tmp_path)
    assert statuses == [0]
    assert "1 bookmark; all is well." in (tmp_path / "out").read_text()


def test_a_pipe_that_nobody_reads_any_more_is_no_failure(tmp_path: Path) -> None:
    statuses, said = run("2> err | true", [*COMMANDS, FAILS_AFTER_OUTPUT], tmp_path)
    assert statuses == [0] * len(COMMANDS) + [1]
    assert [line.startswith("earmark: There is no episode 'nothing'.") for line in said] == [True]


@pytest.mark.parametrize(("redirected", "status"), [("<&-", 0), ("< names", 1)])
def test_targets_are_read_from_a_closed_input_and_from_one_that_is_not_text(
    redirected: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8:strict")  # as in most locales
    (tmp_path / "names").write_bytes(b"caf\xe9.md\n148#1\n")
    statuses, said = run(f"{redirected} > out 2> err", [["read", "-"]], tmp_path)
    assert statuses == [status]
    assert ("148#annual" in (tmp_path / "out").read_text()) == bool(status)
    assert all(line.startswith("earmark: ") for line in said)
