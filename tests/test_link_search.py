"""All links, the episodes that mention a link too, and earlier searches."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from episodes.marks.events import Event, MarkKind
from tui.session import recent_searches, remember_search

from .library_builder import LibraryBuilder

FIRST = """\
## Ana #1: [Ready for ASGI](https://github.com/ready/asgi-server)

- See [the docs](https://asgi-server.readthedocs.io/en/latest/) and [WSGI](https://example.com/wsgi/).

## Bo #2: Annual cycles

- Of [PEP 602](https://www.python.org/dev/peps/pep-0602/), told [here](https://blog.example/cycles?utm_source=x).
"""
SECOND = """\
## Bo #1: [Cycles again](http://www.blog.example/cycles/)

- After [the PEP](https://peps.python.org/pep-0602) and with [asgi-server](https://packages.example/project/asgi_server/).

## Joke: Forks

- A [fork](https://github.com/other/asgi-server) of [WSGI](https://example.com/wsgi).
"""


def put(builder: LibraryBuilder, number: int, notes: str, published: str) -> None:
    builder.write(number, notes, published, show="Tea", title=f"Talk {number}")


def urls_of(builder: LibraryBuilder, query: str = "") -> list[str]:
    return [row.url for row in builder.library.links(query).rows]


def also_in(builder: LibraryBuilder, number: int) -> dict[str, list[str]]:
    found = builder.library.also_in(f"tea:{number}")
    return {url: [f"{row.segment.number}#{row.segment.target.segment}" for row in rows] for url, rows in found.items()}


@pytest.fixture
def builder(builder: LibraryBuilder) -> LibraryBuilder:
    put(builder, 1, FIRST, "2019-01-01")
    put(builder, 2, SECOND, "2020-01-01")
    builder.sync()
    return builder


# All links


def test_all_addresses_are_listed_the_youngest_episode_first_in_the_order_of_the_text(
    builder: LibraryBuilder,
) -> None:
    results = builder.library.links()
    assert [row.url for row in results.rows] == [
        "http://www.blog.example/cycles/",
        "https://peps.python.org/pep-0602",
        "https://packages.example/project/asgi_server/",
        "https://github.com/other/asgi-server",
        "https://example.com/wsgi",
        "https://github.com/ready/asgi-server",
        "https://asgi-server.readthedocs.io/en/latest/",
        "https://www.python.org/dev/peps/pep-0602/",
    ]
    assert (results.total, results.note, results.terms) == (8, None, ())


def test_a_row_says_where_its_address_stands_last_and_in_how_many_episodes(builder: LibraryBuilder) -> None:
    [row] = builder.library.links("wsgi").rows
    assert (row.url, row.title, row.host) == ("https://example.com/wsgi", "WSGI", "example.com")
    where = row.segment
    assert (str(where.target), where.name) == ("tea:2#forks", "Forks")
    assert (where.episode_title, where.number, where.show, str(where.day)) == ("Talk 2", 2, "Tea", "2020-01-01")
    assert (row.opened, row.episodes, row.is_usual) == (False, 2, False)


@pytest.mark.parametrize(
    ("query", "urls"),
    [
        ("wsgi", ["https://example.com/wsgi"]),
        ("fork", ["https://github.com/other/asgi-server", "https://example.com/wsgi"]),
        ("host:github.com", ["https://github.com/other/asgi-server", "https://github.com/ready/asgi-server"]),
        ("host:github.com -fork", ["https://github.com/ready/asgi-server"]),
        (
            "-host:github.com asgi_server",
            ["https://packages.example/project/asgi_server/", "https://asgi-server.readthedocs.io/en/latest/"],
        ),
        (
            "year:2019 presenter:bo",
            ["https://www.python.org/dev/peps/pep-0602/", "https://blog.example/cycles?utm_source=x"],
        ),
        ("kind:joke wsgi", ["https://example.com/wsgi"]),
        ("pep 602", ["https://www.python.org/dev/peps/pep-0602/"]),
        ("docs", ["https://asgi-server.readthedocs.io/en/latest/"]),
        ("zebra", []),
    ],
)
def test_links_are_chosen_by_the_search_language(builder: LibraryBuilder, query: str, urls: list[str]) -> None:
    assert urls_of(builder, query) == urls
    assert builder.library.links(query).total == len(urls)


def test_a_tag_may_be_called_as_a_state_of_links_is(builder: LibraryBuilder) -> None:
    episode = builder.library.episode("tea:2")
    builder.library.marks.set_bookmark(episode, episode.segment("forks"), on=True, tags=("opened",))
    assert urls_of(builder, "tag:opened") == ["https://github.com/other/asgi-server", "https://example.com/wsgi"]


def test_opened_links_say_so_and_can_be_asked_for(builder: LibraryBuilder) -> None:
    episode = builder.library.episode("tea:1")
    builder.library.marks.set_opened(episode, "ready-for-asgi", "https://example.com/wsgi/")
    [row] = builder.library.links("is:opened").rows
    assert (row.url, row.opened) == ("https://example.com/wsgi/", True)
    assert len(urls_of(builder, "-is:opened")) == 8


def put_talks(builder: LibraryBuilder, numbers: range) -> None:
    """Write talks with five links each, of which four are the same in all."""
    for number in numbers:
        own = SECOND.replace("blog.example/cycles", f"blog.example/{number}")
        put(builder, number, own, f"20{number % 10 + 10}-01-01")
    builder.sync()


def test_pages_of_links_join_to_the_whole(builder: LibraryBuilder) -> None:
    put_talks(builder, range(3, 60))
    for folded, total in ((False, 65), (True, 61)):
        whole = builder.library.links(limit=1000, folded=folded)
        pages = [builder.library.links(limit=25, offset=offset, folded=folded) for offset in range(0, 100, 25)]
        assert [row for page in pages for row in page.rows] == list(whole.rows)
        assert len(whole.rows) == whole.total == total
        assert {page.total for page in pages} == {total}
        assert whole.folded == 65 - total


def test_what_stands_in_many_episodes_is_folded_and_counted(builder: LibraryBuilder) -> None:
    put_talks(builder, range(3, 60))
    results = builder.library.links("asgi", folded=True)
    assert [row.url for row in results.rows] == [
        "https://github.com/ready/asgi-server",
        "https://asgi-server.readthedocs.io/en/latest/",
    ]
    assert (results.total, results.folded) == (2, 3)
    usual = [row for row in builder.library.links("asgi").rows if row.is_usual]
    assert [(row.url, row.episodes) for row in usual] == [
        ("https://packages.example/project/asgi_server/", 58),
        ("https://github.com/other/asgi-server", 58),
        ("https://example.com/wsgi/", 59),
    ]


@pytest.fixture
def half_made(builder: LibraryBuilder) -> LibraryBuilder:
    """A library whose index has no index of addresses yet: it is made once all files were read."""
    cups = [f"https://cups.example/{number}" for number in range(400)]
    for number in range(10, 20):
        own = "".join(f"- [Cup]({url})\n" for url in cups[40 * (number - 10) :][:40])
        put(builder, number, f"## Cups\n\n{own}", "2021-01-01")
    builder.sync()
    builder.library.marks.keep(Event(MarkKind.OPENED, "tea:10", "cups", url) for url in cups)
    connection = builder.library._database.connection
    connection.execute("DROP INDEX links_address")
    connection.commit()
    return builder


def steps(builder: LibraryBuilder, ask: Callable[[], object]) -> int:
    """Return in how many thousands of steps SQLite answers."""
    count = itertools.count()
    builder.library._database.connection.set_progress_handler(lambda: next(count) < 0, 1_000)
    ask()
    builder.library._database.connection.set_progress_handler(None, 0)
    return next(count)


def test_many_rows_cost_no_more_walks_through_all_links_than_one(half_made: LibraryBuilder) -> None:
    library = half_made.library
    one = steps(half_made, lambda: library.links(limit=1))
    assert steps(half_made, lambda: library.links(limit=200)) < 2 * one + 10


def test_many_opened_links_cost_no_more_walks_through_all_links_than_one(half_made: LibraryBuilder) -> None:
    library = half_made.library
    assert library.search("is:opened").total == 10
    library.marks.set_opened(library.episode("tea:1"), None, "https://nowhere.example/")
    assert steps(half_made, lambda: library.search("is:opened")) < 50


def test_a_slip_is_told(builder: LibraryBuilder) -> None:
    assert "not closed" in (builder.library.links('"wsgi').note or "")


def test_more_links_than_are_looked_at_are_estimated_and_said_to_be(
    builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("episodes.search.links._PROBED", 100)
    put_talks(builder, range(3, 200))
    results = builder.library.links("cycles", limit=20)
    assert len(results.rows) == 20
    assert "estimate" in (results.note or "")
    assert 175 < results.total < 225
    assert builder.library.links(limit=20).total == 8 + 197
    assert builder.library.links(limit=20).note is None


# Also in


def test_the_same_address_and_the_same_project_elsewhere_are_told(builder: LibraryBuilder) -> None:
    assert also_in(builder, 1) == {
        "https://github.com/ready/asgi-server": ["2#cycles-again"],
        "https://asgi-server.readthedocs.io/en/latest/": ["2#cycles-again", "2#forks"],
        "https://example.com/wsgi/": ["2#forks"],
        "https://www.python.org/dev/peps/pep-0602/": ["2#cycles-again"],
        "https://blog.example/cycles?utm_source=x": ["2#cycles-again"],
    }
    assert also_in(builder, 2)["https://github.com/other/asgi-server"] == ["1#ready-for-asgi"]


def test_a_mention_says_where_it_stands(builder: LibraryBuilder) -> None:
    [mention] = builder.library.also_in("tea:1")["https://example.com/wsgi/"]
    where = mention.segment
    assert (str(where.target), where.number, where.show, str(where.day)) == ("tea:2#forks", 2, "Tea", "2020-01-01")
    assert (where.episode_title, where.name) == ("Talk 2", "Forks")
    assert (mention.title, mention.url) == ("WSGI", "https://example.com/wsgi")


def test_mentions_come_youngest_first_and_one_for_a_segment(builder: LibraryBuilder) -> None:
    put(builder, 3, "## A\n\n- [one](https://example.com/wsgi) [two](https://example.com/wsgi/#more)\n", "2021-01-01")
    put(builder, 4, "## B\n\n- [one](https://example.com/wsgi)\n", "2018-01-01")
    builder.sync()
    assert also_in(builder, 1)["https://example.com/wsgi/"] == ["3#a", "2#forks", "4#b"]


def test_an_episode_alone_or_unknown_has_no_mentions(builder: LibraryBuilder) -> None:
    put(builder, 3, "## A\n\n- [one](https://alone.example/)\n", "2021-01-01")
    builder.sync()
    assert also_in(builder, 3) == {}
    assert also_in(builder, 99) == {}


# Earlier searches


def test_searches_come_back_youngest_first_each_once(tmp_path: Path) -> None:
    folder = str(tmp_path / "state")
    assert recent_searches(folder) == []
    for text in ("asgi", "uv  audit", "asgi", " ", "héllo\n\x1bworld"):
        remember_search(folder, text)
    assert recent_searches(folder) == ["héllo world", "asgi", "uv audit"]
    assert os.listdir(folder) == ["searches"]


def test_no_more_than_a_hundred_searches_are_kept(tmp_path: Path) -> None:
    for number in range(130):
        remember_search(str(tmp_path), f"search {number}")
    found = recent_searches(str(tmp_path))
    assert (len(found), found[0], found[-1]) == (100, "search 129", "search 30")


def test_where_searches_cannot_be_kept_nothing_fails(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    for folder in (None, str(blocked / "state")):
        remember_search(folder, "asgi")
        assert recent_searches(folder) == []


def test_a_broken_file_of_searches_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / "searches").write_bytes(b"one\n\xff\xfe\x00two\n\n\nthree")
    assert recent_searches(str(tmp_path))[0] == "three"
    assert recent_searches(str(tmp_path))[-1] == "one"
