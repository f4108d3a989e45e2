"""The search history: a file of the state folder, a query on each line, the latest last."""

import contextlib
import os

from ..files import read_regular, write_whole
from ..text import clean_line

_MOST = 100
_LONGEST = 500
_NAME = "searches"


def recent_searches(folder: str | None) -> list[str]:
    """Return the last searches, the latest first, each once."""
    if folder is None:
        return []
    try:
        text = read_regular(os.path.join(folder, _NAME), _MOST * _LONGEST * 4).decode(errors="replace")
    except OSError:
        return []
    lines = [clean_line(line) for line in text.split("\n")]
    return list(dict.fromkeys(line for line in reversed(lines) if line))[:_MOST]


def remember_search(folder: str | None, text: str) -> None:
    """Add a search to the history. Where it cannot be written, it is not kept: it is a convenience."""
    text = clean_line(text)[:_LONGEST]
    if folder is None or not text:
        return
    searches = [text, *(other for other in recent_searches(folder) if other != text)][:_MOST]
    with contextlib.suppress(OSError):
        lines = "".join(f"{search}\n" for search in reversed(searches))
        write_whole(os.path.join(folder, _NAME), lines, sync=False)
