"""Tags: read from the words of a note, given by themselves, and written back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.errors import BadTag
from episodes.marks.tags import as_words, check_tag, read_words, unique

from .step_counter import in_proportion


@pytest.mark.parametrize(
    ("typed", "note", "tags"),
    [
        ("for the talk #async #web", "for the talk", ("async", "web")),
        ("#async first", "first", ("async",)),
        ("compare #flask with it", "compare with it", ("flask",)),
        ("great for #async, really", "great for, really", ("async",)),
        ("#node.js #c++ #to-do #python/web #été", "", ("node.js", "c++", "to-do", "python/web", "été")),
        ("#Async #async #ASYNC", "", ("Async",)),
        ("issue #123 in C# and a#b, # alone, (#no)", "issue #123 in C# and a#b, # alone, (#no)", ()),
        ("odd: #a,b #c:d #e\u2026f", "odd: #a,b #c:d #e\u2026f", ()),
        ("at the end #done.", "at the end.", ("done",)),
        ("  spaces\tand \x1b[31m #red ", "spaces and [31m", ("red",)),
        ("", "", ()),
    ],
)
def test_a_tag_is_a_number_sign_after_a_blank_and_then_a_letter(typed: str, note: str, tags: tuple[str, ...]) -> None:
    assert read_words(typed) == (note, tags)


@pytest.mark.parametrize("given_tag", ["async", "#async", " async "])
def test_a_tag_may_be_given_with_or_without_its_sign(given_tag: str) -> None:
    assert check_tag(given_tag) == "async"


@pytest.mark.parametrize("given_tag", ["", "#", "1st", "a b", "a,b", "-a", "##a", "a\x1b[31m;"])
def test_what_is_no_tag_is_refused_in_a_sentence(given_tag: str) -> None:
    with pytest.raises(BadTag, match="is no tag: one is a letter, then") as raised:
        check_tag(given_tag)
    assert "\x1b" not in str(raised.value)


@given(st.text(st.sampled_from("ab1 #,.-+\u00e9"), max_size=30))
def test_a_note_and_its_tags_are_the_same_when_they_are_edited_again(typed: str) -> None:
    note, tags = read_words(typed)
    again = read_words(as_words(note, tags))
    assert again[1] == tags or "#" in note
    if "#" not in note:
        assert again == (note, tags)


def test_the_work_for_many_tags_grows_as_they_do() -> None:
    assert in_proportion(unique, lambda size: [f"tag{at}" for at in range(size)], 50)
