"""The last filter of every line that is painted: no command to the terminal, and words that can be read."""

import re
from functools import lru_cache

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import BLACK, WHITE, Color
from textual.filter import LineFilter

from episodes.text import FORBIDDEN

CONTRAST = 4.5
"""Of text with what is behind it, at least: https://www.w3.org/TR/WCAG22/#contrast-minimum."""
_STEPS = 20
_WORD = re.compile(r"\w")


class ReadableLines(LineFilter):
    """Paints lines without what a terminal would take for a command, and words in colours that can be told apart.

    What `episodes.text.clean` takes out of text has no width, so that lines stay as long as they are.

    Args:
        colours: how many colours the terminal has.
    """

    def __init__(self, colours: ColorSystem) -> None:
        super().__init__()
        self._colours = colours

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            Segment(
                text if text.isprintable() else FORBIDDEN.sub("", text),
                readable(style, self._colours) if style is not None and _WORD.search(text) else style,
                control,
            )
            for text, style, control in segments
        ]


@lru_cache(4096)
def readable(style: Style, colours: ColorSystem = ColorSystem.TRUECOLOR) -> Style:
    """Return a style whose text has enough contrast: its own, or one nearer to black or white.

    Args:
        style: colours of text and what is behind it.
        colours: how many the terminal has.
    """
    if style.color is None or style.bgcolor is None or style.bgcolor.is_default:
        return style
    own, behind = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
    far = max(BLACK, WHITE, key=lambda colour: contrast(colour, behind))
    for step in range(_STEPS + 1):
        tried = own.blend(far, step / _STEPS)
        if contrast(tried, behind) >= CONTRAST and contrast(_of(tried, colours), _of(behind, colours)) >= CONTRAST:
            break
    return style + Style(color=tried.rich_color) if step else style


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _of(colour: Color, colours: ColorSystem) -> Color:
    """Return a colour as a terminal of so many colours shows it."""
    return Color(*colour.rich_color.downgrade(colours).get_truecolor())


def _luminance(colour: Color) -> float:
    parts = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
