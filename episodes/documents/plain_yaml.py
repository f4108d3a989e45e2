"""The simple YAML that an episode file is written in, written and read without the YAML library.

Loading that library takes longer than reading a few hundred files. The reader takes one-line values, as we
write them and most people do, and agrees with `yaml_loader` on all that it takes; the rest it leaves alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date

from episodes.text import clean

_DEEPEST = 20

_UNPRINTABLE = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_WORDS = re.compile(r"[^\W_](?:[^\s#:,\[\]{}\"`\\]|:(?=[^\s,\[\]{}:])|(?<=[^\s])#| (?=[^\s#]))*")
_LINE_WORDS = re.compile(r"[^\W_](?:[^\s#:\\]|:(?=[^\s:])|(?<=[^\s])#| (?=[^\s#]))*")
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\["\\nt]|\\u(?![dD][89a-fA-F])[0-9a-f]{4})*"')
_INTEGER = re.compile(r"0|[1-9][0-9]{0,17}")
_PLAIN_KEY = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
_CONSTANTS = {"null": None, "Null": None, "NULL": None, "true": True, "false": False}
# What some reader of YAML, though not this one, takes for something else than text.
_AMBIGUOUS = re.compile(
    r"y|n|yes|no|on|off|true|false|null|nan|inf|[-+.\d][\d_.,:eExXoObBa-fA-F+-]*|\d{4}-\d\d?-\d\d?.*",
    re.IGNORECASE,
)


def write_value(value: object) -> str:
    """Return a plain value as one line of YAML in flow style."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if _INTEGER.fullmatch(str(value)) else json.dumps(str(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_write_key(key)}: {write_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(write_value, value)) + "]"
    return _write_text(str(value))


def _write_key(key: object) -> str:
    text = str(key)
    return text if _PLAIN_KEY.fullmatch(text) and not _AMBIGUOUS.fullmatch(text) else _quote(text)


def _write_text(text: str) -> str:
    text = clean(text)
    safe = _WORDS.fullmatch(text) and not _AMBIGUOUS.fullmatch(text) and text.isprintable()
    return text if safe else _quote(text)


def _quote(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def write_line(key: str, value: object) -> str:
    """Return `key: value` as one line with its end."""
    return f"{_write_key(key)}: {write_value(value)}\n"


class _NotPlainError(Exception):
    """A value that takes a whole YAML reader."""


def read_plain(block: str) -> dict[str, object] | None:
    """Return the mapping of a block of plain `key: value` lines, or None where it takes YAML to know."""
    if _UNPRINTABLE.search(block):
        return None
    values: dict[str, object] = {}
    for line in block.splitlines():
        key, colon, said = line.partition(": ")
        if not colon and line.endswith(":"):
            key, said = line[:-1], ""
        if not _PLAIN_KEY.fullmatch(key) or key in _CONSTANTS or key in values:
            return None
        try:
            values[key], end = _read_value(said, 0, _LINE_WORDS)
        except _NotPlainError:
            return None
        if end != len(said):
            return None
    return values


def _read_value(said: str, at: int, words: re.Pattern[str]) -> tuple[object, int]:
    """Read one value of a line from a place on; return it with the place after it."""
    if at == len(said):
        return None, at
    if said[at] in "[{":
        return _read_flow(said, at)
    if said[at] == '"':
        if found := _QUOTED.match(said, at):
            return json.loads(found[0]), found.end()
        raise _NotPlainError
    found = words.match(said, at)
    if found is None or found[0].endswith((" ", ":")):
        raise _NotPlainError
    text = found[0]
    if text in _CONSTANTS:
        return _CONSTANTS[text], found.end()
    return int(text) if _INTEGER.fullmatch(text) else text, found.end()


def _read_key(said: str, at: int) -> tuple[str, int]:
    found = _PLAIN_KEY.match(said, at)
    if found is None or found[0] in _CONSTANTS or not said.startswith(": ", found.end()):
        raise _NotPlainError
    return found[0], found.end() + 2


def _read_flow(said: str, at: int, depth: int = 0) -> tuple[object, int]:
    ends = {"[": "]", "{": "}"}[said[at]]
    items: list[object] = []
    pairs: dict[str, object] = {}
    at += 1
    if depth > _DEEPEST:
        raise _NotPlainError
    while True:
        if said[at : at + 1] == ends and not items and not pairs:
            return (items if ends == "]" else pairs), at + 1
        if ends == "}":
            key, at = _read_key(said, at)
            if key in pairs:
                raise _NotPlainError
        nested = said[at : at + 1] in ("[", "{")
        value, at = _read_flow(said, at, depth + 1) if nested else _read_value(said, at, _WORDS)
        if ends == "}":
            pairs[key] = value
        else:
            items.append(value)
        if said.startswith(", ", at) and at + 2 < len(said):
            at += 2
        elif said[at : at + 1] == ends:
            return (items if ends == "]" else pairs), at + 1
        else:
            raise _NotPlainError
