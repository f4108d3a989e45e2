"""Markdown notes with front matter or none: the episode file itself."""

from __future__ import annotations

from episodes.documents.document import parse_document
from episodes.importing.formats.read_result import Problem, ReadResult


def read_markdown(text: str, *, name: str) -> ReadResult:
    """Read notes in Markdown; what their head says and nobody understands is a problem, not a failure.

    Raises:
        BrokenEpisode: there is no text.
    """
    document = parse_document(text, name=name)
    problems = tuple(Problem(name, warning) for warning in document.warnings)
    return ReadResult((document,), problems)
