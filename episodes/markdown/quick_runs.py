"""Runs of text without a parser, for markup that leaves no doubt: words, well closed bold, and links to web addresses.

Nearly all headings of nearly all notes are made of these, and finding out so costs a tenth of what parsing them does.
Whatever is left open here is for the parser to tell. What bold opens and closes is CommonMark's rule of flanking
delimiters (https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run), for ASCII.
"""

from __future__ import annotations

import re
from typing import NamedTuple

ADDRESS = r"https?://(?:[A-Za-z0-9\-._~:/?#@!$'*+,;=&]|%[0-9A-Fa-f]{2})+"
"""An address that Markdown takes as it stands, whatever is around it."""

_PIECE = re.compile(rf"\*\*|(?<!!)\[([^\[\]\n]*)\]\(({ADDRESS})\)")
_WORDS = re.compile(r"(?:[^*_`\[\]<>&\\!~:\n]|:(?!//)|!(?!\[)|(?<! )\n)*")
_LINKED_WORDS = re.compile(r"(?:[^*_`\[\]<>&\\!~:\n]|:(?!//)|!(?!\[)|\*\*)*")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class Run(NamedTuple):
    """A stretch of text that is alike throughout."""

    text: str
    url: str | None = None
    """Where it leads, if it is (part of) a link."""
    strong: bool = False
    code: bool = False


def quick_runs(content: str) -> list[list[Run]] | None:
    """Return the runs of a paragraph's source, a list for each of its lines, or None where only a parser can tell."""
    reading = _Reading(content)
    end = 0
    for piece in _PIECE.finditer(content):
        if not reading.take_words(end, piece.start()):
            return None
        if not (reading.turn_bold(piece.start()) if piece[1] is None else reading.take_link(piece)):
            return None
        end = piece.end()
    if not reading.take_words(end, len(content)) or reading.strong:
        return None
    return reading.lines


class _Reading:
    """The runs of what was read so far; each part that is taken in says whether it leaves no doubt."""

    def __init__(self, content: str) -> None:
        self.lines: list[list[Run]] = [[]]
        self.strong = False
        self._content = content

    def take_words(self, start: int, end: int) -> bool:
        if not _WORDS.fullmatch(self._content, start, end):
            return False
        first, *others = self._content[start:end].split("\n")
        self._put(first)
        for words in others:
            self.lines.append([])
            self._put(words.lstrip(" \t"))
        return True

    def take_link(self, piece: re.Match[str]) -> bool:
        if not _LINKED_WORDS.fullmatch(piece[1]):
            return False
        outside, at = self.strong, piece.start(1)
        for number, words in enumerate(piece[1].split("**")):
            if number:
                if not self.turn_bold(at):
                    return False
                at += 2
            self._put(words, piece[2])
            at += len(words)
        return self.strong is outside

    def turn_bold(self, at: int) -> bool:
        before, after = self._content[at - 1 : at] or " ", self._content[at + 2 : at + 3] or " "
        if "*" in (before, after) or not (before + after).isascii():
            return False
        if self.strong:  # it has to be a right-flanking run to close it
            flanks = not before.isspace() and (before not in _PUNCTUATION or after.isspace() or after in _PUNCTUATION)
        else:
            flanks = not after.isspace() and (after not in _PUNCTUATION or before.isspace() or before in _PUNCTUATION)
        self.strong = not self.strong
        return flanks

    def _put(self, words: str, url: str | None = None) -> None:
        if words:
            self.lines[-1].append(Run(words, url, self.strong))
