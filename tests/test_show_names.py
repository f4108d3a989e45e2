"""The short names of shows: how they are made, that no two shows have one, and that they name a show everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from episodes.errors import UnknownTarget
from episodes.library import Library
from episodes.model import Target
from episodes.show_names import ShowNames

from .command_runner import Earmark
from .library_builder import LibraryBuilder, write_episode


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Python Bytes", "pb"),
        ("Syntax", "syn"),
        ("Test & Code", "tc"),
        ("Syntax - Tasty Web Development Treats", "syn"),
        ("Software Engineering Radio: the podcast for developers", "ser"),
        ("Über Uns", "uu"),
        ("99% Invisible", "9i"),
        ("Go", "go"),
        ("茶の時間", "茶の時"),
        ("!!", "the-slug"),
    ],
)
def test_a_short_name_is_the_initials_of_the_name_or_the_first_letters_of_a_single_word(name: str, short: str) -> None:
    assert ShowNames({"the-slug": name}, {}).short == {"the-slug": short}


def test_of_shows_that_would_have_one_short_name_the_younger_get_a_digit() -> None:
    names = {"python-bytes": "Python Bytes", "pole-barns": "Pole Barns", "python-bytes-2": "Python Bytes"}
    assert list(ShowNames(names, {}).short.values()) == ["pb", "pb2", "pb3"]


def test_what_begins_the_ids_of_another_show_is_no_short_name() -> None:
    names = ShowNames({"python-bytes": "Python Bytes", "pb": "PB", "syn": "Syn"}, {"pb": "syn", "syn": "syn"})
    assert names.short == {"python-bytes": "pb2", "pb": "pb", "syn": "syn"}
    assert names.problems == ("'syn' cannot be the short name of PB: the ids of Syn begin so.",)


def test_the_short_name_of_the_settings_comes_before_what_would_be_made() -> None:
    names = {"pole-barns": "Pole Barns", "python-bytes": "Python Bytes"}
    assert ShowNames(names, {"python-bytes": "pb", "gone": "x"}).short == {"pole-barns": "pb2", "python-bytes": "pb"}


def test_a_show_is_found_by_slug_name_and_short_name() -> None:
    names = ShowNames({"test-code": "Test & Code", "a": "Tea Time", "b": "Tea Time"}, {})
    assert [names.find(text) for text in ("test-code", "TC", " test & code", "Test, code")] == [["test-code"]] * 4
    assert names.find("tea time") == ["a", "b"]
    assert names.find("") == names.find("nothing") == []
    assert ShowNames({"tea": "Tea"}, {}).in_rows == {}


@pytest.fixture
def library(builder: LibraryBuilder) -> Library:
    """Return a library of three shows; the two of one short name came in one after the other."""
    for show, number, added in (("Tea Time", 7, "2031"), ("Tiny Talks", 7, "2030"), ("Syntax", 8, "2029")):
        builder.write(number, "## Pots\n\nPots.\n", show=show, added=f"{added}-01-01T00:00:00.000+00:00")
    builder.write(9, "## Cups\n\nCups.\n", show="Syntax", id="syntax:s2e9")
    builder.sync()
    return builder.library


def test_the_show_that_came_in_first_has_the_plain_short_name(library: Library) -> None:
    assert str(library.show_names) == "Syntax (syn), Tiny Talks (tt), Tea Time (tt2)"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tt:7", "tiny-talks:7"),
        ("TT2:7", "tea-time:7"),
        ("tt2 7", "tea-time:7"),
        ("syn:9", "syntax:s2e9"),
        ("syn:s2e9", "syntax:s2e9"),
        ("tt2:7#pots", "tea-time:7#pots"),
    ],
)
def test_a_target_may_name_the_show_by_its_short_name(library: Library, text: str, found: str) -> None:
    assert str(library.targets.find(text)) == found


@pytest.mark.parametrize("text", ["tt:9", "syntax:9", "nothing:7", "tt 99999999999999999999", "tt:", ":7"])
def test_a_target_that_names_no_episode_of_a_show_is_told_in_a_sentence(library: Library, text: str) -> None:
    with pytest.raises(UnknownTarget, match="There is no episode"):
        library.targets.find(text)


def test_a_search_takes_the_short_name_for_that_show_alone(builder: LibraryBuilder, library: Library) -> None:
    found = {
        query: [str(row.target) for row in builder.rows(query)] for query in ("show:tt", "show:TT2 pots", "show:t")
    }
    assert found["show:tt"] == ["tiny-talks:7#pots"]
    assert found["show:TT2 pots"] == ["tea-time:7#pots"]
    assert len(found["show:t"]) == 2, "a beginning of a name is still one"
    assert builder.found("-show:syn pots") == ["7#pots", "7#pots"]


def test_the_commands_take_the_short_names_of_the_settings(earmark: Earmark, tmp_path: Path) -> None:
    write_episode(3, "## Pots\n\nPots.\n")
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir(exist_ok=True)
    config.write_text('[shows]\n"Tea Time" = "cup"\n')
    assert earmark("list", "--show", "cup")[1].startswith("tea-time:3 ")
    assert earmark("show", "cup:3")[1].startswith("Episode 3\nTea Time 3\n")
    status, _, said = earmark("list", "--show", "tt")
    assert (status, "There is no show 'tt'. The library has Python Bytes (pb), Tea Time (cup)." in said) == (1, True)
    assert Target("tea-time:3").show == "tea-time"
