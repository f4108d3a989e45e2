"""What stands on the terminal, so that of every paint only what differs is written.

Textual paints whole widgets, and at a start each of them several times over.
"""

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console
from textual._compositor import CompositorUpdate, LayoutUpdate

_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")
_LINK = re.compile(r"\x1b\]8;[^\x1b]*\x1b\\")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")


class Painted:
    """The runs of text that were painted, by the row and the column where they begin."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, tuple[int, str]]] = {}
        """By row and first column: the column behind a run, and the run with its colours."""
        self._size: tuple[int, int] | None = None

    def fit(self, size: tuple[int, int]) -> None:
        """Take the terminal's size; where it is another, nothing is painted yet."""
        if size != self._size:
            self._size = size
            self.forget()

    def forget(self) -> None:
        """Take nothing for painted: another program wrote."""
        self._rows.clear()

    def missing(self, paint: str) -> str:
        """Return what of a paint does not stand on the terminal yet; from now on it does.

        Args:
            paint: moves of the cursor, each with a text in colours.
        """
        return "".join(self._missing(paint))

    def _missing(self, paint: str) -> Iterator[str]:
        parts = _MOVE.split(paint)
        for y, x, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            run = text.rstrip("\n")  # the next move makes it needless
            row, start = self._rows.setdefault(int(y), {}), int(x)
            end = start + cell_len(_COLOUR.sub("", _LINK.sub("", run)))
            if run and row.get(start) != (end, run):
                for other in [other for other, (until, _) in row.items() if other < end and until > start]:
                    del row[other]
                row[start] = end, run
                yield f"\x1b[{y};{x}H{run}"


class Difference(CompositorUpdate):
    """A paint without what stands on the terminal.

    Args:
        update: the paint.
        painted: what stands there.
        size: of the terminal.
    """

    def __init__(self, update: CompositorUpdate, painted: Painted, size: tuple[int, int]) -> None:
        self._update = update
        self._painted = painted
        painted.fit(size)

    def render_segments(self, console: Console) -> str:
        return self._painted.missing(_runs(self._update, console))


def whole_paint(update: CompositorUpdate, console: Console) -> str:
    """Return a paint as text without the addresses of links."""
    return _LINK.sub("", _runs(update, console))


def _runs(update: CompositorUpdate, console: Console) -> str:
    """Return a paint as text, each widget's part of a row as a run: Textual joins them where all is painted."""
    if not isinstance(update, LayoutUpdate):
        return update.render_segments(console)
    written = []
    for y, strips in enumerate(update.strips, 1):
        x = 1
        for strip in strips:
            written.append(f"\x1b[{y};{x}H{strip.render(console)}")
            x += strip.cell_length
    return "".join(written)
