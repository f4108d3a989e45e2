"""What Earmark's reader of Markdown does besides markdown-it's own rules: two rules for markdown-it.

`bare_address` is an extension. `one_line` is none: it finds the same as the rules after it, in half the time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.common.utils import mdTrim

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

# What may stand in a bare address; the rest of the sentence is cut off by `trimmed`.
_BARE_REST = re.compile(r"//[^\s<>\[\]{}|\\^`\"“”„«»‹›\x00-\x1f\x7f]{1,2000}")
BARE = re.compile(r"(?<![^\W_])https?:" + _BARE_REST.pattern, re.IGNORECASE)
_TRAILING = ".,;:!?'’*_~…"

# A line that begins like this begins no other block: a letter, bold, a quote or bracket, or `[words]` without a colon.
_BEGINS_TEXT = re.compile(r"[^\W\d_]|\*\*[^*\s]|\[[^\[\]\\\n]*\](?!:)|[“”‘’\"'(]")
_ITEM = re.compile(r"[-*+] \S")


def one_line(state: StateBlock, line: int, _end_line: int, _silent: bool) -> bool:
    """Take a paragraph of one line that nothing else can be: a block rule of markdown-it, the first of all.

    Most blocks of notes are items of one line. markdown-it asks ten rules what else each might be, and each of them
    again where it ends. Here one look at its beginning and one at the next line tell: there is none, it is blank, or
    it is another item.
    """
    source, indent = state.src, state.blkIndent
    start = state.bMarks[line] + state.tShift[line]
    if state.sCount[line] - indent > 3 or not _BEGINS_TEXT.match(source, start):
        return False
    end_line = line + 1
    if end_line < state.lineMax:
        begin, deep = state.bMarks[end_line] + state.tShift[end_line], state.sCount[end_line]
        if begin < state.eMarks[end_line] and not (
            _ITEM.match(source, begin)
            and 0 <= deep <= indent + 3
            # so far to the right of the list, but not of its text, an item is none and goes on the paragraph
            and (deep >= indent or state.listIndent < 0 or deep - state.listIndent < 4)
        ):
            return False
    state.line = end_line
    state.push("paragraph_open", "p", 1).map = [line, end_line]
    text = state.push("inline", "", 0)
    text.content = mdTrim(source[start : state.eMarks[line]])
    text.map = [line, end_line]
    text.children = []
    state.push("paragraph_close", "p", -1)
    return True


def bare_address(state: StateInline, silent: bool) -> bool:
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
    rest = trimmed(match[0]) if match else ""
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


def trimmed(url: str) -> str:
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
