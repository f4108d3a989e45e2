"""Marks as one device keeps them: for the session where the disk takes none, elsewhere where a journal lost some."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from episodes.errors import MarksNotKept
from episodes.folders import Folders
from episodes.marks.events import Event, MarkKind, encode
from episodes.marks.journal import stamp
from episodes.marks.mark_store import MarkStore

from .library_builder import NOW, Clock, folders_in
from .mark_helpers import ReadJournal, posix_only, read, segments


@pytest.fixture
def places(tmp_path: Path) -> Folders:
    return folders_in(tmp_path)


@pytest.fixture
def open_store(places: Folders, clock: Clock) -> Callable[[], MarkStore]:
    """Return what opens the marks as a process that starts does."""
    return lambda: MarkStore(places, clock)


def seen(store: MarkStore) -> frozenset[str]:
    return store.state.segments(MarkKind.READ, "a:1")


def journals(folders: Folders) -> list[Path]:
    return sorted(Path(str(folders.marks)).glob("*.jsonl"))


def on_disk(folders: Folders) -> set[str | None]:
    """Return the segments that all journals together say are marked."""
    return set(segments(ReadJournal(Path(str(folders.marks)), "any", Clock()).poll()))


@pytest.fixture
def block(places: Folders) -> Callable[[bool], None]:
    """Let a file stand where the folder of the journals belongs, or take it away."""
    folder = Path(str(places.marks))
    aside = folder.with_name("aside")

    def block_or_not(blocked: bool) -> None:
        if blocked:
            folder.parent.mkdir(exist_ok=True)
            if folder.exists():
                folder.rename(aside)
            folder.write_text("in the way")
        else:
            folder.unlink()
            if aside.exists():
                aside.rename(folder)

    return block_or_not


# Marks that cannot be kept


def test_a_mark_that_cannot_be_kept_is_not_made(
    open_store: Callable[[], MarkStore], block: Callable[[bool], None]
) -> None:
    block(True)
    store = open_store()
    assert "Marks are not kept" in str(store.not_kept)
    with pytest.raises(MarksNotKept):
        store.keep([read("s")])
    assert seen(store) == frozenset()
    assert store.for_session == 0


def test_the_screens_go_on_without_the_disk_for_the_session(
    open_store: Callable[[], MarkStore], block: Callable[[bool], None], clock: Clock
) -> None:
    block(True)
    store = open_store()
    store.goes_on = True
    store.keep([read("s"), read("t")])
    clock.now -= timedelta(days=1)
    store.keep([store.state.change(Event(MarkKind.READ, "a:1", "s", on=False))])
    assert (set(seen(store)), store.for_session) == ({"t"}, 3)
    assert store.undo() == "Marked as read: s"
    assert seen(store) == {"s", "t"}
    assert store.undo() == "Unmarked as read: 2 segments of a:1"
    assert seen(store) == frozenset()
    assert store.redo() is not None
    assert seen(store) == {"s", "t"}


def test_without_any_place_marks_last_for_the_session(clock: Clock) -> None:
    store = MarkStore(Folders(None, None, None, None), clock)
    assert "no home directory" in str(store.not_kept)
    store.goes_on = True
    store.keep([read("s")])
    assert (set(seen(store)), store.for_session) == ({"s"}, 1)
    assert store.problems() == []


def test_what_the_disk_did_not_take_is_kept_with_the_next_mark_that_it_takes(
    open_store: Callable[[], MarkStore], places: Folders, block: Callable[[bool], None]
) -> None:
    store = open_store()
    store.goes_on = True
    store.keep([read("s")])
    block(True)
    store.keep([read("t")])
    assert (store.for_session, store.not_kept is not None) == (1, True)
    block(False)
    store.keep([read("u")])
    assert (store.for_session, store.not_kept) == (0, None)
    assert on_disk(places) == seen(open_store()) == {"s", "t", "u"}
    assert store.undo() == "Unmarked as read: u"
    assert store.undo() == "Unmarked as read: t"


def test_what_is_owed_is_kept_at_the_end_if_the_disk_takes_it_then(
    open_store: Callable[[], MarkStore], places: Folders, block: Callable[[bool], None]
) -> None:
    block(True)
    store = open_store()
    store.goes_on = True
    store.keep([read("s")])
    store.settle()
    assert store.for_session == 1
    block(False)
    store.settle()
    assert store.for_session == 0
    assert on_disk(places) == {"s"}


# A journal that lost marks


@pytest.mark.parametrize("way", ["cut", "emptied", "another one", "gone"])
@pytest.mark.parametrize("noticed_by", ["looking", "marking"])
def test_what_a_journal_lost_while_earmark_runs_is_kept_in_another(
    open_store: Callable[[], MarkStore], places: Folders, way: str, noticed_by: str
) -> None:
    store = open_store()
    for name in "stu":
        store.keep([read(name)])
    [path] = journals(places)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    if way == "gone":
        path.unlink()
    else:
        kept = {"cut": lines[0], "emptied": b"", "another one": lines[2] + lines[0] + lines[1] + lines[2]}[way]
        (path.parent / "synced").write_bytes(kept)
        (path.parent / "synced").replace(path)
    left = path.read_bytes() if path.exists() else b""
    if noticed_by == "looking":
        store.refresh()
    store.keep([read("v")])
    assert on_disk(places) == seen(store) == seen(open_store()) == {"s", "t", "u", "v"}
    assert (path.read_bytes() if path.exists() else b"") == left
    assert len({*journals(places), path}) == 2
    if way in ("cut", "emptied"):
        [problem] = open_store().problems()
        assert str(problem).startswith(f"{path}: it lost marks: {len(left):,} bytes are left of {len(whole):,}")
    path.write_bytes(whole)  # a file sync may bring it back
    assert open_store().problems() == []


def test_marks_that_a_journal_lost_between_two_starts_are_told_and_it_is_left_alone(
    open_store: Callable[[], MarkStore], places: Folders
) -> None:
    open_store().keep([read(str(number)) for number in range(300)])  # so many are remembered in the cache
    open_store()
    [path] = journals(places)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:100]))
    store = open_store()
    store.keep([read("later")])
    assert seen(open_store()) == {*map(str, range(100)), "later"}  # the cache is not trusted over the journal
    assert path.read_bytes() == b"".join(lines[:100])
    assert ["it lost marks" in problem.reason for problem in open_store().problems()] == [True]


def test_a_journal_that_a_sync_put_back_whole_is_gone_on_with(
    open_store: Callable[[], MarkStore], places: Folders
) -> None:
    store = open_store()
    store.keep([read("s")])
    [path] = journals(places)
    shutil.copy2(path, path.with_name("same"))
    path.with_name("same").replace(path)
    store.keep([read("t")])
    assert journals(places) == [path]
    assert on_disk(places) == {"s", "t"}


def test_marks_owed_to_another_journal_wait_for_the_disk(
    open_store: Callable[[], MarkStore], places: Folders, block: Callable[[bool], None]
) -> None:
    store = open_store()
    store.goes_on = True
    store.keep([read("s")])
    block(True)
    store.refresh()  # the folder is gone
    store.keep([read("t")])
    assert seen(store) == {"s", "t"}
    block(False)
    store.keep([read("u")])
    assert store.for_session == 0
    assert on_disk(places) == {"s", "t", "u"}


# What check says


def test_strangers_among_the_journals_are_named(open_store: Callable[[], MarkStore], places: Folders) -> None:
    open_store().keep([read("s")])
    folder = Path(str(places.marks))
    strangers = ["X.JSONL", "notes.txt", "x.jsonl~"]
    for name in (*strangers, ".hidden.jsonl.swp"):
        (folder / name).write_text("")
    (folder / "folder").mkdir()
    told = [(problem.where, problem.reason) for problem in open_store().problems()]
    named = sorted([*strangers, "folder"])
    assert told == [(str(folder / name), "it is no journal, and is not read") for name in named]


@posix_only
def test_a_journal_that_does_not_end_is_no_journal(open_store: Callable[[], MarkStore], places: Folders) -> None:
    folder = Path(str(places.marks))
    folder.mkdir(parents=True)
    os.mkfifo(folder / "pipe.jsonl")
    with (folder / "sparse.jsonl").open("wb") as file:
        file.truncate(2_000_000_000)
    assert [(Path(problem.where).name, problem.reason) for problem in open_store().problems()] == [
        ("sparse.jsonl", "it is larger than 512 MB"),
        ("pipe.jsonl", "it is no journal, and is not read"),
    ]


def test_nothing_is_wrong_with_marks_of_a_later_earmark(open_store: Callable[[], MarkStore], places: Folders) -> None:
    open_store().keep([read("s")])
    [path] = journals(places)
    line = path.read_bytes()
    path.with_name("phone-00000001.jsonl").write_bytes(line.replace(b'"mark":"read"', b'"mark":"rated"') * 2)
    store = open_store()
    assert store.problems() == []
    assert seen(store) == {"s"}


def test_marks_from_the_future_are_told_and_a_removal_here_still_wins(
    open_store: Callable[[], MarkStore], places: Folders
) -> None:
    folder = Path(str(places.marks))
    folder.mkdir(parents=True)
    phone = folder / "phone-00000001.jsonl"
    ahead = [
        replace(event, time=event.time.replace("2026", "2150"))
        for event in stamp([read("s"), read("t")], "phone-00000001", NOW)
    ]
    phone.write_bytes(b"".join(map(encode, ahead)))
    store = open_store()
    assert [str(problem) for problem in store.problems()] == [
        f"{phone}: 2 of its marks are dated ahead, up to 2150-05-04, and win over others"
    ]
    store.keep([store.state.change(Event(MarkKind.READ, "a:1", "s", on=False))])
    assert seen(store) == seen(open_store()) == {"t"}


@pytest.mark.parametrize("time", ["2200-12-31T23:59:59.999999Z", "2200-12-31T23:59:59.999998Z"])
def test_a_removal_that_could_not_win_is_refused_rather_than_outdone(
    open_store: Callable[[], MarkStore], places: Folders, time: str
) -> None:
    folder = Path(str(places.marks))
    folder.mkdir(parents=True)
    event = Event(MarkKind.READ, "a:1", "s", time=time, device="phone-00000001")
    (folder / "phone-00000001.jsonl").write_bytes(encode(event))
    store = open_store()
    removal = store.state.change(Event(MarkKind.READ, "a:1", "s", on=False))
    if time.endswith("8Z"):
        store.keep([removal])
        assert seen(open_store()) == frozenset()
    else:
        with pytest.raises(MarksNotKept, match="the end of the year 2200"):
            store.keep([removal])


def test_a_clock_that_is_far_off_loses_no_mark(open_store: Callable[[], MarkStore], clock: Clock) -> None:
    clock.now = clock.now.replace(year=1970)
    store = open_store()
    store.keep([read("s")])
    store.keep([read("t")])
    assert seen(open_store()) == {"s", "t"}


# Undo


def test_undo_looks_as_far_back_as_it_must(open_store: Callable[[], MarkStore]) -> None:
    store = open_store()
    store.keep([read("first", note="n" * 50)])
    store.keep([read(str(number), note="n" * 1000) for number in range(200)])  # more than is looked at at first
    store.keep([Event(MarkKind.OPENED, "a:1", url=f"https://x.org/{number}", note="n" * 1000) for number in range(200)])
    store = open_store()
    assert store.undo() == "Unmarked as read: 200 segments of a:1"
    assert store.undo() == "Unmarked as read: first"
    assert store.undo() is None
    assert seen(open_store()) == frozenset()
    assert store.redo() == "Marked as read: first"
    assert store.redo() == "Marked as read: 200 segments of a:1"
    assert store.redo() is None
    assert len(seen(open_store())) == 201


def test_undo_knows_what_other_devices_did_before_however_they_write_it(
    open_store: Callable[[], MarkStore], places: Folders
) -> None:
    folder = Path(str(places.marks))
    folder.mkdir(parents=True)
    line = r'{"time":"2024-01-01T00:00:00Z","device":"phone","mark":"bookmark","episode":"\u00e9:1","segment":"s",'
    (folder / "phone.jsonl").write_text(line + '"on":true,"note":"theirs","tags":["a"]}\n')
    store = open_store()
    store.keep([store.state.change(Event(MarkKind.BOOKMARK, "\u00e9:1", "s", note="ours", tags=("b",)))])
    assert store.undo() == "Note changed back: s"
    bookmark = open_store().state.bookmark("\u00e9:1", "s")
    assert bookmark is not None
    assert (bookmark.note, bookmark.tags) == ("theirs", ("a",))
