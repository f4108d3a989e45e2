"""What stands on the terminal, so that of every paint only what differs is written.

Textual paints whole widgets, and at a start each of them several times over.
"""

import re
from functools import lru_cache
from itertools import islice

from rich.cells import cell_len
from rich.console import Console
from textual._compositor import CompositorUpdate, LayoutUpdate

_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")
_LINK = re.compile(r"\x1b\]8;[^\x1b]*\x1b\\")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_SEQUENCE = re.compile(r"\x1b\[([\d;]*)([mH])")
# By what sets a colour or an attribute (of SGR in ECMA-48): what takes it back.
_OFF = {
    **{"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29", "21": "24"},
    **{"38": "39", "48": "49"},
}
# By their tens: the numbered colours of the text (38) and of what is behind it (48).
_GROUNDS = {3: "38", 9: "38", 4: "48", 10: "48"}


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
        parts, missing = _MOVE.split(paint), []
        for y, x, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            run = text.rstrip("\n")  # the next move makes it needless
            row, start = self._rows.setdefault(int(y), {}), int(x)
            end = start + cell_len(_COLOUR.sub("", _LINK.sub("", run)))
            if run and row.get(start) != (end, run):
                for other in [other for other, (until, _) in row.items() if other < end and until > start]:
                    del row[other]
                row[start] = end, run
                missing.append(f"\x1b[{y};{x}H{run}")
        return "".join(missing)


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
        return in_fewest_colours(self._painted.missing(_runs(self._update, console)))


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


def in_fewest_colours(paint: str) -> str:
    """Return a paint that looks the same, and says of colours only what changes.

    Rich says all colours of each piece of text, and takes them back behind it.
    """
    first, *parts = _SEQUENCE.split(paint)
    written, stands, wanted = [first], "", ""
    for values, kind, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if kind == "H":
            written.append(f"\x1b[{values}H")
        else:
            wanted = "" if values in ("", "0") else f"{wanted};{values}" if wanted else values
        if text:
            written += _change(stands, wanted), text
            stands = wanted
    written.append(_change(stands, ""))
    return "".join(written)


@lru_cache(4096)
def _change(before: str, after: str) -> str:
    """Return the sequence that makes of some values of SGR others."""
    were, are = _attributes(before), _attributes(after)
    gone = {_OFF.get(kind, "0") for kind in were.keys() - are.keys()}
    if "0" in gone or (were and not are):
        values = ["0", *are.values()]
    else:
        changed = (value for kind, value in are.items() if were.get(kind) != value or _OFF.get(kind) in gone)
        values = [*sorted(gone), *changed]
    return f"\x1b[{';'.join(values)}m" if values else ""


def _attributes(values: str) -> dict[str, str]:
    """Return values of SGR by what they set: the colour of the text (38), that behind it (48), or an attribute."""
    found: dict[str, str] = {}
    rest = iter(values.split(";")) if values else iter(())
    for value in rest:
        if value in ("38", "48"):  # followed by 5 and a number, or by 2 and three
            mode = next(rest, "")
            found[value] = ";".join((value, mode, *islice(rest, 3 if mode == "2" else 1)))
        elif value in ("", "0"):
            found.clear()
        else:
            found[_GROUNDS.get(int(value) // 10, value)] = value
    return found
