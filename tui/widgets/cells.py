"""Text measured in terminal cells: cut to a width, padded, broken into lines. Pure."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

ELLIPSIS = "…"


def fit(text: str, width: int) -> str:
    """Return text as exactly `width` cells: padded with blanks, or cut with an ellipsis as its last cell."""
    length = cell_len(text)
    if length == width:
        return text
    if length < width:
        return text + " " * (width - length)
    if width <= 0:
        return ""
    if width == 1:
        return ELLIPSIS
    return _trimmed(text, width - 1)


def _trimmed(text: str, width: int) -> str:
    cut = set_cell_size(text, width).rstrip()
    return cut + ELLIPSIS + " " * (width - cell_len(cut))


def fit_right(text: str, width: int) -> str:
    """Return text as exactly `width` cells, padded on its left side or cut as `fit` does."""
    length = cell_len(text)
    return " " * (width - length) + text if length < width else fit(text, width)


def broken(text: str, width: int) -> list[str]:
    """Return text as lines of at most `width` cells, broken between words; longer words are cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and cell_len(line) + 1 + cell_len(word) <= width:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        while cell_len(word) > width > 0:
            head = set_cell_size(word, width).rstrip() or word[0]
            lines.append(head)
            word = word[len(head) :]
        line = word
    return [*lines, line] if line else lines
