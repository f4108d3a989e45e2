"""Lists of feeds (OPML): what `earmark add` makes of them, and `earmark sources --opml`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from episodes.importing.formats import ListedFeed, read_any

from .command_runner import Earmark
from .feed_server import Server, as_feed, issue, write_folder


def write_list(path: Path, server: Server) -> Path:
    """Write an OPML list with two folders, and a feed in each; the second one is not there."""
    first, second = server.put(as_feed([issue(1)])), server.url("/missing")
    path.write_text(
        f"""<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Play"><outline text="Fish &amp;amp; Chips" type="rss" xmlUrl="{first}" htmlUrl="https://fish.example"/>
<outline text="Work"><outline title="Gone" text="x" xmlUrl="{second}"/><outline text="x" xmlUrl="file:///etc/passwd"/>
</outline></outline></body></opml>""",
        encoding="utf-8",
    )
    return path


def test_the_feeds_of_a_list_are_named_by_folder_and_added(earmark: Earmark, tmp_path: Path) -> None:
    with Server() as server:
        path = write_list(tmp_path / "mine.opml", server)
        listed = f"Play:\n  Fish & Chips  {server.url()}\nPlay / Work:\n  Gone  {server.url('/missing')}\n"
        assert earmark("add", str(path), "--dry-run") == (0, listed, "")
        assert server.answers == []
        status, out, err = earmark("add", str(path))
        assert (status, out.startswith(listed), "added fish-chips:1" in out) == (1, True, True)
        assert "/missing: the server says that there is nothing" in err
        assert f"{server.url()}  (is a source already)" in earmark("add", str(path), "--dry-run")[1]


def test_a_terminal_is_asked_once_for_all_feeds_of_a_list(
    earmark: Earmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server() as server:
        path = write_list(tmp_path / "mine.opml", server)
        for answer, status in (("\n", 0), ("n\n", 0), ("y\n", 1)):
            monkeypatch.setattr("sys.stdin", Terminal(answer))
            monkeypatch.setattr("tui.commands.sources.is_terminal", lambda *_: True)
            found, out, _ = earmark("add", str(path))
            assert (found, out.count("Add these 2 feeds? [y/N] ")) == (status, 1)
            assert bool(server.answers) == (answer == "y\n")


class Terminal(io.StringIO):
    """What is typed."""

    def isatty(self) -> bool:
        return True


def test_a_list_of_feeds_on_a_server_is_added_like_a_file_and_one_in_a_folder_says_how(
    earmark: Earmark, tmp_path: Path
) -> None:
    with Server() as server:
        text = write_list(write_folder(tmp_path / "notes", [issue(1)]) / "mine.opml", server).read_bytes()
        status, _, err = earmark("add", str(tmp_path / "notes"))
        assert (status, "mine.opml: it is a list of 2 feeds, which `earmark add` of the file itself adds" in err) == (
            0,
            True,
        )
        status, out, err = earmark("add", server.put(text, "/list"))
        assert (status, out.splitlines()[1]) == (1, f"  Fish & Chips  {server.url()}")
        assert "  changed fish-chips:1\n" in out
        assert "/missing: the server says that there is nothing" in err


def test_the_feeds_are_printed_as_a_list_that_comes_back_as_it_was(earmark: Earmark, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "notes", [issue(2)])
    with Server() as server:
        address = server.put(as_feed([issue(1)]), "/feed?a=1&b=2").replace("//", "//ann:secret@")
        assert earmark("add", address, "--show", 'Fish & "Chips"')[0] == 0
        assert earmark("add", str(folder))[0] == 0
        status, out, err = earmark("sources", "--opml")
    assert (status, err) == (0, "earmark: 1 source is a folder, and is left out.\n")
    assert "secret" not in out
    [feed] = read_any(out.encode(), name="list.opml").feeds
    assert feed == ListedFeed(address.replace("ann:secret@", ""), 'Fish & "Chips"')
