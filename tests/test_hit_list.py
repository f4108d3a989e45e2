"""Hits as rows: what they say, at any width, with their matches in sight."""

from __future__ import annotations

import pytest
from rich.cells import cell_len as cells

from episodes.model import Kind
from episodes.search.values import Hit, Marked
from tui.widgets.hit_list import hit_lines
from tui.widgets.row_text import marked_parts

from .library_builder import segment_row


def hit(title: str | None, **facts: object) -> Hit:
    row = segment_row(**{"title": title, **facts})
    return Hit(row, Marked(row.name), Marked("Of kettles."))


def text_of(made: Hit, width: int) -> list[str]:
    return ["".join(text for text, _ in line) for line in hit_lines(made, width, {})]


def test_a_hit_says_title_presenter_episode_date_and_extract() -> None:
    title, extract = text_of(hit("Kettles"), 100)
    assert title.startswith("Kettles")
    assert title.endswith("Ann · 1 · 2019-05-01")
    assert "Of kettles." in extract


def test_a_hit_without_a_title_of_its_own_says_what_it_is() -> None:
    made = hit(None, kind=Kind.EXTRAS)
    assert "extras · 1" in text_of(made, 100)[0]


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
