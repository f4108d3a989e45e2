"""Which files of a folder are notes, and in how many processes they are looked for."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from episodes.index.sync import scan, scan_in_two

ROOT = Path(__file__).parents[1]
NAMES = ("b.md", "a/2.md", "a-b/1.md", "a/b/1.md", "a.md", "ä.md")
FORKING = pytest.mark.skipif(sys.platform == "win32", reason="nothing forks there")


def put(folder: Path, *names: str, text: str = "x") -> None:
    for each in {(folder / name).parent for name in names}:
        each.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text(text)


def scanned(folder: Path) -> list[str]:
    return [path for path, _ in scan(str(folder))]


def run(script: str, *arguments: str) -> str:
    """Run a program in a process with one thread, which tests may not have, and return what it prints."""
    command = [sys.executable, "-W", "error", "-c", script, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout


def test_hidden_files_other_endings_and_symbolic_links_are_passed_over(tmp_path: Path) -> None:
    notes, outside = tmp_path / "notes", tmp_path / "outside"
    put(notes, "1.md", "below/2.markdown", ".git/3.md", ".4.md", "5.png")
    put(outside, "6.md")
    (notes / "link").symlink_to(outside)
    (notes / "6.md").symlink_to(outside / "6.md")
    assert scanned(notes) == ["1.md", "below/2.markdown"]


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert scanned(tmp_path / "nowhere") == []


def test_files_are_found_in_the_order_of_their_paths(tmp_path: Path) -> None:
    put(tmp_path, *NAMES)
    assert scanned(tmp_path) == sorted(NAMES) == ["a-b/1.md", "a.md", "a/2.md", "a/b/1.md", "b.md", "ä.md"]


def test_a_file_that_goes_away_while_its_folder_is_listed_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "gone.md", "here.md")
    list_folder = os.scandir

    @contextlib.contextmanager
    def listed(folder: int) -> Iterator[Iterator[os.DirEntry[str]]]:
        with list_folder(folder) as entries:
            found = list(entries)
        (tmp_path / "gone.md").unlink()
        yield iter(found)

    monkeypatch.setattr(os, "scandir", listed)
    assert scanned(tmp_path) == ["here.md"]


@pytest.mark.parametrize("cut", ["0", "a", "a/", "a/2.md", "a/b/0", "a/b/2.md", "aa/c", "b.md", "ä.md", "\U0010ffff"])
def test_two_parts_of_a_folder_are_all_of_it_wherever_it_is_cut(tmp_path: Path, cut: str) -> None:
    put(tmp_path, *NAMES)
    before, rest = list(scan(str(tmp_path), end=cut)), list(scan(str(tmp_path), first=cut))
    assert before + rest == list(scan(str(tmp_path)))
    assert all(path < cut for path, _ in before)
    assert all(path >= cut for path, _ in rest)


@FORKING
def test_two_processes_find_what_one_does_also_where_the_second_is_killed_or_cannot_be_had(tmp_path: Path) -> None:
    put(tmp_path, *(f"{show}/{number}.md" for show in "abc" for number in range(30)))
    script = """
import os, signal, sys
from episodes.index.sync import scan, scan_in_two
fork, forked, alone = os.fork, [], list(scan(sys.argv[1]))
def look(what, start):
    forked.clear()
    os.fork = lambda: forked.append(what) or start()
    found = list(scan_in_two(sys.argv[1], "b/3.md"))
    print(what, found == alone, len(found), len(forked))
look("a fork", fork)
look("one that ends", lambda: fork() or os._exit(1))
look("one that is killed", lambda: fork() or os.kill(os.getpid(), 9))
look("none", lambda: os.open('/nowhere', 0))
look("one that nobody waits for", lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN) or fork())
"""
    starts = ("a fork", "one that ends", "one that is killed", "none", "one that nobody waits for")
    assert run(script, str(tmp_path)).splitlines() == [f"{start} True 90 1" for start in starts]


@FORKING
def test_where_the_first_process_is_killed_the_second_does_not_stay(tmp_path: Path) -> None:
    long = f"{'x' * 200}/{'y' * 200}"  # what there is to tell of the files is more than a pipe holds
    put(tmp_path, *(f"a/{long}/{number}.md" for number in range(200)))
    script = """
import os, sys
from episodes.index.sync import scan_in_two
next(scan_in_two(sys.argv[1], sys.argv[2]))
print("killed", flush=True)
os._exit(0)
"""
    printed = run(script, str(tmp_path), f"a/{long}/1.md")  # which is all only once nobody has the pipe open any more
    assert printed == "killed\n"


@FORKING
def test_what_changed_is_found_in_both_parts_of_many_files(tmp_path: Path) -> None:
    show = tmp_path / "episodes" / "a-show"
    script = """
import os, sys
from episodes.index import sync
from tui.__main__ import main
fork = os.fork
os.fork = lambda: print("in two processes") or fork()
sync._MANY = 15
sys.argv = ["earmark", "--data-dir", sys.argv[1], "list", "--show", "a-show"]
main()
"""
    for number in range(10, 30):
        put(show, f"{number}.md", text=f"# A Show {number}: The first text\n")
    assert "in two processes" not in run(script, str(tmp_path))
    for number in (11, 28):
        put(show, f"{number}.md", text=f"# A Show {number}: Another text\n")
    for number in (13, 26):
        (show / f"{number}.md").unlink()
    put(show, "09.md", "31.md", text="# A Show: One more\n")
    listed = run(script, str(tmp_path))
    assert "in two processes" in listed
    assert [listed.count(each) for each in ("The first text", "Another text", "One more")] == [16, 2, 2]


def test_where_other_threads_run_one_process_looks_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, *NAMES)
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("a fork has no other thread"))
    monkeypatch.setattr("threading.active_count", lambda: 2)
    assert list(scan_in_two(str(tmp_path), "b.md")) == list(scan(str(tmp_path)))
