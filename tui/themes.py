"""Earmark's own colours, dark and light, and the order in which themes are offered.

Textual's own can be chosen too, but for those of the terminal's colours: nobody knows whether text in them can be read.
`register` comes before a theme is set.
"""

from collections.abc import Mapping
from typing import Any

from textual.app import App
from textual.theme import Theme

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


def register(app: App[Any]) -> None:
    """Register Earmark's own themes with an application."""
    for theme in THEMES:
        app.register_theme(theme)


def offered(themes: Mapping[str, Theme]) -> list[str]:
    """Return the names of the themes that are offered, in the order of the choice: Earmark's own first."""
    own = [theme.name for theme in THEMES]
    return own + sorted(name for name, theme in themes.items() if not theme.ansi and name not in own)
