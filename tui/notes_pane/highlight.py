"""Colours of code, as names of looks, by pygments.

Notes are prepared without: loading pygments, or what it knows of a language, takes longer than showing an episode,
and few episodes have code that names its language. `colour` adds them, at once where that is loaded and in a thread
where it is not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .values import Document, Run

if TYPE_CHECKING:
    from pygments.lexer import Lexer  # type: ignore[import-untyped]

CODE = "code-block"
"""The look of all code, under its colours."""
_MOST = 20_000
"""Characters of code that are coloured; a longer listing is shown plain rather than kept waiting for."""

_LOOKS = {  # pygments' own short names of token types, by their beginnings: the longest that fits wins
    "k": "code-keyword",
    "kt": "code-name",
    "kc": "code-number",
    "ow": "code-keyword",
    "nb": "code-name",
    "nc": "code-name",
    "nf": "code-name",
    "nd": "code-name",
    "nt": "code-keyword",
    "na": "code-name",
    "s": "code-string",
    "m": "code-number",
    "c": "code-comment",
    "cp": "code-name",
    "gp": "code-comment",
    "go": "code-comment",
    "gd": "code-number",
    "gi": "code-string",
}


_lexers: dict[str, Lexer | None] = {}
"""What was loaded for each language; None for one that pygments does not know."""


def has_colours(document: Document) -> bool:
    """Return whether there is code in the notes that `colour` would colour."""
    return any(block.language for block in document.blocks)


def is_quick(document: Document) -> bool:
    """Return whether what `colour` needs for the code of the notes is loaded already."""
    return _lexers.keys() >= {block.language for block in document.blocks if block.language}


def colour(document: Document) -> Document:
    """Return the document with looks for the words of its code, where a language is named that pygments knows.

    It has no more colours to add then (`has_colours`).
    """
    if not has_colours(document):
        return document
    lines = list(document.lines)
    for block in document.blocks:
        if not block.language:
            continue
        looks = _looks("\n".join(line.text for line in lines[block.start : block.stop]), block.language)
        for at, runs in zip(range(block.start, block.stop), looks, strict=False):
            if runs and runs[-1].end == len(lines[at].text):
                lines[at] = lines[at]._replace(runs=runs)
    blocks = tuple(block._replace(language="") if block.language else block for block in document.blocks)
    return replace(document, lines=tuple(lines), blocks=blocks)


def _looks(code: str, language: str) -> list[tuple[Run, ...]]:
    """Return the looks of each line of code; none where nothing knows the language."""
    if len(code) > _MOST:
        return []
    if language not in _lexers:
        _lexers[language] = _lexer(language)
    if (lexer := _lexers[language]) is None:
        return []
    lines: list[list[Run]] = [[]]
    length = 0
    for kind, text in lexer.get_tokens(code):
        look = _look(kind)
        for at, part in enumerate(text.split("\n")):
            if at:
                lines.append([])
                length = 0
            if part:
                length += len(part)
                lines[-1].append(Run(length, look))
    return [tuple(runs) for runs in lines]


def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _look(kind: object) -> str:
    from pygments.token import STANDARD_TYPES  # type: ignore[import-untyped]

    while kind is not None:
        name = STANDARD_TYPES.get(kind, "")
        if look := _LOOKS.get(name[:2]) or _LOOKS.get(name[:1]):
            return f"{CODE} {look}"
        kind = getattr(kind, "parent", None)
    return CODE
