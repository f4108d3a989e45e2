"""`earmark show`: an episode, a segment, or a notes file that is not in the library."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from episodes.errors import BrokenEpisode
from episodes.model import Episode, Segment

from . import DONE, Context
from .json_fields import episode_fields, print_json, segment_fields

if TYPE_CHECKING:
    import argparse

_MOST_BYTES = 8 * 1024 * 1024


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("target", metavar="TARGET", help="148, 148#2, python-bytes:148#a-segment, or a file's path")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="print the notes as they are written")
    form.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace, context: Context) -> int:
    """Print what the target names."""
    episode, segment = _find(options.target, context)
    if options.json:
        fields = episode_fields(episode) if segment is None else segment_fields(segment)
        print_json(fields)
    elif options.markdown:
        sys.stdout.write(segment.markdown if segment else episode.notes)
    else:
        _print_for_reading(episode, segment)
    return DONE


def _find(target: str, context: Context) -> tuple[Episode, Segment | None]:
    from episodes.importing.formats import NOTES_SUFFIXES

    if os.sep in target or os.path.isfile(target) or target.endswith(NOTES_SUFFIXES):
        return _read_file(target), None
    _, episode, segment = context.find(target)
    return episode, segment


def _read_file(path: str) -> Episode:
    from episodes.documents.document import make_episode
    from episodes.importing.formats import read_any

    try:
        with open(path, "rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise BrokenEpisode(path, error.strerror or str(error)) from error
    documents, problems = read_any(data, name=os.path.basename(path))
    if len(documents) > 1:
        raise BrokenEpisode(path, f"it holds {len(documents):,} episodes; `earmark add` brings them into the library")
    if not documents:
        raise BrokenEpisode(path, problems[0].reason if problems else "it holds no notes")
    return make_episode(documents[0], default_show=documents[0].show or "Notes")


def _print_for_reading(episode: Episode, segment: Segment | None) -> None:
    dates = [
        f"{word} {date}" for word, date in (("published", episode.published), ("recorded", episode.recorded)) if date
    ]
    head = episode.show + (f" {episode.number}" if episode.number is not None else "")
    if segment is None:
        lines = [episode.title, " · ".join([head, *dates]), episode.page]
        print("\n".join(line for line in lines if line), end="\n\n")
    else:
        print(f"{head} · {episode.name}", end="\n\n")
    markdown = segment.markdown if segment else episode.notes
    if sys.stdout.isatty():
        from .terminal_markdown import print_markdown

        print_markdown(markdown)
    else:
        sys.stdout.write(markdown if markdown.endswith("\n") else markdown + "\n")
