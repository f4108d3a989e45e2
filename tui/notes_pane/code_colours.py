"""Colours of code, as names of styles, by pygments.

Documents are built without: loading pygments, or what it knows of a language, takes longer than showing an episode,
and few episodes have code that names its language. Add them at once where that is loaded, else in a thread.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .notes_document import NotesDocument, StyledRun

if TYPE_CHECKING:
    from pygments.lexer import Lexer  # type: ignore[import-untyped]

CODE = "code-block"
"""The style of all code, under its colours."""
_MOST = 20_000
"""Characters of code that are coloured; a longer listing is shown plain rather than kept waiting for."""

# pygments' own short names of token types, by their beginnings: the longest that fits wins.
_TOKENS = {
    "code-keyword": "k ow nt",
    "code-name": "kt nb nc nf nd na cp",
    "code-string": "s gi",
    "code-number": "kc m gd",
    "code-comment": "c gp go",
}
_STYLES = {token: f"{CODE} {style}" for style, tokens in _TOKENS.items() for token in tokens.split()}

_lexers: dict[str, Lexer | None] = {}
"""What was loaded for each language; None for one that pygments does not know."""


def uncoloured(document: NotesDocument) -> set[str]:
    """Return the languages of the code that is not coloured yet."""
    return {block.language for block in document.blocks if block.language}


def is_loaded(languages: set[str]) -> bool:
    """Return whether what is known of these languages is loaded, so that colouring takes no time to speak of."""
    return _lexers.keys() >= languages


def colour_code(document: NotesDocument) -> NotesDocument:
    """Return the document with styles for the words of its code, where a language is named that pygments knows.

    No more of it is `uncoloured` then.
    """
    if not uncoloured(document):
        return document
    lines = list(document.lines)
    for block in document.blocks:
        if not block.language:
            continue
        styles = _styles("\n".join(line.text for line in lines[block.start : block.stop]), block.language)
        for at, runs in zip(range(block.start, block.stop), styles, strict=False):
            if runs and runs[-1].end == len(lines[at].text):
                lines[at] = lines[at]._replace(runs=runs)
    blocks = tuple(block._replace(language="") if block.language else block for block in document.blocks)
    return replace(document, lines=tuple(lines), blocks=blocks)


def _styles(code: str, language: str) -> list[tuple[StyledRun, ...]]:
    """Return the styles of each line of code; none where nothing knows the language."""
    if len(code) > _MOST:
        return []
    if language not in _lexers:
        _lexers[language] = _lexer(language)
    if (lexer := _lexers[language]) is None:
        return []
    lines: list[list[StyledRun]] = [[]]
    length = 0
    for kind, text in lexer.get_tokens(code):
        style = _style(kind)
        for at, part in enumerate(text.split("\n")):
            if at:
                lines.append([])
                length = 0
            if part:
                length += len(part)
                lines[-1].append(StyledRun(length, style))
    return [tuple(runs) for runs in lines]


def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _style(kind: object) -> str:
    from pygments.token import STANDARD_TYPES  # type: ignore[import-untyped]

    while kind is not None:
        name = STANDARD_TYPES.get(kind, "")
        if style := _STYLES.get(name[:2]) or _STYLES.get(name[:1]):
            return style
        kind = getattr(kind, "parent", None)
    return CODE
