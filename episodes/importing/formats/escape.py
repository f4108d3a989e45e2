"""Plain text as Markdown that shows the same text."""

import re

# An underscore inside a word, and a bracket that starts no link, are only text and stay readable. Each alternative
# begins with its sign, so that text without any is gone through quickly.
_INLINE = re.compile(
    r"\\|`"
    # A lone asterisk, and two between letters. Other runs are what a publisher's own Markdown left: to read
    # them as that writer meant them does more good than harm.
    r"|\*(?<!\*\*)(?!\*)|\*\*(?<=\w\*\*)(?=\w)"
    r"|_(?<![^\W_]_)|_(?![^\W_])"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w{1,32};)"
    r"|\](?=[(:])"
    r"|!(?=\[)"
    r"|~~"
)
_BLOCK = re.compile(r"^[ \t]*(?:\d{1,9}(?=[.)](?!\S))|(?=(?:#{1,6}|[-+])(?!\S)|[>=|]|--|~~~))", re.MULTILINE)
"""What stands in a line before the sign that makes it a heading, a list, a quote, a rule, a fence or a table."""
_SPACE = re.compile(r"\s")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_PLAIN_TARGET = re.compile(r"[^()<>]+(?:\([^()<>]*\)[^()<>]*)*")
"""An address that needs no signs around it: its parentheses are in pairs."""
_ADDRESS = re.compile(r"(?<![\w(<\"'=/])https?://[^\s<>\"“”]*[^\s<>\"“”'’»….,;:!?)\]}*_]")


def escape_inline(text: str) -> str:
    """Return text in which nothing reads as emphasis, code, a link, an image, a tag or an entity."""
    return _INLINE.sub(lambda found: "\\" + "\\".join(found[0]), text)


def escape_lines(text: str) -> str:
    """Return inline Markdown in which no line starts a heading, list, quote, rule, fence or table."""
    if text[:1].isalpha() and "\n" not in text:
        return text
    return _BLOCK.sub(r"\g<0>\\", text)


def link_addresses(text: str) -> str:
    """Return plain text as Markdown lines, its bare web addresses in `<>` so that they are links."""
    if "://" not in text:
        return escape_inline(text)
    made, at = [], 0
    for found in _ADDRESS.finditer(text):
        end = found.end()
        if text.startswith(")", end) and found[0].count("(") > found[0].count(")"):
            end += 1
        made += [escape_inline(text[at : found.start()]), f"<{text[found.start() : end]}>"]
        at = end
    return "".join((*made, escape_inline(text[at:])))


def link(text: str, address: str) -> str:
    """Return a Markdown link from inline Markdown to an address, whatever characters that holds."""
    target = _ENTITY.sub("&amp;", _SPACE.sub("%20", address.strip()).replace("\\", "%5C"))
    if not _PLAIN_TARGET.fullmatch(target):
        target = "<" + target.replace("<", "%3C").replace(">", "%3E") + ">"
    return f"[{text}]({target})"
