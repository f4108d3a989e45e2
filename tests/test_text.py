"""Text of others made clean, and names made of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.text import clean, clean_line, shown_line, slug


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("plain", "plain"),
        ("a\x1b]52;c;eA==\x1b\\b", "a]52;c;eA==\\b"),
        ("a\x9b31mb", "a31mb"),
        ("a\x7fb\x00c", "abc"),
        ("x\u202egpj.exe", "xgpj.exe"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("tab\tstays\n", "tab\tstays\n"),
        ("half a pair \ud800", "half a pair "),
    ],
)
def test_what_a_terminal_would_take_for_a_command_is_dropped(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


@given(st.text())
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", clean(text))


@given(st.text())
def test_a_clean_line_is_one_line(text: str) -> None:
    line = clean_line(text)
    assert "\n" not in line
    assert line == line.strip()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Annual Release Cycle for Python - PEP 602", "annual-release-cycle-for-python-pep-602"),
        ("Python's small object allocator", "pythons-small-object-allocator"),
        ("Fernando Pérez", "fernando-perez"),
        ("../../etc/passwd", "etc-passwd"),
        ("日本語", "日本語"),
        ("!!!", ""),
        ("one two three four", "one-two-three-four"),
    ],
)
def test_slugs_are_the_words_of_a_title(title: str, expected: str) -> None:
    assert slug(title) == expected


def test_a_long_slug_is_cut_between_words() -> None:
    assert slug("alpha beta gamma delta", 12) == "alpha-beta"


@given(st.text(), st.integers(1, 80))
def test_a_slug_is_never_longer_than_asked_and_is_no_path(text: str, limit: int) -> None:
    made = slug(text, limit)
    assert len(made) <= limit
    assert not set(made) & set("/\\.: \n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\U0001f469\u200d\U0001f4bb dev", "\U0001f469\U0001f4bb dev"),
        ("tick \u2714\ufe0f, \u260e\ufe0e", "tick \u2714, \u260e"),
        ("soft\u00adhyphen, no\u200cjoiner, \ufeffmark\u200f", "softhyphen, nojoiner, mark"),
        ("\U0001f44b\U0001f3fd", "\U0001f44b"),
        (" two\n lines\x1b", "two lines"),
        ("\u65e5\u672c\u8a9e e\u0301", "\u65e5\u672c\u8a9e e\u0301"),
    ],
)
def test_what_is_shown_has_nothing_that_terminals_count_differently(text: str, expected: str) -> None:
    assert shown_line(text) == expected
