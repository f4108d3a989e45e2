"""Show notes to segments: pure, and the only place that knows how publishers write."""

from episodes.notes.parse import Notes, parse_notes

__all__ = ["Notes", "parse_notes"]
