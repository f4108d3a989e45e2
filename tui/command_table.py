"""The one table of commands: what there is, under which keys, and what it is called.

The bindings, the palette, the help, the key bar (all in `tui.keys` and above) and the README's table are made
of it, and `config.toml` names commands by the ids that stand here. A command is added by one entry.

- `COMMANDS`: every command, in the order of the help; `BY_ID`: the same by id
- `command_keys(changed)`: the keys of every command once the user's own are laid over the defaults
- `readme_table()`: the table as Markdown

Nothing here needs a screen: the module imports no toolkit.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from tui.key_names import key_text


class Pane(StrEnum):
    """Where a command works, and so which widget binds its keys."""

    EPISODES = "episodes"
    TREE = "tree"
    NOTES = "notes"
    ANY = "any"
    """Bound by the main screen: it works from every pane."""


class Group(StrEnum):
    """The headings of the help and of the README's table."""

    MOVE = "Move"
    PANES = "Panes"
    READ = "Read on"
    LINKS = "Links"
    MARKS = "Marks"
    FIND = "Find"
    LIBRARY = "Library"
    EARMARK = "Earmark"


ALL_PANES = (Pane.EPISODES, Pane.TREE, Pane.NOTES)


class Command(NamedTuple):
    """Something the reader can do with a key."""

    id: str
    """Its name in `config.toml`. It never changes."""
    keys: tuple[str, ...]
    """Keys, by the names that Textual gives them."""
    label: str
    """Two or three words for the key bar and the palette."""
    help: str
    """One line for the help."""
    group: Group
    panes: tuple[Pane, ...] = (Pane.ANY,)
    footer: int = 0
    """Its place in the key bar, where lower comes first; 0 for commands that do not stand there."""
    palette: bool = True
    """Whether the palette offers it; moving about is left to the keys."""
    app: bool = False
    """Whether the application itself, not the screen, carries it out."""

    @property
    def action(self) -> str:
        """The Textual action: `bookmark-note` is `action_bookmark_note` of whoever carries it out."""
        name = self.id.replace("-", "_")
        return f"app.{name}" if self.app else name


def _move(command_id: str, keys: tuple[str, ...], label: str, help_line: str) -> Command:
    return Command(command_id, keys, label, help_line, Group.MOVE, ALL_PANES, palette=False)


COMMANDS = (
    _move("cursor-down", ("j", "down"), "Down", "One row down"),
    _move("cursor-up", ("k", "up"), "Up", "One row up"),
    _move("first", ("g", "home"), "Top", "To the first row"),
    _move("last", ("G", "end"), "End", "To the last row"),
    _move("half-page-down", ("ctrl+d",), "Half page down", "Half a page down"),
    _move("half-page-up", ("ctrl+u",), "Half page up", "Half a page up"),
    _move("page-down", ("pagedown",), "Page down", "A page down"),
    _move("page-up", ("pageup",), "Page up", "A page up"),
    Command(
        "deeper",
        ("l", "right", "enter"),
        "Deeper",
        "From the episodes to the tree, from the tree to the notes",
        Group.PANES,
        (Pane.EPISODES, Pane.TREE),
        palette=False,
    ),
    Command("back", ("h", "left", "escape"), "Back", "Back to the pane before", Group.PANES, palette=False),
    Command("next-pane", ("tab",), "Next pane", "To the next pane", Group.PANES, palette=False),
    Command("previous-pane", ("shift+tab",), "Previous pane", "To the previous pane", Group.PANES, palette=False),
    Command("zoom", ("z",), "Zoom", "Give this pane the whole screen, and back", Group.PANES),
    Command(
        "read-on",
        ("space",),
        "Read on",
        "A page down; at the end of a segment mark it read and go on to the next, "
        "at the end of an episode to the next unread one",
        Group.READ,
        footer=1,
        palette=False,
    ),
    Command(
        "next-segment",
        ("right_square_bracket",),
        "Next segment",
        "To the next segment, from any pane",
        Group.READ,
    ),
    Command(
        "previous-segment",
        ("left_square_bracket",),
        "Previous segment",
        "To the previous segment, from any pane",
        Group.READ,
    ),
    Command("next-episode", ("J",), "Next episode", "To the next episode, from any pane", Group.READ),
    Command("previous-episode", ("K",), "Previous episode", "To the previous episode, from any pane", Group.READ),
    Command(
        "next-unread",
        ("n",),
        "Next unread",
        "To the next unread segment; while a search is active, to the next match",
        Group.READ,
        footer=6,
    ),
    Command(
        "previous-unread",
        ("N",),
        "Previous unread",
        "To the previous unread segment; while a search is active, to the previous match",
        Group.READ,
    ),
    Command("open", ("o",), "Open link", "Open the segment's main link in the browser", Group.LINKS, footer=2),
    Command(
        "follow",
        ("f",),
        "Follow link",
        "Follow any link on the screen by the letters it shows",
        Group.LINKS,
        footer=3,
    ),
    Command("copy-link", ("y",), "Copy link", "Copy the segment's main link", Group.LINKS),
    Command("copy-segment", ("Y",), "Copy segment", "Copy the segment as Markdown", Group.LINKS),
    Command("links", ("L",), "All links", "Every link of the library", Group.LINKS, footer=9),
    Command("also-in", ("x",), "Also in", "The other episodes that mention this link", Group.LINKS),
    Command(
        "bookmark",
        ("b",),
        "Bookmark",
        "Bookmark the segment, or take the bookmark off",
        Group.MARKS,
        footer=4,
    ),
    Command("bookmark-note", ("m",), "Bookmark with note", "Bookmark the segment and say why", Group.MARKS),
    Command("bookmarks", ("B",), "Bookmarks", "All bookmarks", Group.MARKS, footer=7),
    Command("read", ("r",), "Read", "Mark the segment read, or unread", Group.MARKS, footer=5),
    Command("read-episode", ("R",), "Episode read", "Mark the whole episode read, or unread", Group.MARKS),
    Command("undo", ("u",), "Undo", "Take back the last mark", Group.MARKS),
    Command("redo", ("U",), "Redo", "Make the mark again that was taken back", Group.MARKS),
    Command(
        "search",
        ("slash",),
        "Search",
        "Search everything, as you type",
        Group.FIND,
        footer=8,
        app=True,  # at once and without a message: what is typed right after it belongs to the search line
    ),
    Command("view", ("v",), "View", "Show all episodes, the unread, or the bookmarked", Group.FIND),
    Command("add", ("a",), "Add", "Add episodes from a file, a folder or a feed", Group.LIBRARY),
    Command("update", ("ctrl+r",), "Update", "Look for new episodes in every source", Group.LIBRARY),
    Command("theme", ("T",), "Theme", "Choose the colours", Group.EARMARK),
    Command("help", ("question_mark",), "Help", "The keys of this pane, searchable", Group.EARMARK, footer=10),
    Command(
        "command-palette",
        ("ctrl+p",),
        "Palette",
        "Every command by its name",
        Group.EARMARK,
        palette=False,
        app=True,
    ),
    Command("quit", ("q",), "Quit", "Leave; the place is kept", Group.EARMARK, footer=11, app=True),
)
"""Every command, in the order of the help."""

BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}


def works_in(command: Command, pane: Pane) -> bool:
    """Return whether a command can be used while a pane has the focus."""
    return Pane.ANY in command.panes or pane in command.panes or pane is Pane.ANY


def meet(one: Command, other: Command) -> bool:
    """Return whether two commands can be used at one time, so that a key can serve only one of them."""
    return Pane.ANY in one.panes or Pane.ANY in other.panes or any(pane in other.panes for pane in one.panes)


def command_keys(changed: Mapping[str, tuple[str, ...]] | None = None) -> dict[str, tuple[str, ...]]:
    """Return the keys of every command, by id.

    Args:
        changed: the user's own keys, by command id. They stand instead of the defaults; a key given to one
            command is taken from every other that could be used at the same time. A command may be left
            without a key.
    """
    changed = changed or {}
    made: dict[str, tuple[str, ...]] = {}
    for command in COMMANDS:
        if command.id in changed:
            made[command.id] = changed[command.id]
            continue
        lost = {key for name, keys in changed.items() if name in BY_ID and meet(command, BY_ID[name]) for key in keys}
        made[command.id] = tuple(key for key in command.keys if key not in lost)
    return made


def readme_table(changed: Mapping[str, tuple[str, ...]] | None = None) -> str:
    """Return the table of keys for the README, in Markdown: keys, what they do, the name in `config.toml`."""
    keys = command_keys(changed)
    lines = ["| Keys | What they do | Name |", "| --- | --- | --- |"]
    for group in Group:
        commands = [command for command in COMMANDS if command.group is group]
        if commands:
            lines.append(f"| **{group.value}** | | |")
        for command in commands:
            shown = " ".join(f"`{_cell(key_text(key))}`" for key in keys[command.id])
            lines.append(f"| {shown} | {_cell(command.help)} | `{command.id}` |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
