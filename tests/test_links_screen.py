"""The links screen: every link of the library, filtered as one types, opened and copied one by one or together."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from episodes.search.values import LinkRow
from tui.screens.dialog import Confirm
from tui.screens.links import LinkList, LinksScreen, link_lines

from .library_builder import segment_row, write_episode
from .screen_driver import here, lines_of, main, press, resize, running, settle, shown, type_at_once

POTS = """\
## Pots

A [teapot](https://pots.example/tea) and a [kettle](https://kettles.example/k).

## Cups

Only [cups](https://cups.example/).
"""


def links_of(pilot: Pilot[int]) -> LinksScreen:
    found = pilot.app.screen
    assert isinstance(found, LinksScreen)
    return found


async def filtered(pilot: Pilot[int], words: str) -> None:
    """Ask for the links, filter them, and go into their list."""
    await press(pilot, "L")
    links_of(pilot).line.value = words
    await settle(pilot)
    await press(pilot, "down")


async def test_every_link_has_its_title_host_segment_and_date() -> None:
    write_episode(1, POTS, published="2030-03-01")
    async with running(size=(160, 40)) as pilot:
        await press(pilot, "L")
        listed = lines_of(links_of(pilot).listed)
        at = next(at for at, line in enumerate(listed) if "teapot" in line)
        assert "pots.example" in listed[at]
        assert "Pots" in listed[at + 1]
        assert "2030-03-01" in listed[at + 1]
        assert f"{links_of(pilot).listed.count:,} links" in shown(pilot)
        assert links_of(pilot).listed.count > 100


async def test_links_are_filtered_by_the_language_of_the_search() -> None:
    write_episode(1, POTS)
    async with running() as pilot:
        await press(pilot, "L")
        await type_at_once(pilot, *"host:cup")
        assert links_of(pilot).listed.count == 1
        assert "1 link" in shown(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is main(pilot)


async def test_enter_goes_to_the_segment_of_the_link() -> None:
    write_episode(1, POTS)
    async with running() as pilot:
        await filtered(pilot, "host:cups.example")
        await press(pilot, "enter")
        assert here(pilot) == ("tea-time:1", "cups")
        assert main(pilot).focused is main(pilot).notes


async def test_o_opens_the_link_and_the_row_says_so(opened: list[str]) -> None:
    write_episode(1, POTS)
    async with running() as pilot:
        await filtered(pilot, "host:cups.example")
        await press(pilot, "o")
        assert opened == ["https://cups.example/"]
        assert "Opened https://cups.example/" in shown(pilot)
        assert "✓ cups" in shown(pilot)
        assert "https://cups.example/" in main(pilot).reader.library.marks.state.opened_urls()
        await press(pilot, "escape", "escape")
        assert pilot.app.screen is main(pilot)
        await filtered(pilot, "is:opened")
        assert [row.url for row in [links_of(pilot).listed.item(0)] if row] == ["https://cups.example/"]


async def test_marked_links_are_opened_together(opened: list[str]) -> None:
    write_episode(1, POTS)
    async with running() as pilot:
        await filtered(pilot, "show:tea-time")
        await press(pilot, "space", "space")
        assert "2 of 3 links" in shown(pilot)
        assert "Open 2" in shown(pilot)
        await press(pilot, "o")
        assert len(opened) == 2
        assert "Opened 2 links." in shown(pilot)
        assert links_of(pilot).listed.marked == {}


async def test_more_than_ten_links_are_asked_for_first(opened: list[str]) -> None:
    links = " ".join(f"[pot {number}](https://pots.example/{number})" for number in range(12))
    write_episode(1, f"## Pots\n\n{links}\n")
    async with running() as pilot:
        await filtered(pilot, "host:pots.example")
        await type_at_once(pilot, *("space",) * 12)
        await pilot.press("o")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Confirm)
        assert "Open 12 links in the browser?" in shown(pilot)
        await press(pilot, "escape")
        assert opened == []
        assert len(links_of(pilot).listed.marked) == 12
        await pilot.press("o")
        await pilot.pause()
        await press(pilot, "enter")
        assert len(opened) == 12


async def test_marks_outlast_another_filter_and_are_copied_one_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    write_episode(1, POTS)
    async with running() as pilot:
        await filtered(pilot, "host:cups.example")
        await press(pilot, "space", "shift+tab", "ctrl+u")
        await type_at_once(pilot, *"host:k")
        await press(pilot, "down", "space", "y")
        assert pilot.app.clipboard == "https://cups.example/\nhttps://kettles.example/k"
        assert "The list of 2 links" in shown(pilot)
        await press(pilot, "y")
        assert pilot.app.clipboard == "https://kettles.example/k"


async def test_escape_takes_the_marks_away_before_it_goes_back() -> None:
    write_episode(1, POTS)
    async with running() as pilot:
        await press(pilot, "L", "down", "space", "escape")
        assert links_of(pilot).listed.marked == {}
        await press(pilot, "escape", "escape")
        assert pilot.app.screen is main(pilot)


async def test_a_link_that_is_refused_is_said_with_the_reason(opened: list[str]) -> None:
    write_episode(1, "## Pots\n\n[pot](javascript:alert(1)) and [cup](https://cups.example/)\n")
    async with running() as pilot:
        await filtered(pilot, "show:tea-time")
        await press(pilot, *("space",) * links_of(pilot).listed.count, "o")
        assert opened == ["https://cups.example/"]
        if links_of(pilot).listed.count > 1:
            assert "not opened" in shown(pilot)


async def test_pages_beyond_the_first_come_as_one_goes_there() -> None:
    for number in range(1, 13):
        write_episode(number, "".join(f"[pot {number} {at}](https://pots.example/{number}/{at})\n" for at in range(50)))
    async with running() as pilot:
        await filtered(pilot, "host:pots.example")
        listed = links_of(pilot).listed
        assert listed.count == 600
        await press(pilot, "G")
        last = listed.current
        assert last is not None
        await press(pilot, "g")
        assert listed.current != last
        await press(pilot, "ctrl+d", "pagedown", "ctrl+u")
        assert listed.current is not None


async def test_it_fits_any_terminal() -> None:
    write_episode(1, POTS)
    async with running(size=(20, 5)) as pilot:
        for width, height in ((20, 5), (40, 12), (80, 24), (140, 45)):
            await resize(pilot, width, height)
            await press(pilot, "L")
            assert {len(line) for line in shown(pilot).splitlines()} == {width}
            assert "Links" in shown(pilot), width
            assert isinstance(pilot.app.screen.query_one(LinkList), LinkList)
            await press(pilot, "escape")


def test_lines_never_exceed_their_width() -> None:
    where = segment_row(title="茶" * 60, episode_title="E", number=1234, show="A Long Show Name")
    row = LinkRow(where, "[b]", "https://x.example/" + "a" * 90, opened=True)
    for width in (10, 20, 40, 80, 100, 140):
        for names in ({}, {"tea": "tea", "tea-time": "tt"}):
            for line in link_lines(row, width, True, True, names):
                assert cells("".join(text for text, _ in line)) <= width


def cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


async def test_addresses_that_stand_in_many_episodes_are_folded_until_they_are_asked_for() -> None:
    for number in range(1, 13):
        write_episode(number, f"[pot](https://pots.example/{number}), [we](https://tea.example/)\n")
    write_episode(13, "[pot](https://pots.example/9)\n", published="2030-01-01")
    async with running(size=(80, 24)) as pilot:
        await press(pilot, "L", *"show:tea", "down")
        assert "12 links" in shown(pilot)
        assert "2 episodes · tt 13 · 2030-01-01" in lines_of(links_of(pilot).listed)[2]
        assert "https://tea.example/" not in [row.url for row in links_of(pilot).listed.items]
        await press(pilot, "G")
        assert "+1 that stand in many episodes · A shows them" in shown(pilot)
        await press(pilot, "A")
        assert "13 links" in shown(pilot)
        [row] = [row for row in links_of(pilot).listed.items if row.url == "https://tea.example/"]
        assert row.episodes == 12
        await press(pilot, "A")
        assert "12 links" in shown(pilot)
