"""The reader's state: where reading goes on, what a mark says, and what the panes show, without any screen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from episodes.listing import View
from episodes.model import Target
from tui.keymap import Pane
from tui.reader_state import ReaderState

from .library_builder import LibraryBuilder

NOTES = "## Pots\n\nA [pot](https://pots.example/).\n\n### Lids\n\nLids.\n\n## Cups\n\nCups.\n"


@pytest.fixture
def reader(tmp_path: Path) -> ReaderState:
    """Return the state of a reader of three episodes, the youngest open at its beginning."""
    builder = LibraryBuilder(tmp_path)
    for number in (1, 2, 3):
        builder.write(number, NOTES, f"2030-01-0{number}")
    builder.sync()
    reader = ReaderState(builder.library)
    reader.open("tea-time:3")
    return reader


def test_it_steps_through_segments_and_episodes_to_their_ends(reader: ReaderState) -> None:
    assert reader.segment_id == "pots"
    assert [reader.step_segment(1), reader.step_segment(-1)] == ["lids", None]
    assert [reader.step_episode(1), reader.step_episode(-1)] == ["tea-time:2", None]
    reader.open("tea-time:1", "cups")
    assert [reader.step_segment(1), reader.step_episode(1)] == [None, None]


def test_a_segment_that_is_not_there_opens_the_episode_at_its_beginning(reader: ReaderState) -> None:
    reader.open("tea-time:2", "saucers")
    assert reader.segment_id == "pots"


def test_reading_on_marks_the_segment_and_goes_to_the_next_and_then_to_an_unread_episode(reader: ReaderState) -> None:
    following = reader.finish_segment()
    assert following == Target("tea-time:3", "lids")
    assert reader.read == {"pots"}
    reader.open("tea-time:2")
    reader.toggle_read(reader.episode)
    reader.open("tea-time:3", "cups")
    assert reader.finish_segment() == Target("tea-time:1")
    reader.open("tea-time:1", "cups")
    assert reader.finish_segment() is None


def test_unread_segments_are_found_here_and_beyond_in_both_directions(reader: ReaderState) -> None:
    reader.open("tea-time:2", "cups")
    assert reader.step_unread(-1) == Target("tea-time:2", "lids")
    assert reader.step_unread(1) == Target("tea-time:1", "pots")
    reader.toggle_read(reader.episode)
    assert reader.step_unread(-1) == Target("tea-time:3", "cups")


def test_a_mark_says_what_it_did_and_covers_what_is_below_the_segment(reader: ReaderState) -> None:
    assert reader.toggle_read(reader.segment) == "Read: Pots"
    assert reader.read == {"pots", "lids"}
    assert reader.toggle_read(reader.segment) == "Unread: Pots"
    assert reader.toggle_read(reader.episode) == "Read, all of it: Episode 3"
    pots = reader.segment
    assert reader.toggle_bookmark(pots) == "Bookmarked: Pots"
    assert reader.toggle_bookmark(pots) == "Bookmark removed: Pots"
    assert reader.bookmark_with(pots, "for the talk", None) == "Bookmarked: Pots"
    assert reader.bookmark_with(None, "for the train", None) == "Bookmarked: Episode 3"
    assert [reader.note(pots), reader.note(None)] == [("for the talk", ()), ("for the train", ())]


def test_with_nothing_open_there_is_nothing_to_mark_and_nowhere_to_go(tmp_path: Path) -> None:
    reader = ReaderState(LibraryBuilder(tmp_path).library)
    read = reader.toggle_read(reader.segment), reader.toggle_read(reader.episode), reader.finish_segment()
    assert [*read, reader.toggle_bookmark(None)] == [None] * 4
    assert [reader.bookmark_with(None, "x", None), reader.main_link, reader.step_unread(1), reader.step_episode(1)] == [
        None
    ] * 4
    assert reader.titles == {Pane.EPISODES: "Episodes · 0"}


def test_titles_say_the_view_what_is_read_and_what_is_open(reader: ReaderState) -> None:
    reader.toggle_read(reader.segment)
    assert reader.titles == {
        Pane.EPISODES: "Episodes · 3",
        Pane.TREE: "3 · 2/3 read",
        Pane.NOTES: "Tea Time 3 · Episode 3",
    }
    assert reader.where == ["3 · Episode 3", "Pots"]
    reader.choose(View.UNREAD)
    assert reader.titles[Pane.EPISODES] == "Episodes · unread · 3"


def test_the_link_of_a_segment_is_its_own_first_or_that_of_what_is_below_it(reader: ReaderState) -> None:
    assert reader.main_link == "https://pots.example/"
    reader.open("tea-time:3", "cups")
    assert reader.main_link is None


def test_neither_it_nor_importing_in_the_background_needs_a_toolkit() -> None:
    code = "import sys, tui.reader_state, tui.background; print({'textual', 'rich'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
