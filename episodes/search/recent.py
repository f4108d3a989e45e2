"""The searches that were made before, in a file of the state folder, a line each, the youngest last."""

from __future__ import annotations

import contextlib
import os

from ..text import clean_line

_MOST = 100
_LONGEST = 500
_NAME = "searches"


def recent_searches(folder: str | None) -> list[str]:
    """Return the last searches, the youngest first, each once."""
    if folder is None:
        return []
    try:
        with open(os.path.join(folder, _NAME), encoding="utf-8", errors="replace") as file:
            lines = [clean_line(line) for line in file.read(_MOST * _LONGEST * 4).split("\n")]
    except OSError:
        return []
    return list(dict.fromkeys(line for line in reversed(lines) if line))[:_MOST]


def remember_search(folder: str | None, text: str) -> None:
    """Put a search before the others. What cannot be written is not kept: it is a convenience."""
    text = clean_line(text)[:_LONGEST]
    if folder is None or not text:
        return
    searches = [text, *(other for other in recent_searches(folder) if other != text)][:_MOST]
    path = os.path.join(folder, _NAME)
    part = f"{path}.{os.getpid()}.part"
    try:
        os.makedirs(folder, exist_ok=True)
        with open(part, "w", encoding="utf-8") as file:
            file.write("".join(f"{search}\n" for search in reversed(searches)))
        os.replace(part, path)  # a reader sees the old list or the new one
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)
