"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

from collections.abc import Mapping

from episodes.documents.document import Document
from episodes.importing.formats.feed import MOST_ITEMS, Item, make_document, plain_as_html
from episodes.importing.formats.read_result import Problem, ReadResult
from episodes.text import clean_line


def is_json_feed(value: object) -> bool:
    """Tell whether a JSON value is a feed: it says so, or it has items and a title."""
    if not isinstance(value, Mapping) or not isinstance(value.get("items"), list):
        return False
    return "jsonfeed.org" in str(value.get("version", "")) or isinstance(value.get("title"), str)


def read_json_feed(feed: Mapping[str, object], *, name: str) -> ReadResult:
    """Read a feed from its JSON object (see `rss.read_rss`)."""
    show = clean_line(_text(feed, "title"))
    items = feed["items"]
    assert isinstance(items, list)
    problems = []
    if len(items) > MOST_ITEMS:
        problems.append(Problem(name, f"it has more than {MOST_ITEMS:,} items; the rest was left out"))
    documents: list[Document] = []
    for at, each in enumerate(items[:MOST_ITEMS], 1):
        if not isinstance(each, Mapping):
            problems.append(Problem(name, f"its item {at} is not an object"))
            continue
        document, wrong = make_document(_item(each), show=show or None)
        problems += wrong
        documents += [document] if document else []
    return ReadResult(documents, problems)


def _item(item: Mapping[str, object]) -> Item:
    attachments = [each for each in _list(item, "attachments") if isinstance(each, Mapping)]
    audio = next(
        (each for each in attachments if "audio" in _text(each, "mime_type")), attachments[0] if attachments else {}
    )
    podcast = next((item[key] for key in ("_podcast", "_itunes", "_earmark") if isinstance(item.get(key), Mapping)), {})
    assert isinstance(podcast, Mapping)
    return Item(
        title=_text(item, "title"),
        number=podcast.get("episode") or podcast.get("number") or item.get("episode"),
        page=_text(item, "url") or _text(item, "external_url"),
        guid=_text(item, "id"),
        published=item.get("date_published") or item.get("date_modified"),
        notes=[_text(item, "content_html"), plain_as_html(_text(item, "content_text")), _text(item, "summary")],
        tags=[each for each in _list(item, "tags") if isinstance(each, str)],
        chapters=podcast.get("chapters") or item.get("chapters"),
        more={"audio": _text(audio, "url"), "duration": _text(audio, "duration_in_seconds")},
    )


def _text(value: Mapping[str, object], key: str) -> str:
    found = value.get(key)
    return str(found) if isinstance(found, (str, int, float)) and not isinstance(found, bool) else ""


def _list(value: Mapping[str, object], key: str) -> list[object]:
    found = value.get(key)
    return found if isinstance(found, list) else []
