"""Markdown, read the same way by the whole program.

CommonMark (https://spec.commonmark.org/0.31.2/) with the tables and strikethrough of GitHub, and bare `http` and
`https` addresses as links. Nothing is rendered here: callers get markdown-it's tokens, with line ranges, or the
plain runs of text and the links that a token holds.

markdown-it's tokens are what everything here says. Where nearly all notes are written in a way that leaves no doubt, a
quick way finds the same without the parser: one-line paragraphs (`rules`), runs of text (`quick_runs`) and links
(`found_links`).
"""

from episodes.markdown.found_links import links
from episodes.markdown.parsing import parse, read_inline
from episodes.markdown.quick_runs import Run
from episodes.markdown.text_runs import plain, runs, without_stray_bold

__all__ = [
    "Run",
    "links",
    "parse",
    "plain",
    "read_inline",
    "runs",
    "without_stray_bold",
]
