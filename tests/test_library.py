"""The library: its episodes and views, targets in words, and what happens when files go or break."""

from __future__ import annotations

import datetime
import os
import sys
from pathlib import Path

import pytest

from episodes.errors import BrokenEpisode, MarksNotKept, UnknownTarget
from episodes.folders import Folders, find_folders
from episodes.index.catalogue import Catalogue
from episodes.library import Library
from episodes.listing import View
from episodes.model import EpisodeRow, Target

from .library_builder import LibraryBuilder

NOTES = """\
---
show: Fish & Chips
number: {number}
title: {title}
---

## Ann #1: [Alpha](https://alpha.example) - first

- one, see [more](https://more.example)

## Bob #2: Beta

- two

## Extras

### Ann

- three
"""


def put(builder: LibraryBuilder, name: str, text: str) -> Path:
    return builder.put(name, text, builder.own)


@pytest.fixture
def library(builder: LibraryBuilder) -> Library:
    for number, title in ((7, "Seventh"), (8, "Eighth"), (9, "Ninth")):
        put(builder, f"fish-chips/{number:03}.md", NOTES.format(number=number, title=title))
    builder.sync()
    return builder.library


def test_rows_are_read_page_by_page_as_they_are_asked_for(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = []
    read = Catalogue.page

    def page(self: Catalogue, start: int, stop: int) -> list[EpisodeRow]:
        pages.append((start, stop))
        return read(self, start, stop)

    monkeypatch.setattr(Catalogue, "page", page)
    monkeypatch.setattr("episodes.library._FIRST_PAGE", 1)
    rows = library.rows()
    assert next(rows).title == "Ninth"
    assert pages == [(0, 1)]
    assert [row.title for row in rows] == ["Eighth", "Seventh"]
    assert pages == [(0, 1), (1, 2), (2, 4), (4, 8)]


def test_the_bundled_episodes_are_there_at_the_first_start(folders: Folders) -> None:
    library = Library(folders)
    library.synchronise()
    assert len(list(library.rows())) == 12
    assert library.row("python-bytes:148") is not None
    assert library.problems() == []


def test_an_episode_comes_with_its_segments(library: Library) -> None:
    episode = library.episode("fish-chips:7")
    assert [segment.id for segment in episode.walk()] == ["alpha-first", "beta", "extras", "extras-ann"]
    assert "".join(segment.markdown for segment in episode.segments) == episode.notes


def test_an_episode_is_read_again_when_its_file_changed(library: Library, builder: LibraryBuilder) -> None:
    assert library.episode("fish-chips:7").title == "Seventh"
    path = put(builder, "fish-chips/007.md", NOTES.format(number=7, title="Seventh, mended"))
    os.utime(path, ns=(1, 1))
    assert library.episode("fish-chips:7").title == "Seventh, mended"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", Target("fish-chips:7")),
        ("fish-chips:7", Target("fish-chips:7")),
        ("Fish & Chips 7", Target("fish-chips:7")),
        ("fish chips #7", None),
        (" 7 ", Target("fish-chips:7")),
        ("7#1", Target("fish-chips:7", "alpha-first")),
        ("7#2", Target("fish-chips:7", "beta")),
        ("7#beta", Target("fish-chips:7", "beta")),
        ("7#alpha", Target("fish-chips:7", "alpha-first")),
        ("fish-chips:8#extras-ann", Target("fish-chips:8", "extras-ann")),
    ],
)
def test_targets_name_episodes_and_segments(library: Library, text: str, expected: Target | None) -> None:
    if expected is None:
        with pytest.raises(UnknownTarget):
            library.targets.find(text)
    else:
        assert library.targets.find(text) == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("11", "The nearest is fish-chips:9"),
        ("fishchips:8", "The nearest is fish-chips:8"),
        ("7#bete", "Did you mean fish-chips:7#beta?"),
        ("7#extra", "2 segments of fish-chips:7 begin with 'extra'"),
        ("7#5", "has no segment '5'"),
    ],
)
def test_an_unknown_target_gets_the_nearest_match(library: Library, text: str, hint: str) -> None:
    with pytest.raises(UnknownTarget) as error:
        library.targets.find(text)
    assert hint in str(error.value)


def test_a_number_of_two_shows_is_asked_about(library: Library, builder: LibraryBuilder) -> None:
    put(builder, "other/7.md", "---\nshow: Other\nnumber: 7\ntitle: Else\n---\n\ntext\n")
    library.synchronise()
    with pytest.raises(UnknownTarget, match="7 is the number of 2 episodes"):
        library.targets.find("7")
    assert library.targets.find("other:7") == Target("other:7")
    assert library.show_names.in_rows == {"fish-chips": "fc", "other": "oth"}
    assert [row.id for row in library.rows(show="other")] == ["other:7"]
    with pytest.raises(UnknownTarget, match="no show 'nothing'"):
        list(library.rows(show="nothing"))


def test_read_marks_and_bookmarks_are_counted_and_kept(library: Library, builder: LibraryBuilder) -> None:
    episode = library.episode("fish-chips:8")
    alpha, beta = episode.segments[0], episode.segments[1]
    library.marks.set_read(episode, [alpha, beta], on=True)
    library.marks.set_bookmark(episode, beta, on=True, note="for lunch")
    again = Library(builder.folders, bundled=str(builder.bundled))
    row = again.row("fish-chips:8")
    assert row is not None
    assert (row.read, row.segments, row.bookmarks) == (2, 4, 1)
    [bookmark] = again.marks.bookmarks()
    assert (str(bookmark.target), bookmark.note, bookmark.title) == ("fish-chips:8#beta", "for lunch", "Beta")
    assert not bookmark.gone


def test_views_are_chosen_once_so_that_what_was_just_read_stays_in_sight(library: Library) -> None:
    unread = library.listing(View.UNREAD)
    episode = library.episode("fish-chips:8")
    library.marks.set_read(episode, episode.walk(), on=True)
    assert [row.id for row in unread.page(0, 9)] == ["fish-chips:9", "fish-chips:8", "fish-chips:7"]
    assert [row.id for row in library.listing(View.UNREAD).page(0, 9)] == ["fish-chips:9", "fish-chips:7"]
    assert library.listing(View.UNREAD).index_of("fish-chips:7") == 1
    assert library.listing(View.UNREAD).index_of("fish-chips:8") is None
    assert library.listing(View.BOOKMARKED).count() == 0
    library.marks.set_bookmark(episode, episode.segments[0], on=True)
    assert [row.id for row in library.listing(View.BOOKMARKED).page(0, 9)] == ["fish-chips:8"]


def test_undo_and_redo_go_through_all_marks(library: Library) -> None:
    episode = library.episode("fish-chips:8")
    library.marks.set_read(episode, episode.walk(), on=True)
    library.marks.set_bookmark(episode, episode.segments[0], on=True)
    assert str(library.marks.undo()) == "Bookmark removed: Alpha - first"
    assert library.marks.bookmarked_segments(episode) == frozenset()
    assert str(library.marks.undo()) == "Unmarked as read: 4 segments of Eighth"
    assert library.marks.read_segments(episode) == frozenset()
    assert library.marks.undo() is None
    assert library.marks.redo() is not None
    assert len(library.marks.read_segments(episode)) == 4


def test_a_mark_made_elsewhere_is_seen(library: Library, builder: LibraryBuilder) -> None:
    other = Library(builder.folders, bundled=str(builder.bundled))
    episode = other.episode("fish-chips:8")
    other.marks.set_read(episode, [episode.segments[0]], on=True)
    assert library.marks.refresh()
    assert library.marks.read_segments(episode) == {"alpha-first"}
    assert not library.marks.refresh()


def test_marks_stay_on_a_segment_whose_title_was_mended(library: Library, builder: LibraryBuilder) -> None:
    episode = library.episode("fish-chips:8")
    library.marks.set_bookmark(episode, episode.segments[0], on=True, note="why")
    library.marks.set_read(episode, [episode.segments[0]], on=True)
    mended = NOTES.format(number=8, title="Eighth").replace("[Alpha]", "[Alphabet of fish]")
    put(builder, "fish-chips/008.md", mended)
    library.synchronise()
    episode = library.episode("fish-chips:8")
    today = episode.segments[0]
    assert today.id == "alphabet-of-fish-first"
    assert library.marks.bookmarked_segments(episode) == {today.id}
    [bookmark] = library.marks.bookmarks()
    assert (bookmark.target.segment, bookmark.title, bookmark.gone) == (today.id, "Alphabet of fish - first", False)
    row = library.row("fish-chips:8")
    assert row is not None
    assert (row.read, row.bookmarks) == (1, 1)
    library.marks.set_bookmark(episode, today, on=False)
    library.marks.set_read(episode, [today], on=False)
    assert library.marks.bookmarks() == []
    assert library.marks.read_segments(episode) == frozenset()


def test_a_bookmark_whose_episode_is_gone_is_still_listed_and_comes_back(
    library: Library, builder: LibraryBuilder
) -> None:
    episode = library.episode("fish-chips:8")
    library.marks.set_bookmark(episode, episode.segments[0], on=True, note="why")
    path = builder.own / "fish-chips/008.md"
    text = path.read_text()
    path.unlink()
    library.synchronise()
    [bookmark] = library.marks.bookmarks()
    assert bookmark.gone
    assert (bookmark.title, bookmark.link) == ("Alpha - first", "https://alpha.example")
    assert (bookmark.note, bookmark.episode_title) == ("why", "Eighth")
    path.write_text(text)
    library.synchronise()
    assert not library.marks.bookmarks()[0].gone


def test_a_lost_bookmark_can_be_noted_and_removed(library: Library, builder: LibraryBuilder) -> None:
    episode = library.episode("fish-chips:8")
    library.marks.set_bookmark(episode, episode.segments[0], on=True)
    (builder.own / "fish-chips/008.md").unlink()
    library.synchronise()
    library.marks.set_note(library.marks.bookmarks()[0], "still")
    [row] = library.marks.bookmarks()
    assert row.note == "still"
    library.marks.remove_bookmark(row)
    assert library.marks.bookmarks() == []


def test_without_a_writable_home_marks_live_for_the_session_and_the_reason_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    for folders in (Folders(None, None, None, None), find_folders({**os.environ, "EARMARK_DATA_DIR": f"{blocked}/x"})):
        library = Library(folders)
        library.synchronise()
        assert library.marks.not_kept is not None
        episode = library.episode("python-bytes:148")
        with pytest.raises(MarksNotKept):
            library.marks.set_read(episode, [episode.segments[0]], on=True)
        library.marks.goes_on = True
        library.marks.set_read(episode, [episode.segments[0]], on=True)
        assert len(library.marks.read_segments(episode)) == library.marks.for_session == 1
        library.close()


def test_broken_files_are_named_and_everything_else_works(library: Library, builder: LibraryBuilder) -> None:
    put(builder, "fish-chips/empty.md", "")
    (builder.own / "fish-chips/binary.md").write_bytes(b"\xff\xfe\x00\xd8\xff\xff")
    (builder.own / "fish-chips/latin.md").write_bytes("Caf\xe9".encode("latin-1"))
    put(builder, "fish-chips/twin.md", NOTES.format(number=7, title="Twin"))
    library.synchronise()
    problems = {Path(problem.where).name: problem.reason for problem in library.problems()}
    assert set(problems) == {"empty.md", "binary.md", "latin.md", "twin.md"}
    assert "empty" in problems["empty.md"]
    assert "not UTF-8" in problems["latin.md"]
    assert "007.md holds the same episode" in problems["twin.md"]
    assert len(list(library.rows())) == 3


def test_of_two_files_of_one_id_the_elder_is_listed_and_the_other_named(builder: LibraryBuilder) -> None:
    dates = {"a": "", "b": "added: 2026-02-01T00:00:00.000+00:00\n", "c": "added: 2026-01-01T00:00:00.000+00:00\n"}
    for name, added in dates.items():
        put(builder, f"{name}.md", f"---\nid: tea:1\nshow: Tea\nnumber: 1\ntitle: {name}\n{added}---\n\nWords.\n")
    builder.sync()
    assert [row.title for row in builder.library.rows()] == ["c"]
    problems = {Path(problem.where).name: problem.reason for problem in builder.library.problems()}
    assert problems == dict.fromkeys(("a.md", "b.md"), "c.md holds the same episode and is listed instead")


def test_a_file_without_front_matter_takes_show_and_title_from_where_it_lies(
    library: Library, builder: LibraryBuilder
) -> None:
    put(builder, "night-shift/012 - On owls.md", "Some words on [owls](https://owls.example).\n")
    library.synchronise()
    episode = library.episode("night-shift:12")
    assert (episode.show, episode.title, episode.number) == ("Night Shift", "On owls", 12)


def test_a_title_of_markup_and_control_characters_is_only_text(library: Library, builder: LibraryBuilder) -> None:
    put(builder, "fish-chips/evil.md", '---\nshow: Fish & Chips\nnumber: 66\ntitle: "Episode [/b] \\e[31m"\n---\n\nx\n')
    library.synchronise()
    episode = library.episode("fish-chips:66")
    assert episode.title is not None
    assert "[/b]" in episode.title
    assert "\x1b" not in episode.title


def test_an_episode_of_a_megabyte_is_read(library: Library, builder: LibraryBuilder) -> None:
    lines = ("- " + "a line of the notes " * 20 + "\n") * 2_500
    put(builder, "fish-chips/big.md", "---\nshow: Big\ntitle: Big\n---\n\n" + lines)
    library.synchronise()
    assert len(library.episode("big:big").notes) > 1_000_000


def test_an_episode_that_vanished_gets_a_sentence(library: Library, builder: LibraryBuilder) -> None:
    (builder.own / "fish-chips/008.md").unlink()
    with pytest.raises(BrokenEpisode, match="No such file"):
        library.episode("fish-chips:8")
    with pytest.raises(UnknownTarget):
        library.episode("fish-chips:99")


def test_the_index_is_made_again_when_it_is_deleted_or_damaged(library: Library, builder: LibraryBuilder) -> None:
    index = Path(str(builder.folders.index))
    for damage in (lambda: index.unlink(), lambda: index.write_bytes(b"x" * 5000)):
        for ending in ("-wal", "-shm"):
            Path(f"{index}{ending}").unlink(missing_ok=True)
        damage()
        again = builder.open()
        assert len(list(again.rows())) == 3


def test_episodes_that_came_in_since_the_last_visit_are_signed(builder: LibraryBuilder) -> None:
    early, late = "2026-01-01T00:00:00+00:00", "2026-03-01T00:00:00+00:00"
    for number, added in ((1, early), (2, late)):
        head = f"---\nshow: S\nnumber: {number}\ntitle: T\nadded: '{added}'\n---\n\nx\n"
        put(builder, f"s/{number}.md", head)
    visit = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)
    library = builder.open(visit)
    assert {row.number: row.is_new for row in library.rows()} == {1: False, 2: True}
    assert not any(row.is_new for row in Library(builder.folders, bundled=str(builder.bundled)).rows())


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_a_symbolic_link_is_not_followed(library: Library, builder: LibraryBuilder, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("---\nshow: Secret\ntitle: Secret\n---\n\nx\n")
    (builder.own / "link.md").symlink_to(secret)
    library.synchronise()
    assert len(list(library.rows())) == 3


def test_what_killed_writers_left_beside_the_readers_files_is_cleared_away(
    library: Library, builder: LibraryBuilder
) -> None:
    for folder in (builder.folders.state, builder.folders.cache, builder.folders.config):
        place = Path(str(folder))
        place.mkdir(exist_ok=True)
        for name, age in ((".last-read.4711.earmark-unfinished", 61), (".session.json.4712.earmark-unfinished", 1)):
            (place / name).write_text("half")
            then = builder.clock.now.timestamp() - age
            os.utime(place / name, (then, then))
    library.synchronise()
    for folder in (builder.folders.state, builder.folders.cache, builder.folders.config):
        assert [path.name for path in Path(str(folder)).glob(".*")] == [".session.json.4712.earmark-unfinished"]
