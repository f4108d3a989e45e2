"""The sets of common words that are kept ready give what the full text gives, whatever changes."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from episodes.folders import Folders
from episodes.index import common_maker, sync, writer
from episodes.index.common import CommonWords, Moment
from episodes.index.common_maker import keep_common
from episodes.index.database import Database
from episodes.index.segment_order import SegmentOrder, load_segment_order
from episodes.index.sets import Sets
from episodes.library import Library

WORDS = "a an and art asgi ash the them then tea tear team uv uvx c++ pytest pytest-cov python pythonic zebra übung"
QUERIES = [
    "a",
    "the",
    "t",
    "te",
    "tea",
    "p",
    "py",
    "pyth",
    "pytest",
    "uv",
    "u",
    "c",
    "zebra",
    "z",
    "ub",
    "kind:topic",
    "ana",
]


class Shelf:
    """A library of random notes, large enough by its own measure."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.own = folder / "data" / "episodes" / "tea"
        self.own.mkdir(parents=True, exist_ok=True)
        self.folders = Folders(*(str(folder / name) for name in ("data", "state", "cache", "config")))
        self.library = Library(self.folders, bundled=str(folder / "bundled"))
        self.chance = random.Random(7)
        self.known = WORDS.split()

    def put(self, number: int, day: int) -> None:
        topics = "".join(
            f"## Ana #{topic}: {' '.join(self.words(2))}\n\n- {' '.join(self.words(6))}\n\n" for topic in range(1, 4)
        )
        text = (
            f"---\nshow: Tea\nnumber: {number}\npublished: 20{10 + day // 12:02}-{day % 12 + 1:02}-01\n---\n\n{topics}"
        )
        (self.own / f"{number:04}.md").write_text(text)

    def words(self, most: int) -> list[str]:
        return self.chance.choices(self.known, weights=range(len(self.known), 0, -1), k=self.chance.randint(1, most))

    @property
    def database(self) -> Database:
        return self.library._database

    def common(self) -> int:
        """Return how many sets are kept ready."""
        [count] = self.database.connection.execute("SELECT count(*) FROM common").fetchone()
        return int(count)

    def answers(self, *, ready: bool) -> dict[str, tuple[int, tuple[tuple[int, int], ...], tuple[str, ...]]]:
        """Return what each query finds, with the sets that are kept ready or without."""
        library = Library(self.folders, bundled=str(self.own / "none"))
        if not ready:
            library._search._current = lambda connection: without_common(connection)  # type: ignore[method-assign]
        found = {}
        for query in QUERIES:
            results = library.search(query, limit=200)
            found[query] = (results.total, results.years, tuple(hit.target for hit in results.hits))
        return found


def without_common(connection: sqlite3.Connection) -> Sets:
    sets = Sets(connection)
    sets._common._runs = []
    return sets


def let_few_be_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "LARGE", 100)
    monkeypatch.setattr(common_maker, "_MOST_FRESH", 30)
    monkeypatch.setattr(common_maker, "_SHARES", {"titles": 8, "texts": 6, "abouts": 6})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Make a library once, with its index, for each test to copy."""
    shelf = Shelf(tmp_path_factory.mktemp("common"))
    for number in range(1, 101):
        shelf.put(number, number)
    with pytest.MonkeyPatch.context() as monkeypatch:
        let_few_be_many(monkeypatch)
        shelf.library.synchronise()
    shelf.library.close()
    return shelf


@pytest.fixture
def shelf(made: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    let_few_be_many(monkeypatch)
    shutil.copytree(made.folder, tmp_path, dirs_exist_ok=True)
    shelf = Shelf(tmp_path)
    shelf.chance.setstate(made.chance.getstate())
    return shelf


def test_a_large_library_has_its_common_words_ready(shelf: Shelf) -> None:
    assert shelf.common() > 20
    keys = {row[0] for row in shelf.database.connection.execute("SELECT word FROM common")}
    assert {"texts a", "texts a*", "texts t*", "texts te*", "titles a*"} <= keys
    assert "texts zebra" not in keys


def test_a_small_one_has_none(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for number in range(1, 10):
        shelf.put(number, number)
    shelf.library.synchronise()
    assert shelf.common() == 0
    assert shelf.database.connection.execute("SELECT count(*) FROM fresh").fetchone() == (0,)


def test_ready_sets_give_what_the_full_text_gives(shelf: Shelf) -> None:
    answers = shelf.answers(ready=True)
    assert answers == shelf.answers(ready=False)
    assert answers["the"][0] > 50


def came_in_youngest(shelf: Shelf) -> None:
    for number in (101, 102):
        shelf.put(number, number)


def came_in_between(shelf: Shelf) -> None:
    for number, day in ((101, 20), (102, 5), (103, 0)):
        shelf.put(number, day)


def changed(shelf: Shelf) -> None:
    for number in (3, 50, 51, 99):
        shelf.put(number, number)


def moved_in_time(shelf: Shelf) -> None:
    shelf.put(3, 90)
    shelf.put(90, 3)


def went(shelf: Shelf) -> None:
    for number in (1, 2, 40, 100):
        (shelf.own / f"{number:04}.md").unlink()


def all_of_it(shelf: Shelf) -> None:
    for change in (came_in_youngest, changed, went):
        change(shelf)


@pytest.mark.parametrize("change", [came_in_youngest, came_in_between, changed, moved_in_time, went, all_of_it])
def test_ready_sets_hold_when_files_change(shelf: Shelf, change: Callable[[Shelf], None]) -> None:
    before = shelf.database.connection.execute("SELECT max(id), count(*) FROM common").fetchall()
    change(shelf)
    shelf.library.synchronise()
    assert shelf.database.connection.execute("SELECT max(id), count(*) FROM common").fetchall() == before
    assert shelf.answers(ready=True) == shelf.answers(ready=False)


def test_the_sets_are_made_again_when_much_came_in(shelf: Shelf) -> None:
    [last] = shelf.database.connection.execute("SELECT last FROM common_frame").fetchone()
    for number in range(101, 121):
        shelf.put(number, number % 50)
    shelf.library.synchronise()
    assert shelf.database.connection.execute("SELECT last FROM common_frame").fetchone()[0] > last
    assert shelf.database.connection.execute("SELECT count(*) FROM fresh").fetchone() == (0,)
    assert shelf.answers(ready=True) == shelf.answers(ready=False)


def test_sets_whose_segments_are_scattered_by_now_are_left_alone(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("episodes.index.common.MOST_RUNS", 4)
    monkeypatch.setattr(common_maker, "_is_behind", lambda connection, size: False)
    for number in range(2, 100, 6):
        (shelf.own / f"{number:04}.md").unlink()
    shelf.library.synchronise()
    with shelf.database.reading() as connection:
        words = CommonWords(connection, load_segment_order(connection))
        assert words.find(connection, "texts", "the", beginning=False) is None
    assert shelf.answers(ready=True) == shelf.answers(ready=False)


@pytest.mark.parametrize("asked_before", [0, 1, 4])
def test_a_stop_while_they_are_made_leaves_the_old_ones(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, asked_before: int
) -> None:
    before = shelf.common()
    monkeypatch.setattr(common_maker, "_is_behind", lambda connection, size: True)
    monkeypatch.setattr(common_maker, "_WORDS_AT_ONCE", 10)
    calls = iter([False] * asked_before + [True])
    assert keep_common(shelf.database, lambda: next(calls)) is False
    assert shelf.common() == before
    assert keep_common(shelf.database) is True
    assert shelf.common() == before


def test_what_is_written_while_they_are_made_is_found(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process brings an episode in between the two moments at which the maker writes."""
    monkeypatch.setattr(common_maker, "_is_behind", lambda connection, size: True)
    written: list[bool] = []

    def bring_in() -> bool:
        if not written:
            written.append(True)
            shelf.put(101, 101)
            other = Library(shelf.folders, bundled=str(shelf.own / "none"))
            monkeypatch.setattr(sync, "LARGE", 10_000)
            other.synchronise()
        return False

    assert keep_common(shelf.database, bring_in) is True
    assert shelf.database.connection.execute("SELECT count(*) FROM fresh").fetchone() == (3,)
    assert shelf.answers(ready=True) == shelf.answers(ready=False)


@pytest.mark.parametrize("damage", ["UPDATE common SET bits = x'00112233'", "DELETE FROM common WHERE base IS NULL"])
def test_damaged_sets_heal_in_the_same_search(shelf: Shelf, damage: str) -> None:
    before = shelf.answers(ready=True)
    shelf.database.connection.execute(damage)
    library = Library(shelf.folders, bundled=str(shelf.own / "none"))
    assert library.search("the").total == before["the"][0]
    assert shelf.answers(ready=True) == before


def test_a_full_text_of_mostly_dead_words_is_made_anew(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_MOST_DEAD", 100)
    connection = shelf.database.connection
    for _ in range(3):
        for number in range(1, 101):
            shelf.put(number, number)
        shelf.library.synchronise()
    assert shelf.database.connection is not connection
    shelf.library.synchronise()
    assert shelf.library.search("is:unread").total == load_segment_order(shelf.database.connection).size
    assert shelf.answers(ready=True) == shelf.answers(ready=False)


def test_the_runs_of_a_frame_tell_where_segments_went() -> None:
    old = SegmentOrder([(1, 2, ""), (2, 3, ""), (3, 1, "")])
    new = SegmentOrder([(1, 2, ""), (9, 4, ""), (2, 3, ""), (5, 1, "")])
    made = Moment(3, *old.episodes())
    assert made.runs(old) == [(0, 6, 0)]
    assert made.runs(new) == [(0, 2, 0), (2, 3, 6)]
