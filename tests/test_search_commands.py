"""`earmark search` and `links`, from the shell."""

from __future__ import annotations

import json

import pytest

from .command_runner import Earmark
from .library_builder import write_episode


def test_search_prints_where_when_and_what_then_the_place_that_matches(earmark: Earmark) -> None:
    status, out, err = earmark("search", "asgi")
    assert (status, err) == (0, "")
    first, extract, *_ = out.splitlines()
    assert first == "python-bytes:148#awesome-asgi  2019-09-18  awesome-asgi"
    assert extract.startswith("    ")
    assert "ASGI" in extract
    assert "\x1b" not in out


def test_words_need_no_quotation_marks(earmark: Earmark) -> None:
    assert earmark("search", "sunsetting", "python")[1] == earmark("search", "sunsetting python")[1]
    assert earmark("search", "presenter:michael", "asynchronous")[1].startswith("python-bytes:148#asynchronous-django")


def test_search_as_json_is_one_object(earmark: Earmark) -> None:
    status, out, err = earmark("search", "asgi", "--json", "--limit", "1")
    assert status == 0
    assert err.startswith("earmark: 1 of ")
    found = json.loads(out)
    assert found["total"] > 1
    assert found["years"]["2019"] >= 2
    assert found["note"] is None
    [hit] = found["hits"]
    assert hit["extract"]
    del hit["extract"]
    assert hit == {
        "target": "python-bytes:148#awesome-asgi",
        "episode": "python-bytes:148",
        "segment": "awesome-asgi",
        "show": "Python Bytes",
        "number": 148,
        "episode_title": "The ASGI revolution is upon us!",
        "date": "2019-09-18",
        "kind": "topic",
        "presenter": "Michael",
        "start": None,
        "note": None,
        "full": True,
        "title": "awesome-asgi",
        "url": "https://github.com/florimondmanca/awesome-asgi",
    }


def test_nothing_found_is_said_and_exits_with_1(earmark: Earmark) -> None:
    assert earmark("search", "zebra") == (1, "", "earmark: Nothing in the library answers to 'zebra'.\n")
    status, out, _ = earmark("search", "zebra", "--json")
    assert (status, json.loads(out)) == (1, {"total": 0, "near": 0, "folded": 0, "note": None, "years": {}, "hits": []})


def test_a_slip_is_told_on_standard_error(earmark: Earmark) -> None:
    status, out, err = earmark("search", '"release cyc')
    assert (status, "not closed" in err) == (0, True)
    assert out.startswith("python-bytes:148#annual-release-cycle")


def test_what_is_left_out_is_told(earmark: Earmark) -> None:
    status, out, err = earmark("search", "python", "--limit", "2")
    assert status == 0
    assert len([line for line in out.splitlines() if not line.startswith(" ")]) == 2
    assert "--limit 0 all" in err
    status, out, err = earmark("search", "python", "--limit", "0", "--json")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert len(found["hits"]) == found["total"] + found["near"] > 20


def test_words_with_a_dash_that_are_no_option_are_part_of_the_query(earmark: Earmark) -> None:
    wanted = earmark("search", "python-bytes")
    assert wanted[0] == 0
    assert earmark("search", "-python-bytes") == earmark("search", "--", "-python-bytes") == wanted
    without = json.loads(earmark("search", "--json", "python", "-django", "--limit", "0")[1])
    assert 0 < without["total"] < json.loads(earmark("search", "python", "--json", "--limit", "0")[1])["total"]


def test_what_only_comes_near_stands_below_a_line(earmark: Earmark) -> None:
    lines = earmark("search", "annual release cycle of python", "--limit", "0")[1].splitlines()
    assert lines.index("These come near:") > 1
    hits = json.loads(earmark("search", "annual release cycle of python", "--limit", "0", "--json")[1])["hits"]
    assert [hit["full"] for hit in hits] == sorted((hit["full"] for hit in hits), reverse=True)


def test_notes_and_tags_of_bookmarks_are_found_and_shown(earmark: Earmark) -> None:
    earmark("bookmark", "148#2", "--note", "for the zebrafish talk", "--tag", "slides")
    first, _, note, *_ = earmark("search", "zebrafish")[1].splitlines()
    assert first.startswith("python-bytes:148#awesome-asgi")
    assert note == "    Your note: for the zebrafish talk #slides"
    [hit] = json.loads(earmark("search", "tag:slides", "--json")[1])["hits"]
    assert (hit["target"], hit["note"]) == ("python-bytes:148#awesome-asgi", "for the zebrafish talk #slides")
    earmark("bookmark", "148#2", "--remove")
    assert earmark("search", "zebrafish")[0] == 1
    earmark("bookmark", "148", "--note", "a zebrafish of an episode")
    assert earmark("search", "zebrafish")[1].splitlines()[2] == "    Your note: a zebrafish of an episode"


@pytest.mark.parametrize(
    "words",
    [["search"], ["search", "asgi", "--limit", "-1"], ["search", "asgi", "--limit", "x"], ["links", "--limit", "-3"]],
)
def test_wrong_words_exit_with_2(earmark: Earmark, words: list[str]) -> None:
    status, out, err = earmark(*words)
    assert (status, out) == (2, "")
    assert "usage" in err


def test_help_tells_the_language(earmark: Earmark) -> None:
    for command in ("search", "links"):
        status, out, _ = earmark(command, "--help")
        assert status == 0
        assert "presenter:brian" in out
        assert "is:unread" in out


def test_links_prints_a_link_a_line(earmark: Earmark) -> None:
    status, out, err = earmark("links", "asgi", "host:github.com")
    assert (status, err) == (0, "")
    lines = [line.split("\t") for line in out.splitlines()]
    assert ["python-bytes:148#awesome-asgi", "https://github.com/florimondmanca/awesome-asgi", "awesome-asgi"] in lines
    assert all(len(line) == 3 and "github.com" in line[1] for line in lines)


def test_links_without_a_query_lists_all(earmark: Earmark) -> None:
    status, out, err = earmark("links", "--json", "--limit", "10000")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert len(found["links"]) == found["total"] > 100
    assert found["links"][0].keys() == {
        "url", "title", "host", "target", "episode", "segment", "segment_title", "episode_title", "show", "number",
        "date", "opened",
        "episodes",
    }  # fmt: skip
    assert "of" in earmark("links", "--limit", "3")[2]


def test_opened_links_are_told(earmark: Earmark, opened: list[str]) -> None:
    assert earmark("links", "is:opened")[0] == 1
    earmark("open", "148#2")
    [link] = json.loads(earmark("links", "is:opened", "--json")[1])["links"]
    assert (link["url"], link["opened"]) == ("https://github.com/florimondmanca/awesome-asgi", True)
    assert earmark("search", "is:opened")[1].startswith("python-bytes:148#awesome-asgi")


def test_marks_of_the_reader_narrow_a_search(earmark: Earmark) -> None:
    earmark("bookmark", "148#2")
    assert earmark("search", "is:bookmarked")[1].splitlines()[0].startswith("python-bytes:148#awesome-asgi")
    assert earmark("search", "asgi", "-is:bookmarked") == earmark("search", "asgi -is:bookmarked")
    assert "awesome-asgi " not in earmark("search", "asgi -is:bookmarked")[1]


def test_of_what_many_episodes_say_one_hit_is_printed_and_the_others_are_counted(earmark: Earmark) -> None:
    for number in range(1, 13):
        write_episode(number, f"## Knot {number}\n\nTied.\n\n## The kraken crew\n\nEvery Friday.\n")
    status, out, err = earmark("search", "kraken crew")
    assert status == 0
    assert out.count("#the-kraken-crew") == 1
    assert "11 more say the same in other episodes; --limit 0 shows them." in err
    assert earmark("search", "kraken crew", "--limit", "0")[1].count("#the-kraken-crew") == 12
