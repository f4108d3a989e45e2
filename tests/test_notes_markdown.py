"""Markdown as the whole program reads it: bare addresses are links, and the quick ways find what the parser finds."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from episodes import markdown
from episodes.markdown.found_links import parsed_links
from episodes.markdown.quick_runs import quick_runs


def inline_tokens(text: str, *, inline: bool = False) -> list[Token]:
    return [token for token in markdown.parse(text, inline=inline) if token.type == "inline"]


def found(text: str) -> list[tuple[str, str]]:
    return [(link.title, link.url) for token in inline_tokens(text) for _, link in markdown.links(token)]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("see https://a.example/b_c_d, and", "https://a.example/b_c_d"),
        ("(https://a.example/b_(c))", "https://a.example/b_(c)"),
        ("**https://a.example**", "https://a.example"),
        ("HTTP://a.example!", "HTTP://a.example"),
        ("“https://a.example/x”", "https://a.example/x"),
        ("git+https://a.example/x.git", "https://a.example/x.git"),
    ],
)
def test_a_bare_address_is_a_link_without_the_punctuation_of_its_sentence(text: str, url: str) -> None:
    assert found(text) == [(url, url)]
    (token,) = inline_tokens(text, inline=True)
    assert [child.attrGet("href") for child in token.children or [] if child.type == "link_open"] == [url]


@pytest.mark.parametrize("text", ["`https://a.example`", "https://", "xhttps://a.example", "    https://a.example"])
def test_an_address_in_code_or_without_a_host_is_no_link(text: str) -> None:
    assert found(text) == []


def test_an_address_within_a_link_stays_its_words() -> None:
    assert found("[https://a.example](https://b.example)") == [("https://a.example", "https://b.example")]


def test_links_have_the_line_where_they_begin_and_clean_words() -> None:
    (token,) = inline_tokens(
        "one\n[**two\nthree**](https://a.example) <https://b.example>\n[x][y] [](https://c.example)\n\n[y]: /d"
    )
    assert [(line, link.title, link.url) for line, link in markdown.links(token)] == [
        (1, "two three", "https://a.example"),
        (2, "https://b.example", "https://b.example"),
        (3, "x", "/d"),
        (3, "https://c.example", "https://c.example"),
    ]


def test_runs_tell_what_is_bold_code_or_a_link_line_by_line() -> None:
    (token,) = inline_tokens("**a** `b`\n[c](https://c.example) ![d](https://d.example)")
    assert markdown.runs(token) == [
        [markdown.Run("a", strong=True), markdown.Run(" "), markdown.Run("b", code=True)],
        [markdown.Run("c", "https://c.example"), markdown.Run(" ")],
    ]
    assert markdown.plain(token) == "a b c"


def test_tables_and_strikethrough_are_read() -> None:
    types = {token.type for token in markdown.parse("| a |\n|---|\n| ~~b~~ |\n")}
    assert "table_open" in types
    assert [run.text for run in markdown.runs(inline_tokens("~~b~~")[0])[0]] == ["b"]


def test_a_paragraph_that_no_person_wrote_is_plain_text() -> None:
    text = "[a](https://a.example)\n" * 3_000
    (token,) = inline_tokens(text, inline=True)
    assert {child.type for child in token.children or []} == {"text", "softbreak"}


def parsed_runs(token: Token) -> list[list[markdown.Run]]:
    """The runs as the parser alone tells them."""
    token.children = markdown.read_inline(token) or [Token("text", "", 0)]
    return markdown.runs(token)


def joined(lines: list[list[markdown.Run]]) -> list[list[markdown.Run]]:
    """Runs with neighbours that are alike made one: where exactly a parser cuts a text means nothing."""
    found = []
    for line in lines:
        row: list[markdown.Run] = []
        for run in line:
            if row and row[-1][1:] == run[1:]:
                row[-1] = run._replace(text=row[-1].text + run.text)
            else:
                row.append(run)
        found.append(row)
    return found


MARKUP = r"""[a](https://a.example) [**b**](https://b.example/x_y) [c ](https://d.example) https://e.example/_f_
** * ` <https://h.example> \ &amp; [i] ![g](https://g.example) ( ) ] text : ~~ ! é [**j** k](http://K.example/*) #1 ["""
PIECES = st.sampled_from([*MARKUP.split(), " ", "\n", "**", "[l **m** n](https://n.example)"])


@settings(deadline=None, max_examples=400)
@given(st.lists(PIECES, max_size=12).map("".join))
@example("[a](https://a.example)https://e.example")
@example("éhttps://e.example")
@example("**Ann #1:** [a](https://a.example) - **b**")
def test_the_quick_ways_find_what_the_parser_finds(text: str) -> None:
    for quick, slow in zip(inline_tokens(text), inline_tokens(text, inline=True), strict=True):
        assert markdown.links(quick) == markdown.links(slow) == parsed_links(slow)
        assert joined(markdown.runs(quick)) == joined(parsed_runs(slow))


@pytest.mark.parametrize(
    "text", ["words, only: words!", "**Ann #1: [a](https://a.example)**", "a\n b **c**\n[d **e**](http://f.example)"]
)
def test_words_bold_and_links_need_no_parser(text: str) -> None:
    assert quick_runs(text) is not None


@pytest.mark.parametrize("text", ["a_b_", "`a`", "**a", "** a**", "***a***", "[a]", "![a](/b)", "a  \nb"])
def test_what_leaves_a_doubt_is_left_to_the_parser(text: str) -> None:
    assert quick_runs(text) is None


BLOCKS = """- item
* item
+ item
1. item
2) item
-
- - -
---
===
***
> quote
```
<div>
[a]: /b
[a]:
/b
[c](d) e
**bold**
** no
| a |
|--|
:-:
"quote"
(aside)
# heading
words
-x"""
LINES = st.sampled_from([*BLOCKS.split("\n"), "", "", r"[e\]: f", "words\xa0", "\tcode", "é "])
INDENTS = st.sampled_from(["", "", "", " ", "  ", "    ", "      ", "> ", "- "])


@settings(deadline=None, max_examples=600)
@given(st.lists(st.tuples(INDENTS, LINES).map("".join), max_size=9).map("\n".join))
@example("- a\n     - b")
@example("words\n---")
def test_a_paragraph_of_one_line_is_what_it_is_without_the_quick_rule(text: str) -> None:
    usual = MarkdownIt("commonmark").enable("table")
    tokens: list[Token] = []
    usual.block.parse(text, usual, {}, tokens)
    found = markdown.parse(text, inline=False)
    for token in found:
        token.meta.pop("env", None)
    assert found == tokens
