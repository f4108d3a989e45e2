"""`earmark show`: prints an episode, a segment, or a notes file that is not in the library."""

from __future__ import annotations

import argparse
import os

from episodes.errors import BrokenEpisode
from episodes.model import Episode, EpisodeRow, Segment
from episodes.regular_files import read_regular

from .context import DONE, Context
from .json_fields import episode_fields, json_text, segment_fields
from .output import is_terminal, say, write, write_markdown


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="TARGET", help="148, 148#2, python-bytes:148#a-segment, or a file's path")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="print the notes as they are written")
    form.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace, context: Context) -> int:
    episode, segment, row = _find(options.target, context)
    markdown = segment.markdown if segment else episode.notes
    if options.json:
        write(
            json_text(
                segment_fields(segment)
                if segment
                else episode_fields(episode, None if row is None else row.published_guess)
            )
        )
    elif options.markdown:
        write(markdown)
    else:
        say(_head(episode, segment, row))
        if is_terminal():
            write_markdown(markdown)
        else:
            write(markdown if markdown.endswith("\n") else markdown + "\n")
    return DONE


def _find(target: str, context: Context) -> tuple[Episode, Segment | None, EpisodeRow | None]:
    """Return what a target names, with its row in the list where it is in the library."""
    from episodes.importing.formats import NOTES_SUFFIXES

    if os.sep in target or os.path.isfile(target) or target.endswith(NOTES_SUFFIXES):
        return _read_file(target), None, None
    _, episode, segment = context.find(target)
    return episode, segment, context.library.row(episode.id)


def _read_file(path: str) -> Episode:
    from episodes.documents.document import make_episode
    from episodes.importing.formats import largest_of, read_any

    try:
        data = read_regular(path, largest_of(path))
    except OSError as error:
        raise BrokenEpisode(path, error.strerror or str(error)) from error
    found = read_any(data, name=os.path.basename(path))
    documents, problems = found.documents, found.problems
    if len(documents) > 1:
        raise BrokenEpisode(path, f"it holds {len(documents):,} episodes; `earmark add` brings them into the library")
    if not documents:
        raise BrokenEpisode(path, problems[0].reason if problems else "it holds no notes")
    return make_episode(documents[0], default_show=documents[0].show or "Notes")


def _head(episode: Episode, segment: Segment | None, row: EpisodeRow | None) -> str:
    """Return what stands above the notes, or which episode a segment is of.

    Above an episode that is title, show, dates and page; without a date the year that is guessed, as `~2019`.
    """
    show = episode.show + (f" {episode.number}" if episode.number is not None else "")
    if segment is not None:
        return f"{show} · {episode.name}\n"
    dates = {"published": episode.published, "recorded": episode.recorded}
    told = [f"{word} {date}" for word, date in dates.items() if date]
    if not told and row is not None and row.day_text:
        told = [f"published {row.day_text}"]
    facts = " · ".join([show, *told])
    return "\n".join(line for line in (episode.title, facts, episode.page) if line) + "\n"
