"""Journals that a disk, a sync or an editor damaged."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
from pathlib import Path
from typing import NamedTuple

from episodes.folders import find_folders
from episodes.library import Library
from episodes.marks.events import decode
from tui.cli import main as earmark

_NOTES = ("why", "日本語 \U0001f600", "a\nb", '"quoted" \\ back', "x" * 300, "é" * 50)


class Found(NamedTuple):
    """What came of an attempt."""

    told: str
    """What was tried, in a few words."""
    lost: list[str]
    """A sentence for each thing that fell."""


def cut_journals(chance: random.Random, times: int) -> Found:
    """Damage a journal of a hundred lines; every whole line still counts, others are reported, marks are kept."""
    library = Library(find_folders(os.environ))
    library.synchronise()
    episodes = [library.episode(row.id) for row in library.rows()]
    for at in range(100):
        episode = chance.choice(episodes)
        segment = chance.choice([None, *episode.walk()])
        library.marks.set_bookmark(episode, segment, note=chance.choice(_NOTES), on=chance.random() < 0.9 or at < 50)
    library.close()
    [path] = Path(os.environ["EARMARK_DATA_DIR"], "marks").glob("*.jsonl")
    whole, lost = path.read_bytes(), list[str]()
    for at in range(times):
        how, data = _damaged(chance, whole)
        path.write_bytes(data)
        if chance.random() < 0.5:  # half of them with what the cache knew of the whole journal
            for cached in Path(os.environ["EARMARK_CACHE_DIR"]).glob("marks*"):
                cached.unlink()
        expected = _bookmarks(data)
        status, out, err = _run("bookmarks", "--format", "json")
        found = {(row["target"], row["note"] or "") for row in json.loads(out or "[]")}
        if status or found != expected:
            lost.append(f"{how}: {len(expected ^ found)} bookmarks differ {err}")
        target = chance.choice(episodes).id
        status, out, err = _run("bookmark", target, "--note", f"after {at}")
        after = b"".join(each.read_bytes() + b"\n" for each in path.parent.glob("*.jsonl"))
        if status or (target, f"after {at}") not in _bookmarks(after) or not after.startswith(data):
            lost.append(f"{how}: {target} was not kept: {out} {err}")
        if (len(decode(data).problems) > 0) and _run("check")[0] != 1:
            lost.append(f"{how}: check names no problem")
        for other in path.parent.glob("*.jsonl"):
            if other != path:
                other.unlink()
    return Found("of a hundred lines each", lost)


def _damaged(chance: random.Random, whole: bytes) -> tuple[str, bytes]:
    first, last = sorted((chance.randrange(len(whole)), chance.randrange(len(whole))))
    noise = b"\xff" + chance.randbytes(last % 40)  # no text, so that no line is another mark by it
    return chance.choice(
        [
            (f"cut at {first}", whole[:first]),
            (f"without {first} to {last}", whole[:first] + whole[last:]),
            (f"zeros from {first} on", whole[:first] + bytes(min(last - first, 4096)) + whole[last:]),
            (f"noise at {first}", whole[:first] + noise + whole[first + len(noise) :]),
            (f"noise at the end of {last}", whole[:last] + noise),
            (f"twice from {first} on", whole + whole[first:]),
        ]
    )


def _bookmarks(data: bytes) -> set[tuple[str, str]]:
    """Return the bookmarks that the whole lines of a journal make, each with its note: the latest of each counts."""
    latest = {(event.episode, event.segment): event for event in sorted(decode(data).events, key=lambda e: e.time)}
    return {
        (f"{episode}#{segment}" if segment else episode, event.note or "")
        for (episode, segment), event in latest.items()
        if event.on
    }


def _run(*words: str) -> tuple[int, str, str]:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        try:
            status = earmark(words)
        except Exception as error:
            return -1, "", repr(error)
    return status, out.getvalue(), err.getvalue()
