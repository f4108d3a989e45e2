"""Notes scanned from files and folders: of which show they are, and what cannot be brought in."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from episodes.errors import SourceFailed
from episodes.importing.scan import scan_files
from episodes.importing.source_list import Report, Source
from episodes.index.catalogue import Catalogue, KnownEpisode

from .feed_server import as_feed, as_file, issue, write_folder
from .library_builder import LibraryBuilder, counts, reasons

# Shows


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("python-bytes/7.md", "python-bytes:7"),
        ("python-bytes/2019/7.md", "python-bytes:7"),
        ("my_own SHOW/notes/season 2/7.md", "my-own-show:7"),
        ("Downloads/7.md", "podcast:7"),
        ("Downloads/notes/7.md", "podcast:7"),
    ],
)
def test_a_file_that_names_no_show_is_of_the_show_that_its_folder_is_named_for(
    builder: LibraryBuilder, tmp_path: Path, path: str, expected: str
) -> None:
    file = builder.put(path, "Some words.\n", tmp_path)
    assert builder.add(file).added == [expected]
    assert counts(builder.add(file.parent)) == (0, 0, 1, 0), "the folder and its file agree"


def test_the_home_folder_is_no_show(builder: LibraryBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "ann"))
    assert builder.add(builder.put("7.md", "Some words.\n", tmp_path / "ann")).added == ["podcast:7"]


def test_a_folder_of_folders_is_a_shelf_of_shows(builder: LibraryBuilder, tmp_path: Path) -> None:
    root = tmp_path / "podcasts"
    for name in ("owls/1.md", "owls/old/2.md", "night-shift/1.md", "notes/5.md", "README.md", "labels.json"):
        builder.put(name, "[1, 2]" if name.endswith("json") else "Some words.\n", root)
    report = builder.add(root)
    assert sorted(report.added) == ["night-shift:1", "owls:1", "owls:2", "podcasts:5"]
    assert reasons(report) == {
        "README.md": "it is about the folder, not an episode",
        "labels.json": "it is plain text, not a feed",
    }
    assert report.is_clean, "nobody would take these for episodes"


def test_a_show_that_the_reader_names_goes_before_what_the_files_say(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(1)])
    builder.put("2.md", "Some words.\n")
    builder.put("feed.xml", as_feed([issue(5)]))
    assert sorted(builder.add(show="  Night\nShift ").added) == ["night-shift:1", "night-shift:2", "night-shift:5"]
    assert counts(builder.update()) == (0, 0, 3, 0)
    assert builder.sources.sources() == [Source(str(builder.notes), "Night Shift")]


def test_a_readme_with_the_facts_of_an_episode_is_one(builder: LibraryBuilder) -> None:
    builder.put("readme.md", "---\ntitle: How to read\nnumber: 4\n---\n\nx\n")
    builder.put("security.md", "# Reporting\n")
    report = builder.add()
    assert report.added == ["fish-and-chips:4"]
    assert reasons(report) == {"security.md": "it is about the folder, not an episode"}
    assert builder.add(builder.notes / "security.md").added == ["fish-and-chips:reporting"], "it was asked for by name"


# What cannot be brought in


def test_a_folder_without_notes_is_said_to_have_none(builder: LibraryBuilder) -> None:
    builder.put("picture.png", b"\x89PNG")
    builder.put(".hidden.md", "x")
    with pytest.raises(SourceFailed, match=r"fish-and-chips: there are no notes in this folder: it has no \.md"):
        builder.add()
    assert builder.sources.sources() == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.md", b"", "it is empty"),
        ("blank.md", b" \n\n", "it is empty"),
        ("binary.md", bytes(range(256)), "it is not UTF-8 text (byte 0x80 at 128)"),
        ("latin.md", "Caf\xe9".encode("latin-1"), "it is not UTF-8 text (byte 0xe9 at 3)"),
        ("mixed.md", "Café ".encode() + "Café".encode("latin-1"), "it is not UTF-8 text (byte 0xe9 at 9)"),
        ("zero.md", b"a\0b", "it is not text: it holds zero bytes"),
        ("sitemap.xml", b"<urlset><url/></urlset>", "it is XML, but neither RSS nor Atom (it starts with <urlset>)"),
        ("broken.xml", b"<rss><channel>", "its XML is broken at line 1 (no element found)"),
        (
            "entities.xml",
            b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>',
            "its XML declares a document type (DTD) or entities, not read for safety",
        ),
        (
            "outside.xml",
            b'<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss/>',
            "its XML points to a document type (DTD), not read for safety",
        ),
        ("no-items.rss", b"<rss><channel><title>T</title></channel></rss>", "it is a feed without any episode"),
    ],
)
def test_a_file_that_cannot_be_read_has_its_reason_and_the_good_ones_come_in(
    builder: LibraryBuilder, name: str, content: bytes, reason: str
) -> None:
    bad = builder.put(name, content)
    write_folder(builder.notes, [issue(1), issue(2)])
    report = builder.add()
    assert sorted(report.added) == ["fish-chips:1", "fish-chips:2"]
    assert reasons(report)[name].startswith(reason)
    assert not report.is_clean
    with pytest.raises(SourceFailed) as error:
        builder.add(bad)
    assert str(error.value).startswith(f"{bad}: {reason}")


def test_a_file_of_200_megabytes_is_not_even_opened(builder: LibraryBuilder) -> None:
    for name in ("large.md", "large.xml"):
        with open(builder.notes / name, "wb") as file:
            file.truncate(200_000_000)  # sparse: it takes no room
    write_folder(builder.notes, [issue(1)])
    report = builder.add()
    assert report.added == ["fish-chips:1"]
    assert reasons(report) == {
        "large.md": "it is larger than 8 MB",
        "large.xml": "it is larger than 64 MB",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_names_of_files_are_only_text_and_no_path_is_made_of_them(builder: LibraryBuilder) -> None:
    names = [
        "a\\..\\..\\x.md",
        "two\nlines.md",
        "-rf.md",
        "\x1b[31mred.md",
        "CON.md",
        " .md",
        "a:b*c?.md",
        "ü" * 80 + ".md",
    ]
    for name in names:
        builder.put(name, f"Some words on {len(name)}.\n")
    builder.put("evil.md", '---\nshow: "../../up"\nnumber: 1\ntitle: "../../../x.md"\n---\n\nx\n')
    report = builder.add()
    assert len(report.added) == len(names) + 1
    assert report.is_clean
    root = builder.own
    for path in root.rglob("*.md"):
        assert path.relative_to(root).parts[0] in ("fish-and-chips", "up")
        assert not set(path.name) & set('\\/:*?"<>|\n\x1b'), path.name
        assert not path.name.startswith((".", "-"))
    assert len(list(root.rglob("*.md"))) == len(names) + 1
    assert not any(path.suffix == ".md" for path in root.parent.iterdir())
    assert counts(builder.update()) == (0, 0, len(names) + 1, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes are Linux's")
def test_a_name_that_is_no_text_is_shown_as_well_as_can_be(builder: LibraryBuilder) -> None:
    with open(os.path.join(os.fsencode(builder.notes), b"caf\xe9.md"), "wb") as file:
        file.write(b"\xff\xff\xff")
    assert list(reasons(builder.add())) == ["caf?.md"]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_symbolic_links_are_not_followed_out_of_the_source(builder: LibraryBuilder, tmp_path: Path) -> None:
    secret = builder.put("secret.md", "Some secret.\n", tmp_path / "elsewhere")
    write_folder(builder.notes, [issue(1)])
    (builder.notes / "link.md").symlink_to(secret)
    (builder.notes / "folder").symlink_to(secret.parent)
    (builder.notes / "round").symlink_to(builder.notes)
    (builder.notes / "itself.md").symlink_to("itself.md")
    (builder.notes / "dangling.md").symlink_to("nowhere")
    (builder.notes / "picture.png").symlink_to("nowhere")
    report = builder.add()
    assert report.added == ["fish-chips:1"]
    assert reasons(report) == dict.fromkeys(
        ("dangling.md", "folder", "itself.md", "link.md", "round"),
        "it is a symbolic link, and those are not followed",
    )
    (tmp_path / "here").symlink_to(builder.notes)
    assert counts(builder.add(tmp_path / "here")) == (0, 0, 1, 5), "a link that the reader names is followed"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_what_may_not_be_read_is_told(builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(builder.notes, [issue(1), issue(2)])
    write_folder(builder.notes / "locked", [issue(3)])
    real_open, real_scan = open, os.scandir

    def guarded_open(path: str, *rest: object, **more: object) -> object:
        if str(path).endswith("fish-and-chips/002.md"):
            raise PermissionError(13, "Permission denied")
        return real_open(path, *rest, **more)  # type: ignore[call-overload]

    def guarded_scan(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return real_scan(path)

    monkeypatch.setattr("builtins.open", guarded_open)  # root may read everything, so rights alone do not do
    monkeypatch.setattr(os, "scandir", guarded_scan)
    report = builder.add()
    assert report.added == ["fish-chips:1"]
    assert reasons(report) == {"002.md": "Permission denied", "locked": "Permission denied"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among files")
def test_what_is_neither_file_nor_folder_is_told(builder: LibraryBuilder) -> None:
    os.mkfifo(builder.notes / "pipe.md")
    with pytest.raises(SourceFailed, match="it is neither a file nor a folder"):
        builder.add(builder.notes / "pipe.md")
    with pytest.raises(SourceFailed, match="there are no notes"):
        builder.add()


def test_folders_are_walked_only_so_deep(builder: LibraryBuilder) -> None:
    deep = builder.notes.joinpath(*["d"] * 17)
    builder.put("1.md", as_file(issue(1)), deep)
    builder.put("2.md", as_file(issue(2)), deep.parent)
    report = builder.add()
    assert report.added == ["fish-chips:2"]
    assert list(reasons(report).values()) == ["it lies more than 16 folders deep"]


def test_a_folder_of_too_many_files_is_refused(builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("episodes.importing.scan._MOST_FILES", 2)
    write_folder(builder.notes, [issue(number) for number in (1, 2)])
    assert counts(builder.add()) == (2, 0, 0, 0)
    write_folder(builder.notes, [issue(3)])
    with pytest.raises(SourceFailed, match="it holds more than 2 files; add a folder within it"):
        builder.add()


def test_the_librarys_own_episodes_are_no_source(builder: LibraryBuilder, tmp_path: Path) -> None:
    write_folder(builder.notes, [issue(1)])
    builder.add()
    own = str(builder.folders.episodes)
    for path in (Path(own), Path(own) / "fish-chips", builder.file("fish-chips:1")):
        with pytest.raises(SourceFailed, match="these are the library's own episodes already"):
            builder.add(path)
    (tmp_path / "round").symlink_to(tmp_path)
    for folder in (tmp_path, tmp_path / "round"):
        report = builder.add(folder)
        assert (len(report.added), len(report.changed), len(report.unchanged)) == (0, 0, 1), "without them it is one"


def test_an_invalid_date_is_told_once_and_the_episode_comes_in_without_it(builder: LibraryBuilder) -> None:
    builder.put("1.md", "---\nshow: Owls\nnumber: 1\ntitle: T\ndate: 2020-13-45\n---\n\nx\n")
    builder.put("feed.xml", as_feed([issue(2)]).replace(b"<pubDate>Tue, 15", b"<pubDate>Tue, 45"))
    report = builder.add()
    assert sorted(report.added) == ["fish-chips:2", "owls:1"]
    assert [(problem.where, problem.reason) for problem in report.problems] == [
        ("1.md", "'date' does not say a date: '2020-13-45'. It was left out."),
        (issue(2).title, "its date is not a date: 'Tue, 45 Nov 2016 10:00:00 +0000'"),
    ]
    assert not report.is_clean
    again = builder.update()
    assert counts(again) == (0, 0, 2, 0)
    assert again.is_clean


def test_a_feed_that_breaks_off_gives_what_it_has_and_says_so(builder: LibraryBuilder) -> None:
    body = as_feed([issue(1), issue(2)])
    builder.put("feed.xml", body[: body.rindex(b"<item>") + 40])
    report = builder.add()
    assert report.added == ["fish-chips:2"]
    [problem] = report.problems
    assert str(problem).startswith("feed.xml: its XML is broken at line")
    assert not report.is_clean


# The scan by itself


def test_a_folder_is_scanned_in_the_order_of_its_names(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [issue(number) for number in (3, 1, 2)])
    builder.put("002.xml", "<rss/>")
    source = Source(str(builder.notes))
    report = Report(source)
    found = [(item.where, len(report.skipped)) for item in scan_files(report)]
    assert found == [("001.md", 0), ("002.md", 0), ("003.md", 1)]
    assert list(reasons(report)) == ["002.xml"]


def test_a_report_is_told_in_sentences() -> None:
    report = Report(Source("/notes"), added=["a"] * 1201)
    report.skip("README.md", "it is about the folder, not an episode", expected=True)
    assert report.is_clean
    report.skip("a.md", "it is empty")
    assert not report.is_clean
    assert [str(skipped) for skipped in report.skipped][-1] == "a.md: it is empty"
    assert report.summary == "1,201 added, 0 changed, 0 unchanged, 2 skipped"


# What the show is called, and what is no episode


def test_the_headings_of_notes_name_the_show_before_their_folder_does(builder: LibraryBuilder, tmp_path: Path) -> None:
    folder = tmp_path / "tea_time_archive"
    for number in (1, 2, 3):
        builder.put(f"notes/{number:03}.md", f"# Tea Time {number}\n\nOf kettles.\n", folder)
    builder.put("notes/004.md", "Of cups, without a heading.\n", folder)
    report = builder.add(folder)
    assert builder.ids() == ["tea-time:1", "tea-time:2", "tea-time:3", "tea-time:4"]
    assert report.lines() == [
        "the show is Tea Time, as its notes say, and not Tea Time Archive; `--show NAME` says otherwise"
    ]
    assert builder.add(folder).lines() == []


@pytest.mark.parametrize("heading", ["# Episode {}", "# TT {}", "## Notes for {}", "# Show {}: Of cups", "Tea Time {}"])
def test_words_before_a_number_that_name_no_show_are_none(builder: LibraryBuilder, heading: str) -> None:
    for number in (1, 2):
        builder.put(f"{number}.md", f"{heading.format(number)}\n\nOf kettles.\n")
    builder.add()
    assert builder.ids() == ["fish-and-chips:1", "fish-and-chips:2"]


def test_transcripts_are_no_episodes_and_are_counted(builder: LibraryBuilder) -> None:
    speech = "".join(f"00:0{at // 60}:{at % 60:02} And so we went on.\n\n" for at in range(0, 240, 5))
    builder.put(
        "show_notes/001.md",
        "# Tea Time 1\n\n" + "".join(f"- {at}:00 [Of cups](https://x.example/{at})\n" for at in range(30)),
    )
    builder.put("show_notes/002-spoken.txt", speech)
    builder.put("transcripts/001-first.txt", "We said this and that.\n")
    builder.put("youtube-transcripts/001.vtt", "WEBVTT\n")
    builder.put("001.srt", "1\n")
    builder.put("README.md", "What this is.\n")
    report = builder.add()
    assert report.added == ["tea-time:1"]
    assert "left out 4 transcripts" in report.lines()
    assert reasons(report) == {"README.md": "it is about the folder, not an episode"}
    assert report.is_clean


def test_more_notes_than_can_be_held_at_once_are_refused(
    builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("episodes.importing.scan._MOST_CHARACTERS", 1_000)
    write_folder(builder.notes, [issue(number) for number in range(1, 4)])
    with pytest.raises(SourceFailed, match="MB of notes; add a folder within it"):
        builder.add()
    assert builder.ids() == []


# Folders of many shows


def test_the_work_for_the_shows_of_a_folder_grows_as_they_do(
    builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = 0
    evidence = Catalogue.evidence

    def counted(*arguments: Any) -> list[KnownEpisode]:
        nonlocal looked_at
        found = evidence(*arguments)
        looked_at += len(found)
        return found

    for show in range(12):
        for number in range(1, 6):
            builder.put(f"{show}/{number}.md", f"---\nshow: Show {show}\nnumber: {number}\n---\n\nWords.\n")
    assert counts(builder.add()) == (60, 0, 0, 0)
    monkeypatch.setattr(Catalogue, "evidence", counted)
    assert counts(builder.update()) == (0, 0, 60, 0)
    assert looked_at <= 5 * 60


def test_a_date_that_contradicts_its_neighbours_is_told_once_whatever_other_shows_there_are(
    builder: LibraryBuilder,
) -> None:
    for show in ("Cups", "Pots"):
        for number, day in ((1, "2019-01-01"), (2, "2019-02-01"), (3, "2016-01-01"), (4, "2019-04-01")):
            published = day if show == "Cups" else f"2019-0{number}-01"
            text = f"---\nshow: {show}\nnumber: {number}\npublished: {published}\n---\n\nWords.\n"
            builder.put(f"{show}/{number}.md", text)
    [remark] = builder.add().remarks
    assert remark == "cups:3 is dated 2016-01-01, and its neighbours 2019-02-01 and 2019-04-01"
