"""The facts at the head of an episode file: YAML, TOML or JSON, told from mere rules and written again.

Values come out as text, whole numbers, true, false, None, lists and mappings of those. YAML dates and
fractions stay
text: a title `1.10` or `2019-09-18` is a title, and a date that does not exist is no reason to give up the
file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from episodes.documents.plain_yaml import read_plain
from episodes.text import clean

LONGEST = 256 * 1024
"""The most characters that are looked at as front matter."""
_DEEPEST = 20
_MOST_NODES = 10_000
_MOST_ALIASES = 64

_FENCE = re.compile(r"\A(?:[ \t]*\n)*(---|\+\+\+)[ \t]*(yaml|toml|json)?[ \t]*\n", re.IGNORECASE)
_KEY_LINE = re.compile(r"([\w\"'][\w .:\"'-]{0,60}?)[ \t]*:(?:[ \t]+(.*)|[ \t]*)")
_LOWER_KEY = re.compile(r"[a-z][\w-]*")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands at the head of a file, and what comes after it."""

    body: str
    """The text after the block; the whole text where there is no block."""
    values: Mapping[str, object] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


class _BlockError(ValueError):
    """A block that cannot be read, with the reason."""


def split(text: str, known: frozenset[str]) -> FrontMatter:
    """Part clean text into its front matter and its notes.

    A block between rules is front matter only if it reads as a mapping that has a known key, or plain
    lower-case keys; else the rules are part of the notes. Broken YAML is read line by line: what a line says
    is taken, a line that says nothing stays as the text that it is, so nothing is lost.

    Args:
        text: the file's text, its line ends `\\n`.
        known: the names of keys that mark a mapping as front matter, as `fold_key` gives them.
    """
    if text.startswith("{"):
        return _split_json(text, known)
    opening = _FENCE.match(text)
    if opening is None:
        return FrontMatter(text)
    fence = opening[1]
    closing = re.compile(r"^(?:---|\.\.\.)[ \t]*$" if fence == "---" else r"^\+\+\+[ \t]*$", re.MULTILINE)
    end = closing.search(text, opening.end(), opening.end() + LONGEST)
    if end is None:
        return FrontMatter(text)
    block, body = text[opening.end() : end.start()], text[end.end() + 1 :]
    kind = (opening[2] or ("toml" if fence == "+++" else "yaml")).lower()
    warnings: tuple[str, ...] = ()
    try:
        values = _PARSERS[kind](block)
    except _BlockError as error:
        values = _by_lines(block) if kind != "json" else None
        warnings = (f"The front matter is not valid {kind.upper()} ({error}); it was read line by line.",)
    if values is None or not _is_front_matter(values, known, block):
        return FrontMatter(text)
    return FrontMatter(body, values, warnings)


def fold_key(key: str) -> str:
    """Return a key as it is looked up, however it is written: `Pub-Date` is `pub_date`."""
    return key.strip().lower().replace("-", "_").replace(" ", "_")


def _is_front_matter(values: Mapping[str, object], known: frozenset[str], block: str) -> bool:
    if any(fold_key(key) in known for key in values):
        return True
    return not block.startswith("\n") and all(_LOWER_KEY.fullmatch(key) for key in values)


def _split_json(text: str, known: frozenset[str]) -> FrontMatter:
    try:
        values, end = json.JSONDecoder().raw_decode(text[:LONGEST])
        values = plain(values)
    except (ValueError, RecursionError):
        return FrontMatter(text)
    if not isinstance(values, dict) or not _is_front_matter(values, known, "\n"):
        return FrontMatter(text)
    return FrontMatter(text[end:], values)


def _read_toml(block: str) -> dict[str, object]:
    import tomllib

    try:
        return _mapping(plain(tomllib.loads(block)))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise _BlockError(_sentence(error)) from error


def _read_json(block: str) -> dict[str, object]:
    try:
        return _mapping(plain(json.loads(block)))
    except (RecursionError, ValueError) as error:
        raise _BlockError(_sentence(error)) from error


def read_yaml(block: str) -> dict[str, object] | None:
    """Return the mapping that a block of YAML is, or None where it is something else, such as text.

    Raises:
        ValueError: it is not YAML, or nests or repeats itself beyond all measure.
    """
    values = read_plain(block)
    if values is not None:
        return values
    import yaml

    from episodes.documents.yaml_loader import load

    try:
        loaded = load(block, deepest=_DEEPEST, most_nodes=_MOST_NODES, most_aliases=_MOST_ALIASES)
        if loaded is None:
            return {}
        return _mapping(plain(loaded)) if isinstance(loaded, dict) else None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _BlockError(_sentence(error)) from error


_PARSERS = {"yaml": read_yaml, "toml": _read_toml, "json": _read_json}


def _by_lines(block: str) -> dict[str, object] | None:
    """Read a broken block one top-level key at a time; None where it does not look like keys and values."""
    chunks: list[list[str]] = []
    for line in block.splitlines():
        if line[:1] in {" ", "\t", "-", "#", "]", "}", ""}:
            if chunks:
                chunks[-1].append(line)
        elif _KEY_LINE.fullmatch(line):
            chunks.append([line])
        else:
            return None
    values: dict[str, object] = {}
    for first, *rest in chunks:
        found = _KEY_LINE.fullmatch(first)
        assert found is not None
        key = found[1].strip("\"'")
        try:
            values.update(read_yaml("\n".join((first, *rest))) or {})
        except ValueError:
            said = "\n".join(((found[2] or "").strip(), *rest)).strip()
            values[key] = said[1:-1] if len(said) > 1 and said[0] == said[-1] and said[0] in "\"'" else said
    return values or None


def _mapping(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _BlockError("it is not a mapping")
    return value


def _sentence(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "it nests too deep"
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return f"line {mark.line + 2}: {getattr(error, 'problem', None) or 'a mistake'}"
    return " ".join(clean(str(error)).split())[:200]


def plain(value: object) -> object:
    """Return a value made of clean text, whole numbers, true, false, None, lists and mappings alone.

    Raises:
        ValueError: more than 10,000 values, or more than 20 deep.
    """
    left = _MOST_NODES

    def walk(each: object, depth: int) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise _BlockError("it holds more than 10,000 values")
        if depth > _DEEPEST:
            raise _BlockError("it nests more than 20 deep")
        if isinstance(each, Mapping):
            return {clean(str(key)): walk(inner, depth + 1) for key, inner in each.items()}
        if isinstance(each, (list, tuple, set, frozenset)):
            return [walk(inner, depth + 1) for inner in each]
        if each is None or isinstance(each, (bool, int)):
            return each
        return clean(each if isinstance(each, str) else str(each))

    return walk(value, 0)
