"""The inside of a paragraph, heading or cell: markdown-it's inline tokens become lines with styles and links."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from episodes.html_reader import Tag, tokens
from episodes.model import Link
from episodes.notes.markdown import parse_inline
from episodes.text import clean, clean_line, measurable
from episodes.web_links import may_open

from .block_builder import BULLETS
from .notes_document import NotesLink, Span, TextLine

if TYPE_CHECKING:
    from markdown_it.token import Token

_FOLD = "▾ "
"""Stands before the words that HTML shows of what can be folded; here it is always open."""
IMAGE_SIGN = "▧ "
"""Stands before the description of an image, which is shown as a link."""

_MEANINGS = {
    "strong": "b strong mark",
    "em": "i em cite u",
    "strike": "s del strike",
    "code": "code kbd samp tt",
    "link": "a",
    "line": "br p div tr table h1 h2 h3 h4 h5 h6 blockquote pre hr dt dd dl figure details",
    "list": "ul ol",
    "item": "li",
    "cell": "td th",
    "summary": "summary",
    "source": "img iframe video audio embed source",
    "nothing": "span font center small big sub sup thead tbody tfoot caption figcaption abbr wbr",
}
_TAGS = {tag: meaning for meaning, tags in _MEANINGS.items() for tag in tags.split()}
"""What tags of HTML mean: a style, a link, a new line or what begins one, a link to their `src`, or nothing.

Notes name tags as often as they use them ("the new <dialog>"), so only tags that people really format notes with are
taken as markup; any other is text and is shown as it stands. Nothing is ever run or fetched.
"""
SegmentAt = Callable[[int], str | None]
"""Returns the id of the segment that holds a line of the source."""
_BLANKS = re.compile(" {2,}")
_MARKUP = re.compile(r"[*_`~\[\]<&\\\n]|://")
"""Without any of these a paragraph is plain words."""


class LineBuilder:
    """Collects text with its styles into lines, and the links in it.

    Args:
        links: receives the links; a span names its link by the index in this list.
        segment_at: the segment of a line of the source.
        source: the line of the source on which the text begins.
        style: of all the text.
        base: offset of the text in that line of the source.
    """

    is_cell = False
    """Whether it is a cell of a table, which is one line whatever it holds."""

    def __init__(
        self, links: list[NotesLink], segment_at: SegmentAt, source: int, style: str = "", base: int = 0
    ) -> None:
        self._lines: list[TextLine] = []
        self._links = links
        self._segment_at = segment_at
        self._styles = [style] if style else []
        self._link: tuple[str, str | None] | None = None  # of the link that is open: its address and segment
        self._title = ""  # its words so far
        self._lists: list[int | None] = []  # of HTML that are open: the last number, or None for bullets
        self._begin(source, base)

    def _begin(self, source: int, base: int = 0) -> None:
        self._source = self._at = source
        self._base = base
        self.text = ""
        self._spans: list[Span] = []
        self._opening = 0  # how long the sign of an item of HTML is that the text begins with
        self._breaks: list[tuple[int, int]] = []

    def add(self, text: str, *extra: str) -> None:
        """Add text in the current style; `extra` are more styles for it."""
        text = measurable(clean(text)).replace("\n", " ").replace("\t", " ")
        if "  " in text and "code" not in extra:
            text = _BLANKS.sub(" ", text)
        if self.text[-1:] in ("", " ") and "code" not in extra:
            text = text.lstrip(" ")
        if not text:
            return
        start = len(self.text)
        self.text += text
        self._title += text if self._link else ""
        if self._styles or extra:
            link = -1 if self._link is None else len(self._links)
            self._spans.append(Span(start, len(self.text), " ".join([*self._styles, *extra]), link))

    def open(self, style: str) -> None:
        """Put one more style on what follows."""
        self._styles.append(style)

    def close(self, style: str) -> None:
        """Take off the style that was put on last under this name."""
        if style in self._styles:
            del self._styles[len(self._styles) - 1 - self._styles[::-1].index(style)]

    def open_link(self, url: str) -> None:
        """Begin a link, but inside another. One to a place in the page itself, as a time stamp's, is only text."""
        url = clean_line(url)
        if self._link is None and url and not url.startswith("#"):
            self._link, self._title = (url, self._segment_at(self._at)), ""
            self.open("link")

    def close_link(self) -> None:
        """End the link; one without text shows its address."""
        if self._link is None:
            return
        url, segment_id = self._link
        if not self._title.strip():
            self.add(url)
        self._links.append(NotesLink(Link(self._title.strip(), url), segment_id, may_open(url)))
        self._link = None
        self.close("link")

    def image(self, source: str, description: str) -> None:
        """Add an image: a link with its description, or with the name of its file."""
        name = description.strip() or source.rstrip("/").rpartition("/")[2] or "image"
        inside = self._link is not None
        self.open_link(source)
        self.add(IMAGE_SIGN + name)
        if not inside:
            self.close_link()

    def soft_break(self) -> None:
        """Go on to the next line of the source, which is the same line for the reader."""
        self.add(" ")
        self._at += 1
        self._breaks.append((len(self.text), self._at))

    def new_line(self, sources: int = 0) -> None:
        """Begin a new line; `sources` says how many lines of the source further on."""
        if self.is_cell:
            self.add(" ")
            return
        begun = self._breaks[-1][0] if self._breaks else -self._base
        self._finish(keep_empty=bool(sources))
        self._begin(self._at + sources, 0 if sources else len(self.text) - begun + 1)

    def html(self, text: str) -> None:
        """Add raw HTML: its text, with the tags that people format notes with taken as markup."""
        for part in list(tokens(text)) or ([] if "<!--" in text else [text]):  # `<?php ?>` is somebody's words
            if isinstance(part, str):
                for at, line in enumerate(part.split("\n")):
                    if at:
                        self.soft_break()
                    self.add(line)
            else:
                self._tag(part)

    def _tag(self, tag: Tag) -> None:
        meaning = _TAGS.get(tag.tag)
        if meaning in ("line", "list", "item", "summary") and (len(self.text) > self._opening or tag.tag == "br"):
            self.new_line()
        match meaning, not tag.is_end:
            case None, _:
                self.add(tag.source)
            case "list", True:
                self._lists.append(0 if tag.tag == "ol" else None)
            case "list", False:
                del self._lists[-1:]
            case "item", True:
                self._begin_item()
            case "cell", True:
                self.add(" │ " if self.text else "")
            case "link", True:
                self.open_link(tag.attributes.get("href", ""))
            case "link", False:
                self.close_link()
            case "source", True:
                if url := tag.attributes.get("src"):
                    self.image(url, tag.attributes.get("alt") or tag.attributes.get("title") or "")
            case "strong" | "em" | "strike" | "code" | "summary", is_start:
                if is_start and meaning == "summary":
                    self.add(_FOLD)
                (self.open if is_start else self.close)("strong" if meaning == "summary" else meaning)

    def _begin_item(self) -> None:
        """Put what an item of a list in HTML begins with."""
        if self._lists and (last := self._lists[-1]) is not None:
            self._lists[-1] = last + 1
            self.add(f"{last + 1}. ")
        else:
            self.add(BULLETS[min(max(self._lists.count(None), 1), len(BULLETS)) - 1] + " ")
        self._opening = len(self.text)

    def inline(self, content: Token, cut: Callable[[int], bool] | None = None) -> None:
        """Add what an inline token holds.

        Args:
            content: the token.
            cut: asked at each line break whether the next line of the source begins a new one in any case.
        """
        if not _MARKUP.search(content.content):  # most bullets: no parser finds more in them than words
            self.add(content.content)
            return
        depth = 0
        for token in parse_inline(content):
            kind = token.type
            depth += token.nesting
            if kind in ("hardbreak", "softbreak"):
                is_cut = cut is not None and not depth and cut(self._at + 1)
                if is_cut or kind == "hardbreak":
                    self.new_line(1)
                else:
                    self.soft_break()
            elif kind == "code_inline":
                self.add(token.content, "code")
            elif kind == "link_open":
                self.open_link(str(token.attrs.get("href", "")))
            elif kind == "link_close":
                self.close_link()
            elif kind == "html_inline":
                self.html(token.content)
            elif kind == "footnote_ref":
                self.add(footnote_sign(token))
            elif kind == "image":
                self.image(str(token.attrs.get("src", "")), token.content)
            elif token.nesting:
                (self.open if token.nesting > 0 else self.close)(_TAGS[token.tag])
            else:
                self.add(token.content)

    def done(self) -> list[TextLine]:
        """Finish and return the lines."""
        self.close_link()
        self._finish(keep_empty=not self._lines)
        return self._lines

    def _finish(self, keep_empty: bool) -> None:
        shown = self.text.rstrip(" ")
        if shown or keep_empty:
            spans = [s._replace(end=min(s.end, len(shown))) for s in self._spans if s.start < len(shown)]
            self._lines.append(TextLine(shown, tuple(spans), self._source, self._base, tuple(self._breaks)))


def footnote_sign(token: Token) -> str:
    """Return what stands for a footnote, where it is named and where it is."""
    return f"[{token.meta['label']}]"
