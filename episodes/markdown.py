"""Markdown, read the same way by the whole program.

CommonMark (https://spec.commonmark.org/0.31.2/) with the tables and strikethrough of GitHub, and bare `http` and
`https` addresses as links. Nothing is rendered here: callers get markdown-it's tokens, with line ranges, or the
plain runs of text that a token holds.

Every cost is bounded: nesting by markdown-it's own limit of the CommonMark preset (20), and a paragraph that is
longer or has more brackets than any that a person wrote is taken as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from episodes.model import Link
from episodes.text import clean_line

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

LONGEST_PARAGRAPH = 50_000
"""Characters of one paragraph beyond which its inline markup is not read."""
MOST_BRACKETS = 2_000
"""Opening brackets in one paragraph beyond which its inline markup is not read: each costs a search for its end."""

# What may stand in a bare address; the rest of the sentence is cut off by `_trimmed`.
_BARE_REST = re.compile(r"//[^\s<>\[\]{}|\\^`\"“”„«»‹›\x00-\x1f\x7f]{1,2000}")
_BARE = re.compile(r"(?<![a-z0-9])https?:" + _BARE_REST.pattern, re.IGNORECASE)
_TRAILING = ".,;:!?'’*_~…"

# A link whose address and words leave no doubt, so that finding it needs no parser (see `links`).
_CERTAIN_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\((https?://(?:[A-Za-z0-9\-._~:/?#@!$'*+,;=&]|%[0-9A-Fa-f]{2})+)\)")
_ENTITY = re.compile(r"&#?\w+;")
_STRAY_BOLD = re.compile(r"\*\*+")
_UNMARKED = re.compile(r"(?:[^*_`\[\]<>&\\!~:\n]|:(?!//)|(?<! )\n)*")
_SPECIAL = re.compile(r"[`<\\]|!\[")


class Run(NamedTuple):
    """A stretch of text that is alike throughout."""

    text: str
    url: str | None = None
    """Where it leads, if it is (part of) a link."""
    strong: bool = False
    code: bool = False


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


def runs(token: Token) -> list[list[Run]]:
    """Return the text of an inline token as runs, a list for each of its lines; images are left out."""
    if not token.children and _UNMARKED.fullmatch(token.content):
        stripped = [line.strip(" \t") for line in token.content.split("\n")]
        return [[Run(line)] if line else [] for line in stripped]
    lines: list[list[Run]] = [[]]
    url: str | None = None
    strong = 0
    for child in read_inline(token):
        kind = child.type
        if kind == "text" and child.content:
            lines[-1].append(Run(child.content, url, strong > 0))
        elif kind == "code_inline":
            lines[-1].append(Run(child.content, url, strong > 0, True))
        elif kind in ("softbreak", "hardbreak"):
            lines.append([])
        elif kind == "link_open":
            url = _href(child)
        elif kind == "link_close":
            url = None
        elif kind == "strong_open":
            strong += 1
        elif kind == "strong_close":
            strong -= 1
    return lines


def plain(token: Token) -> str:
    """Return the text of an inline token without markup, as one line."""
    return clean_line(" ".join("".join(run.text for run in line) for line in runs(token)))


def links(token: Token) -> list[tuple[int, Link]]:
    """Return the links of an inline token with the line of it, from 0, where each begins.

    Nearly all links of nearly all notes can be told without a parser: there is nothing in the paragraph but words,
    brackets and addresses. Only the others are parsed.
    """
    if token.children:
        return _parsed_links(token)
    content = token.content
    if "[" not in content and "<" not in content and "://" not in content:
        return []
    if "env" not in token.meta and not _SPECIAL.search(content) and not _ENTITY.search(content):
        found = _certain_links(content)
        if found is not None:
            return found
    return _parsed_links(token)


def without_stray_bold(text: str) -> str:
    """Return text without the `**` that is left in it where bold was not well closed."""
    return _STRAY_BOLD.sub("", text) if "**" in text else text


def _title(words: str) -> str:
    return clean_line(without_stray_bold(words))


def _certain_links(content: str) -> list[tuple[int, Link]] | None:
    """Return the links, or None where only a parser can tell."""
    found: list[tuple[int, Link]] = []
    rest: list[str] = []
    end = 0
    for match in _CERTAIN_LINK.finditer(content):
        words = match[1]
        if words.startswith("**") and words.endswith("**"):
            words = words[2:-2]
        if "*" in words or "_" in words or "~" in words:
            return None
        rest.append(content[end : match.start()])
        end = match.end()
        found.append((content.count("\n", 0, match.start()), Link(_title(words) or match[2], match[2])))
    rest.append(content[end:])
    remaining = " ".join(rest)
    if "](" in remaining or ("[" in remaining and "://" in remaining):
        return None
    if "://" in remaining and _BARE.search(remaining):
        return _bare_links(content) if not found else None
    return found


def _bare_links(content: str) -> list[tuple[int, Link]]:
    found = []
    for match in _BARE.finditer(content):
        url = _trimmed(match[0])
        if len(url) > url.index("//") + 2:
            found.append((content.count("\n", 0, match.start()), Link(_title(url), _reader().normalizeLink(url))))
    return found


def _parsed_links(token: Token) -> list[tuple[int, Link]]:
    found: list[tuple[int, Link]] = []
    line = 0
    words: list[str] | None = None
    url, start = "", 0
    for child in read_inline(token):
        if child.type in ("softbreak", "hardbreak"):
            line += 1
            if words is not None:
                words.append(" ")
        elif child.type == "link_open":
            url, start, words = _href(child), line, []
        elif child.type == "link_close" and words is not None:
            if url:
                found.append((start, Link(_title("".join(words)) or url, url)))
            words = None
        elif words is not None and child.type in ("text", "code_inline"):
            words.append(child.content)
    return found


def _href(token: Token) -> str:
    """Return the address that a link leads to."""
    return clean_line(str(token.attrGet("href") or ""))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    reader.core.ruler.at("inline", _inline_rule)
    reader.inline.ruler.after("text", "bare_address", _bare_address)
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


def _bare_address(state: StateInline, silent: bool) -> bool:
    """Make a link of an `http` or `https` address that stands in the text: an inline rule of markdown-it.

    It is asked at the colon, where markdown-it's rule for text stops.
    """
    source, colon = state.src, state.pos
    if state.linkLevel > 0 or not source.startswith("://", colon):
        return False
    scheme = next((name for name in ("https", "http") if source[:colon][-len(name) :].lower() == name), None)
    if scheme is None or source[colon - len(scheme) - 1 : colon - len(scheme)].isalnum():
        return False
    match = _BARE_REST.match(source, colon + 1, state.posMax)
    rest = _trimmed(match[0]) if match else ""
    if len(rest) <= 2:
        return False
    if not silent:
        if not state.pending.endswith(source[colon - len(scheme) : colon]):
            return False
        written = source[colon - len(scheme) : colon] + ":" + rest
        state.pending = state.pending[: -len(scheme)]
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": state.md.normalizeLink(written)}
        opening.info = "auto"
        state.push("text", "", 0).content = written
        state.push("link_close", "a", -1).info = "auto"
    state.pos += 1 + len(rest)
    return True


def _trimmed(url: str) -> str:
    """Return a bare address without the punctuation of the sentence round it."""
    surplus = url.count(")") - url.count("(")
    end = len(url)
    while end:
        if url[end - 1] == ")" and surplus > 0:
            surplus -= 1
        elif url[end - 1] not in _TRAILING:
            break
        end -= 1
    return url[:end]
