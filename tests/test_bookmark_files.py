"""The reading list as files: out as Markdown, JSON and HTML, and in again, where it is equal."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from episodes.errors import BadBookmarks
from episodes.folders import Folders
from episodes.library import Library
from episodes.marks.bookmark_files import merge_bookmarks, read_bookmarks
from tui.commands.json_fields import bookmark_fields, json_text

from .command_runner import Earmark
from .library_builder import ASGI, Clock, folders_in, write_episode

ADD = ("bookmarks", "--import")


@pytest.fixture
def listed(earmark: Earmark) -> Earmark:
    """Keep bookmarks with notes and tags of two shows, one of them done."""
    write_episode(7, ASGI, "2019-09-18", page="https://tea.example/7")
    earmark("bookmark", "148#2", "--note", "for the *talk*", "--tag", "async", "--tag", "later")
    earmark("bookmark", "tea-time:7#ready-for-asgi", "--tag", "async")
    earmark("bookmark", "tea-time:7", "--note", "all of it")
    earmark("bookmark", "148#1")
    return earmark


def json_of(earmark: Earmark) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(earmark("bookmarks", "--format", "json")[1])
    return rows


def elsewhere(earmark: Earmark, tmp_path: Path) -> Earmark:
    """Return Earmark with another data folder, which has none of the episodes that were written."""
    return lambda *words: earmark("--data-dir", str(tmp_path / "other"), *words)


# Markdown


def test_markdown_is_by_show_and_episode_with_excerpt_link_time_note_and_tags(listed: Earmark) -> None:
    out = listed("bookmarks", "--format", "markdown")[1]
    head, _, text = out.removeprefix("---\n").partition("---\n")
    assert 'title: "Bookmarks"\ntags: ["async", "later"]\n' in head
    shows = [line for line in text.splitlines() if line.startswith("#")]
    assert shows == ["# Python Bytes", "## 148 · The ASGI revolution is upon us!", "# Tea Time", "## 7 · Episode 7"]
    assert (
        "- [awesome-asgi](<https://github.com/florimondmanca/awesome-asgi>) · `python-bytes:148#awesome-asgi`"
        " · #async · #later\n\n  for the \\*talk\\*\n\n  > " in text
    )
    assert "- [Episode 7](<https://tea.example/7>) · `tea-time:7`\n\n  all of it\n" in text
    assert "> A server that speaks HTTP and WebSockets; see its docs." in text


def test_markdown_says_when_a_segment_is_heard_and_quotes_no_more_than_a_beginning(earmark: Earmark) -> None:
    write_episode(8, "## [02:25] Second\n\n" + "many words " * 100 + "\n\n## Third\n\nx\n")
    earmark("bookmark", "tea-time:8#second", "tea-time:8#third")
    out = earmark("bookmarks", "--format", "markdown")[1]
    assert "- Second · 02:25 · `tea-time:8#second`" in out
    assert max(map(len, out.splitlines())) < 320
    assert "many words …\n" in out


def test_an_episode_without_a_title_is_called_by_its_number(earmark: Earmark) -> None:
    path = write_episode(8, "## Kettles\n\nx\n")
    path.write_text("".join(line for line in path.read_text().splitlines(True) if not line.startswith("title:")))
    earmark("bookmark", "tea-time:8#kettles")
    assert "\n## 8\n\n- Kettles" in earmark("bookmarks", "--format", "markdown")[1]
    earmark("bookmark", "tea-time:8")
    assert "tea-time:8  Tea Time 8\n" in earmark("bookmarks")[1]


def test_a_folder_gets_a_file_a_show_and_no_other_file_is_touched(listed: Earmark, tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    status, out, err = listed("bookmarks", "--output", str(folder))
    assert (status, err) == (0, "")
    assert sorted(path.name for path in folder.iterdir()) == ["python-bytes.md", "tea-time.md"]
    assert (folder / "tea-time.md").read_text().count("# Python Bytes") == 0
    assert 'title: "Tea Time"' in (folder / "tea-time.md").read_text()
    listed("bookmark", "148#3")
    (folder / "tea-time.md").write_text((folder / "tea-time.md").read_text() + "my own words\n")
    status, out, err = listed("bookmarks", "--output", str(folder))
    assert (status, out) == (1, f"Wrote {folder / 'python-bytes.md'}.\n")
    assert f"{folder / 'tea-time.md'} stays as it is" in err
    assert (folder / "tea-time.md").read_text().endswith("my own words\n")
    (folder / "python-bytes.md").write_text("# of mine\n")
    assert listed("bookmarks", "--output", str(folder))[1] == ""
    assert (folder / "python-bytes.md").read_text() == "# of mine\n"


def test_a_folder_that_cannot_be_written_gets_a_sentence(listed: Earmark, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    status, out, err = listed("bookmarks", "--output", str(tmp_path / "file" / "x"))
    assert (status, out) == (1, "")
    assert "Not a directory" in err


# Back again


@pytest.mark.parametrize("beside", [["django"], ["--format", "json"], ["--output", "vault"]])
def test_an_import_takes_no_query_and_no_form(listed: Earmark, tmp_path: Path, beside: list[str]) -> None:
    path = tmp_path / "list.json"
    path.write_text('[{"episode": "python-bytes:149", "title": "Django"}]')
    before = listed("bookmarks")
    status, out, err = listed("bookmarks", "--import", str(path), *beside)
    assert (status, out) == (2, "")
    assert "without a query, --format or --output" in err
    assert listed("bookmarks") == before


@pytest.mark.parametrize("beside", [[], ["django"], ["--format", "json"], ["--output"]])
def test_a_dry_run_is_of_an_import_alone(listed: Earmark, tmp_path: Path, beside: list[str]) -> None:
    vault = tmp_path / "vault"
    status, out, err = listed("bookmarks", "--dry-run", *beside, *([str(vault)] if "--output" in beside else []))
    assert (status, out) == (2, "")
    assert "--dry-run says what an import would change: give it with --import FILE" in err
    assert not vault.exists()


@pytest.mark.parametrize("form", ["json", "html"])
def test_what_goes_out_comes_in_again_in_an_empty_home(listed: Earmark, tmp_path: Path, form: str) -> None:
    path = tmp_path / "list"
    path.write_text(listed("bookmarks", "--format", form)[1])
    other = elsewhere(listed, tmp_path)
    status, out, _ = other(*ADD, str(path), "--dry-run")
    assert (status, out.splitlines()[-1]) == (0, "4 new, 0 changed, 0 as they were (dry run: nothing was kept).")
    assert "new  tea-time:7\n" in out
    assert json_of(other) == []
    assert other(*ADD, str(path))[1].endswith("4 new, 0 changed, 0 as they were.\n")
    before, after = (sorted(json_of(each), key=lambda row: str(row["target"])) for each in (listed, other))
    for row in (*before, *after):
        row["gone"] = None
        if form == "html":  # whose times have no fractions, and whose links are pages where there is no other
            row["made"] = str(row["made"])[:19]
            row["episode_title"] = None
    assert [str(row["target"]) for row in after] == [str(row["target"]) for row in before]
    for name in ("note", "tags", "made", "title", "gone", "done", "link"):
        assert [row[name] for row in after] == [row[name] for row in before]
    assert other(*ADD, str(path))[1] == "0 new, 0 changed, 4 as they were.\n"
    assert listed(*ADD, str(path))[1] == "0 new, 0 changed, 4 as they were.\n"


def test_unknown_episodes_are_kept_as_bookmarks_whose_episode_is_gone(listed: Earmark, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(listed("bookmarks", "--format", "json")[1])
    other = elsewhere(listed, tmp_path)
    other(*ADD, str(path))
    assert {row["target"]: row["gone"] for row in json_of(other)}["tea-time:7#ready-for-asgi"] is True
    assert "(not in the library)" in other("bookmarks")[1]
    assert "python-bytes:148#awesome-asgi" in other("bookmarks", "tag:async")[1]


def test_a_note_of_ones_own_stays_and_tags_come_together(listed: Earmark, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    rows = json_of(listed)
    for row in rows:
        row |= {"note": "theirs", "tags": ["new", "ASYNC"], "done": True}
    path.write_text(json.dumps(rows))
    out = listed(*ADD, str(path))[1]
    assert out.endswith("0 new, 4 changed, 0 as they were.\n")
    now = {str(row["target"]): row for row in json_of(listed)}
    assert now["python-bytes:148#awesome-asgi"]["note"] == "for the *talk*"
    assert now["python-bytes:148#awesome-asgi"]["tags"] == ["async", "later", "new"]
    assert now["tea-time:7#ready-for-asgi"]["note"] == "theirs"
    assert all(row["done"] for row in now.values())


def test_the_bookmarks_of_a_browser_find_the_segments_with_their_links(earmark: Earmark, tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.html"
    path.write_text(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p><DT><H3>Mine</H3><DL><p>\n"
        '<DT><A HREF="https://github.com/florimondmanca/awesome-asgi" ADD_DATE="1568800000" TAGS="a,b c">A</A>\n'
        "<DD>one\ntwo &lt;x&gt;\n"
        '<DT><A HREF="https://nowhere.example/">Nowhere</A>\n</DL></DL>'
    )
    status, out, err = earmark(*ADD, str(path))
    assert (status, out.splitlines()[0]) == (1, "new  python-bytes:148#awesome-asgi")
    assert err == "earmark: left out Nowhere: no episode has its link\n"
    assert earmark("bookmarks")[1].splitlines()[2:] == ["    one", "    two <x> #a #b-c"]
    assert "Your note: one two <x> #a #b-c" in earmark("search", "tag:b-c")[1]
    [row] = json_of(earmark)
    assert (row["note"], row["tags"], row["made"]) == ("one\ntwo <x>", ["a", "b-c"], "2019-09-18T09:46:40+00:00")


def test_a_bookmark_that_nests_too_deep_is_left_out_and_the_others_are_read() -> None:
    sound = {"episode": "tea-time:7", "made": "2020-01-01T00:00:00Z"}
    for deep in (30, *range(800, sys.getrecursionlimit())):
        nested = json.dumps([sound, sound | {"tags": "x"}]).replace('"x"', "[" * deep + "]" * deep)
        try:
            events, [problem] = read_bookmarks(nested.encode(), "it", "2020-01-01T00:00:00Z", lambda _: None)
        except BadBookmarks:  # it cannot be read at all
            continue
        assert (len(events), "deep" in problem.reason) == (1, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no list of bookmarks"),
        (b"\xff\xfe", "no list of bookmarks in JSON or HTML"),
        (b"[1, 2", "no list of bookmarks in JSON or HTML"),
        (b"{}", "holds no list of bookmarks"),
        (b"just words", "holds no list of bookmarks"),
        (b"[" * 100_000, "no list of bookmarks in JSON or HTML"),
        (b"[1, {}]", "left out bookmark 1: no episode"),
        (b'[{"episode": "a\\u0000b"}]', "left out bookmark 1: episode is not a line of text"),
        (b'[{"episode": "a:1", "made": "yesterday"}]', "left out bookmark 1: no time"),
    ],
)
def test_what_is_no_list_of_bookmarks_gets_a_sentence_and_changes_nothing(
    earmark: Earmark, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "list"
    path.write_bytes(content)
    status, _, err = earmark(*ADD, str(path))
    assert status == 1
    assert said in err
    assert json_of(earmark) == []
    assert "No such file" in earmark(*ADD, str(path) + "x")[2]


def test_an_import_is_one_undo(earmark: Earmark, folders: Folders, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text('[{"episode": "a:1"}, {"episode": "a:2", "note": "x", "done": true}]')
    earmark(*ADD, str(path))
    marks = Library(folders).marks
    assert len(marks.bookmarks()) == 2
    assert marks.undo() is not None
    assert marks.bookmarks() == []


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
bookmarks = st.lists(
    st.tuples(
        st.sampled_from([None, "ready-for-asgi", "release-cycles", "extras", "extras-ana", "the-server-said-no"]),
        st.lists(words, max_size=3).map("\n".join),
        st.lists(st.from_regex(r"[a-zà-ž][\w./+-]{0,5}\w", fullmatch=True), max_size=3),
        st.booleans(),
        st.integers(0, 59),
    ),
    unique_by=lambda each: each[0],
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Make an episode and its index once, for libraries of which the marks alone differ."""
    folders = folders_in(tmp_path_factory.mktemp("shared"))
    write_episode(7, ASGI, "2019-09-18", folders=folders)
    library = library_of(str(folders.state), folders, Clock())
    library.synchronise()
    library.close()
    return folders


def library_of(home: str, shared: Folders, clock: Clock) -> Library:
    """Return a library of the one episode whose marks are kept below `home`."""
    return Library(Folders(home, home, shared.cache, None), bundled=str(shared.episodes), clock=clock)


@given(bookmarks)
@settings(max_examples=25, deadline=None)
def test_any_list_in_json_comes_in_again_equal(
    shared: Folders, made: list[tuple[str | None, str, list[str], bool, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        one, two = (library_of(f"{folder}/{name}", shared, clock) for name in "ab")
        episode = one.episode("tea-time:7")
        for name, note, tags, done, minute in made:
            clock.now = clock.now.replace(minute=minute)
            segment = None if name is None else episode.segment(name)
            one.marks.set_bookmark(episode, segment, on=True, note=note, tags=tuple(dict.fromkeys(tags)))
            [row] = [each for each in one.marks.bookmarks() if each.target.segment == name]
            one.marks.set_done(row, on=done)
        clock.now = clock.now.replace(hour=13)
        sent = json_text([bookmark_fields(row) for row in one.marks.bookmarks()])
        events, problems = read_bookmarks(sent.encode(), "x", "2026-01-01T00:00:00Z", lambda _url: None)
        merge_bookmarks(two.marks, two.episode, events, dry_run=False)
        assert problems == []
        assert json_text([bookmark_fields(row) for row in two.marks.bookmarks()]) == sent
        for library in (one, two):
            library.close()
