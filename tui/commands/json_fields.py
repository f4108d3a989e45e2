"""What commands print as JSON, which other programs rely on: keys may be added, none taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from episodes.model import Episode, EpisodeRow, Link, Segment, Sponsor

if TYPE_CHECKING:
    from datetime import date

    from episodes.search.values import Hit, LinkRow

Fields = dict[str, object]


def print_json(fields: object) -> None:
    """Print one JSON object or array."""
    import json

    print(json.dumps(fields, ensure_ascii=False, indent=2))


def episode_fields(episode: Episode) -> Fields:
    """Return an episode with its segments."""
    return {
        "id": episode.id,
        "show": episode.show,
        "number": episode.number,
        "title": episode.title,
        "published": _day(episode.published),
        "recorded": _day(episode.recorded),
        "page": episode.page,
        "hosts": list(episode.hosts),
        "guests": list(episode.guests),
        "tags": list(episode.tags),
        "sponsors": [_sponsor_fields(sponsor) for sponsor in episode.sponsors],
        "segments": [segment_fields(segment) for segment in episode.segments],
    }


def segment_fields(segment: Segment) -> Fields:
    """Return a segment with what is below it."""
    return {
        "id": segment.id,
        "kind": segment.kind.value,
        "number": segment.number,
        "presenter": segment.presenter,
        "start": segment.start,
        "title": segment.title,
        "url": segment.url,
        "links": [link_fields(link) for link in segment.links],
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
        "published": _day(row.published),
        "segments": row.segments,
        "read": row.read,
        "bookmarks": row.bookmarks,
        "new": row.is_new,
    }


def link_fields(link: Link) -> Fields:
    """Return a link."""
    return {"title": link.title, "url": link.url}


def place_fields(found: Hit | LinkRow) -> Fields:
    """Return where something that was found stands."""
    return {
        "target": found.target,
        "episode": found.episode,
        "segment": found.segment,
        "show": found.show,
        "number": found.number,
        "episode_title": found.episode_title,
        "date": _day(found.day),
    }


def _sponsor_fields(sponsor: Sponsor) -> Fields:
    return {"name": sponsor.name, "url": sponsor.url}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
