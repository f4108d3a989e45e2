"""Text with stretches that matched a search, cut to a width so that a match stays in sight. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len, get_character_cell_size

from episodes.search.values import Marked
from tui.widgets.cells import ELLIPSIS
from tui.widgets.row_list import Part

MATCH = "match"
"""The role of what matched."""
# The same characters as `episodes.text.clean` takes out; here a blank stands for each, so that the spans still fit.
_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def marked_parts(marked: Marked, width: int, role: str) -> list[Part]:
    """Return marked text as parts of exactly `width` cells.

    Where it is too long, the part is shown that has the first match, a quarter of the width before it.

    Args:
        marked: the text and what matched in it.
        width: cells of the parts.
        role: the role of what did not match.
    """
    text = _NOT_SHOWN.sub(" ", marked.text)
    if width <= 0:
        return [("", role)]
    if cell_len(text) <= width:
        parts = list(_pieces(text, marked, 0, len(text), role))
        return [*parts, (" " * (width - cell_len(text)), role)]
    start = _first_shown(text, marked, width)
    before = ELLIPSIS if start else ""
    stop, cells = start, len(before)
    while stop < len(text) and cells + (size := get_character_cell_size(text[stop])) <= width:
        cells += size
        stop += 1
    after = ""
    if stop < len(text):
        after = ELLIPSIS
        while stop > start and (cells + 1 > width or text[stop - 1] == " "):
            stop -= 1
            cells -= get_character_cell_size(text[stop])
        cells += 1
    return [(before, role), *_pieces(text, marked, start, stop, role), (after + " " * (width - cells), role)]


def _first_shown(text: str, marked: Marked, width: int) -> int:
    """Return where the shown part begins: at the beginning of the text unless its first match would be cut off."""
    if not marked.spans:
        return 0
    begin, end = marked.spans[0]
    if cell_len(text[:end]) < width:
        return 0
    start = begin
    room = width // 4
    while start > 0 and room > 0:
        start -= 1
        room -= get_character_cell_size(text[start])
    following = text.find(" ", start, begin)
    return start if following < 0 else following + 1


def _pieces(text: str, marked: Marked, start: int, stop: int, role: str) -> Iterator[Part]:
    at = start
    for begin, end in marked.spans:
        begin, end = max(begin, at), min(end, stop)
        if begin >= end:
            continue
        if begin > at:
            yield text[at:begin], role
        yield text[begin:end], MATCH
        at = end
    if at < stop:
        yield text[at:stop], role
