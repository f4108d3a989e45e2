"""Tags of bookmarks, as they are typed among the words of a note: `#` at the start or after white space, then a letter.

`#123`, `C#` and `a#b` are words. So is what holds other characters than a tag may have, such as `#a,b`.
"""

import re

from ..errors import BadTag
from ..text import clean_line

Tags = tuple[str, ...]
"""Each without its `#`."""
_TAG = r"[^\W\d_](?:[\w./+-]*[\w+])?"
_TYPED = re.compile(rf"(?:^|\s+)#({_TAG})(?=[\W_]*(?:\s|$))")


def read_words(text: str) -> tuple[str, Tags]:
    """Return the note and the tags that are in what was typed."""
    line = clean_line(text)
    return _TYPED.sub("", line).strip(), unique(_TYPED.findall(line))


def as_words(note: str | None, tags: Tags) -> str:
    """Return a note with its tags as one would type them."""
    return " ".join([*([note] if note else []), *(f"#{tag}" for tag in tags)])


def read_text(text: str) -> tuple[str, Tags]:
    """Return the note, its lines as they are, and the tags that stand alone in the last one."""
    above, _, last = text.rstrip().rpartition("\n")
    rest, tags = read_words(last)
    return (above.strip(), tags) if tags and not rest else (text.strip(), ())


def as_text(note: str | None, tags: Tags) -> str:
    """Return a note with its tags as `read_text` reads them."""
    return "\n\n".join(filter(None, (note, as_words(None, tags))))


def check_tag(text: str) -> str:
    """Return a tag that was given by itself, with or without its `#`.

    Raises:
        BadTag: it is none.
    """
    tag = clean_line(text).removeprefix("#")
    if not re.fullmatch(_TAG, tag):
        raise BadTag(f"{clean_line(text)!r} is no tag: one is a letter, then letters, digits and any of . _ - / +")
    return tag


def unique(tags: list[str]) -> Tags:
    """Return each tag once, whatever its capitals, as it was first written."""
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(tag.casefold(), tag)
    return tuple(first.values())
