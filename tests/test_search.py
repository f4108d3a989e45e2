from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from episodes.folders import Folders
from episodes.index.frame import Frame
from episodes.library import Library
from episodes.search.extract import LENGTH, extract, plain_lines
from episodes.search.marking import Marker
from episodes.search.values import Results

ROOT = Path(__file__).parents[1]
ASGI = """\
Sponsored by **Acme**: [acme](https://acme.example/show)

## Ana #1: [Ready for ASGI](https://github.com/ready/asgi-server)

- A server that speaks HTTP and WebSockets; see [its docs](https://asgi-server.readthedocs.io/en/latest/).
- Comes with scikit-learn inside.

## Bo #2: Release cycles

- The annual release cycle was discussed, with C++ and .env files.
- Servers were mentioned as well.

## Extras

### Ana

- A talk about Pérez & PEP 602.

## Joke: The server said no

- It could not serve.
"""


class Shelf:
    """A library whose files a test writes."""

    def __init__(self, folder: Path) -> None:
        self.folders = Folders(*(str(folder / name) for name in ("data", "state", "cache", "config")))
        self.own = folder / "data" / "episodes"
        self.bundled = folder / "bundled"
        self.bundled.mkdir()
        self.library = self.open()

    def open(self) -> Library:
        return Library(self.folders, bundled=str(self.bundled))

    def put(self, number: int, notes: str, published: str | None = None, show: str = "Tea Time", **facts: str) -> Path:
        facts = {"show": show, "number": str(number)} | ({"published": published} if published else {}) | facts
        head = "".join(f"{key}: {value}\n" for key, value in facts.items())
        path = self.own / show.lower().replace(" ", "-") / f"{number:03}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{head}---\n\n{notes}", encoding="utf-8")
        return path

    def sync(self) -> None:
        self.library.synchronise()

    def search(self, query: str, **options: int) -> Results:
        return self.library.search(query, **options)

    def found(self, query: str, **options: int) -> list[str]:
        """Return the hits of a query as `number#segment`."""
        hits = self.search(query, **options).hits
        return [f"{hit.number}#{hit.segment}" for hit in hits]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture
def asgi(shelf: Shelf) -> Shelf:
    shelf.put(7, ASGI, "2019-09-18", title="The quiet revolution", guests="[Ines Montani]")
    shelf.sync()
    return shelf


# What is found


@pytest.mark.parametrize(
    ("query", "segment"),
    [
        ("asgi", "ready-for-asgi"),
        ("websock", "ready-for-asgi"),
        ("asgi http", "ready-for-asgi"),
        ("scikit-learn", "ready-for-asgi"),
        ("scikitlearn", "ready-for-asgi"),
        ("scikit_le", "ready-for-asgi"),
        ("scikit learn", "ready-for-asgi"),
        ("C++", "release-cycles"),
        (".env", "release-cycles"),
        (".en", "release-cycles"),
        ("perez", "extras-ana"),
        ("PÉREZ", "extras-ana"),
        ("pep 602", "extras-ana"),
        ("pep602", "extras-ana"),
        ("PEP-602", "extras-ana"),
        ("cycles annual", "release-cycles"),
        ('"annual release cycle"', "release-cycles"),
        ('"annual release cy', "release-cycles"),
        ("readthedocs", "ready-for-asgi"),
        ("acme", "intro"),
        ("presenter:bo", "release-cycles"),
        ("kind:joke", "the-server-said-no"),
        ("host:github.com", "ready-for-asgi"),
        ("host:readthedocs.io", "ready-for-asgi"),
        ("server kind:joke", "the-server-said-no"),
        ("asgi revolution", "ready-for-asgi"),
        ("asgi montani", "ready-for-asgi"),
        ("tea time cycles", "release-cycles"),
        ("7 cycles", "release-cycles"),
    ],
)
def test_a_segment_is_found_by(asgi: Shelf, query: str, segment: str) -> None:
    assert asgi.found(query)[0] == f"7#{segment}"
    assert asgi.search(query).note is None or '"' in query


@pytest.mark.parametrize("query", ["zebra", "presenter:nobody", "host:hub.com", "year:2018 asgi", "c#"])
def test_what_is_not_there_is_not_found(asgi: Shelf, query: str) -> None:
    assert asgi.search(query) == Results(terms=asgi.search(query).terms)


def test_a_parents_words_are_not_its_childrens(asgi: Shelf) -> None:
    assert asgi.found("perez") == ["7#extras-ana"]


def test_words_with_a_minus_and_filters_with_a_minus_are_left_out(asgi: Shelf) -> None:
    assert asgi.found("server") == ["7#the-server-said-no", "7#ready-for-asgi", "7#release-cycles"]
    assert asgi.found("server -asgi") == ["7#the-server-said-no", "7#release-cycles"]
    assert asgi.found("server -kind:joke -presenter:ana") == ["7#release-cycles"]
    assert asgi.found('server -"release cycle"') == ["7#the-server-said-no", "7#ready-for-asgi"]


def test_one_and_many_are_one(asgi: Shelf) -> None:
    assert "7#release-cycles" in asgi.found("server cycle ")
    assert "7#ready-for-asgi" in asgi.found("servers http ")


def test_a_hit_says_what_a_list_shows(asgi: Shelf) -> None:
    [hit] = asgi.search("scikit").hits
    assert (hit.target, hit.show, hit.number, hit.kind) == ("tea-time:7#ready-for-asgi", "Tea Time", 7, "topic")
    assert (hit.episode_title, str(hit.day), hit.presenter) == ("The quiet revolution", "2019-09-18", "Ana")
    assert hit.url == "https://github.com/ready/asgi-server"
    assert hit.title.text == "Ready for ASGI"
    assert hit.extract.text == "Comes with scikit-learn inside."
    [(start, end)] = hit.extract.spans
    assert hit.extract.text[start:end] == "scikit"


def test_conditions_alone_list_segments_the_youngest_episode_first_in_the_order_of_the_text(shelf: Shelf) -> None:
    shelf.put(1, ASGI, "2018-01-01")
    shelf.put(2, ASGI, "2019-01-01")
    shelf.sync()
    assert shelf.found("presenter:ana") == [
        "2#ready-for-asgi", "2#extras-ana", "1#ready-for-asgi", "1#extras-ana",
    ]  # fmt: skip


def test_an_empty_query_finds_nothing(asgi: Shelf) -> None:
    assert asgi.search("") == asgi.search(" - ") == Results()


def test_a_slip_is_told_and_the_words_are_searched(asgi: Shelf) -> None:
    assert asgi.search('server "release cyc').note == "A quotation mark is not closed; the phrase goes on to the end."
    assert asgi.found('server "release cyc') == ["7#release-cycles"]


def test_where_nothing_has_all_words_what_comes_near_is_found_and_said(asgi: Shelf) -> None:
    results = asgi.search("serving asgi requests quickly")
    assert results.note == "Nothing has all of these words; these come near."
    assert results.hits[0].segment == "ready-for-asgi"


def test_a_phrase_that_stands_nowhere_gives_way_to_its_words(asgi: Shelf) -> None:
    results = asgi.search('"cycle annual"')
    assert results.note == "Nothing has all of these words; these come near."
    assert [hit.segment for hit in results.hits] == ["release-cycles"]


def test_words_like_those_of_a_query_come_after_the_ones_that_have_it(shelf: Shelf) -> None:
    shelf.put(1, "## A crawler\n\n- It crawls the web with asyncio.\n", "2018-01-01")
    shelf.put(2, "## Notes\n\n- Some asyncio, and a web crawler of old.\n", "2017-01-01")
    shelf.put(3, "## Crawling\n\n- The web with asyncio.\n", "2020-01-01")
    shelf.sync()
    results = shelf.search("asyncio web crawler ")
    assert [hit.number for hit in results.hits] == [1, 2, 3]
    assert results.note == "Only 2 have all of these words; others come near."
    assert results.total == 3


# Order


def test_title_goes_before_text_and_phrase_before_scattered_words(shelf: Shelf) -> None:
    shelf.put(1, "## Type hints\n\n- Nothing else.\n", "2015-01-01")
    shelf.put(2, "## Hints of every type\n\n- Nothing else.\n", "2016-01-01")
    shelf.put(3, "## News\n\n- All about type hints.\n", "2017-01-01")
    shelf.put(4, "## News\n\n- A type of bird, and some hints.\n", "2020-01-01")
    shelf.put(5, "## Hints\n\n- On any type.\n", "2014-01-01")
    shelf.sync()
    assert [hit.number for hit in shelf.search("type hints").hits] == [1, 2, 5, 3, 4]


def test_an_old_phrase_goes_before_any_number_of_recent_scattered_words(shelf: Shelf) -> None:
    shelf.put(1, "## News\n\n- A cup of green tea in the morning.\n", "2001-01-01")
    for number in range(2, 120):
        shelf.put(number, "## News\n\n- The tea is not green, it is black.\n", "2020-01-01")
    shelf.sync()
    results = shelf.search("green tea", limit=10)
    assert results.total == 119
    assert [hit.number for hit in results.hits[:2]] == [1, 119]


def test_recent_goes_before_old_among_equals(shelf: Shelf) -> None:
    for number, year in ((1, 2017), (2, 2020), (3, 2019)):
        shelf.put(number, "## News\n\n- About uv.\n", f"{year}-01-01")
    shelf.sync()
    assert [hit.number for hit in shelf.search("uv").hits] == [2, 3, 1]


def test_without_dates_the_higher_number_is_the_more_recent(shelf: Shelf) -> None:
    for number in (1, 3, 2):
        shelf.put(number, "## News\n\n- About uv.\n")
    shelf.sync()
    assert [hit.number for hit in shelf.search("uv").hits] == [3, 2, 1]
    assert shelf.search("uv").years == ()


def test_pages_join_to_the_whole_and_repeat_nothing(shelf: Shelf) -> None:
    chance = random.Random(3)
    for number in range(1, 61):
        topics = "".join(
            f"## {'Tea' if chance.random() < 0.3 else 'News'} {at}\n\n- {'tea ' * chance.randint(0, 3)}and more.\n\n"
            for at in range(4)
        )
        shelf.put(number, topics, f"20{10 + number % 10}-01-01")
    shelf.sync()
    whole = shelf.search("tea", limit=1000)
    pages = [shelf.search("tea", limit=25, offset=offset).hits for offset in range(0, 300, 25)]
    assert [hit for page in pages for hit in page] == list(whole.hits)
    assert len({hit.target for hit in whole.hits}) == len(whole.hits) == whole.total > 100
    assert shelf.search("tea", limit=0).hits == ()


# Years


def test_years_say_how_the_hits_spread_with_gaps_as_none(shelf: Shelf) -> None:
    for number, year in enumerate((2016, 2016, 2019), start=1):
        shelf.put(number, "## A\n\n- uv\n\n## B\n\n- uv too\n\n## C\n\n- not\n", f"{year}-05-05")
    shelf.sync()
    results = shelf.search("uv")
    assert results.years == ((2016, 4), (2017, 0), (2018, 0), (2019, 2))
    assert results.total == 6
    assert shelf.search("uv year:2016").years == ((2016, 4),)
    assert shelf.search("uv after:2016").total == 2
    assert shelf.search("uv before:2016-05-05").total == 0
    assert shelf.search("uv year:2017-2018").total == 0


def test_an_undated_episode_is_of_a_year_only_if_its_neighbours_leave_no_doubt(shelf: Shelf) -> None:
    days = {1: None, 2: "2018-01-01", 3: None, 4: "2018-12-01", 5: None, 6: "2020-01-01", 7: None}
    for number, day in days.items():
        shelf.put(number, "## A\n\n- uv\n", day)
    shelf.sync()
    assert shelf.search("uv").total == 7
    assert shelf.search("uv").years == ((2018, 3), (2019, 0), (2020, 1))
    assert [hit.number for hit in shelf.search("uv year:2018").hits] == [4, 3, 2]


# Marks


def test_is_asks_for_what_the_reader_marked(asgi: Shelf) -> None:
    library = asgi.library
    episode = library.episode("tea-time:7")
    ready, cycles = episode.segment("ready-for-asgi"), episode.segment("release-cycles")
    assert ready is not None
    assert cycles is not None
    assert asgi.found("is:bookmarked") == asgi.found("is:opened server") == []
    library.reading.set_bookmark(episode, cycles, on=True)
    library.reading.set_read(episode, [ready], on=True)
    library.reading.set_opened(episode, "ready-for-asgi", "https://github.com/ready/asgi-server")
    assert asgi.found("is:bookmarked") == ["7#release-cycles"]
    assert asgi.found("server is:unread") == ["7#the-server-said-no", "7#release-cycles"]
    assert asgi.found("server -is:unread") == asgi.found("is:opened") == ["7#ready-for-asgi"]
    library.reading.undo()
    library.reading.undo()
    assert asgi.found("is:bookmarked") == []
    assert len(asgi.found("server is:unread")) == 3


def test_marks_of_changed_notes_are_asked_for_where_they_are_now(asgi: Shelf) -> None:
    episode = asgi.library.episode("tea-time:7")
    cycles = episode.segment("release-cycles")
    assert cycles is not None
    asgi.library.reading.set_bookmark(episode, cycles, on=True)
    asgi.put(7, ASGI.replace("Release cycles", "Release cycles, yearly"), "2019-09-18")
    asgi.sync()
    assert asgi.found("is:bookmarked") == ["7#release-cycles-yearly"]


# In step with the files


def test_what_changed_came_and_went_is_searched_as_it_is_now(asgi: Shelf) -> None:
    path = asgi.put(7, ASGI.replace("WebSockets", "carrier pigeons"), "2019-09-18", title="Longer title than before")
    asgi.put(8, "## New\n\n- WebSockets again.\n", "2020-01-01")
    asgi.sync()
    assert asgi.found("websockets") == ["8#new"]
    assert asgi.found("pigeons") == ["7#ready-for-asgi"]
    path.unlink()
    asgi.sync()
    assert asgi.search("pigeons").total == 0
    assert asgi.found("server") == []


def test_the_readers_own_file_is_searched_in_place_of_the_bundled_one(shelf: Shelf) -> None:
    (shelf.bundled / "7.md").write_text("---\nshow: Tea Time\nnumber: 7\n---\n\n## Digest\n\n- Short tea.\n")
    shelf.sync()
    assert shelf.found("tea") == ["7#digest"]
    path = shelf.put(7, "## Whole\n\n- Long tea.\n")
    shelf.sync()
    assert shelf.found("tea") == ["7#whole"]
    path.unlink()
    shelf.sync()
    assert shelf.found("tea") == ["7#digest"]


def test_an_episode_that_another_process_brought_in_is_found_at_once(asgi: Shelf) -> None:
    other = asgi.open()
    asgi.put(9, "## Zebras\n\n- Stripes.\n")
    other.synchronise()
    assert asgi.found("zebra") == ["9#zebras"]


def test_a_hit_whose_file_changed_since_is_shown_without_extract(asgi: Shelf) -> None:
    path = next(asgi.own.rglob("007.md"))
    path.write_text(path.read_text().replace("scikit", "sickit"))
    [hit] = asgi.search("scikit").hits
    assert hit.extract.text == ""
    path.unlink()
    assert asgi.search("inside").hits[0].title.text == "Ready for ASGI"


@pytest.mark.parametrize(
    "head", ["", "\n\n", "+++\nnumber = 7\nshow = 'Tea Time'\n+++\n", "---\nshow: Tea Time\r\nnumber: 7\r\n---\r\n"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_extracts_come_from_files_of_any_form(shelf: Shelf, head: str, encoding: str) -> None:
    path = shelf.own / "tea-time" / "7.md"
    path.parent.mkdir(parents=True)
    path.write_bytes((head + "  \n" + ASGI.replace("\n", "\r\n") + "  \r\n\n").encode(encoding))
    shelf.sync()
    [hit] = shelf.search("scikit").hits
    assert hit.extract.text == "Comes with scikit-learn inside."
    assert shelf.search("serve kind:joke").hits[0].extract.text == "It could not serve."


# Damage


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


@pytest.mark.parametrize("damage", _DAMAGES)
@pytest.mark.parametrize("first", ["synchronise", "search", "links", "also_in"])
def test_a_damaged_index_gives_right_results_again_by_itself(shelf: Shelf, damage: object, first: str) -> None:
    for number in range(1, 40):
        shelf.put(number, ASGI, "2019-09-18")
    shelf.sync()
    path = Path(str(shelf.folders.index))
    shelf.library._database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shelf.library.close()
    for other in path.parent.glob("index.sqlite3-*"):
        other.unlink()
    assert callable(damage)
    damage(path)
    library = shelf.open()
    if first == "synchronise":
        library.synchronise()
    elif first == "search":
        library.search("asgi")
    elif first == "links":
        library.links("asgi")
    else:
        library.also_in("tea-time:7")
    library.synchronise()
    assert library.search("asgi", limit=1).total == 39
    assert library.links("host:github.com", limit=1).total == 39
    assert len(library.also_in("tea-time:7")["https://acme.example/show"]) == 38


def test_damage_that_shows_only_while_searching_heals_in_the_same_search(asgi: Shelf) -> None:
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
print(library.search("asgi", limit=1).total)
"""


def test_two_processes_write_at_once_and_both_search_right(shelf: Shelf, tmp_path: Path) -> None:
    for number in range(1, 121):
        shelf.put(number, ASGI, "2019-09-18")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", _WRITER, str(tmp_path)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) for _ in range(2)]
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert outputs == ["120\n", "120\n"]
    shelf.sync()
    assert shelf.search("asgi", limit=1).total == 120


def test_threads_search_while_another_writes(shelf: Shelf) -> None:
    for number in range(1, 200):
        shelf.put(number, ASGI, "2019-09-18")
    errors: list[BaseException] = []
    totals: list[int] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                totals.append(shelf.search("asgi server", limit=5).total)
                shelf.library.links("acme", limit=5)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    shelf.sync()
    done.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert totals == sorted(totals) or set(totals) <= set(range(200))
    assert shelf.search("asgi", limit=1).total == 199


# Frames


def test_a_frame_tells_places_days_and_years() -> None:
    frame = Frame([(5, 2, "2018-01-01"), (9, 3, "2018-06-01"), (2, 1, "2020-01-01")])
    assert frame.size == 6
    everything = [(2, 0), (9, 0), (9, 1), (9, 2), (5, 0), (5, 1)]
    assert list(frame.youngest(frame.all)) == everything
    some = frame.of_places([(9, 1), (5, 0), (77, 0), (3, 7)])
    assert list(frame.youngest(some)) == [(9, 1), (5, 0)]
    assert frame.years(some) == ((2018, 2),)
    assert frame.years(frame.all) == ((2018, 5), (2019, 0), (2020, 1))
    assert list(frame.youngest(frame.between("2018-02", ""))) == everything[:4]
    assert frame.between("2019", "2020") == 0
    assert frame.of_episodes([9, 2, 4]).bit_count() == 4


def test_places_come_out_right_from_many_thousands() -> None:
    frame = Frame([(number, 10, "2020-01-01") for number in range(5_000)])
    chance = random.Random(1)
    places = {(chance.randrange(5_000), chance.randrange(10)) for _ in range(900)}
    found = frame.of_places(places)
    assert list(frame.youngest(found)) == sorted(places, key=lambda place: (-place[0], place[1]))
    assert found.bit_count() == len(places)


# Extracts


def test_an_extract_is_one_line_of_what_a_person_reads() -> None:
    lines = plain_lines(
        "## [**Title**](https://a.example)\n\n- *One* [two](https://b.example/x_(y)) `three_four` &amp; <b>five</b>\n"
        "  1. six ![seven](https://c.example/d.png) <https://e.example>\n\n---\n> eight __nine__ \\*ten\\* [a][b]\n"
    )
    assert lines == ["Title", "One two three_four & five", "six seven https://e.example", "eight nine *ten* a"]


def test_an_extract_shows_the_place_with_most_of_the_words() -> None:
    text = "- alpha here\n- nothing\n- alpha and beta together\n- beta\n"
    assert extract(text, Marker(["alpha", "beta"])).text == "alpha and beta together beta"


def test_a_long_line_is_cut_round_the_match() -> None:
    line = " ".join(f"word{number}" for number in range(300))
    shown = extract(line, Marker(["word200"]))
    assert len(shown.text) <= LENGTH + 4
    assert (shown.text[:2], shown.text[-2:]) == ("… ", " …")
    [(start, end)] = shown.spans
    assert shown.text[start:end] == "word200"


def test_control_characters_never_come_through(shelf: Shelf) -> None:
    shelf.put(7, "## Nasty\n\n- tea &#27;]52;c;x &#x202e; end [/b] [@click=app.quit]x\n")
    shelf.sync()
    [hit] = shelf.search("tea").hits
    assert hit.extract.text == "tea ]52;c;x end [/b] [@click=app.quit]x"


@pytest.mark.parametrize(
    ("terms", "text", "marked"),
    [
        (["perez"], "Fernando Pérez", ["Pérez"]),
        (["perez"], "Pe\u0301rez, e", ["Pe\u0301rez"]),
        (["f string*"], "F-strings and f string", ["F-string", "f string"]),
        (["c++"], "C++, c++20 abc++", ["C++", "c++"]),
        ([".env"], ".env .environment x.env", [".env", ".env"]),
        (["uv"], "uv, uvx, (UV)", ["uv", "UV"]),
        (["three four"], "three_four three, four", ["three_four", "three, four"]),
        (["strasse"], "die Straße", ["Straße"]),
        ([], "nothing", []),
    ],
)
def test_terms_are_marked_whatever_case_and_accents(terms: list[str], text: str, marked: list[str]) -> None:
    found = Marker(terms).mark(text)
    assert [text[start:end] for start, end in found.spans] == marked
