"""The index: in step with the files, and the order of all segments that searches are counted in."""

from __future__ import annotations

import datetime
import gc
import os
import random
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from episodes.documents.own_files import Origin
from episodes.errors import BrokenEpisode
from episodes.index import database
from episodes.index.catalogue import Catalogue
from episodes.index.database import Connection, Database, make_tables
from episodes.index.full_text import SegmentOrder
from episodes.index.sync import synchronise
from episodes.model import Episode, Kind, Monitor, Segment, Step
from episodes.notes import PARSER_VERSION


def episode(number: int | None, published: str | None = None, show: str = "Show", title: str = "Title") -> Episode:
    day = None if published is None else datetime.date.fromisoformat(published)
    segment = Segment("a-topic", Kind.TOPIC, "A topic", 1, None, None, "https://a.example", (), 0, 1, "x")
    key = f"{show.lower()}:{title.lower() if number is None else number}"
    return Episode(key, show, title, number, published=day, notes="x", segments=(segment,))


class Files:
    """Files whose content is the episode that they hold, `number|published|show|title`."""

    def __init__(self, folder: Path) -> None:
        self.roots = [str(folder / "bundled"), str(folder / "own")]
        self.read_paths: list[str] = []
        for root in self.roots:
            Path(root).mkdir(parents=True)
        self.database = Database(str(folder / "cache" / "index.sqlite3"))
        self.catalogue = Catalogue(self.database)

    def put(self, path: str, text: str, root: int = 0) -> Path:
        file = Path(self.roots[root]) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def read(self, root: int, path: str) -> tuple[Episode, Origin]:
        self.read_paths.append(path)
        try:
            text = (Path(self.roots[root]) / path).read_text()
        except OSError as error:
            raise BrokenEpisode(path, str(error)) from error
        if text == "broken":
            raise BrokenEpisode(path, "it is broken")
        number, published, show, title = [*text.split("|"), "", "", ""][:4]
        return episode(int(number) if number else None, published or None, show or "Show", title or "Title"), Origin()

    def sync(self, **options: Callable[..., None]) -> list[str]:
        self.read_paths.clear()
        synchronise(self.database, self.roots, self.read, **options)  # type: ignore[arg-type]
        return sorted(self.read_paths)

    def keys(self) -> list[str]:
        return [row.id for row in self.catalogue.page(0, 100)]


@pytest.fixture
def builder(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_episodes_are_listed_by_date_the_youngest_first(builder: Files) -> None:
    builder.put("1.md", "1|2020-01-01")
    builder.put("2.md", "2|2022-01-01")
    builder.put("3.md", "3|2021-01-01")
    builder.sync()
    assert builder.keys() == ["show:2", "show:3", "show:1"]


def test_an_undated_episode_stands_beside_its_neighbours_by_number(builder: Files) -> None:
    builder.put("10.md", "10|2020-01-01")
    builder.put("20.md", "20|2022-01-01")
    builder.put("11.md", "11")
    builder.put("21.md", "21")
    builder.put("5.md", "5")
    builder.put("other.md", "7|2021-06-01|Other")
    builder.sync()
    assert builder.keys() == ["show:21", "show:20", "other:7", "show:11", "show:10", "show:5"]


def test_only_what_changed_is_read_again(builder: Files) -> None:
    builder.put("1.md", "1")
    file = builder.put("2.md", "2")
    assert builder.sync() == ["1.md", "2.md"]
    assert builder.sync() == []
    file.write_text("3||Show|Longer")
    assert builder.sync() == ["2.md"]
    assert builder.keys() == ["show:3", "show:1"]


def test_a_file_of_the_same_size_with_another_time_is_read_again(builder: Files) -> None:
    file = builder.put("1.md", "1")
    builder.sync()
    file.write_text("2")
    os.utime(file, ns=(1, 1))
    assert builder.sync() == ["1.md"]
    assert builder.keys() == ["show:2"]


def test_a_file_that_is_gone_is_listed_no_more(builder: Files) -> None:
    file = builder.put("1.md", "1")
    builder.put("2.md", "2")
    builder.sync()
    file.unlink()
    builder.sync()
    assert builder.keys() == ["show:2"]
    assert builder.catalogue.count() == 1


def test_a_broken_file_is_named_with_its_reason_and_the_rest_goes_on(builder: Files) -> None:
    builder.put("1.md", "broken")
    builder.put("2.md", "2")
    builder.sync()
    assert builder.keys() == ["show:2"]
    assert builder.catalogue.problems() == [(0, "1.md", "it is broken")]
    assert builder.sync() == []
    builder.put("1.md", "1")
    builder.sync()
    assert builder.catalogue.problems() == []


def test_the_readers_own_file_stands_before_the_bundled_one_and_gives_way_when_it_goes(builder: Files) -> None:
    builder.put("1.md", "1||Show|Digest")
    own = builder.put("show/1.md", "1||Show|Whole", root=1)
    builder.sync()
    assert [row.title for row in builder.catalogue.page(0, 9)] == ["Whole"]
    assert builder.catalogue.problems() == []
    assert builder.catalogue.file("show:1") == (1, "show/1.md")
    own.unlink()
    builder.sync()
    assert [row.title for row in builder.catalogue.page(0, 9)] == ["Digest"]


def test_of_two_files_with_one_episode_the_first_is_listed_and_the_other_named(builder: Files) -> None:
    builder.put("a.md", "1||Show|First", root=1)
    builder.put("b.md", "1||Show|Second", root=1)
    builder.sync()
    assert [row.title for row in builder.catalogue.page(0, 9)] == ["First"]
    assert builder.catalogue.problems() == [(1, "b.md", "a.md holds the same episode and is listed instead")]


def test_only_what_came_in_or_changed_is_read_wherever_it_stands(builder: Files) -> None:
    for name in "bdfh":
        builder.put(f"{name}.md", f"{ord(name)}")
    builder.sync()
    for name in "acegi":
        builder.put(f"{name}.md", f"{ord(name)}")
    builder.put("f.md", "7777")
    os.unlink(Path(builder.roots[0]) / "b.md")
    os.unlink(Path(builder.roots[0]) / "h.md")
    assert builder.sync() == ["a.md", "c.md", "e.md", "f.md", "g.md", "i.md"]
    assert [path for path, *_ in builder.catalogue.files(0)] == [f"{name}.md" for name in "acdefgi"]
    assert builder.sync() == []


def test_a_file_whose_name_is_no_text_is_named_and_left_out(builder: Files) -> None:
    builder.put("1.md", "1")
    try:
        os.close(os.open(os.fsencode(builder.roots[0]) + b"/\xff.md", os.O_CREAT))
    except OSError:
        pytest.skip("this file system takes no such name")
    builder.sync()
    assert builder.catalogue.problems() == [(0, "\ufffd.md", "its name is not UTF-8; rename it")]
    assert builder.catalogue.count() == 1
    assert builder.sync() == []


def test_pages_and_places_agree(builder: Files) -> None:
    for number in range(1, 60):
        builder.put(f"{number}.md", f"{number}|2020-{number % 12 + 1:02}-01")
    builder.sync()
    keys = builder.keys()
    assert len(keys) == 59
    assert [row.id for row in builder.catalogue.page(20, 30)] == keys[20:30]
    assert [builder.catalogue.index_of(key) for key in keys] == list(range(59))
    assert [row.id for row in builder.catalogue.rows(builder.catalogue.placed())] == keys


def test_a_folder_whose_files_go_away_meanwhile_has_no_middle(builder: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        builder.put(f"{name}.md", "1")
    builder.sync()
    assert [builder.catalogue.middle(0, most) for most in (2, 3)] == ["b.md", None]
    monkeypatch.setattr(builder.catalogue, "_number", lambda sql, values: 7)
    assert builder.catalogue.middle(0, 2) is None


def test_a_stop_keeps_what_was_read(builder: Files) -> None:
    for number in range(100):
        builder.put(f"{number:03}.md", f"{number + 1}")
    seen: list[Step] = []
    monitor = Monitor(seen.append, lambda: len(builder.read_paths) >= 40)
    synchronise(builder.database, builder.roots, builder.read, monitor)
    assert seen == [Step(32, 100, "files"), Step(40, 100, "files")]
    assert builder.catalogue.count() == 40
    assert len(builder.sync()) == 60


@pytest.mark.parametrize("damage", ["cut", "other file", "other version", "other database"])
def test_a_damaged_index_is_made_again(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "cache" / "index.sqlite3"
    builder = Files(tmp_path)
    for number in range(50):
        builder.put(f"{number}.md", str(number + 1))
    builder.sync()
    builder.database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    builder.database.close()
    if damage == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif damage == "other file":
        path.write_text("# not a database\n" * 500)
    else:
        if damage == "other database":
            path.unlink()
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE IF NOT EXISTS something (x)")
        if damage == "other version":
            other.execute("PRAGMA user_version = 9999")
        other.commit()
        other.close()
    opened = Database(str(path))
    try:
        synchronise(opened, builder.roots, builder.read)
        found = Catalogue(opened).count()
    except sqlite3.DatabaseError:
        opened.rebuild()
        synchronise(opened, builder.roots, builder.read)
        found = Catalogue(opened).count()
    assert found == 50


def test_an_index_that_another_parser_made_is_rebuilt(builder: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    builder.put("1.md", "1")
    builder.sync()
    path = builder.database.connection.execute("PRAGMA database_list").fetchone()[2]
    builder.database = Database(path)
    assert builder.sync() == []
    monkeypatch.setattr(database, "PARSER_VERSION", PARSER_VERSION + 1)
    builder.database = Database(path)
    assert Catalogue(builder.database).count() == 0
    assert builder.sync() == ["1.md"]
    builder.database = Database(path)
    assert builder.sync() == []


def test_without_a_writable_cache_the_index_lives_for_the_session(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    for path in (None, str(blocked / "cache" / "index.sqlite3")):
        opened = Database(path)
        assert Catalogue(opened).count() == 0
        opened.close()


def test_two_threads_write_at_once_and_both_are_kept(builder: Files) -> None:
    for number in range(80):
        builder.put(f"{number}.md", str(number + 1))
    errors: list[BaseException] = []

    def work() -> None:
        try:
            synchronise(builder.database, builder.roots, builder.read)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert builder.catalogue.count() == 80


# Segments in order


def test_the_order_of_segments_tells_places_days_and_years() -> None:
    order = SegmentOrder([(5, 2, "2018-01-01"), (9, 3, "2018-06-01"), (2, 1, "2020-01-01")])
    assert order.size == 6
    everything = [(2, 0), (9, 0), (9, 1), (9, 2), (5, 0), (5, 1)]
    assert list(order.youngest(order.all)) == everything
    some = order.of_places([(9, 1), (5, 0), (77, 0), (3, 7)])
    assert list(order.youngest(some)) == [(9, 1), (5, 0)]
    assert order.years(some) == ((2018, 2),)
    assert order.years(order.all) == ((2018, 5), (2019, 0), (2020, 1))
    assert list(order.youngest(order.between("2018-02", ""))) == everything[:4]
    assert order.between("2019", "2020") == 0
    assert order.of_episodes([9, 2, 4]).bit_count() == 4


def test_places_come_out_right_from_many_thousands() -> None:
    order = SegmentOrder([(number, 10, "2020-01-01") for number in range(5_000)])
    chance = random.Random(1)
    places = {(chance.randrange(5_000), chance.randrange(10)) for _ in range(900)}
    found = order.of_places(places)
    assert list(order.youngest(found)) == sorted(places, key=lambda place: (-place[0], place[1]))
    assert found.bit_count() == len(places)


def test_a_connection_that_could_not_be_opened_says_nothing_when_it_goes(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):  # and nothing that nobody could raise, which would fail the test
        Connection(str(tmp_path / "no folder" / "index.sqlite3"))
    gc.collect()


def test_tables_that_another_process_makes_meanwhile_are_taken_as_they_are(tmp_path: Path) -> None:
    path = str(tmp_path / "index.sqlite3")
    made = (";\n".join(["CREATE TABLE first (a)", "CREATE TABLE second (b)"]), 3)
    asked: list[str] = []

    class Asker(Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            asked.append(sql)
            if len(asked) == 2:
                make_tables(Connection(path), *made)
            return super().execute(sql, *values)

    connection = Asker(path)
    make_tables(connection, *made)
    assert len(asked) == 2
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (2,)
