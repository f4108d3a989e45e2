"""Fewer pieces to a row of the screen: what looks alike is one piece.

Each piece is sent to the terminal with all of its colours, some forty bytes, and most of a row's pieces are blanks
that only part the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style


def joined(segments: Iterable[Segment]) -> list[Segment]:
    """Return segments of one row with neighbours joined that look the same: equal ones, and blanks with either side."""
    found: list[Segment] = []
    for segment in segments:
        text, style, _ = segment
        if not text:
            continue
        if found:
            before, look, _ = found[-1]
            if style == look or (text.isspace() and _is_blank_on(style, look)):
                found[-1] = Segment(before + text, look)
                continue
            if before.isspace() and _is_blank_on(look, style):
                found[-1] = Segment(before + text, style)
                continue
        found.append(segment)
    return found


def _is_blank_on(blank: Style | None, other: Style | None) -> bool:
    """Tell whether a blank looks the same in either style."""
    ground = _ground(blank)
    return ground is not None and ground == _ground(other)


@lru_cache(1024)
def _ground(style: Style | None) -> tuple[Color | None] | None:
    """Return all that is seen of a blank, its background; None where there is more, or where it does something."""
    if style is None:
        return (None,)
    is_more = style.underline or style.underline2 or style.overline or style.strike or style.reverse or style.blink
    return None if is_more or style.link or style.meta else (style.bgcolor,)
