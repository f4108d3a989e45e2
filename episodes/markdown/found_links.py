"""The links of a paragraph, in nearly all notes without a parser."""

from __future__ import annotations

import re

from markdown_it.token import Token

from episodes.markdown.parsing import href, normalized, read_inline
from episodes.markdown.quick_runs import ADDRESS
from episodes.markdown.rules import BARE, trimmed
from episodes.markdown.text_runs import without_stray_bold
from episodes.model import Link
from episodes.text import clean_line

# A link whose address and words leave no doubt, so that finding it needs no parser (see `links`).
_CERTAIN_LINK = re.compile(rf"(?<!!)\[([^\[\]]*)\]\(({ADDRESS})\)")
_ENTITY = re.compile(r"&#?\w+;")
_SPECIAL = re.compile(r"[`<\\]|!\[")


def links(token: Token) -> list[tuple[int, Link]]:
    """Return the links of an inline token with the line of it, from 0, where each begins.

    Nearly all links of nearly all notes can be told without a parser: there is nothing in the paragraph but words,
    brackets and addresses. Only the others are parsed.
    """
    if token.children:
        return parsed_links(token)
    content = token.content
    if "[" not in content and "<" not in content and "://" not in content:
        return []
    if "env" not in token.meta and not _SPECIAL.search(content) and not _ENTITY.search(content):
        found = _certain_links(content)
        if found is not None:
            return found
    return parsed_links(token)


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
    if "://" in remaining and BARE.search(remaining):
        return _bare_links(content) if not found else None
    return found


def _bare_links(content: str) -> list[tuple[int, Link]]:
    found = []
    for match in BARE.finditer(content):
        url = trimmed(match[0])
        if len(url) > url.index("//") + 2:
            found.append((content.count("\n", 0, match.start()), Link(_title(url), normalized(url))))
    return found


def parsed_links(token: Token) -> list[tuple[int, Link]]:
    """Return the links as the parser tells them (see `links`)."""
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
            url, start, words = href(child), line, []
        elif child.type == "link_close" and words is not None:
            if url:
                found.append((start, Link(_title("".join(words)) or url, url)))
            words = None
        elif words is not None and child.type in ("text", "code_inline"):
            words.append(child.content)
    return found
