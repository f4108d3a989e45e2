"""`earmark add`, `update`, `sources` and `remove`, from the shell: what they print, and what stopping them leaves."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from episodes.documents.document import read_document
from episodes.folders import find_folders
from episodes.importing.source_list import KNOWN_SHOWS
from episodes.library import Library, utc_now
from tui.session import Session, save_session

from .commanding import Earmark
from .publishing import Server, as_feed, issue, write_folder

ROOT = Path(__file__).parents[1]
KILLS = int(os.environ.get("EARMARK_TEST_KILLS", "6"))
"""At so many moments an import is killed; more of them take longer, and show more."""


def start(*words: str, **more: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tui", *words]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=-1, stderr=-1, **more)  # type: ignore[call-overload,no-any-return]


def run(*words: str) -> str:
    """Run a command in a process of its own, so that nothing stays open, and return what it prints."""
    process = start(*words)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    return str(out)


def own_files() -> list[Path]:
    return sorted(path for path in (data() / "episodes").rglob("*.md") if not path.name.startswith("."))


def data() -> Path:
    return Path(os.environ["EARMARK_DATA_DIR"])


# What they print


def test_what_came_in_is_listed(earmark: Earmark, tmp_path: Path) -> None:
    notes = write_folder(tmp_path / "notes", [issue(number) for number in range(1, 31)])
    status, out, err = earmark("add", str(notes))
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == f"{notes}: 30 added, 0 changed, 0 unchanged, 0 skipped"
    assert lines[1] == "  added fish-chips:1"
    assert lines[-1] == "  added 10 more"
    write_folder(notes, [issue(2).edited("Nothing but", "Only")])
    assert earmark("update") == (
        0,
        f"{notes}: 0 added, 1 changed, 29 unchanged, 0 skipped\n  changed fish-chips:2\n",
        "",
    )


def test_what_is_wrong_is_said_on_the_other_stream_and_by_the_exit_status(earmark: Earmark, tmp_path: Path) -> None:
    notes = write_folder(tmp_path / "notes", [issue(1)])
    (notes / "empty.md").write_text("")
    (notes / "README.md").write_text("# Notes\n")
    (notes / "dated.md").write_text("---\nshow: Owls\nnumber: 1\ntitle: T\ndate: someday\n---\n\nx\n")
    assert earmark("add", str(notes)) == (
        1,
        f"{notes}: 2 added, 0 changed, 0 unchanged, 2 skipped\n  added fish-chips:1\n  added owls:1\n",
        "earmark: skipped README.md: it is about the folder, not an episode\n"
        "earmark: skipped empty.md: it is empty\n"
        "earmark: dated.md: 'date' does not say a date: 'someday'. It was left out.\n",
    )
    (notes / "empty.md").unlink()
    status, out, err = earmark("update")
    assert status == 0, "what nobody takes for an episode is no failure"
    assert "2 unchanged, 1 skipped" in out
    assert err == "earmark: skipped README.md: it is about the folder, not an episode\n"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("bomb.xml", (ROOT / "tests/data/formats/bomb.xml").read_bytes(), "its XML declares a document type (DTD) or"),
        ("empty.md", b"", "it is empty"),
        ("page.json", b'{"a": 1}', "it is JSON, but not a JSON Feed"),
        ("picture.png", b"\x89PNG\xff", "it is not UTF-8 text (byte 0x89 at 0)"),
    ],
)
def test_a_single_file_that_cannot_be_read_gives_its_sentence_alone(
    earmark: Earmark, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    status, out, err = earmark("add", str(path))
    assert (status, out) == (1, "")
    assert err.startswith(f"earmark: {path}: {reason}")
    assert len(err.splitlines()) == 1


def test_what_is_no_source_gives_its_sentence(earmark: Earmark, tmp_path: Path, server: Server) -> None:
    (tmp_path / "empty").mkdir()
    for source, said in (
        (str(tmp_path / "empty"), "there are no notes in this folder"),
        (str(tmp_path / "nowhere"), "there is no such file or folder"),
        (server.url("/none"), "the server says that there is nothing at this address (status 404)"),
        (server.put(b"<!doctype html><p>Hello", "/page"), "it is a web page, not a feed"),
        ("gopher://fish.example", "only http and https addresses are fetched"),
    ):
        status, out, err = earmark("add", source)
        assert (status, out) == (1, "")
        assert err.startswith(f"earmark: {source}: {said}")
        assert len(err.splitlines()) == 1
    assert earmark("sources")[1].startswith("No sources yet.")


def test_wrong_words_are_told_from_what_could_not_be_done(earmark: Earmark) -> None:
    assert earmark("add")[0] == 2
    assert earmark("add", "--nonsense", "x")[0] == 2
    assert earmark("remove")[0] == 2
    assert earmark("update", "x")[0] == 2


def test_a_feed_is_added_updated_listed_and_removed(earmark: Earmark, server: Server) -> None:
    url = server.put(as_feed([issue(1), issue(2)]))
    assert earmark("add", url)[:2] == (
        0,
        f"{url}: 2 added, 0 changed, 0 unchanged, 0 skipped\n  added fish-chips:1\n  added fish-chips:2\n",
    )
    assert earmark("sources") == (0, f"{url}\n", "")
    assert json.loads(earmark("sources", "--json")[1]) == [{"address": url, "show": None}]
    assert earmark("update") == (0, f"{url}: nothing changed there since the last time\n", "")
    assert [status for _, status in server.answers] == [200, 304]
    assert earmark("bookmark", "fish-chips:1#1", "--note", "why")[0] == 0
    assert earmark("remove", "fish & chips") == (
        0,
        f"Removed {url} and 2 episodes that came from it. Marks are kept.\n",
        "",
    )
    [bookmark] = json.loads(earmark("bookmarks", "--format", "json")[1])
    assert bookmark["gone"]
    earmark("add", url)
    [bookmark] = json.loads(earmark("bookmarks", "--format", "json")[1])
    assert not bookmark["gone"]
    assert earmark("remove", "owls") == (
        1,
        "",
        f"earmark: owls: it is not one of the sources, which are: {url}\n",
    )
    assert earmark("remove", url, "--keep-episodes")[0] == 0
    assert len(own_files()) == 2


def test_an_update_names_the_source_that_failed_and_goes_on(earmark: Earmark, server: Server, tmp_path: Path) -> None:
    notes = write_folder(tmp_path / "notes", [issue(1)])
    url = server.put(as_feed([issue(2)]))
    assert earmark("update") == (0, "There are no sources yet. `earmark add` remembers folders and feeds.\n", "")
    earmark("add", url)
    earmark("add", str(notes))
    server.pages.clear()
    status, out, err = earmark("update")
    assert status == 1
    assert out == f"{notes}: 0 added, 0 changed, 1 unchanged, 0 skipped\n"
    assert err == f"earmark: {url}: the server says that there is nothing at this address (status 404)\n"


def test_the_show_can_be_named(
    earmark: Earmark, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = write_folder(tmp_path / "notes", [issue(1)])
    assert "added night-shift:1" in earmark("add", str(notes), "--show", "Night Shift")[1]
    assert earmark("sources")[1] == f"{notes}  (Night Shift)\n"
    monkeypatch.setitem(KNOWN_SHOWS, "Python Bytes", server.put(as_feed([issue(900)])))
    assert "added python-bytes:900" in earmark("add", "Python Bytes")[1]


def test_a_list_of_sources_that_is_broken_is_named_by_every_command(earmark: Earmark, tmp_path: Path) -> None:
    notes = write_folder(tmp_path / "notes", [issue(1)])
    data().mkdir(parents=True)
    (data() / "sources.toml").write_text("[[source]\n")
    for words in (("add", str(notes)), ("update",), ("sources",), ("remove", "x")):
        status, _, err = earmark(*words)
        assert status == 1
        assert err.startswith(f"earmark: {data() / 'sources.toml'}: it is not valid TOML")
    assert own_files() == []
    assert (data() / "sources.toml").read_text() == "[[source]\n"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in sorted(folder.rglob("*"))}


def test_a_dry_run_changes_nothing_on_disk(tmp_path: Path, server: Server) -> None:
    notes = write_folder(tmp_path / "notes", [issue(1), issue(2)])
    url = server.put(as_feed([issue(3)]))
    run("add", url)
    run("add", str(write_folder(tmp_path / "other", [issue(5)])))
    server.put(as_feed([issue(3), issue(4)]))
    write_folder(tmp_path / "other", [issue(5).edited("Nothing but", "Only")])
    before = everything(tmp_path)
    for words, said in (
        (("add", "--dry-run", str(notes)), f"{notes}: 2 added, 0 changed, 0 unchanged, 0 skipped (dry run: nothing"),
        (("add", "--dry-run", server.put(as_feed([issue(7)]), "/other")), "1 added"),
        (("update", "--dry-run"), "1 added, 0 changed, 1 unchanged, 0 skipped (dry run: nothing was written)"),
    ):
        assert said in run(*words)
        assert everything(tmp_path) == before


def test_what_came_in_since_the_last_visit_is_new_in_the_list(earmark: Earmark, tmp_path: Path) -> None:
    notes = write_folder(tmp_path / "notes", [issue(1)])
    earmark("add", str(notes))
    assert not any(row["new"] for row in json.loads(earmark("list", "--json")[1])), "nothing is at the first visit"
    library = Library(find_folders(os.environ))
    save_session(library.folders.state, Session(visited=utc_now().isoformat()))
    library.close()
    write_folder(notes, [issue(2)])
    earmark("update")
    assert [row["id"] for row in json.loads(earmark("list", "--json")[1]) if row["new"]] == ["fish-chips:2"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_a_terminal_sees_how_far_a_long_import_is(tmp_path: Path) -> None:
    import pty

    notes = write_folder(tmp_path / "notes", [issue(number) for number in range(1, 60)])
    ours, theirs = pty.openpty()
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    command = [sys.executable, "-m", "tui", "add", str(notes)]
    process = subprocess.Popen(command, cwd=ROOT, text=True, stdout=-1, stderr=theirs, env=environ)
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # the terminal's other end is closed
        while piece := os.read(ours, 4096):
            seen += piece
    os.close(ours)
    assert process.communicate(timeout=60)[0].startswith(f"{notes}: 59 added")
    assert process.returncode == 0
    assert b"Adding" in seen
    assert b"of 59 episodes" in seen


# Stopping them


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until something is so, or the process ends."""
    deadline = time.monotonic() + 60
    while not condition() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.0005)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_ctrl_c_stops_with_a_sentence_and_what_came_in_stays(
    earmark: Earmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = write_folder(tmp_path / "notes", [issue(number) for number in range(1, 401)])
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
    assert 20 <= came < 400
    assert f"{came:,} added" in out
    rows = json.loads(earmark("list", "--json", "--show", "fish-chips")[1])
    assert len(rows) == came
    status, out, _ = earmark("update")
    assert status == 0
    assert f"{400 - came} added, 0 changed, {came} unchanged" in out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
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


def killed_at(call: int, *words: str) -> str:
    """Run a command that kills itself at so many calls of functions of C, and return what it printed.

    At no call, with 0: the last line says how many there were.
    """
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(call), *words], cwd=ROOT, text=True, stdout=-1)
    return process.communicate(timeout=60)[0]


KILLED = """
import os, signal, sys
from tui.cli import main
left = int(sys.argv[1])
def count(_frame, event, _argument):
    global left
    if event == "c_call":
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(count)
main(sys.argv[2:])
sys.setprofile(None)
print(-left)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_an_import_that_is_killed_at_any_moment_goes_on_where_it_was(
    earmark: Earmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kill it at moments spread over its work, each time in a library of its own; the first half is getting ready."""
    issues = {f"fish-chips:{number}": issue(number) for number in range(1, 61)}
    notes = write_folder(tmp_path / "notes", list(issues.values()))
    calls = 0
    half_way = 0
    for kill in range(KILLS + 1):
        for kind in ("data", "state", "cache"):
            monkeypatch.setenv(f"EARMARK_{kind.upper()}_DIR", str(tmp_path / f"{kill}" / kind))
        printed = killed_at(calls * (KILLS + 1 + kill) // (2 * KILLS + 2), "add", str(notes))
        if kill == 0:
            calls = int(printed.splitlines()[-1])
            continue
        for path in (data() / "episodes").rglob(".*"):
            os.utime(path, (1, 1))  # as if it were tomorrow

        status, out, err = earmark("list", "--json")
        assert (status, err) == (0, ""), err
        listed = {row["id"] for row in json.loads(out)} - bundled()
        whole = {path.name: read_document(path.read_bytes(), name=path.name) for path in own_files()}
        assert listed == {f"fish-chips:{document.number}" for document in whole.values()}
        for document in whole.values():
            assert document.notes == issues[f"fish-chips:{document.number}"].notes
        half_way += 0 < len(listed) < 60

        status, out, err = earmark("add", str(notes))
        assert (status, err) == (0, ""), err
        assert f"{60 - len(listed)} added, 0 changed, {len(listed)} unchanged, 0 skipped" in out
        rows = json.loads(earmark("list", "--json")[1])
        assert {row["id"] for row in rows} - bundled() == issues.keys()
        assert not list((data() / "episodes").rglob(".*")), "what the killed one left is cleared away"
        assert earmark("update")[1].startswith(f"{notes}: 0 added, 0 changed, 60 unchanged, 0 skipped")
    assert half_way >= KILLS // 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_episodes_that_move_to_another_show_keep_ids_and_marks_though_it_is_killed(
    earmark: Earmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = write_folder(tmp_path / "notes", [issue(number) for number in range(1, 13)])
    calls = 0
    for kill in range(4):
        for kind in ("data", "state", "cache"):
            monkeypatch.setenv(f"EARMARK_{kind.upper()}_DIR", str(tmp_path / f"{kill}" / kind))
        assert earmark("add", str(notes), "--show", "Invented")[0] == 0
        for number in (1, 12):
            assert earmark("bookmark", f"invented:{number}#1")[0] == 0
        printed = killed_at(calls * (3 + kill) // 7, "add", str(notes), "--show", "Fish Chips")
        calls = calls or int(printed.splitlines()[-1])
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
