"""The twelve episodes that ship: their facts, their form, all that 148 has to say, and words of our own."""

from __future__ import annotations

import re
import struct
import tomllib
import zlib
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from episodes.model import Kind, Segment
from episodes.notes.parse import parse_notes
from episodes.text import clean, slug

BUNDLED = Path(__file__).parents[1] / "episodes" / "bundled"
DATA = Path(__file__).parent / "data"

HOSTS = ["Michael Kennedy", "Brian Okken"]
B, M, T, S = "Brian", "Michael", "Thomas", "Seth"

# number: title, recorded, published, sponsor, presenters of the topics, presenters of the extras
FACTS = {
    125: ("Will you conquer the deadlock empire?", "2019-04-10", None, "Datadog", [B, M] * 3, [B, M]),
    137: ("Advanced Python testing and big-time diffs", "2019-06-26", None, "Rollbar", [B, M] * 3, [M]),
    148: ("The ASGI revolution is upon us!", "2019-09-11", "2019-09-18", "DigitalOcean", [B, M] * 3, [B]),
    149: (
        "Python's small object allocator and other memory features",
        "2019-09-18",
        "2019-09-25",
        "Datadog",
        [B, M] * 3,
        [B, M],
    ),
    170: (
        "Visualize this: Visualizing Python's visualization ecosystem",
        "2020-02-19",
        None,
        "DigitalOcean",
        [M, B] * 3,
        [B, M],
    ),
    277: (
        "It's a Python package showdown!",
        "2022-03-28",
        None,
        "Microsoft for Startups Founders Hub",
        [M, B, T] * 2,
        [M],
    ),
    300: (
        "A Jupyter merge driver for git",
        "2022-09-06",
        None,
        "Microsoft for Startups Founders Hub",
        [B, M, S] * 2,
        [B, M, S],
    ),
    344: ("AMA: Ask Us Anything", "2023-07-18", None, None, [], [M]),
    410: ("Entering the Django core", "2024-11-18", "2024-11-18", None, [B, M] * 2, [B, M]),
    462: ("LinkedIn Cringe", "2025-12-15", None, None, [B, M, M, B], [B, M]),
    468: ("A bolt of Django", "2026-02-02", "2026-02-03", None, [B, M] * 2, [B, M]),
    480: ("Proud Parents", "2026-05-18", None, None, [B, M] * 2, [B, M]),
}
GUESTS = {277: ["Thomas Gaigher"], 300: ["Seth Larson"]}
KEYS = ["id", "show", "number", "title", "published", "recorded", "page", "hosts", "guests", "sponsors"]

TOPICS_148 = [
    ("Brian", "Annual Release Cycle for Python - PEP 602", "https://peps.python.org/pep-0602/"),
    ("Michael", "awesome-asgi", "https://github.com/florimondmanca/awesome-asgi"),
    ("Brian", "Jupyter meets the Earth", "https://blog.jupyter.org/jupyter-meets-the-earth-1b0eb33c83f"),
    ("Michael", "Asynchronous Django", "https://docs.djangoproject.com/en/dev/releases/3.0/"),
    ("Brian", "The 1x Engineer", "https://1x.engineer/"),
    ("Michael", "Sunsetting Python 2", "https://www.python.org/doc/sunset-python-2/"),
]

# What each segment of 148 has to say.
COVERAGE = tomllib.loads((DATA / "148-facts.toml").read_text(encoding="utf-8"))["segment"]

# What the published notes link to, and what their sentences are known by: the checksum of every run of eight words.
LINKS = tomllib.loads((DATA / "published-links.toml").read_text(encoding="utf-8"))
PUBLISHED_RUNS = {checksum for (checksum,) in struct.iter_unpack("<I", (DATA / "published-runs.crc32").read_bytes())}
INDEXES = {"pypi", "npmjs", "crates", "rubygems", "anaconda"}
RUN = 8
"""So many words in a row are a sentence of somebody else's."""

_parser = MarkdownIt().enable("table")
_address = re.compile(r"https?://[^\s<>\]\"`*]+[^\s<>\]\"`*.,;:)]")
_quoted_link = re.compile(r"\]\((https?://[^)\s]+)\)")
_word = re.compile(r"[^\W_]+")
_break = "\0"
"""Stands where a title was: no run of words goes across."""


def text_of(number: int) -> str:
    (path,) = BUNDLED.glob(f"{number}-*.md")
    return path.read_text(encoding="utf-8")


def facts_of(number: int) -> dict[str, object]:
    opening, head, _ = text_of(number).split("---\n", 2)
    assert opening == ""
    facts = yaml.safe_load(head)
    assert isinstance(facts, dict)
    return facts


def notes_of(number: int) -> str:
    return text_of(number).split("\n---\n", 1)[1]


def segments_of(number: int) -> tuple[Segment, ...]:
    return parse_notes(notes_of(number)).segments


def of_kind(number: int, kind: Kind) -> list[Segment]:
    return [segment for segment in segments_of(number) if segment.kind is kind]


def inlines(markdown: str) -> Iterator[tuple[Token, Token]]:
    """Yield each block of text or code with the token before it, which says what the block is."""
    for before, token in pairwise(_parser.parse(markdown)):
        if token.type in ("inline", "fence", "code_block"):
            yield before, token


def links_of(markdown: str) -> set[str]:
    found = set[str]()
    for _, block in inlines(markdown):
        for token in block.children or ():
            if token.type == "link_open":
                found.add(str(token.attrs["href"]))
            elif token.type == "image":
                found.add(str(token.attrs["src"]))
            elif token.type == "text":
                found.update(_address.findall(token.content))
            elif token.type == "code_inline":  # a whole link that its author put between backticks
                found.update(_quoted_link.findall(token.content))
    return found


def is_index(address: str) -> bool:
    return not INDEXES.isdisjoint((urlsplit(address).hostname or "").split("."))


def words(text: str) -> list[str]:
    return _word.findall(_address.sub(" ", text).lower().replace("’", "").replace("'", ""))


def own_words(markdown: str) -> list[str]:
    """Return the words of a digest, with a break for each title: a heading or the words of a link."""
    found: list[str] = []
    for before, block in inlines(markdown):
        if before.type == "heading_open":
            found.append(_break)
            continue
        if block.type != "inline":
            found += words(block.content)
        depth = 0
        for token in block.children or ():
            depth += token.nesting if token.type.startswith("link_") else 0
            found += [_break] if depth else words(token.content)
    return found


def runs(found: list[str]) -> set[str]:
    windows = (found[at : at + RUN] for at in range(len(found) - RUN + 1))
    return {" ".join(window) for window in windows if _break not in window}


def checksums(found: set[str]) -> set[int]:
    return {zlib.crc32(run.encode()) for run in found}


def test_twelve_episodes_ship_and_nothing_else() -> None:
    numbers = [int(path.name.split("-")[0]) for path in BUNDLED.iterdir() if path.suffix == ".md"]
    assert sorted(numbers) == sorted(FACTS)


@pytest.mark.parametrize("number", FACTS)
def test_a_file_is_named_for_its_number_and_title(number: int) -> None:
    (path,) = BUNDLED.glob(f"{number}-*.md")
    assert path.name == f"{number}-{slug(FACTS[number][0])}.md"


@pytest.mark.parametrize("number", FACTS)
def test_the_front_matter_states_the_facts_and_leaves_out_what_is_unknown(number: int) -> None:
    title, recorded, published, sponsor, _, _ = FACTS[number]
    facts = facts_of(number)
    assert list(facts) == [key for key in KEYS if key in facts]
    assert None not in facts.values()
    assert (facts["show"], facts["number"], facts["title"]) == ("Python Bytes", number, title)
    assert facts["recorded"] == date.fromisoformat(recorded)
    assert facts.get("published") == (date.fromisoformat(published) if published else None)
    assert facts["page"] == f"https://pythonbytes.fm/episodes/show/{number}/{slug(title)}"
    assert facts["hosts"] == HOSTS
    assert facts.get("guests") == GUESTS.get(number)
    sponsors = facts.get("sponsors", [])
    assert isinstance(sponsors, list)
    assert [entry["name"] for entry in sponsors] == ([sponsor] if sponsor else [])


@pytest.mark.parametrize("number", FACTS)
def test_a_file_is_clean_text_that_ends_in_one_line_end(number: int) -> None:
    text = text_of(number)
    assert clean(text) == text
    assert text.rstrip() + "\n" == text
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


@pytest.mark.parametrize("number", FACTS)
def test_every_link_is_a_web_address_and_none_leads_to_a_package_index(number: int) -> None:
    found = links_of(notes_of(number))
    assert found
    for address in found:
        parts = urlsplit(address)
        assert parts.scheme in ("http", "https"), address
        assert parts.hostname, address
        assert not is_index(address), address


@pytest.mark.parametrize("number", FACTS)
def test_the_segments_joined_are_the_notes_again(number: int) -> None:
    assert "".join(segment.markdown for segment in segments_of(number)) == notes_of(number)


@pytest.mark.parametrize("number", FACTS)
def test_the_topics_are_numbered_and_presented_as_in_the_show(number: int) -> None:
    presenters = FACTS[number][4]
    topics = of_kind(number, Kind.TOPIC)
    assert [(topic.number, topic.presenter) for topic in topics] == list(enumerate(presenters, 1))
    assert all(topic.title for topic in topics)


@pytest.mark.parametrize("number", FACTS)
def test_the_extras_hold_one_child_a_presenter(number: int) -> None:
    (extras,) = of_kind(number, Kind.EXTRAS)
    assert [child.presenter for child in extras.children] == FACTS[number][5]


@pytest.mark.parametrize("number", FACTS)
def test_a_sponsor_has_a_segment_with_the_link_of_the_front_matter(number: int) -> None:
    declared = facts_of(number).get("sponsors", [])
    assert isinstance(declared, list)
    shown = [(segment.title, segment.url) for segment in of_kind(number, Kind.SPONSOR)]
    assert len(shown) == len(declared)
    for (title, url), entry in zip(shown, declared, strict=True):
        assert title is not None
        assert entry["name"] in title
        assert url == entry["url"]


@pytest.mark.parametrize("number", [number for number in FACTS if number != 148])
def test_every_episode_but_148_tells_its_jokes(number: int) -> None:
    (joke,) = of_kind(number, Kind.JOKE)
    assert joke.url or joke.markdown.count("\n") > 2


def test_148_has_its_six_topics_with_title_and_main_link() -> None:
    topics = of_kind(148, Kind.TOPIC)
    assert [(topic.presenter, topic.title, topic.url) for topic in topics] == TOPICS_148


@pytest.mark.parametrize("expected", COVERAGE, ids=lambda expected: expected["title"])
def test_148_leaves_out_no_fact_and_no_link_and_keeps_their_order(expected: dict[str, Any]) -> None:
    segment = next(each for each in segments_of(148) if each.name == expected["title"])
    links = [link.url for each in segment.walk() for link in each.links]
    assert [url for url in links if url != segment.url] == expected["links"]
    text = " ".join(re.sub(r"\]\([^)]*\)|[\[*]", "", segment.markdown.split("\n", 1)[1]).split()).lower()
    at = 0
    for fact in expected["facts"]:
        found = text.find(fact.lower(), at)
        assert found >= 0, f"{fact!r} is not in {text[at : at + 200]!r}"
        at = found + len(fact)


def test_148_keeps_the_nesting_of_its_bullets() -> None:
    def depths(markdown: str) -> list[int]:
        return [len(line) - len(line.lstrip()) for line in markdown.splitlines() if line.lstrip().startswith("- ")]

    counts = [
        (depths(topic.markdown).count(0), depths(topic.markdown).count(2), depths(topic.markdown).count(4))
        for topic in of_kind(148, Kind.TOPIC)
    ]
    assert counts == [(7, 14, 0), (4, 6, 0), (7, 9, 0), (7, 2, 0), (2, 18, 1), (6, 0, 0)]


@pytest.mark.parametrize("number", FACTS)
def test_no_eight_words_in_a_row_are_those_of_the_published_notes(number: int) -> None:
    assert not checksums(runs(own_words(notes_of(number)))) & PUBLISHED_RUNS


@pytest.mark.parametrize("number", FACTS)
def test_the_links_are_those_of_the_published_notes(number: int) -> None:
    published = LINKS[str(number)]
    own = links_of(notes_of(number))
    assert set(published["links"]) <= own
    strangers = own - {*published["links"], facts_of(number)["page"]}
    assert len(strangers) == published["on_an_index"]


def test_the_word_check_sees_a_copied_sentence_and_spares_a_title() -> None:
    source = words("- See [the docs](https://a.example/): it is one of the best things since sliced bread, says Ada.")
    copied = "It is *one of the best things* since sliced bread."
    titled = "## One of the best things since sliced bread, says Ada"
    linked = "- [one of the best things since sliced bread](https://b.example/)"
    assert checksums(runs(own_words(copied))) & checksums(runs(source))
    assert not runs(own_words(titled)) & runs(source)
    assert not runs(own_words(linked)) & runs(source)
