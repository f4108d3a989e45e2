"""The blocks of the notes with their places: those that leave no doubt line by line, the others by markdown-it.

Most notes hold no more than headings, paragraphs and lists whose items are one line each. markdown-it asks a dozen
rules what each line might be, and makes up to five tokens of each block; one look at each line finds the same in a
fifth of the time.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.common.utils import mdTrim
from markdown_it.token import Token

from episodes.notes.lines import Place
from episodes.notes.markdown import parse_blocks

_BEGINS_TEXT = re.compile(r"[^\s\d#>*+\-`~<\[|:=_\\]|\*\*?[^*\s]|_[^_\s]|`[^`]|\d++(?![.)])|\[[^\[\]\\\n]*\](?!:)")
"""A line that begins like this begins no other block."""
_HEADING = re.compile(r"(#{1,6}) +(?=[^\s#])(?!.*#\s*$)")
_ITEM = re.compile(rf"( *)[-*+] (?={_BEGINS_TEXT.pattern})")
_ENDS_PARAGRAPH = re.compile(rf" *$|{_HEADING.pattern}| {{0,3}}[-*+] (?={_BEGINS_TEXT.pattern})")
_HOLDS_ANYTHING = re.compile(r"```|~~~|^[\s>*+\-\d.)]*<")
"""What may begin a block that a heading does not end."""
_DEEPEST = 8
"""Lists within each other that are read here: markdown-it has a limit too."""


class SourceBlock(NamedTuple):
    """A piece of the notes."""

    line: int
    """Where it begins."""
    token: Token
    """It is `inline`, `html_block` or `fence`; its level tells in how many other blocks it stands."""
    place: Place | None = None
    """None within a quote, a table, or what else holds other blocks."""
    level: int | None = None
    """Of a heading."""


def read_blocks(source: Sequence[str], first: int, end: int) -> list[SourceBlock]:
    """Return the blocks between two lines of some notes."""
    blocks: list[SourceBlock] = []
    definitions: dict[str, object] = {}
    at = first
    while at < end:
        found, at = _simple_blocks(source, at, end)
        for block in found:
            block.token.meta["definitions"] = definitions
        blocks += found
        until = _end_of_doubt(source, at, end)
        tokens = parse_blocks("".join(source[at:until]), definitions)
        line = at
        for index, token in enumerate(tokens):
            line = at + token.map[0] if token.map else line
            if token.type == "inline":
                blocks.append(_parsed_block(line, tokens, index))
            elif token.type in ("html_block", "fence"):
                blocks.append(SourceBlock(line, token))
        at = until
    return blocks


def _end_of_doubt(source: Sequence[str], first: int, end: int) -> int:
    """Return the line of the next heading or paragraph that ends all that is open, unless that may be code or HTML."""
    for line in range(first, end):
        text = source[line]
        if line > first and (_HEADING.match(text) or (_BEGINS_TEXT.match(text) and not source[line - 1].strip())):
            return line
        if _HOLDS_ANYTHING.search(text):
            break
    return end


def _parsed_block(line: int, tokens: Sequence[Token], index: int) -> SourceBlock:
    opening, token = tokens[index - 1], tokens[index]
    if opening.level == 0 and opening.type == "heading_open":
        return SourceBlock(line, token, Place.HEADING, int(opening.tag[1]))
    is_item = opening.type == "paragraph_open" and tokens[index - 2].type == "list_item_open"
    return SourceBlock(line, token, (Place.ITEM if is_item else None) if opening.level else Place.PARAGRAPH)


def _simple_blocks(source: Sequence[str], first: int, end: int) -> tuple[list[SourceBlock], int]:
    """Return the blocks up to the first doubt, and the line from which on markdown-it has to tell."""
    blocks: list[SourceBlock] = []
    sure = first
    indents: list[int] = []  # of the list that is open, and those in it
    line, last_item = first, -2
    while line < end:
        text = source[line]
        if not text.strip(" \n"):
            line += 1
            continue
        if not indents:
            sure = line
        if item := _ITEM.match(text):
            indent = item.end(1)
            while indents and indent < indents[-1]:
                indents.pop()
            if not indents or indents[-1] + 2 <= indent <= indents[-1] + 5:
                indents.append(indent)
            if indent != indents[-1] or indents[0] > 3 or len(indents) > _DEEPEST:
                break
            blocks.append(SourceBlock(line, _inline(text[item.end() :], 2 * len(indents) + 1), Place.ITEM))
            last_item = line
            line += 1
        elif heading := _HEADING.match(text):
            blocks.append(SourceBlock(line, _inline(text[heading.end() :], 1), Place.HEADING, len(heading[1])))
            indents.clear()
            line += 1
        elif _BEGINS_TEXT.match(text) and last_item != line - 1:
            indents.clear()
            sure = line
            while line < end and _BEGINS_TEXT.match(source[line]):
                line += 1
            if line < end and not _ENDS_PARAGRAPH.match(source[line]):
                break
            blocks.append(SourceBlock(sure, _inline("".join(source[sure:line]), 1), Place.PARAGRAPH))
        else:
            break
    else:
        return blocks, end
    return [block for block in blocks if block.line < sure], sure


def _inline(written: str, level: int) -> Token:
    return Token("inline", "", 0, level=level, content=mdTrim(written))
