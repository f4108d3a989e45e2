"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

import json
from collections.abc import Mapping

from episodes.errors import BrokenEpisode
from episodes.importing.formats import Input, ReadResult
from episodes.importing.formats.feed import MOST_ITEMS, FeedItem, plain_as_html, read_items
from episodes.model import Problem
from episodes.text import clean_line

_MOST_OBJECTS = 400_000
"""The most objects of a feed that is read: each takes a hundred times its text in memory."""
MOST_VALUES = 4_000_000
"""The most other values, as far as commas and brackets tell: each takes up to twenty times its text."""
_EPISODE = {"title", "description"}
"""The least that an episode in JSON says: front matter without notes behind it."""


def read(source: Input) -> ReadResult | None:
    """Read a feed; None for text that only begins like JSON, such as JSON front matter."""
    if source.data.count(b"{") > _MOST_OBJECTS or source.data.count(b"[") + source.data.count(b",") > MOST_VALUES:
        raise BrokenEpisode(source.name, "it is JSON of more objects or values than any feed has")
    try:
        feed = json.loads(source.data)
    except (ValueError, RecursionError):
        if source.must_be_feed:
            raise BrokenEpisode(source.name, "it is not valid JSON") from None
        return None
    if not _is_feed(feed):
        if not source.must_be_feed and isinstance(feed, Mapping) and _EPISODE.issubset(feed):
            return None
        raise BrokenEpisode(source.name, "it is JSON, but not a JSON Feed")
    listed = feed["items"][: MOST_ITEMS + 1]
    items = [_item(each) for each in listed if isinstance(each, Mapping)]
    site = _text(feed, "home_page_url") or (source.name if source.name.startswith("http") else "")
    found = read_items(items, show=clean_line(_text(feed, "title")), name=source.name, base=site)
    places = [at for at, each in enumerate(listed, 1) if not isinstance(each, Mapping)]
    wrong = [Problem(source.name, f"its item {at} is not an object") for at in places]
    return ReadResult(found.documents, [*wrong, *found.problems], _text(feed, "next_url") or None)


def _is_feed(value: object) -> bool:
    """Return whether a JSON value is a feed: it says so, or it has items and a title."""
    if not isinstance(value, Mapping) or not isinstance(value.get("items"), list):
        return False
    return "jsonfeed.org" in str(value.get("version", "")) or isinstance(value.get("title"), str)


def _item(item: Mapping[str, object]) -> FeedItem:
    attachments = [each for each in _list(item, "attachments") if isinstance(each, Mapping)]
    recordings = [each for each in attachments if "audio" in _text(each, "mime_type")] or attachments
    recording: Mapping[str, object] = recordings[0] if recordings else {}
    more = next(
        (found for key in ("_podcast", "_itunes", "_earmark") if isinstance(found := item.get(key), Mapping)), {}
    )
    return FeedItem(
        title=_text(item, "title"),
        page=_text(item, "url") or _text(item, "external_url"),
        guid=_text(item, "id"),
        audio=_text(recording, "url"),
        notes=[_text(item, "content_html"), plain_as_html(_text(item, "content_text")), _text(item, "summary")],
        facts={
            "number": more.get("episode") or more.get("number") or item.get("episode"),
            "published": item.get("date_published") or item.get("date_modified"),
            "tags": [each for each in _list(item, "tags") if isinstance(each, str)],
            "chapters": more.get("chapters") or item.get("chapters"),
            "season": more.get("season"),
            "type": more.get("type"),
            "duration": recording.get("duration_in_seconds"),
        },
    )


def _text(value: Mapping[str, object], key: str) -> str:
    found = value.get(key)
    return str(found) if isinstance(found, (str, int, float)) and not isinstance(found, bool) else ""


def _list(value: Mapping[str, object], key: str) -> list[object]:
    found = value.get(key)
    return found if isinstance(found, list) else []
