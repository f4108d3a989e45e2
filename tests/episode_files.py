"""Episode files for tests: what people write, and how it is read."""

from __future__ import annotations

from episodes.documents.document import Document, read_document

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
