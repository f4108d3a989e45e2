"""Starting: the target, the place last read, the settings, and files that would break it."""

from __future__ import annotations

import os
from pathlib import Path

from episodes.folders import find_folders
from tui.app import EarmarkApp
from tui.keymap import Pane
from tui.session import Session, load_session, save_session

from .library_builder import write_episode
from .screen_driver import focused, here, main, press, running, shown, until


async def test_it_opens_on_the_bundled_episodes_with_three_panes() -> None:
    async with running(indexed=False) as pilot:
        text = shown(pilot)
        assert "148" in text
        assert "Episodes · 12" in text
        assert "Proud Parents" in text
        assert "Using Django Tasks in production" in text
        assert focused(pilot) == "episodes"


async def test_a_target_opens_there_in_all_panes() -> None:
    async with running("148#4") as pilot:
        assert here(pilot) == ("python-bytes:148", "asynchronous-django")
        assert main(pilot).episode_list.cursor_id == "python-bytes:148"
        assert main(pilot).outline.segment_id == "asynchronous-django"
        assert main(pilot).notes.current_segment == "asynchronous-django"


async def test_an_unknown_target_is_told_and_the_screens_open_all_the_same() -> None:
    async with running("9999") as pilot:
        assert "There is no episode '9999'" in shown(pilot)
        assert here(pilot)[0] is not None


async def test_the_place_comes_back_at_the_next_start() -> None:
    async with running("148#4") as pilot:
        main(pilot).focus_pane(Pane.NOTES)
        await press(pilot, "j", "j", "j")
        place, at = main(pilot).notes.place, here(pilot)
        await press(pilot, "q")
    async with running() as pilot:
        assert here(pilot) == at
        assert main(pilot).notes.place == place
        assert focused(pilot) == "notes"
        assert main(pilot).episode_list.cursor_id == "python-bytes:148"


async def test_keys_and_theme_of_the_configuration_are_used(tmp_path: Path) -> None:
    settings = Path(str(find_folders(os.environ).settings))
    settings.parent.mkdir(parents=True)
    settings.write_text('theme = "earmark-light"\nwrong = 1\n\n[keys]\nnext-episode = "w"\n')
    async with running("148") as pilot:
        assert pilot.app.theme == "earmark-light"
        await press(pilot, "w")
        assert here(pilot)[0] == "python-bytes:137"
        await press(pilot, "J")
        assert here(pilot)[0] == "python-bytes:137"
        assert any("wrong" in str(note.message) for note in pilot.app._notifications)


async def test_a_broken_session_file_does_no_harm() -> None:
    state = Path(str(find_folders(os.environ).state))
    state.mkdir(parents=True)
    wrong = '{"episode": 5, "line": "x", "pane": "nowhere", "view": "?", "offset": true}'
    for broken in ("{", "[]", wrong, '{"episode": "gone:1"}', '{"episode": "half-a-character-\\ud800"}'):
        (state / "session.json").write_text(broken)
        assert load_session(str(state)).offset is not True
        async with running() as pilot:
            assert here(pilot)[0] is not None


async def test_a_title_of_markup_is_shown_as_it_is_written() -> None:
    folder = Path(str(find_folders(os.environ).episodes)) / "evil"
    folder.mkdir(parents=True)
    (folder / "1.md").write_text(
        '---\nshow: "[@click=app.quit]x[/]"\nnumber: 9001\ntitle: "Episode [/b] [red]"\npublished: 2030-01-01\n---\n\n'
        "## [/ [@click=app.quit]x[/]\n\ntext [/b]\n"
    )
    async with running("9001", (180, 45)) as pilot:
        text = shown(pilot)
        assert "Episode [/b] [red]" in text
        assert "[@click=app.quit]x[/]" in text
        await press(pilot, "b", "B")
        assert "[@click=app.quit]" in shown(pilot)


async def test_a_first_start_shows_the_first_episodes_and_reads_the_rest_beside_the_screens() -> None:
    for number in range(1000, 1060):
        write_episode(number, "## Cups\n", "2035-01-01")
    app = EarmarkApp(find_folders(os.environ))
    assert 12 < app.library.listing().count() < 72
    async with app.run_test(size=(140, 45)) as pilot:
        await until(pilot, lambda: "Episodes · 72" in shown(pilot))


async def test_an_index_that_is_made_anew_is_waited_for_until_it_has_the_place_read_last() -> None:
    for number in range(1000, 1200):
        write_episode(number, "## Cups\n", "2035-01-01")
    save_session(find_folders(os.environ).state, Session("tea-time:1150", "cups"))
    async with running(indexed=False) as pilot:
        assert here(pilot) == ("tea-time:1150", "cups")
