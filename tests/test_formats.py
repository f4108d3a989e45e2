"""Sources of every kind, told by their content; what is broken is named, and what is good is read."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.documents.document import file_name, make_episode, write_document
from episodes.importing.formats import ReadResult, read_any
from episodes.importing.formats.feed import Item, fullest, read_items
from episodes.importing.formats.html_tree import LARGEST
from episodes.importing.formats.notes_text import is_pasted
from episodes.importing.formats.titles import are_numbered, readable_title, split_title
from episodes.model import Chapter, Kind, Sponsor
from episodes.regular_files import LARGEST_NOTES
from episodes.text import clean

from .notes_files import NOTES_FILES

DATA = Path(__file__).parent / "data" / "formats"


def read(name: str) -> ReadResult:
    return read_any((DATA / name).read_bytes(), name=name)


def reason(data: bytes | str, name: str = "it", *, must_be_feed: bool = False) -> str:
    reading = read_any(data.encode() if isinstance(data, str) else data, name=name, must_be_feed=must_be_feed)
    assert not reading.documents
    (problem,) = reading.problems
    assert problem.where == name
    return problem.reason


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


@pytest.mark.parametrize("name", ["podcast.rss", "podcast.atom", "podcast.json", "page.html", "pasted.txt"])
def test_every_document_reads_the_same_from_its_own_file(name: str) -> None:
    for document in read(name).documents:
        (again,) = read_any(write_document(document).encode(), name=file_name(document)).documents
        assert again == document


def test_a_saved_page_gives_its_main_part_without_what_surrounds_it() -> None:
    (document,) = read("page.html").documents
    assert (document.show, document.number, document.title) == ("Tide & Time", 7, "On time")
    assert (document.published, document.page) == (date(2020, 2, 29), "https://tide.example/7")
    assert document.notes == "# On time\n\nThe [notes](https://tide.example/notes).\n"


def test_a_web_page_where_a_feed_should_be_says_which_feed_it_names() -> None:
    data = (DATA / "page.html").read_bytes()
    said = reason(data, "https://tide.example/7", must_be_feed=True)
    assert said == "it is a web page, not a feed; the page names this feed: https://tide.example/feed.xml"
    assert reason("<html><body>Hi</body></html>", must_be_feed=True) == "it is a web page, not a feed"
    assert reason("Hello\n", must_be_feed=True) == "it is plain text, not a feed"
    assert reason("{nonsense", must_be_feed=True) == "it is not valid JSON"


def test_pasted_text_becomes_topics_lists_and_extras() -> None:
    reading = read("pasted.txt")
    assert reading.problems == ()
    (document,) = reading.documents
    assert (document.number, document.title) == (7, "On time, at last")
    assert (document.published, document.recorded) == (date(2020, 2, 29), date(2020, 2, 26))
    assert document.sponsors == (Sponsor("Acme Clocks"),)
    assert document.kept == {"above_title": "Brought to you by Ann and Bo"}
    assert document.notes == (
        "Sponsored by Acme Clocks:\n\n"
        "## Ann #1: A clock of sand - PEP 1\n\n"
        "- Runs for an hour\n  - and then no more\n    - [really]\n"
        "- Costs \\* nothing_at_all\n  1. First\n  2. Second\n\n"
        "## Bo #2: A clock of water\n\n- See <https://water.example/a_b_c>.\n\n"
        "## Extras\n\n- A meet-up\n  - in spring\n\nWant more?\n"
    )


def test_pasted_extras_and_jokes_that_are_named_are_headings() -> None:
    text = "#7: On time\n\nAnn #1: Sand\n\n  • one\n\nExtras:\n\nAnn:\n\n  • two\n\nJoke: Tick\n\n  • three\n"
    (document,) = read_any(text.encode(), name="x.txt").documents
    assert document.notes == ("## Ann #1: Sand\n\n- one\n\n## Extras\n\n### Ann\n\n- two\n\n## Joke: Tick\n\n- three\n")


@pytest.mark.parametrize(
    "text",
    [
        "## Ann #1: [A](https://a.example)\n\n• b\n• c\n• d\n",
        "Ann #1: Sand\n\n- one\n",
        "A text.\n\n- one\n- two\n",
        "---\ntitle: A\n---\n• a\n• b\n• c\n",
    ],
)
def test_markdown_is_not_taken_for_pasted_text(text: str) -> None:
    assert not is_pasted(text)


def test_the_text_of_a_web_page_has_its_six_topics_and_the_extras() -> None:
    data = (DATA / "web-page.txt").read_bytes()
    (document,) = read_any(data, name="web-page.txt").documents
    episode = make_episode(document, "Tide & Time")
    assert (episode.id, episode.title) == ("tide-time:31", "The ferry runs on time!")
    assert (episode.published, episode.recorded) == (date(2020, 9, 16), date(2020, 9, 9))
    assert episode.sponsors == (Sponsor("Acme Ropes"),)
    topics = [segment for segment in episode.segments if segment.kind is Kind.TOPIC]
    assert [(topic.presenter, topic.number) for topic in topics] == [
        *(("Ann", 1), ("Bo", 2), ("Ann", 3), ("Bo", 4), ("Ann", 5), ("Bo", 6))
    ]
    assert topics[0].title == "A timetable for every year - Notice 12"
    assert [segment.kind for segment in episode.segments][-1] is Kind.EXTRAS
    words = "".join(character for character in data.decode() if character.isalnum())
    kept = "".join(character for character in write_document(document) if character.isalnum())
    assert len(kept) >= len(words) - len("PublishedWedrecordedWed")


@pytest.mark.parametrize("path", NOTES_FILES, ids=lambda path: path.name)
def test_notes_files_are_taken_for_markdown(path: Path) -> None:
    data = path.read_bytes()
    assert not is_pasted(data.decode())
    found = read_any(data, name=path.name)
    assert [document.warnings for document in found.documents] == [()]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "number", "show", "expected"),
    [
        ("#148: The ASGI revolution", None, None, (148, "The ASGI revolution")),
        ("#148 The ASGI revolution", None, None, (148, "The ASGI revolution")),
        ("Episode 7 - On time", None, None, (7, "On time")),
        ("Ep. 7 | On time", None, None, (7, "On time")),
        ("[7] On time", None, None, (7, "On time")),
        ("963: Hardware", 963, None, (963, "Hardware")),
        ("963 – Hardware", 963, None, (963, "Hardware")),
        ("963: Hardware", None, None, (None, "963: Hardware")),
        ("3 knots you need", None, None, (None, "3 knots you need")),
        ("24/7 watch", None, None, (None, "24/7 watch")),
        ("8-19-21: The harbour opens", None, None, (None, "8-19-21: The harbour opens")),
        ("S02E03 - Sails", None, None, (3, "Sails")),
        ("2x03 Sails", None, None, (3, "Sails")),
        ("Tide 12: On time", None, "Tide", (12, "On time")),
        ("On time (Ep. 7)", None, None, (7, "On time")),
        ("On time | #7", None, None, (7, "On time")),
        ("#7", None, None, (7, "")),
        ("2019: A look back", None, None, (None, "2019: A look back")),
        ("2019: A look back", 2019, None, (2019, "A look back")),
        ("10 things", None, None, (None, "10 things")),
        ("LW 92 - A talk on reeds", 92, None, (92, "A talk on reeds")),
        ("Lock and Weir episode 7 - Sails", 7, None, (7, "Sails")),
        ("LW 92 - A talk on reeds", None, None, (None, "LW 92 - A talk on reeds")),
        ("Python 3: what is in it", 3, None, (3, "Python 3: what is in it")),
        ("3: Three", 40, None, (40, "3: Three")),
        ("#3: Three", 40, None, (40, "#3: Three")),
        ("Challenge #2 is on", None, None, (None, "Challenge #2 is on")),
        ("C# 8", None, None, (None, "C# 8")),
        ("The 7.5: half", None, None, (None, "The 7.5: half")),
        ("", 5, None, (5, "")),
    ],
)
def test_titles_are_parted_from_their_numbers(
    text: str, number: int | None, show: str | None, expected: tuple[int | None, str]
) -> None:
    assert split_title(text, number, show)[1:] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nobody&#8217;s boat &amp; the &quot;sea&quot;", 'Nobody’s boat & the "sea"'),
        ("Tom & Ann’s <em>big</em> trip", "Tom & Ann’s big trip"),
        ("Dropping <a> inside <area> and List<int> types", "Dropping <a> inside <area> and List<int> types"),
        ("Use of &lt;div&gt; and AT&T", "Use of <div> and AT&T"),
        ("<b>Bold <i>and</i> more</b> claims", "Bold and more claims"),
    ],
)
def test_titles_lose_formatting_and_entities_but_no_tag_that_they_are_about(text: str, expected: str) -> None:
    assert readable_title(text) == expected


def test_bare_numbers_count_where_a_feed_begins_its_titles_with_them() -> None:
    assert are_numbered(["3: Ropes", "2: Knots", "1: Anchors", "A trailer"])
    assert not are_numbered(["3 - 2 - 1 - go", "Ropes", "Knots", "Anchors"])
    assert not are_numbered(["1: Ropes", "1: Knots"])


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


LATIN_1 = b'<?xml version="1.0" encoding="ISO-8859-1"?>'
RSS = '<rss version="2.0"><channel><title>S</title>{}</channel></rss>'
ITEM = "<item><title>{}</title><description>{}</description></item>"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ((DATA / "bomb.xml").read_text(), "document type (DTD) or entities, not read for safety"),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>', "not read for safety"),
        ('<!DOCTYPE rss SYSTEM "https://evil.example/x.dtd"><rss/>', "points to a document type (DTD)"),
        ('<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//X//Y" "x.dtd"><rss/>', "points to a document type (DTD)"),
        ("<rss><channel>" + "<a>" * 200, "nests more than 100 deep"),
        ("<?xml version='1.0'?><opml><body/></opml>", "it is a list of feeds without any"),
        ("<?xml version='1.0'?>", "its XML is broken at line 1 (no element found)"),
        (RSS.format(""), "it is a feed without any episode"),
        ('{"version": "https://jsonfeed.org/version/1", "title": "S", "items": []}', "feed without any episode"),
        ('{"name": "package", "version": "1.0.0"}', "it is JSON, but not a JSON Feed"),
        ("", "it is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "it is not UTF-8 text (byte 0x89 at 0)"),
        (b"x" * (LARGEST_NOTES + 1), "it is larger than 8 MB"),
        ("<html><body><script>x</script></body></html>", "it holds no text"),
    ],
)
def test_what_cannot_be_read_has_a_sentence(data: bytes | str, expected: str) -> None:
    assert expected in reason(data)


def test_a_harmless_document_type_is_let_by() -> None:
    dtd = '"-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"'
    feed = RSS.format(ITEM.format("A", "b"))
    for doctype in ("<!DOCTYPE rss>", f"<!DOCTYPE rss PUBLIC {dtd}>"):
        assert read_any((doctype + feed).encode(), name="x").documents[0].title == "A"


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


def test_the_charset_of_the_server_counts_where_the_feed_says_nothing() -> None:
    data = RSS.format(ITEM.format("é", "x")).encode("latin-1")
    reading = read_any(data, name="x", content_type="application/rss+xml; charset=ISO-8859-1")
    assert (reading.documents[0].title, reading.problems) == ("é", [])


def test_feeds_are_told_by_content_whatever_their_name() -> None:
    for name in ("podcast.rss", "podcast.atom", "podcast.json"):
        assert len(read_any(b"\n " + (DATA / name).read_bytes().lstrip(), name="notes.md").documents) >= 2


def test_hostile_text_is_clean_in_every_field_and_makes_no_path() -> None:
    evil = "../../\x1b]52;c;x\x07\x9b31m\u202e&#27;&#155;&#x202e;"
    item = "".join(
        f"<{tag}>{evil}</{tag}>"
        for tag in ("title", "link", "guid", "pubDate", "description", "category", "itunes:episode", "itunes:duration")
    )
    rss = RSS.format(f"<item>{item}</item>").replace("<title>S", f"<title>{evil}")
    feed = {
        "version": "https://jsonfeed.org/version/1",
        "title": evil,
        "items": [{"id": evil, "title": evil, "content_html": evil}],
    }
    for data in (rss, json.dumps(feed), f"---\ntitle: {evil}\n---\n{evil}", f"<html><title>{evil}</title><p>{evil}"):
        reading = read_any(data.encode(), name=evil)
        for document in reading.documents:
            written = write_document(document)
            assert clean(written) == written
            assert "/" not in file_name(document)
            assert make_episode(document, "S").id.count("/") == 0
        problems = "".join(map(str, reading.problems))
        assert clean(problems) == problems


@given(
    st.one_of(st.binary(max_size=300), st.text("<>&;![]-/?\"'= \nrsfedxmlDOCTYPE{}:a1•#", max_size=200).map(str.encode))
)
def test_any_content_is_read_or_has_a_sentence(data: bytes) -> None:
    reading = read_any(data, name="x")
    assert reading.documents or reading.problems


def test_a_full_history_of_300_episodes_is_whole() -> None:
    notes = "&lt;p&gt;See &lt;a href=&quot;https://a.example/{0}&quot;&gt;this&lt;/a&gt;&lt;/p&gt;"
    feed = RSS.format("".join(ITEM.format(f"#{at}: T", notes.format(at)) for at in range(300)))
    documents = read_any(feed.encode(), name="x").documents
    assert [document.number for document in documents] == list(range(300))
    assert documents[17].notes == "See [this](https://a.example/17)\n"


def test_reading_notes_loads_neither_xml_nor_json_feeds() -> None:
    code = (
        "import sys; from episodes.importing.formats import read_any; read_any(b'# A\\n', name='a.md');"
        "print([name for name in sys.modules if name in ('xml', 'yaml', 'markdown_it') or name.endswith('_feed')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=DATA.parents[2], check=True)
    assert done.stdout.strip() == "[]"


def test_a_head_without_notes_has_its_description_for_notes() -> None:
    for data in (
        '{"title": "Cold Start", "episode": 73, "description": "A [kettle](https://k.example/)."}',
        '+++\ntitle = "Cold Start"\nDescription = "A [kettle](https://k.example/)."\nepisode = "73"\n+++\n',
    ):
        (document,) = read_any(data.encode(), name="a.md").documents
        assert (document.title, document.number, document.notes) == (
            "Cold Start",
            73,
            "A [kettle](https://k.example/).\n",
        )
        (again,) = read_any(write_document(document).encode(), name="b.md").documents
        assert again.notes == document.notes


def test_notes_in_html_behind_a_head_are_read_like_those_of_a_feed() -> None:
    html = '<p>On <a href="/t">tubes</a>.</p>\n<h3>Times</h3><p>(00:00) Hello<br>(05:10) Bends</p>\n'
    head = '---\ntitle: "#7: Tubes"\npage: https://tubes.example/7\n---\n'
    (document,) = read_any((head + html).encode(), name="a.md").documents
    assert (document.title, document.number) == ("Tubes", 7)
    assert document.notes == "On [tubes](https://tubes.example/t).\n\n### Times\n\n(00:00) Hello  \n(05:10) Bends\n"
    section = make_episode(document, "S").segments[1]
    assert [(topic.start, topic.title) for topic in section.children] == [(0, "Hello"), (310, "Bends")]


@pytest.mark.parametrize(
    "markdown", ["# A\n\n<p>x</p>\n", "<p>x</p>\n\n- [a](https://a.example/)\n", "<kbd>x</kbd> y\n"]
)
def test_markdown_with_html_in_it_stays_as_it_is(markdown: str) -> None:
    assert read_any(f"---\ntitle: T\n---\n{markdown}".encode(), name="a.md").documents[0].notes == markdown


def test_a_name_of_words_and_a_number_gives_the_number_where_nothing_gives_a_title() -> None:
    for name, text, number in (
        ("the-tide-61.md", "- x\n", 61),
        ("the-tide-2019.md", "- x\n", None),
        ("top-5.md", "# T\n", None),
    ):
        (document,) = read_any(text.encode(), name=name).documents
        assert make_episode(document, "S").number == number


def test_addresses_with_spaces_are_made_whole() -> None:
    item = Item(title="A", page="https://a.example/the page", audio=" https://a.example/the room.mp3 ")
    [document] = read_items([item], show="S", name="feed").documents
    assert (document.page, document.audio) == ("https://a.example/the%20page", "https://a.example/the%20room.mp3")


def test_of_text_without_an_end_no_more_is_taken_than_fits_the_notes_of_one_episode() -> None:
    feed = b"<rss><channel><title>S</title><item><title>A</title><description>%s</description></item></channel></rss>"
    [document] = read_any(feed % (b"x" * (LARGEST + 100)), name="feed").documents
    assert len(document.notes) <= LARGEST + 2
    assert "were cut" in document.warnings[0]
