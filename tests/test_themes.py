"""The colours of every theme that is offered: words can be told from what is behind them, with few colours too."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES

from tui import themes
from tui.app import EarmarkApp
from tui.line_filter import CONTRAST, ReadableLines, contrast, readable
from tui.screens.dialog import Dialog
from tui.screens.help import HelpScreen
from tui.screens.main import MainScreen
from tui.screens.note import NotePrompt
from tui.screens.search import SearchScreen

from .library_builder import write_episode
from .screen_driver import press, running, shown, type_at_once, until

NOTES = """\
Words with `code`, **strong**, *emphasis* and ~~struck~~ words[^1].

## Ana #1: [Ready](https://github.com/ready/asgi-server)

> A quote with [link](https://asgi.readthedocs.io/).

1. one
- bullet <tag> release

| a | b |
| - | - |
| c | d |

```python
# comment
def name(x: int = 5) -> str:
    return "text" + str(x)
```

[^1]: A footnote of the release.

## Extras

Words.
"""


def words(screen: Screen[Any]) -> dict[tuple[RichColor, RichColor], str]:
    """Return the colours that words on a screen have, and each time a word; of a dialog, of what is in its box."""
    strips = screen._compositor.render_strips()
    if isinstance(screen, Dialog):
        region = screen.query_one("#box").region
        strips = [strip.crop(region.x, region.right) for strip in strips[region.y : region.bottom]]
    found = {}
    for text, style, _ in (segment for strip in strips for segment in strip if re.search(r"\w", segment.text)):
        assert style is not None
        assert style.color is not None
        assert style.bgcolor is not None
        found[style.color, style.bgcolor] = text
    return found


async def assert_readable(names: list[str], colours: ColorSystem, enough: float = CONTRAST) -> None:
    for number in range(1, 4):
        write_episode(number, NOTES, f"2030-01-0{number}", hosts="[Ann]")
    async with running("tea-time:1#1", (140, 45)) as pilot:
        app = pilot.app
        assert isinstance(app, EarmarkApp)
        app._readable_lines = ReadableLines(colours)
        await until(pilot, lambda: "also in" in shown(pilot))  # which has a colour of its own
        await press(pilot, "tab", "r", "b", "J", "slash")
        await type_at_once(pilot, *"release")
        await press(pilot, "enter", "slash")
        await type_at_once(pilot, *"release")
        app.push_screen(NotePrompt("Release", "", []))
        await press(pilot, "f1")
        assert [type(screen) for screen in app.screen_stack] == [MainScreen, SearchScreen, NotePrompt, HelpScreen]
        with app.batch_update():  # all of them are painted below, none in between
            for name in names:
                app.theme = name
                await pilot.pause()
                for screen in app.screen_stack:
                    for pair, text in words(screen).items():
                        colour, behind = (Color(*each.downgrade(colours).get_truecolor()) for each in pair)
                        assert contrast(colour, behind) >= enough, (name, screen, text, colour, behind)


async def test_every_word_on_the_screen_can_be_read_in_every_theme() -> None:
    await assert_readable(themes.offered(BUILTIN_THEMES), ColorSystem.TRUECOLOR)


async def test_every_word_can_be_read_on_a_terminal_of_sixteen_colours() -> None:
    names = [theme.name for theme in themes.THEMES]
    await assert_readable(names, ColorSystem.STANDARD, 3.9)  # white on grey: there are no others between


COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(lambda parts: Color(*parts))


@given(COLOURS, COLOURS)
def test_any_two_colours_become_readable_and_those_that_are_stay(text: Color, behind: Color) -> None:
    style = Style(color=text.rich_color, bgcolor=behind.rich_color)
    made = readable(style)
    assert made.bgcolor == style.bgcolor
    assert made.color is not None
    assert contrast(Color.from_rich_color(made.color), behind) >= CONTRAST
    if contrast(text, behind) >= CONTRAST:
        assert made == style


def test_contrast_is_that_of_the_web_guidelines() -> None:
    assert contrast(Color.parse("black"), Color.parse("white")) == pytest.approx(21)
    assert contrast(Color.parse("#777"), Color.parse("white")) == pytest.approx(4.48, abs=0.01)
    assert contrast(Color.parse("#777"), Color.parse("#777")) == 1
