"""Real notes, where a collection of them lies beside this repository: nothing lost, everything in its place."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from episodes.model import Kind, Segment
from episodes.notes.parse import parse_notes

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
LABELS = CORPUS / "python-bytes-labels.json"
pytestmark = pytest.mark.skipif(not LABELS.exists(), reason="no collection of real notes here")

QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
FRONT_MATTER = re.compile(r"---\n.*?\n---[^\n]*\n", re.DOTALL)


def files(show: str) -> list[Path]:
    return sorted((CORPUS / show).glob("*.md"))


def body(path: Path) -> str:
    return FRONT_MATTER.sub("", path.read_text(encoding="utf-8-sig").replace("\r\n", "\n"), count=1)


def plain(text: str | None) -> str | None:
    text = unicodedata.normalize("NFC", text or "").translate(QUOTES)
    return re.sub(r"\s+", " ", text).strip(" :").strip() or None


def address(url: str | None) -> str | None:
    return unquote(url or "").rstrip("/") or None


def shape(kind: str, part: Segment | dict[str, Any]) -> tuple[object, ...]:
    """Return of a segment, or of its label, what the two must have in common."""
    if isinstance(part, Segment):
        children: list[str | None] = [child.presenter for child in part.children if child.presenter]
        number, presenter, title, url = part.number, part.presenter, part.title, part.url
    else:
        children = part.get("children") or []
        number, presenter, title, url = (part.get(key) for key in ("number", "presenter", "title", "url"))
    if kind == "topic":
        return number, plain(presenter), plain(title), address(url)
    if kind == "extras":
        return tuple(map(plain, children))
    return plain(title), address(url) if kind == "joke" else None


@pytest.mark.parametrize("show", ["python-bytes", "syntax"])
def test_all_notes_are_read_without_loss_and_with_every_link(show: str) -> None:
    markdown = MarkdownIt("commonmark")
    paths = files(show)
    assert len(paths) >= 300
    for path in paths:
        text = body(path)
        segments = parse_notes(text).segments
        assert "".join(segment.markdown for segment in segments) == text, path.name
        have = {address(link.url) for segment in segments for part in segment.walk() for link in part.links}
        for token in markdown.parse(text):
            for child in token.children or []:
                url = str(child.attrGet("href") or "") if child.type == "link_open" else ""
                assert not re.match(r"https?://[^/]", url) or address(url) in have, (path.name, url)


def test_the_parts_are_those_that_careful_readers_saw() -> None:
    labels = {label["number"]: label for label in json.loads(LABELS.read_text(encoding="utf-8"))}
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    heads = 0
    for path in files("python-bytes"):
        number = re.search(r"\d+", path.name)
        label = labels.get(int(number[0])) if number else None
        if not label:
            continue
        notes = parse_notes(body(path))
        for kind in ("topic", "extras", "joke", "other"):
            wanted = Counter(shape(kind, part) for part in label["segments"] if part["kind"] == kind)
            found = Counter(
                shape(kind, part) for part in notes.segments if (part.kind if kind != "other" else _other(part)) == kind
            )
            right[kind] += sum((wanted & found).values())
            said[kind] += sum(found.values())
            seen[kind] += sum(wanted.values())
        title_is_right = plain(label["title"]) in (None, plain(notes.title))
        sponsors_are = {plain(sponsor.name) for sponsor in notes.sponsors} == {
            plain(name) for name in label["sponsors"]
        }
        heads += title_is_right and sponsors_are
    score = {kind: 2 * right[kind] / (said[kind] + seen[kind]) for kind in seen}
    assert score["topic"] >= 0.98
    assert score["extras"] >= 0.95
    assert score["joke"] >= 0.95
    assert right["other"] / seen["other"] >= 0.9
    assert heads / len(labels) >= 0.95


def _other(part: Segment) -> str:
    return "other" if part.kind in (Kind.SECTION, Kind.SPONSOR) else part.kind
