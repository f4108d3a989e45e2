"""Links on the main screen: opened by key or hint, refused with the reason, copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from .screen_driver import configure, focused, library, main, press, running, shown, type_at_once, until


async def test_links_open_through_the_one_safe_function(opened: list[str]) -> None:
    async with running("148#1") as pilot:
        await press(pilot, "o")
        await until(pilot, lambda: "Opened" in shown(pilot))
        assert opened == ["https://peps.python.org/pep-0602/"]
        assert "Opened https://peps.python.org/pep-0602/" in shown(pilot)
        assert opened[0] in library(pilot).marks.state.opened_urls()
        before = main(pilot).notes.scroll_offset
        await press(pilot, "f")
        assert main(pilot).notes.hinting
        await press(pilot, "escape")
        assert not main(pilot).notes.hinting
        assert main(pilot).notes.scroll_offset == before


async def test_a_link_hint_opens_its_link(opened: list[str]) -> None:
    async with running("148") as pilot:
        await pilot.press("f")
        await pilot.pause()
        await press(pilot, "a")
        if main(pilot).notes.hinting:
            await press(pilot, "a")
        await until(pilot, lambda: len(opened) == 1)
        assert opened[0].startswith("https://")


async def test_the_pane_that_had_the_keys_has_them_again_after_the_letters(opened: list[str]) -> None:
    async with running("148") as pilot:
        for pane in ("episodes", "tree", "notes"):
            for last in ("escape", "a"):
                await press(pilot, "f")
                assert focused(pilot) == "notes"
                await press(pilot, last)
                assert (focused(pilot), main(pilot).pane) == (pane, pane)
            await press(pilot, "tab")
        await until(pilot, lambda: len(opened) == 3)


async def test_a_letter_that_is_typed_at_once_after_f_is_that_of_a_link_and_no_command(opened: list[str]) -> None:
    async with running("148") as pilot:
        for pane in ("episodes", "tree", "notes"):
            await type_at_once(pilot, *"ffx")
            assert main(pilot).notes.hinting
            await type_at_once(pilot, "escape", *"fa", "tab")
            await until(pilot, lambda pane=pane: len(opened) == ("episodes", "tree", "notes").index(pane) + 1)  # type: ignore[misc]
            assert focused(pilot) != pane
        assert pilot.app.screen is main(pilot)


async def test_a_link_is_opened_where_it_stands_though_the_reader_goes_on_at_once(opened: list[str]) -> None:
    async with running("148") as pilot:
        await type_at_once(pilot, *"faJ")
        await until(pilot, lambda: "Opened" in shown(pilot))
        library(pilot).marks.settle()
        [journal] = Path(str(library(pilot).folders.marks)).glob("*.jsonl")
        assert '"episode":"python-bytes:148"' in journal.read_text()


@pytest.mark.parametrize("keys", [[], ["z"]])
async def test_links_of_notes_that_are_hidden_are_shown_with_their_letters(keys: list[str]) -> None:
    async with running("148", (120 if keys else 60, 30)) as pilot:
        await press(pilot, *keys, "f")
        assert main(pilot).notes.hinting
        assert "No link is in sight." not in shown(pilot)


async def test_a_link_that_no_browser_takes_is_shown_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.programs.find_browsers", lambda environ, platform: {})
    async with running("148#1") as pilot:
        await press(pilot, "o")
        await until(pilot, lambda: "Not opened" in shown(pilot))
        assert "https://peps.python.org/pep-0602/" in shown(pilot)
        assert "no browser was found" in shown(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is main(pilot)


async def test_where_no_browser_can_have_the_terminal_the_link_is_shown_with_those_that_were_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "w3m"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    monkeypatch.setattr("tui.programs.find_browsers", lambda environ, platform: {(str(browser),): True})
    async with running("148#1") as pilot:  # a driver that cannot suspend, as on Windows
        await press(pilot, "o")
        await until(pilot, lambda: "Not opened" in shown(pilot))
        assert "no browser took it (tried: w3m)" in shown(pilot)


async def test_where_a_link_stays_closed_the_readers_own_key_copies_its_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.programs.find_browsers", lambda environ, platform: {})
    configure('[keys]\ncopy-link = "c"\n')
    async with running("148#1") as pilot:
        await press(pilot, "o")
        await until(pilot, lambda: "c copies the address" in shown(pilot))


async def test_copying_says_which_way_it_went(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    async with running("148#1") as pilot:
        await press(pilot, "y")
        assert pilot.app.clipboard == "https://peps.python.org/pep-0602/"
        assert "terminal's clipboard" in shown(pilot)
        await press(pilot, "Y")
        assert pilot.app.clipboard.startswith("## Brian #1:")
