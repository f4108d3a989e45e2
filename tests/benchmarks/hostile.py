"""How long each step takes with hostile text, of ten kilobytes, a tenth of a megabyte and a megabyte.

    python -m tests.benchmarks.hostile [STEP ...] [--piece TEXT]

The time shall grow with the length: ten times the size, at most twelve times the time. Printed is what does not, and
the slowest of each step; `--piece` prints all of one piece.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable
from functools import lru_cache
from time import process_time

from episodes.documents.document import parse_document
from episodes.documents.own_files import Origin
from episodes.importing.formats.html_to_markdown import notes_from_html
from episodes.index.database import Database
from episodes.index.rows import rows_of
from episodes.index.writer import put_episode, settle
from episodes.model import Episode
from episodes.notes.lines import plain_lines
from episodes.notes.parse import parse_notes
from episodes.search.highlight import Highlighter, extract
from episodes.search.query import haystack
from tests.hostile_text import LINES, SIGNS, TAGS, page, repeat
from tui.notes_pane.document_builder import build_document, build_part
from tui.notes_pane.layout import lay_out
from tui.notes_pane.overlays import NotesMatches

SIZES = (10_000, 100_000, 1_000_000)
BAR = 2.0
_MOST = 12.0
_FELT = 0.05
"""Seconds below which a ratio says nothing."""
_TERMS = ("a", "x*", "ann 1", "example")


@lru_cache(2)
def episode(text: str) -> Episode:
    segments = parse_notes(text).segments
    return Episode(id="heavy:1", show="Heavy", title="T", number=1, notes=text, segments=segments)


def _pane(text: str) -> None:
    lay_out(build_document(episode(text)), 80)


def _first_paint(text: str) -> None:
    lay_out(build_part(episode(text), 0), 80)


def _index(text: str) -> None:
    database = Database(None)
    with database.writing() as connection:
        rows = rows_of(episode(text), Origin())
        put_episode(connection, 0, "a.md", (1, 1), rows)
        settle(connection, rows.words)
    database.close()


def _extracts(text: str) -> None:
    marker = Highlighter(_TERMS)
    for segment in list(episode(text).walk())[:50]:
        extract(segment.markdown, marker, segment.title)


def _matches(text: str) -> None:
    NotesMatches(build_document(episode(text)), _TERMS)


NOTES_STEPS: dict[str, Callable[[str], object]] = {
    "head": lambda text: parse_document(f"---\nshow: Heavy\n---\n{text}", name="a.md"),
    "notes": parse_notes,
    "pane": _pane,
    "first": _first_paint,
    "index": _index,
    "extracts": _extracts,
    "matches": _matches,
    "words": lambda text: (plain_lines(text), haystack(text)),
}


def main() -> int:
    """Print what grows too fast, and the slowest; return 1 if there is any or a megabyte takes more than the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("steps", nargs="*", help=f"of {' '.join(NOTES_STEPS)} html; all if none is named")
    parser.add_argument("--piece", help="print all sizes and steps of this piece alone")
    options = parser.parse_args()
    fallen = 0
    for name, step in {**NOTES_STEPS, "html": notes_from_html}.items():
        if options.steps and name not in options.steps:
            continue
        pieces, made = (TAGS, page) if name == "html" else ((*SIGNS, *LINES), repeat)
        slowest, of = 0.0, ""
        for piece in [options.piece] if options.piece else pieces:
            texts = [made(piece, size) for size in SIZES]
            times = _times(step, texts, name in NOTES_STEPS and name not in ("head", "notes", "words"))
            last = times[-1]
            grows = len(times) < len(SIZES) or (last > _FELT and last / max(times[-2], 1e-4) > _MOST)
            if grows or last > BAR or options.piece:
                fallen += grows or last > BAR
                shown = "".join(f"{seconds:10.3f} s" for seconds in times)
                print(f"{name:10}{piece[:24]!r:28}{shown}   {last / max(times[-2], 1e-4):.1f} x", flush=True)
            slowest, of = max((slowest, of), (last, piece))
        print(f"{name:10}slowest of a megabyte: {slowest:.2f} s, {of[:24]!r}", flush=True)
    return int(fallen > 0)


def _times(step: Callable[[str], object], texts: list[str], parsed: bool) -> list[float]:
    """Return the processor seconds of each size, the quicker of two; none after one that is beyond the bar."""
    found: list[float] = []
    for text in texts:
        if found and found[-1] > BAR:
            break
        if parsed:
            episode(text)
        gc.collect()
        tries = []
        for _ in range(2 if len(text) < SIZES[-1] * 0.9 else 1):
            begin = process_time()
            step(text)
            tries.append(process_time() - begin)
        found.append(min(tries))
    return found


if __name__ == "__main__":
    sys.exit(main())
