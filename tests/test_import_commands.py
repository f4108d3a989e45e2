"""`earmark add`, `update`, `sources` and `remove`, from the shell: what they print."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from episodes.folders import find_folders
from episodes.importing.source_list import KNOWN_SHOWS
from episodes.library import Library, utc_now
from tui.session import Session, save_session

from .command_runner import Earmark, data, own_files
from .feed_server import Server, as_feed, issue, write_folder

ROOT = Path(__file__).parents[1]


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
    assert earmark("sources") == (0, f"{url}  (Fish & Chips)\n", "")
    assert json.loads(earmark("sources", "--json")[1]) == [{"address": url, "show": "Fish & Chips"}]
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
    """Return what every file holds, once the commands before have closed theirs."""
    gc.collect()  # as a connection that nothing has any more leaves what it wrote beside the index
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in sorted(folder.rglob("*"))}


def test_a_dry_run_changes_nothing_on_disk(earmark: Earmark, tmp_path: Path, server: Server) -> None:
    notes = write_folder(tmp_path / "notes", [issue(1), issue(2)])
    url = server.put(as_feed([issue(3)]))
    earmark("add", url)
    earmark("add", str(write_folder(tmp_path / "other", [issue(5)])))
    server.put(as_feed([issue(3), issue(4)]))
    write_folder(tmp_path / "other", [issue(5).edited("Nothing but", "Only")])
    before = everything(tmp_path)
    for words, said in (
        (("add", "--dry-run", str(notes)), f"{notes}: 2 added, 0 changed, 0 unchanged, 0 skipped (dry run: nothing"),
        (("add", "--dry-run", server.put(as_feed([issue(7)]), "/other")), "1 added"),
        (("update", "--dry-run"), "1 added, 0 changed, 1 unchanged, 0 skipped (dry run: nothing was written)"),
    ):
        status, out, err = earmark(*words)
        assert (status, err) == (0, "")
        assert said in out
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

    notes = write_folder(tmp_path / "notes", [issue(number) for number in range(1, 20)])
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
    assert process.communicate(timeout=60)[0].startswith(f"{notes}: 19 added")
    assert process.returncode == 0
    assert b"Adding" in seen
    assert b"of 19 episodes" in seen
