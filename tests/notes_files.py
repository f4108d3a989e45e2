"""Notes and episode files for tests: those that come with the repository, and short ones that a test reads."""

from __future__ import annotations

from pathlib import Path

from episodes.documents.document import Document, read_document
from episodes.model import Segment
from episodes.notes.parse import parse_notes

TESTS = Path(__file__).parent
BUNDLED = sorted((TESTS.parent / "episodes" / "bundled").glob("*.md"))
NOTES_FILES = [
    *BUNDLED,
    *(path for folder in ("data/questions", "corpus") for path in sorted((TESTS / folder).rglob("*.md"))),
]
CANONICAL = """---
show: Python Bytes
number: 148
title: The ASGI revolution is upon us!
published: 2019-09-18
recorded: 2019-09-11
page: https://pythonbytes.fm/episodes/show/148/the-asgi-revolution-is-upon-us
hosts: [Michael Kennedy, Brian Okken]
sponsors: [{name: DigitalOcean, url: https://pythonbytes.fm/digitalocean}]
---

## Brian #1: [A title](https://peps.python.org/pep-0602/) - PEP 602

- A line
"""


def read(text: str, name: str = "notes.md") -> Document:
    """Return what the text of a file says."""
    return read_document(text.encode(), name=name)


def head(*lines: str) -> Document:
    """Return what lines of front matter say."""
    return read("\n".join(("---", *lines, "---", "", "Notes.", "")))


def only(text: str) -> Segment:
    """Return the one segment of a text."""
    (segment,) = parse_notes(text).segments
    return segment
