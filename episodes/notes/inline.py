"""The text of a paragraph without its markup, as runs, and the links in it.

Nearly all paragraphs of nearly all notes are made of a few pieces that leave no doubt: words, bold, code, and links to
web addresses. A scanner with a grammar of these finds the same as markdown-it in a tenth of the time. Where it meets
anything else, markdown-it parses the whole paragraph.
"""

import re
import string
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.common.normalize_url import normalizeLink, validateLink
from markdown_it.token import Token

from episodes.html_reader import tokens
from episodes.model import Link
from episodes.notes.markdown import bare_address, parse_inline
from episodes.text import clean_line

_NO_ENTITY = r"&(?!\#?\w+;)"
_ADDRESS = rf"(?:[A-Za-z0-9\-._~:/?#@!$'*+,;=]|%[0-9A-Fa-f]{{2}}|{_NO_ENTITY})"
# `words` ends as `)+` and not `)++`: to Python 3.11.2 a possessive group of possessive parts is empty.
_PIECE = re.compile(
    rf"""
      (?P<words>(?: [^*_`\[<&\\!~:\n]++ | (?<=[^\W_])_+(?=[^\W_]) | :(?!//) | !(?!\[) | {_NO_ENTITY}
        | \[(?=[^\[\]`\\<\n]*\](?!\()) )+)  # `[x]` is words
    | (?P<link>\[ (?P<label>[^\[\]\n]*) \]\(
        (?P<url>https?://[A-Za-z0-9.-]++(?![@:](?!\d)) (?:{_ADDRESS}|\({_ADDRESS}*\))* | \#[\w=:.-]++) \))
    | (?P<bold>\*\*(?!\*))
    | (?P<code>`[^`\n]+`(?!`))
    | (?P<address>://)
    | (?P<line_end>\n[ \t]*)
    | (?P<escape>\\[{re.escape(string.punctuation)}])
    """,
    re.VERBOSE,
)


class Run(NamedTuple):
    """A stretch of text that is alike throughout; one without text, but with an address, begins a link."""

    text: str
    url: str | None = None
    """Where it leads, if it is part of a link."""
    strong: bool = False
    code: bool = False
    picture: bool = False
    """It is what stands for a picture in a link."""


def runs(token: Token) -> list[list[Run]]:
    """Return the text of an inline token as runs, a list for each of its lines; an image counts in a link alone."""
    has_names = token.meta["definitions"] and "[" in token.content  # `[name]` may be a link
    return (None if has_names else scan(token.content)) or parsed_runs(token)


def links(lines: Sequence[Sequence[Run]]) -> list[tuple[int, Link]]:
    """Return the links among the runs of a paragraph, each with the line, from 0, where it begins."""
    found: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(lines):
        for run in line:
            if run.url and not run.text and not run.picture:
                found.append((number, run.url, []))
            elif run.url:
                found[-1][2].append(run.text)
        if found:  # a link may go on in the next line
            found[-1][2].append(" ")
    return [(at, Link(clean_line(without_stray_bold("".join(words))) or url, url)) for at, url, words in found]


def without_stray_bold(text: str) -> str:
    """Return text without the `**` that is left in it where bold was not well closed."""
    return re.sub(r"\*\*+", "", text)


def without_stray_marks(text: str) -> str:
    """Return text without marks that were left in it because they were not well closed: `**`, and a single `*`."""
    text = without_stray_bold(text) if "**" in text else text
    return re.sub(r"(?<!\S)\*(?=\S)|(?<=\S)\*(?!\S)|^\s+\*\s*$|^\*\s+$", "", text) if text.count("*") == 1 else text


def scan(content: str) -> list[list[Run]] | None:
    """Return the runs of a paragraph's source, or None where the grammar leaves a doubt.

    It is for notes that define no links by name, as in `[name]: address`.
    """
    lines: list[list[Run]] = [[]]
    return lines if _take(content, 0, len(content), None, False, lines) else None


def _take(content: str, at: int, end: int, url: str | None, is_strong: bool, lines: list[list[Run]]) -> bool:
    """Add the runs of a stretch, all of it or the words of a link; return whether it leaves no doubt."""
    strong, is_open = is_strong, False
    while at < end:
        if (piece := _PIECE.match(content, at, end)) is None:
            return False
        start, at, kind, words = at, piece.end(), piece.lastgroup, piece[0]
        if kind == "words":
            lines[-1].append(Run(words.rstrip(" ") if content[at : at + 1] == "\n" else words, url, strong))
        elif kind == "link":
            lines[-1].append(Run("", piece["url"]))
            if not _take(content, *piece.span("label"), piece["url"], strong, lines):
                return False
        elif kind == "bold":
            before, after = content[max(start - 1, 0) : start], content[at : min(at + 1, end)]
            if not (_flanks(before, after) if is_open else _flanks(after, before)):
                return False
            is_open = not is_open
            strong = is_strong or is_open
        elif kind == "line_end":
            lines.append([])
        elif kind == "escape":
            lines[-1].append(Run(words[1], url, strong))
        elif kind == "code":
            is_padded = words[1] == words[-2] == " " and words.strip("` ")
            lines[-1].append(Run(words[2:-2] if is_padded else words[1:-1], url, strong, True))
        elif url is None and (address := bare_address(content, start, end)):
            first, at = address
            words, link = content[first:at], normalizeLink(content[first:at])
            before = lines[-1].pop().text[: first - start]  # without `http`
            lines[-1] += [Run(before, None, strong), Run("", link), Run(words, link, strong)]
        else:
            lines[-1].append(Run(words, url, strong))
    return not is_open


def _flanks(inner: str, outer: str) -> bool:
    """Return whether `**` opens or closes bold for certain, by the characters inside and outside of it, if any.

    It is CommonMark's rule (https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run) for ASCII punctuation.
    """
    if inner and inner in string.punctuation:
        return outer in string.punctuation + " \t\n"
    return inner.isalnum()


def parsed_runs(token: Token) -> list[list[Run]]:
    """Return the runs as markdown-it finds them."""
    lines: list[list[Run]] = [[]]
    url: str | None = None
    strong = 0
    for child in parse_inline(token):
        kind = child.type
        if kind in ("text", "code_inline") and child.content:
            lines[-1].append(Run(child.content, url, strong > 0, kind == "code_inline"))
        elif kind in ("softbreak", "hardbreak"):
            lines.append([])
        elif kind == "link_open":
            url = clean_line(str(child.attrGet("href") or "")) or None
            lines[-1].append(Run("", url))
        elif kind == "link_close":
            url = None
        elif kind in ("strong_open", "strong_close"):
            strong += child.nesting
        elif kind == "image" and url and child.content:
            lines[-1].append(Run(clean_line(child.content), url, strong > 0, picture=True))
        elif kind == "html_inline":
            found = tag_runs(child.content, url)
            url = found[-1].url if found else url
            lines[-1] += [run for run in found if run.text or run.url]
    return lines


def tag_runs(source: str, url: str | None = None) -> list[Run]:
    """Return the runs of a piece of HTML; the last tells by its address which link is open behind it.

    Args:
        source: tags, and the text between them.
        url: of the link that is open before it.
    """
    found: list[Run] = []
    for token in tokens(source):
        if isinstance(token, str):
            found.append(Run(token, url))
        elif token.tag == "a":
            address = clean_line(token.attributes.get("href", ""))
            url = address if address and validateLink(address) else None
            found.append(Run("", url))
        elif token.is_end:
            continue
        elif token.tag == "br":
            found.append(Run(" ", url))
        elif token.tag == "img" and url:
            found.append(Run(clean_line(token.attributes.get("alt", "")), url, picture=True))
    return found
