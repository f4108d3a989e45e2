"""Markdown without its markup: what extracts, marks and headings say of a text."""

from __future__ import annotations

import pytest

from episodes.notes.lines import plain_lines


def test_the_lines_of_a_text_come_without_its_markup() -> None:
    lines = plain_lines(
        "## [**Title**](https://a.example)\n\n- *One* [two](https://b.example/x_(y)) `three_four` &amp; <b>five</b>\n"
        "  1. six ![seven](https://c.example/d.png) <https://e.example>\n\n---\n> eight __nine__ \\*ten\\* [a][b]\n"
    )
    assert lines == ["Title", "One two three_four & five", "six seven https://e.example", "eight nine *ten* a"]


@pytest.mark.parametrize(
    ("markdown", "line"),
    [
        ("[![logo](https://a.example/i.png)](https://a.example)", "logo"),
        ("[[video]](https://a.example) [a [b] c](https://b.example)", "[video] a [b] c"),
        ('[a](https://a.example "a title") array[0] (b)', "a array[0] (b)"),
        ("1 < 2 &lt; 3 &#x202e;", "1 < 2 < 3"),
    ],
)
def test_links_within_brackets_and_signs_that_are_words_are_told_apart(markdown: str, line: str) -> None:
    assert plain_lines(markdown) == [line]
