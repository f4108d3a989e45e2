"""The colours of every theme that is offered: words can be told from what is behind them, with few colours too."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color
from textual.pilot import Pilot
from textual.theme import BUILTIN_THEMES

from tui import themes
from tui.app import EarmarkApp
from tui.line_filter import CONTRAST, ReadableLines, contrast, readable
from tui.screens.dialog import Dialog

from .library_builder import write_episode
from .screen_driver import press, running

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
PLACES = [("tab", "r", "b", "J", "slash", *"release"), ("enter",), ("escape", "m")]


def words(pilot: Pilot[int], colours: ColorSystem) -> Iterator[tuple[str, Color, Color]]:
    """Yield the words on the screen, of a dialog alone where there is one, with their colour and that behind them."""
    strips = pilot.app.screen._compositor.render_strips()
    if isinstance(pilot.app.screen, Dialog):
        region = pilot.app.screen.query_one("#box").region
        strips = [strip.crop(region.x, region.right) for strip in strips[region.y : region.bottom]]
    for text, style, _ in (segment for strip in strips for segment in strip if re.search(r"\w", segment.text)):
        assert style is not None
        assert style.color is not None
        assert style.bgcolor is not None
        colour, behind = (Color(*each.downgrade(colours).get_truecolor()) for each in (style.color, style.bgcolor))
        yield text, colour, behind


async def assert_readable(names: list[str], colours: ColorSystem, enough: float = CONTRAST) -> None:
    for number in range(1, 4):
        write_episode(number, NOTES, f"2030-01-0{number}", hosts="[Ann]")
    async with running("tea-time:1#1", (140, 45)) as pilot:
        assert isinstance(pilot.app, EarmarkApp)
        pilot.app._readable_lines = ReadableLines(colours)
        for keys in PLACES:
            await press(pilot, *keys)
            for name in names:
                pilot.app.theme = name
                await pilot.pause()
                for text, colour, behind in words(pilot, colours):
                    assert contrast(colour, behind) >= enough, (name, keys, text, colour, behind)


async def test_every_word_on_the_screen_can_be_read_in_every_theme() -> None:
    await assert_readable(themes.offered(BUILTIN_THEMES), ColorSystem.TRUECOLOR)


@pytest.mark.parametrize("name", [theme.name for theme in themes.THEMES])
async def test_every_word_can_be_read_on_a_terminal_of_sixteen_colours(name: str) -> None:
    await assert_readable([name], ColorSystem.STANDARD, 3.9)  # white on grey: there are no others between


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
