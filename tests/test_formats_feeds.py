"""RSS, Atom and JSON Feed: what their items say of episodes, in any encoding, with the usual mistakes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from episodes.html_reader import LARGEST
from episodes.importing.formats import ReadResult, read_any
from episodes.importing.formats.feed import FeedItem, fullest, read_items
from episodes.model import Chapter

DATA = Path(__file__).parent / "data" / "formats"
RSS = '<rss version="2.0"><channel><title>S</title>{}</channel></rss>'
ITEM = "<item><title>{}</title><description>{}</description></item>"


def read(name: str) -> ReadResult:
    return read_any((DATA / name).read_bytes(), name=name)


def test_rss_gives_all_that_podcasts_put_there() -> None:
    first, second, recording, third = read("podcast.rss").documents
    assert (first.show, first.number, first.title) == ("Tide & Time", 148, "The quartz revolution")
    assert first.published == date(2019, 9, 18)
    assert first.page == "https://tide.example/148?a=1&b=2"
    assert (first.hosts, first.guests, first.tags) == (("Ann Ash",), ("Cy Cedar",), ("clocks", "quartz"))
    assert first.chapters == (Chapter(0, "Hello"), Chapter(81, "A clock of sand", "https://tide.example/sand"))
    assert first.kept == {"guid": "tide-148"}
    assert (first.audio, first.duration) == ("https://tide.example/148.mp3", 1805)
    assert first.notes == (
        "**Ann #1:** [**A clock of sand**](https://tide.example/sand)\n\n"
        "- Runs for an hour\n  - and then no more\n- See [here](https://sand.example/x_(y))\n\n"
        "## Extras\n\nBo & Cy: nothing [31m today !\n"
    )
    assert (second.number, second.title) == (147, "On time")
    assert second.notes == "Notes at <https://a.example/b_c>, and \\*more\\*.  \nSecond line.\n"
    assert (recording.title, recording.audio) == (None, "https://tide.example/146.mp3")
    assert (third.number, third.title, third.notes) == (None, "2019: A look back", "Packed & sent.\n")
    assert third.chapters == (Chapter(0, "Hello"), Chapter(90, "Years", "https://y.example"))


def test_an_item_that_says_nothing_and_a_wrong_date_are_named() -> None:
    found = read("podcast.rss")
    assert [(document.title, document.warnings) for document in found.documents] == [
        ("The quartz revolution", ()),
        ("On time", ("its date is not a date: 'someday'",)),
        (None, ()),
        ("2019: A look back", ()),
    ]
    nothing = read_any(RSS.format("<item><guid>1</guid></item>").encode(), name="x").problems
    assert [str(problem) for problem in nothing] == ["1: it has no title, no notes and no recording"]


def test_atom_is_read_with_its_three_kinds_of_text() -> None:
    reading = read("podcast.atom")
    assert reading.problems == []
    first, second, third = reading.documents
    assert (first.show, first.number, first.title) == ("Tide & Time", 7, "On <time>")
    assert (first.published, first.page, first.tags) == (date(2020, 2, 29), "https://tide.example/7", ("clocks",))
    assert (first.chapters, first.notes) == ((Chapter(65, "Late"),), "A [link](https://a.example).\n")
    assert (second.number, second.title, second.notes) == (8, "Sundials", "## News\n\n- Made of *stone*\n")
    assert third.notes == "x \\<b> y  \nsecond line\n"


def test_json_feed_is_read_and_what_is_no_item_is_named() -> None:
    reading = read("podcast.json")
    first, second = reading.documents
    assert (first.show, first.number, first.title) == ("Tide & Time", 7, "On time")
    assert (first.published, first.notes) == (date(2020, 2, 29), "A [link](https://a.example).\n")
    assert first.chapters == (Chapter(65, "Late"),)
    assert first.kept == {"guid": "tide-7"}
    assert (first.audio, first.duration) == ("https://tide.example/7.mp3", 60)
    assert (second.published, second.notes) == (date(2020, 3, 7), "x \\<b> y\n")
    assert [str(problem) for problem in reading.problems] == [
        "podcast.json: its item 3 is not an object",
        "9: it has no title, no notes and no recording",
    ]


def test_the_fullest_text_of_an_item_is_its_notes() -> None:
    cut, whole = "We speak of ropes. They [&#8230;]", "We speak of ropes. They talk about hemp, and nylon."
    linked = '<p>On <a href="https://a.example/">a</a></p>'
    assert fullest(["", cut, whole]) == whole
    assert fullest([linked, "On a, and little more"]) == linked
    assert fullest(['<p>&nbsp;</p><img src="https://i.example/1.gif">', "", "x"]) == "x"
    assert fullest(["", " "]) == ""


@pytest.mark.parametrize(
    "body",
    [
        "<item><title>A</title></item><item><title>B &#8;C &bogus; & D</title></item>",
        "<item><title>A</title><media:x url='x'/><foo:bar/></item><item><title>B C &amp;bogus; &amp; D</title></item>",
        "<item><TITLE>A</TITLE></item><ITEM><Title>B C &amp;bogus; &amp; D</Title></ITEM>",
    ],
)
def test_what_is_wrong_in_xml_costs_only_itself(body: str) -> None:
    found = read_any(RSS.format(body).encode(), name="x")
    assert [document.title for document in found.documents] == ["A", "B C &bogus; & D"]
    assert found.problems == []


@pytest.mark.parametrize(
    "namespace",
    ["http://purl.org/rss/1.0/modules/content", "HTTPS://purl.org/RSS/1.0/modules/content/"],
)
def test_namespaces_are_known_in_any_case_under_any_prefix(namespace: str) -> None:
    body = f"<item><title>A</title><c:Encoded xmlns:c='{namespace}'>notes</c:Encoded></item>"
    assert read_any(RSS.format(body).encode(), name="x").documents[0].notes == "notes\n"
    body = "<item><title>A</title><episode xmlns='http://www.itunes.com/DTDs/Podcast-1.0.dtd'>7</episode></item>"
    assert read_any(RSS.format(body).encode(), name="x").documents[0].number == 7


def test_relative_links_start_from_the_base_the_page_the_site_or_the_feed() -> None:
    link = '<description>&lt;a href="a"&gt;a&lt;/a&gt;</description>'
    site = "<link>https://site.example/show/</link>"

    def links(body: str) -> list[str]:
        documents = read_any(RSS.format(body).encode(), name="https://feed.example/f/rss").documents
        return [document.notes.strip() for document in documents]

    assert links(f"<item xml:base='https://b.example/x/'><link>/p/</link>{link}</item>") == [
        "[a](https://b.example/x/a)"
    ]
    assert links(f"{site}<item><link>ep/7/</link>{link}</item>") == ["[a](https://site.example/show/ep/7/a)"]
    assert links(f"{site}<item>{link}</item>") == ["[a](https://site.example/show/a)"]
    assert links(f"<item>{link}</item>") == ["[a](https://feed.example/f/a)"]


@pytest.mark.parametrize("tagged", ['Second: <a href="https://two.example/b">two</a>', "Tom &amp; Ann"])
def test_plain_text_with_a_stray_tag_or_entity_keeps_its_lines(tagged: str) -> None:
    text = f"Of ropes.\n\n00:00 Welcome\n02:10 Hemp\n\n- One\n- {tagged}"
    body = f"<item><title>A</title><description><![CDATA[{text}]]></description></item>"
    (document,) = read_any(RSS.format(body).encode(), name="x").documents
    assert document.notes.startswith("Of ropes.\n\n00:00 Welcome  \n02:10 Hemp\n\n- One\n- ")


def test_of_sections_that_never_end_only_the_first_is_searched_for_its_end() -> None:
    from episodes.importing.formats.xml_tree import _TO_MEND

    assert len(_TO_MEND.findall("<x><![CDATA[ & " * 50)) == 1


def test_what_a_comment_holds_hides_no_mistake_behind_it() -> None:
    feed = RSS.format("<!-- <![CDATA[ a & b --><item><title>Kettles&rsquo; cups</title><guid>1</guid></item>")
    (document,) = read_any(feed.encode(), name="x").documents
    assert document.title == "Kettles’ cups"


def test_small_mistakes_of_xml_are_mended() -> None:
    feed = RSS.format(
        "<item><title>A &amp; B & C &nbsp;&copy; &nosuch;</title><itunes:episode>7</itunes:episode></item>"
    )
    (document,) = read_any(feed.encode(), name="x").documents
    assert (document.title, document.number) == ("A & B & C © &nosuch;", 7)


def test_a_feed_that_breaks_off_gives_what_was_whole() -> None:
    feed = RSS.format(ITEM.format("A", "a") + ITEM.format("B", "b" * 500))[:180]
    reading = read_any(feed.encode(), name="feed.xml")
    assert [document.title for document in reading.documents] == ["A"]
    assert "its XML is broken at line 1" in str(reading.problems[0])
    assert "what stands before was read" in str(reading.problems[0])


@pytest.mark.parametrize(
    ("data", "title", "told"),
    [
        (
            b'<?xml version="1.0" encoding="windows-1252"?>' + RSS.format(ITEM.format("é", "x")).encode("cp1252"),
            "é",
            "",
        ),
        (RSS.format(ITEM.format("é", "x")).encode("utf-16"), "é", ""),
        (
            b'<?xml version="1.0" encoding="ISO-8859-1"?>' + RSS.format(ITEM.format("“é”", "x")).encode("cp1252"),
            "“é”",
            "",
        ),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + RSS.format(ITEM.format("“é”", "x")).encode(), "“é”", ""),
        (b"\xef\xbb\xbf" + RSS.format(ITEM.format("é", "x")).encode(), "é", ""),
        (RSS.format(ITEM.format("é", "x")).encode("latin-1"), "�", "it is not utf-8 text (byte 0xe9"),
        (
            b'<?xml version="1.0" encoding="zip"?>' + RSS.format(ITEM.format("e", "x")).encode(),
            "e",
            "",
        ),
    ],
)
def test_feeds_in_any_encoding_are_read(data: bytes, title: str, told: str) -> None:
    reading = read_any(data, name="x")
    assert reading.documents[0].title == title
    assert told in " ".join(map(str, reading.problems))


@pytest.mark.parametrize("name", ["undefined", "idna", "punycode", "unicode_escape"])
def test_what_python_alone_calls_an_encoding_is_none_of_a_feed(name: str) -> None:
    head = f'<?xml version="1.0" encoding="{name}"?>'
    reading = read_any(f"{head}{RSS.format(ITEM.format('é', 'x'))}".encode("latin-1"), name="x")
    assert reading.documents[0].title == "�"
    assert f"its encoding '{name}' is not known; it was read as UTF-8" in str(reading.problems[0])


def test_the_charset_of_the_server_counts_where_the_feed_says_nothing() -> None:
    data = RSS.format(ITEM.format("é", "x")).encode("latin-1")
    reading = read_any(data, name="x", content_type="application/rss+xml; charset=ISO-8859-1")
    assert (reading.documents[0].title, reading.problems) == ("é", [])


def test_a_full_history_of_300_episodes_is_whole() -> None:
    notes = "&lt;p&gt;See &lt;a href=&quot;https://a.example/{0}&quot;&gt;this&lt;/a&gt;&lt;/p&gt;"
    feed = RSS.format("".join(ITEM.format(f"#{at}: T", notes.format(at)) for at in range(300)))
    documents = read_any(feed.encode(), name="x").documents
    assert [document.number for document in documents] == list(range(300))
    assert documents[17].notes == "See [this](https://a.example/17)\n"


def test_addresses_with_spaces_are_made_whole() -> None:
    item = FeedItem(title="A", page="https://a.example/the page", audio=" https://a.example/the room.mp3 ")
    [document] = read_items([item], show="S", name="feed").documents
    assert (document.page, document.audio) == ("https://a.example/the%20page", "https://a.example/the%20room.mp3")


def test_of_text_without_an_end_no_more_is_taken_than_fits_the_notes_of_one_episode() -> None:
    feed = b"<rss><channel><title>S</title><item><title>A</title><description>%s</description></item></channel></rss>"
    [document] = read_any(feed % (b"x" * (LARGEST + 100)), name="feed").documents
    assert len(document.notes) <= LARGEST + 2
    assert "were cut" in document.warnings[0]
