"""The reader's own settings: `config.toml` in the config folder. Nothing else sets a theme, a program, a key or a name.

    theme = "earmark-light"
    player = ["mpv", "--start={start}", "{url}"]
    editor = ["code", "--wait"]

    [keys]
    next-episode = "J"
    bookmark = ["b", "*"]
    zoom = []                 # no key at all

    [shows]
    python-bytes = "py"       # its short name

- `read_config(path)` never fails: what cannot be used is left out, and a sentence in `Config.warnings` says
  why.
- `save_theme(path, name)` changes the theme's line alone.
"""

import os
import re
from codecs import BOM_UTF8
from collections.abc import Collection, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any, NamedTuple

from episodes.errors import BadConfiguration
from episodes.files import read_regular, write_whole
from episodes.show_names import is_short_name
from episodes.text import slug
from tui.keymap import BY_ID, SAME_AS, Keys, key_name, key_text, overlap

_PROGRAMS = {"player": '["mpv", "--start={start}", "{url}"]', "editor": '["code", "--wait"]'}

LARGEST = 1024 * 1024
"""Bytes that a file of settings may have."""


class Config(NamedTuple):
    """The settings, all of them usable."""

    theme: str | None = None
    player: tuple[str, ...] = ()
    """A program and its arguments, one with `{url}` for the recording's address and perhaps `{start}` for seconds."""
    editor: tuple[str, ...] = ()
    """A program and its arguments, to which the path of a note is added."""
    keys: Keys = MappingProxyType({})
    """The reader's own keys by command id, by Textual's names; an empty tuple takes a command's keys away."""
    shows: Mapping[str, str] = MappingProxyType({})
    """The short names that the reader chose, by the slugs of the shows."""
    warnings: tuple[str, ...] = ()
    """What could not be used: sentences for the reader, each with the file's name."""


def read_config(path: str | os.PathLike[str] | None, themes: Collection[str] | None = None) -> Config:
    """Return the settings of a file; the defaults where it is not there.

    Args:
        path: the file, or None where this machine has no place for one.
        themes: names of the themes that there are; without them any name is taken.
    """
    if path is None:
        return Config()
    name = os.fspath(path)
    try:
        return parse_config(read_regular(name, LARGEST), name, themes)
    except FileNotFoundError:
        return Config()
    except OSError as error:
        return Config(warnings=(f"{name} cannot be read: {error.strerror or error}.",))


def parse_config(raw: bytes, name: str, themes: Collection[str] | None = None) -> Config:
    """Return the settings that bytes of TOML hold.

    Args:
        raw: the file's content.
        name: the file's name, for the warnings.
        themes: names of the themes that there are; without them any name is taken.
    """
    try:
        table = _load(raw, name)
    except BadConfiguration as error:
        return Config(warnings=(f"{error} The file is not used.",))
    warnings: list[str] = []
    theme = _read_theme(table.pop("theme", None), themes, warnings)
    player = _read_program("player", table.pop("player", []), warnings, "{url}")
    editor = _read_program("editor", table.pop("editor", []), warnings)
    keys = _read_keys(table.pop("keys", {}), warnings)
    shows = _read_shows(table.pop("shows", {}), warnings)
    warnings += (f"{_quoted(setting)} is not a setting.{_hint(setting, Config._fields[:-1])}" for setting in table)
    return Config(theme, player, editor, keys, shows, tuple(f"{name}: {warning}" for warning in warnings))


def _load(raw: bytes, name: str) -> dict[str, Any]:
    """Return the tables of a file. Raises BadConfiguration, with the file and the line."""
    import tomllib

    try:
        # Some editors begin a file with a byte order mark, which is no part of TOML.
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadConfiguration(f"{name}, line {line}: this is not UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        line_number = re.search(r"\(at line (\d+)", str(error))
        at = f"{name}, line {line_number[1]}" if line_number else name
        raise BadConfiguration(f"{at}: this is not TOML: {str(error).partition(' (at ')[0]}.") from None
    except RecursionError:
        raise BadConfiguration(f"{name}: this is nested too deeply for settings.") from None


def _read_theme(theme: object, themes: Collection[str] | None, warnings: list[str]) -> str | None:
    if isinstance(theme, str):
        if themes is None or theme in themes:
            return theme
        warnings.append(f"there is no theme {_quoted(theme)}.{_hint(theme, themes)}")
    elif theme is not None:
        warnings.append('theme must be a name in quotes, such as "earmark-dark".')
    return None


def _read_program(name: str, words: Any, warnings: list[str], wanted: str = "") -> tuple[str, ...]:
    """Return a program with its arguments, which must have a place for what is wanted; it may be a name alone."""
    words = [words] if isinstance(words, str) else words
    is_command = isinstance(words, list) and all(isinstance(word, str) and "\0" not in word for word in words)
    if is_command and (not words or (words[0] and (not wanted or any(wanted in word for word in words[1:])))):
        return tuple(words)
    warnings.append(f"{name} must be a list such as {_PROGRAMS[name]}.")
    return ()


def _table(name: str, value: object, example: str, warnings: list[str]) -> dict[str, Any]:
    """Return a table of settings; an empty one, with a warning, where the value is none."""
    if isinstance(value, dict):
        return value
    warnings.append(f"{name} must be a table: [{name}], and below it lines such as {example}.")
    return {}


def _read_keys(table: object, warnings: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for command_id, value in _table("keys", table, 'bookmark = "b"', warnings).items():
        values = [value] if isinstance(value, str) else value
        if command_id not in BY_ID:
            warnings.append(f"there is no command {_quoted(command_id)}.{_hint(command_id, BY_ID)}")
        elif not isinstance(values, list) or not all(isinstance(key, str) for key in values):
            warnings.append(f"keys.{command_id} must be a key in quotes, or a list of such keys.")
        elif (keys := _usable(values, command_id, found, warnings)) or not values:
            found[command_id] = keys
    return found


def _usable(values: list[str], command_id: str, found: Keys, warnings: list[str]) -> tuple[str, ...]:
    """Return the keys that a command can have, of those that are written; the others are warned about."""
    overlapping = (other for other in found if overlap(BY_ID[other], BY_ID[command_id]))
    taken = {key: other for other in overlapping for key in found[other]}
    keys: dict[str, None] = {}
    for written in values:
        key = key_name(written)
        if key is None:
            warnings.append(f"keys.{command_id}: {_quoted(written)} is not the name of a key.")
        elif other := SAME_AS.get(key):
            warnings.append(f"keys.{command_id}: a terminal cannot tell {key_text(key)} from {key_text(other)}.")
        elif holder := taken.get(key):
            warnings.append(f"the key {key_text(key)} is given to both {holder} and {command_id}; {holder} has it.")
        else:
            keys[key] = None
    return tuple(keys)


def _read_shows(table: object, warnings: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _table("shows", table, 'python-bytes = "pb"', warnings).items():
        show, short = slug(name), value.lower() if isinstance(value, str) else ""
        if not is_short_name(short):
            warnings.append(f'shows.{_quoted(name)} must be a short name of letters and digits, such as "pb".')
        elif holder := next((other for other in found if other != show and found[other] == short), None):
            warnings.append(f"the short name {short} is given to both {holder} and {show}; {holder} has it.")
        else:
            found[show] = short
    return found


def _quoted(text: str) -> str:
    """Return somebody's text in quotes, control characters escaped, cut where it is long."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _hint(name: str, known: Collection[str]) -> str:
    from difflib import get_close_matches

    found = get_close_matches(name[:40], known, 1, 0.6)
    return f" Did you mean {found[0]}?" if found else ""


# The value of `theme`, before a comment.
_THEME = re.compile(rb"""^[ \t]*["']?theme["']?[ \t]*=[ \t]*(?P<value>[^#\r\n]*?)[ \t]*(?:#.*)?\r?$""", re.MULTILINE)


def save_theme(path: str | os.PathLike[str] | None, theme: str) -> None:
    """Set the theme in the reader's file; every other byte of it stays. The file is made where there is none.

    Args:
        path: the file, or None where this machine has no place for one.
        theme: the theme's name.

    Raises:
        BadConfiguration: the file cannot be read, changed or written; it is as it was.
    """
    if path is None:
        raise BadConfiguration("The theme is not kept: there is no folder for settings here.")
    name = os.path.realpath(path)  # a linked file stays a link, as keepers of dot files have it
    raw = b""
    try:
        with suppress(FileNotFoundError):
            raw = read_regular(name, LARGEST)
        write_whole(name, with_theme(raw, theme, name))
    except OSError as error:
        raise BadConfiguration(f"The theme is not kept: {name}: {error.strerror or error}.") from error


def with_theme(raw: bytes, theme: str, name: str = "config.toml") -> bytes:
    """Return the bytes of a settings file with another theme.

    Raises:
        BadConfiguration: the file is not TOML, or sets its theme in a way that cannot be changed safely.
    """
    wanted = {**_load(raw, name), "theme": theme}
    value, end = f'"{theme}"'.encode(), b"\r\n" if b"\r\n" in raw else b"\n"
    top = len(BOM_UTF8) if raw.startswith(BOM_UTF8) else 0
    changes = [(*match.span("value"), value) for match in _THEME.finditer(raw)]
    # Each line that seems to set it may be in another table or within a longer string: the outcome decides.
    for start, stop, said in [*changes, (top, top, b"theme = " + value + end)]:
        made = raw[:start] + said + raw[stop:]
        with suppress(BadConfiguration):
            if _load(made, name) == wanted:
                return made
    raise BadConfiguration(f"The theme is not kept: {name} sets it in a way that Earmark cannot change.")
