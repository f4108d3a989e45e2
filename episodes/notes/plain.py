"""Markdown as a person reads it: the one way to the bare words. It loads no parser."""

import re

from episodes.text import clean_line

_BLOCK = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|[-*+•][ \t]+|\d{1,3}[.)][ \t]+|>[ \t]?|```\w*|~~~\w*|[-=*_]{3,}[ \t]*$)++", re.MULTILINE
)
_LINK = re.compile(
    r"!?\[((?:[^\[\]\n]|\[[^\[\]\n]*\])*+)\](?:\((?:[^()\s]|\([^()\s]*\))*+(?:\s+\"[^\"\n]*\")?\)|\[[^\[\]\n]*\])"
)
_TAG = re.compile(r"<(https?://[^<>\s]*)>|</?[A-Za-z][^<>\n]*>")
_SIGNS = re.compile(r"\\([^\w\s])|[*`]+|~~|(?<!\w)_+|(?<!_)_++(?!\w)")


def plain_lines(markdown: str) -> list[str]:
    """Return the lines of a Markdown text without its markup, each as one clean line; blank ones are left out."""
    text = _BLOCK.sub("", markdown)
    if "[" in text:
        text = _LINK.sub(r"\1", text)
        if "](" in text:  # an image or a link within a link
            text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub(r"\1", text)
    if "&" in text:
        from html import unescape

        text = unescape(text)
    text = _SIGNS.sub(r"\1", text)
    return [line for line in map(clean_line, text.split("\n")) if line]
