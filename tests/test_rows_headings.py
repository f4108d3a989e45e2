"""Notes as rows: the headings of segments, and the header above them."""

from __future__ import annotations

import pytest

from episodes.model import Episode, Kind
from tui.notes_pane.document_builder import build_document
from tui.notes_pane.layout import lay_out

from .notes_layouts import document, rows, segment, shown, style_of


@pytest.mark.parametrize(
    "notes",
    [
        "## Brian #1: [Some thing](https://example.org) - PEP 1\n\n- text",
        "**Brian #1:** [**Some thing**](https://example.org) - PEP 1\n\n- text",
        "**Brian #1:** [**Some thing**](https://example.org) - PEP 1\n- text",
    ],
)
def test_the_heading_of_a_segment_looks_the_same_in_every_form(notes: str) -> None:
    made = document(notes, segment("some-thing", 0, 3, title="Some thing - PEP 1", presenter="Brian"))
    assert shown(lay_out(made, 40))[:3] == ["Brian #1: Some thing - PEP 1", "─" * 40, "• text"]
    assert style_of(made, "Brian") == "label"
    assert style_of(made, "Some") == "link title"
    assert style_of(made, "- PEP 1") == "title"


def test_the_line_after_a_heading_in_one_paragraph_is_text() -> None:
    notes = "**Extras**\nBrian: one\nmore of it"
    extras = segment("extras", 0, 3, Kind.EXTRAS, "Extras", children=(segment("brian", 1, 3, presenter="Brian"),))
    made = document(notes, extras)
    assert [line.text for line in made.lines] == ["Extras", "Brian: one", "more of it"]
    assert [block.heading.segment_id if block.heading else None for block in made.blocks] == ["extras", "brian", None]


def test_a_title_on_the_line_after_its_label_is_part_of_the_heading() -> None:
    made = document("**Brian #5:**\n[Some thing](https://example.org)\ntext", segment("s", 0, 3, title="Some thing"))
    assert [line.text for line in made.lines] == ["Brian #5: Some thing", "text"]


@pytest.mark.parametrize(
    ("notes", "lines"),
    [
        ("**Brian #5:**  \n[Some thing](https://example.org)\ntext\nmore", ["Brian #5:", "Some thing", "text more"]),
        ("**Brian #5:**\nSome<br>thing\ntext\nmore", ["Brian #5: Some", "thing", "text more"]),
        ("**Brian #5: Some thing**  \ntext\nmore", ["Brian #5: Some thing", "text more"]),
    ],
)
def test_text_begins_below_a_heading_and_flows_on_where_lines_break_within_either(notes: str, lines: list[str]) -> None:
    made = document(notes, segment("s", 0, 4, title="Some thing"))
    assert [line.text for line in made.lines] == lines


def test_a_label_without_title_is_a_heading_of_its_own() -> None:
    made = document("Brian:\nsome text", segment("brian", 0, 2, Kind.SECTION, presenter="Brian"))
    assert [line.text for line in made.lines] == ["Brian:", "some text"]


def test_a_segment_that_is_an_item_of_a_list_has_no_rule() -> None:
    notes = "### Notes\n\n- [01:15](#t=01:15) What is it?\n- next"
    notes_segment = segment(
        "notes", 0, 4, Kind.SECTION, "Notes", children=(segment("what", 2, 3, title="What is it?"),)
    )
    assert rows(notes, 20, notes_segment) == ["Notes", "─" * 20, "• 01:15 What is", "  it?", "• next"]


def test_kinds_are_told_apart_by_rules_and_words() -> None:
    notes = "## One\n\n## DigitalOcean\n\n## The joke of the day"
    made = rows(
        notes,
        30,
        segment("one", 0, 2, title="One"),
        segment("do", 2, 4, Kind.SPONSOR, "DigitalOcean"),
        segment("joke", 4, 5, Kind.JOKE, "The joke of the day"),
    )
    assert made[1] == "─" * 30
    assert made[3] == "╌" * 19 + " sponsor ╌╌"
    assert made[5] == "┈" * 30


def test_a_heading_inside_a_listing_that_was_left_open_ends_the_listing() -> None:
    notes = "```\ncode\n\n## Two\n\n- text"
    assert rows(notes, 10, segment("two", 3, 6, title="Two")) == ["│ code", "", "Two", "─" * 10, "• text"]


def test_the_header_says_nothing_that_the_notes_say_themselves() -> None:
    values = {"published": None, "hosts": ("Ann", "Ben")}
    made = build_document(Episode("s:1", "Show", "A title", 1, notes="text", **values))  # type: ignore[arg-type]
    assert shown(lay_out(made, 40)) == ["Show 1", "A title", "Ann, Ben", "", "text"]
    made = build_document(Episode("s:1", "Show", "A title", 1, notes="# Show 1: A title\n\ntext", **values))  # type: ignore[arg-type]
    assert shown(lay_out(made, 20)) == ["Ann, Ben", "", "Show 1: A title", "━" * 20, "text"]


def test_what_the_reader_wrote_at_a_segment_stands_below_its_heading_and_above_text_without_one() -> None:
    notes = "Hello.\n\n## One\n\nText.\n"
    made = document(notes, segment("intro", 0, 2, Kind.INTRO), segment("one", 2, 5, title="One"))
    layout = lay_out(made, 20, {"one": "for the talk on asgi\n#tea", "intro": "who\x1b else"})
    assert shown(layout) == [
        "◥ who else",
        "Hello.",
        "",
        "One",
        "─" * 20,
        "◥ for the talk on",
        "  asgi",
        "  #tea",
        "Text.",
    ]
    assert [row.place for row in layout.rows] == sorted(row.place for row in layout.rows)
    assert made.text_between(None, None).count("talk") == 0
