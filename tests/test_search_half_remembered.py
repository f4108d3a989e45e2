"""What is only half remembered is found: by word forms, slips, words together or apart, and by what a word tells."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import pytest

from episodes.index import vocabulary
from episodes.search import finder, match

from .library_builder import LibraryBuilder

HARBOUR = """
## Colorizing old charts

- A tool that merges charts of the harbour.

## Named tuples in ropes

- The guestbook of the harbour lies beside them.

## Splicing

- Interrogate your rope before it is spliced. Ropes wear.

## Latexify

- Charts for the late watch, said by Interrogate.
"""


@pytest.fixture
def harbour(builder: LibraryBuilder) -> LibraryBuilder:
    builder.write(1, HARBOUR, "2019-01-01")
    for number in range(2, 12):
        builder.write(number, f"## Charts {number}\n\n- More of the harbour and its charts and memory.\n", "2020-01-01")
    builder.sync()
    return builder


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("colourising an old chart", "1#colorizing-old-charts"),
        ("merging", "1#colorizing-old-charts"),
        ("namedtuple", "1#named-tuples-in-ropes"),
        ("guest books", "1#named-tuples-in-ropes"),
        ("latexfy", "1#latexify"),
        ("interogate rope", "1#splicing"),
        ("which episode was splicing", "1#splicing"),
        ("the harbour charts of splicing and dragons", "1#splicing"),
        ("late", "1#latexify"),
    ],
)
def test_half_a_memory_finds_its_segment_first(harbour: LibraryBuilder, query: str, first: str) -> None:
    assert harbour.found(query)[0] == first


def test_a_slip_that_has_the_stem_of_the_right_word_is_said_too(harbour: LibraryBuilder) -> None:
    for typed in ("memori", "memori "):
        assert harbour.search(typed).note == "Nothing has 'memori'; showing 'memory'."
        assert harbour.search(typed).total == harbour.search("memory").total
    assert harbour.search("memories").note is None


def test_a_word_that_nothing_has_is_replaced_by_one_that_differs_by_a_letter_and_that_is_said(
    harbour: LibraryBuilder,
) -> None:
    slip, right = harbour.search("mmeory"), harbour.search("memory")
    assert slip.note == "Nothing has 'mmeory'; showing 'memory'."
    assert [hit.segment for hit in slip.rows] == [hit.segment for hit in right.rows]
    assert slip.total == right.total == 10


def test_two_letters_may_be_wrong_in_a_longer_word_and_none_in_a_short_one(harbour: LibraryBuilder) -> None:
    assert harbour.search("interrogete").note == "Nothing has 'interrogete'; showing 'interrogate'."
    assert harbour.search("interogete").note == "Nothing has 'interogete'; showing 'interrogate'."
    assert not harbour.search("rop ").rows or harbour.search("rop ").note is None
    assert not harbour.search("lte ").rows


def test_a_word_that_few_segments_have_keeps_its_hits_above_what_it_may_be_a_slip_of(harbour: LibraryBuilder) -> None:
    harbour.write(20, "## Notes\n\n- A memary is no such thing.\n", "2001-01-01")
    harbour.sync()
    results = harbour.search("memary ")
    assert str(results.rows[0].segment.target) == "tea-time:20#notes"
    assert (results.total, results.near, results.note) == (1, 10, None)


def test_a_word_that_is_too_long_for_a_person_is_neither_corrected_nor_taken_apart_letter_by_letter(
    harbour: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def measured(connection: sqlite3.Connection, words: Iterable[str]) -> set[str]:
        asked = list(words)
        sizes.append(sum(map(len, asked)))
        return known(connection, asked)

    known = vocabulary.known
    for module in (vocabulary, match):
        monkeypatch.setattr(module, "known", measured)
    assert harbour.found("x" * 2000) == []
    assert sum(sizes) < 100 * 2000


def test_fillers_weigh_nothing_but_inside_quotation_marks_and_alone(harbour: LibraryBuilder) -> None:
    assert harbour.search("what was the splicing about").total == harbour.search("splicing").total
    assert harbour.search('"and its charts"').total == 10
    assert harbour.search('"or its charts"').total == 0
    assert harbour.search("before it ").total == 1


def test_more_words_lose_nothing_that_fewer_find(harbour: LibraryBuilder) -> None:
    fewer, more = (set(harbour.found(query, limit=100)) for query in ("splicing", "splicing charts dragons of late"))
    assert fewer <= more


def test_the_beginning_of_the_last_word_counts_below_the_word_and_its_forms(harbour: LibraryBuilder) -> None:
    harbour.write(30, "## Ropeway\n\n- A ropeway is a way.\n", "2024-01-01")
    harbour.sync()
    assert harbour.found("ropew") == ["30#ropeway"]
    assert harbour.found("rope")[-1] == "30#ropeway"
    assert harbour.found("roping") == ["1#named-tuples-in-ropes", "1#splicing"]


def test_a_beginning_that_very_many_have_is_looked_for_in_titles_and_narrows_nothing_to_nothing(
    harbour: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    harbour.write(31, "## Oars\n\n- A quayside.\n\n## Quays\n\n- Stone.\n\n## Harbours\n\n- Of quiet.\n")
    harbour.write(32, "## Lanterns\n\n- Brass, quite.\n")
    harbour.sync()
    monkeypatch.setattr(finder, "_MOST", 3)
    assert harbour.found("qu") == ["31#quays"]
    assert harbour.found("quay") == ["31#quays", "31#oars"]
    assert harbour.found("lanterns qu")[0] == "32#lanterns"
    assert harbour.search("lanterns qu").total == harbour.search("lanterns").total
    assert len(harbour.found("qu*")) == 4


def test_one_minus_word_is_looked_for_as_it_stands(harbour: LibraryBuilder) -> None:
    harbour.write(40, "## Flags\n\n- Never sail with -ffast-hull, ever.\n")
    harbour.sync()
    assert harbour.found("-ffast-hull") == ["40#flags"]
    assert "40#flags" not in harbour.found("sail -ffast-hull")


def test_what_a_show_says_in_many_episodes_stands_last_and_once(builder: LibraryBuilder) -> None:
    for number in range(1, 13):
        own = "## Rope\n\n- Splice it, crew.\n\n" if number == 3 else f"## Knot {number}\n\n- Tie.\n\n"
        meet = "## The crew\n\n- The  Crew: every Friday.\n- Bring rope\n"
        builder.write(number, own + meet, f"2020-01-{number:02}")
    builder.sync()
    assert builder.found("crew") == ["3#rope", "12#the-crew"]
    assert builder.search("crew").folded == 11
    assert builder.search("crew", folded=False).total == 13
    assert builder.found("crew -tie before:2020-01-05") == ["3#rope", "4#the-crew"]
    builder.write(12, "## The crew\n\n- The crew: every Monday.\n- Bring rope\n", "2020-01-12")
    builder.sync()
    assert builder.found("crew") == ["12#the-crew", "3#rope", "11#the-crew"]
