"""Bookmarks on segments and on episodes, with notes and tags, done and not: by the shell, the library and `m`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from episodes.folders import Folders
from episodes.library import Library
from episodes.listing import View
from episodes.model import BookmarkRow

from .command_runner import Earmark
from .library_builder import LibraryBuilder
from .screen_driver import library as shown_library
from .screen_driver import press, running, shown


def listed(earmark: Earmark) -> list[tuple[str, str | None, list[str]]]:
    rows = json.loads(earmark("bookmarks", "--format", "json")[1])
    return [(row["target"], row["note"], row["tags"]) for row in rows]


# By the shell


def test_tags_are_added_and_stay_whatever_happens_to_the_note(earmark: Earmark) -> None:
    assert earmark("bookmark", "148#2", "--note", "why", "--tag", "async", "--tag", "#Web")[0] == 0
    target = listed(earmark)[0][0]
    earmark("bookmark", "148#2", "--note", "another")
    earmark("bookmark", "148#2", "--tag", "ASYNC", "--tag", "later")
    assert listed(earmark) == [(target, "another", ["async", "Web", "later"])]
    assert earmark("bookmarks")[1].splitlines()[-1] == "    another #async #Web #later"
    earmark("bookmark", "148#2", "--remove")
    earmark("bookmark", "148#2")
    assert listed(earmark) == [(target, None, [])]


@pytest.mark.parametrize("tag", ["", "1st", "a b", "a,b"])
def test_what_is_no_tag_is_said_and_nothing_is_bookmarked(earmark: Earmark, tag: str) -> None:
    status, out, err = earmark("bookmark", "148#2", "--tag", tag)
    assert (status, out) == (1, "")
    assert "is no tag: one is a letter, then" in err
    assert listed(earmark) == []


def test_a_removal_takes_neither_note_nor_tag(earmark: Earmark) -> None:
    earmark("bookmark", "148#2")
    for words in (["--note", "why"], ["--tag", "a"]):
        status, out, err = earmark("bookmark", "148#2", "--remove", *words)
        assert (status, out) == (2, "")
        assert "give neither of them" in err
    assert len(listed(earmark)) == 1


def test_an_episode_is_bookmarked_as_a_whole(earmark: Earmark) -> None:
    assert earmark("bookmark", "148", "--note", "all of it")[1] == "Bookmarked python-bytes:148.\n"
    earmark("bookmark", "148#2")
    [_, row] = json.loads(earmark("bookmarks", "--format", "json")[1])
    assert (row["target"], row["segment"], row["gone"]) == ("python-bytes:148", None, False)
    assert (row["title"], row["link"]) == (
        "The ASGI revolution is upon us!",
        "https://pythonbytes.fm/episodes/show/148/the-asgi-revolution-is-upon-us",
    )
    assert [episode["bookmarks"] for episode in json.loads(earmark("list", "--bookmarked", "--json")[1])] == [2]
    assert "all is well" in earmark("check")[1]
    assert earmark("bookmark", "148", "--remove")[1] == "Removed the bookmark from python-bytes:148.\n"
    assert len(listed(earmark)) == 1


# Through the library


def bookmark(library: Library) -> BookmarkRow:
    [row] = library.marks.bookmarks()
    return row


def test_a_bookmark_on_an_episode_is_a_row_like_others(asgi: LibraryBuilder) -> None:
    library = asgi.library
    episode = library.episode("tea-time:7")
    assert library.marks.bookmark(episode, None) is None
    library.marks.set_bookmark(episode, None, on=True, note="why", tags=("a",))
    row = bookmark(library)
    assert (str(row.target), row.title, row.note, row.tags, row.gone) == (
        "tea-time:7",
        "The quiet revolution",
        "why",
        ("a",),
        False,
    )
    assert row.made == asgi.clock.now
    assert library.marks.bookmarked_segments(episode) == frozenset()
    assert library.listing(View.BOOKMARKED).count() == 1
    assert [each.bookmarks for each in library.rows()] == [1]
    library.marks.set_note(row, "because", ())
    assert (bookmark(library).note, bookmark(library).tags) == ("because", ())
    library.marks.remove_bookmark(row)
    assert library.marks.bookmarks() == []
    assert library.marks.undo() == "Bookmarked: The quiet revolution"
    assert (bookmark(library).note, bookmark(library).tags) == ("because", ())


def test_undo_brings_tags_back_with_the_note(asgi: LibraryBuilder) -> None:
    library = asgi.library
    episode = library.episode("tea-time:7")
    segment = episode.segments[0]
    library.marks.set_bookmark(episode, segment, on=True, note="one", tags=("a", "b"))
    library.marks.set_bookmark(episode, segment, on=True, note="two", tags=("c",))
    library.marks.undo()
    assert (bookmark(library).note, bookmark(library).tags) == ("one", ("a", "b"))
    library.marks.redo()
    assert (bookmark(library).note, bookmark(library).tags) == ("two", ("c",))
    library.marks.set_bookmark(episode, segment, on=False)
    library.marks.undo()
    assert (bookmark(library).note, bookmark(library).tags) == ("two", ("c",))
    revision = library.marks.state.revision
    library.marks.set_bookmark(episode, segment, on=True, note="two", tags=("c",))
    assert library.marks.state.revision == revision


def test_what_one_is_done_with_stays_and_says_so(asgi: LibraryBuilder) -> None:
    library = asgi.library
    episode = library.episode("tea-time:7")
    library.marks.set_bookmark(episode, episode.segments[0], on=True)
    library.marks.set_done(bookmark(library), on=True)
    assert bookmark(library).done
    assert bookmark(asgi.open()).done
    assert library.marks.undo() == f"No longer done: {bookmark(library).title}"
    assert not bookmark(library).done
    assert library.marks.redo() == f"Done: {bookmark(library).title}"
    library.marks.set_done(bookmark(library), on=False)
    assert not bookmark(library).done


def first_event(asgi: LibraryBuilder) -> tuple[Path, dict[str, object]]:
    """Bookmark a segment, and return the journal with the event that it has in it."""
    episode = asgi.library.episode("tea-time:7")
    asgi.library.marks.set_bookmark(episode, episode.segments[0], on=True, note="one", tags=("a",))
    [journal] = Path(str(asgi.folders.marks)).iterdir()
    return journal, json.loads(journal.read_text().splitlines()[0])


def test_an_earmark_that_knows_no_tags_changes_none(asgi: LibraryBuilder) -> None:
    library = asgi.library
    journal, event = first_event(asgi)
    older = {name: value for name, value in event.items() if name != "tags"}
    older |= {"time": "2026-05-05T00:00:00Z", "device": "older", "note": "by an older one"}
    journal.with_name("older.jsonl").write_text(json.dumps(older) + "\n")
    assert library.marks.refresh()
    assert (bookmark(library).note, bookmark(library).tags) == ("by an older one", ("a",))


def test_what_a_later_earmark_writes_is_passed_over_and_stays_in_its_journal(asgi: LibraryBuilder) -> None:
    library = asgi.library
    journal, event = first_event(asgi)
    later = [
        {**event, "time": "2026-05-04T12:31:00Z", "note": "two", "stars": 5, "tags": {"kinds": ["a"]}},
        {**event, "time": "2026-05-04T12:32:00Z", "mark": "shelved", "shelf": "reading"},
        {**event, "time": "2026-05-04T12:33:00Z", "mark": "done", "until": "2027"},
    ]
    text = "".join(json.dumps({**each, "device": "later"}) + "\n" for each in later)
    journal.with_name("later.jsonl").write_text(text)
    assert library.marks.refresh()
    row = bookmark(library)
    assert (row.note, row.tags, row.done) == ("two", ("a",), True)
    assert library.marks.problems() == []
    library.marks.set_note(row, "three")
    assert bookmark(asgi.open()).note == "three"
    assert journal.with_name("later.jsonl").read_text() == text


# By the keys


async def test_m_takes_tags_among_the_words_and_shows_them_again(folders: Folders) -> None:
    async with running("148#2") as pilot:
        await pilot.press("m")
        await pilot.pause()
        await press(pilot, *"for the talk #async", "enter")
        row = bookmark(shown_library(pilot))
        assert (row.note, row.tags) == ("for the talk", ("async",))
        await pilot.press("m")
        await pilot.pause()
        assert "for the talk #async" in shown(pilot)
        await press(pilot, *" #web", "enter")
        assert bookmark(shown_library(pilot)).tags == ("async", "web")
        await press(pilot, "u")
        assert bookmark(shown_library(pilot)).tags == ("async",)


async def test_a_note_of_before_that_is_left_as_it_was_gets_no_tags(folders: Folders, earmark: Earmark) -> None:
    earmark("bookmark", "148#2", "--note", "see #django")
    async with running("148#2") as pilot:
        await pilot.press("m")
        await pilot.pause()
        await press(pilot, "enter")
        row = bookmark(shown_library(pilot))
        assert (row.note, row.tags) == ("see #django", ())
