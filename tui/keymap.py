"""The table of commands of the screens with their keys, and the names of keys. Imports no toolkit.

Bindings, palette, key bar, help and the README's table are made of `COMMANDS` (see `tui.bindings`), and `config.toml`
names commands by the ids that stand here. To add a command, add an entry, and `action_<id>` to what carries it out: the
main screen, the application for `Pane.APP`, and for `Pane.ROWS` and `Pane.FOUND` what binds it.
"""

import string
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

Keys = Mapping[str, tuple[str, ...]]
"""Keys by the ids of the commands; an empty tuple where a command has none."""


class Pane(StrEnum):
    """Where a command works, and so what binds its keys."""

    EPISODES = "episodes"
    TREE = "tree"
    NOTES = "notes"
    ANY = "any"
    """Bound by the main screen: it works from every pane."""
    APP = "app"
    """Bound by the application: it works on every screen."""
    ROWS = "rows"
    """Bound by the notes and every list, whose rows it moves through."""
    FOUND = "found"
    """What is found on the screens of the search, the links and the bookmarks, which bind it."""


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


class Command(NamedTuple):
    """Something the reader can do with a key."""

    id: str
    """Its name in `config.toml`. It never changes."""
    keys: tuple[str, ...]
    """Keys, by Textual's names."""
    label: str
    """Two or three words for the key bar and the palette."""
    help: str
    """One line for the help."""
    group: Group
    panes: tuple[Pane, ...] = (Pane.ANY,)
    always: bool = False
    """Whether its keys work while something is typed or a dialog asks, too."""
    counts: bool = False
    """Whether a number typed before its key says how often."""

    @property
    def action(self) -> str:
        """The Textual action: `action_bookmark_note` of its owner carries out `bookmark-note`."""
        owner = {Pane.APP: "app.", Pane.EPISODES: "screen.", Pane.TREE: "screen.", Pane.NOTES: "screen."}
        return owner.get(self.panes[0], "") + self.id.replace("-", "_")


def _move(command_id: str, keys: tuple[str, ...], label: str, help_line: str) -> Command:
    counts = command_id not in ("first", "last")
    return Command(command_id, keys, label, help_line, Group.MOVE, (Pane.ROWS,), counts=counts)


COMMANDS = (
    _move("cursor-down", ("j", "down"), "Down", "One row down; 5j goes five, as with all that moves or steps"),
    _move("cursor-up", ("k", "up"), "Up", "One row up"),
    _move("first", ("g", "home"), "Top", "To the first row"),
    _move("last", ("G", "end"), "End", "To the last row"),
    _move("half-page-down", ("ctrl+d",), "Half page down", "Half a page down"),
    _move("half-page-up", ("ctrl+u",), "Half page up", "Half a page up"),
    _move("page-down", ("pagedown", "ctrl+f"), "Page down", "A page down"),
    _move("page-up", ("pageup", "ctrl+b"), "Page up", "A page up"),
    Command("deeper", ("l", "right", "enter"), "Deeper",
            "To what the cursor is on; from the episodes to the tree, from the tree to the notes",
            Group.PANES, (Pane.EPISODES, Pane.TREE)),
    Command("back", ("h", "left", "escape"), "Back", "Back to the pane before", Group.PANES),
    Command("next-pane", ("tab",), "Next pane", "To the next pane", Group.PANES),
    Command("previous-pane", ("shift+tab",), "Previous pane", "To the previous pane", Group.PANES),
    Command("zoom", ("z",), "Zoom", "Give this pane the whole screen, and back", Group.PANES),
    Command("read-on", ("space",), "Read on",
            "A page down; at the end of a segment, where a held key stops, mark it read and go on to the next, "
            "at the end of an episode to the next unread one", Group.READ),
    Command("next-segment", ("right_square_bracket",), "Next segment",
            "To the next segment, from any pane", Group.READ, counts=True),
    Command("previous-segment", ("left_square_bracket",), "Previous segment",
            "To the previous segment, from any pane", Group.READ, counts=True),
    Command("next-episode", ("J",), "Next episode", "To the next episode, from any pane", Group.READ, counts=True),
    Command("previous-episode", ("K",), "Previous episode",
            "To the previous episode, from any pane", Group.READ, counts=True),
    Command("next-unread", ("n",), "Next unread",
            "To the next unread segment; while a search is active, to the next match", Group.READ),
    Command("previous-unread", ("N",), "Previous unread",
            "To the previous unread segment; while a search is active, to the previous match", Group.READ),
    Command("open", ("o",), "Open link", "Open the segment's main link in the browser", Group.LINKS),
    Command("play", ("p",), "Play", "Play the recording from here, in the browser or by your player", Group.LINKS),
    Command("follow", ("f",), "Follow link", "Follow any link on the screen by the letters it shows", Group.LINKS),
    Command("copy-link", ("y",), "Copy link", "Copy the segment's main link", Group.LINKS),
    Command("copy-segment", ("Y",), "Copy segment", "Copy the segment as Markdown", Group.LINKS),
    Command("links", ("L",), "Links", "Every link of the library", Group.LINKS),
    Command("also-in", ("x",), "Also in", "The other episodes that mention this link", Group.LINKS),
    Command("bookmark", ("b",), "Bookmark",
            "Bookmark the segment, in the list the episode itself, or take that off", Group.MARKS),
    Command("bookmark-note", ("m",), "Note", "Bookmark the segment, or the episode, and say why", Group.MARKS),
    Command("edit-note", ("e",), "Edit note", "Bookmark it with a note written in your editor", Group.MARKS),
    Command("bookmarks", ("B",), "Bookmarks", "All bookmarks", Group.MARKS),
    Command("read", ("r",), "Read", "Mark the segment read, or unread", Group.MARKS),
    Command("read-episode", ("R",), "Episode read", "Mark the whole episode read, or unread", Group.MARKS),
    Command("catch-up", ("C",), "Catch up",
            "Mark all of a show as read, or all that is older than the episode", Group.MARKS),
    Command("undo", ("u",), "Undo", "Undo the last mark", Group.MARKS),
    Command("redo", ("U",), "Redo", "Redo what was undone last", Group.MARKS),
    Command("search", ("slash",), "Search", "Search everything, as you type", Group.FIND),
    Command("narrow", ("ctrl+t",), "Narrow",
            "In a search, the links or the bookmarks: everything, this show, this episode", Group.FIND, (Pane.FOUND,)),
    Command("unfold", ("A",), "Show folded",
            "There, what stands in many episodes, or what you are done with, and back", Group.FIND, (Pane.FOUND,)),
    Command("view", ("v",), "View", "Show all episodes, the unread, or the bookmarked", Group.FIND),
    Command("shows", ("s",), "Shows", "The shows, and which of them the list has: one, some or all", Group.FIND),
    Command("previous-show", ("comma",), "Previous show", "List the show before this one, or all", Group.FIND),
    Command("next-show", ("full_stop",), "Next show", "List the show after this one, or all", Group.FIND),
    Command("order", ("O",), "Order", "List by date, by date under the years, or by number", Group.FIND),
    Command("add", ("a",), "Add", "Add episodes from a file, a folder or a feed", Group.LIBRARY),
    Command("update", ("ctrl+r",), "Update", "Look for new episodes in every source", Group.LIBRARY),
    Command("theme", ("T",), "Theme", "Choose the colours", Group.EARMARK),
    Command("help", ("question_mark", "f1"), "Help", "The keys of this pane, searchable", Group.EARMARK, (Pane.APP,)),
    Command("command-palette", ("ctrl+p",), "Palette", "Every command by its name", Group.EARMARK, (Pane.APP,)),
    Command("redraw", ("ctrl+l",), "Redraw", "Paint the screen again", Group.EARMARK, (Pane.APP,), always=True),
    Command("suspend", ("ctrl+z",), "Suspend",
            "Back to the shell; fg returns", Group.EARMARK, (Pane.APP,), always=True),
    Command("quit", ("q",), "Quit", "Leave; the place is kept", Group.EARMARK, (Pane.APP,)),
)  # fmt: skip  # a row a command
"""Every command, in the order of the help."""

KEY_BAR = (
    "read-on", "open", "follow", "bookmark", "read", "next-unread", "bookmarks", "search", "links", "help", "quit",
)  # fmt: skip  # as they stand there
"""The ids of the commands in the key bar, the most useful first; the last two are always there."""

BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}
_EVERYWHERE = (Pane.ANY, Pane.APP, Pane.ROWS)


def works_in(command: Command, pane: Pane) -> bool:
    """Return whether a command can be used while a pane has the focus; every one can in `Pane.ANY`."""
    return pane in _EVERYWHERE or any(each in (pane, *_EVERYWHERE) for each in command.panes)


def overlap(one: Command, other: Command) -> bool:
    """Return whether two commands can be used at one time, so that a key can serve only one of them."""
    return any(works_in(one, pane) for pane in other.panes)


def command_keys(changed: Keys = MappingProxyType({})) -> dict[str, tuple[str, ...]]:
    """Return the keys of every command, by id.

    Args:
        changed: the user's own keys, by command id. They replace the defaults; a key given to one command is taken
            from every other that can be used at the same time, which may leave that one without a key.
    """
    keys = {}
    for command in COMMANDS:
        taken = {key for other in changed if overlap(command, BY_ID[other]) for key in changed[other]}
        keys[command.id] = changed.get(command.id, tuple(key for key in command.keys if key not in taken))
    return keys


class HelpRow(NamedTuple):
    """A command as a row of the help."""

    group: str
    keys: str
    """As people write them, separated by blanks; empty where the user took them all away."""
    help: str
    id: str


def help_rows(pane: Pane, keys: Keys) -> list[HelpRow]:
    """Return the rows of the help for a pane, in the order of the table; `Pane.ANY` gives every command.

    Args:
        pane: the pane that has the focus.
        keys: the keys as they are, by command id (see `command_keys`).
    """
    return [
        HelpRow(command.group, keys_text(keys[command.id]), command.help, command.id)
        for command in COMMANDS
        if works_in(command, pane)
    ]


# Names of keys

_MODIFIERS = ("ctrl", "alt", "shift", "super", "meta", "hyper")
_SHOWN = {"up": "↑", "down": "↓", "left": "←", "right": "→", "escape": "esc"}
_SHOWN |= {"pageup": "page up", "pagedown": "page down"} | {f"f{number}": f"F{number}" for number in range(1, 25)}
_NAMED = {*_SHOWN, "home", "end", "insert", "delete", "backspace", "enter", "tab", "space"}
_ALSO = {shown: name for name, shown in _SHOWN.items()}
_ALSO |= {"return": "enter", "del": "delete", "ins": "insert", "pgup": "pageup", "pgdn": "pagedown"}
# Textual names the key of a character after the character's Unicode name, but for these (textual.keys).
_ALSO |= {"/": "slash", "\\": "backslash", "@": "at", "-": "minus", "+": "plus", "_": "underscore"}


def _of_character(character: str) -> str | None:
    if character.isalnum():
        return character
    name = unicodedata.name(character, "") if character.isprintable() else ""
    name = name.lower().replace("-", "_").replace(" ", "_")
    return _ALSO.get(character, name) or None


SAME_AS: Mapping[str, str] = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
}
"""Keys that a terminal cannot tell from others: both send one and the same byte."""

_CHARACTERS = {_of_character(character): character for character in string.punctuation}


def key_name(written: str) -> str | None:
    """Return Textual's name for a key as a person writes it, or None if it is not the name of a key.

    `?`, `J`, `shift+j`, `ctrl+d`, `Esc`, `page-down` and `question_mark` each name a key.
    """
    if len(written) == 1:
        return _of_character(written)
    *modifiers, last = (part.strip() for part in written.split("+"))
    modifiers = [part.lower() for part in modifiers]
    if any(part not in _MODIFIERS for part in modifiers):
        return None
    if len(last) == 1:
        if modifiers == ["shift"] and last.isalpha():
            return last.upper()
        named = _of_character(last.lower() if modifiers else last)
    else:
        plain = last.lower()
        joined = plain.replace("-", "").replace("_", "").replace(" ", "")
        named = _ALSO.get(plain, joined if joined in _NAMED else plain if plain in _CHARACTERS else None)
    return None if named is None else "+".join([*modifiers, named])


def key_text(key: str) -> str:
    """Return a key as people write it: `question_mark` is `?`, `down` is `↓`, `ctrl+d` stays."""
    modifier, plus, name = key.rpartition("+") if len(key) > 1 else ("", "", key)
    return f"{modifier}{plus}{_SHOWN.get(name) or _CHARACTERS.get(name, name)}"


def key_or_label(command_id: str, keys: Keys) -> str:
    """Return the last key of a command as people write it; where it has none its label, which the palette has."""
    return next(map(key_text, reversed(keys[command_id])), BY_ID[command_id].label)


def keys_text(keys: tuple[str, ...]) -> str:
    """Return the keys of a command as people write them, separated by blanks."""
    return " ".join(map(key_text, keys))
