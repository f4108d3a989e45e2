"""Markdown notes with front matter or none: the episode file itself."""

from __future__ import annotations

from episodes.documents.document import parse_document
from episodes.formats.reading import Problem, Reading


def read_markdown(text: str, *, name: str) -> Reading:
    """Read notes in Markdown; what their head says and nobody understands is a problem, not a failure.

    Raises:
        BrokenEpisode: there is no text.
    """
    document = parse_document(text, name=name)
    problems = tuple(Problem(name, warning) for warning in document.warnings)
    return Reading((document,), problems)
