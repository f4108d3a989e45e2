"""The session: the place read last and the panes as they were, saved in the state folder."""

import contextlib
import datetime
import json
import os
from typing import NamedTuple

from episodes.files import read_regular, write_whole
from episodes.marks.events import read_time

SESSION = "session.json"
"""The file in the state folder."""
_LARGEST = 64 * 1024


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
    kinds = {name: int if name in ("line", "offset", "row", "tree_row") else str for name in Session._fields}
    return Session(**{name: values[name] for name, kind in kinds.items() if type(values.get(name)) is kind})


def save_session(folder: str | None, session: Session) -> None:
    """Write the session in one step; where that is impossible the place is not kept, and nothing else is lost."""
    if folder is None:
        return
    with contextlib.suppress(OSError):
        write_whole(os.path.join(folder, SESSION), json.dumps(session._asdict()))
