"""Notes to segments: the outline that a reader sees, sections, code, links and ids."""

from __future__ import annotations

import pytest

from episodes.model import Kind, Link
from episodes.notes.parse import Notes, parse_notes

from .notes_files import only


def test_bold_links_under_a_heading_that_announces_news_are_topics() -> None:
    notes = parse_notes(
        "Hello.\n\n## News items\n[**One**](https://1.example/)\n\n- x\n\n**Two**\n\n- y\n\n## Our news\n\n### Ann\n"
    )
    assert [(segment.kind, segment.title) for segment in notes.segments] == [
        (Kind.INTRO, None),
        (Kind.SECTION, "News items"),
        (Kind.TOPIC, "One"),
        (Kind.TOPIC, "Two"),
        (Kind.EXTRAS, None),
    ]


def test_a_bold_line_is_a_section_before_the_first_topic_and_after_the_last() -> None:
    notes = parse_notes(
        "**Connect with us**\n\n- x\n\n**Main part**: all of it\n\n"
        "**Ann #1:** A\n\n**Part one**\n\n- x\n\n**Ben #2:** B\n\n"
        "- **Bold item**\n  - y\n\n**Follow-up: [One](https://1.example) thing**\n\n- z\n\n"
        "**Joke**\n\n**A bold line**\n"
    )
    assert [(segment.kind, segment.title) for segment in notes.segments] == [
        (Kind.SECTION, "Connect with us"),
        (Kind.SECTION, "Main part"),
        (Kind.TOPIC, "A"),
        (Kind.TOPIC, "B"),
        (Kind.SECTION, "Follow-up: One thing"),
        (Kind.JOKE, None),
    ]


def test_a_bold_label_hung_on_to_a_list_is_a_section() -> None:
    notes = parse_notes("## Show intro\n\n- one\n**Connect with the hosts**\n- two\nMore.\n\n**Ann #1:** A\n")
    assert [segment.title for segment in notes.segments] == ["Show intro", "Connect with the hosts", "A"]
    assert notes.segments[1].markdown == "**Connect with the hosts**\n- two\nMore.\n\n"


def test_plain_lines_begin_sections_only_if_they_are_known_as_headings() -> None:
    notes = parse_notes(
        "Special guests:\n\n- x\n\n**Ann #1:** A\n\nFor example:\n\n- y\n\nLinks\n\n- [z](https://z.example)\n"
    )
    assert [segment.title for segment in notes.segments] == ["Special guests", "A", "Links"]


def test_lesser_headings_nest_in_sections_and_topics() -> None:
    notes = parse_notes("## A\n\n### B\n\n#### C\n\n## Ann #1: D\n\n### E\n\n## F\n")
    assert [[child.title for child in segment.children] for segment in notes.segments] == [["B"], ["E"], []]
    assert [segment.title for segment in notes.segments[0].walk()] == ["A", "B", "C"]


def test_a_numbered_heading_ends_a_code_block_that_was_left_open() -> None:
    notes = parse_notes(
        "**Ann #1:** A\n\n```python\nx = 1\n\n**Ben #2:** [B](https://b.example)\n\n- y\n\n**Extras**\n\nBen:\n\n- z\n"
    )
    assert [segment.kind for segment in notes.segments] == [Kind.TOPIC, Kind.TOPIC, Kind.EXTRAS]
    assert notes.segments[1].links == (Link("B", "https://b.example"),)


def test_an_end_of_a_code_block_that_was_set_too_late_spoils_nothing_after_it() -> None:
    notes = parse_notes(
        "**Ann #1:** A\n\n```python\nx = 1\n\n**Ben #2:** B\n```\n\n- [y](https://y.example)\n\n"
        "```python\ny = 1\n```\n\n```\n# no heading\n```\n\n**Ann #3:** C\n"
    )
    assert [segment.number for segment in notes.segments][:2] == [1, 2]
    assert notes.segments[1].links == (Link("y", "https://y.example"),)
    assert "no heading" not in [segment.title for segment in notes.segments]


def test_code_has_no_headings() -> None:
    assert len(parse_notes("Text.\n\n```\n# a comment\n**Extras**\n```\n\n    ## not this\n").segments) == 1


def test_text_without_structure_is_one_segment_with_its_links() -> None:
    segment = only(
        "Some words, [a link](https://a.example/) and https://b.example/c_d_e.\n\nMore `https://no.example`.\n"
    )
    assert segment.kind is Kind.INTRO
    assert segment.links == (
        Link("a link", "https://a.example/"),
        Link("https://b.example/c_d_e", "https://b.example/c_d_e"),
    )


@pytest.mark.parametrize("text", ["", "\n\n", " \t\n"])
def test_empty_notes_have_no_segments(text: str) -> None:
    assert parse_notes(text) == Notes()


def test_links_belong_to_the_innermost_segment_and_each_address_comes_once() -> None:
    notes = parse_notes(
        "## Extras\n\n[a](https://a.example)\n\n### Ann\n\n[b](https://b.example) and [b again](https://b.example)\n"
    )
    assert notes.segments[0].links == (Link("a", "https://a.example"),)
    assert notes.segments[0].children[0].links == (Link("b", "https://b.example"),)


def test_ids_are_slugs_of_titles_and_repeats_are_numbered() -> None:
    notes = parse_notes("## Same\n\n## Same\n\n## Same 2\n\n## Extras\n\n## Extras\n\n## ×××\n")
    assert [segment.id for segment in notes.segments] == ["same", "same-2", "same-2-2", "extras", "extras-2", "section"]


def test_titles_carry_no_control_characters_that_entities_hide() -> None:
    topic = only("**Ann #1:** a&#27;[31m&#x202e;&#x85;b &amp; c\n")
    assert topic.title == "a\ufffd[31m\ufffdb & c"  # CommonMark has a sign of its own for escape characters
