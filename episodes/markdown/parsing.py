"""markdown-it's parser, set up as this program reads Markdown.

Every cost is bounded: nesting by markdown-it's own limit of the CommonMark preset (20), and a paragraph that is
longer or has more brackets than any that a person wrote is taken as plain text.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.token import Token

from episodes.markdown.rules import bare_address, one_line
from episodes.text import clean_line

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore

LONGEST_PARAGRAPH = 50_000
"""Characters of one paragraph beyond which its inline markup is not read."""
MOST_BRACKETS = 2_000
"""Opening brackets in one paragraph beyond which its inline markup is not read: each costs a search for its end."""


def parse(text: str, *, inline: bool = True) -> list[Token]:
    """Return the tokens of a Markdown text.

    Args:
        text: the source, clean (`episodes.text.clean`).
        inline: False leaves the children of inline tokens out, which takes half the time; `read_inline` fills them in
            where they are wanted.
    """
    reader = _reader()
    if inline:
        return reader.parse(text)
    env: dict[str, object] = {}
    tokens: list[Token] = []
    reader.block.parse(text.replace("\0", "\ufffd"), reader, env, tokens)
    if env:  # link definitions: what `[name]` means is known to the whole text only
        for token in tokens:
            if token.type == "inline":
                token.meta["env"] = env
    return tokens


def read_inline(token: Token) -> list[Token]:
    """Return the children of an inline token, parsed when first asked for."""
    if token.children is None or (not token.children and token.content):
        token.children = []
        _children(token.content, token.meta.get("env", {}), token.children)
    return token.children


def href(token: Token) -> str:
    """Return the address that a link's opening token leads to."""
    return clean_line(str(token.attrGet("href") or ""))


def normalized(url: str) -> str:
    """Return an address as the parser gives it: percent-encoded where it must be."""
    return _reader().normalizeLink(url)


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    reader.core.ruler.at("inline", _inline_rule)
    reader.inline.ruler.after("text", "bare_address", bare_address)
    reader.block.ruler.before("table", "one_line", one_line)
    return reader


def _inline_rule(state: StateCore) -> None:
    """Read inline markup, as markdown-it's rule of this name does, within bounds."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            _children(token.content, state.env, token.children, join=False)


def _children(content: str, env: object, children: list[Token], join: bool = True) -> None:
    reader = _reader()
    if len(content) > LONGEST_PARAGRAPH or content.count("[") > MOST_BRACKETS:
        children.extend(_unread(content))
        return
    reader.inline.parse(content, reader, env, children)  # type: ignore[arg-type]
    if join:
        for child in children:  # what markdown-it's `text_join` does: escapes and entities are text
            if child.type == "text_special":
                child.type = "text"


def _unread(content: str) -> Iterator[Token]:
    """Yield the lines of a paragraph whose markup is not read."""
    for number, line in enumerate(content.split("\n")):
        if number:
            yield Token("softbreak", "br", 0)
        yield Token("text", "", 0, content=line)
