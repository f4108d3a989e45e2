"""Notes as rows: where text breaks, and how each kind of block is shown."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.notes_pane.annotations import colour_code
from tui.widgets.row_text import breaks

from .notes_layouts import document, rows, style_of

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
    made = colour_code(document("```python\nreturn 'x'  # why\n```"))
    assert style_of(made, "return") == "code-block code-keyword"
    assert style_of(made, "'x'") == "code-block code-string"
    assert style_of(made, "# why") == "code-block code-comment"


@pytest.mark.parametrize("language", ["", "no-such-language", "text"])
def test_code_of_no_known_language_is_plain(language: str) -> None:
    made = colour_code(document(f"```{language}\nreturn 1\n\n```"))
    assert [span.style for span in made.lines[0].spans] == ["code-block"]


def test_a_cell_of_several_lines_keeps_all_of_them() -> None:
    made = document("| a | b |\n|--|--|\n| x<br>y | [l](https://x.example)<br>[m](https://m.example) |")
    assert [line.text for line in made.lines] == ["a", "b", "x y", "l m"]
    assert [len(list(made.places(at))) for at in range(2)] == [1, 1]


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
    assert style_of(document("a <b>bold</b> word"), "bold") == "strong"


def test_lists_tables_and_folds_of_raw_html_are_shown_as_such() -> None:
    html = "<ul><li>one</li><li><p>two</p><ul><li>in it</li></ul></li></ul><ol><li>first</li><li>second</li></ol>"
    assert rows(html) == ["• one", "• two", "◦ in it", "1. first", "2. second"]
    assert rows("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>") == ["a │ b", "c"]
    made = rows("<details><summary>More</summary>\n\nHidden *words*.\n\n</details>\n")
    assert made == ["▾ More", "", "Hidden words."]


def test_tasks_show_whether_they_are_done() -> None:
    assert rows("- [ ] to do\n- [x] done\n- [y] neither\n") == ["• ☐ to do", "• ☑ done", "• [y] neither"]


def test_footnotes_stand_where_they_are_written() -> None:
    made = document("A word[^1], [^2] none.\n\n[^1]: https://foot.example/\n")
    assert rows("A word[^1], [^2] none.\n\n[^1]: https://foot.example/\n") == [
        "A word[1], [^2] none.",
        "",
        "[1] https://foot.example/",
    ]
    assert [link.link.url for link in made.links] == ["https://foot.example/"]


@pytest.mark.parametrize("text", ["use <dialog> and list<T>", "the new <template> and </template>", "a <script> tag"])
def test_tags_that_are_only_named_are_text(text: str) -> None:
    assert rows(text) == [text]


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
    assert style_of(made, "both") == "strong em"
    assert style_of(made, "code") == "strong code"
    assert style_of(made, "gone") == "strike"


def test_control_characters_and_bidi_overrides_never_show_even_from_entities() -> None:
    made = document("a&#x9b;31m b&#x202e;c&#8238;d\u200b e&zwj;f `\x1b[0m`")
    text = "".join(line.text for line in made.lines)
    assert not any(character in text for character in "\x1b\x9b\u202e\u200d")


def test_markup_of_other_programs_is_text() -> None:
    assert rows("[b]x[/b] [@click=app.quit]y[/] [/b]") == ["[b]x[/b] [@click=app.quit]y[/] [/b]"]
