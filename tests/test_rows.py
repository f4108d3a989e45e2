"""Notes as rows: what is shown, where it breaks, and that nothing is lost or too wide."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from episodes.model import Episode, Kind, Segment
from tui.rows import START, Document, Layout, Row, colour, lay_out
from tui.rows.prepare import prepare
from tui.rows.wrap import breaks, cells

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


def episode(notes: str, *segments: Segment) -> Episode:
    return Episode("show:1", "Show", None, notes=notes, segments=segments)


def segment(
    name: str,
    first: int,
    end: int,
    kind: Kind = Kind.TOPIC,
    title: str | None = None,
    presenter: str | None = None,
    children: tuple[Segment, ...] = (),
) -> Segment:
    return Segment(name, kind, title, None, presenter, None, None, (), first, end, "", children)


def document(notes: str, *segments: Segment) -> Document:
    return prepare(episode(notes, *segments), with_masthead=False)


def row_text(made: Document, row: Row) -> str:
    return "".join(
        piece.text if piece.line < 0 else made.lines[piece.line].text[piece.start : piece.end] for piece in row.pieces
    )


def shown(layout: Layout) -> list[str]:
    return [row_text(layout.document, row).rstrip() for row in layout.rows]


def rows(notes: str, width: int = 40, *segments: Segment) -> list[str]:
    return shown(lay_out(document(notes, *segments), width))


def looks(made: Document, words: str) -> str:
    for line in made.lines:
        at = line.text.find(words)
        if at >= 0:
            return next(run.look for run in line.runs if run.end > at)
    raise AssertionError(words)


# Breaks

TEXTS = st.text(
    st.one_of(
        st.sampled_from("abc  .,-/"),
        st.sampled_from("éß’—…日本、。語ｶ🎉́​"),
        st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
    ),
    max_size=120,
)


@given(TEXTS, st.integers(2, 30))
@example("see https://example.org/a/very/long/path?with=a&query=of-many-words", 12)
@example("   indented and then some", 8)
@example("日本語の文章、とても長い。", 5)
def test_rows_join_to_the_text_and_none_is_wider_than_the_width(text: str, width: int) -> None:
    starts = breaks(text, width)
    parts = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    assert "".join(parts) == text
    assert starts == sorted(set(starts))
    assert all(cell_len(part.rstrip(" ")) <= width for part in parts)


@given(TEXTS)
def test_cells_are_counted_as_the_screen_counts_them(text: str) -> None:
    assert cells(text) == cell_len(text)


def test_text_breaks_between_words() -> None:
    text = "one two three four"
    assert breaks(text, 9) == [0, 8, 14]


def test_a_word_wider_than_the_row_breaks_at_a_joint_of_an_address() -> None:
    assert breaks("https://example.org/one/two", 22) == [0, len("https://example.org/")]


def test_chinese_and_japanese_text_breaks_between_characters_but_not_before_a_full_stop() -> None:
    assert breaks("日本語文。", 8) == [0, 3]


def test_a_character_wider_than_the_row_stands_alone() -> None:
    assert breaks("日本", 1) == [0, 1]


# What is shown


def test_paragraphs_keep_the_blank_rows_of_the_source_but_never_more_than_one() -> None:
    assert rows("one\n\n\n\ntwo\nthree") == ["one", "", "two three"]


def test_bullets_nest_with_signs_of_their_own_and_hang() -> None:
    made = rows("- first\n  - second that is long enough to wrap\n    - third\n      - fourth", 24)
    assert made == [
        "• first",
        "  ◦ second that is long",
        "    enough to wrap",
        "    ▪ third",
        "      ▪ fourth",
    ]


def test_numbers_of_a_list_are_the_authors_and_stand_right_under_each_other() -> None:
    assert rows("9. nine\n10. ten") == [" 9. nine", "10. ten"]
    assert rows("3) three") == ["3) three"]


def test_an_empty_bullet_is_shown() -> None:
    assert rows("- one\n-\n- three") == ["• one", "•", "• three"]


def test_a_bullet_that_begins_with_a_list_is_one_row() -> None:
    assert rows("- - deep") == ["• ◦ deep"]


def test_quotations_have_a_bar_that_goes_on_over_their_blank_rows() -> None:
    assert rows("before\n\n> one\n>\n> two\n\nafter") == ["before", "", "▎ one", "▎", "▎ two", "", "after"]


def test_code_keeps_its_lines_and_marks_those_that_wrap() -> None:
    assert rows("```\nif x:\n\tgo\nand so on and on and on\n```", 14) == [
        "│ if x:",
        "│     go",
        "│ and so on",
        "┆ and on and",
        "┆ on",
    ]


def test_code_that_names_its_language_is_coloured() -> None:
    made = colour(document("```python\nreturn 'x'  # why\n```"))
    assert looks(made, "return") == "code-block code-keyword"
    assert looks(made, "'x'") == "code-block code-string"
    assert looks(made, "# why") == "code-block code-comment"


@pytest.mark.parametrize("language", ["", "no-such-language", "text"])
def test_code_of_no_known_language_is_plain(language: str) -> None:
    made = colour(document(f"```{language}\nreturn 1\n\n```"))
    assert [run.look for run in made.lines[0].runs] == ["code-block"]


def test_a_table_is_a_box_whose_columns_fit() -> None:
    made = rows("| Name | Count |\n|:--|--:|\n| a | 1 |\n| long name of a thing that wraps | 22 |", 30)
    assert made == [
        "╭──────────────────┬───────╮",
        "│ Name             │ Count │",
        "├──────────────────┼───────┤",
        "│ a                │     1 │",
        "│ long name of a   │    22 │",
        "│ thing that wraps │       │",
        "╰──────────────────┴───────╯",
    ]


def test_a_table_without_room_for_a_box_shows_its_cells_below_each_other() -> None:
    made = rows("| Name | Count |\n|--|--|\n| a long name | some text |", 12)
    assert made == ["Name", "Count", "──────", "a long name", "some text"]


def test_a_row_of_a_table_with_missing_cells_is_whole() -> None:
    assert rows("| a | b |\n|--|--|\n| 1 |")[3] == "│ 1 │   │"


def test_a_rule_is_a_short_line_with_room() -> None:
    assert rows("one\n\n***\n\ntwo") == ["one", "", "─" * 12, "", "two"]


def test_headings_stand_apart_from_what_is_above_and_close_to_what_follows() -> None:
    made = rows("text\n# One\n\nmore\n\n\n### Two\n\n\nend", 10)
    assert made == ["text", "", "One", "━" * 10, "more", "", "Two", "end"]


def test_raw_html_is_text_with_line_breaks_and_the_few_tags_that_format() -> None:
    assert rows("one<br>two <b>bold</b> <!-- no --> &amp; &lt;x&gt;") == ["one", "two bold & <x>"]
    assert rows("<div>\n<p>one</p>\n<p>two &eacute;</p>\n<script>no()</script>\n</div>") == ["one", "two é"]
    assert looks(document("a <b>bold</b> word"), "bold") == "strong"


def test_tags_that_format_nothing_are_text() -> None:
    assert rows("use <dialog> and list<T>") == ["use <dialog> and list<T>"]


def test_links_of_raw_html_are_links() -> None:
    made = document('see <a href="https://example.org/?a=1&amp;b=2">here</a> <img src="https://example.org/x.png">')
    assert [(link.link.title, link.link.url) for link in made.links] == [
        ("here", "https://example.org/?a=1&b=2"),
        ("▧ x.png", "https://example.org/x.png"),
    ]


def test_images_are_links_with_their_description() -> None:
    made = document("![A chart](https://example.org/chart.png)")
    assert made.lines[0].text == "▧ A chart"
    assert made.links[0].link.url == "https://example.org/chart.png"


def test_looks_add_up() -> None:
    made = document("**bold *both* `code`** ~~gone~~")
    assert looks(made, "both") == "strong em"
    assert looks(made, "code") == "strong code"
    assert looks(made, "gone") == "strike"


def test_control_characters_and_bidi_overrides_never_show_even_from_entities() -> None:
    made = document("a&#x9b;31m b&#x202e;c&#8238;d\u200b e&zwj;f `\x1b[0m`")
    text = "".join(line.text for line in made.lines)
    assert not any(character in text for character in "\x1b\x9b\u202e\u200d")


def test_markup_of_other_programs_is_text() -> None:
    assert rows("[b]x[/b] [@click=app.quit]y[/] [/b]") == ["[b]x[/b] [@click=app.quit]y[/] [/b]"]


# Links and places


def test_every_link_knows_its_place_in_the_source_and_its_segment() -> None:
    notes = "Intro <https://a.example>\n\n## One\n\ntext\nmore [two](https://b.example)\n"
    made = document(notes, segment("intro", 0, 2, Kind.INTRO), segment("one", 2, 6, title="One"))
    assert [(link.link.url, link.place, link.segment_id) for link in made.links] == [
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
    assert made.lines[1].runs[0].link == 0


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


# Headings of segments


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
    assert looks(made, "Brian") == "label"
    assert looks(made, "Some") == "link title"
    assert looks(made, "- PEP 1") == "title"


def test_the_line_after_a_heading_in_one_paragraph_is_text() -> None:
    notes = "**Extras**\nBrian: one\nmore of it"
    extras = segment("extras", 0, 3, Kind.EXTRAS, "Extras", children=(segment("brian", 1, 3, presenter="Brian"),))
    made = document(notes, extras)
    assert [line.text for line in made.lines] == ["Extras", "Brian: one", "more of it"]
    assert [block.heading.segment_id if block.heading else None for block in made.blocks] == ["extras", "brian", None]


def test_a_title_on_the_line_after_its_label_is_part_of_the_heading() -> None:
    made = document("**Brian #5:**\n[Some thing](https://example.org)\ntext", segment("s", 0, 3, title="Some thing"))
    assert [line.text for line in made.lines] == ["Brian #5: Some thing", "text"]


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


def test_only_some_lines_of_the_notes_can_be_read() -> None:
    notes = "one\n\n## Two\n\ntext\n\n## Three\n\nend"
    whole = episode(notes, segment("two", 2, 6, title="Two"), segment("three", 6, 9, title="Three"))
    part = prepare(whole, first_line=2, end_line=5)
    assert not part.whole
    assert [line.text for line in part.lines] == ["Two", "text"]
    assert part.lines[0].source == 2
    assert part.segment_ids == ("two", "three")


def test_the_masthead_says_nothing_that_the_notes_say_themselves() -> None:
    values = {"published": None, "hosts": ("Ann", "Ben")}
    made = prepare(Episode("s:1", "Show", "A title", 1, notes="text", **values))  # type: ignore[arg-type]
    assert shown(lay_out(made, 40)) == ["Show 1", "A title", "Ann, Ben", "", "text"]
    made = prepare(Episode("s:1", "Show", "A title", 1, notes="# Show 1: A title\n\ntext", **values))  # type: ignore[arg-type]
    assert shown(lay_out(made, 20)) == ["Ann, Ben", "", "Show 1: A title", "━" * 20, "text"]


@pytest.mark.skipif(not CORPUS.exists(), reason="no corpus beside the repository")
@pytest.mark.parametrize("folder", ["python-bytes", "syntax"])
def test_real_notes_fit_every_width(folder: str) -> None:
    for path in sorted((CORPUS / folder).glob("*.md"))[::6]:
        made = prepare(episode(path.read_text(encoding="utf-8")))
        for width in (20, 76):
            layout = lay_out(made, width)
            places = [row.place for row in layout.rows]
            assert places == sorted(set(places)), path
            assert all(cell_len(row_text(made, row)) <= width for row in layout.rows), path
