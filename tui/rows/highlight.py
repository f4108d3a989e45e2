"""Colours of code, as names of looks, by pygments.

Notes are prepared without: loading pygments takes longer than showing an episode, and few episodes have code that
names its language. `colour` adds them, at once where pygments is loaded and in a thread where it is not.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from .values import Document, Run

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


def has_colours(document: Document) -> bool:
    """Return whether there is code in the notes that `colour` would colour."""
    return any(block.language for block in document.blocks)


def is_quick() -> bool:
    """Return whether pygments is loaded already."""
    return "pygments.lexers" in sys.modules


def colour(document: Document) -> Document:
    """Return the document with looks for the words of its code, where a language is named that pygments knows."""
    lines = list(document.lines)
    for block in document.blocks:
        if not block.language:
            continue
        looks = _looks("\n".join(line.text for line in lines[block.start : block.stop]), block.language)
        for at, runs in zip(range(block.start, block.stop), looks, strict=False):
            if runs and runs[-1].end == len(lines[at].text):
                lines[at] = lines[at]._replace(runs=runs)
    return replace(document, lines=tuple(lines))


def _looks(code: str, language: str) -> list[tuple[Run, ...]]:
    """Return the looks of each line of code; none where nothing knows the language."""
    if len(code) > _MOST:
        return []
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
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


def _look(kind: object) -> str:
    from pygments.token import STANDARD_TYPES  # type: ignore[import-untyped]

    while kind is not None:
        name = STANDARD_TYPES.get(kind, "")
        if look := _LOOKS.get(name[:2]) or _LOOKS.get(name[:1]):
            return f"{CODE} {look}"
        kind = getattr(kind, "parent", None)
    return CODE
