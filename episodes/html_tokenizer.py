"""HTML cut into tags and text, in time that grows only with its length.

The standard library's parser searches all that follows for each tag that is never closed: three hundred kilobytes
of `<!--` take it minutes. Notes are somebody else's text, so this one gives up early and goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from episodes.text import clean

_HIDDEN = {
    tag: re.compile(rf"</{tag}(?:\s[^>]{{0,100}})?>", re.IGNORECASE) for tag in ("script", "style", "svg", "template")
}
"""Elements that are left out with all that they hold, and where they end. One that never ends hides nothing."""
_NAME = re.compile(r"[a-zA-Z][^\s/>]{0,40}")
_PLAIN = re.compile(r"([^<&]*)<(/?)([a-zA-Z][a-zA-Z0-9]{0,40})>")
"""Most of the notes: text without entities, and a tag without attributes behind it."""
_WHOLE_TAG = re.compile(r"(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")
_LONGEST_QUOTED = 64 * 1024
"""The longest tag in which a quoted `>` does not end it: pictures may stand in an attribute."""
_MOST_UNQUOTED = 50
"""After so many tags with an open quote, quotes are ignored, so that none costs a search of all that follows."""
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")


class Start(NamedTuple):
    """A start tag, its names in lower case, its values decoded and clean."""

    tag: str
    source: str
    """As it is written."""
    attributes: dict[str, str]


class End(NamedTuple):
    """An end tag, its name in lower case."""

    tag: str
    source: str


def tokens(text: str) -> Iterator[Start | End | str]:
    """Yield the tags of a text, and what stands between them decoded and clean.

    Comments are left out, and elements that hold no notes.
    """
    at = 0
    unquoted = 0
    endless: set[str] = set()  # hidden elements whose end does not come again
    nearest: dict[str, int] = {}

    def find(end: str, start: int) -> int:
        """Return where an end stands next, or -1; nothing is searched twice, as the start only ever grows."""
        found = nearest.get(end)
        if found is None or 0 <= found < start:
            found = nearest[end] = text.find(end, start)
        return found

    is_clean = clean(text) == text  # what has no entities needs no cleaning then

    def decoded(words: str) -> str:
        return clean(unescape(words)) if "&" in words or not is_clean else words

    while at < len(text):
        if is_clean and (plain := _PLAIN.match(text, at)) and (tag := plain[3].lower()) not in _HIDDEN:
            if plain[1]:
                yield plain[1]
            source = text[plain.end(1) : plain.end()]
            yield End(tag, source) if plain[2] else Start(tag, source, {})
            at = plain.end()
            continue
        opening = text.find("<", at)
        if opening != at:
            yield decoded(text[at:opening] if opening >= 0 else text[at:])
            if opening < 0:
                return
            at = opening
        if find(">", at) < 0:  # no tag ends any more
            yield decoded(text[at:])
            return
        sign = text[at + 1 : at + 2]
        if sign == "/" and (name := _NAME.match(text, at + 2)):
            end = find(">", at) + 1
            yield End(name[0].lower(), text[at:end])
            at = end
        elif sign == "!" and text.startswith("<!--", at):
            end = find("-->", at + 4)
            at = end + 3 if end >= 0 else at + 4
        elif sign == "!" and text.startswith("<![CDATA[", at):
            end = find("]]>", at)
            if end >= 0:
                yield clean(text[at + 9 : end])
            at = end + 3 if end >= 0 else at + 9
        elif sign in ("!", "?"):
            at = find(">", at) + 1
        elif name := _NAME.match(text, at + 1):
            whole = None
            if unquoted < _MOST_UNQUOTED:
                whole = _WHOLE_TAG.match(text, name.end(), name.end() + _LONGEST_QUOTED)
                unquoted += whole is None
            end = whole.end() if whole else find(">", at) + 1
            tag = name[0].lower()
            source, inside = text[at:end], text[name.end() : end - 1]
            at = end
            if tag in _HIDDEN and tag not in endless and not inside.endswith("/"):
                if close := _HIDDEN[tag].search(text, at):
                    at = close.end()
                    continue
                endless.add(tag)
            yield Start(tag, source, _attributes(inside) if inside and not inside.isspace() else {})
        else:
            yield "<"
            at += 1


def _attributes(inside: str) -> dict[str, str]:
    made: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(inside):
        value = found[at] if (at := found.lastindex or 1) > 1 else ""
        made.setdefault(found[1].lower(), clean(unescape(value) if "&" in value else value))
    return made
