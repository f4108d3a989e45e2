"""Episode files in general: any document, value, line or bytes is written and read without loss."""

from __future__ import annotations

from string import ascii_lowercase

import yaml
from hypothesis import given
from hypothesis import strategies as st

from episodes.documents import front_matter
from episodes.documents.document import (
    Document,
    read_document,
    write_document,
)
from episodes.errors import BrokenEpisode
from episodes.model import Chapter, Sponsor
from episodes.text import clean, clean_line

from .notes_files import read

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).map(clean_line).filter(bool)
addresses = st.text(ascii_lowercase + "/?#=&,[]{}'", max_size=20).map(lambda tail: f"https://a.example/{tail}")
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**17) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)
documents = st.builds(
    Document,
    show=words,  # an episode file always names it; keys that nobody knows make no head alone
    title=st.none() | words,
    number=st.none() | st.integers(0, 9_999_999),
    published=st.none() | st.dates(),
    recorded=st.none() | st.dates(),
    page=st.none() | addresses,
    hosts=st.lists(words, max_size=3, unique=True).map(tuple),
    guests=st.lists(words, max_size=3, unique=True).map(tuple),
    tags=st.lists(words.map(lambda tag: clean_line(tag.lstrip("# "))).filter(bool), max_size=3, unique=True).map(tuple),
    sponsors=st.lists(
        st.builds(Sponsor, words, st.none() | addresses), max_size=3, unique_by=lambda s: s.name.casefold()
    ).map(tuple),
    chapters=st.lists(st.builds(Chapter, st.integers(0, 10**5), words, st.none() | addresses), max_size=3).map(tuple),
    notes=st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    kept=st.dictionaries(words.map("x_".__add__), words | st.lists(words, min_size=1), max_size=3),
)


@given(documents)
def test_what_is_written_reads_the_same(document: Document) -> None:
    once = read(write_document(document))
    assert read(write_document(once)) == once
    for fact in (
        "show",
        "title",
        "number",
        "published",
        "recorded",
        "page",
        "hosts",
        "guests",
        "tags",
        "chapters",
    ):
        assert getattr(once, fact) == getattr(document, fact), fact
    assert [sponsor.name for sponsor in once.sponsors] == [sponsor.name for sponsor in document.sponsors]
    assert once.kept == document.kept
    assert once.warnings == ()


@given(plain_values)
def test_every_value_is_written_as_yaml_that_yaml_reads(value: object) -> None:
    line = front_matter.write({"key": value})
    loaded = front_matter.read_yaml(line)
    assert isinstance(loaded, dict)
    assert front_matter.write(loaded) == line


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b-c", "yes", "null", "n"]),
            st.text("ab1 0:#-,[]{}\"'\\n~&*!|>%@`?é.\t", max_size=12),
        ),
        max_size=4,
    )
)
def test_yaml_is_read_as_its_own_library_reads_it_but_for_dates_and_fractions(lines: list[tuple[str, str]]) -> None:
    block = "".join(f"{key}: {said}\n" for key, said in lines)
    try:
        expected = yaml.load(block, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError:
        return
    assert as_text(front_matter.read_yaml(block)) == (as_text(expected) or {})


def as_text(value: object) -> object:
    """Return a value with all its scalars as the text that stands in the file, as far as a test can tell."""
    if isinstance(value, dict):
        return {as_text(key): as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value]
    return {"~": "", "null": "", "None": ""}.get(str(value), str(value))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_a_broken_episode(data: bytes) -> None:
    try:
        document = read_document(data, name="x")
    except BrokenEpisode:
        return
    assert clean(document.notes) == document.notes
