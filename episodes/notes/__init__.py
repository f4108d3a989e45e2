"""Show notes to segments: pure, and the only place that knows how publishers write."""

PARSER_VERSION = 1
"""What notes are read into: raise it with every change to that, so that indexes of before are made anew."""
