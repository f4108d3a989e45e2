"""Search over a damaged index, and while others write: right results, without anybody's help."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from episodes.library import Library

from .library_builder import ASGI, LibraryBuilder

ROOT = Path(__file__).parents[1]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def replace_with_text(path: Path) -> None:
    path.write_text("# not a database\n" * 5000)


def overwrite_the_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for at in range(8192, len(data), 4096):
        data[at : at + 4096] = random.Random(at).randbytes(4096)
    path.write_bytes(bytes(data[: path.stat().st_size]))


def drop_the_words(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE texts")
    connection.close()


def drop_the_state(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM state")
    connection.commit()
    connection.close()


def make_of_another_version(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 1")
    connection.close()


def delete(path: Path) -> None:
    path.unlink()


_DAMAGES = (
    cut,
    replace_with_text,
    overwrite_the_middle,
    drop_the_words,
    drop_the_state,
    make_of_another_version,
    delete,
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a library once, with its index in one file, for each damage to be done to a copy."""
    folder = tmp_path_factory.mktemp("whole")
    builder = LibraryBuilder(folder)
    for number in range(1, 13):
        builder.write(number, ASGI, "2019-09-18")
    builder.sync()
    builder.library._database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    builder.library.close()
    for other in Path(str(builder.folders.index)).parent.glob("index.sqlite3-*"):
        other.unlink()
    return folder


@pytest.mark.parametrize("damage", _DAMAGES)
@pytest.mark.parametrize("first", ["synchronise", "search", "links", "also_in"])
def test_a_damaged_index_gives_right_results_again_by_itself(
    whole: Path, tmp_path: Path, damage: Callable[[Path], None], first: str
) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    folders = LibraryBuilder(tmp_path).folders
    damage(Path(str(folders.index)))
    library = Library(folders, bundled=str(tmp_path / "bundled"))
    if first == "synchronise":
        library.synchronise()
    elif first == "search":
        library.search("asgi")
    elif first == "links":
        library.links("asgi")
    else:
        library.also_in("tea-time:7")
    library.synchronise()
    assert library.search("asgi", limit=1, folded=False).total == 12
    assert library.links("host:github.com", limit=1).rows[0].episodes == 12
    assert len(library.also_in("tea-time:7")["https://acme.example/show"]) == 11


def test_damage_that_shows_only_while_searching_heals_in_the_same_search(asgi: LibraryBuilder) -> None:
    connection = asgi.library._database.connection
    connection.execute("UPDATE texts_data SET block = x'FFFFFFFFFFFFFFFFFFFFFFFFFFFF' WHERE id > 10")
    assert asgi.found("scikit") == ["7#ready-for-asgi"]
    connection = asgi.library._database.connection
    connection.execute("DROP TABLE links")
    assert asgi.library.links("scikit asgi").note is None
    assert asgi.library.links("asgi").total == 2


_WRITER = """
import sys
from pathlib import Path
from episodes.folders import Folders
from episodes.library import Library
folder = Path(sys.argv[1])
places = (str(folder / name) for name in ("data", "state", "cache", "config"))
library = Library(Folders(*places), bundled=str(folder / "bundled"))
for _ in range(3):
    library.synchronise()
print(library.search("asgi", limit=1, folded=False).total)
"""


def test_two_processes_write_at_once_and_both_search_right(builder: LibraryBuilder, tmp_path: Path) -> None:
    for number in range(1, 61):
        builder.write(number, ASGI, "2019-09-18")
    command = [sys.executable, "-c", _WRITER, str(tmp_path)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) for _ in range(2)]
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert outputs == ["60\n", "60\n"]
    builder.sync()
    assert builder.search("asgi", limit=1, folded=False).total == 60


def test_threads_search_while_another_writes(builder: LibraryBuilder) -> None:
    for number in range(1, 100):
        builder.write(number, ASGI, "2019-09-18")
    errors: list[BaseException] = []
    totals: list[int] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                totals.append(builder.search("asgi server", limit=5, folded=False).total)
                builder.library.links("acme", limit=5)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    builder.sync()
    done.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert totals == sorted(totals) or set(totals) <= set(range(100))
    assert builder.search("asgi", limit=1, folded=False).total == 99
