"""The table of commands, and all that is made of it: bindings, the reader's keys, palette, help, the README's table."""

from __future__ import annotations

import string
import subprocess
import sys

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.command import CommandPalette, Hit
from textual.dom import DOMNode
from textual.keys import _character_to_key, format_key
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static

from tui.app import EarmarkApp
from tui.bindings import CommandProvider, bind, pane_bindings, textual_keymap
from tui.keymap import BY_ID, COMMANDS, Command, Pane, command_keys, help_rows, key_name, key_text, overlap
from tui.notes_pane.notes_view import NotesView
from tui.screens.bookmarks import BookmarksScreen
from tui.screens.links import LinksScreen
from tui.screens.main import MainScreen
from tui.screens.search import SearchScreen
from tui.widgets.episode_list import EpisodeList
from tui.widgets.segment_tree import SegmentTree

from .readme_tables import readme_table


def test_no_key_means_two_commands_at_one_time() -> None:
    for at, one in enumerate(COMMANDS):
        for other in COMMANDS[at + 1 :]:
            assert not overlap(one, other) or not set(one.keys) & set(other.keys), (one.id, other.id)


def test_every_id_is_there_once_and_every_key_is_written_as_textual_names_it() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    for command in COMMANDS:
        assert [key_name(key) for key in command.keys] == list(command.keys)


OWNERS: dict[Pane, list[type[DOMNode]]] = {
    Pane.EPISODES: [EpisodeList],
    Pane.TREE: [SegmentTree],
    Pane.NOTES: [NotesView],
    Pane.ROWS: [EpisodeList, SegmentTree, NotesView],
    Pane.FOUND: [SearchScreen, LinksScreen, BookmarksScreen],
    Pane.ANY: [MainScreen],
    Pane.APP: [EarmarkApp],
}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_is_bound_and_carried_out_in_all_its_panes(command: Command) -> None:
    for owner in [owner for pane in command.panes for owner in OWNERS[pane]]:
        bindings = [each for base in owner.__mro__ for each in vars(base).get("BINDINGS", ())]
        assert command.id in [each.id for each in bindings if isinstance(each, Binding)], owner
        where, _, name = command.action.rpartition(".")
        assert hasattr({"app": EarmarkApp, "screen": MainScreen}.get(where, owner), f"action_{name}"), owner


@pytest.mark.parametrize(
    ("keys", "command"),
    [
        ("j down", "cursor-down"),
        ("k up", "cursor-up"),
        ("g home", "first"),
        ("G end", "last"),
        ("ctrl+d", "half-page-down"),
        ("ctrl+u", "half-page-up"),
        ("pagedown ctrl+f", "page-down"),
        ("pageup ctrl+b", "page-up"),
        ("tab", "next-pane"),
        ("shift+tab", "previous-pane"),
        ("l right enter", "deeper"),
        ("h left escape", "back"),
        ("space", "read-on"),
        ("J", "next-episode"),
        ("K", "previous-episode"),
        ("] ", "next-segment"),
        ("[", "previous-segment"),
        ("n", "next-unread"),
        ("N", "previous-unread"),
        ("o", "open"),
        ("f", "follow"),
        ("y", "copy-link"),
        ("Y", "copy-segment"),
        ("b", "bookmark"),
        ("m", "bookmark-note"),
        ("B", "bookmarks"),
        ("r", "read"),
        ("R", "read-episode"),
        ("u", "undo"),
        ("U", "redo"),
        ("/", "search"),
        ("v", "view"),
        ("L", "links"),
        ("x", "also-in"),
        ("a", "add"),
        ("ctrl+r", "update"),
        ("z", "zoom"),
        ("T", "theme"),
        ("? f1", "help"),
        ("ctrl+p", "command-palette"),
        ("q", "quit"),
    ],
)
def test_the_keys_of_the_contract_are_bound(keys: str, command: str) -> None:
    assert BY_ID[command].keys == tuple(key_name(key) for key in keys.split())


@pytest.mark.parametrize("character", sorted(set(string.punctuation + string.ascii_letters + string.digits + "é")))
def test_a_character_has_the_name_that_textual_gives_its_key(character: str) -> None:
    assert key_name(character) == _character_to_key(character)
    assert key_text(_character_to_key(character)) == character


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Esc", "escape"),
        ("page-down", "pagedown"),
        ("PgDn", "pagedown"),
        ("Ctrl+D", "ctrl+d"),
        ("ctrl + d", "ctrl+d"),
        ("shift+j", "J"),
        ("shift+tab", "shift+tab"),
        ("question_mark", "question_mark"),
        (" ", "space"),
        ("↓", "down"),
        ("f5", "f5"),
        ("+", "plus"),
        ("", None),
        ("jj", None),
        ("b,m", None),
        ("hyperspace+x", None),
        ("ctrl+", None),
        ("\x1b", None),
        ("\n", None),
    ],
)
def test_a_key_is_known_as_people_write_it(written: str, name: str | None) -> None:
    assert key_name(written) == name


def test_arrows_and_page_keys_are_shown_by_their_signs_and_words() -> None:
    shown = [key_text(key) for key in ("down", "escape", "pagedown", "ctrl+d", "left_square_bracket", "ctrl+slash")]
    assert shown == ["↓", "esc", "page down", "ctrl+d", "[", "ctrl+/"]
    assert format_key("question_mark") == key_text("question_mark")


def test_a_key_of_the_readers_own_is_taken_from_the_command_that_had_it() -> None:
    keys = command_keys({"bookmark": ("x", "n")})
    assert keys["bookmark"] == ("x", "n")
    assert keys["next-unread"] == ()
    assert keys["cursor-down"] == ("j", "down")
    assert command_keys({"zoom": ("j",)})["cursor-down"] == ("down",)
    assert command_keys({"unfold": ("j",)})["cursor-down"] == ("down",), "lists that fold move by the same keys"


class Panes(Screen[None]):
    """Records what the keys do, as the main screen would do it."""

    BINDINGS = pane_bindings(Pane.ANY)

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.hidden: set[str] = set()

    def compose(self) -> ComposeResult:
        yield Static("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in self.hidden

    def action_bookmark(self) -> None:
        self.done.append("bookmark")

    def action_undo(self) -> None:
        self.done.append("undo")

    def action_next_unread(self) -> None:
        self.done.append("next-unread")


class Small(App[None]):
    """Holds the screen alone."""

    BINDINGS = pane_bindings(Pane.APP)
    COMMANDS = {CommandProvider}

    def on_mount(self) -> None:
        self.panes = Panes()
        self.push_screen(self.panes)


async def test_keys_of_the_table_run_actions_and_the_readers_own_replace_them() -> None:
    app = Small()
    async with app.run_test() as pilot:
        await pilot.press("b", "u")
        assert app.panes.done == ["bookmark", "undo"]
        changed = {"bookmark": ("x",), "undo": ("b", "left_square_bracket"), "next-unread": ()}
        app.set_keymap(textual_keymap(command_keys(changed)))
        await pilot.press("x", "b", "u", "[", "n")
        assert app.panes.done[2:] == ["bookmark", "undo", "undo"]
        offered = {hit.text: str(hit.help) async for hit in CommandProvider(app.panes).discover()}
        assert offered["Bookmark"].endswith(" off  (x)")
        assert offered["Next unread"].endswith("next match")
        assert offered["Previous segment"].endswith("any pane")


async def test_quit_and_the_palette_are_the_applications_own() -> None:
    app = Small()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, CommandPalette)
        await pilot.press("escape", "q")
        await pilot.pause()
    assert app.return_code == 0


async def test_the_palette_offers_what_can_be_done_now_with_its_keys() -> None:
    app = Small()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.panes.hidden = {"undo"}
        provider = CommandProvider(app.panes)
        offered = {hit.text: hit async for hit in provider.discover()}
        assert "Bookmark" in offered
        assert "Undo" not in offered
        assert "Down" not in offered
        assert str(offered["Bookmark"].help).endswith("(b)")
        hits = [hit async for hit in provider.search("bookm")]
        assert isinstance(hits[0], Hit)
        assert {"Bookmark", "Bookmarks"} <= {hit.text for hit in hits}
        await hits[0].command()
        assert app.panes.done


async def test_a_command_is_run_from_the_palette() -> None:
    app = Small()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p")
        app.screen.query_one(Input).value = "undo"
        for _ in range(50):
            await pilot.pause()
            if app.screen.query_one(OptionList).option_count:
                break
        await pilot.press("enter")
        await pilot.pause()
        assert app.panes.done == ["undo"]


def test_chosen_commands_can_be_bound_elsewhere() -> None:
    made = bind("open", "bookmark-note")
    assert [binding.action for binding in made if isinstance(binding, Binding)] == ["open", "bookmark_note"]
    with pytest.raises(KeyError):
        bind("nothing")


def test_the_help_of_a_pane_has_its_own_commands_and_those_of_any_pane() -> None:
    tree = {row.id for row in help_rows(Pane.TREE, command_keys())}
    notes = {row.id for row in help_rows(Pane.NOTES, command_keys())}
    assert "deeper" in tree
    assert "deeper" not in notes
    assert {"cursor-down", "bookmark", "quit"} <= tree & notes
    assert {row.id for row in help_rows(Pane.ANY, command_keys())} == set(BY_ID)
    [row] = [row for row in help_rows(Pane.TREE, command_keys({"bookmark": ("x",)})) if row.id == "bookmark"]
    assert row.keys == "x"


def test_the_readmes_table_has_a_row_for_every_command() -> None:
    lines = readme_table().splitlines()
    assert all(line.count("|") - line.count("\\|") == 4 for line in lines)
    for command in COMMANDS:
        [line] = [line for line in lines if line.endswith(f"| `{command.id}` |")]
        assert all(f"`{key_text(key)}`" in line for key in command.keys)


def test_the_table_is_read_without_the_toolkit() -> None:
    code = "import sys, tui.keymap, tui.config; print([m for m in ('textual', 'rich') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
