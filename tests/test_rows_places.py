"""Notes as rows: every link and character has its place, and nothing is lost or too wide."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from episodes.model import Kind
from tui.notes_pane.document_builder import build_document, build_part
from tui.notes_pane.layout import lay_out
from tui.notes_pane.notes_document import START

from .notes_files import NOTES_FILES
from .notes_layouts import document, episode, row_text, segment


def test_every_link_knows_its_place_in_the_source_and_its_segment() -> None:
    notes = "Intro <https://a.example>\n\n## One\n\ntext\nmore [two](https://b.example)\n"
    made = document(notes, segment("intro", 0, 2, Kind.INTRO), segment("one", 2, 6, title="One"))
    places = [made.lines[line].place(span.start) for at in range(2) for line, span in made.places(at)]
    assert [(link.link.url, place, link.segment_id) for link, place in zip(made.links, places, strict=True)] == [
        ("https://a.example", (0, 6), "intro"),
        ("https://b.example", (5, 5), "one"),
    ]


def test_a_link_without_words_shows_its_address() -> None:
    made = document("[](https://example.org)")
    assert made.lines[0].text == "https://example.org"
    assert made.links[0].link.title == "https://example.org"


def test_a_link_into_the_page_itself_is_text() -> None:
    made = document("[02:25](#t=02:25) Title")
    assert made.links == ()
    assert made.lines[0].text == "02:25 Title"


def test_a_link_that_must_not_be_opened_is_known_as_such() -> None:
    made = document("[a](ftp://example.org/x) [b](https://example.org)")
    assert [link.opens for link in made.links] == [False, True]


def test_links_survive_a_break_of_the_line_inside_them() -> None:
    made = document("[one  \ntwo](https://example.org) end")
    assert [line.text for line in made.lines] == ["one", "two end"]
    assert made.links[0].link.title == "onetwo" or made.links[0].link.title == "one two"
    assert made.lines[1].spans[0].link == 0


NOTES = st.lists(
    st.sampled_from(
        [
            "# Title",
            "## Brian #1: [Some thing](https://example.org/a) - tail",
            "plain words that go on for a while, so that they have to be wrapped somewhere",
            "- bullet with **bold** and [a link](https://example.org/b)",
            "  - nested bullet with `code` that is long enough to wrap at most widths",
            "    continued",
            "> quoted",
            "> - quoted bullet",
            "1. first",
            "```python",
            "x = 1",
            "```",
            "| a | b |",
            "|---|---|",
            "| one | two words and more of them |",
            "---",
            "<br> html <b>x</b>",
            "日本語の文章。とても長い文章です。",
            "",
            "",
        ]
    ),
    max_size=25,
).map("\n".join)


@given(NOTES, st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_every_character_is_shown_once_and_no_row_is_too_wide(notes: str, width: int) -> None:
    made = document(notes)
    layout = lay_out(made, width)
    taken: dict[int, list[tuple[int, int]]] = {}
    for row in layout.rows:
        assert sum(map(cell_len, [row_text(made, row)])) <= max(width, 2)
        for piece in row.pieces:
            if piece.line >= 0:
                taken.setdefault(piece.line, []).append((piece.start, piece.end))
    for at, line in enumerate(made.lines):
        spans = sorted(taken.get(at, []))
        text = "".join(line.text[start:end] for start, end in spans)
        assert text.replace(" ", "") == line.text.replace(" ", "")


@given(NOTES, st.integers(1, 60), st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_every_row_has_a_place_of_its_own_that_other_widths_know(notes: str, width: int, other: int) -> None:
    made = document(notes)
    layout, again = lay_out(made, width), lay_out(made, other)
    places = [row.place for row in layout.rows]
    assert places == sorted(set(places))
    for number, row in enumerate(layout.rows):
        assert layout.row_at(row.place) == number
        assert again.rows[again.row_at(row.place)].place <= row.place or not again.row_at(row.place)
    assert layout.row_at(START) == 0


@given(NOTES, st.integers(3, 60))
@settings(max_examples=80, deadline=None)
def test_every_character_is_found_in_its_row(notes: str, width: int) -> None:
    made = document(notes)
    layout = lay_out(made, width)
    for at, line in enumerate(made.lines):
        for offset in range(0, len(line.text), 7):
            number = layout.row_of(at, offset)
            assert number is not None
            assert any(piece.line == at and piece.start <= offset for piece in layout.rows[number].pieces)


@given(NOTES, st.integers(0, 90), st.integers(0, 90))
@settings(max_examples=80, deadline=None)
def test_the_stretches_between_two_places_are_those_of_the_text_between_them(notes: str, start: int, size: int) -> None:
    for line in document(notes).lines:
        end = min(start + size, len(line.text))
        spans = list(line.stretches(start, end))
        assert "".join(line.text[span.start : span.end] for span in spans) == line.text[start:end]
        assert all(span.start < span.end or start >= end for span in spans)
        for span in spans:
            names = {
                name
                for own in line.spans
                if own.start < span.end and own.end > span.start
                for name in own.style.split()
            }
            assert set(span.style.split()) == (names if start < end else set())


def test_code_without_a_line_has_a_place_above_the_line_that_is_none_of_it() -> None:
    places = [row.place for row in lay_out(document(">```\nwords"), 80).rows]
    assert places == sorted(set(places))


def test_notes_without_text_have_nothing_to_copy() -> None:
    assert document("").text_between(None, None) == ""


def test_only_some_lines_of_the_notes_can_be_read() -> None:
    notes = "one\n\n## Two\n\ntext\n\n## Three\n\nend"
    whole = episode(notes, segment("two", 2, 6, title="Two"), segment("three", 6, 9, title="Three"))
    part = build_part(whole, 2, 5)
    assert not part.whole
    assert [line.text for line in part.lines] == ["Two", "text"]
    assert part.lines[0].source == 2
    assert [start.id for start in part.segments] == ["two", "three"]


def test_lines_that_are_read_from_the_midst_of_a_segment_have_no_heading() -> None:
    notes = "## One\n\nA long\nparagraph.\n\n- item"
    part = build_part(episode(notes, segment("one", 0, 6, title="One")), 2)
    assert [line.text for line in part.lines] == ["A long paragraph.", "item"]
    assert not any(block.heading for block in part.blocks)


@pytest.mark.parametrize("path", NOTES_FILES, ids=lambda path: path.name)
def test_notes_files_fit_every_width(path: Path) -> None:
    made = build_document(episode(path.read_text(encoding="utf-8")))
    for width in (20, 76):
        layout = lay_out(made, width)
        places = [row.place for row in layout.rows]
        assert places == sorted(set(places))
        assert all(cell_len(row_text(made, row)) <= width for row in layout.rows)
