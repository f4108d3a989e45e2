"""A library to search in: its files are written by a test."""

from __future__ import annotations

from pathlib import Path

from episodes.folders import Folders
from episodes.library import Library
from episodes.search.values import Results

ASGI = """\
Sponsored by **Acme**: [acme](https://acme.example/show)

## Ana #1: [Ready for ASGI](https://github.com/ready/asgi-server)

- A server that speaks HTTP and WebSockets; see [its docs](https://asgi-server.readthedocs.io/en/latest/).
- Comes with scikit-learn inside.

## Bo #2: Release cycles

- The annual release cycle was discussed, with C++ and .env files.
- Servers were mentioned as well.

## Extras

### Ana

- A talk about Pérez & PEP 602.

## Joke: The server said no

- It could not serve.
"""


class Searchable:
    """A library whose files a test writes."""

    def __init__(self, folder: Path) -> None:
        self.folders = Folders(*(str(folder / name) for name in ("data", "state", "cache", "config")))
        self.own = folder / "data" / "episodes"
        self.bundled = folder / "bundled"
        self.bundled.mkdir(exist_ok=True)
        self.library = self.open()

    def open(self) -> Library:
        return Library(self.folders, bundled=str(self.bundled))

    def put(self, number: int, notes: str, published: str | None = None, show: str = "Tea Time", **facts: str) -> Path:
        facts = {"show": show, "number": str(number)} | ({"published": published} if published else {}) | facts
        head = "".join(f"{key}: {value}\n" for key, value in facts.items())
        path = self.own / show.lower().replace(" ", "-") / f"{number:03}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{head}---\n\n{notes}", encoding="utf-8")
        return path

    def sync(self) -> None:
        self.library.synchronise()

    def search(self, query: str, **options: int) -> Results:
        return self.library.search(query, **options)

    def found(self, query: str, **options: int) -> list[str]:
        """Return the hits of a query as `number#segment`."""
        hits = self.search(query, **options).hits
        return [f"{hit.number}#{hit.segment}" for hit in hits]
