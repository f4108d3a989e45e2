"""What a query means: words, phrases, conditions, slips, and what of it is marked in the notes."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from episodes.index.words import joined_words, prepare, words
from episodes.search.query import Filter, Query, parse, variants
from episodes.text import clean


def asked(text: str) -> list[tuple[str, str]]:
    """Return the words of a query with signs: `word`, `word*`, `"phrase"`, `-word`."""
    found = []
    for word in parse(text).words:
        shown = f'"{word.text}"' if word.phrase else word.text
        found.append((("-" if word.negated else "") + shown + ("*" if word.beginning else ""), " ".join(word.parts)))
    return found


def filters(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(f.key, f.values) for f in parse(text).filters]


# Words


@pytest.mark.parametrize(
    ("text", "plain", "joined"),
    [
        ("scikit-learn", ["scikit", "learn"], ["scikitlearn"]),
        ("pytest-asyncio", ["pytest", "asyncio"], ["pytestasyncio"]),
        ("asyncio.run()", ["asyncio", "run"], ["asynciorun"]),
        ("__init__ snake_case_name", ["init", "snake", "case", "name"], ["snakecasename"]),
        ("f-strings", ["f", "strings"], ["fstrings"]),
        ("C++, C# and G++!", ["c⁺⁺", "c♯", "and", "g⁺⁺"], []),
        ("a+b = #hash", ["a", "b", "hash"], []),
        ("put it in .env", ["put", "it", "in", "env"], ["·env"]),
        ("the end. Next", ["the", "end", "next"], []),
        ("Python 3.11.2, v1.0", ["python", "3·11·2", "v1·0"], ["v10"]),
        ("on 2019-09-18", ["on", "2019", "09", "18"], []),
        ("don’t don't", ["don", "t", "don", "t"], ["dont", "dont"]),
        ("Fernando Pérez, NAÏVE Straße", ["fernando", "perez", "naive", "strasse"], []),
        ("ﬁne “quotes” – dash…", ["fine", "quotes", "dash"], []),
        ("Pe\u0301rez", ["perez"], []),
        ("機械学習 uv", ["機", "械", "学", "習", "uv"], []),
        ("uv", ["uv"], []),
        ("", [], []),
    ],
)
def test_words_are_those_that_programmers_write(text: str, plain: list[str], joined: list[str]) -> None:
    assert words(text) == plain
    assert sorted(joined_words(text)) == sorted(joined)


@pytest.fixture(scope="module")
def full_text() -> sqlite3.Connection:
    """A full text as the index has it, with its vocabulary."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE VIRTUAL TABLE texts USING fts5 (words, content='', columnsize=0, tokenize='ascii')")
    connection.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab (texts, instance)")
    return connection


@given(text=st.one_of(st.text(max_size=80), st.text("aZ09.+#-_' \u00b7é\n学", max_size=40)))
@example(text="C++ c# .env A# 3.11 x.y_z don't 1.0.0 naïve ① ǅ İ ﷺ")
def test_the_full_text_has_the_words_that_a_query_has(full_text: sqlite3.Connection, text: str) -> None:
    text = clean(text)
    full_text.execute("BEGIN")
    full_text.execute("INSERT INTO texts (rowid, words) VALUES (1, ?)", (prepare(text),))
    found = [row[0] for row in full_text.execute('SELECT term FROM vocabulary ORDER BY "offset"')]
    full_text.execute("ROLLBACK")
    assert found == words(text) + joined_words(text)


@given(st.text(max_size=100))
def test_case_makes_no_difference(text: str) -> None:
    if text.isascii():
        assert words(text.upper()) == words(text)
        assert joined_words(text.upper()) == joined_words(text)


# The language


def test_all_words_are_asked_for_and_the_last_one_by_its_beginning() -> None:
    assert asked("asgi frame") == [("asgi", "asgi"), ("frame*", "frame")]


def test_a_blank_ends_the_last_word() -> None:
    assert asked("asgi uv ") == [("asgi", "asgi"), ("uv", "uv")]


def test_a_star_asks_for_a_beginning_anywhere() -> None:
    assert asked("async* server ") == [("async*", "async"), ("server", "server")]


def test_a_phrase_is_one_thing_and_not_opened() -> None:
    assert asked('"release cycle" pep') == [('"release cycle"', "release cycle"), ("pep*", "pep")]
    assert asked('pep "release cycle"')[-1] == ('"release cycle"', "release cycle")
    assert asked("“release cycle”") == [('"release cycle"', "release cycle")]


def test_a_minus_asks_for_segments_without() -> None:
    assert asked("web -flask") == [("web", "web"), ("-flask", "flask")]
    assert asked('-"release cycle"') == [('-"release cycle"', "release cycle")]
    assert asked("f-strings") == [("f-strings*", "f strings")]


def test_filters_are_read() -> None:
    assert filters("presenter:Brian") == [("presenter", ("brian",))]
    assert filters('show:"Talk Python"') == [("show", ("talk", "python"))]
    assert filters("host:www.GitHub.com") == [("host", ("github.com",))]
    assert filters("kind:joke kind:topics") == [("kind", ("joke",)), ("kind", ("topic",))]
    assert filters("kind:s") == [("kind", ("sponsor", "section"))]
    assert filters("is:unr is:Opened") == [("is", ("unread",)), ("is", ("opened",))]
    assert parse("-kind:sponsor").filters == (Filter("kind", ("sponsor",), negated=True),)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("year:2019", ("2019", "2020")),
        ("year:2018-2020", ("2018", "2021")),
        ("year:2020..2018", ("2018", "2021")),
        ("before:2019", ("", "2019")),
        ("before:2019-6", ("", "2019-06")),
        ("before:2019-06-05", ("", "2019-06-05")),
        ("after:2018", ("2018~", "")),
        ("after:2018-12", ("2018-12~", "")),
    ],
)
def test_days_are_read_as_texts_that_compare_as_dates_do(text: str, days: tuple[str, str]) -> None:
    assert filters(text) == [("days", days)]


def test_a_day_before_or_after_a_year_is_outside_of_it() -> None:
    [(_, (first, _))] = filters("after:2018")
    [(_, (_, end))] = filters("before:2019")
    assert "2018-12-31" < first < "2019-01-01"
    assert "2018-12-31" < end <= "2019-01-01"


# Slips


@pytest.mark.parametrize(
    ("text", "searched", "said"),
    [
        ('"release cy', ['"release cy"*'], "not closed"),
        ("foo:bar", ["foo:bar*"], "foo: is no filter"),
        ("presentor:brian", ["presentor:brian*"], "Did you mean presenter:"),
        ("kind:apple", ["kind:apple*"], "no kind 'apple'"),
        ("is:red", ["is:red*"], "unread, bookmarked, opened and done"),
        ("year:abc", ["year:abc*"], "year such as 2019"),
        ("before:2019-13", ["before:2019-13*"], "date such as 2019-06"),
        ("asgi presenter:", ["asgi*"], "wants something"),
        ('presenter:""', [], "wants"),
    ],
)
def test_a_slip_is_searched_as_it_stands_and_told(text: str, searched: list[str], said: str) -> None:
    assert [shown for shown, _ in asked(text)] == searched
    assert said in (parse(text).note or "")


@pytest.mark.parametrize("text", ["https://github.com/a/b", "std::vector", "asgi -", "c++ *", "- - -", '""', "  "])
def test_what_only_looks_like_the_language_is_no_slip(text: str) -> None:
    assert parse(text).note is None


def test_a_query_of_signs_alone_asks_for_nothing() -> None:
    for text in ("", " ", "-", '""', "***", ":", "( )"):
        assert parse(text).is_empty


def test_no_more_than_a_sentence_of_words_is_searched() -> None:
    query = parse(" ".join(f"word{number}" for number in range(500)))
    assert len(query.words) == 24
    assert "first 24 words" in (query.note or "")


@given(st.text(max_size=80))
def test_no_text_fails(text: str) -> None:
    query = parse(text)
    assert isinstance(query, Query)
    assert all(word.parts for word in query.words)
    assert isinstance(query.terms, tuple)


@given(
    st.lists(
        st.sampled_from(['"', "-", ":", "presenter", "year", "is", "*", "2019", " ", "a", "c++", "“", "."]), max_size=12
    )
)
def test_no_mixture_of_signs_fails(parts: list[str]) -> None:
    parse("".join(parts))


# What is marked in the notes


def test_terms_say_what_to_mark() -> None:
    assert parse('asgi "release cycle" frame').terms == ("asgi", "asgis", "release cycle", "frame*")
    assert parse("scikit-learn ").terms == ("scikit learn", "scikitlearn")
    assert parse("C++ -flask kind:joke ").terms == ("c++",)
    assert parse(".env").terms == (".env*",)
    assert parse("python-3.11 ").terms[0] == "python 3.11"


def test_the_other_number_of_a_noun_is_told() -> None:
    nouns = ("string", "strings", "library", "libraries", "class", "redis", "c", "3.11")
    assert [variants(noun) for noun in nouns] == [
        ["strings"], ["string"], ["libraries"], ["library"], [], [], [], [],
    ]  # fmt: skip
