"""The facts at the head of an episode file, read from YAML, TOML or JSON and written as YAML.

Values are text, whole numbers, true, false, None, and lists and mappings of those. Dates and fractions of YAML stay
text: a title `1.10` or `2019-09-18` is a title, and a date that does not exist is no reason to refuse the file.
PyYAML is imported only where a block of YAML is read.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from episodes.text import clean, clean_line

LONGEST = 256 * 1024
"""The most characters that are looked at as front matter."""
_DEEPEST = 20
_MOST_VALUES = 10_000

_FENCE = re.compile(r"\A(?:[ \t]*\n)*(---|\+\+\+)[ \t]*(yaml|toml|json)?[ \t]*\n", re.IGNORECASE)
_CLOSING = {"---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.M), "+++": re.compile(r"^\+\+\+[ \t]*$", re.M)}
_KEY_LINE = re.compile(r"([\w\"'][\w .:\"'-]{0,60}?)[ \t]*:(?:[ \t]+(.*)|[ \t]*)")
_TOP_LINE = re.compile(r"^(?=[^ \t\n\-#\]}])", re.MULTILINE)
_LOWER_KEY = re.compile(r"[a-z][\w-]*")
_INTEGER = re.compile(r"0|[1-9][0-9]{0,17}")
_CONSTANTS = {"": None, "~": None, "null": None, "Null": None, "NULL": None, "true": True, "false": False}

_PLAIN_KEY = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
_PLAIN_TEXT = re.compile(r"[^\W_](?:[^\s#:,\[\]{}\"`\\]|:(?=[^\s,\[\]{}:])|(?<=[^\s])#| (?=[^\s#]))*")
# What some reader of YAML, though not this one, takes for something else than text.
_AMBIGUOUS = re.compile(
    r"y|n|yes|no|on|off|true|false|null|nan|inf|[-+.\d][\d_.,:eExXoObBa-fA-F+-]*|\d{4}-\d\d?-\d\d?.*", re.IGNORECASE
)
_UNPRINTABLE = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def split(text: str, known: frozenset[str]) -> tuple[dict[str, object], str, tuple[str, ...]]:
    """Split clean text into the values of its front matter and its notes, and return both with warnings.

    A block between rules is front matter only if it reads as a mapping that has a known key, or plain
    lower-case keys; else the rules are part of the notes. Broken YAML is read line by line: a line that cannot be
    read stays as the text that it is, so nothing is lost.

    Args:
        text: the file's text, its line ends `\\n`.
        known: the names of keys that mark a mapping as front matter, as `fold_key` gives them.
    """
    values: object = None
    block, body = "\n", text  # JSON counts by a known key alone
    warnings: tuple[str, ...] = ()
    if text.startswith("{"):
        with suppress(ValueError, RecursionError):
            found, end = json.JSONDecoder().raw_decode(text[:LONGEST])
            values, body = plain(found), text[end:]
    elif (opening := _FENCE.match(text)) and (
        closing := _CLOSING[opening[1]].search(text, opening.end(), opening.end() + LONGEST)
    ):
        block, body = text[opening.end() : closing.start()], text[closing.end() + 1 :]
        kind = (opening[2] or ("toml" if opening[1] == "+++" else "yaml")).lower()
        try:
            values = _read_block(block, kind)
        except (ValueError, RecursionError) as error:
            values = _by_lines(block) if kind != "json" else None
            reason = "it nests too deep" if isinstance(error, RecursionError) else clean_line(str(error))[:200]
            warnings = (f"The front matter is not valid {kind.upper()} ({reason}); it was read line by line.",)
    if isinstance(values, dict) and _is_front_matter(values, known, block):
        return values, body, warnings
    return {}, text, ()


def fold_key(key: str) -> str:
    """Return a key as it is looked up, however it is written: `Pub-Date` is `pub_date`."""
    return key.strip().lower().replace("-", "_").replace(" ", "_").replace(":", "_")


def _is_front_matter(values: Mapping[str, object], known: frozenset[str], block: str) -> bool:
    if any(fold_key(key) in known for key in values):
        return True
    return not block.startswith("\n") and all(_LOWER_KEY.fullmatch(key) for key in values)


def _read_block(block: str, kind: str) -> object:
    """Return the plain value of a block. Raises ValueError, which names the mistake, or RecursionError."""
    if kind == "toml":
        import tomllib

        if any(line.count(".") > 1000 for line in block.split("\n")):  # a key takes time by the square of its parts
            raise ValueError("a line holds more than 1,000 points")
        return plain(tomllib.loads(block))
    return plain(json.loads(block) if kind == "json" else read_yaml(block))


def read_yaml(text: str) -> object:
    """Return the first document of a YAML text; an empty one is an empty mapping.

    All scalars are text but whole numbers, `true`, `false` and `null`; tags have no effect. The value is built of the
    parser's events, so that neither depth nor aliases cost more than they are long; `plain` bounds what they unfold to.

    Raises:
        ValueError: it is not YAML.
    """
    import yaml

    items: list[object] = []
    outer: list[tuple[list[object], str | None]] = []
    anchors: dict[str | None, object] = {}
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.CollectionStartEvent):
                outer.append((items, event.anchor))
                items = []
                continue
            if isinstance(event, yaml.DocumentEndEvent):
                break
            if isinstance(event, yaml.ScalarEvent):
                value, anchor = _scalar(event.value) if event.implicit[0] else event.value, event.anchor
            elif isinstance(event, yaml.AliasEvent):
                value, anchor = anchors[event.anchor], event.anchor
            elif isinstance(event, yaml.CollectionEndEvent):
                pairs = zip(items[::2], items[1::2], strict=True)
                value = dict(pairs) if isinstance(event, yaml.MappingEndEvent) else items
                items, anchor = outer.pop()
            else:
                continue
            items.append(value)
            anchors[anchor] = value
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 2}: " if error.problem_mark else ""
        raise ValueError(f"{line}{error.problem or 'a mistake'}") from error
    except (yaml.YAMLError, LookupError, TypeError) as error:
        raise ValueError(str(error)) from error
    return items[0] if items and items[0] is not None else {}


def _scalar(text: str) -> object:
    return _CONSTANTS.get(text, int(text) if _INTEGER.fullmatch(text) else text)


def _by_lines(block: str) -> dict[str, object] | None:
    """Read a broken block one top-level key at a time; None where it does not look like keys and values."""
    values: dict[str, object] = {}
    for chunk in _TOP_LINE.split(block):
        first, _, rest = chunk.partition("\n")
        if (found := _KEY_LINE.fullmatch(first)) is None:
            if _TOP_LINE.match(first):
                return None
            continue  # what stands above the first key
        read = None
        with suppress(ValueError):
            read = _read_block(chunk.removesuffix("\n"), "yaml")
        if isinstance(read, dict):
            values.update(read)
        else:
            said = f"{(found[2] or '').strip()}\n{rest}".strip()
            is_quoted = len(said) > 1 and said[0] == said[-1] and said[0] in "\"'"
            values[found[1].strip("\"'")] = said[1:-1] if is_quoted else said
    return values or None


def plain(value: object) -> object:
    """Return a value made of clean text, whole numbers of at most 64 bits, true, false, None, lists and mappings alone.

    Raises:
        ValueError: more than 10,000 values, or more than 20 deep, or a number of more digits than Python writes.
    """
    left = _MOST_VALUES

    def walk(each: object, depth: int) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise ValueError(f"it holds more than {_MOST_VALUES:,} values")
        if depth > _DEEPEST:
            raise ValueError(f"it nests more than {_DEEPEST} deep")
        if isinstance(each, Mapping):
            return {clean(str(key)): walk(inner, depth + 1) for key, inner in each.items()}
        if isinstance(each, (list, tuple)):
            return [walk(inner, depth + 1) for inner in each]
        if each is None or (isinstance(each, int) and each.bit_length() <= 64):
            return each
        return clean(str(each))

    return walk(value, 0)


def write(values: Mapping[str, object]) -> str:
    """Return plain values (and dates) as lines of YAML, a key each: `hosts: [Ann, Bo]`."""
    return "".join(f"{_write_key(key)}: {_write_value(value)}\n" for key, value in values.items())


def _write_value(value: object) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        return str(value) if _INTEGER.fullmatch(str(value)) else json.dumps(str(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_write_key(key)}: {_write_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_write_value, value)) + "]"
    text = clean(str(value))
    is_plain = _PLAIN_TEXT.fullmatch(text) and not _AMBIGUOUS.fullmatch(text) and text.isprintable()
    return text if is_plain else _quoted(text)


def _write_key(key: object) -> str:
    text = str(key)
    return text if _PLAIN_KEY.fullmatch(text) and not _AMBIGUOUS.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    # JSON's strings are YAML's, but for characters that YAML wants escaped.
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
