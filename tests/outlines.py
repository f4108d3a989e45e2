"""Notes as tests look at them."""

from __future__ import annotations

from episodes.model import Segment
from episodes.notes.parse import parse_notes


def only(text: str) -> Segment:
    """Return the one segment of a text."""
    (segment,) = parse_notes(text).segments
    return segment
