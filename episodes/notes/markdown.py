"""markdown-it's parser as the whole program uses it.

CommonMark (https://spec.commonmark.org/0.31.2/) with the tables, strikethrough and footnotes of GitHub, and bare
`http` and `https` addresses as links. Nothing is rendered: callers get markdown-it's tokens, with line ranges.

Every cost is bounded: nesting by markdown-it's limit for CommonMark (20), and a paragraph that is longer or has more
brackets than any that a person wrote is plain text with its web addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

LONGEST_PARAGRAPH = 50_000
"""Characters of a paragraph beyond which markdown-it does not parse its inline markup."""
MOST_BRACKETS = 2_000
"""Opening brackets in a paragraph beyond which markdown-it does not parse it: each costs a search for its end."""

_SCHEME = re.compile(r"(?<![^\W_])https?\Z", re.IGNORECASE)
_REST_OF_ADDRESS = re.compile(r"//[^\s<>\[\]{}|\\^`\"“”„«»‹›\x00-\x1f\x7f]{1,2000}")
_AFTER_ADDRESS = ".,;:!?'’*_~…"


def parse_blocks(text: str, definitions: dict[str, object] | None = None) -> list[Token]:
    """Return the block tokens of a Markdown text; the inline tokens among them have no children.

    Args:
        text: the source, clean (`episodes.text.clean`).
        definitions: receives what `[name]` links to, which is defined anywhere in the notes; each inline token has it.
    """
    definitions = {} if definitions is None else definitions
    tokens: list[Token] = []
    parser = _parser()
    parser.block.parse(text.replace("\0", "\ufffd"), parser, definitions, tokens)
    for token in tokens:
        if token.type == "inline":
            token.meta["definitions"] = definitions
    return tokens


def parse_inline(token: Token) -> list[Token]:
    """Return the children of an inline token of `parse_blocks`."""
    content = token.content
    children: list[Token] = []
    if len(content) > LONGEST_PARAGRAPH or content.count("[") > MOST_BRACKETS:
        for number, line in enumerate(content.split("\n")):
            if number:
                children.append(Token("softbreak", "br", 0))
            at = 0
            for start, end in addresses(line):
                children += [Token("text", "", 0, content=line[at:start]), *_link(line[start:end])]
                at = end
            children.append(Token("text", "", 0, content=line[at:]))
        return children
    parser = _parser()
    parser.inline.parse(content, parser, token.meta["definitions"], children)
    for child in children:
        if child.type == "text_special":  # an escape or entity, which markdown-it makes text at a later stage
            child.type = "text"
    return children


def bare_address(source: str, colon: int, end: int) -> tuple[int, int] | None:
    """Return where a bare web address begins and ends, or None if there is none round this colon.

    The punctuation of the sentence round the address is no part of it.
    """
    scheme = _SCHEME.search(source, max(colon - len("https"), 0), colon)
    match = scheme and _REST_OF_ADDRESS.match(source, colon + 1, end)
    if not scheme or not match:
        return None
    rest = match[0]
    surplus = rest.count(")") - rest.count("(")
    length = len(rest)
    while rest[length - 1] in _AFTER_ADDRESS or (rest[length - 1] == ")" and surplus > 0):
        surplus -= rest[length - 1] == ")"
        length -= 1
    return (scheme.start(), colon + 1 + length) if length > 2 else None


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the web addresses in a text begin and end, in whatever markup they stand."""
    at = text.find("://")
    while at >= 0:
        if found := bare_address(text, at, len(text)):
            yield found
        at = text.find("://", found[1] if found else at + 3)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False, move_to_end=False)
    parser.inline.ruler.after("text", "bare_address", _bare_address)
    return parser


def _link(address: str) -> list[Token]:
    opening = Token("link_open", "a", 1, attrs={"href": _parser().normalizeLink(address)})
    return [opening, Token("text", "", 0, content=address), Token("link_close", "a", -1)]


def _bare_address(state: StateInline, silent: bool) -> bool:
    """Make a link of a bare web address: an inline rule, asked at the colon, where the rule for text stops."""
    colon = state.pos
    if state.linkLevel > 0 or not state.src.startswith("://", colon):
        return False
    if (address := bare_address(state.src, colon, state.posMax)) is None:
        return False
    first, end = address
    if not silent:
        if not state.pending.endswith(state.src[first:colon]):
            return False
        state.pending = state.pending[: first - colon]
        state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(state.src[first:end])}
        state.push("text", "", 0).content = state.src[first:end]
        state.push("link_close", "a", -1)
    state.pos = end
    return True
