"""How the screens look: each test draws one and holds it against the picture in `tests/pictures`.

`pytest --update-pictures` draws them anew; look at them before they are kept. Where Textual or rich are of another
version than the pictures, whose colours and borders may differ, the text of the picture is held against them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import pytest

from episodes.folders import find_folders
from tests.driving import settle
from tests.prepared import prepare_index
from tui.app import EarmarkApp

PICTURES = Path(__file__).parent / "pictures"
VERSIONS = "\n".join(f"{name} {version(name)}" for name in ("textual", "rich")) + "\n"

SOON, RESTED = 0.02, 0.06  # seconds; the second is enough for all that waits for the first

WIDE, MEDIUM, NARROW, ROOMY = (140, 45), (80, 24), (60, 20), (200, 50)


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let come soon what the screens do when nobody types."""
    for waiting in ("app.LOOK_AFTER", "screens.reading_panes.REST", "widgets.notes_layout._COLOURS_AFTER"):
        monkeypatch.setattr(f"tui.{waiting}", SOON)


async def picture(size: tuple[int, int], keys: Sequence[str], *, theme: str = "earmark-dark", target: str) -> str:
    """Return the screen as SVG, after some keys."""
    settings = Path(str(find_folders(os.environ).settings))
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(f'theme = "{theme}"\n')
    prepare_index(find_folders(os.environ))
    app = EarmarkApp(find_folders(os.environ), target=target)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        if "x" in keys:
            await pilot.pause(RESTED)  # what it shows is looked up when nobody types
            await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        await pilot.pause(RESTED)  # what comes when nobody types: other mentions, colours, hits
        await settle(pilot)
        app.main.key_bar.sentence = ""
        await pilot.pause()
        return app.export_screenshot(title="Earmark")


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
    assert text_of(drawn) == text_of(kept)
    if (PICTURES / "versions.txt").read_text() == VERSIONS:
        assert drawn == kept, f"the colours of {name} are others: draw it anew with --update-pictures and look at it"


LAYOUTS = [("wide", WIDE), ("medium", MEDIUM), ("narrow", NARROW), ("roomy", ROOMY)]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(("name", "size"), LAYOUTS)
async def test_the_layouts(name: str, size: tuple[int, int], theme: str, request: pytest.FixtureRequest) -> None:
    drawn = await picture(size, ["r", "b"], theme=f"earmark-{theme}", target="148#2")
    hold(f"{name}-{theme}", drawn, request)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("help", ["?"]),
        ("bookmarks", ["b", "]", "m", *"why", "enter", "B"]),
        ("hints", ["f"]),
        ("note", ["m", *"for the talk"]),
        ("themes", ["T"]),
    ],
)
async def test_what_lies_over_them(
    name: str, keys: list[str], theme: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textual.widgets.Input._toggle_cursor", lambda _self: None)
    drawn = await picture((120, 36), keys, theme=f"earmark-{theme}", target="148#2")
    hold(f"{name}-{theme}", without_dates(drawn), request)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [MEDIUM, WIDE], ids=["medium", "wide"])
@pytest.mark.parametrize(
    ("name", "keys"),
    [("search", ["/", *"django"]), ("links", ["L"]), ("also-in", ["x"]), ("matches", ["/", *"async", "enter"])],
)
async def test_finding(
    name: str,
    keys: list[str],
    size: tuple[int, int],
    theme: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("textual.widgets.Input._toggle_cursor", lambda _self: None)
    target = "468#connect-with-the-hosts" if name == "also-in" else "148#4"
    drawn = await picture(size, keys, theme=f"earmark-{theme}", target=target)
    hold(f"{name}-{size[0]}-{theme}", drawn, request)


def without_dates(svg: str) -> str:
    """Return a picture with the day of today made a fixed one: bookmarks say when they were made."""
    return re.sub(
        r"20[2-9]\d-\d\d-\d\d(?=&#160;|<)", lambda found: found[0] if found[0] < "2026-11" else "2026-11-22", svg
    )
