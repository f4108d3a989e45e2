"""Search: what is found, in which order, and how it spreads over the years."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from episodes.index.words import fold
from episodes.search.values import Results

from .library_builder import ASGI, LibraryBuilder


@pytest.fixture(scope="module")
def asgi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibraryBuilder]:
    """Return a library that holds one episode, of ASGI, which no test of this file changes."""
    builder = LibraryBuilder(tmp_path_factory.mktemp("asgi"))
    builder.write(7, ASGI, "2019-09-18", title="The quiet revolution", guests="[Ines Montani]")
    builder.sync()
    yield builder
    builder.library.close()


WORDS = ["a", "an", "and", "art", "ash", "them", "then", "tea", "team", "uv", "uvx", "python", "zebra", "übung"]

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
def test_a_segment_is_found_by(asgi: LibraryBuilder, query: str, segment: str) -> None:
    assert asgi.found(query)[0] == f"7#{segment}"
    assert asgi.search(query).note is None or '"' in query


@pytest.mark.parametrize("query", ["zebra", "presenter:nobody", "host:hub.com", "year:2018 asgi", "c#"])
def test_what_is_not_there_is_not_found(asgi: LibraryBuilder, query: str) -> None:
    assert asgi.search(query) == Results(terms=asgi.search(query).terms)


def test_the_description_of_an_episode_finds_its_first_part(builder: LibraryBuilder) -> None:
    builder.write(1, "## Reeds\n\n- x\n\n## Weirs\n", description="A walk with an otter.")
    builder.sync()
    assert builder.found("otter") == ["1#reeds"]


def test_every_beginning_of_a_word_finds_all_that_have_it(builder: LibraryBuilder) -> None:
    chance = random.Random(7)
    texts: dict[str, list[str]] = {}
    for number in range(1, 81):
        words = chance.sample(WORDS, 5)
        texts[f"{number}#{words[0].replace('ü', 'u')}"] = words
        builder.write(number, f"## {words[0]}\n\n- {' '.join(words[1:])}\n")
    builder.sync()
    for beginning in {word[:length] for word in WORDS for length in range(1, len(word) + 1)}:
        wanted = fold(beginning)
        expected = {place for place, words in texts.items() if any(fold(word).startswith(wanted) for word in words)}
        assert set(builder.found(beginning, limit=100)) == expected, beginning


def test_the_words_of_filters_are_found_by_nothing_else(builder: LibraryBuilder) -> None:
    builder.write(1, "## Ana #1: [Zebras](https://stripes.example/)\n\n- Horses.\n", show="Weekly")
    builder.write(2, "## Bo #1: Pears\n\n- Trees.\n", show="Daily")
    builder.sync()
    for query in ("topic", "kind", "kind topic", "has", "presenter", "host", "show", "k"):
        assert builder.found(query) == [], query
    assert builder.found("show:week presenter:an kind:topic host:stripes.example") == ["1#zebras"]


def test_a_parents_words_are_not_its_childrens(asgi: LibraryBuilder) -> None:
    assert asgi.found("perez") == ["7#extras-ana"]


def test_words_with_a_minus_and_filters_with_a_minus_are_left_out(asgi: LibraryBuilder) -> None:
    assert asgi.found("server") == ["7#the-server-said-no", "7#ready-for-asgi", "7#release-cycles"]
    assert asgi.found("server -asgi") == ["7#the-server-said-no", "7#release-cycles"]
    assert asgi.found("server -kind:joke -presenter:ana") == ["7#release-cycles"]
    assert asgi.found('server -"release cycle"') == ["7#the-server-said-no", "7#ready-for-asgi"]


def test_one_and_many_are_one(asgi: LibraryBuilder) -> None:
    assert "7#release-cycles" in asgi.found("server cycle ")
    assert "7#ready-for-asgi" in asgi.found("servers http ")


def test_a_hit_says_what_a_list_shows(asgi: LibraryBuilder) -> None:
    [hit] = asgi.search("scikit").rows
    row = hit.segment
    assert (str(row.target), row.show, row.number, row.kind) == ("tea-time:7#ready-for-asgi", "Tea Time", 7, "topic")
    assert (row.episode_title, str(row.day), row.presenter) == ("The quiet revolution", "2019-09-18", "Ana")
    assert row.url == "https://github.com/ready/asgi-server"
    assert hit.title.text == "Ready for ASGI"
    assert hit.extract.text == "Comes with scikit-learn inside."
    [(start, end)] = hit.extract.spans
    assert hit.extract.text[start:end] == "scikit"


def test_conditions_alone_list_segments_the_youngest_episode_first_in_the_order_of_the_text(
    builder: LibraryBuilder,
) -> None:
    builder.write(1, ASGI, "2018-01-01")
    builder.write(2, ASGI, "2019-01-01")
    builder.sync()
    assert builder.found("presenter:ana") == [
        "2#ready-for-asgi", "2#extras-ana", "1#ready-for-asgi", "1#extras-ana",
    ]  # fmt: skip


def test_an_empty_query_finds_nothing(asgi: LibraryBuilder) -> None:
    assert asgi.search("") == asgi.search(" - ") == Results()


def test_a_slip_is_told_and_the_words_are_searched(asgi: LibraryBuilder) -> None:
    assert asgi.search('server "release cyc').note == "A quotation mark is not closed; the phrase goes on to the end."
    assert asgi.found('server "release cyc')[0] == "7#release-cycles"


def test_where_nothing_has_all_words_what_comes_near_is_found_and_said(asgi: LibraryBuilder) -> None:
    results = asgi.search("serving asgi requests quickly")
    assert results.note == "Nothing has all of these words; these come near."
    assert results.rows[0].segment.target.segment == "ready-for-asgi"


def test_a_phrase_that_stands_nowhere_gives_way_to_its_words(asgi: LibraryBuilder) -> None:
    results = asgi.search('"cycle annual"')
    assert results.note == "Nothing has all of these words; these come near."
    assert [hit.segment.target.segment for hit in results.rows] == ["release-cycles"]


def test_words_like_those_of_a_query_come_after_the_ones_that_have_it(builder: LibraryBuilder) -> None:
    builder.write(1, "## A crawler\n\n- It crawls the web with asyncio.\n", "2018-01-01")
    builder.write(2, "## Notes\n\n- Some asyncio, and a web crawler of old.\n", "2017-01-01")
    builder.write(3, "## Crawling\n\n- The web with asyncio.\n", "2020-01-01")
    builder.sync()
    results = builder.search("asyncio web crawler ")
    assert [hit.segment.number for hit in results.rows] == [1, 2, 3]
    assert results.note is None
    assert (results.total, results.near) == (2, 1)


# Order


def test_title_goes_before_text_and_phrase_before_scattered_words(builder: LibraryBuilder) -> None:
    builder.write(1, "## Type hints\n\n- Nothing else.\n", "2015-01-01")
    builder.write(2, "## Hints of every type\n\n- Nothing else.\n", "2016-01-01")
    builder.write(3, "## News\n\n- All about type hints.\n", "2017-01-01")
    builder.write(4, "## News\n\n- A type of bird, and some hints.\n", "2020-01-01")
    builder.write(5, "## Hints\n\n- On any type.\n", "2014-01-01")
    builder.sync()
    assert [row.number for row in builder.rows("type hints")] == [1, 2, 5, 3, 4]


def test_an_old_phrase_goes_before_any_number_of_recent_scattered_words(builder: LibraryBuilder) -> None:
    builder.write(1, "## News\n\n- A cup of green tea in the morning.\n", "2001-01-01")
    for number in range(2, 120):
        builder.write(number, "## News\n\n- The tea is not green, it is black.\n", "2020-01-01")
    builder.sync()
    results = builder.search("green tea", limit=10, folded=False)
    assert results.total == 119
    assert [hit.segment.number for hit in results.rows[:2]] == [1, 119]


def test_recent_goes_before_old_among_equals(builder: LibraryBuilder) -> None:
    for number, year in ((1, 2017), (2, 2020), (3, 2019)):
        builder.write(number, "## News\n\n- About uv.\n", f"{year}-01-01")
    builder.sync()
    assert [row.number for row in builder.rows("uv")] == [2, 3, 1]


def test_without_dates_the_higher_number_is_the_more_recent(builder: LibraryBuilder) -> None:
    for number in (1, 3, 2):
        builder.write(number, "## News\n\n- About uv.\n")
    builder.sync()
    assert [row.number for row in builder.rows("uv")] == [3, 2, 1]
    assert builder.search("uv").years == ()


def test_pages_join_to_the_whole_and_repeat_nothing(builder: LibraryBuilder) -> None:
    chance = random.Random(3)
    for number in range(1, 61):
        topics = "".join(
            f"## {'Tea' if chance.random() < 0.3 else 'News'} {at}\n\n- {'tea ' * chance.randint(0, 3)}and more.\n\n"
            for at in range(4)
        )
        builder.write(number, topics, f"20{10 + number % 10}-01-01")
    builder.sync()
    whole = builder.search("tea", limit=1000, folded=False)
    pages = [builder.search("tea", limit=25, offset=offset, folded=False).rows for offset in range(0, 300, 25)]
    assert [hit for page in pages for hit in page] == list(whole.rows)
    assert len({hit.segment.target for hit in whole.rows}) == len(whole.rows) == whole.total > 100
    assert builder.search("tea", limit=0).rows == ()


# Years


def test_years_say_how_the_hits_spread_with_gaps_as_none(builder: LibraryBuilder) -> None:
    for number, year in enumerate((2016, 2016, 2019), start=1):
        builder.write(number, "## A\n\n- uv\n\n## B\n\n- uv too\n\n## C\n\n- not\n", f"{year}-05-05")
    builder.sync()
    results = builder.search("uv")
    assert results.years == ((2016, 4), (2017, 0), (2018, 0), (2019, 2))
    assert results.total == 6
    assert builder.search("uv year:2016").years == ((2016, 4),)
    assert builder.search("uv after:2016").total == 2
    assert builder.search("uv before:2016-05-05").total == 0
    assert builder.search("uv year:2017-2018").total == 0


def test_an_undated_episode_is_of_the_year_that_is_guessed_between_its_neighbours(builder: LibraryBuilder) -> None:
    days = {1: None, 2: "2018-01-01", 3: None, 4: "2018-12-01", 5: None, 6: "2020-01-01", 7: None}
    for number, day in days.items():
        builder.write(number, "## A\n\n- uv\n", day)
    builder.sync()
    assert builder.search("uv").total == 7
    assert builder.search("uv").years == ((2018, 3), (2019, 1), (2020, 1))
    assert [row.number for row in builder.rows("uv year:2018")] == [4, 3, 2]


def test_an_episode_is_a_condition_by_its_number_its_id_or_its_title(asgi: LibraryBuilder) -> None:
    [episode] = {row.target.episode for row in asgi.rows("asgi")}
    assert asgi.search(f"episode:{episode}").total == asgi.search("episode:7").total
    assert asgi.search(f"episode:{episode}8").total == 0
    assert asgi.search("episode:7").total == asgi.search("is:unread").total
    assert asgi.search("episode:quiet").total == asgi.search("episode:7").total
    assert asgi.search("episode:8").total == 0
