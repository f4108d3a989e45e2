"""What is exported: no link in it is one that the screens would not open, and no text in it becomes markup."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from episodes.importing.formats.xml_feed import write_opml
from tui.commands.output import write_markdown

from .command_runner import Earmark, data

EVIL = 'x](javascript:alert(1)) [y "><script>alert(1)</script>\n# H `c` &lt;b&gt; <img src=x> **b**'
LINKS = (
    "javascript:alert(1)",
    "https://x/>) [evil](javascript:alert(2)) <a",
    'https://x/"onclick="a',
    "//x.example",
    "-x",
)


def mark(number: int, link: str | None, **facts: object) -> None:
    line = {"time": f"2026-01-01T00:00:{number:02}.000000Z", "device": "desk-00000001", "mark": "bookmark", "on": True}
    line |= {"episode": f"gone:{number}", "segment": "a", "note": EVIL, "was": {"title": EVIL, "episode": EVIL}}
    if link is not None:
        line["was"] = {"title": EVIL, "episode": EVIL, "link": link}
    folder = data() / "marks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "desk-00000001.jsonl").open("a") as journal:
        journal.write(json.dumps(line | facts) + "\n")


class Page(HTMLParser):
    """The tags of a page, the addresses of its links and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str | None] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]


@pytest.fixture
def evil_bookmarks(earmark: Earmark) -> Earmark:
    for number, link in enumerate(LINKS):
        mark(number, link)
    mark(20, "https://good.example/a?b&c", segment="`](javascript:x)")
    return earmark


def test_a_page_for_browsers_has_good_links_alone_and_names_what_it_leaves_out(evil_bookmarks: Earmark) -> None:
    status, out, err = evil_bookmarks("bookmarks", "--format", "html")
    page = Page(out)
    assert (status, page.links) == (0, ["https://good.example/a?b&c"])
    assert page.tags == {"meta", "title", "h1", "dl", "p", "dt", "h3", "a", "dd"}
    assert page.names == {"http-equiv", "content", "href", "add_date", "data-earmark"}
    assert err.splitlines() == [
        f"earmark: gone:{number}#a has no link that a browser opens, and is left out."
        for number in reversed(range(len(LINKS)))
    ]


def test_a_list_in_markdown_has_good_links_alone_and_nothing_of_it_is_markup(evil_bookmarks: Earmark) -> None:
    out = evil_bookmarks("bookmarks", "--format", "markdown")[1]
    tokens = MarkdownIt("commonmark").parse(out.removeprefix("---\n").partition("---\n")[2])
    assert {token.type for token in tokens if token.nesting == 1} == {
        "heading_open",
        "bullet_list_open",
        "list_item_open",
        "paragraph_open",
    }
    assert sum(token.type == "list_item_open" for token in tokens) == len(LINKS) + 1
    inside = [child for token in tokens for child in token.children or ()]
    assert [child.attrGet("href") for child in inside if child.type == "link_open"] == ["https://good.example/a?b&c"]
    assert {child.type for child in inside} <= {"text", "softbreak", "link_open", "link_close", "code_inline"}
    shown = "".join(child.content for child in inside)
    assert shown.count('x](javascript:alert(1)) [y "><script>alert(1)</script> # H `c` &lt;b&gt;') == 2 * (
        len(LINKS) + 1
    )


def test_json_has_no_link_that_would_not_be_opened(evil_bookmarks: Earmark) -> None:
    rows = json.loads(evil_bookmarks("bookmarks", "--format", "json")[1])
    assert [row["link"] for row in rows] == ["https://good.example/a?b&c", *[None] * len(LINKS)]


def test_a_bookmark_without_a_link_leads_to_its_episodes_page(earmark: Earmark, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nshow: A\nnumber: 1\npage: https://a.example/1\n---\n\n## One\n\nwords\n")
    earmark("add", str(tmp_path / "a.md"))
    earmark("bookmark", "a:1#one")
    status, out, err = earmark("bookmarks", "--format", "html")
    assert (status, err, Page(out).links) == (0, "", ["https://a.example/1"])


def test_a_list_of_feeds_is_sound_whatever_a_show_is_called() -> None:
    from xml.etree import ElementTree

    root = ElementTree.fromstring(
        write_opml([('"/><outline xmlUrl="https://evil.example/"/>', "https://a.example/?a&b")])
    )
    assert [(outline.get("xmlUrl"), len(outline)) for outline in root.iter("outline")] == [
        ("https://a.example/?a&b", 0)
    ]


def test_a_terminal_gets_no_link_that_the_screens_would_not_open(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    write_markdown("[good](https://a.example/) [evil](vscode://x) ![picture](ftp://b.example/a.png)\n")
    out = capsys.readouterr().out
    assert "https://a.example/" in out
    assert "vscode" not in out
    assert "ftp:" not in out
