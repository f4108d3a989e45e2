"""Rows of the screen, and where text breaks into them. Every character belongs to exactly one row. Pure."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size

from .notes_document import Position

# What is one cell wide for certain, so that characters can be counted instead of measured: Latin, Greek, Cyrillic
# and the punctuation of typographers. Anything else goes the slow way.
_SINGLE = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u0400-\u0482\u2010-\u2027\u2190-\u2193\u2500-\u257f]*"
)
# After these a word that is longer than a row is broken rather than anywhere: the joints of addresses and paths.
_JOINTS = "/?&=-_.,:;#+|)"
# What does not begin a row of Chinese or Japanese text (JIS X 4051 calls it kinsoku).
_NOT_FIRST = frozenset("、。，．・：；？！）］｝〉》」』】〕…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")


class Piece(NamedTuple):
    """A part of a row: of a line, or decoration that is no text of the notes."""

    line: int
    """Index of the line; -1 for decoration."""
    start: int = 0
    end: int = 0
    text: str = ""
    """The decoration."""
    style: str = ""
    """The decoration's style."""


class Row(NamedTuple):
    """One row of the screen, without the margins."""

    place: Position
    """Where it begins in the notes; every row has a place of its own, and they rise."""
    pieces: tuple[Piece, ...]
    fill: str = ""
    """The style of the rest of the row; empty for none."""
    heading: str | None = None
    """The segment whose heading this row is part of."""
    opens: bool = False
    """Whether it is the heading's first row, on which the marks stand."""


def wrapped(text: str, width: int) -> list[tuple[int, int]]:
    """Return for each row of a text where it begins and where it ends, without the blanks at its end."""
    starts = breaks(text, width)
    return [(start, start + len(text[start:end].rstrip(" "))) for start, end in pairwise([*starts, len(text)])]


def breaks(text: str, width: int) -> list[int]:
    """Return where the rows of a text begin: offsets into it, the first 0.

    A row, without the blanks at its end, is at most `width` cells wide; only a character that is wider than the row
    stands out. Blanks where a row breaks belong to the row before. Words are broken only if they are wider than a
    row, at a joint of an address where there is one.

    Args:
        text: one line without line ends or tabs.
        width: cells, at least 1.
    """
    if cell_len(text) <= width:
        return [0]
    if _SINGLE.fullmatch(text):
        return _breaks_of_cells(text, width)
    return _breaks_of_wide(text, width)


def _breaks_of_cells(text: str, width: int) -> list[int]:
    starts = [0]
    start, length = 0, len(text)
    while length - start > width:
        cut = text.rfind(" ", start, start + width + 1)
        whole_words = cut > start and not text[start:cut].isspace()
        end = cut + 1 if whole_words else start + _joint(text[start : start + width])
        while end < length and text[end] == " ":
            end += 1
        if end >= length:
            break
        starts.append(end)
        start = end
    return starts


def _joint(row: str) -> int:
    """Return after how many characters of a row without blanks to break it."""
    for size in range(len(row), max(1, len(row) // 2), -1):
        if row[size - 1] in _JOINTS and not row[:size].isspace():
            return size
    return len(row)


def _breaks_of_wide(text: str, width: int) -> list[int]:
    starts = [0]
    used = 0  # cells of the row so far
    may = -1  # where the row may break; -1: nowhere yet
    used_there = 0  # cells of the row up to there
    inked = False  # whether the row has anything but blanks
    before_wide = False
    for at, character in enumerate(text):
        size = get_character_cell_size(character)
        if not size:
            continue  # it belongs to the character before
        blank = character == " "
        wide = size == 2
        joined = character in _NOT_FIRST
        if inked and not blank and not joined and (wide or before_wide or text[at - 1] == " "):
            may, used_there = at, used
        if used + size > width and not blank and at > starts[-1]:
            if may > starts[-1]:
                starts.append(may)
                used -= used_there
            if used + size > width and at > starts[-1]:
                starts.append(at)
                used = 0
            may, inked = -1, used > 0
        used += size
        inked = inked or not blank
        before_wide = wide
    return starts
