"""Notes as rows of a screen: Markdown and a width in, rows out. Pure: no widget, no colour, no clock.

    document = prepare(episode)          # of tui.rows.prepare; once an episode, may run in a thread
    layout = lay_out(document, width)    # once a width
    layout.rows                          # what each row of the screen shows

A reader's place is a `Position` in the source, which every width has a row for (`Layout.row_at`).

`tui.rows.prepare` is not loaded here: it brings the Markdown parser, which the first paint can do without.
"""

from .highlight import colour, has_colours, is_quick
from .layout import MARKS, Layout, lay_out
from .matches import Match, find_matches
from .values import LARGE, START, Block, Document, Line, NotesLink, Piece, Position, Row, Run

__all__ = [
    "LARGE",
    "MARKS",
    "START",
    "Block",
    "Document",
    "Layout",
    "Line",
    "Match",
    "NotesLink",
    "Piece",
    "Position",
    "Row",
    "Run",
    "colour",
    "find_matches",
    "has_colours",
    "is_quick",
    "lay_out",
]
