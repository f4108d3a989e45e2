"""Episodes as they come in: added, changed or unchanged, and what the reader wrote stays."""

from __future__ import annotations

import datetime
import os
from dataclasses import replace
from pathlib import Path

import pytest

from episodes.documents.document import Document, make_episode, read_document, write_document
from episodes.documents.own_files import Origin, OwnFile, free_path, own_text, without_keys
from episodes.errors import SourceFailed
from episodes.library import Library
from episodes.model import Episode, Monitor, Step

from .feed_server import as_file, issue, write_folder
from .library_builder import NOW, LibraryBuilder, counts, reasons

# Files as they come in


def test_a_folder_comes_in_whole_and_then_nothing_of_it_changes(builder: LibraryBuilder) -> None:
    write_folder(builder.notes / "2019", [issue(number) for number in range(1, 8)])
    assert counts(builder.add()) == (7, 0, 0, 0)
    assert counts(builder.add()) == (0, 0, 7, 0)
    assert counts(builder.update()) == (0, 0, 7, 0)
    assert builder.ids() == [f"fish-chips:{number}" for number in range(1, 8)]
    assert not builder.library.synchronise(), "the index has what came in"


def test_a_file_says_when_and_where_it_came_from_and_holds_the_notes_as_they_are(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(7)])
    builder.add()
    path = builder.file("fish-chips:7")
    assert path.relative_to(str(builder.folders.episodes)).as_posix() == "fish-chips/007-of-inlet-and-inlet-7.md"
    head, notes = path.read_text().split("\n---\n\n")
    assert notes == issue(7).notes
    assert "added: 2026-05-04T12:30:00.000+00:00\n" in head.replace('"', "")
    assert f"source: {builder.notes}\n" in head.replace('"', "")


def test_facts_of_the_notes_and_of_the_name_stand_in_the_head(builder: LibraryBuilder) -> None:
    builder.put("012 - On owls.md", "Recorded 2020-02-03\n\nSome words.\n")
    assert builder.add().added == ["fish-and-chips:12"]
    head = builder.file("fish-and-chips:12").read_text()
    assert head.startswith("---\nid: fish-and-chips:12\nshow: Fish And Chips\nnumber: 12\ntitle: On owls\n")


def test_what_is_written_is_what_the_document_says(builder: LibraryBuilder) -> None:
    one = read_document(as_file(issue(3)).encode(), name="3.md")
    origin = Origin("2026", "a: [b", "3.md", digest="abc-", former=("fish:3",))
    text = own_text(one, "fish-chips:3", origin)
    own = OwnFile("3.md", read_document(text.encode(), name="3.md"), text)
    assert own.origin._replace(digest="abc-") == origin
    assert (own.id, own.origin.upstream, own.is_untouched) == ("fish-chips:3", "abc", True)
    assert without_keys(own.document) == one
    assert own.facts_and_notes == write_document(one)


def test_what_changed_upstream_is_taken_over_in_place(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(1), issue(2)])
    builder.add()
    before = builder.file("fish-chips:2")
    added = NOW.isoformat(timespec="milliseconds")
    builder.clock.now += datetime.timedelta(days=1)
    write_folder(builder.notes, [replace(issue(2), title="Another title").edited("Nothing but", "Only")])
    report = builder.update()
    assert (report.changed, counts(report)) == (["fish-chips:2"], (0, 1, 1, 0))
    assert "Only [words]" in before.read_text()
    assert added in before.read_text(), "it came in when it did"
    assert builder.library.episode("fish-chips:2").title == "Another title"
    assert builder.library.row("fish-chips:2").title == "Another title"  # type: ignore[union-attr]


def test_a_renamed_file_is_the_same_episode(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(1)])
    builder.add()
    (builder.notes / "001.md").rename(builder.notes / "the-first.md")
    assert counts(builder.update()) == (0, 0, 1, 0)


def test_what_is_gone_upstream_stays(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(1), issue(2)])
    builder.add()
    (builder.notes / "001.md").unlink()
    assert counts(builder.update()) == (0, 0, 1, 0)
    assert builder.ids() == ["fish-chips:1", "fish-chips:2"]


def test_a_file_changed_by_hand_is_left_alone_with_a_sentence(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(1), issue(2)])
    builder.add()
    own = builder.file("fish-chips:1")
    own.write_text(own.read_text().replace("Nothing but", "My own"))
    assert counts(builder.update()) == (0, 0, 2, 0), "nothing changed upstream, so there is nothing to say"
    write_folder(builder.notes, [issue(1).edited("Nothing but", "Their own"), issue(2)])
    report = builder.update()
    assert counts(report) == (0, 0, 1, 1)
    assert not report.is_clean
    assert reasons(report) == {"001.md": f"fish-chips/{own.name} was changed by hand; delete it to take this one"}
    assert "My own" in own.read_text()
    own.unlink()
    builder.library.synchronise()
    assert counts(builder.update()) == (1, 0, 1, 0)


def test_a_file_that_was_put_there_by_hand_is_left_alone_unless_it_is_the_same(builder: LibraryBuilder) -> None:
    write_folder(builder.own / "mine", [issue(1), issue(2)])
    builder.library.synchronise()
    write_folder(builder.notes, [issue(1), issue(2).edited("Nothing but", "Only"), issue(3)])
    report = builder.add()
    assert counts(report) == (1, 0, 1, 1)
    assert reasons(report) == {"002.md": "mine/002.md was put there by hand; delete it to take this one"}
    write_folder(builder.notes, [issue(1).edited("Nothing but", "Just")])
    assert builder.update().changed == ["fish-chips:1"]


def test_a_change_that_the_reader_made_before_the_publisher_did_is_the_publishers(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(1)])
    builder.add()
    own = builder.file("fish-chips:1")
    own.write_text(own.read_text().replace("Nothing but", "Mended"))
    write_folder(builder.notes, [issue(1).edited("Nothing but", "Mended")])
    assert counts(builder.update()) == (0, 0, 1, 0)


def test_two_files_of_one_number_are_both_kept(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(1), issue(2)])
    builder.put("copy of 1.md", as_file(issue(1)).replace("Nothing but", "Other"))
    report = builder.add()
    assert counts(report) == (3, 0, 0, 0)
    assert builder.ids() == ["fish-chips:1", "fish-chips:1-2016-11-08", "fish-chips:2"]
    assert counts(builder.update()) == (0, 0, 3, 0)


def test_files_that_are_the_same_to_the_byte_are_one_episode(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(1)])
    builder.put("copy of 1.md", as_file(issue(1)))
    assert counts(builder.add()) == (1, 0, 0, 0)


def test_keys_of_a_publisher_that_an_import_needs_itself_are_kept_under_another_name(builder: LibraryBuilder) -> None:
    head = "show: S\nnumber: 1\ntitle: T\nid: other:9\nsource: a studio\ndigest: In short\nadded: yesterday"
    builder.put("1.md", f"---\n{head}\nplace: Kyiv\n---\n\nx\n")
    assert builder.add().added == ["s:1"]
    kept = read_document(builder.file("s:1").read_bytes(), name="1.md").kept
    assert kept["id_as_given"] == "other:9"
    assert kept["source_as_given"] == "a studio"
    assert kept["digest_as_given"] == "In short"
    assert kept["added_as_given"] == "yesterday"
    assert kept["place_as_given"] == "Kyiv"
    assert counts(builder.update()) == (0, 0, 1, 0)


def test_files_of_another_library_come_in_without_its_keys_of_an_import(
    builder: LibraryBuilder, tmp_path: Path
) -> None:
    write_folder(builder.notes, [issue(1)])
    builder.add()
    theirs = builder.file("fish-chips:1").read_text()
    builder.sources.remove(str(builder.notes))
    folder = tmp_path / "from another machine"
    builder.put("1.md", theirs, folder)
    builder.clock.now += datetime.timedelta(days=9)
    assert counts(builder.add(folder)) == (1, 0, 0, 0)
    text = builder.file("fish-chips:1").read_text()
    assert "as_given" not in text
    assert "2026-05-13" in text
    assert str(folder) in text


def test_two_sources_of_one_show_do_not_take_turns(builder: LibraryBuilder, tmp_path: Path) -> None:
    write_folder(builder.notes, [issue(1), issue(2)])
    other = write_folder(tmp_path / "other", [issue(2).edited("Nothing but", "Only"), issue(3)])
    builder.add()
    assert counts(builder.add(other)) == (1, 1, 0, 0), "what is added last is taken"
    for _ in range(2):
        reports = {visit.source.address: counts(visit) for visit in builder.sources.update()}
        assert reports == {str(builder.notes): (0, 0, 2, 0), str(other): (0, 0, 2, 0)}
    builder.sources.remove(str(other))
    assert counts(builder.update()) == (1, 0, 1, 0), "the first source has its own again"


def test_a_folder_that_moved_takes_its_episodes_along(builder: LibraryBuilder, tmp_path: Path) -> None:
    write_folder(builder.notes, [issue(1), issue(2)])
    builder.add()
    moved = builder.notes.rename(tmp_path / "moved")
    assert counts(builder.add(moved)) == (0, 0, 2, 0)
    removed = builder.sources.remove(str(moved))
    assert sorted(removed.episodes) == ["fish-chips:1", "fish-chips:2"]


# Episodes without a number


def unnumbered(title: str, notes: str = "Some words.", published: str = "2020-01-02") -> str:
    return f"---\nshow: Owls\ntitle: {title}\npublished: {published}\n---\n\n{notes}\n"


def test_an_episode_without_number_stays_the_same_under_a_mended_title(builder: LibraryBuilder) -> None:
    builder.put("barn.md", unnumbered("The bran owl"))
    assert builder.add().added == ["owls:the-bran-owl"]
    for title in ("The barn owl", "The barn owl!", "Barn owls"):
        builder.put("barn.md", unnumbered(title))
        report = builder.update()
        assert (report.changed, counts(report)) == (["owls:the-bran-owl"], (0, 1, 0, 0))
        assert counts(builder.update()) == (0, 0, 1, 0)
        builder.library.synchronise()
        [row] = builder.library.rows()
        assert (row.id, row.title) == ("owls:the-bran-owl", title)
        assert builder.library.episode("owls:the-bran-owl").title == title


def test_an_episode_that_gets_a_number_later_stays_the_same(builder: LibraryBuilder) -> None:
    builder.put("barn.md", unnumbered("The barn owl"))
    builder.add()
    builder.put("barn.md", unnumbered("The barn owl").replace("title", "number: 7\ntitle"))
    assert builder.update().changed == ["owls:the-barn-owl"]
    builder.put("barn.md", unnumbered("The barn owls").replace("title", "number: 7\ntitle"))
    assert builder.update().changed == ["owls:the-barn-owl"]
    assert counts(builder.update()) == (0, 0, 1, 0)
    [row] = builder.library.rows()
    assert (row.id, row.number, row.title) == ("owls:the-barn-owl", 7, "The barn owls")
    assert builder.library.targets.find("7").episode == "owls:the-barn-owl"


def test_a_file_that_is_written_over_with_the_next_episode_is_the_next_episode(builder: LibraryBuilder) -> None:
    builder.put("latest.md", unnumbered("The barn owl"))
    builder.add()
    builder.put("latest.md", unnumbered("The snowy owl", "Other words.", "2020-01-09"))
    assert builder.update().added == ["owls:the-snowy-owl"]
    assert builder.ids() == ["owls:the-barn-owl", "owls:the-snowy-owl"]


def test_episodes_of_one_title_get_files_of_their_own(builder: LibraryBuilder) -> None:
    for number, show in ((1, "Owls"), (2, "Owls")):
        builder.put(f"{number}.md", f"---\nshow: {show}\nepisode: {number}\ntitle: {'T' * 90}\n---\n\nx\n")
    builder.put("a.md", "---\nshow: A b\ntitle: Same\n---\n\nx\n")
    builder.put("b.md", "---\nshow: A! B!\ntitle: Same?\n---\n\nx\n")
    report = builder.add()
    assert sorted(report.added) == ["a-b:same", "a-b:same-2", "owls:1", "owls:2"]


def test_a_path_that_is_taken_is_passed_over(tmp_path: Path) -> None:
    one = read_document(as_file(issue(7)).encode(), name="7.md")
    folder = tmp_path / "fish-chips"
    folder.mkdir()
    name = free_path(str(tmp_path), one, "fish-chips:7")
    (tmp_path / name).write_text("")
    assert free_path(str(tmp_path), one, "fish-chips:7") == name, "a power cut left it empty"
    (tmp_path / name).write_bytes(b"\xff\xff")
    second = free_path(str(tmp_path), one, "fish-chips:7")
    assert second == name.replace(".md", "-2.md")
    (tmp_path / second).write_text(as_file(issue(7)))
    assert free_path(str(tmp_path), one, "fish-chips:7") == second, "it is this very episode"
    assert free_path(str(tmp_path), one, "fish-chips:other") == name.replace(".md", "-3.md")


def test_an_index_that_lags_behind_makes_no_second_file(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(1), issue(2)])
    builder.add()
    files = sorted(builder.own.rglob("*"))
    Path(str(builder.folders.index)).unlink()
    builder.library.close()
    builder.library = Library(builder.folders, bundled=str(builder.bundled), clock=builder.clock)
    builder.add()
    assert sorted(builder.own.rglob("*")) == files
    builder.library.synchronise()
    assert builder.ids() == ["fish-chips:1", "fish-chips:2"]
    assert builder.library.problems() == []


# Stopping, and how far it is


def test_a_stopped_import_leaves_what_came_in_and_goes_on_later(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(number) for number in range(1, 9)])
    steps: list[Step] = []
    visit = builder.sources.add(str(builder.notes), monitor=Monitor(steps.append, lambda: len(steps) >= 3))
    assert counts(visit) == (3, 0, 0, 0)
    assert steps[-1] == Step(3, 8, "episodes")
    assert len(builder.ids()) == 3
    assert counts(builder.add()) == (5, 0, 3, 0)


def test_a_dry_run_says_the_same_and_writes_nothing(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(number) for number in range(1, 6)])
    builder.add()
    write_folder(builder.notes, [issue(1).edited("Nothing but", "Only"), issue(6)])
    before = {path: path.stat().st_mtime_ns for path in Path(str(builder.folders.data)).rglob("*")}
    visit = builder.sources.add(str(builder.notes), "", dry_run=True)
    assert counts(visit) == (1, 1, 4, 0)
    assert {path: path.stat().st_mtime_ns for path in Path(str(builder.folders.data)).rglob("*")} == before
    assert builder.ids() == [f"fish-chips:{number}" for number in range(1, 6)]


# New since the last visit


def test_episodes_that_came_in_since_the_last_visit_are_new(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(1)])
    builder.add()
    assert [row.is_new for row in builder.library.rows()] == [False], "nothing is new at the first visit"
    visit = NOW + datetime.timedelta(seconds=0.7)
    builder.clock.now = NOW + datetime.timedelta(seconds=0.9)
    write_folder(builder.notes, [issue(1).edited("Nothing but", "Only"), issue(2)])
    builder.library = builder.open(visit.astimezone(datetime.timezone(datetime.timedelta(hours=9))))
    builder.add()
    news = {"fish-chips:1": False, "fish-chips:2": True}
    assert {row.id: row.is_new for row in builder.library.rows()} == news, "what only changed is not new"
    Path(str(builder.folders.index)).unlink()
    assert {row.id: row.is_new for row in builder.open(visit).rows()} == news, "the files say so, not the index"
    builder.clock.now += datetime.timedelta(days=1)
    assert not any(row.is_new for row in builder.open(builder.clock.now).rows())


# A library that cannot be written, and what is not read again


def test_a_library_that_cannot_be_written_is_told_once(
    builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(builder.notes, [issue(number) for number in range(1, 6)])
    real, left = os.replace, [3]

    def full(old: str, new: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        real(old, new)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SourceFailed, match="cannot be written: No space left on device; what came in until then stays"):
        builder.add()
    monkeypatch.undo()
    assert len(builder.ids()) == 3
    assert not builder.library.synchronise()
    assert builder.sources.sources() == []
    assert not list(builder.own.rglob(".*"))
    assert counts(builder.add()) == (2, 0, 3, 0)


def test_a_library_in_the_place_of_a_file_is_told(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(1)])
    Path(str(builder.folders.data)).mkdir(exist_ok=True)
    builder.own.write_text("a file")
    with pytest.raises(SourceFailed, match="it cannot be made: File exists"):
        builder.add()


def test_no_file_of_the_library_is_read_for_what_did_not_change(
    builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(builder.notes, [issue(number) for number in range(1, 4)])
    builder.add()
    parsed: list[str] = []

    def counting(read: Document, default_show: str, episode: str) -> Episode:
        parsed.append(read.name)
        return make_episode(read, default_show, episode)

    for module in ("identity", "scan"):
        monkeypatch.setattr(f"episodes.importing.{module}.make_episode", counting)
    assert counts(builder.update()) == (0, 0, 3, 0)
    assert parsed == []
    write_folder(builder.notes, [issue(2).edited("Nothing but", "Only")])
    assert counts(builder.update()) == (0, 1, 2, 0)
    assert parsed == ["002"]
