"""How long hostile text takes to read, of a tenth of a megabyte and of a megabyte.

    python -m tests.benchmarks.hostile

The time shall grow with the length: ten times the size, about ten times the time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial

from episodes.importing.formats.html_to_markdown import notes_from_html
from episodes.notes.parse import parse_notes
from tests.benchmarks.importing import seconds
from tests.hostile_text import LINES, SIGNS, TAGS, page, repeat

SMALL, LARGE = 100_000, 1_000_000
BAR = 2.0


def main() -> int:
    """Print the table; return 1 if a megabyte took longer than the bar."""
    notes = measure("notes", (*SIGNS, *LINES), lambda piece, size: parse_notes(repeat(piece, size)))
    html = measure("HTML", TAGS, lambda piece, size: notes_from_html(page(piece, size)))
    print(f"\nbar for a megabyte: {BAR} s, worst: {max(notes, html):.2f} s")
    return int(max(notes, html) > BAR)


def measure(title: str, pieces: Sequence[str], read: Callable[[str, int], object]) -> float:
    """Print the times of each piece, the quickest of three; return the longest, in seconds."""
    print(f"\n{title:24}{SMALL:>12,}{LARGE:>12,}   characters")
    worst = 0.0
    for piece in pieces:
        small, large = (min(seconds(partial(read, piece, size)) for _ in range(3)) for size in (SMALL, LARGE))
        print(f"{piece[:20]!r:24}{small:10.3f} s{large:10.3f} s   {large / small:.1f} x", flush=True)
        worst = max(worst, large)
    return worst


if __name__ == "__main__":
    sys.exit(main())
