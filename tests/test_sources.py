"""Feeds from a real server on loopback: added, updated, removed, with the marks of their reader in place."""

from __future__ import annotations

import datetime
import gc
import re
from dataclasses import replace
from pathlib import Path

import pytest

from episodes.documents.own_files import OwnFile
from episodes.errors import SourceFailed
from episodes.folders import BUNDLED, Folders
from episodes.importing.source_list import KNOWN_SHOWS, Source
from episodes.importing.sources import Removed, Sources
from episodes.library import Library
from episodes.model import Episode, Monitor, Step

from .feed_server import SHOW, Issue, Server, as_feed, as_file, issue, write_folder
from .library_builder import counts, ids, update
from .mark_helpers import mark, marked
from .notes_files import NOTES_FILES

# A whole history


def test_a_whole_history_comes_in_and_only_what_changed_is_taken_again(library: Library, server: Server) -> None:
    history = [issue(number) for number in range(1, 101)]
    steps: list[Step] = []
    report = library.sources.add(server.put(as_feed(history)), monitor=Monitor(steps.append))
    assert (report.summary, report.is_clean) == ("100 added, 0 changed, 0 unchanged, 0 skipped", True)
    assert steps[-1] == Step(100, 100, "episodes")
    assert any(step.what == "bytes" for step in steps)
    assert ids(library) == sorted(f"fish-chips:{number}" for number in range(1, 101))
    assert not library.synchronise()

    server.answers.clear()
    report = update(library)
    assert (report.not_modified, counts(report)) == (True, (0, 0, 0, 0))
    assert server.answers == [("/feed", 304)]

    edited = list(range(10, 101, 10))
    for number in edited:
        mark(library, f"fish-chips:{number}", " library ", "Why ")
    mark(library, "fish-chips:31", "A tale")
    bookmarks = {(row.target.episode, row.note) for row in library.marks.bookmarks()}
    changes = [
        lambda old: old.edited("The ", "A very "),  # a title mended
        lambda old: old.edited("#1:", "#2:").edited("**Bob #2:**", "**Bob #1:**"),  # renumbered
        lambda old: replace(old, title=f"{old.title}, mended"),  # the episode's title
        lambda old: old.edited("Read it with *care*", "Read it twice"),  # the text
        lambda old: replace(old, notes=moved_to_the_end(old.notes)),  # a topic moved
    ]
    for place, number in enumerate(edited):
        history[number - 1] = changes[place % len(changes)](issue(number))
    history += [issue(number) for number in range(101, 106)]
    server.put(as_feed(history[-100:]))  # the oldest fall out of the feed, and stay here
    server.answers.clear()
    report = update(library)
    assert report.summary == "5 added, 10 changed, 85 unchanged, 0 skipped"
    assert sorted(report.changed) == sorted(f"fish-chips:{number}" for number in edited)
    assert sorted(report.added) == [f"fish-chips:{number}" for number in range(101, 106)]
    assert server.answers == [("/feed", 200)]
    assert len(ids(library)) == 105

    for place, number in enumerate(edited):
        titles = marked(library, f"fish-chips:{number}")
        assert set(titles.values()) == {"for library", "for Why"}, number
        [library_title] = [title for title, note in titles.items() if note == "for library"]
        assert ("A very" in library_title) is (place % len(changes) == 0)
        row = library.row(f"fish-chips:{number}")
        assert row is not None
        assert (row.read, row.bookmarks) == (2, 2)
    assert list(marked(library, "fish-chips:31").values()) == ["for A tale"]
    assert {(row.target.episode, row.note) for row in library.marks.bookmarks()} == bookmarks
    assert not any(row.gone for row in library.marks.bookmarks())
    assert update(library).not_modified


def moved_to_the_end(notes: str) -> str:
    """Return notes with their first topic after the last."""
    first, second, rest = re.split(r"^(?=\*\*Bob|\*\*Extras)", notes, flags=re.MULTILINE)
    return second + first + rest


def test_a_history_of_notes_of_every_make_keeps_its_marks_through_an_update(library: Library, server: Server) -> None:
    day = datetime.date(2016, 11, 1)
    history = [
        Issue(number, f"Of {path.stem}", path.read_text("utf-8"), day + datetime.timedelta(weeks=number))
        for number, path in enumerate(NOTES_FILES, 1)
    ]
    kept, new = history[:-5], history[-5:]
    server.put(as_feed(kept))
    assert counts(library.sources.add(server.url())) == (len(kept), 0, 0, 0)
    marks = {}
    edited = range(0, len(kept), 2)
    for place in edited:
        episode = library.episode(f"fish-chips:{kept[place].number}")
        topics = [s for s in episode.walk() if s.title and s.kind == "topic"][:2]
        for segment in topics:
            library.marks.set_read(episode, [segment], on=True)
            library.marks.set_bookmark(episode, segment, on=True)
        marks[episode.id] = {(segment.title, segment.url) for segment in topics}
        old = kept[place]
        kept[place] = replace(old, title=f"{old.title}!", notes=old.notes + "\nOne line more.\n")
    assert sum(map(len, marks.values())) >= 10
    server.put(as_feed([*kept, *new]))
    report = update(library)
    assert counts(report) == (5, len(edited), len(kept) - len(edited), 0)
    for key, expected in marks.items():
        assert segments_marked(library, library.episode(key)) == expected
    assert update(library).not_modified


def segments_marked(library: Library, episode: Episode) -> set[tuple[str | None, str | None]]:
    read = library.marks.read_segments(episode)
    assert read == library.marks.bookmarked_segments(episode)
    return {(segment.title, segment.url) for segment in episode.walk() if segment.id in read}


ARCHIVE = """\
# Python Bytes 148

Sponsored by **DigitalOcean:** [**pythonbytes.fm/digitalocean**](http://pythonbytes.fm/digitalocean)

**Brian #1:** [**Annual Release Cycle for Python**](https://www.python.org/dev/peps/pep-0602/) **- PEP 602**

- A version every October, says the draft

**Michael #2:** [**awesome-asgi**](https://github.com/florimondmanca/awesome-asgi)

- Somebody gathers everything that speaks ASGI
\t- and sorts it

**Brian #3:** [**Jupyter meets the Earth**](https://blog.jupyter.org/jupyter-meets-the-earth-1b0eb33c83f)

- Two millions for notebooks and the climate

**Michael #4:** [**Asynchronous Django**](https://docs.djangoproject.com/en/dev/releases/3.0/)

- The first steps of version 3.0

**Brian #5:** [**The 1x Engineer**](https://1x.engineer/)

- Neither ten nor none

**Michael #6:** [**Sunsetting Python 2**](https://www.python.org/doc/sunset-python-2/)

- Say goodbye in January

Extras

Brian:

- A meetup on the west side of town
"""


def test_an_archive_brought_in_over_a_digest_keeps_the_marks_made_on_it(folders: Folders, tmp_path: Path) -> None:
    library = Library(folders, bundled=BUNDLED)
    library.synchronise()
    digest = library.episode("python-bytes:148")
    topics = [segment for segment in digest.walk() if segment.kind == "topic"]
    for segment in topics[:4]:
        library.marks.set_read(digest, [segment], on=True)
        library.marks.set_bookmark(digest, segment, on=True, note=segment.title)
    file = tmp_path / "python-bytes" / "148.md"
    file.parent.mkdir()
    file.write_text(ARCHIVE)
    assert library.sources.add(str(file)).added == ["python-bytes:148"]
    archive = library.episode("python-bytes:148")
    assert archive.notes != digest.notes
    read, bookmarked = library.marks.read_segments(archive), library.marks.bookmarked_segments(archive)
    assert read == bookmarked
    numbers = {(s.number, s.presenter) for s in archive.walk() if s.id in read}
    assert numbers == {(s.number, s.presenter) for s in topics[:4]}
    assert not any(row.gone for row in library.marks.bookmarks())
    assert library.sources.remove(str(file)).episodes == ["python-bytes:148"]
    assert library.episode("python-bytes:148").notes == digest.notes
    assert library.marks.read_segments(digest) == {segment.id for segment in topics[:4]}
    library.close()


# Stopping


def test_an_update_that_was_stopped_sees_the_whole_feed_again(library: Library, server: Server) -> None:
    url = server.put(as_feed([issue(1)]))
    library.sources.add(url)
    server.put(as_feed([issue(number) for number in range(1, 21)]))
    steps: list[Step] = []
    monitor = Monitor(steps.append, lambda: sum(step.what == "episodes" for step in steps) >= 5)
    for report in library.sources.update(monitor):
        assert counts(report) == (4, 0, 1, 0)
    report = update(library)
    assert (report.not_modified, counts(report)) == (False, (15, 0, 5, 0))
    assert update(library).not_modified


def test_an_update_in_a_dry_run_writes_nothing(library: Library, server: Server, folders: Folders) -> None:
    url = server.put(as_feed([issue(1)]))
    assert library.sources.add(url, dry_run=True).added == ["fish-chips:1"]
    assert not Path(str(folders.data)).exists() or not any(Path(str(folders.data)).rglob("*.*"))
    library.sources.add(url)
    server.put(as_feed([issue(1).edited("Nothing but", "Only"), issue(2)]))
    before = {path: path.read_bytes() for path in Path(str(folders.data)).rglob("*.*")}
    for _ in range(2):
        [report] = library.sources.update(dry_run=True)
        assert counts(report) == (1, 1, 0, 0)
    assert {path: path.read_bytes() for path in Path(str(folders.data)).rglob("*.*")} == before
    assert counts(update(library)) == (1, 1, 0, 0)


# Removing


def test_removing_a_feed_takes_its_episodes_and_leaves_the_marks(library: Library, server: Server) -> None:
    url = server.put(as_feed([issue(1), issue(2)]))
    library.sources.add(url)
    mark(library, "fish-chips:2", "Why ")
    assert library.sources.remove(url) == Removed(Source(url), ["fish-chips:1", "fish-chips:2"])
    assert (ids(library), library.sources.sources()) == ([], [])
    [row] = library.marks.bookmarks()
    assert row.gone
    assert (row.note, row.episode_title) == ("for Why", issue(2).title)
    library.sources.add(url)
    [row] = library.marks.bookmarks()
    assert not row.gone
    assert list(marked(library, "fish-chips:2").values()) == ["for Why"]


def test_removing_holds_no_more_than_a_file_at_a_time(
    library: Library, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.put(as_feed([issue(number) for number in range(1, 9)]))
    library.sources.add(url)
    held: list[int] = []
    delete = Sources._delete

    def in_memory() -> list[OwnFile]:
        return [each for each in gc.get_objects() if isinstance(each, OwnFile)]

    def counted(self: Sources, file: OwnFile) -> bool:
        held.append(len(in_memory()))
        return delete(self, file)

    monkeypatch.setattr(Sources, "_delete", counted)
    others = in_memory()
    assert len(library.sources.remove(url).episodes) == 8
    assert max(held) - len(others) <= 2


def test_a_segment_that_is_gone_upstream_is_listed_as_lost_and_comes_back(library: Library, server: Server) -> None:
    library.sources.add(server.put(as_feed([issue(1), issue(2)])))
    mark(library, "fish-chips:2", "A tale")
    whole = issue(2)
    server.put(as_feed([issue(1), replace(whole, notes=whole.notes.partition("**Ann #3:**")[0])]))
    assert update(library).changed == ["fish-chips:2"]
    [row] = library.marks.bookmarks()
    assert row.gone
    assert row.title is not None
    assert row.title.startswith("A tale of")
    server.put(as_feed([issue(1), whole]))
    update(library)
    assert not library.marks.bookmarks()[0].gone
    assert list(marked(library, "fish-chips:2").values()) == ["for A tale"]


def one_file(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text(as_file(issue(9)))
    return path


def test_a_source_is_named_by_address_path_or_show(
    library: Library, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "night-shift"
    folder.mkdir()
    (folder / "1.md").write_text("Some words.\n")
    file = one_file(tmp_path / "single" / "9.md")
    for names, source, episode in (
        ((str(folder), "night-shift", "night-shift/", "Night Shift", "night shift"), str(folder), "night-shift:1"),
        ((server.url(), SHOW, "fish chips"), server.put(as_feed([issue(1)])), "fish-chips:1"),
        ((str(file), "single/9.md"), str(file), "fish-chips:9"),
    ):
        for name in names:
            library.sources.add(source)
            assert library.sources.remove(name).episodes == [episode], name
            assert library.sources.sources() == []


def test_a_source_is_named_by_its_folder_or_as_a_known_show_whatever_its_episodes_say(
    library: Library, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "night-shift" / "notes", [issue(1)])
    monkeypatch.setitem(KNOWN_SHOWS, "Python Bytes", server.put(as_feed([issue(1)])))
    for name, source in (("Night Shift", str(folder)), ("python bytes", server.url())):
        assert library.sources.add(source).added == ["fish-chips:1"]
        assert library.sources.remove(name).source == Source(source)


def test_a_name_of_several_sources_or_of_none_is_not_guessed(library: Library, server: Server) -> None:
    first, second = server.put(as_feed([issue(1)]), "/a"), server.put(as_feed([issue(2)]), "/b")
    library.sources.add(first)
    library.sources.add(second)
    with pytest.raises(SourceFailed) as error:
        library.sources.remove(SHOW)
    assert str(error.value) == f"{SHOW}: several sources have that name; give the address of one: {first}, {second}"
    with pytest.raises(SourceFailed) as error:
        library.sources.remove("owls")
    assert str(error.value) == f"owls: it is not one of the sources, which are: {first}, {second}"
    assert library.sources.remove(second).episodes == ["fish-chips-2:2"]
    assert library.sources.remove(SHOW).episodes == ["fish-chips:1"]
    with pytest.raises(SourceFailed, match="which are: none yet"):
        library.sources.remove(SHOW)


def test_a_source_can_be_forgotten_without_its_episodes_and_they_removed_later(
    library: Library, server: Server
) -> None:
    url = server.put(as_feed([issue(1)]))
    library.sources.add(url)
    assert library.sources.remove(url, keep_episodes=True) == Removed(Source(url))
    assert (ids(library), library.sources.sources()) == (["fish-chips:1"], [])
    assert library.sources.remove(url).episodes == ["fish-chips:1"]


def test_removing_keeps_what_the_reader_changed_and_says_so(library: Library, server: Server, folders: Folders) -> None:
    url = server.put(as_feed([issue(1), issue(2)]))
    library.sources.add(url)
    [own] = Path(str(folders.episodes)).rglob("001-*.md")
    own.write_text(own.read_text() + "\nMy own words.\n")
    removed = library.sources.remove(url)
    assert (removed.episodes, removed.kept) == (["fish-chips:2"], ["fish-chips:1"])
    library.synchronise()
    assert ids(library) == ["fish-chips:1"]
    assert [path.name for path in Path(str(folders.episodes)).rglob("*.md")] == [own.name]


def test_an_episode_that_was_deleted_here_comes_again_though_the_feed_did_not_change(
    library: Library, server: Server, folders: Folders
) -> None:
    library.sources.add(server.put(as_feed([issue(1), issue(2)])))
    [own] = Path(str(folders.episodes)).rglob("001-*.md")
    own.unlink()
    library.synchronise()
    assert counts(update(library)) == (1, 0, 1, 0)
    assert update(library).not_modified


def test_what_another_source_had_taken_over_comes_back_with_its_feed(
    library: Library, server: Server, tmp_path: Path
) -> None:
    library.sources.add(server.put(as_feed([issue(1), issue(2)])))
    folder = write_folder(tmp_path / "archive", [issue(2)])
    assert library.sources.add(str(folder)).changed == ["fish-chips:2"]
    assert library.sources.remove(str(folder)).episodes == ["fish-chips:2"]
    assert ids(library) == ["fish-chips:1"]
    assert counts(update(library)) == (1, 0, 1, 0)


def test_an_addition_while_the_screens_are_open_is_seen_by_them(library: Library, server: Server) -> None:
    other = Library(library.folders, bundled=str(Path(str(library.folders.data)) / "none"))
    assert other.listing().count() == 0
    library.sources.add(server.put(as_feed([issue(1), issue(2)])))
    assert other.listing().count() == 2
    assert not other.synchronise()
    other.close()
