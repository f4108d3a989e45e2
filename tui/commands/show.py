"""`earmark show`: prints episodes, segments, or notes files that are not in the library."""

import argparse
import os

from episodes.errors import BrokenEpisode
from episodes.files import read_or_fail
from episodes.model import Episode, EpisodeRow, Segment

from .context import Context, add_targets, are_several, each_target
from .json_fields import Fields, episode_fields, json_text, segment_fields
from .output import is_terminal, say, write, write_markdown


def show_arguments(parser: argparse.ArgumentParser) -> None:
    add_targets(parser, "148, 148#2, python-bytes:148#a-segment, or a file's path")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="print the notes as they are written")
    form.add_argument("--json", action="store_true", help="print a JSON object, of several an array")


def run_show(options: argparse.Namespace, context: Context) -> int:
    found: list[Fields] = []

    def show(word: str) -> None:
        episode, segment, row = _find(word, context)
        markdown = segment.markdown if segment else episode.notes
        if options.json:
            guess = None if row is None else row.published_guess
            found.append(segment_fields(segment) if segment else episode_fields(episode, guess))
        elif options.markdown:
            write(markdown)
        else:
            say(("\n" if found else "") + _head(episode, segment, row))
            found.append({})  # so that a blank line parts the next one from it
            if is_terminal():
                write_markdown(markdown)
            else:
                write(markdown.removesuffix("\n") + "\n")

    status = each_target(options.targets, show)
    if options.json and (found or are_several(options.targets)):
        write(json_text(found if are_several(options.targets) else found[0]))
    return status


def _find(target: str, context: Context) -> tuple[Episode, Segment | None, EpisodeRow | None]:
    """Return what a target names, with its row in the list where it is in the library."""
    from episodes.importing.formats import NOTES_SUFFIXES

    if os.sep in target or os.path.isfile(target) or target.endswith(NOTES_SUFFIXES):
        return _read_file(target), None, None
    _, episode, segment = context.find(target)
    return episode, segment, context.opened.row(episode.id)


def _read_file(path: str) -> Episode:
    from episodes.documents.document import make_episode
    from episodes.importing.formats import largest_of, read_any

    found = read_any(read_or_fail(path, largest_of(path), BrokenEpisode), name=os.path.basename(path))
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
    if segment is not None:
        return f"{episode.numbered_show} · {episode.name}\n"
    guess = "" if row is None or episode.recorded else row.day_text
    dates = {"published": episode.published or guess, "recorded": episode.recorded}
    facts = " · ".join([episode.numbered_show, *(f"{word} {date}" for word, date in dates.items() if date)])
    return "\n".join(line for line in (episode.title, facts, episode.page) if line) + "\n"
