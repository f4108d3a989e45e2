"""What commands print as JSON, which other programs rely on: keys may be added, none taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from episodes.model import BookmarkRow, Episode, EpisodeRow, Segment, SegmentRow

if TYPE_CHECKING:
    from episodes.search.values import Hit, LinkRow

Fields = dict[str, object]
"""Of one object. Dates stand in it as they are."""


def json_text(fields: object) -> str:
    """Return one JSON object or array as text; dates become texts such as `2019-09-18`."""
    import json

    return json.dumps(fields, ensure_ascii=False, indent=2, default=str) + "\n"


def episode_fields(episode: Episode, published_guess: int | None = None) -> Fields:
    """Return an episode with its segments.

    Args:
        episode: the episode.
        published_guess: the year that it most likely is of, where it has no date.
    """
    return {
        "id": episode.id,
        "show": episode.show,
        "number": episode.number,
        "title": episode.title,
        "published": episode.published,
        "published_guess": published_guess,
        "recorded": episode.recorded,
        "page": episode.page,
        "audio": episode.audio,
        "season": episode.season,
        "type": episode.type,
        "duration": episode.duration,
        "hosts": list(episode.hosts),
        "guests": list(episode.guests),
        "tags": list(episode.tags),
        "sponsors": [{"name": sponsor.name, "url": sponsor.url} for sponsor in episode.sponsors],
        "description": episode.description or None,
        "notes": episode.notes,
        "segments": [segment_fields(segment) for segment in episode.segments],
    }


def segment_fields(segment: Segment) -> Fields:
    """Return a segment with its children."""
    return {
        "id": segment.id,
        "kind": segment.kind,
        "number": segment.number,
        "presenter": segment.presenter,
        "start": segment.start,
        "title": segment.title,
        "url": segment.url,
        "links": [{"title": link.title, "url": link.url} for link in segment.links],
        "markdown": segment.markdown,
        "children": [segment_fields(child) for child in segment.children],
    }


def row_fields(row: EpisodeRow) -> Fields:
    """Return an episode as the list has it."""
    return {
        "id": row.id,
        "show": row.show,
        "number": row.number,
        "title": row.title,
        "published": row.published,
        "published_guess": row.published_guess,
        "segments": row.segments,
        "read": row.read,
        "bookmarks": row.bookmarks,
        "new": row.is_new,
    }


def _segment_fields(row: SegmentRow) -> Fields:
    return {
        "target": str(row.target),
        "episode": row.target.episode,
        "segment": row.target.segment,
        "show": row.show,
        "number": row.number,
        "episode_title": row.episode_title,
        "date": row.day,
    }


def hit_fields(hit: Hit, *, full: bool) -> Fields:
    """Return a hit of a search, and whether it matches fully or only comes near."""
    return {
        **_segment_fields(hit.segment),
        "kind": hit.segment.kind,
        "presenter": hit.segment.presenter,
        "title": hit.title.text,
        "start": hit.segment.start,
        "extract": hit.extract.text,
        "note": hit.note and hit.note.text,
        "full": full,
        "url": hit.segment.url,
    }


def link_fields(row: LinkRow) -> Fields:
    """Return a link with where it is."""
    return {
        "url": row.url,
        "title": row.title,
        "host": row.host,
        **_segment_fields(row.segment),
        "segment_title": row.segment.name,
        "opened": row.opened,
    }


def bookmark_fields(row: BookmarkRow) -> Fields:
    """Return a bookmark."""
    return {
        "target": str(row.target),
        "episode": row.target.episode,
        "segment": row.target.segment,
        "episode_title": row.episode_title,
        "title": row.title,
        "link": row.link,
        "note": row.note,
        "tags": list(row.tags),
        "done": row.done,
        "made": row.made.isoformat(),
        "gone": row.gone,
    }
