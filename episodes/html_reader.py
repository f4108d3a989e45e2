"""HTML cut into tags and text, and as a small tree, in time that grows only with its length.

The standard library's parser searches all that follows for each tag that is never closed: three hundred kilobytes
of `<!--` take it minutes. Notes are somebody else's text, so this one gives up early and goes on. The tree is read as
generously as browsers do: missing end tags, stray ones, any nesting.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from episodes.text import clean

_HIDDEN = {
    tag: re.compile(rf"</{tag}(?:\s[^>]{{0,100}})?>", re.IGNORECASE) for tag in ("script", "style", "svg", "template")
}
"""Elements that are left out with all that they hold, and where they end. One that never ends hides nothing."""
_NAME = re.compile(r"[a-zA-Z][^\s/>]{0,40}")
_PLAIN = re.compile(r"([^<&]*)(<(/?)([a-zA-Z][a-zA-Z0-9]{0,40})(?: ([a-z]+)=\"([^\"<>&]*)\")?>)")
"""Most of the notes: text without entities, and behind it a tag with one attribute at most."""
_WHOLE_TAG = re.compile(r"(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")
_LONGEST_QUOTED = 64 * 1024
"""The longest tag in which a quoted `>` does not end it: pictures may stand in an attribute."""
_MOST_UNQUOTED = 50
"""After so many tags with an open quote, quotes are ignored, so that none costs a search of all that follows."""
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")


class Tag(NamedTuple):
    """A start tag or an end tag."""

    tag: str
    """Its name in lower case."""
    source: str
    """As it is written."""
    attributes: dict[str, str]
    """Their names in lower case, their values decoded and clean; an end tag has none."""
    is_end: bool = False


def tokens(text: str) -> Iterator[Tag | str]:
    """Yield the tags of a text, and what stands between them decoded and clean.

    Comments are left out, and elements that hold no notes.
    """
    at = 0
    unquoted = 0
    endless: set[str] = set()  # hidden elements whose end does not come again
    last = {end: text.rfind(end) for end in (">", "-->", "]]>")}  # behind it none is looked for
    is_clean = clean(text) == text  # what has no entities needs no cleaning then

    def decoded(words: str) -> str:
        return clean(unescape(words)) if "&" in words or not is_clean else words

    while at < len(text):
        if is_clean and (plain := _PLAIN.match(text, at)) and (tag := plain[4].lower()) not in _HIDDEN:
            words, source, slash, _, attribute, value = plain.groups()
            if words:
                yield words
            yield Tag(tag, source, {attribute: value} if attribute and not slash else {}, slash != "")
            at = plain.end()
            continue
        opening = text.find("<", at)
        if not 0 <= opening < last[">"]:  # no tag ends any more
            yield decoded(text[at:])
            return
        if opening > at:
            yield decoded(text[at:opening])
            at = opening
        sign = text[at + 1]
        if sign == "/" and (name := _NAME.match(text, at + 2)):
            end = text.find(">", at) + 1
            yield Tag(name[0].lower(), text[at:end], {}, is_end=True)
            at = end
        elif text.startswith("<!--", at):
            at += 4
            if at <= last["-->"]:
                at = text.find("-->", at) + 3
        elif text.startswith("<![CDATA[", at):
            at += 9
            if at <= last["]]>"]:
                end = text.find("]]>", at)
                yield clean(text[at:end])
                at = end + 3
        elif sign in "!?":
            at = text.find(">", at) + 1
        elif name := _NAME.match(text, at + 1):
            whole = None
            if unquoted < _MOST_UNQUOTED:
                whole = _WHOLE_TAG.match(text, name.end(), name.end() + _LONGEST_QUOTED)
                unquoted += whole is None
            end = whole.end() if whole else text.find(">", at) + 1
            tag = name[0].lower()
            source, inside = text[at:end], text[name.end() : end - 1]
            at = end
            if tag in _HIDDEN and tag not in endless and not inside.endswith("/"):
                if close := _HIDDEN[tag].search(text, at):
                    at = close.end()
                    continue
                endless.add(tag)
            yield Tag(tag, source, _attributes(inside) if inside and not inside.isspace() else {})
        else:
            yield "<"
            at += 1


def _attributes(inside: str) -> dict[str, str]:
    made: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(inside):
        value = found[at] if (at := found.lastindex or 1) > 1 else ""
        made.setdefault(found[1].lower(), clean(unescape(value) if "&" in value else value))
    return made


LARGEST = 2 * 1024 * 1024
"""The most characters of HTML that are read."""
_DEEPEST = 60
"""Elements nested deeper are read as if they stood side by side."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = _names("area base br col embed hr img input link meta param source track wbr")
BLOCKS = _names(
    "address article aside blockquote body center details dialog dd div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html iframe li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_INLINE = _names(
    "a abbr acronym audio b bdi bdo big br button canvas caption cite code col colgroup data del dfn em embed font "
    "head hgroup i img input ins kbd label legend link map mark math menu meta noscript object optgroup option output "
    "picture progress q rp rt ruby s samp script search select slot small source span strike strong style sub sup svg "
    "template textarea time title tt u var video wbr"
)
_KNOWN = VOID | BLOCKS | _INLINE
_CELLS = ("table", "td", "th")
_LISTS = (*_CELLS, "ul", "ol", "dl", "blockquote")
# What the start of an element ends where its end tag is missing, and the elements beyond which it ends nothing.
_ENDS: dict[str, tuple[Container[str], Container[str]]] = {
    **dict.fromkeys(BLOCKS, (("p",), BLOCKS - {"p"})),
    "li": (("li",), _LISTS),
    **dict.fromkeys(("dt", "dd"), (("dt", "dd"), _LISTS)),
    "tr": (("tr",), ("table",)),
    **dict.fromkeys(("td", "th"), (("td", "th"), ("table", "tr"))),
    "a": (("a",), _CELLS),
}


@dataclass(slots=True)
class Element:
    """An element with what stands in it; the names of tags and attributes in lower case."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def elements(self) -> list[Element]:
        """Return the children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def walk(self) -> Iterator[Element]:
        """Yield all elements below, in the order of the page."""
        waiting = self.elements()[::-1]
        while waiting:  # nested generators would pass each element on at every level
            element = waiting.pop()
            yield element
            waiting += element.elements()[::-1]

    def find_all(self, tag: str) -> Iterator[Element]:
        """Yield the elements below of a tag, in the order of the page."""
        return (element for element in self.walk() if element.tag == tag)

    def find(self, tag: str) -> Element | None:
        """Return the first of them, or None."""
        return next(self.find_all(tag), None)

    def text(self) -> str:
        """Return all text below, as it stands."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


def parse_html(text: str) -> Element:
    """Return the tree of a piece of HTML or a whole page, its text and attributes decoded, then cleaned.

    Text beyond 2 MB is not read.
    """
    root = Element("body")
    opened = [root]
    words: list[str] = []
    for token in tokens(text[:LARGEST]):
        if isinstance(token, str):
            words.append(token)
            continue
        tag = token.tag
        if tag not in _KNOWN and "-" not in tag and ":" not in tag:
            words.append(token.source)  # `<business idea>` is somebody's words
            continue
        is_end = token.is_end and tag != "br"  # `</br>` is `<br>` to browsers
        if is_end:
            closed = _closed(opened, (tag,), () if tag in BLOCKS else _CELLS)
        else:
            closed = _closed(opened, *_ENDS[tag]) if tag in _ENDS else 0
        if words and (closed or not is_end):
            opened[-1].children.append("".join(words))  # one piece, however many it came in
            words = []
        if closed:
            del opened[closed:]
        if not is_end:
            element = Element(tag, token.attributes)
            opened[-1].children.append(element)
            if tag not in VOID and len(opened) < _DEEPEST:
                opened.append(element)
    if words:
        opened[-1].children.append("".join(words))
    return root


def _closed(opened: list[Element], tags: Container[str], walls: Container[str]) -> int:
    """Return the place of the innermost open element of these tags; 0 if none is, or a wall stands before it."""
    for at in range(len(opened) - 1, 0, -1):
        tag = opened[at].tag
        if tag in tags:
            return at
        if tag in walls:
            return 0
    return 0
