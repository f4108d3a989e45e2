"""What a publisher changes, from a real server on loopback: every mark stays on its own text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

import pytest

from episodes.folders import Folders
from episodes.library import Library

from .feed_server import SHOW, Server, as_feed, as_file, issue, write_folder
from .library_builder import LibraryBuilder, ids, reasons
from .mark_helpers import mark, marked


@dataclass(frozen=True)
class Item:
    """An item of a feed; its notes hold one topic that is named after it."""

    title: str
    guid: str
    day: str | None = None
    number: int | None = None
    season: int | None = None
    type: str | None = None
    topic: str = ""

    def xml(self) -> str:
        facts = {
            "title": escape(self.title),
            "guid": self.guid,
            "pubDate": self.day and f"{self.day} Mar 2022 08:00:00 GMT",
            "itunes:episode": self.number,
            "itunes:season": self.season,
            "itunes:episodeType": self.type,
            "description": escape(f"<h2>On {self.topic or self.title}</h2><p>Words of {self.topic or self.title}</p>"),
        }
        return "<item>" + "".join(f"<{key}>{said}</{key}>" for key, said in facts.items() if said) + "</item>"


def feed(*items: Item, show: str = "Harbour") -> bytes:
    space = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    body = "".join(each.xml() for each in items)
    return (
        f'<?xml version="1.0"?><rss version="2.0" {space}><channel><title>{show}</title>{body}</channel></rss>'.encode()
    )


def mark_all(library: Library) -> dict[str, str]:
    """Mark the topic of every episode; return the ids by the topics."""
    found = {}
    for episode in ids(library):
        [segment] = [segment for segment in library.episode(episode).walk() if segment.title]
        mark(library, episode, segment.title or "")
        found[segment.title or ""] = episode
    return found


def check_marks(library: Library, topics: dict[str, str]) -> None:
    """Check that each topic is marked still, in the episode that it was marked in, and nothing else is."""
    assert {(title, episode) for episode in ids(library) for title in marked(library, episode)} == set(topics.items())
    assert not any(row.gone for row in library.marks.bookmarks())


ANCHORS = Item("Anchors", "h-1", "07", 1, 1)
BUOYS = Item("Buoys", "h-2", "14", 2, 1)
ROPES = Item("Ropes", "h-3", "21", 1, 2)
NEWS = [Item("News at eight", f"n-{day}", day, topic=topic) for day, topic in (("07", "rain"), ("14", "wind"))]


def moved(*items: Item) -> list[Item]:
    return [replace(each, number=(each.number or 0) + 1) for each in items]


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ([ANCHORS, BUOYS], [ROPES, ANCHORS, BUOYS], {"Anchors": "1", "Buoys": "2", "Ropes": "s2e1"}),
        ([ANCHORS, BUOYS], [ROPES], {"Anchors": "1", "Buoys": "2", "Ropes": "s2e1"}),
        (
            [ANCHORS],
            [Item("A storm", "h-b", "10", 1, 1, "bonus"), ANCHORS],
            {"Anchors": "1", "A storm": "1-bonus"},
        ),
        ([NEWS[0]], [NEWS[1]], {"rain": "news-at-eight", "wind": "news-at-eight-2022-03-14"}),
        ([ANCHORS, BUOYS], [Item("Hello", "h-0", "01", 1), *moved(ANCHORS, BUOYS)],
         {"Anchors": "1", "Buoys": "2", "Hello": "1-2022-03-01"}),
        ([ANCHORS], [replace(ANCHORS, number=11)], {"Anchors": "1"}),
        ([ANCHORS], [replace(ANCHORS, title="Anchors!", guid="other", topic="Anchors")], {"Anchors": "1"}),
        ([Item("7 knots", "k", "07")], [Item("7 ropes", "r", "14"), Item("7 knots", "k", "07")],
         {"7 knots": "7-knots", "7 ropes": "7-ropes"}),
        ([Item("One", "g", "07"), Item("Two", "g", "14")], [Item("Two", "g", "14"), Item("Three", "g", "21")],
         {"One": "one", "Two": "two", "Three": "three"}),
    ],
    ids=["season", "season alone", "bonus", "equal titles", "numbers move", "number mended", "guid changed", "digits",
         "guid used twice"],
)  # fmt: skip
def test_an_update_keeps_every_mark_on_its_own_text(
    library: Library, server: Server, before: list[Item], after: list[Item], names: dict[str, str]
) -> None:
    library.sources.add(server.put(feed(*before)))
    topics = mark_all(library)
    server.put(feed(*after))
    [report] = library.sources.update()
    assert report.skipped == []
    check_marks(library, topics)
    assert {f"On {topic}": f"harbour:{name}" for topic, name in names.items()} == {
        segment.title: episode for episode in ids(library) for segment in library.episode(episode).walk()
    }
    library.rebuild()
    check_marks(library, topics)
    server.put(feed(*after, show="Harbour").replace(b"<rss", b"\n<rss"))
    [report] = library.sources.update()
    assert len(report.unchanged) == len(after), "it is settled"


def test_a_show_that_its_publisher_renamed_keeps_its_ids(library: Library, server: Server) -> None:
    library.sources.add(server.put(feed(ANCHORS, BUOYS)))
    topics = mark_all(library)
    server.put(feed(ANCHORS, BUOYS, ROPES, show="Sea Talk"))
    list(library.sources.update())
    check_marks(library, topics)
    assert ids(library) == ["harbour:1", "harbour:2", "harbour:s2e1"]
    assert {row.show for row in library.rows()} == {"Sea Talk"}


def test_a_renamed_show_has_one_name_also_where_the_feed_no_longer_holds_an_episode(
    library: Library, server: Server, folders: Folders
) -> None:
    tides = Item("Tides", "h-4", "28", 3, 1)
    library.sources.add(server.put(feed(ANCHORS, BUOYS, tides)))
    topics = mark_all(library)
    [by_hand] = Path(str(folders.episodes)).rglob("*buoys*.md")
    by_hand.write_text(by_hand.read_text() + "\nMine.\n")
    server.put(feed(tides, show="Sea Talk"))
    [report] = library.sources.update(dry_run=True)
    assert sorted(report.changed) == ["harbour:1", "harbour:3"]
    assert {row.show for row in library.rows()} == {"Harbour"}
    [report] = library.sources.update()
    assert (sorted(report.changed), report.skipped) == (["harbour:1", "harbour:3"], [])
    for _ in range(2):
        assert {row.id: row.show for row in library.rows()} == {
            "harbour:1": "Sea Talk",
            "harbour:2": "Harbour",
            "harbour:3": "Sea Talk",
        }
        check_marks(library, topics)
        library.rebuild()
    server.put(feed(ANCHORS, tides, show="Sea Talk"))
    [report] = library.sources.update()
    assert (sorted(report.unchanged), report.changed) == (["harbour:1", "harbour:3"], [])


@pytest.mark.parametrize("guids", ["same", "other"])
def test_a_feed_that_moved_is_the_same_show(library: Library, server: Server, guids: str) -> None:
    items = [ANCHORS, BUOYS]
    library.sources.add(server.put(feed(*items), "/old"))
    topics = mark_all(library)
    there = [replace(each, guid=f"{guids}-{each.guid}" if guids == "other" else each.guid) for each in items]
    report = library.sources.add(server.put(feed(*there, ROPES), "/new"))
    assert report.added == ["harbour:s2e1"]
    old = server.url("/old")
    assert report.remarks == [f"all episodes of {old} are this source's now; `earmark remove {old}` removes it"]
    check_marks(library, topics)
    for _ in range(2):
        assert not any(report.remarks for report in library.sources.update())
        check_marks(library, topics)
    assert library.sources.remove(old).episodes == []
    assert ids(library) == ["harbour:1", "harbour:2", "harbour:s2e1"]


def test_a_feed_that_has_episodes_of_its_own_left_is_not_named(library: Library, server: Server) -> None:
    library.sources.add(server.put(feed(ANCHORS, BUOYS), "/old"))
    assert library.sources.add(server.put(feed(BUOYS, ROPES), "/new")).remarks == []


def test_two_feeds_of_one_name_are_two_shows(library: Library, server: Server) -> None:
    green = Item("Green", "g-1", number=1)
    library.sources.add(server.put(feed(ANCHORS), "/a"))
    topics = mark_all(library)
    report = library.sources.add(server.put(feed(green), "/b"))
    assert report.added == ["harbour-2:1"]
    assert report.lines() == ["Harbour is the name of another show too; the episodes of this one are harbour-2:…"]
    server.put(feed(replace(ANCHORS, title="Anchors, mended", topic="Anchors"), BUOYS), "/a")
    server.put(feed(green, replace(green, title="Black", guid="g-2", number=2)), "/b")
    list(library.sources.update())
    check_marks(library, topics)
    assert ids(library) == ["harbour-2:1", "harbour-2:2", "harbour:1", "harbour:2"]


def test_an_item_with_nothing_but_text_is_kept_under_its_words(library: Library, server: Server) -> None:
    item = b"<item><description>Nothing but words</description></item>"
    library.sources.add(server.put(feed().replace(b"</channel>", item + b"</channel>")))
    assert ids(library) == ["harbour:nothing-but-words"]


def test_an_archive_brings_notes_and_keeps_what_the_feed_knows(
    library: Library, server: Server, tmp_path: Path
) -> None:
    library.sources.add(server.put(as_feed([issue(1)])))
    archive = tmp_path / "fish-chips"
    archive.mkdir()
    (archive / "1.md").write_text(f"# {SHOW} 1\n\n**Ann #1:** **The whole story**\n\n- Told at length\n")
    assert library.sources.add(str(archive)).changed == ["fish-chips:1"]
    for _ in range(2):
        episode = library.episode("fish-chips:1")
        assert "Told at length" in episode.notes
        assert (episode.title, episode.published) == (issue(1).title, issue(1).published)
        assert (episode.page, episode.audio) == ("https://fish.example/1", "https://fish.example/1.mp3")
        list(library.sources.update())


def test_facts_of_an_episode_that_ships_fill_what_another_copy_lacks(builder: LibraryBuilder) -> None:
    head = "id: tea:1\nshow: Tea\nnumber: 1\ntitle: On tea\npublished: 2019-01-02\nhosts: [Ann]\n"
    builder.put("1.md", f"---\n{head}---\n\nIn short.\n", builder.bundled)
    builder.put("1.md", "# Tea 1\n\nAt length.\n")
    builder.sync()
    builder.add(show="Tea")
    for _ in range(2):
        [row] = builder.library.rows()
        assert (row.id, row.title, str(row.published)) == ("tea:1", "On tea", "2019-01-02")
        episode = builder.library.episode("tea:1")
        assert (episode.hosts, episode.notes) == (("Ann",), "# Tea 1\n\nAt length.\n")
        assert builder.found("year:2019 length") == ["1#intro"]
        builder.library.rebuild()
        builder.library = builder.open()


def as_before_ids(path: Path, *, id_line: str = "") -> None:
    """Write a file as it was written before every file held its id."""
    lines = path.read_text().splitlines(keepends=True)
    path.write_text(id_line + "".join(line for line in lines if not line.startswith("id: ")))


@pytest.fixture
def elder(library: Library, server: Server, folders: Folders) -> Library:
    """Return a library whose files hold no ids, of numbers and of a title."""
    words = "<item><title>7 ways</title><guid>w</guid><description>&lt;h2&gt;Ways&lt;/h2&gt;</description></item>"
    page = as_feed([issue(1), issue(2)]).replace(b"</channel>", words.encode() + b"</channel>")
    library.sources.add(server.put(page))
    for path in Path(str(folders.episodes)).rglob("*.md"):
        as_before_ids(path)
    library.rebuild()
    return library


def test_files_without_an_id_keep_the_one_that_number_or_name_made(elder: Library, server: Server) -> None:
    assert ids(elder) == ["fish-chips:1", "fish-chips:2", "fish-chips:7"], "7-ways.md was an episode 7"
    mark(elder, "fish-chips:2", "Why ")
    mark(elder, "fish-chips:7", "Ways")
    server.put(as_feed([replace(issue(2), title="Mended"), issue(3)], show="Renamed"))
    [report] = elder.sources.update()
    assert (report.added, reasons(report)) == (["fish-chips:3"], {})
    assert report.changed == ["fish-chips:2", "fish-chips:1", "fish-chips:7"], "the others are renamed"
    assert list(marked(elder, "fish-chips:2").values()) == ["for Why"]
    assert list(marked(elder, "fish-chips:7").values()) == ["for Ways"]
    elder.rebuild()
    assert ids(elder) == ["fish-chips:1", "fish-chips:2", "fish-chips:3", "fish-chips:7"]


def test_an_archive_under_an_invented_show_is_put_right_with_its_marks(builder: LibraryBuilder) -> None:
    write_folder(builder.notes, [])
    for number in (1, 2):
        builder.put(f"{number}.md", as_file(issue(number)).replace("show: Fish & Chips\n", ""))
    builder.add(show="Invented")
    assert builder.ids() == ["invented:1", "invented:2"]
    mark(builder.library, "invented:2", "Why ")
    report = builder.add(show="Fish Chips")
    assert sorted(report.changed) == ["fish-chips:1", "fish-chips:2"]
    assert builder.ids() == ["fish-chips:1", "fish-chips:2"]
    library = builder.open()
    assert list(marked(library, "fish-chips:2").values()) == ["for Why"]
    assert [row.gone for row in library.marks.bookmarks()] == [False]
    assert library.targets.find("invented:2").episode == "fish-chips:2"
    builder.update()
    assert builder.ids() == ["fish-chips:1", "fish-chips:2"]


def test_a_title_of_another_copy_goes_before_one_made_of_the_files_name(builder: LibraryBuilder) -> None:
    builder.put("1.md", "---\nid: tea:1\nshow: Tea\nnumber: 1\ntitle: On tea!\n---\n\nIn short.\n", builder.bundled)
    builder.put("1-on-tea.md", "At length.\n")
    builder.put("2-on-cups.md", "At length, too.\n")
    builder.sync()
    builder.add(show="Tea")
    assert {row.id: row.title for row in builder.library.rows()} == {"tea:1": "On tea!", "tea:2": "On cups"}
    assert builder.add(show="Tea").changed == []


def test_transcripts_that_came_in_as_a_show_do_not_hinder_its_notes(
    builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        builder.put(f"notes/{number}.md", f"# Tea Time {number}\n\n## On cups {number}\n\nWords.\n")
        builder.put(f"transcripts/{number}.txt", "We said this and that.\n")
    with monkeypatch.context() as before:
        before.setattr("episodes.importing.scan._TRANSCRIPTS", re.compile("nothing"))
        before.setattr("episodes.importing.scan.show_of_headings", lambda notes: None)
        builder.add()
    assert builder.ids() == ["fish-and-chips:1", "fish-and-chips:2", "transcripts:1", "transcripts:2"]
    mark(builder.library, "fish-and-chips:2", "On cups")
    report = builder.update()
    assert (report.added, len(report.unchanged) + len(report.changed)) == ([], 2)
    report = builder.add(show="Tea Time")
    assert sorted(report.changed) == ["tea-time:1", "tea-time:2"]
    assert report.remarks == [
        "2 episodes of transcripts came from there too, and nothing there is one of them now;"
        " to remove them delete their files"
    ]
    library = builder.open()
    assert list(marked(library, "tea-time:2").values()) == ["for On cups"]
