"""Show notes to segments: pure, and the only place that knows how publishers write.

`parse.parse_notes` is the way in: `blocks` finds the lines that may be headings, `rules` decides of each by the words
that `labels` knows, `header` reads what concerns the whole episode, and `parse` nests the parts.
"""

PARSER_VERSION = 8
"""Raise it with every change to what notes are parsed into: indexes of another version are built again."""
