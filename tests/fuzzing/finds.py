"""What fell, kept in a folder: one input for each place in the code where something falls."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path


class Finds:
    """The inputs of one target that fell.

    Args:
        folder: where they are kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "finds"
        self._folder.mkdir(parents=True, exist_ok=True)

    def attempt(self, check: Callable[[bytes], object], data: bytes) -> None:
        """Check an input; one that falls is kept, unless one that is no longer fell at the same place."""
        try:
            check(data)
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            kept = self._folder / f"{type(error).__name__}-{Path(frame.filename).stem}-{frame.lineno}"
            if not kept.exists() or kept.stat().st_size > len(data):
                kept.write_bytes(data)
                kept.with_suffix(".txt").write_text(traceback.format_exc(), encoding="utf-8", errors="replace")

    def paths(self) -> list[Path]:
        return sorted(path for path in self._folder.iterdir() if path.suffix != ".txt")
