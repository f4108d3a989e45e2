"""What holds for any text whatever: nothing lost, ids unique, ranges that nest, no text that takes long."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from episodes.model import Kind, Segment
from episodes.notes.parse import parse_notes

from .hostile_text import LINES, SIGNS, repeat
from .step_counter import in_proportion

PIECES = st.sampled_from(
    [
        "**Ann #1:** [**T**](https://t.example)",
        "Ben #2: plain",
        "**Extras**",
        "Ann:",
        "### Ben",
        "## Joke: ha",
        "**Joke**",
        "Sponsored by **us:**",
        "## Sponsor: X",
        "- **[00:10](#t=00:10)** timed",
        "  - **[00:20](#t=00:20)** deeper",
        "3:52",
        "# Some Show 12",
        "**bold**",
        "```",
        "```python",
        "- item",
        "> quote",
        "    code",
        "<div>",
        "| a | b |",
        "|---|---|",
        "",
        "",
        "text with https://bare.example/ and [link](https://l.example 'x')",
        "[ref]",
        "[ref]: https://ref.example",
        "---",
        "`code",
        "é \u202e \x00 \x1b[0m",
    ]
)
NOTES = st.lists(PIECES, max_size=25).flatmap(
    lambda pieces: st.lists(
        st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\r"]), min_size=len(pieces), max_size=len(pieces)
    ).map(lambda ends: "".join(piece + end for piece, end in zip(pieces, ends, strict=True)))
)


def check(text: str) -> None:
    """Assert what a reading of any text must keep."""
    segments = parse_notes(text).segments
    assert "".join(segment.markdown for segment in segments) == (text if text.strip() else "")
    everything = [part for segment in segments for part in segment.walk()]
    assert len({segment.id for segment in everything}) == len(everything)
    assert all(segment.id for segment in everything)
    if segments:
        above = segments[0].first_line  # nothing, or the heading that names the episode and begins no segment
        assert above == 0 or segments[0].kind is not Kind.INTRO
        cover(segments, above, segments[-1].end_line)
    for segment in everything:
        inner = "".join(child.markdown for child in segment.children)
        assert segment.markdown.endswith(inner)
        assert len({link.url for link in segment.links}) == len(segment.links)


def cover(segments: Iterable[Segment], first: int, end: int) -> None:
    """Assert that segments follow each other without a gap to the end of their parent."""
    at = first
    for segment in segments:
        assert segment.first_line == at < segment.end_line
        at = segment.end_line
        if segment.children:
            assert segment.first_line <= segment.children[0].first_line
            cover(segment.children, segment.children[0].first_line, segment.end_line)
    assert at == end


@settings(deadline=None, max_examples=300)
@given(NOTES)
def test_notes_of_any_make_lose_nothing(text: str) -> None:
    check(text)


@settings(deadline=None, max_examples=200)
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_loses_nothing(text: str) -> None:
    check(text)


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="[]()*_`#-> \n:|1!<&h/", max_size=120))
def test_any_heap_of_markup_loses_nothing(text: str) -> None:
    check(text)


@pytest.mark.parametrize("piece", SIGNS)
def test_a_quarter_of_a_megabyte_of_one_sign_loses_nothing_and_takes_steps_in_proportion(piece: str) -> None:
    check(repeat(piece, 250_000))
    assert in_proportion(parse_notes, repeat(piece, 125).__mul__)


@pytest.mark.parametrize("piece", LINES)
def test_many_lines_lose_nothing_and_take_steps_in_proportion(piece: str) -> None:
    check(repeat(piece, 4_000))
    assert in_proportion(parse_notes, repeat(piece, 125).__mul__)
