"""Hits as rows: what they say, at any width, with their matches in sight."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len as cells

from episodes.model import Kind
from episodes.search.values import Hit, Marked
from tui.screens.search import episode_line, hit_lines
from tui.widgets.row_text import ELLIPSIS, marked_parts

from .library_builder import segment_row


def hit(title: str | None, **facts: object) -> Hit:
    row = segment_row(**{"title": title, **facts})
    return Hit(row, Marked(row.name), Marked("Of kettles."))


def text_of(made: Hit, width: int) -> list[str]:
    lines = [episode_line(made.segment, width, {}, is_near=False), *hit_lines(made, width)]
    return ["".join(text for text, _ in line) for line in lines]


def test_a_hit_says_title_presenter_episode_date_and_extract() -> None:
    episode, title, extract = text_of(hit("Kettles"), 100)
    assert episode.startswith("Tea Time 1  First")
    assert episode.endswith("2019-05-01")
    assert title.strip().startswith("Kettles")
    assert title.endswith("Ann")
    assert "Of kettles." in extract


def test_a_hit_without_a_title_of_its_own_says_whose_it_is() -> None:
    assert text_of(hit(None, kind=Kind.EXTRAS), 100)[1].strip() == "Ann's extras"
    assert text_of(hit(None, kind=Kind.JOKE, presenter=None), 100)[1].strip() == "Joke"


def test_a_hit_shows_the_note_and_the_tags_of_its_bookmark() -> None:
    made = replace(hit("Kettles"), note=Marked("for the talk #tea", ((4, 7),)))
    parts = [part for line in hit_lines(made, 60) for part in line]
    assert ("the", "match") in parts
    assert "◥ for the talk #tea  Of kettles." in text_of(made, 60)[2]


@pytest.mark.parametrize("width", [10, 20, 40, 60, 80, 120, 200])
def test_the_lines_of_a_hit_never_exceed_their_width(width: int) -> None:
    for made in (hit("茶" * 90), hit("[b]x[/b] " * 30, episode_title=None, number=None), hit("")):
        assert all(cells(line) <= width for line in text_of(made, width))


def test_a_long_extract_is_cut_round_its_first_match() -> None:
    text = "word " * 60 + "kettle and more words that follow it " + "word " * 60
    at = text.index("kettle")
    parts = marked_parts(Marked(text, ((at, at + 6),)), 60, "muted")
    line = "".join(piece for piece, _ in parts)
    assert cells(line) == 60
    assert line.startswith("…")
    assert line.rstrip().endswith("…")
    assert ("kettle", "match") in parts
    assert line.index("kettle") < 30


def test_control_characters_and_line_ends_do_not_shift_the_marks() -> None:
    parts = marked_parts(Marked("a\nb\x1b\u202ekettle", ((5, 11),)), 20, "")
    assert ("kettle", "match") in parts
    assert not {"\n", "\x1b", "\u202e"} & set("".join(text for text, _ in parts))


_CHARACTERS = ("a", "b", " ", "茶", "器", "e\u0301", "🫖\U0001f3fd", "\u200d", "\x1b", "\n")
_UNMARKED = st.lists(st.sampled_from(_CHARACTERS), max_size=30).map("".join)
_MATCHED = st.builds(str.__add__, st.sampled_from("k茶🫖"), _UNMARKED)


@settings(deadline=None, max_examples=200)
@given(_UNMARKED, st.lists(st.tuples(_MATCHED, _UNMARKED), min_size=1, max_size=3), st.integers(0, 30))
def test_marked_text_fills_its_cells_and_shows_a_match_between_an_ellipsis_at_most_at_either_side(
    before: str, rest: list[tuple[str, str]], width: int
) -> None:
    text, spans = before, []
    for match, after in rest:
        spans.append((len(text), len(text) + len(match)))
        text += match + after
    parts = marked_parts(Marked(text, tuple(spans)), width, "muted")
    line = "".join(piece for piece, _ in parts)
    assert cells(line) == width
    assert ELLIPSIS not in line.strip().removeprefix(ELLIPSIS)[:-1]
    assert f"{ELLIPSIS}\u0301" not in line
    if width >= 4:
        assert any(role == "match" and cells(piece) for piece, role in parts)


def test_a_word_that_is_cut_before_a_match_is_left_out() -> None:
    parts = marked_parts(Marked("In the terminal: a cat for notebooks", ((17, 18),)), 16, "")
    assert [text for text, _ in parts if text] == ["…", "a", " cat for note", "…"]


@pytest.mark.parametrize("before", ["And so on… ", "so…"])
@pytest.mark.parametrize("width", [4, 8, 12, 20, 40])
def test_an_ellipsis_of_the_text_itself_gets_no_other_beside_it(before: str, width: int) -> None:
    text = before * 9 + "kettle… and more"
    at = text.index("kettle")
    line = "".join(piece for piece, _ in marked_parts(Marked(text, ((at, at + 6),)), width, ""))
    assert ELLIPSIS * 2 not in line
