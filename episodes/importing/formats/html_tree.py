"""HTML as a small tree, read as browsers forgive it: missing end tags, stray ones, any nesting."""

from __future__ import annotations

from collections.abc import Iterator
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

    def find_all(self, *tags: str) -> Iterator[Element]:
        """Yield the elements below of one of these tags, in the order of the page."""
        waiting = self.elements()[::-1]
        while waiting:
            element = waiting.pop()
            if element.tag in tags:
                yield element
            waiting += element.elements()[::-1]

    def find(self, *tags: str) -> Element | None:
        """Return the first of them, or None."""
        return next(self.find_all(*tags), None)

    def text(self) -> str:
        """Return all text below, as it stands."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


class _Builder:
    """Adds tokens to the tree one by one."""

    def __init__(self) -> None:
        self.root = Element("body")
        self._open = [self.root]
        self._words: list[str] = []

    def add(self, token: Start | End | str) -> None:
        if isinstance(token, str):
            self._words.append(token)
        elif not (token.tag in _KNOWN or "-" in token.tag or ":" in token.tag):
            self._words.append(token.source)  # `<business idea>` is somebody's words
        elif isinstance(token, End):
            self._end(frozenset({token.tag}), frozenset() if token.tag in BLOCKS else _CELLS)
        else:
            if token.tag in _ENDS:
                self._end(*_ENDS[token.tag])
            elif token.tag in BLOCKS:
                self._end(frozenset({"p"}), BLOCKS - {"p"})
            self.flush()
            element = Element(token.tag, token.attributes)
            self._open[-1].children.append(element)
            if token.tag not in VOID and len(self._open) < _DEEPEST:
                self._open.append(element)

    def flush(self) -> None:
        """Put the text read so far into its place, as one piece however many it came in."""
        if self._words:
            self._open[-1].children.append("".join(self._words))
            self._words = []

    def _end(self, tags: frozenset[str], walls: frozenset[str]) -> None:
        """Close the innermost open element of these tags, unless a wall stands before it."""
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag in tags:
                self.flush()
                del self._open[at:]
                return
            if self._open[at].tag in walls:
                return


def parse_html(text: str) -> Element:
    """Return the tree of a piece of HTML or a whole page, its text and attributes decoded, then cleaned.

    Text beyond 2 MB is not read.
    """
    builder = _Builder()
    for token in tokens(text[:LARGEST]):
        builder.add(token)
    builder.flush()
    return builder.root
