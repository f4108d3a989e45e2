"""The reading list as text, JSON, a page that browsers import, and Markdown as Obsidian and others take it."""

import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from html import escape
from itertools import groupby

from episodes.errors import EarmarkError
from episodes.files import read_regular
from episodes.importing.formats.escape import escape_lines
from episodes.library import Library
from episodes.marks.bookmark_files import TARGET_ATTRIBUTE
from episodes.marks.events import body
from episodes.marks.tags import as_words
from episodes.model import BookmarkRow
from episodes.text import clean_line, clock_text
from episodes.web_links import may_open

from .json_fields import bookmark_fields, json_text
from .output import warn

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


def is_ours(path: str) -> bool:
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


def _as_text(rows: Sequence[BookmarkRow], _: Library) -> str:
    """Return a bookmark a paragraph: target and title, then the link and the note, indented."""
    parts = []
    for row in rows:
        gone = "  (not in the library)" if row.gone else ""
        below = [line for text in (row.link, as_words(row.note, row.tags)) if text for line in text.split("\n")]
        parts += [f"{row.target}  {row.title or ''}{gone}\n", *(f"    {line}\n" for line in below)]
    return "".join(parts)


def _as_json(rows: Sequence[BookmarkRow], _: Library) -> str:
    return json_text([bookmark_fields(replace(row, link=row.link if may_open(row.link) else None)) for row in rows])


def _as_html(rows: Sequence[BookmarkRow], library: Library) -> str:
    """Return the Netscape bookmark file form, which every browser imports; what has no link cannot be in it."""
    lines = [
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n",
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">\n',
        "<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n    <DT><H3>Earmark</H3>\n    <DL><p>\n",
    ]
    for row in rows:
        if (link := _web_link(row, library)) is None:
            warn(f"{row.target} has no link that a browser opens, and is left out.")
            continue
        tags = f' TAGS="{escape(",".join(row.tags))}"' if row.tags else ""
        target = f'{TARGET_ATTRIBUTE.upper()}="{escape(str(row.target))}"'
        title, made = escape(clean_line(row.title or str(row.target))), int(row.made.timestamp())
        lines.append(f'        <DT><A HREF="{escape(link)}" ADD_DATE="{made}"{tags} {target}>{title}</A>\n')
        if row.note:
            lines.append(f"        <DD>{escape(row.note)}\n")
    lines.append("    </DL><p>\n</DL><p>\n")
    return "".join(lines)


def _web_link(row: BookmarkRow, library: Library) -> str | None:
    """Return a bookmark's link, else the page of its episode, if a browser opens it."""
    link = row.link
    if not may_open(link) and not row.gone:
        with suppress(EarmarkError):
            link = library.episode(row.target.episode).page
    return link if may_open(link) else None


_Form = Callable[[Sequence[BookmarkRow], Library], str]
FORMS: dict[str, _Form] = {"html": _as_html, "json": _as_json, "markdown": as_markdown, "text": _as_text}
"""What makes each form of the list."""
