"""HTML as a small tree, read as generously as browsers do: missing end tags, stray ones, any nesting."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from episodes.html_tokenizer import End, Start, tokens

LARGEST = 2 * 1024 * 1024
"""The most characters of HTML that are read."""
_DEEPEST = 60
"""Elements nested deeper are read as if they stood side by side."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = _names("area base br col embed hr img input link meta param source track wbr")
BLOCKS = _names(
    """
    address article aside blockquote body center details dialog dd div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hr html iframe li main nav ol p pre section summary
    table tbody td tfoot th thead tr ul
    """
)
_INLINE = _names(
    """
    a abbr acronym b bdi bdo big br button caption cite code col colgroup data del em embed font
    hgroup audio canvas dfn head i img input ins kbd label legend link mark menu meta noscript script style
    svg template optgroup option output picture q rp rt map math object progress ruby s samp search select
    slot small source span strike strong sub sup textarea time title tt u var video wbr
    """
)
_KNOWN = VOID | BLOCKS | _INLINE
_CELLS = frozenset({"table", "td", "th"})
_PARAGRAPH = frozenset({"p"})
_ROUND_PARAGRAPHS = BLOCKS - _PARAGRAPH
_NOTHING: frozenset[str] = frozenset()
_LISTS = _CELLS | {"ul", "ol", "dl", "blockquote"}
# What the start of an element ends where its end tag is missing, and the elements beyond which it ends nothing.
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), _LISTS),
    "dt": (frozenset({"dt", "dd"}), _LISTS),
    "dd": (frozenset({"dt", "dd"}), _LISTS),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "th": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "a": (frozenset({"a"}), _CELLS),
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
        while waiting:
            element = waiting.pop()
            yield element
            waiting += element.elements()[::-1]

    def find_all(self, *tags: str) -> Iterator[Element]:
        """Yield the elements below of one of these tags, in the order of the page."""
        return (element for element in self.walk() if element.tag in tags)

    def find(self, *tags: str) -> Element | None:
        """Return the first of them, or None."""
        return next(self.find_all(*tags), None)

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
        if isinstance(token, End) and tag == "br":
            token = Start(tag, token.source, {})  # as browsers read `</br>`
        if isinstance(token, End):
            closed = _closed(opened, (tag,), _NOTHING if tag in BLOCKS else _CELLS)
        elif tag in _ENDS:
            closed = _closed(opened, *_ENDS[tag])
        elif tag in BLOCKS:
            closed = _closed(opened, _PARAGRAPH, _ROUND_PARAGRAPHS)
        else:
            closed = 0
        if words and (closed or isinstance(token, Start)):
            opened[-1].children.append("".join(words))  # one piece, however many it came in
            words = []
        if closed:
            del opened[closed:]
        if isinstance(token, Start):
            element = Element(tag, token.attributes)
            opened[-1].children.append(element)
            if tag not in VOID and len(opened) < _DEEPEST:
                opened.append(element)
    if words:
        opened[-1].children.append("".join(words))
    return root


def _closed(opened: list[Element], tags: Container[str], walls: frozenset[str]) -> int:
    """Return the place of the innermost open element of these tags; 0 if none is, or a wall stands before it."""
    for at in range(len(opened) - 1, 0, -1):
        tag = opened[at].tag
        if tag in tags:
            return at
        if tag in walls:
            return 0
    return 0
