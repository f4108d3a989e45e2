"""Imports that are stopped by ctrl+c, or killed: what they leave, and how they go on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from episodes.documents.document import read_document

from .command_runner import Earmark, data, own_files
from .feed_server import Server, issue, write_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

ROOT = Path(__file__).parents[1]
KILLS = int(os.environ.get("EARMARK_TEST_KILLS", "6"))
"""At so many moments an import is killed; more of them take longer, and show more."""


def start(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tui", *words]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until something is so, or the process ends."""
    deadline = time.monotonic() + 60
    while not condition() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.0005)


def test_ctrl_c_stops_with_a_sentence_and_what_came_in_stays(
    earmark: Earmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = write_folder(tmp_path / "notes", [issue(number) for number in range(1, 121)])
    written = 0

    def replace(source: str, target: str, *, real: Callable[[str, str], None] = os.replace) -> None:
        nonlocal written
        written += 1
        if written == 20:
            os.kill(os.getpid(), signal.SIGINT)
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        status, out, err = earmark("add", str(notes))
    assert status == 130
    assert err == "earmark: stopped. What came in stays, and the same command brings in the rest.\n"
    came = len(own_files())
    assert 20 <= came < 120
    assert f"{came:,} added" in out
    rows = json.loads(earmark("list", "--json", "--show", "fish-chips")[1])
    assert len(rows) == came
    status, out, _ = earmark("update")
    assert status == 0
    assert f"{120 - came} added, 0 changed, {came} unchanged" in out


def test_ctrl_c_stops_a_fetch_with_a_sentence(server: Server) -> None:
    asked = threading.Event()

    def silent(to: BaseHTTPRequestHandler) -> None:
        asked.set()
        server.ended.wait(30)

    process = start("add", server.put(silent))
    wait_for(asked.is_set, process)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30) == ("", "earmark: stopped before anything came in.\n")
    assert process.returncode == 130
    assert not (data() / "sources.toml").exists()


def test_ctrl_c_for_the_second_time_stops_at_once(
    earmark: Earmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(*_: object, **__: object) -> None:
        signal.raise_signal(signal.SIGINT)  # in this thread: one sent to the process may come late
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("it went on")

    monkeypatch.setattr("episodes.importing.scan.read_any", hang)
    before = signal.getsignal(signal.SIGINT)
    notes = write_folder(tmp_path / "notes", [issue(1)])
    assert earmark("add", str(notes)) == (130, "", "earmark: stopped.\n")
    assert signal.getsignal(signal.SIGINT) is before


def kill_in(folders: Sequence[Path], *words: str) -> None:
    """Run a command once for each folder, with its library there, and kill it at moments spread over its work.

    A moment is a call of a function of C. In the first folder it is not killed, and tells how many there are; in the
    others half of them are over, with which it gets ready.
    """
    command = [sys.executable, "-c", KILLED, json.dumps([str(folder) for folder in folders]), *words]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True, timeout=60)


KILLED = """
import json, os, signal, sys
import episodes.importing.importer, episodes.importing.sources, episodes.index.sync, episodes.notes.parse
import tui.commands.sources
from tui.cli import main
def count(_frame, event, _argument):
    global left
    if event == "c_call":
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
calls = 0
folders = json.loads(sys.argv[1])
told, tell = os.pipe()
for number, folder in enumerate(folders):
    left = calls * (len(folders) + number) // (2 * len(folders))
    if not os.fork():
        for kind in ("data", "state", "cache"):
            os.environ[f"EARMARK_{kind.upper()}_DIR"] = os.path.join(folder, kind)
        sys.setprofile(count)
        main(sys.argv[2:])
        sys.setprofile(None)
        os.write(tell, str(-left).encode())
        os._exit(0)
    os.wait()
    calls = calls or int(os.read(told, 20))
"""


def live_below(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Let the library of this process be the one that `kill_in` works in."""
    for kind in ("data", "state", "cache"):
        patch.setenv(f"EARMARK_{kind.upper()}_DIR", str(folder / kind))


def test_an_import_that_is_killed_at_any_moment_goes_on_where_it_was(
    earmark: Earmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issues = {f"fish-chips:{number}": issue(number) for number in range(1, 31)}
    notes = write_folder(tmp_path / "notes", list(issues.values()))
    libraries = [tmp_path / f"{number}" for number in range(KILLS + 1)]
    kill_in(libraries, "add", str(notes))
    came = []
    for folder in libraries:
        live_below(folder, monkeypatch)
        for path in (data() / "episodes").rglob(".*"):
            os.utime(path, (1, 1))  # as if it were tomorrow

        status, out, err = earmark("list", "--json")
        assert (status, err) == (0, ""), err
        listed = {row["id"] for row in json.loads(out)} - bundled()
        whole = {path.name: read_document(path.read_bytes(), name=path.name) for path in own_files()}
        assert listed == {f"fish-chips:{document.number}" for document in whole.values()}
        for document in whole.values():
            assert document.notes == issues[f"fish-chips:{document.number}"].notes
        came.append(len(listed))

        status, out, err = earmark("add", str(notes))
        assert (status, err) == (0, ""), err
        assert f"{30 - len(listed)} added, 0 changed, {len(listed)} unchanged, 0 skipped" in out
        rows = json.loads(earmark("list", "--json")[1])
        assert {row["id"] for row in rows} - bundled() == issues.keys()
        assert not list((data() / "episodes").rglob(".*")), "what the killed one left is cleared away"
        assert earmark("update")[1].startswith(f"{notes}: 0 added, 0 changed, 30 unchanged, 0 skipped")
    assert came[0] == 30, "nobody killed this one"
    assert sum(0 < number < 30 for number in came) >= KILLS // 3


def test_episodes_that_move_to_another_show_keep_ids_and_marks_though_it_is_killed(
    earmark: Earmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = write_folder(tmp_path / "notes", [issue(number) for number in range(1, 13)])
    libraries = [tmp_path / f"{number}" for number in range(4)]
    live_below(libraries[0], monkeypatch)
    assert earmark("add", str(notes), "--show", "Invented")[0] == 0
    for number in (1, 12):
        assert earmark("bookmark", f"invented:{number}#1")[0] == 0
    for folder in libraries[1:]:
        shutil.copytree(libraries[0], folder)
    kill_in(libraries, "add", str(notes), "--show", "Fish Chips")
    for folder in libraries:
        live_below(folder, monkeypatch)
        for again in range(2):
            rows = [row for row in json.loads(earmark("list", "--json")[1]) if row["id"] not in bundled()]
            assert sorted(row["number"] for row in rows) == list(range(1, 13)), "each is there, once"
            assert {row["number"] for row in rows if row["bookmarks"]} == {1, 12}
            assert [row["gone"] for row in json.loads(earmark("bookmarks", "--format", "json")[1])] == [False, False]
            if again:
                assert {row["id"] for row in rows} == {f"fish-chips:{number}" for number in range(1, 13)}
            else:
                assert earmark("add", str(notes), "--show", "Fish Chips")[0] == 0


def bundled() -> set[str]:
    return {f"python-bytes:{int(path.name.partition('-')[0])}" for path in (ROOT / "episodes" / "bundled").glob("*.md")}
