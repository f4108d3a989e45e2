"""Pieces of notes and of HTML that, said over and over, make a careless reader go through the rest at each of them."""

from __future__ import annotations

SIGNS = (
    *("[", ">", "> ", "![", "**", "**a ", "<", "`", "](", "[a](", "*a_ ", "'", "A ", "Extra ", "1:", "http://a", ")"),
    *("- ", "<a ", "<![CDATA[", "https://x.example/a ", "[t](https://x.example/) ", "&amp;", "\\", "日本", "e\u0301"),
    *("ﷺ", "\u200d", "|", "a|", "~~a", "_a_", "a" * 9 + " ", "#t ", "<b>", "a@", '"', "(", "{", "$", ".", "a.b-"),
    *("1", "1.", "-", "*", "#", "é", "a(", "&a", "<a b", "a__", "\t", "«", "'a", "C++ ", "[a][", "]: "),
)
LINES = (
    *("**Ann #1:**\n", "```\n**Ann #1:** x\n", "## a\n", "  - 00:01 x\n", "Ann: x\n", "'" * 999 + "\n", "## h\n"),
    *("- a\n", "a\n\n", "\n", "1. a\n", "> a\n", "| a | b |\n|---|---|\n", "|a\n", "[a]: http://x.example\n", "a\n"),
    *("[^1]: x\n", "    a\n", "<div>\n", "- [ ] a\n", "> > > > > > - - - x\n", "**a**\n", "Joke: a\n\n", "00:01 a\n\n"),
    *("**Extras**\n\n", "```\n", "a\n===\n", "---\n", "Sponsored by **A**, B\n\n", "[a][b]\n", "  \n"),
)
TAGS = (
    *("<a", "<!--", "<![CDATA[", "</", "<?", "<!", "&", '<a href="', '<a x="', "<ul><li>", "<b>", "<svg>"),
    *("<table><tr><td>", "<blockquote>", "<script>", "*_[]`", "<em>a</em><b>b</b>", "<br>", "](", "<p>" + " " * 50),
    *("<a ", "<p>a</p>", "<h2>a</h2>", "<li>a", "</b>", "<i><b>", "<td>a", "<pre>`", "<span><p>", "<dt>a<dd>b", "<hr>"),
    *('<a href="https://x.example/">t</a> ', '<img src="a">', "• a<br>", "&amp;", "<code>`", "<q>", "<a href='x'>["),
    *("<iframe src=x>", "<object>", "<x-y>", "<font>", "</p>", "<details><summary>a", "<!DOCTYPE>", "<title>a", "<ol>"),
)


def repeat(piece: str, size: int) -> str:
    """Return a piece over and over, `size` characters at the most."""
    return piece * (size // len(piece))


def page(piece: str, size: int) -> str:
    """Return a page of HTML that is one piece over and over after its first paragraph."""
    return f"<p>x</p>{repeat(piece, size)}>"
