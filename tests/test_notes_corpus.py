"""What the notes of invented shows in `corpus/` are parsed into: together they have every form that the rules know.

Beside each `name.md` stands `name.json`: what a reader sees in it. `corpus/parsed.toml` has a digest of each file and
one of all that its notes are parsed into, and the version of the parser for which that is so.

`python -m tests.test_notes_corpus` writes both: hold every line of JSON that is another than before against its notes.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from episodes.documents.document import make_episode, read_document, title_of_name
from episodes.model import Episode, Segment
from episodes.notes import PARSER_VERSION
from episodes.notes.parse import parse_notes

CORPUS = Path(__file__).parent / "corpus"
NOTES = sorted(CORPUS.glob("*.md"))
PARSED = CORPUS / "parsed.toml"

FACTS = ("id", "number", "title", "published", "recorded", "hosts", "guests", "tags")
NAMES = ("id", "kind", "number", "presenter", "start", "title", "url")


def parse(path: Path) -> Episode:
    episode = make_episode(read_document(path.read_bytes(), name=path.stem), "Some Show")
    return replace(episode, title=None) if episode.title == title_of_name(path.stem) else episode


def seen_in(part: Episode | Segment) -> dict[str, object]:
    """Return what a reader sees: facts and parts, without what is unknown or empty."""
    if isinstance(part, Episode):
        seen = {name: getattr(part, name) for name in FACTS}
        seen |= {"sponsors": [[sponsor.name, sponsor.url] for sponsor in part.sponsors]}
        seen |= {"segments": [seen_in(segment) for segment in part.segments]}
    else:
        seen = {name: getattr(part, name) for name in NAMES}
        seen |= {"links": [[link.title, link.url] for link in part.links]}
        seen |= {"children": [seen_in(child) for child in part.children]}
    return {name: value for name, value in seen.items() if value not in (None, (), [])}


def in_json(seen: dict[str, object]) -> str:
    """Return what is seen as JSON, a line for each fact and each segment at the top."""

    def line(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, default=str)

    facts = [f"{line(name)}: {line(value)}" for name, value in seen.items() if name != "segments"]
    segments = seen.get("segments", [])
    assert isinstance(segments, list)
    parts = ",\n  ".join(map(line, segments))
    return "{" + ",\n".join([*facts, f'"segments": [\n  {parts}\n]']) + "}\n"


def digests() -> dict[str, list[str]]:
    """Return for each notes file a digest of it, and one of all that its notes are parsed into."""
    found = {}
    for path in NOTES:
        document = read_document(path.read_bytes(), name=path.stem)
        notes = parse_notes(
            document.notes,
            chapters=[(each.start, each.title) for each in document.chapters],
            title=document.title,
            number=document.number,
            people=(*document.hosts, *document.guests),
        )
        parsed = json.dumps(asdict(notes), default=str, sort_keys=True).encode()
        found[path.stem] = [hashlib.sha256(data).hexdigest()[:16] for data in (path.read_bytes(), parsed)]
    return found


def check_version(recorded: dict[str, object], found: dict[str, list[str]]) -> None:
    """Assert that notes that are the same are parsed into the same, or the version is another."""
    before = recorded["digests"]
    assert isinstance(before, dict)
    # A pair with another first digest is of other notes, whatever they are parsed into.
    changed = [name for name, pair in found.items() if pair != (old := before.get(name, pair)) and pair[0] == old[0]]
    assert not changed or recorded["version"] != PARSER_VERSION, (
        f"{', '.join(changed)}: parsed into something else than before. Indexes of before have to be built anew: raise "
        "PARSER_VERSION in episodes/notes/__init__.py, then run `python -m tests.test_notes_corpus`. After a "
        "first try with the higher version, `git checkout tests/corpus/parsed.toml` before."
    )


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_notes_are_parsed_into_what_a_reader_sees_in_them(path: Path) -> None:
    episode = parse(path)
    assert in_json(seen_in(episode)) == path.with_suffix(".json").read_text(encoding="utf-8")
    assert "".join(segment.markdown for segment in episode.segments) == episode.notes


def test_the_version_of_the_parser_tells_what_notes_are_parsed_into() -> None:
    recorded = tomllib.loads(PARSED.read_text(encoding="utf-8"))
    found = digests()
    check_version(recorded, found)
    assert recorded == {"version": PARSER_VERSION, "digests": found}, (
        "tests/corpus is not as recorded: run `python -m tests.test_notes_corpus`."
    )


def record() -> None:
    for path in NOTES:
        path.with_suffix(".json").write_text(in_json(seen_in(parse(path))), encoding="utf-8")
    found = digests()
    if PARSED.exists():
        check_version(tomllib.loads(PARSED.read_text(encoding="utf-8")), found)
    lines = [f"{name} = {json.dumps(pair)}\n" for name, pair in found.items()]
    head = f"# Written by `python -m tests.test_notes_corpus`.\nversion = {PARSER_VERSION}\n\n[digests]\n"
    PARSED.write_text(head + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    record()
