"""What a show is called: as its notes say, else as the folder that they lie in."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable

from ..text import clean_line

_EVERYTHING = re.compile(r"|home|users?|root|desktop|documents?|downloads?|te?mp", re.IGNORECASE)
"""Folders in which somebody keeps everything."""
_PART = re.compile(
    r"src|content|docs|data|posts?|text|(?:show[-_ ]?)?notes|shows|episodes?|archives?"
    r"|(?:season|series|year|vol(?:ume)?|s)?[-_ ]?\d+",
    re.IGNORECASE,
)
"""Folders within that of a show."""
NAMELESS = "Podcast"
"""The show of episodes that name none, nor does anything around them."""
_HEADING = re.compile(
    r"(?:[ \t]*\n)*#{1,3}[ \t]+(?P<show>[^\W\d_][^\n#:|\d]{1,60}?)[ \t]*(?:[-–—:|,][ \t]*)?"
    r"(?:\b(?:episode|ep)\b\.?)?[ \t]*#?\d{1,5}[ \t]*(?:$|[:–—|-])",
    re.IGNORECASE | re.MULTILINE,
)
_NO_NAME = re.compile(
    r"[A-Z]{1,4}|(?i:(?:the )?(?:show )?(?:notes)?(?: for| of)?\s*"
    r"(?:episodes?|ep|show|folge|number|no|issue|season|chapter|part|teil|day|week|step|section)?\.?)"
)
"""Words before a number that name no show, and the initials of one."""


def show_of_headings(notes: Iterable[str]) -> str | None:
    """Return the show that the headings of notes name, `Python Bytes` of `# Python Bytes 300`.

    None where most of them name none, or not the same one.
    """
    texts = list(notes)
    found = (match["show"].strip() for text in texts if (match := _HEADING.match(text)))
    names = Counter(name for name in map(clean_line, found) if not _NO_NAME.fullmatch(name))
    [(name, times)] = names.most_common(1) or [("", 0)]
    return name if times * 2 > len(texts) else None


def show_of_folder(path: str) -> str:
    """Return the show that a folder is named for, or the one that it is a part of."""
    name = os.path.basename(path)
    while _PART.fullmatch(name):
        path = os.path.dirname(path)
        name = os.path.basename(path)
    if _EVERYTHING.fullmatch(name) or path == os.path.expanduser("~"):
        return NAMELESS
    return folder_show(name) or NAMELESS


def folder_show(name: str) -> str | None:
    """Return the show's name made of that of its folder, `Python Bytes` of `python-bytes`; None if it has none."""
    if _PART.fullmatch(name):
        return None
    words = shown_name(name).replace("-", " ").replace("_", " ").split()
    return " ".join(word if any(map(str.isupper, word)) else word.capitalize() for word in words) or None


def shown_name(name: str) -> str:
    """Return a file's name as one line that can be printed, whatever characters it is made of."""
    return clean_line(name.encode("utf-8", "replace").decode())
