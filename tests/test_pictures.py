"""How the screens look: each test draws one and holds it against the picture in `tests/pictures`.

`pytest --update-pictures` draws them anew; look at them before they are kept. Where Textual or rich are of another
version than the pictures, whose colours and borders may differ, the text of the picture is held against them.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from functools import partialmethod
from importlib.metadata import version
from pathlib import Path

import pytest
from rich.console import Console

from episodes.folders import find_folders
from episodes.library import Library
from tui.app import EarmarkApp

from .library_builder import Clock, prepare_index, write_episode
from .screen_driver import configure, press, running, settle, type_at_once

PICTURES = Path(__file__).parent / "pictures"
VERSIONS = "\n".join(f"{name} {version(name)}" for name in ("textual", "rich")) + "\n"

SOON, RESTED = 0.02, 0.06  # seconds; the second is enough for all that waits for the first

WIDE, SMALL, MEDIUM, NARROW, ROOMY = (140, 45), (100, 30), (80, 24), (60, 20), (200, 50)
THEMES = ("dark", "light")


@pytest.fixture(autouse=True)
def on_a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Draw the same on any day, in any zone: bookmarks say when they were made."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let come soon what the screens do when nobody types."""
    for waiting in ("app.SYNCHRONISE_AFTER", "screens.panes.REST"):
        monkeypatch.setattr(f"tui.{waiting}", SOON)


@pytest.fixture(autouse=True)
def one_name_for_every_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep rich from naming each picture by its content, which would make every line of it another."""
    monkeypatch.setattr(Console, "export_svg", partialmethod(Console.export_svg, unique_id="earmark"))


@pytest.fixture(autouse=True)
def still_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.widgets.Input._toggle_cursor", lambda _self: None)


async def pictures(
    sizes: Sequence[tuple[int, int]], keys: Sequence[str], *, target: str, themes: Sequence[str] = THEMES
) -> dict[tuple[int, str], str]:
    """Return the screen as SVG, after some keys: at every size, by its width, in every theme.

    It is started at the first size in the first theme; the others come when all keys were pressed.
    """
    configure(f'theme = "earmark-{themes[0]}"\n')
    async with running(target, sizes[0], clock=Clock()) as pilot:
        app = pilot.app
        assert isinstance(app, EarmarkApp)
        if "x" in keys:
            await pilot.pause(RESTED)  # what it shows is looked up when nobody types
            await settle(pilot)
        for key in keys:
            await (type_at_once(pilot, *key) if isinstance(key, Words) else press(pilot, key))
        drawn = {}
        for size in sizes:
            if app.size != size:
                await pilot.resize_terminal(*size)
            await pilot.pause(RESTED)  # what comes when nobody types: other mentions, colours, hits
            for theme in themes:
                app.theme = f"earmark-{theme}"
                await settle(pilot)
                app.main.key_bar.sentence = ""
                await pilot.pause()
                drawn[size[0], theme] = app.export_screenshot(title="Earmark")
            themes = themes[::-1]  # the next size begins with the one that is on
        return drawn


def text_of(svg: str) -> list[str]:
    """Return the rows of text in a picture."""
    rows: dict[float, list[tuple[float, str]]] = {}
    for x, y, text in re.findall(r'<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', svg):
        rows.setdefault(float(y), []).append((float(x), text.replace("&#160;", " ")))
    return ["".join(text for _, text in sorted(row)).rstrip() for _, row in sorted(rows.items())]


def hold(name: str, drawn: str, request: pytest.FixtureRequest) -> None:
    """Hold a drawn picture against the kept one."""
    path = PICTURES / f"{name}.svg"
    if request.config.getoption("--update-pictures"):
        PICTURES.mkdir(exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
        (PICTURES / "versions.txt").write_text(VERSIONS)
        return
    kept = path.read_text(encoding="utf-8")
    assert text_of(drawn) == text_of(kept), name
    if (PICTURES / "versions.txt").read_text() == VERSIONS:
        assert drawn == kept, f"the colours of {name} are others: draw it anew with --update-pictures and look at it"


class Words(str):
    """Among keys: words that are typed at once."""


@pytest.mark.parametrize(("name", "size"), [("wide", WIDE), ("medium", MEDIUM), ("narrow", NARROW), ("roomy", ROOMY)])
async def test_the_layouts(name: str, size: tuple[int, int], request: pytest.FixtureRequest) -> None:
    for (_, theme), drawn in (await pictures([size], ["r", "b"], target="148#2")).items():
        hold(f"{name}-{theme}", drawn, request)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("help", ["?"]),
        ("hints", ["f"]),
        ("note", ["m", Words("for the talk")]),
    ],
)
async def test_what_lies_over_them(name: str, keys: list[str], request: pytest.FixtureRequest) -> None:
    for (_, theme), drawn in (await pictures([(120, 36)], keys, target="148#2")).items():
        hold(f"{name}-{theme}", drawn, request)


NOTED = ["m", Words("for the talk #async"), "enter", "]"]


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("note-tags", [*NOTED, "m", Words("see #as")]),
        ("kept", [*NOTED, "m", Words("try it #later"), "enter", "]", "b", "B", "down", "D"]),
        ("done", [*NOTED, "b", "B", "down", "D", "escape", Words("is:done")]),
    ],
)
async def test_keeping(name: str, keys: list[str], request: pytest.FixtureRequest) -> None:
    for (width, theme), drawn in (await pictures([MEDIUM, WIDE], keys, target="148#2")).items():
        hold(f"{name}-{width}-{theme}", drawn, request)


@pytest.mark.parametrize("theme", THEMES)
async def test_the_choice_of_colours(theme: str, request: pytest.FixtureRequest) -> None:
    [drawn] = (await pictures([(120, 36)], ["T"], target="148#2", themes=[theme])).values()
    hold(f"themes-{theme}", drawn, request)


@pytest.mark.parametrize("size", [MEDIUM, WIDE], ids=["medium", "wide"])  # a dialog that is open stays as high as it is
async def test_other_mentions(size: tuple[int, int], request: pytest.FixtureRequest) -> None:
    for (width, theme), drawn in (await pictures([size], ["x"], target="468#connect-with-the-hosts")).items():
        hold(f"also-in-{width}-{theme}", drawn, request)


async def test_matches_in_the_notes(request: pytest.FixtureRequest) -> None:
    for (width, theme), drawn in (
        await pictures([MEDIUM, WIDE], ["/", Words("async"), "enter"], target="148#4")
    ).items():
        hold(f"matches-{width}-{theme}", drawn, request)


@pytest.mark.parametrize(
    ("name", "keys", "sizes"),
    [
        ("shows", ["s", "j", "space", "j", "space"], [MEDIUM, WIDE]),
        ("one-show", ["full_stop"], [MEDIUM, WIDE]),
        ("years", ["O"], [MEDIUM]),  # each where the list stands after a start
        ("years", ["O"], [WIDE]),
        ("catch-up", ["C"], [MEDIUM, WIDE]),
        ("nothing-bookmarked", ["v", "v"], [MEDIUM, WIDE]),
    ],
)
async def test_several_shows(
    name: str, keys: list[str], sizes: list[tuple[int, int]], request: pytest.FixtureRequest
) -> None:
    for show in ("Tea Time", "Apples and Pears"):
        for number in (1, 2, 30):
            notes = f"## Of {show}\n\nWhat there is to say.\n\n## Of pots\n\nThey are round.\n"
            day = f"20{number % 9 + 17}-0{number % 7 + 1}-05"
            write_episode(number, notes, day, show=show, title=f"On {show.lower()}, again")
    prepare_index(find_folders(os.environ))
    library = Library(find_folders(os.environ), clock=Clock())
    library.synchronise()
    library.marks.catch_up([library.episode("tea-time:30")])
    library.close()
    for (width, theme), drawn in (await pictures(sizes, keys, target="tea-time:2")).items():
        hold(f"{name}-{width}-{theme}", drawn, request)


TEA = """\
## [{pot}](https://pots.example/{number})

A pot of {pot}, told by [the potters](https://guild.example/) of the show.

## Who we are

We are [the hosts](https://tea.example/) and [a shop](https://shop.example/).
"""
POTS = ("Copper", "Clay", "Glaze", "Handles", "Iron", "Lids", "Porcelain", "Rust", "Silver", "Spouts", "Steel", "Tin")


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("search", ["/", Words("django")]),
        ("corrected", ["/", "p", Words("ythn packeging")]),
        ("jump", ["/", "1", Words("48#2")]),
        ("links", ["L", Words("show:tea"), "down", "G"]),
        ("bookmarks", ["m", Words("for the talk #async"), "enter", "]", "b", "B", "down", "j"]),
    ],
)
async def test_the_places_where_something_is_found(name: str, keys: list[str], request: pytest.FixtureRequest) -> None:
    if name == "links":
        for number, pot in enumerate(POTS, 1):
            write_episode(number, TEA.format(pot=pot, number=number), f"2020-{number:02}-01", title=f"On {pot.lower()}")
    for (width, theme), drawn in (await pictures([MEDIUM, SMALL, WIDE], keys, target="148#2")).items():
        hold(f"{name}-{width}-{theme}", drawn, request)
