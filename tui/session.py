"""What the state folder keeps: the session, which is the place read last and the panes as they were; and searches."""

import contextlib
import datetime
import json
import os
from typing import Any, NamedTuple

from episodes.files import read_regular, write_whole
from episodes.marks.events import read_time
from episodes.text import clean, clean_line

SESSION = "session.json"
"""The file in the state folder."""
_LARGEST = 256 * 1024
"""Bytes of a file of this folder."""
_SEARCHES = "searches"
"""The file of the search history: a query on each line, the latest last."""
_MOST_SEARCHES, _LONGEST_SEARCH = 100, 500


class Session(NamedTuple):
    """The place read last and how the screen was set."""

    episode: str | None = None
    """Id of the episode that was shown."""
    segment: str | None = None
    """Id of its segment under the cursor."""
    line: int | None = None
    """Source line of the notes at the top of the pane; None for where the segment begins."""
    offset: int = 0
    """Character in that line."""
    pane: str = "episodes"
    """Which pane had the focus."""
    row: int = 0
    """Row of the list's pane on which the shown episode stood."""
    link: str | None = None
    """Address of the segment's link under the cursor of the tree."""
    tree_row: int = 0
    """Row of the tree's pane on which its cursor stood."""
    view: str = "all"
    """Which episodes the list showed."""
    shows: str = ""
    """The slugs of the shows that it was narrowed to, with blanks between."""
    order: str = "date"
    """In which order they were."""
    visited: str | None = None
    """When Earmark was last left, ISO 8601 with its zone."""

    @property
    def last_visit(self) -> datetime.datetime | None:
        """When Earmark was last left, or None if that is unknown."""
        return read_time(self.visited)


def load_session(folder: str | None) -> Session:
    """Return the last session. A file that is missing, broken or from another version counts for what it still says."""
    found: object = None
    if folder is not None:
        with contextlib.suppress(OSError, ValueError, RecursionError):
            found = json.loads(read_regular(os.path.join(folder, SESSION), _LARGEST))
    values = found if isinstance(found, dict) else {}
    kinds = Session.__annotations__
    return Session(**{name: value for name, value in values.items() if _is_of(kinds.get(name, ()), value)})


def _is_of(kind: Any, value: object) -> bool:
    """Return whether a value of the file is one of the session: `true` is no number, half a character is no text."""
    return isinstance(value, kind) and not isinstance(value, bool) and clean(str(value)) == str(value)


def save_session(folder: str | None, session: Session) -> None:
    """Write the session in one step; where that is impossible the place is not kept, and nothing else is lost."""
    if folder is None:
        return
    with contextlib.suppress(OSError):
        write_whole(os.path.join(folder, SESSION), json.dumps(session._asdict()))


def recent_searches(folder: str | None) -> list[str]:
    """Return the last searches, the latest first, each once."""
    text = ""
    if folder is not None:
        with contextlib.suppress(OSError):
            text = read_regular(os.path.join(folder, _SEARCHES), _LARGEST).decode(errors="replace")
    lines = [clean_line(line) for line in text.split("\n")]
    return list(dict.fromkeys(line for line in reversed(lines) if line))[:_MOST_SEARCHES]


def remember_search(folder: str | None, text: str) -> None:
    """Add a search to the history. Where it cannot be written, it is not kept: it is a convenience."""
    text = clean_line(text)[:_LONGEST_SEARCH]
    if folder is None or not text:
        return
    searches = [text, *(other for other in recent_searches(folder) if other != text)][:_MOST_SEARCHES]
    with contextlib.suppress(OSError):
        lines = "".join(f"{search}\n" for search in reversed(searches))
        write_whole(os.path.join(folder, _SEARCHES), lines, sync=False)
