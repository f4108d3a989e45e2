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
from episodes.files import LARGEST_NOTES
from episodes.importing.formats import ReadResult, read_any
from episodes.importing.formats.feed import MOST_ITEMS
from episodes.text import clean

DATA = Path(__file__).parent / "data" / "formats"
RSS = '<rss version="2.0"><channel><title>S</title>{}</channel></rss>'
ITEM = "<item><title>{}</title><description>{}</description></item>"


def read(name: str) -> ReadResult:
    return read_any((DATA / name).read_bytes(), name=name)


def reason(data: bytes | str, name: str = "it", *, must_be_feed: bool = False) -> str:
    reading = read_any(data.encode() if isinstance(data, str) else data, name=name, must_be_feed=must_be_feed)
    assert not reading.documents
    (problem,) = reading.problems
    assert problem.where == name
    return problem.reason


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


@pytest.mark.parametrize(
    "body",
    ["<a/>" * 80, f"<item>{'<a/>' * 80}</item>", "<a b='' c='' d=''/>" * 20, "<a xmlns:b='b' xmlns:c='c'/>" * 16],
)
def test_xml_of_more_parts_than_any_feed_has_is_refused(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    monkeypatch.setattr("episodes.importing.formats.xml_tree.MOST_PARTS", 100)
    assert read_any(RSS.format(f"{body}{ITEM.format('A', 'b')}").encode(), name="it").documents
    assert "has too many tags" in reason(RSS.format(body + body))


@pytest.mark.parametrize("values", ["1", "[]", '"a"'])
def test_json_of_more_values_than_any_feed_has_is_refused(monkeypatch: pytest.MonkeyPatch, values: str) -> None:
    monkeypatch.setattr("episodes.importing.formats.json_feed.MOST_VALUES", 100)
    feed = {"version": "https://jsonfeed.org/version/1", "title": "S", "items": [{"id": "1", "title": "A"}]}
    few, many = (json.dumps(feed)[:-1] + f', "more": [{",".join([values] * count)}]}}' for count in (40, 200))
    assert read_any(few.encode(), name="it").documents
    assert "more objects or values than any feed has" in reason(many)


def test_of_a_feed_with_too_many_items_no_more_are_told_than_are_read() -> None:
    items = [1] * (MOST_ITEMS + 10)
    feed = {"version": "https://jsonfeed.org/version/1", "title": "S", "items": items}
    assert len(read_any(json.dumps(feed).encode(), name="it").problems) == MOST_ITEMS + 1


def test_a_harmless_document_type_is_let_by() -> None:
    dtd = '"-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"'
    feed = RSS.format(ITEM.format("A", "b"))
    for doctype in ("<!DOCTYPE rss>", f"<!DOCTYPE rss PUBLIC {dtd}>"):
        assert read_any((doctype + feed).encode(), name="x").documents[0].title == "A"


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


def test_reading_notes_loads_neither_xml_nor_json_feeds() -> None:
    code = (
        "import sys; from episodes.importing.formats import read_any; read_any(b'# A\\n', name='a.md');"
        "print([name for name in sys.modules if name in ('xml', 'yaml', 'markdown_it') or name.endswith('_feed')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=DATA.parents[2], check=True)
    assert done.stdout.strip() == "[]"
