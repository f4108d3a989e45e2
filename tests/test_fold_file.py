"""The cache of the fold: it says what the journals say, whatever became of it or of them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from episodes.index import database
from episodes.marks import fold, fold_file
from episodes.marks.events import TAGS, Event, MarkedSegment, MarkKind, decode, encode
from episodes.marks.fold import Marks, fold_journals
from episodes.marks.journal_reader import JournalReader

from .mark_helpers import at, posix_only


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "marks.sqlite3"


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    (tmp_path / "marks").mkdir()
    return tmp_path / "marks" / "desk-00000001.jsonl"


@pytest.fixture
def open_marks(journal: Path, place: Path) -> Callable[[], Marks]:
    """Return what opens the marks with the cache, as a start does."""
    return lambda: fold_journals(JournalReader(str(journal.parent)), str(place))


@pytest.fixture
def line_reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the lines that are decoded."""
    counted: list[int] = []

    def count(data: bytes) -> object:
        counted.append(data.count(b"\n"))
        return decode(data)

    monkeypatch.setattr("episodes.marks.journal_reader.decode", count)
    return counted


def write(journal: Path, *events: Event) -> None:
    with journal.open("ab") as file:
        file.write(b"".join(map(encode, events)))


def many(count: int = 250, device: str = "desk-00000001", mark: MarkKind = MarkKind.READ) -> list[Event]:
    return [at(1, device, mark=mark, episode=f"a:{n // 10}", segment=f"s{n % 10}") for n in range(count)]


def everything(marks: Marks) -> object:
    episodes = sorted({"a:29", *(episode for _, episode, *_ in marks.events())})
    return [
        marks.events(),
        marks.bookmarks(),
        marks.opened_urls(),
        sorted(marks.episodes()),
        {episode: sorted(traces, key=str) for episode, traces in marks.traces(episodes).items()},
        [sorted(map(encode, marks.of_episode(episode))) for episode in episodes],
        [marks.tags(episode, "s1") for episode in episodes],
        marks.after(at(2).time),
    ]


def without_cache(journal: Path) -> Marks:
    """Return the marks as the journals have them, without any cache."""
    reader = JournalReader(str(journal.parent))
    return Marks(event for part in reader.read() for event in part)


def test_few_marks_need_no_cache(open_marks: Callable[[], Marks], journal: Path, place: Path) -> None:
    write(journal, *many(20))
    assert everything(open_marks()) == everything(without_cache(journal))
    assert not place.exists()


def test_what_was_read_once_is_not_read_again(
    open_marks: Callable[[], Marks], journal: Path, line_reads: list[int]
) -> None:
    write(journal, *many())
    open_marks()
    line_reads.clear()
    write(journal, at(2, episode="a:3", segment="s4", on=False))
    marks = open_marks()
    assert sum(line_reads) == 1
    assert everything(marks) == everything(without_cache(journal))
    assert marks.segments(MarkKind.READ, "a:3") == {f"s{number}" for number in range(10)} - {"s4"}


def test_marks_that_came_in_since_are_put_into_the_cache_when_they_are_many(
    open_marks: Callable[[], Marks], journal: Path, line_reads: list[int]
) -> None:
    write(journal, *many())
    open_marks()
    write(journal, *[at(2, episode=f"b:{n}") for n in range(220)])
    open_marks()
    line_reads.clear()
    assert everything(open_marks()) == everything(without_cache(journal))
    assert sum(line_reads) == 250 + 220  # those of `without_cache` alone


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "a line taken away": lambda data: b"".join(data.splitlines(keepends=True)[1:]),
    "cut": lambda data: data[: len(data) // 2],
    "emptied": lambda data: b"",
    "a word changed": lambda data: data.replace(b'"episode":"a:24"', b'"episode":"a:29"'),
    "a word changed, and longer": lambda data: data.replace(b'"on":true', b'"on":false'),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("replaced", [True, False])
def test_a_journal_that_is_not_what_it_was_is_believed_and_not_the_cache(
    open_marks: Callable[[], Marks], journal: Path, change: str, replaced: bool
) -> None:
    write(journal, *many())
    write(journal.with_name("phone.jsonl"), *many(220, device="phone", mark=MarkKind.BOOKMARK))
    open_marks()
    data = CHANGES[change](journal.read_bytes())
    if replaced:
        journal.with_name("synced").write_bytes(data)
        journal.with_name("synced").replace(journal)
    else:
        journal.write_bytes(data)
    expected = everything(without_cache(journal))
    assert everything(open_marks()) == expected
    assert everything(open_marks()) == expected


def test_a_journal_that_is_gone_counts_no_more(open_marks: Callable[[], Marks], journal: Path) -> None:
    write(journal, *many())
    write(journal.with_name("phone.jsonl"), *many(220, device="phone", mark=MarkKind.BOOKMARK))
    open_marks()
    journal.unlink()
    assert everything(open_marks()) == everything(without_cache(journal))


def test_a_longer_journal_that_a_sync_put_in_its_place_is_read_on(
    open_marks: Callable[[], Marks], journal: Path, line_reads: list[int]
) -> None:
    write(journal, *many())
    open_marks()
    journal.with_name("synced").write_bytes(journal.read_bytes() + encode(at(3, episode="b:1")))
    journal.with_name("synced").replace(journal)
    line_reads.clear()
    marks = open_marks()
    assert sum(line_reads) == 1
    assert everything(marks) == everything(without_cache(journal))


def test_the_cache_of_another_folder_says_nothing(open_marks: Callable[[], Marks], journal: Path, place: Path) -> None:
    write(journal, *many())
    open_marks()
    elsewhere = journal.parent.with_name("elsewhere")
    elsewhere.mkdir()
    other = elsewhere / journal.name
    write(other, at(1, episode="other:1"))
    reader = JournalReader(str(elsewhere))
    assert everything(fold_journals(reader, str(place))) == everything(without_cache(other))
    assert reader.lost == {}


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "no database": lambda data: b"hello" * 5000,
    "cut": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "of another version": lambda data: data[:60] + b"\0\0\xff\xff" + data[64:],
    "zeros within": lambda data: data[:8192] + bytes(len(data) - 8192),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_cache_is_made_anew(open_marks: Callable[[], Marks], journal: Path, place: Path, damage: str) -> None:
    write(journal, *many())
    open_marks()
    place.write_bytes(DAMAGE[damage](place.read_bytes()))
    expected = everything(without_cache(journal))
    assert everything(open_marks()) == expected
    assert everything(open_marks()) == expected


def test_a_cache_of_another_version_is_not_held(open_marks: Callable[[], Marks], journal: Path, place: Path) -> None:
    write(journal, *many())
    open_marks()
    place.write_bytes(DAMAGE["of another version"](place.read_bytes()))
    with pytest.raises(sqlite3.DatabaseError, match="made by another version"):
        fold_file.connect(str(place))
    with closing(sqlite3.connect(place, timeout=0, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")


def test_a_cache_that_is_damaged_while_it_is_used_is_made_anew(
    open_marks: Callable[[], Marks], journal: Path, place: Path
) -> None:
    write(journal, *many(3000))
    open_marks()
    marks = open_marks()
    assert marks.segments(MarkKind.READ, "a:3") != frozenset()
    with place.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (place.stat().st_size - 4096))
    assert everything(marks) == everything(without_cache(journal))


@posix_only
@pytest.mark.parametrize("obstacle", ["folder", "pipe", "file in place of the folder"])
def test_a_cache_that_cannot_be_made_is_done_without(
    open_marks: Callable[[], Marks], journal: Path, place: Path, obstacle: str
) -> None:
    if obstacle == "file in place of the folder":
        place.parent.write_text("")
    else:
        place.parent.mkdir()
        (Path.mkdir if obstacle == "folder" else os.mkfifo)(place)
    write(journal, *many())
    expected = everything(without_cache(journal))
    assert everything(open_marks()) == expected
    assert everything(open_marks()) == expected


def test_a_cache_that_another_process_holds_is_done_without(
    open_marks: Callable[[], Marks], journal: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.0)
    write(journal, *many())
    open_marks()
    holder = sqlite3.connect(place, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert everything(open_marks()) == everything(without_cache(journal))
    holder.close()
    write(journal, *[at(2, episode=f"b:{n}") for n in range(220)])
    assert everything(open_marks()) == everything(without_cache(journal))


_events = st.builds(
    lambda minute, device, kind, episode, segment, on, note, tags, was: at(
        minute, device, mark=kind, episode=episode, segment=segment, on=on, note=note,
        url="https://x.org" if kind is MarkKind.OPENED else None, was=was,
        tags=tags if kind is MarkKind.BOOKMARK else None,
    ),
    st.integers(0, 3),
    st.sampled_from(["desk-00000001", "phone"]),
    st.sampled_from(MarkKind),
    st.sampled_from(["a:1", "a:2"]),
    st.sampled_from([None, "s1", "s2"]),
    st.booleans(),
    st.sampled_from([None, "why"]),
    st.sampled_from([None, (), ("x",), ("x", "y")]),
    st.sampled_from([None, MarkedSegment({"title": "T"}), MarkedSegment({"number": 1})]),
)  # fmt: skip


@given(st.lists(_events, max_size=12), st.integers(0, 12))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_with_a_cache_of_any_part_of_the_journal_the_marks_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, events: list[Event], part: int
) -> None:
    folder = tmp_path_factory.mktemp("fold")
    journal, place = folder / "marks" / "desk.jsonl", folder / "marks.sqlite3"
    journal.parent.mkdir()
    patch = pytest.MonkeyPatch()
    with patch.context():
        patch.setattr(fold, "_FEW", 0)
        write(journal, *events[:part])
        fold_journals(JournalReader(str(journal.parent)), str(place))
        patch.setattr(fold, "_FEW", 100)
        write(journal, *events[part:])
        marks = fold_journals(JournalReader(str(journal.parent)), str(place))
        assert everything(marks) == everything(without_cache(journal)) == everything(Marks(events))
        assert {key[0] for key in marks.events()} <= {*MarkKind, TAGS}
