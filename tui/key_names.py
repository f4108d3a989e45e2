"""Keys by name: as Textual calls them, and as people write them. Pure, and without Textual."""

from __future__ import annotations

import string
import unicodedata

_FUNCTION_KEYS = {f"f{number}" for number in range(1, 25)}
_MOVING = {"up", "down", "left", "right", "home", "end", "pageup", "pagedown"}
NAMED = _FUNCTION_KEYS | _MOVING | {"insert", "delete", "backspace", "enter", "escape", "tab", "space"}
"""Keys that stand for no character of their own."""
_ALSO = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
}
_ALSO |= {"↑": "up", "↓": "down", "←": "left", "→": "right"}
_MODIFIERS = ("ctrl", "alt", "shift", "super", "meta", "hyper")
# Textual names the key of a character after the character's Unicode name, but for these (textual.keys).
_SHORTENED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}


def _of_character(character: str) -> str | None:
    if character in _ALSO:
        return _ALSO[character]
    if character == " ":
        return "space"
    if character.isalnum() or not character.isprintable():
        return character if character.isalnum() else None
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return _SHORTENED.get(name, name) or None


_CHARACTERS = {_of_character(character): character for character in string.punctuation}
_SHOWN = {"up": "↑", "down": "↓", "left": "←", "right": "→", "escape": "esc", "pageup": "page up"}
_SHOWN |= {"pagedown": "page down"}


def key_name(written: str) -> str | None:
    """Return Textual's name for a key as a person writes it, or None where it names none.

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
        named = _ALSO.get(plain, joined if joined in NAMED else plain if plain in _CHARACTERS else None)
    return None if named is None else "+".join([*modifiers, named])


def key_text(key: str) -> str:
    """Return a key as people write it: `question_mark` is `?`, `down` is `↓`, `ctrl+d` stays."""
    modifier, plus, name = key.rpartition("+") if len(key) > 1 else ("", "", key)
    return f"{modifier}{plus}{_SHOWN.get(name) or _CHARACTERS.get(name, name)}"


def keys_text(keys: tuple[str, ...]) -> str:
    """Return the keys of a command as people write them, with blanks between."""
    return " ".join(map(key_text, keys))
