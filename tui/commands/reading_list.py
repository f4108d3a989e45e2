"""The reading list in Markdown, as Obsidian and others take it: by show and episode, with front matter."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import groupby

from episodes.errors import EarmarkError
from episodes.files import read_regular, write_whole
from episodes.importing.formats.escape import escape_lines
from episodes.library import Library
from episodes.marks.events import body
from episodes.model import BookmarkRow
from episodes.text import clean_line, clock_text, slug
from episodes.web_links import may_open

_EXCERPT = 300
"""Characters of a segment that are quoted, at most."""
_LARGEST = 16 * 1024 * 1024
_HEAD = re.compile(r"---\nearmark: (\w+)\n")


def as_markdown(rows: Sequence[BookmarkRow], library: Library, title: str = "Bookmarks") -> str:
    """Return bookmarks, sorted by show, as a list under shows and episodes; the head has their tags."""
    tags = list(dict.fromkeys(tag for row in rows for tag in row.tags))
    text = f"title: {json.dumps(title, ensure_ascii=False)}\ntags: {json.dumps(tags, ensure_ascii=False)}\n---\n"
    for show, of_show in groupby(rows, lambda row: row.show or row.target.show):
        text += f"\n# {_line(show)}\n"
        for _, of_episode in groupby(of_show, lambda row: row.target.episode):
            first, *others = of_episode
            names = ("" if first.number is None else str(first.number), first.episode_title)
            text += f"\n## {' · '.join(_line(name) for name in names if name) or _line(first.target.episode)}\n\n"
            text += "".join(_item(row, library) for row in (first, *others))
    return f"---\nearmark: {_digest(text)}\n{text}"


def write_folder(folder: str, rows: Sequence[BookmarkRow], library: Library) -> Iterator[tuple[str, bool]]:
    """Write a file a show into a folder; yield each path, and whether it was written.

    A file that Earmark did not write, or that somebody changed since, stays as it is. Raises OSError.
    """
    shows: dict[str, list[BookmarkRow]] = {}
    for row in rows:
        shows.setdefault(slug(row.target.show) or "show", []).append(row)
    for name, of_show in shows.items():
        path = os.path.join(folder, f"{name}.md")
        if is_ours := _is_ours(path):
            write_whole(path, as_markdown(of_show, library, of_show[0].show or name))
        yield path, is_ours


def _is_ours(path: str) -> bool:
    """Return whether a path is free, or its file is as Earmark wrote it."""
    try:
        text = read_regular(path, _LARGEST).decode()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, UnicodeDecodeError):
        return False
    head = _HEAD.match(text)
    return head is not None and head[1] == _digest(text[head.end() :])


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _item(row: BookmarkRow, library: Library) -> str:
    """Return a bookmark as an item of a list: title, time, target and tags, then the note, then how its text begins."""
    title, target = _line(row.name), str(row.target)
    facts = [f"[{title}](<{row.link}>)" if may_open(row.link) else title]
    excerpt = ""
    with suppress(EarmarkError):
        episode = library.episode(row.target.episode)
        segment = episode.segment(row.target.segment or "")
        if segment is not None:
            cue, excerpt = episode.cue(segment), body(segment)
            facts += [clock_text(cue.start)] if cue.of is not None else []
    facts += [_escaped(target) if "`" in target else f"`{target}`", *(_escaped(f"#{tag}") for tag in row.tags)]
    if len(excerpt) > _EXCERPT:
        excerpt = f"{excerpt[:_EXCERPT].rpartition(' ')[0]} …"
    parts = [" · ".join(facts), _escaped(row.note or ""), f"> {_line(excerpt)}" if excerpt else ""]
    return re.sub(r"\n(?=.)", "\n  ", "- " + "\n\n".join(filter(None, parts))) + "\n"


def _line(text: str) -> str:
    return _escaped(clean_line(text))


def _escaped(text: str) -> str:
    return escape_lines(re.sub(r"([\\`*_\[\]<>~|]|&(?=#?\w+;))", r"\\\1", text))
