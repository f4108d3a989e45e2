"""Whatever happens to the cache folder, every command works; and some need no index at all."""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partialmethod
from pathlib import Path

import pytest

from episodes.folders import BUNDLED, find_folders
from episodes.index.database import Database
from episodes.index.sync import EpisodeReader
from episodes.library import Library
from tui.app import EarmarkApp

from .command_runner import Earmark, data
from .library_builder import write_episode
from .permissions import binding_permissions
from .screen_driver import settle

COMMANDS = (
    *(["list"], ["show", "148"], ["open", "148#2", "--print"], ["search", "asgi"], ["links", "asgi"], ["check"]),
    *(["bookmark", "148#2"], ["read", "148#1"], ["bookmarks"], ["check", "--repair"], ["sources"], ["update"]),
)
ALONE = ("show", "open", "bookmark", "read")
"""Commands that need no index."""


def cache() -> Path:
    return Path(os.environ["EARMARK_CACHE_DIR"])


def index() -> Path:
    return cache() / "index.sqlite3"


@pytest.fixture
def one_episode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one episode be bundled: it is read again for each index."""
    bundled = tmp_path / "bundled"
    bundled.mkdir()
    [episode] = Path(BUNDLED).glob("148-*")
    shutil.copy(episode, bundled)
    monkeypatch.setattr(Library, "__init__", partialmethod(Library.__init__, bundled=str(bundled)))


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """Let no file of this process become larger than a number of bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def is_a_file() -> None:
    cache().parent.mkdir(parents=True, exist_ok=True)
    cache().write_text("")


def is_missing() -> None:
    os.environ["EARMARK_CACHE_DIR"] = str(cache() / "not" / "there")


def has_a_broken_index() -> None:
    cache().mkdir()
    for name in ("index.sqlite3", "marks.sqlite3", "last-read"):
        (cache() / name).write_text("# not a database\n" * 5_000)


def has_a_folder_for_an_index() -> None:
    index().mkdir(parents=True)


@pytest.mark.usefixtures("one_episode")
@pytest.mark.parametrize("happens", [is_a_file, is_missing, has_a_broken_index, has_a_folder_for_an_index])
def test_every_command_works_and_says_why_the_index_is_elsewhere(
    earmark: Earmark, happens: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARMARK_CACHE_DIR", os.environ["EARMARK_CACHE_DIR"])
    shutil.rmtree(cache())
    happens()
    is_usable = happens in (is_missing, has_a_broken_index)
    for words in COMMANDS:
        status, _, err = earmark(*words)
        assert status == 0, (words, err)
        said = [line for line in err.splitlines() if "for now the index is in a temporary file" in line]
        assert len(said) == (0 if is_usable or words[0] in ALONE else 1), (words, err)
    assert len(json.loads(earmark("bookmarks", "--format", "json")[1])) == 1


@pytest.mark.usefixtures("one_episode")
def test_a_folder_that_is_read_only_stops_no_command(earmark: Earmark) -> None:
    shutil.rmtree(cache())
    cache().mkdir()
    with binding_permissions():
        cache().chmod(0o500)
        try:
            for words in COMMANDS:
                status, _, err = earmark(*words)
                assert status == 0, (words, err)
            assert list(cache().iterdir()) == []
        finally:
            cache().chmod(0o700)


@pytest.mark.usefixtures("one_episode")
def test_a_full_disk_stops_no_command_and_leaves_no_half_of_an_index(earmark: Earmark) -> None:
    shutil.rmtree(cache())
    for words in (["list"], ["bookmark", "148#2"], ["search", "asgi"], ["check", "--repair"]):
        with full_disk(20_000):
            status, _, err = earmark(*words)
        assert (status, "Traceback" in err) == (0, False), (words, err)
    assert not [path for path in cache().iterdir() if path.name.startswith("index")]


def test_an_index_that_is_damaged_while_it_is_open_is_made_anew() -> None:
    library = Library(find_folders(os.environ))
    library.synchronise()
    count = len(list(library.rows()))
    for damage in (b"", b"# not a database\n" * 5_000):
        index().write_bytes(damage)
        for ending in ("-wal", "-shm"):
            Path(f"{index()}{ending}").unlink(missing_ok=True)
        library._database.close()  # as another thread, which has no connection yet
        assert len(list(library.rows())) == count
        assert library.search("asgi").total
    assert library.trouble is None
    library.close()


def fill_the_disk(monkeypatch: pytest.MonkeyPatch, *, after_pages: int) -> None:
    """Let the file of the index grow no further; any other may."""
    connect = Database._connect

    def connect_to_a_full_disk(self: Database) -> object:
        connection = connect(self)
        if str(self._path) == str(index()):
            connection.execute(f"PRAGMA max_page_count = {after_pages}")
        return connection

    monkeypatch.setattr(Database, "_connect", connect_to_a_full_disk)


def test_a_disk_that_fills_while_it_is_written_gives_a_temporary_index(monkeypatch: pytest.MonkeyPatch) -> None:
    write_episode(1, "## One\n\nwords\n")
    library = Library(find_folders(os.environ))
    fill_the_disk(monkeypatch, after_pages=50)
    library._database.close()
    library.synchronise()
    assert library.rows()
    assert "database or disk is full" in (library.trouble or "")
    assert not index().exists()
    library.close()


def test_a_disk_that_is_full_when_the_index_is_made_anew_gives_a_temporary_index(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = Library(find_folders(os.environ))
    fill_the_disk(monkeypatch, after_pages=2)
    library._database.rebuild()
    library.synchronise()
    assert "database or disk is full" in (library.trouble or "")
    [name] = [row[2] for row in library._database.connection.execute("PRAGMA database_list") if row[1] == "main"]
    assert Path(name).is_file()
    library.close()


def test_a_thread_that_connects_while_the_index_is_made_anew_sees_that_one(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(find_folders(os.environ))
    library.synchronise()
    connect = Database._connect

    def connect_too_early(self: Database) -> object:
        connection = connect(self)
        monkeypatch.setattr(Database, "_connect", connect)
        with ThreadPoolExecutor() as threads:
            threads.submit(library.rebuild).result()
        return connection

    monkeypatch.setattr(Database, "_connect", connect_too_early)
    before = library.revision
    library._database.close()
    assert len(list(library.rows())) == 12
    assert library.revision != before
    library.close()


def test_a_thread_that_connects_while_a_temporary_index_is_made_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(find_folders(os.environ))
    make_folder = tempfile.mkdtemp

    def connect_meanwhile(prefix: str) -> str:
        with ThreadPoolExecutor() as threads:
            threads.submit(lambda: library._database.connection).result()
        return make_folder(prefix=prefix)

    monkeypatch.setattr(tempfile, "mkdtemp", connect_meanwhile)
    monkeypatch.chdir(tmp_path)
    before = set(os.listdir(tmp_path))
    fill_the_disk(monkeypatch, after_pages=2)
    library._database.rebuild()
    assert set(os.listdir(tmp_path)) == before
    library.close()


def refuse(**_: object) -> str:
    """Make no temporary folder."""
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def test_without_a_place_for_an_index_no_file_of_the_current_folder_is_taken_for_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    monkeypatch.chdir(tmp_path)
    mine = tmp_path / "None"
    mine.write_text("mine")
    database = Database(None)
    assert database.state("filled") == 0
    assert (mine.read_text(), database.trouble) == ("mine", None)
    database.close()


def test_where_no_temporary_file_can_be_made_either_the_index_is_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    is_a_file()
    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    library = Library(find_folders(os.environ))
    library.synchronise()
    assert len(list(library.rows())) == 12
    with ThreadPoolExecutor() as threads:
        assert threads.submit(library.search, "asgi").result().total
    library.close()


async def test_the_screens_say_that_the_index_is_elsewhere() -> None:
    is_a_file()
    app = EarmarkApp(find_folders(os.environ))
    async with app.run_test() as pilot:
        await settle(pilot)
        app._poll_marks()
        await settle(pilot)
        assert any("for now the index is in a temporary file" in str(each.message) for each in app._notifications)


# Without an index


@pytest.fixture
def alone(earmark: Earmark, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str, list[str]]]:
    """Run a command without an index; return what it says, and the files that it read."""
    read: list[str] = []
    reading = EpisodeReader.__call__

    def counted(self: EpisodeReader, root: int, path: str) -> object:
        read.append(path)
        return reading(self, root, path)

    monkeypatch.setattr(EpisodeReader, "__call__", counted)

    def run(*words: str) -> tuple[int, str, str, list[str]]:
        for path in cache().glob("index*"):
            path.unlink()
        read.clear()
        return *earmark(*words), sorted(set(read))

    return run


@pytest.fixture
def many() -> None:
    for number in range(140, 160):
        write_episode(number, f"## One\n\n- [l](https://l.example/{number})\n")
    write_episode(148, "## Two\n", show="Other Show", title="Elsewhere")
    write_episode(7, "## Three\n", id="tea-time:by-another-name", title="Renamed")


@pytest.mark.parametrize(
    ("target", "id_"),
    [
        ("tea-time:150", "tea-time:150"),
        ("tt:150", "tea-time:150"),
        ("Tea Time 150", "tea-time:150"),
        ("151", "tea-time:151"),
        ("tea-time:150#one", "tea-time:150#one"),
        ("tea-time:by-another-name", "tea-time:by-another-name"),
        ("python-bytes:148#2", "python-bytes:148#awesome-asgi"),
    ],
)
def test_without_an_index_a_targets_file_alone_is_read(
    many: None, alone: Callable[..., tuple[int, str, str, list[str]]], target: str, id_: str
) -> None:
    status, out, err, read = alone("bookmark", target)
    assert (status, out, err) == (0, f"Bookmarked {id_}.\n", "")
    assert len(read) == 1
    for words in (["read", target], ["show", target], *([["open", target, "--print"]] if "#" in target else [])):
        status, out, err, read = alone(*words)
        assert (status, err, len(read)) == (0, "", 1), words
    assert not index().exists() or not Library(find_folders(os.environ))._database.is_filled


def test_a_number_of_several_episodes_is_said_without_an_index_too(
    many: None, alone: Callable[..., tuple[int, str, str, list[str]]]
) -> None:
    status, _, err, read = alone("bookmark", "148")
    assert (status, len(read)) == (1, 3)
    assert "148 is the number of 3 episodes" in err


def test_what_no_file_name_tells_is_found_by_reading_all(
    many: None, alone: Callable[..., tuple[int, str, str, list[str]]]
) -> None:
    Path(data() / "episodes" / "tea-time" / "150.md").rename(data() / "episodes" / "tea-time" / "unnamed.md")
    status, out, _, read = alone("bookmark", "150")
    assert (status, out) == (0, "Bookmarked tea-time:150.\n")
    assert len(read) > 20


def test_several_targets_without_an_index(many: None, alone: Callable[..., tuple[int, str, str, list[str]]]) -> None:
    status, out, _, read = alone("read", "tea-time:150", "tea-time:151", "python-bytes:148")
    assert status == 0
    assert re.findall(r"[\w-]+:\d+", out) == ["tea-time:150", "tea-time:151", "python-bytes:148"]
    assert len(read) == 3
