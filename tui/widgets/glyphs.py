"""The glyphs in rows and notes, one cell each, and what each means.

They differ by their shape: colour only helps. None of them is one that terminals draw as an emoji.
"""

EARMARK = "◥"
"""A turned-down corner: bookmarked."""
NEW = "✦"
"""Came in since the last visit."""
UNREAD = "○"
READ = "●"
FILLS = "○◔◑◕●"
"""How much of something is read, from nothing to all."""
CURSOR = "▌"
"""At the row under the cursor."""
LINK = "›"
"""Before a link."""
OPENED = "✓"
"""A link that was opened."""
CHOSEN = "◆"
"""Before a link in the list of links that was marked, to be opened or copied with others."""
FOLDED = "+"
"""Before the number of links that are folded away."""

LEGEND = (
    (UNREAD, "unread"),
    ("◔◑◕", "partly read"),
    (READ, "read"),
    (EARMARK, "bookmarked"),
    (NEW, "came in since your last visit"),
    (OPENED, "a link that you opened"),
    (CHOSEN, "marked in the list of links"),
)
"""Glyphs with their meaning, for the help."""


def fill(read: int, total: int) -> str:
    """Return the glyph for how much is read: empty only at nothing, full only at all of it."""
    if read <= 0 or total <= 0:
        return FILLS[0]
    if read >= total:
        return FILLS[-1]
    return FILLS[1 + min(2, read * 3 // total)]
