"""Several targets at once, those of standard input, and lists narrowed by a query."""

from __future__ import annotations

import io
import json

import pytest

from .command_runner import Earmark


def test_several_targets_are_worked_on_one_after_the_other(earmark: Earmark, opened: list[str]) -> None:
    assert earmark("bookmark", "148#1", "148#2", "149", "--tag", "later")[1].splitlines() == [
        "Bookmarked python-bytes:148#annual-release-cycle-for-python-pep-602.",
        "Bookmarked python-bytes:148#awesome-asgi.",
        "Bookmarked python-bytes:149.",
    ]
    assert len(earmark("read", "148#1", "148#2")[1].splitlines()) == 2
    assert earmark("open", "148#1", "148#2", "--print")[1].splitlines() == [
        "https://peps.python.org/pep-0602/",
        "https://github.com/florimondmanca/awesome-asgi",
    ]
    assert earmark("open", "148#1", "148#2")[0] == 0
    assert len(opened) == 2
    assert len(earmark("play", "148#1", "148#2", "--print")[1].splitlines()) == 2


def test_a_target_that_names_nothing_does_not_stop_the_others(earmark: Earmark) -> None:
    status, out, err = earmark("read", "148#1", "999", "148#2")
    assert (status, len(out.splitlines())) == (1, 2)
    assert "There is no episode '999'" in err


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize("target", ["{}", "148#{}"])
def test_a_number_that_is_longer_than_any_names_nothing(earmark: Earmark, target: str, indexed: bool) -> None:
    if indexed:
        earmark("list")
    status, out, err = earmark("show", target.format("9" * 5_000))
    assert (status, out) == (1, "")
    assert "There is no episode '9" in err or "has no segment '9" in err


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize("target", ["\udcff", "\udcff:1", "148#\udcff", "python-bytes:\udcff"])
def test_a_target_that_is_not_utf_8_names_nothing(earmark: Earmark, target: str, indexed: bool) -> None:
    if indexed:
        earmark("list")
    status, out, err = earmark("show", target)
    assert (status, out) == (1, "")
    assert "There is no episode '" in err or "names no segment" in err


def test_several_shown_stand_apart_and_are_an_array_in_json(earmark: Earmark) -> None:
    first, second = (earmark("show", target)[1] for target in ("148#1", "148#2"))
    assert earmark("show", "148#1", "148#2")[1] == f"{first}\n{second}"
    shown = json.loads(earmark("show", "148#1", "149", "--json")[1])
    assert [each.get("id") for each in shown] == ["annual-release-cycle-for-python-pep-602", "python-bytes:149"]
    status, out, _ = earmark("show", "999", "998", "--json")
    assert (status, json.loads(out)) == (1, [])
    assert earmark("show", "999", "--json")[1] == ""


def test_a_dash_stands_for_what_other_commands_print(earmark: Earmark, monkeypatch: pytest.MonkeyPatch) -> None:
    earmark("bookmark", "148#2", "148#1", "--note", "149 is another")
    for words in (["bookmarks"], ["search", "is:bookmarked"], ["links", "is:bookmarked"]):
        printed = earmark(*words)[1]
        assert "\n    " in printed or "\t" in printed
        monkeypatch.setattr("sys.stdin", io.StringIO("\n" + printed))
        status, out, err = earmark("read", "-")
        assert (status, err) == (0, "")
        assert {line.partition("#")[2] for line in out.splitlines()} == {
            "awesome-asgi as read.",
            "annual-release-cycle-for-python-pep-602 as read.",
        }
    monkeypatch.setattr("sys.stdin", io.StringIO("148#2\n"))
    assert isinstance(json.loads(earmark("show", "-", "--json")[1]), list)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert earmark("show", "-") == (0, "", "")


def test_episodes_are_listed_by_a_query(earmark: Earmark) -> None:
    assert [line.split()[0] for line in earmark("list", "asynchronous", "django")[1].splitlines()] == [
        "python-bytes:148"
    ]
    earmark("bookmark", "149#1", "--tag", "async")
    assert earmark("list", "tag:async")[1].startswith("python-bytes:149")
    assert len(earmark("list", "-tag:async")[1].splitlines()) == 12
    assert [row["number"] for row in json.loads(earmark("list", "episode:148", "--json")[1])] == [148]
    assert earmark("list", "nothing-of-the-kind") == (1, "", "earmark: No episode answers to 'nothing-of-the-kind'.\n")
    assert "is no filter" in earmark("list", "episod:148")[2]


def test_bookmarks_are_narrowed_by_a_query(earmark: Earmark) -> None:
    earmark("bookmark", "148#1", "--note", "for the keynote")
    earmark("bookmark", "148#2", "--tag", "async")
    assert earmark("bookmarks", "tag:async")[1].startswith("python-bytes:148#awesome-asgi")
    assert len(json.loads(earmark("bookmarks", "keynote", "--format", "json")[1])) == 1
    assert earmark("bookmarks", "-keynote", "is:bookmarked")[1].startswith("python-bytes:148#awesome-asgi")
    assert earmark("bookmarks", "nothing-of-it") == (1, "", "earmark: No bookmark answers to 'nothing-of-it'.\n")


def test_nothing_after_the_sign_of_a_segment_is_not_the_whole_episode(earmark: Earmark) -> None:
    for target in ("148#", "148# ", "python-bytes:148#"):
        status, out, err = earmark("read", target)
        assert (status, out) == (1, "")
        assert f"{target.strip()} names no segment" in err
    assert "0 segments read" in earmark("check")[1]
