"""Raw HTML in notes: which tags are markup, and what the rest of them is.

Notes name tags as often as they use them ("the new <dialog>"), so only tags that people really format notes with are
taken as markup; any other is text and is shown as it stands. Nothing is ever run or fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LOOKS = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "cite": "em",
    "u": "em",
    "s": "strike",
    "del": "strike",
    "strike": "strike",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
    "mark": "strong",
}
"""Tags that give their text a look."""

LINES = frozenset(
    [
        "br",
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "hr",
        "dt",
        "dd",
        "dl",
        "figure",
    ]
)
"""Tags at which a new line begins."""

SOURCES = {"img": "src", "iframe": "src", "video": "src", "audio": "src", "embed": "src", "source": "src"}
"""Tags that show something from elsewhere, and the attribute that says from where: they become links."""

_DROPPED = frozenset(
    [
        "span",
        "font",
        "center",
        "small",
        "big",
        "sub",
        "sup",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "caption",
        "figcaption",
        "abbr",
        "wbr",
    ]
)
_SILENT = re.compile(r"<!--.*?(?:-->|$)|<(script|style)\b.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s[^<>]*)?)>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


class Tag(NamedTuple):
    """A tag that is markup."""

    name: str
    closes: bool
    attributes: dict[str, str]


def parts(html: str) -> Iterator[str | Tag]:
    """Yield the text and the tags of a piece of HTML in order; comments, scripts and styles are left out."""
    html = _SILENT.sub("", html)
    at = 0
    for found in _TAG.finditer(html):
        name = found[2].lower()
        if name != "a" and not (name in LOOKS or name in LINES or name in SOURCES or name in _DROPPED):
            continue
        if found.start() > at:
            yield html[at : found.start()]
        at = found.end()
        yield Tag(name, bool(found[1]), _attributes(found[3]))
    if at < len(html):
        yield html[at:]


def _attributes(text: str) -> dict[str, str]:
    from html import unescape

    return {name.lower(): unescape(double or single or bare) for name, double, single, bare in _ATTRIBUTE.findall(text)}
