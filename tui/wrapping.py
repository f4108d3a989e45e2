"""Where text breaks into rows of a width: the one way, for notes and for sentences in lists. Pure."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from rich.cells import cell_len, get_character_cell_size

# What is one cell wide for certain, so that characters can be counted instead of measured: Latin, Greek, Cyrillic
# and the punctuation of typographers. Anything else goes the slow way.
_SINGLE = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u0400-\u0482\u2010-\u2027\u2190-\u2193\u2500-\u257f]*"
)
# After these a word that is longer than a row is broken rather than anywhere: the joints of addresses and paths.
_JOINTS = "/?&=-_.,:;#+|)"
# What does not begin a row of Chinese or Japanese text (JIS X 4051 calls it kinsoku).
_NOT_FIRST = frozenset("、。，．・：；？！）］｝〉》」』】〕…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")


def wrapped(text: str, width: int) -> list[tuple[int, int]]:
    """Return for each row of a text where it begins and where it ends, without the blanks at its end."""
    return [(at, at + len(text[at:end].rstrip(" "))) for at, end in pairwise([*breaks(text, width), len(text)])]


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
    cells: Sequence[int] = range(len(text) + 1)  # that stand before each offset
    if not _SINGLE.fullmatch(text):
        cells = list(accumulate(map(get_character_cell_size, text), initial=0))
    starts, end = [], 0
    while end < len(text):
        starts.append(end)
        limit = bisect_right(cells, max(cells[end] + width, cells[end + 1])) - 1
        end = limit if limit == len(text) else _row_end(text, cells, end, limit)
        while end < len(text) and text[end] == " ":
            end += 1
    return starts


def _row_end(text: str, cells: Sequence[int], start: int, limit: int) -> int:
    """Return where the row ends that begins at `start` and has room up to `limit`."""
    for end in range(limit, start, -1):
        before, after = cells[end] - cells[end - 1], cells[end + 1] - cells[end]
        is_beside_wide = after and 2 in (before, after) and text[end] not in _NOT_FIRST
        if (text[end] == " " or is_beside_wide) and not text[start:end].isspace():
            return end
    for end in range(limit, start + max(1, (limit - start) // 2), -1):
        if text[end - 1] in _JOINTS and not text[start:end].isspace():
            return end
    return limit
