"""Pieces of notes and of HTML that, said over and over, make a careless reader go through the rest at each of them."""

from __future__ import annotations

SIGNS = (
    *("[", ">", "> ", "![", "**", "**a ", "<", "`", "](", "[a](", "*a_ ", "'", "A ", "Extra ", "1:", "http://a", ")"),
    "- ",
)
LINES = ("**Ann #1:**\n", "```\n**Ann #1:** x\n", "## a\n", "  - 00:01 x\n", "Ann: x\n", "'" * 999 + "\n")
TAGS = (
    *("<a", "<!--", "<![CDATA[", "</", "<?", "<!", "&", '<a href="', '<a x="', "<ul><li>", "<b>", "<svg>"),
    *("<table><tr><td>", "<blockquote>", "<script>", "*_[]`", "<em>a</em><b>b</b>", "<br>", "](", "<p>" + " " * 50),
)


def repeat(piece: str, size: int) -> str:
    """Return a piece over and over, `size` characters at the most."""
    return piece * (size // len(piece))


def page(piece: str, size: int) -> str:
    """Return a page of HTML that is one piece over and over after its first paragraph."""
    return f"<p>x</p>{repeat(piece, size)}>"
