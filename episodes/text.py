"""Text that came from outside, made safe to show; the slugs made of it; names, counts and lengths as texts."""

import re
import unicodedata
from collections.abc import Sequence

# C0 but newline and tab, DEL, C1, and the bidi controls that can turn a line round (Unicode TR 9). What a terminal
# would take for a command, or a reader for other text than is there, has no place in notes.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85]")
# Invisible characters by which terminals differ in how wide they show what stands before or after them: hyphens that
# may be, fillers, marks of direction, joiners, selectors of a picture, its skin and its flag. Without them the several
# pictures that were joined stand side by side, as wide everywhere as they are counted.
_UNMEASURED = re.compile(
    "[\u00ad\u034f\u115f\u1160\u180b-\u180f\u200b-\u200f\u2060-\u2064\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U0001f3fb-\U0001f3ff\U000e0000-\U000e01ef]"
)
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def clean(text: str) -> str:
    """Return text without control characters or bidi overrides, its line ends all `\\n`.

    Call it wherever text comes in, and again after anything that decodes escapes or entities.
    """
    # By far the most texts. What is printable has none of these characters, and to ask is quicker than to search.
    if text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))


def clean_line(text: str) -> str:
    """Return text as one clean line: every run of white space is one blank, none at the ends."""
    return " ".join(clean(text).split())


def measurable(text: str) -> str:
    """Return text without characters that make its width on a terminal uncertain."""
    return text if text.isascii() else _UNMEASURED.sub("", text)


def shown_line(text: str) -> str:
    """Return text as one clean line whose width all terminals agree on, for rows and titles."""
    return measurable(clean_line(text))


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """Return a count with its noun: `1 link`, `1,200 links`.

    Args:
        count: how many.
        noun: what there is one of.
        plural: what there are several of, where that is not the noun and an `s`.
    """
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def some_of(names: Sequence[str], most: int = 8, between: str = ", ") -> str:
    """Return the first of some names, at most so many, and how many more there are: `#1, #2 and 1,200 more`."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return between.join(names[:most]) + more


def slug(text: str, limit: int = 60) -> str:
    """Return the words of a text in lower-case ASCII with hyphens between, at most `limit` characters.

    The cut falls between words. Text without any such word (other scripts, symbols) keeps its letters as they are;
    the slug is empty only where there are none.
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    made = _NOT_WORD.sub("-", folded.replace("'", "")).strip("-")
    if not made:
        made = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", text).lower()).strip("-")
    if len(made) <= limit:
        return made
    cut = made.rfind("-", 0, limit + 1)
    return made[: cut if cut > 0 else limit]


def clock_text(seconds: int) -> str:
    """Return a time in a recording, or its length, as people write it: `02:05`, `1:02:05`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"
