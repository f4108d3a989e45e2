"""Bookmarks in files, in Earmark's JSON or the Netscape form of HTML: read as events of marks, and merged."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from ..errors import BadBookmarks, EarmarkError
from ..html_reader import tokens
from ..model import Episode, Problem, Target
from ..text import clean_line
from .events import Event, Lines, MarkedSegment, MarkKind, decode
from .library_marks import LibraryMarks
from .tags import unique

TARGET_ATTRIBUTE = "data-earmark"
"""Of a link in HTML: the target that is bookmarked. Browsers pass over it."""
_FACTS = {"title": "title", "link": "link", "show": "show", "episode": "episode_title"}
Entry = dict[str, object]
"""A bookmark as JSON has it."""


def read_bookmarks(
    data: bytes, name: str, now: str, find: Callable[[str], Target | None]
) -> tuple[list[Event], list[Problem]]:
    """Return the bookmarks of a file, and which of them are done, as events of the times at which they were made.

    Args:
        data: what the file holds.
        name: what to call it.
        now: the time of those that do not say when they were made.
        find: returns the segment with a link, for bookmarks that name no target.

    Raises:
        BadBookmarks: the file is neither a JSON array nor a page with links.
    """
    try:
        text = data.decode("utf-8-sig")
        entries = json.loads(text) if text.lstrip().startswith(("[", "{")) else _linked(text)
    except (ValueError, RecursionError) as error:
        raise BadBookmarks(name, f"it is no list of bookmarks in JSON or HTML ({error})") from None
    if not isinstance(entries, list) or not (entries or text.lstrip().startswith("[")):
        raise BadBookmarks(name, "it holds no list of bookmarks in JSON or HTML")
    events: list[Event] = []
    problems: list[Problem] = []
    for number, given in enumerate(entries, 1):
        entry = given if isinstance(given, dict) else {}
        link = entry.get("link")
        if entry.get("episode") is None and isinstance(link, str) and (target := find(link)) is not None:
            entry |= {"episode": target.episode, "segment": target.segment}
        try:
            lines = decode(b"\n".join(_lines(entry, now)))
        except RecursionError:
            lines = Lines([], [(0, "it nests too deep")])
        events += lines.events
        where = clean_line(str(entry.get("title") or link or f"bookmark {number}"))
        reasons = [reason for _, reason in lines.problems[:1]] if entry.get("episode") else ["no episode has its link"]
        problems += [Problem(where, reason) for reason in reasons]
    return events, problems


def _lines(entry: Entry, now: str) -> Iterator[bytes]:
    """Yield an entry as lines of a journal, the reading of which finds what is wrong with it."""
    was = {fact: entry[key] for fact, key in _FACTS.items() if entry.get(key) is not None}
    line: Entry = {"time": entry.get("made") or now, "device": "import", "on": True, "was": was}
    line |= {key: entry.get(key) for key in ("episode", "segment", "note", "tags")}
    for mark in ("bookmark", "done") if entry.get("done") is True else ("bookmark",):
        yield json.dumps({**line, "mark": mark}).encode()


def _linked(page: str) -> list[Entry]:
    """Return the links of a page in the Netscape form, with the description below each."""
    found: list[Entry] = []
    inside = ""
    for token in tokens(page):
        if isinstance(token, str):
            if inside and found:
                found[-1][inside] = f"{found[-1].get(inside, '')}{token}"
            continue
        inside = "" if token.is_end else {"a": "title", "dd": "note"}.get(token.tag, "")
        if inside == "title":
            episode, _, segment = token.attributes.get(TARGET_ATTRIBUTE, "").partition("#")
            tags = ["-".join(tag.split()) for tag in token.attributes.get("tags", "").split(",") if tag.strip()]
            entry = {"link": token.attributes.get("href"), "made": _made(token.attributes.get("add_date"))}
            found.append({**entry, "tags": tags, "episode": episode or None, "segment": segment})
    return found


def _made(seconds: str | None) -> str | None:
    try:
        return datetime.fromtimestamp(int(seconds or ""), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def merge_bookmarks(
    marks: LibraryMarks, load: Callable[[str], Episode], events: Iterable[Event], *, dry_run: bool
) -> tuple[list[Target], list[Target], int]:
    """Add bookmarks from elsewhere as one action, those of unknown episodes too. Notes that there are stay.

    Args:
        marks: of the library.
        load: returns an episode by its id.
        events: of bookmarks and of being done with them, each of the time at which the bookmark was made.
        dry_run: whether nothing is kept.

    Returns:
        The new ones, the changed ones, and how many are as they were.
    """
    known = {row.target: row for row in marks.bookmarks()}
    made: dict[Target, list[Event]] = {}
    for event in events:
        target = Target(event.episode, event.segment)
        row = known.get(target)
        place = (event.episode, event.segment if row is None else row.marked_as)
        changes = made.setdefault(target, [])
        if event.mark is MarkKind.DONE:
            if row is None or not row.done:
                changes.append(marks.state.change(Event(MarkKind.DONE, *place, was=event.was)))
        elif not changes:
            note, tags = (row and row.note) or event.note, event.tags
            if row is not None:
                tags = unique([*row.tags, *(tags or ())])
                if (note, tags) == (row.note, row.tags):
                    continue
            wanted = Event(MarkKind.BOOKMARK, *place, note=note, tags=tags, since=event.time, was=_was(event, load))
            changes.append(marks.state.change(wanted))
    if not dry_run:
        marks.keep(event for changes in made.values() for event in changes)
    new = [target for target in made if target not in known]
    changed = [target for target, changes in made.items() if target in known and changes]
    return new, changed, len(made) - len(new) - len(changed)


def _was(event: Event, load: Callable[[str], Episode]) -> MarkedSegment | None:
    """Return what the segment of an event from elsewhere is here; what the event says where it is not here."""
    try:
        episode = load(event.episode)
    except EarmarkError:
        return event.was
    segment = episode.segment(event.segment or "")
    return MarkedSegment.of(segment, episode) if segment or event.segment is None else event.was
