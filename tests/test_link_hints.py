"""Letters for links: told apart while typing, and as few as can be."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tui.notes_pane.overlays import ALPHABET, hint_letters


def test_few_links_get_a_letter_each_those_under_resting_fingers_first() -> None:
    assert hint_letters(3) == ["a", "s", "d"]
    assert all(len(hint) == 1 for hint in hint_letters(len(ALPHABET)))


def test_no_links_get_no_letters() -> None:
    assert hint_letters(0) == []


def test_one_link_gets_a_letter() -> None:
    assert hint_letters(1, "ab") == ["a"]


@given(st.integers(1, 1000), st.integers(2, 26))
def test_no_hint_begins_another(count: int, letters: int) -> None:
    hints = hint_letters(count, ALPHABET[:letters])
    assert len(set(hints)) == count
    ordered = sorted(hints)
    assert not any(after.startswith(before) for before, after in pairwise(ordered))


@given(st.integers(2, 1000), st.integers(2, 26))
def test_no_hint_is_longer_than_it_must_be(count: int, letters: int) -> None:
    sizes = [len(hint) for hint in hint_letters(count, ALPHABET[:letters])]
    least = next(size for size in range(1, 11) if letters**size >= count)
    assert max(sizes) == least
    assert max(sizes) - min(sizes) <= 1
