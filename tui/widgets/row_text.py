"""The text of rows: glyphs, names of places, and text that is cut, padded and broken to terminal cells. Pure.

A row is made of parts, each a text with its role (see `tui.widgets.row_list.STYLES`). Whatever is cut or padded here is
cleaned first: most of it was written by somebody else. The glyphs take one cell each and differ by their shape: colour
only helps. None of them is one that terminals draw as an emoji.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len, get_character_cell_size, set_cell_size

from episodes.text import clean, measurable, shown_line

if TYPE_CHECKING:
    from episodes.model import SegmentRow
    from episodes.search.values import Marked

Part = tuple[str, str]
"""Text, and its role."""

ELLIPSIS = "…"
EARMARK = "◥"
"""A turned-down corner: bookmarked."""
NEW = "✦"
"""Came in since the last visit."""
UNREAD = "○"
READ = "●"
FILLS = "○◔◑◕●"
"""How much of something is read, from nothing to all."""
CURSOR = "▌"
"""At the row under the cursor."""
LINK = "›"
"""Before a link."""
OPENED = "✓"
"""A link that was opened."""
CHOSEN = "◆"
"""Before a link in the list of links that was marked, to be opened or copied with others."""
FOLDED = "+"
"""Before the number of links that are folded away."""

LEGEND = (
    (UNREAD, "unread"),
    ("◔◑◕", "partly read"),
    (READ, "read"),
    (EARMARK, "bookmarked"),
    (NEW, "came in since your last visit"),
    (OPENED, "a link that you opened"),
    (CHOSEN, "marked in the list of links"),
)
"""Glyphs with their meaning, for the help."""

# What is one cell wide for certain, so that characters can be counted instead of measured: Latin, Greek, Cyrillic
# and the punctuation of typographers. Anything else goes the slow way.
_SINGLE = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u0400-\u0482\u2010-\u2027\u2190-\u2193\u2500-\u257f]*"
)
# After these a word that is longer than a row is broken rather than anywhere: the joints of addresses and paths.
_JOINTS = "/?&=-_.,:;#+|)"
# What does not begin a row of Chinese or Japanese text (JIS X 4051 calls it kinsoku).
_NOT_FIRST = frozenset("、。，．・：；？！）］｝〉》」』】〕…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")


def fill_glyph(read: int, total: int) -> str:
    """Return the glyph for how much is read: empty only at nothing, full only at all of it."""
    if read <= 0 or total <= 0:
        return FILLS[0]
    if read >= total:
        return FILLS[-1]
    return FILLS[1 + min(2, read * 3 // total)]


def cut(text: str, width: int) -> str:
    """Return text as at most `width` cells; where it is cut, an ellipsis is its last one."""
    return _cut(shown_line(text), width)


def _cut(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip(f" {ELLIPSIS}") + ELLIPSIS if width > 0 else ""


def title_text(text: str) -> str:
    """Return text as the title of a border, which is parsed for markup."""
    return shown_line(text).replace("[", r"\[")


def fit(text: str, width: int) -> str:
    """Return text as exactly `width` cells, cut or padded on its right."""
    text = cut(text, width)
    return text + " " * (width - cell_len(text))


def fit_right(text: str, width: int) -> str:
    """Return text as exactly `width` cells, cut or padded on its left."""
    text = cut(text, width)
    return " " * (width - cell_len(text)) + text


def line(width: int, head: Sequence[Part], text: str, role: str, tail: Sequence[Part] = ()) -> list[Part]:
    """Return a line of exactly `width` cells: a text between head and tail that takes all the room they leave."""
    taken = sum(cell_len(part) for part, _ in (*head, *tail))
    return [*head, (fit(text, max(0, width - taken)), role), *tail]


def marked_parts(marked: Marked, width: int, role: str) -> list[Part]:
    """Return marked text as parts of exactly `width` cells, those that matched in the role `match`.

    Text that is too long is shown from shortly before its first match, of which at least a character is in sight in
    four cells and more.

    Args:
        marked: the text and what matched in it.
        width: cells of the parts.
        role: the role of what did not match.
    """
    one_line = re.sub(r"\s", " ", marked.text)
    bounds = (0, *chain.from_iterable(marked.spans), len(one_line))
    # Every second one matched. They are cleaned one by one: what is taken out of one shifts no other.
    texts = [measurable(clean(one_line[start:end])) for start, end in pairwise(bounds)]
    whole = "".join(texts)
    if marked.spans and cell_len(whole) > width and cell_len(texts[0] + texts[1]) >= width:
        texts[0] = _end_of(texts[0], width)
        whole = "".join(texts)
    shown = _cut(whole, width)
    end = max(0, len(shown) - (shown != whole))  # what stands for the rest is no match
    stops = [min(stop, end) for stop in accumulate(map(len, texts), initial=0)]
    parts = [(shown[at:stop], "match" if number % 2 else role) for number, (at, stop) in enumerate(pairwise(stops))]
    return [*parts, (shown[stops[-1] :] + " " * (width - cell_len(shown)), role)]


def _end_of(text: str, width: int) -> str:
    """Return what is shown of a text before a match: an ellipsis, and its last words in a quarter of the width."""
    start, room = len(text), min(width // 4, width - 5)  # two ellipses and two characters have room in any case
    while start > 0 and room > 0:
        start -= 1
        room -= get_character_cell_size(text[start])
    if start == 0:
        return text
    rest = text[start:]
    return (ELLIPSIS if width > 3 else "") + rest[rest.find(" ") + 1 :].lstrip(ELLIPSIS)


def place_of(row: SegmentRow, short_names: Mapping[str, str]) -> str:
    """Return which episode something is in, in a word or two: its number, else its title.

    Args:
        row: a segment of the episode.
        short_names: those of the shows by slug, where it is to be said which show it is.
    """
    name = cut(row.episode_title or row.target.episode, 18) if row.number is None else str(row.number)
    return f"{short_names.get(row.target.show, '')} {name}".lstrip()


def address_text(url: str) -> str:
    """Return a web address without its scheme and `www.`."""
    return (shown_line(url).partition("://")[2] or shown_line(url)).removeprefix("www.")


def wrapped(text: str, width: int) -> list[tuple[int, int]]:
    """Return for each row of a text where it begins and where it ends, without the blanks at its end."""
    return [(at, at + len(text[at:end].rstrip(" "))) for at, end in pairwise([*breaks(text, width), len(text)])]


def breaks(text: str, width: int) -> list[int]:
    """Return where the rows of a text begin: offsets into it, the first 0.

    A row, without the blanks at its end, is at most `width` cells wide; only a character that is wider than the row
    stands out. Blanks where a row breaks belong to the row before. Words are broken only if they are wider than a
    row, at a joint of an address where there is one.

    Args:
        text: one line without line ends or tabs.
        width: cells, at least 1.
    """
    if cell_len(text) <= width:
        return [0]
    cells: Sequence[int] = range(len(text) + 1)  # that stand before each offset
    if not _SINGLE.fullmatch(text):
        cells = list(accumulate(map(get_character_cell_size, text), initial=0))
    starts, end = [], 0
    while end < len(text):
        starts.append(end)
        limit = bisect_right(cells, max(cells[end] + width, cells[end + 1])) - 1
        end = limit if limit == len(text) else _row_end(text, cells, end, limit)
        while end < len(text) and text[end] == " ":
            end += 1
    return starts


def _row_end(text: str, cells: Sequence[int], start: int, limit: int) -> int:
    """Return where the row ends that begins at `start` and has room up to `limit`."""
    for end in range(limit, start, -1):
        before, after = cells[end] - cells[end - 1], cells[end + 1] - cells[end]
        is_beside_wide = after and 2 in (before, after) and text[end] not in _NOT_FIRST
        if (text[end] == " " or is_beside_wide) and not text[start:end].isspace():
            return end
    for end in range(limit, start + max(1, (limit - start) // 2), -1):
        if text[end - 1] in _JOINTS and not text[start:end].isspace():
            return end
    return limit
