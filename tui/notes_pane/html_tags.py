"""Raw HTML in notes: which tags are markup, and what the rest of them is.

Notes name tags as often as they use them ("the new <dialog>"), so only tags that people really format notes with are
taken as markup; any other is text and is shown as it stands. Nothing is ever run or fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

_MEANINGS = {
    "strong": "b strong mark",
    "em": "i em cite u",
    "strike": "s del strike",
    "code": "code kbd samp tt",
    "link": "a",
    "line": "br p div li ul ol tr table h1 h2 h3 h4 h5 h6 blockquote pre hr dt dd dl figure",
    "source": "img iframe video audio embed source",
    "nothing": "span font center small big sub sup td th thead tbody tfoot caption figcaption abbr wbr",
}
_MEANING = {tag: meaning for meaning, tags in _MEANINGS.items() for tag in tags.split()}

_SILENT = re.compile(r"<!--.*?(?:-->|$)|<(script|style)\b.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s[^<>]*)?)>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


class Tag(NamedTuple):
    """A tag that is markup."""

    name: str
    meaning: str
    """A style of the text, `link`, `line` (a new one begins), `source` (it shows what its `src` names) or `nothing`."""
    closes: bool
    attributes: dict[str, str]


def parts(html: str) -> Iterator[str | Tag]:
    """Yield the text and the tags of a piece of HTML in order; comments, scripts and styles are left out."""
    html = _SILENT.sub("", html)
    at = 0
    for found in _TAG.finditer(html):
        name = found[2].lower()
        if name not in _MEANING:
            continue
        if found.start() > at:
            yield html[at : found.start()]
        at = found.end()
        yield Tag(name, _MEANING[name], bool(found[1]), _attributes(found[3]))
    if at < len(html):
        yield html[at:]


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): unescape(double or single or bare) for name, double, single, bare in _ATTRIBUTE.findall(text)}
