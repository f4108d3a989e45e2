"""What is added to a document that stands already: the texts after links, and the colours of code.

A text after a link says which other episodes mention the same address.

Code is coloured as names of styles, by pygments. Documents are built without: loading pygments, or what it knows of a
language, takes longer than showing an episode, and few episodes have code that names its language. Colours are added at
once where that is loaded, else in a thread.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from episodes.text import shown_line, some_of
from tui.widgets.row_text import cut

from .notes_document import ANNOTATION, NotesDocument, Span, TextLine

if TYPE_CHECKING:
    from episodes.model import SegmentRow
    from episodes.search.values import LinkRow


Mentions = Mapping[str, "Sequence[LinkRow]"]
"""Mentions in other episodes, youngest first, by the address as the notes have it."""
Texts = Mapping[str, str]
"""What is written after links, by their addresses."""

MANY = 40
"""Mentions of a link from which on they are too many to be news."""
SOUGHT = MANY + 10
"""As many are looked for: some of them are the episode's own, or stand in one segment."""
_NAMED = 3
_LONGEST_NAME = 28


def texts_after_links(found: Mentions, show: str) -> Texts:
    """Return what is written after links, by their addresses.

    Args:
        found: the mentions of an episode's links.
        show: the show of that episode; others are named.
    """
    told = {url: annotation(mentions, show) for url, mentions in found.items() if mentions}
    return {url: text for url, text in told.items() if text}


def annotation(mentions: Iterable[LinkRow], show: str) -> str:
    """Return which episodes mention a link: `(also in #212, #305, #7 and 4 more)`.

    Each episode counts once, and three are named at most. Nothing is said of boilerplate, nor of `MANY` mentions.
    """
    mentions = list(mentions)
    if len(mentions) >= MANY or any(mention.is_usual for mention in mentions):
        return ""
    names = list({mention.segment.target.episode: _name(mention.segment, show) for mention in mentions}.values())
    return f"(also in {some_of(names, _NAMED)})"


def _name(row: SegmentRow, show: str) -> str:
    if row.number is not None:
        name = f"#{row.number}"
        return name if row.show == show else f"{row.show} {name}"
    return cut(row.episode_title or row.show, _LONGEST_NAME)


def annotate(document: NotesDocument, texts: Texts) -> NotesDocument:
    """Return a document without annotations with a text after each link whose address has one.

    Args:
        document: the notes.
        texts: texts by address, without the blank before them.
    """
    ends = {span.link: (at, span.end) for at, line in enumerate(document.lines) for span in line.spans}
    added: dict[int, dict[int, str]] = {}  # by line and offset
    for link, (at, end) in ends.items():
        if link >= 0 and (text := texts.get(document.links[link].link.url)):
            added.setdefault(at, {})[end] = shown_line(text)
    lines = (_annotated(line, added[at]) if at in added else line for at, line in enumerate(document.lines))
    return replace(document, lines=tuple(lines))


def _annotated(line: TextLine, added: Mapping[int, str]) -> TextLine:
    """Return the line with texts after the links that end at some offsets."""
    ends = sorted(added)
    # a blank that ends a link is its own
    words = [f"{added[end]} " if line.text[end - 1] == " " else f" {added[end]}" for end in ends]
    shifts = list(accumulate(map(len, words), initial=0))  # of what stands before the first text, the second and so on
    parts = [line.text[start:end] for start, end in pairwise((0, *ends, len(line.text)))]
    text = "".join(part + word for part, word in zip(parts, (*words, ""), strict=True))

    def moved(offset: int) -> int:
        return offset + shifts[bisect_right(ends, offset)]

    spans = [Span(moved(end) - len(word), moved(end), ANNOTATION) for end, word in zip(ends, words, strict=True)]
    own = [span._replace(start=moved(span.start), end=moved(span.end - 1) + 1) for span in line.spans]
    breaks = tuple((moved(offset), source) for offset, source in line.breaks)
    return line._replace(text=text, spans=(*own, *spans), breaks=breaks)


CODE = "code-block"
"""The style of all code, under its colours."""
_MOST = 20_000
"""Characters of code that are coloured; a longer listing is shown plain rather than kept waiting for."""

# By types of pygments, which are tuples of these words; one that is not here counts as the one that it is a part of.
_TOKENS = {
    "code-keyword": "Keyword Operator.Word Name.Tag",
    "code-name": "Name.Class Name.Function Name.Builtin Name.Attribute Name.Decorator Keyword.Type Comment.Preproc "
    "Comment.PreprocFile",
    "code-string": "Literal.String Generic.Inserted",
    "code-number": "Literal.Number Keyword.Constant Generic.Deleted",
    "code-comment": "Comment Generic.Prompt Generic.Output",
}
_STYLES = {tuple(token.split(".")): style for style, tokens in _TOKENS.items() for token in tokens.split()}

_loaded: set[str] = set()
"""The languages of code that was coloured."""


def uncoloured(document: NotesDocument) -> set[str]:
    """Return the languages of the code that is not coloured yet."""
    return {block.language for block in document.blocks if block.language}


def is_loaded(languages: set[str]) -> bool:
    """Return whether what is known of these languages is loaded, so that colouring takes no time to speak of."""
    return _loaded >= languages


def colour_code(document: NotesDocument) -> NotesDocument:
    """Return the document with styles for the words of its code, where a language is named that pygments knows.

    No more of it is `uncoloured` then.
    """
    if not uncoloured(document):
        return document
    lines = list(document.lines)
    for block in document.blocks:
        if not block.language:
            continue
        colours = _colours("\n".join(line.text for line in lines[block.start : block.stop]), block.language)
        for at, spans in zip(range(block.start, block.stop), colours, strict=False):
            lines[at] = lines[at]._replace(spans=(*lines[at].spans, *spans))
    blocks = tuple(block._replace(language="") if block.language else block for block in document.blocks)
    return replace(document, lines=tuple(lines), blocks=blocks)


def _colours(code: str, language: str) -> Iterable[list[Span]]:
    """Return the styles of each line of code; none where nothing knows the language."""
    from textual.highlight import HighlightTheme, highlight  # which import pygments

    class Theme(HighlightTheme):
        STYLES = _STYLES

    if len(code) > _MOST:
        return []
    _loaded.add(language)
    lines = highlight(code, language=language, theme=Theme, tab_size=0).split(allow_blank=True)
    names = set(_TOKENS)  # without the style of all the text, which Textual adds
    return [[Span(start, end, str(name)) for start, end, name in line.spans if name in names] for line in lines]
