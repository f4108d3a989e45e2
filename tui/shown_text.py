"""What keeps text of others from being markup to Textual, and commands to the terminal."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from episodes.text import FORBIDDEN, shown_line


def title_text(text: str) -> str:
    """Return text as the title of a border, which is parsed for markup."""
    return shown_line(text).replace("[", r"\[")


class TextFilter(LineFilter):
    """Takes out of every painted line what `episodes.text.clean` takes out of text. None of that has any width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(text.isprintable() for text, _, _ in segments):
            return segments
        return [Segment(FORBIDDEN.sub("", text), style, control) for text, style, control in segments]
