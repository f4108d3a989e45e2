"""Markdown as the whole program reads it: bare addresses are links, and the scanner finds what the parser finds."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from episodes.notes.block_reader import read_blocks
from episodes.notes.inline import Run, links, parsed_runs, runs, scan
from episodes.notes.markdown import parse_blocks, parse_inline


def inline_tokens(text: str) -> list[Token]:
    return [token for token in parse_blocks(text) if token.type == "inline"]


def found(text: str) -> list[tuple[str, str]]:
    return [(link.title, link.url) for token in inline_tokens(text) for _, link in links(runs(token))]


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
    (token,) = inline_tokens(text)
    assert [child.attrGet("href") for child in parse_inline(token) if child.type == "link_open"] == [url]


@pytest.mark.parametrize("text", ["`https://a.example`", "https://", "xhttps://a.example", "    https://a.example"])
def test_an_address_in_code_or_without_a_host_is_no_link(text: str) -> None:
    assert found(text) == []


def test_an_address_within_a_link_stays_its_words() -> None:
    assert found("[https://a.example](https://b.example)") == [("https://a.example", "https://b.example")]


def test_links_have_the_line_where_they_begin_and_clean_words() -> None:
    (token,) = inline_tokens(
        "one\n[**two\nthree**](https://a.example) <https://b.example>\n[x][y] [](https://c.example)\n\n[y]: /d"
    )
    assert [(line, link.title, link.url) for line, link in links(runs(token))] == [
        (1, "two three", "https://a.example"),
        (2, "https://b.example", "https://b.example"),
        (3, "x", "/d"),
        (3, "https://c.example", "https://c.example"),
    ]


def test_runs_tell_what_is_bold_code_or_a_link_line_by_line() -> None:
    (token,) = inline_tokens("**a** `b`\n[c](https://c.example) ![d](https://d.example)")
    assert runs(token) == [
        [Run("a", strong=True), Run(" "), Run("b", code=True)],
        [Run("", "https://c.example"), Run("c", "https://c.example"), Run(" ")],
    ]


def test_tables_and_strikethrough_are_read() -> None:
    types = {token.type for token in parse_blocks("| a |\n|---|\n| ~~b~~ |\n")}
    assert "table_open" in types
    assert [run.text for run in runs(inline_tokens("~~b~~")[0])[0]] == ["b"]


def test_a_paragraph_that_no_person_wrote_is_plain_text_with_its_addresses() -> None:
    text = "[a](https://a.example)\n" * 3_000
    (token,) = inline_tokens(text)
    found = parse_inline(token)
    assert {child.type for child in found} == {"text", "softbreak", "link_open", "link_close"}
    assert "".join(child.content for child in found).startswith("[a](https://a.example)[a](")


def joined(lines: list[list[Run]]) -> list[list[Run]]:
    """Runs with neighbours that are alike made one: where exactly a parser cuts a text means nothing."""
    found = []
    for line in lines:
        row: list[Run] = []
        for run in filter(any, line):
            if row and run.text and row[-1].text and row[-1][1:] == run[1:]:
                row[-1] = run._replace(text=row[-1].text + run.text)
            else:
                row.append(run)
        found.append(row)
    return found


MARKUP = r"""[a](https://a.example) [**b**](https://b.example/x_y) [c ](https://d.example/(d)) https://e.example/_f_
** * ` <https://h.example> \ &amp; & [i] ![g](https://g.example) ( ) ] text : ~~ ! é – [**j** k](http://K.example/*) #1
[ _ a_b `code` `` \* \[ [m](#t=00:10) [`n`](https://n.example:80/?a=1&b) http ://"""
PIECES = st.sampled_from([*MARKUP.split(), " ", "  ", "\n", "**", "[l **m** n](https://n.example)", "\n\n[i]: /d\n\n"])


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=12).map("".join))
@example("[a](https://a.example)https://e.example")
@example("éhttps://e.example")
@example("http\n://a.example")
@example("**a [b** c **d](https://a.example) e**")
@example("[a](https://a.example/?b&copy;)")
@example("**Ann #1:** [a](https://a.example) - **b**")
@example("**[a](https://a.example)**")
@example("**a.**b")
@example("a \n b")
@example("` a `")
@example("a &#38; b")
@example("[i]\n\n[i]: /d\n\n")
def test_the_scanner_finds_what_the_parser_finds_or_leaves_it_to_it(text: str) -> None:
    for token in inline_tokens(text):
        assert joined(runs(token)) == joined(parsed_runs(token))
        assert links(runs(token)) == links(parsed_runs(token))


@pytest.mark.parametrize(
    "text",
    [
        "words, only: words!",
        "**Ann #1: [a](https://a.example)**",
        "a\n b **c**\n[d **e**](http://f.example)",
        "`a` [b] c_d & https://a.example/_e",
        r"**[00:10](#t=00:10)** a \* b",
    ],
)
def test_words_bold_code_and_links_need_no_parser(text: str) -> None:
    assert scan(text) is not None


@pytest.mark.parametrize("text", ["_a_", "*a*", "``a``", "`a", "**a", "***a***", "[a", "![a](/b)", "<b>", "a&lt;"])
def test_what_leaves_a_doubt_is_left_to_the_parser(text: str) -> None:
    assert scan(text) is None


def test_words_in_brackets_are_a_link_where_the_notes_define_it() -> None:
    assert found("a [b]") == []
    assert found("a [b]\n\n[b]: https://b.example") == [("b", "https://b.example")]


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


KINDS = ("inline", "html_block", "fence")


def addresses_of(token: Token) -> dict[str, str]:
    """Return where the names lead that the notes define, as a token tells it."""
    references = token.meta.get("definitions", {}).get("references", {})
    return {name: each["href"] for name, each in references.items()}


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(INDENTS, LINES | st.sampled_from(["- item", "", "words"])).map("".join), max_size=16))
@example(["- a", "  - b", "", "  words", "", "words", "- c", "words"])
@example(["- a", "     - b"])
@example(["- a", "# heading", "  - b"])
@example(["words", "---"])
@example(["words", "    - no item", "", "```", "# no heading", "```", "# heading"])
@example([" - a", " - b", "", "> quote", "", "words", "  - c", "", "[a]", "", "[a]: /b"])
def test_blocks_are_found_where_markdown_it_finds_them(source: list[str]) -> None:
    source = [f"{line}\n" for line in source]
    expected: list[tuple[int, str, int, str]] = []
    tokens, at = parse_blocks("".join(source)), 0
    for token in tokens:
        at = token.map[0] if token.map else at
        if token.type in KINDS:
            expected.append((at, token.type, token.level, token.content))
    found = read_blocks(source, 0, len(source))
    assert [(b.line, b.token.type, b.token.level, b.token.content) for b in found] == expected
    assert [addresses_of(b.token) for b in found] == [addresses_of(t) for t in tokens if t.type in KINDS]
