"""Earmark's own colours, dark and light, the order in which themes are offered, and what makes words readable in them.

Textual's own can be chosen too, but for those of the terminal's colours: nobody knows whether text in them can be read.
`register` comes before a theme is set.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import BLACK, WHITE, Color
from textual.filter import LineFilter
from textual.theme import Theme

from episodes.text import FORBIDDEN

DARK = Theme(
    name="earmark-dark",
    dark=True,
    primary="#6cb1f0",
    secondary="#a99cf0",
    accent="#f0b35e",  # the colour of a turned-down corner
    foreground="#d6d9df",
    background="#15181d",
    surface="#1a1e24",
    panel="#242a33",
    success="#86c98a",
    warning="#e3c46c",
    error="#ee7f7a",
    variables={
        "scrollbar": "#3a4553",
        "scrollbar-hover": "#4c5a6c",
        "scrollbar-background": "#15181d",
        "border": "#39414d",
        "input-selection-background": "#6cb1f0 35%",
        "block-cursor-text-style": "none",
    },
)
LIGHT = Theme(
    name="earmark-light",
    dark=False,
    primary="#1f5f9e",
    secondary="#5b4a9e",
    accent="#a85a00",
    foreground="#2a2926",
    background="#fbf9f4",
    surface="#f5f1e8",
    panel="#e9e3d5",
    success="#2c7534",
    warning="#836000",
    error="#b0302a",
    variables={
        "scrollbar": "#d2c9b6",
        "scrollbar-hover": "#b9ae97",
        "scrollbar-background": "#fbf9f4",
        "border": "#bfb7a5",
        "input-selection-background": "#1f5f9e 30%",
        "block-cursor-text-style": "none",
    },
)
THEMES = (DARK, LIGHT)
DEFAULT = DARK.name
CONTRAST = 4.5
"""Of text with what is behind it, at least: https://www.w3.org/TR/WCAG22/#contrast-minimum."""
_STEPS = 20
_WORD = re.compile(r"\w")


def register(app: App[Any]) -> None:
    """Register Earmark's own themes with an application."""
    for theme in THEMES:
        app.register_theme(theme)


def offered(themes: Mapping[str, Theme]) -> list[str]:
    """Return the names of the themes that are offered, in the order of the choice: Earmark's own first."""
    own = [theme.name for theme in THEMES]
    return own + sorted(name for name, theme in themes.items() if not theme.ansi and name not in own)


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
