"""What commands print as JSON, which other programs rely on: keys may be added, none taken away."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from episodes.model import BookmarkRow, Episode, EpisodeRow, Link, Segment, SegmentRow, Sponsor, Target
from episodes.text import FORBIDDEN

if TYPE_CHECKING:
    from episodes.search.values import Hit, LinkRow

Fields = dict[str, object]
"""Of one object. `json_text` takes the values of `episodes.model` in it as they are."""


def json_text(said: object) -> str:
    """Return one JSON object or array as text; dates become texts such as `2019-09-18`."""
    import json

    text = json.dumps(said, ensure_ascii=False, indent=2, default=_as_json) + "\n"
    return FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _as_json(value: object) -> object:
    if isinstance(value, Segment):
        return segment_fields(value)
    return asdict(value) if isinstance(value, (Link, Sponsor)) else str(value)


def fields(value: object, names: str) -> Fields:
    """Return what a value says under some names, separated by blanks."""
    return {name: getattr(value, name) for name in names.split()}


def episode_fields(episode: Episode, published_guess: int | None = None) -> Fields:
    """Return an episode with its segments.

    Args:
        episode: the episode.
        published_guess: the year that it most likely is of, where it has no date.
    """
    return {
        **fields(episode, "id show number title published"),
        "published_guess": published_guess,
        **fields(episode, "recorded page audio video season type duration hosts guests tags sponsors"),
        "description": episode.description or None,
        **fields(episode, "notes segments"),
    }


def segment_fields(segment: Segment) -> Fields:
    """Return a segment with its children."""
    return fields(segment, "id kind number presenter start title url links markdown children")


def row_fields(row: EpisodeRow) -> Fields:
    """Return an episode as the list has it."""
    return {**fields(row, "id show number title published published_guess segments read bookmarks"), "new": row.is_new}


def _target_fields(target: Target) -> Fields:
    return {"target": str(target), **fields(target, "episode segment")}


def _segment_fields(row: SegmentRow) -> Fields:
    return {**_target_fields(row.target), **fields(row, "show number episode_title"), "date": row.day}


def hit_fields(hit: Hit, *, full: bool) -> Fields:
    """Return a hit of a search, and whether it matches fully or only comes near."""
    return {
        **_segment_fields(hit.segment),
        **fields(hit.segment, "kind presenter start url"),
        "title": hit.title.text,
        "extract": hit.extract.text,
        "note": hit.note and hit.note.text,
        "full": full,
    }


def link_fields(row: LinkRow) -> Fields:
    """Return a link with where it is."""
    place = {**_segment_fields(row.segment), "segment_title": row.segment.name}
    return {**fields(row, "url title host"), **place, "opened": row.opened, "episodes": row.episodes}


def bookmark_fields(row: BookmarkRow) -> Fields:
    """Return a bookmark."""
    said = fields(row, "episode_title title link note tags done made gone show")
    return {**_target_fields(row.target), **said, "made": row.made.isoformat()}
