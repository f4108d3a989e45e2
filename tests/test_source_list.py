"""The list of sources: a plain file that people may write too."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from episodes.errors import SourceFailed
from episodes.importing.source_list import (
    KNOWN_SHOWS,
    Source,
    find_source,
    forget_source,
    read_sources,
    remember_source,
)

from .mark_helpers import posix_only

ROOT = Path(__file__).parents[1]
FEED = Source("https://fish.example/feed.xml")


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "data" / "sources.toml")


@pytest.mark.parametrize("name", ["Python Bytes", "python bytes", " python-bytes ", "PYTHON BYTES"])
def test_a_known_show_is_found_by_its_name_however_it_is_written(name: str) -> None:
    assert find_source(name) == Source(KNOWN_SHOWS["Python Bytes"], "Python Bytes")


def test_every_known_show_can_be_named() -> None:
    for name, address in KNOWN_SHOWS.items():
        assert find_source(name) == Source(address, name)
    assert find_source("test & code").show == "Test & Code"
    assert find_source("Test & Code", "Testing").show == "Testing"


def test_paths_are_made_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for text in ("notes", "notes/", "./notes", "~/notes", str(tmp_path / "notes")):
        assert find_source(text) == Source(str(tmp_path / "notes"))


def test_a_folder_goes_before_a_known_show_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Python Bytes").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find_source("Python Bytes").address == str(tmp_path / "Python Bytes")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("no/such/folder", "no/such/folder: there is no such file or folder, and the shows known by name are Python"),
        ("", "an empty name: there is no such file or folder"),
        ("ftp://fish.example/feed", "ftp://fish.example/feed: only http and https addresses are fetched"),
        ("file:///etc/passwd", "file:///etc/passwd: only http and https"),
        ("two\nlines\x1b[31m", "two lines[31m: there is no such"),
        ("zero\0byte", "zerobyte: there is no such"),
    ],
)
def test_what_is_no_source_has_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(SourceFailed) as error:
        find_source(text)
    assert str(error.value).startswith(sentence)


def test_feeds_and_folders_are_remembered_and_single_files_are_not(tmp_path: Path) -> None:
    file = tmp_path / "148.md"
    file.write_text("x")
    assert FEED.is_remembered
    assert Source(str(tmp_path)).is_remembered
    assert not Source(str(file)).is_remembered


def test_a_password_is_never_shown() -> None:
    source = Source("https://ann:secret@fish.example:8000/feed?a=b@c")
    assert source.shown == "https://fish.example:8000/feed?a=b@c"
    assert Source("/home/ann@home/notes").shown == "/home/ann@home/notes"


def test_without_a_file_there_are_no_sources(path: str) -> None:
    assert read_sources(path) == []


def test_sources_are_remembered_in_their_order_and_forgotten(path: str) -> None:
    folder = Source("/home/ann/notes", "Fish & Chips")
    remember_source(path, FEED)
    remember_source(path, folder)
    remember_source(path, FEED)
    assert read_sources(path) == [FEED, folder]
    forget_source(path, FEED)
    assert read_sources(path) == [folder]
    forget_source(path, folder)
    assert read_sources(path) == []
    remember_source(path, FEED)
    assert read_sources(path) == [FEED]


def test_of_sources_that_four_programs_add_and_remove_at_once_none_is_lost(path: str) -> None:
    script = """
import sys
from episodes.importing.source_list import Source, forget_source, remember_source
for address in sys.argv[2:]:
    remember_source(sys.argv[1], Source(address))
    remember_source(sys.argv[1], Source(address + "/gone"))
    forget_source(sys.argv[1], Source(address + "/gone"))
"""
    sources = [Source(f"https://tea.example/{number}") for number in range(24)]
    added = [[source.address for source in sources[at::4]] for at in range(4)]
    programs = [subprocess.Popen([sys.executable, "-c", script, path, *each], cwd=ROOT) for each in added]
    assert [program.wait() for program in programs] == [0, 0, 0, 0]
    assert set(read_sources(path)) == set(sources)
    assert os.listdir(os.path.dirname(path)) == ["sources.toml"]


def test_a_source_that_is_added_again_takes_its_other_show(path: str) -> None:
    remember_source(path, FEED)
    remember_source(path, Source(FEED.address, "Fish"))
    assert read_sources(path) == [Source(FEED.address, "Fish")]


names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)


@settings(max_examples=40, deadline=None)  # each writes to the disk itself
@given(st.lists(st.tuples(names.map("/".__add__), st.none() | names), max_size=4, unique_by=lambda pair: pair[0]))
def test_any_name_that_a_folder_may_have_is_read_as_it_was_written(pairs: list[tuple[str, str | None]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sources.toml")
        sources = [Source(address, " ".join((show or "").split()) or None) for address, show in pairs]
        for source in sources:
            remember_source(path, source)
        assert [source.address for source in read_sources(path)] == [source.address for source in sources]
        for source in sources:
            forget_source(path, source)
        assert read_sources(path) == []


@pytest.mark.parametrize("show", ["🐟 & chips", 'a "quoted" \\ name', "ü\x7f"])
def test_names_of_all_scripts_and_signs_are_kept(path: str, show: str) -> None:
    remember_source(path, Source(FEED.address, show))
    assert read_sources(path)[0].show == show.replace("\x7f", "")


BY_HAND = """\
# My shows. Do not lose this line.
colour = "blue"

# The one with the fish
[[source]]
address = "https://fish.example/feed.xml"   # by their RSS
since = 2019-09-18

# Notes of my own
[[source]]
address = "~/notes"
"""


def test_what_the_reader_wrote_in_the_file_stays(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    os.makedirs(os.path.dirname(path))
    Path(path).write_text(BY_HAND)
    added = Source("https://owls.example/feed")
    assert read_sources(path) == [FEED, Source("/home/ann/notes")]
    remember_source(path, added)
    assert Path(path).read_text().startswith(BY_HAND)
    forget_source(path, added)
    assert Path(path).read_text().rstrip() == BY_HAND.rstrip()
    forget_source(path, Source("/home/ann/notes"))
    kept = Path(path).read_text()
    assert all(line in kept for line in BY_HAND.splitlines()[:8])
    assert "~/notes" not in kept
    forget_source(path, FEED)
    assert "Do not lose this line" in Path(path).read_text()


def test_sources_that_are_written_in_another_way_are_changed_all_the_same(path: str) -> None:
    os.makedirs(os.path.dirname(path))
    Path(path).write_text('source = [{address = "https://fish.example/feed.xml"}, {address = "/notes", show = "N"}]\n')
    forget_source(path, FEED)
    assert read_sources(path) == [Source("/notes", "N")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"address = ", "it is not valid TOML"),
        (b"source = 3\n", "its sources must be written as [[source]] tables"),
        (b"[[source]]\nshow = 'x'\n", "every [[source]] needs a line such as address"),
        (b"[[source]]\naddress = 3\n", "every [[source]] needs a line such as address"),
        (b"[[source]]\naddress = 'notes'\n", "the address 'notes' is neither a whole path nor a web address"),
        (b"\xff\xfe[", "it is not UTF-8 text"),
    ],
)
def test_a_list_that_cannot_be_read_is_named_and_never_written_over(path: str, text: bytes, reason: str) -> None:
    os.makedirs(os.path.dirname(path))
    Path(path).write_bytes(text)
    for attempt in (
        lambda: read_sources(path),
        lambda: remember_source(path, FEED),
        lambda: forget_source(path, FEED),
    ):
        with pytest.raises(SourceFailed) as error:
            attempt()
        assert str(error.value).startswith(f"{path}: {reason}")
    assert Path(path).read_bytes() == text


@posix_only
def test_a_linked_list_stays_a_link(path: str, tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_text("# mine\n")
    Path(path).parent.mkdir()
    Path(path).symlink_to(kept)
    remember_source(path, FEED)
    assert Path(path).is_symlink()
    assert "# mine" in kept.read_text()
    assert read_sources(path) == [FEED]


def test_a_lock_that_cannot_be_deleted_is_used_again(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise PermissionError(errno.EACCES, "the file is open")  # as on Windows

    monkeypatch.setattr(os, "unlink", refuse)
    remember_source(path, FEED)
    assert read_sources(path) == [FEED]
    forget_source(path, FEED)
    assert read_sources(path) == []


def test_a_list_in_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(SourceFailed, match=r"sources\.toml"):
        remember_source(str(tmp_path / "data" / "sources.toml"), FEED)


@pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes are Linux's")
def test_a_folder_whose_name_is_no_text_is_not_remembered_with_a_reason(path: str) -> None:
    with pytest.raises(SourceFailed, match=r"caf\?: its name is not UTF-8 text"):
        remember_source(path, Source(os.fsdecode(b"/caf\xe9")))
    assert read_sources(path) == []
