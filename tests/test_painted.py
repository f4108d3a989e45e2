"""Of a paint only what differs is written, and the terminal shows the same as if all of it had been."""

from __future__ import annotations

import re
from typing import Any

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

from tui.painted import Painted, in_fewest_colours

from .screen_driver import press, running
from .terminal_driver import terminal

_SIZE = (12, 3)
_RUN = st.tuples(
    st.integers(1, _SIZE[1]),
    st.integers(1, _SIZE[0]),
    st.sampled_from(["a", "bcd", "efghij", "好", "k好l", " ", "\x1b[31mred\x1b[0m", "\x1b[1mx\x1b[0my"]),
).filter(lambda run: run[1] - 1 + cell_len(re.sub(r"\x1b\[\d*m", "", run[2])) <= _SIZE[0])
_PAINT = st.lists(_RUN, min_size=1, max_size=4).map(lambda runs: "".join(f"\x1b[{y};{x}H{run}" for y, x, run in runs))


_COLOUR = st.sampled_from([None, "default", "red", "bright_blue", "color(99)", "#010203", "#ff8800"])
_STYLE = st.builds(
    Style, color=_COLOUR, bgcolor=_COLOUR, bold=st.booleans(), italic=st.booleans(), reverse=st.booleans()
)


def _shown(*written: str) -> list[tuple[object, ...]]:
    screen = pyte.Screen(*_SIZE)
    stream = pyte.Stream(screen)
    stream.feed("".join(written))
    return [tuple(screen.buffer[y][x]) for y in range(_SIZE[1]) for x in range(_SIZE[0])]


@given(st.lists(_PAINT, max_size=6))
def test_the_terminal_shows_what_was_painted(paints: list[str]) -> None:
    painted = Painted()
    assert _shown(*map(painted.missing, paints)) == _shown(*paints)


@given(_PAINT)
def test_what_was_painted_is_not_written_again_until_that_is_forgotten(paint: str) -> None:
    painted = Painted()
    painted.missing(paint)
    rest = painted.missing(paint)
    assert painted.missing(rest) == rest or _shown(paint, rest) == _shown(paint)
    painted.forget()
    assert _shown(painted.missing(paint)) == _shown(paint)


@given(st.lists(st.tuples(st.integers(1, _SIZE[1]), st.lists(st.tuples(_STYLE, st.sampled_from("ab 好")), max_size=5))))
def test_a_paint_in_fewest_colours_looks_the_same_and_is_no_longer(
    rows: list[tuple[int, list[tuple[Style, str]]]],
) -> None:
    paint = "".join(
        f"\x1b[{y};1H" + "".join(style.render(text, color_system=ColorSystem.TRUECOLOR) for style, text in row)
        for y, row in rows
    )
    written = in_fewest_colours(paint)
    assert _shown(written, "\x1b[1;1Hdefault") == _shown(paint, "\x1b[1;1Hdefault")
    assert len(written) <= len(paint)


def test_of_colours_only_what_changes_is_written() -> None:
    paint = "\x1b[1;1H\x1b[1;38;2;1;2;3;48;5;4ma\x1b[0m\x1b[38;2;9;9;9;48;5;4mb\x1b[0m"
    paint += "\x1b[2;1H\x1b[38;2;9;9;9;48;5;7mc\x1b[0m"
    assert in_fewest_colours(paint) == (
        "\x1b[1;1H\x1b[1;38;2;1;2;3;48;5;4ma\x1b[22;38;2;9;9;9mb\x1b[2;1H\x1b[48;5;7mc\x1b[0m"
    )


def test_a_run_that_stands_is_not_written() -> None:
    painted = Painted()
    painted.missing("\x1b[1;1Hlist\x1b[1;6Hnotes\n")
    assert painted.missing("\x1b[1;1Hlist\x1b[1;6Hother\n") == "\x1b[1;6Hother"


def test_another_size_makes_all_of_it_new() -> None:
    painted = Painted()
    for size in ((80, 24), (81, 24)):
        painted.fit(size)
        assert painted.missing("\x1b[1;1Hlist") == "\x1b[1;1Hlist"
    painted.fit((81, 24))
    assert painted.missing("\x1b[1;1Hlist") == ""


def test_a_start_writes_the_screen_once() -> None:
    with terminal() as it:
        it.wait("q Quit")
        it.type("J")
        it.wait("Python Bytes 468 · A bolt of Django")
        assert it.text.count("Episodes · 12") == it.text.count("q Quit") == 1


async def test_the_next_episode_makes_few_strips_for_each_row_of_the_panes(monkeypatch: pytest.MonkeyPatch) -> None:
    made = 0
    begin = Strip.__init__

    def counting(*values: Any) -> None:
        nonlocal made
        made += 1
        begin(*values)

    async with running(size=(140, 45)) as pilot:
        monkeypatch.setattr(Strip, "__init__", counting)
        await press(pilot, "J")
    assert 0 < made <= 4 * 3 * 45, "Textual makes more than six of each: for borders, filters and scrollbars"
