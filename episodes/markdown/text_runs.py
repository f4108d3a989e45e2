"""The text of a paragraph without its markup, and what the markup says of each piece."""

from __future__ import annotations

import re

from markdown_it.token import Token

from episodes.markdown.parsing import href, read_inline
from episodes.markdown.quick_runs import Run, quick_runs
from episodes.text import clean_line

_STRAY_BOLD = re.compile(r"\*\*+")


def runs(token: Token) -> list[list[Run]]:
    """Return the text of an inline token as runs, a list for each of its lines; images are left out."""
    if not token.children and (found := quick_runs(token.content)) is not None:
        return found
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
            url = href(child)
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


def without_stray_bold(text: str) -> str:
    """Return text without the `**` that is left in it where bold was not well closed."""
    return _STRAY_BOLD.sub("", text) if "**" in text else text
