"""A publisher for tests: notes of made-up episodes, a feed of them, and a server that gives it."""

from __future__ import annotations

import datetime
import hashlib
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

from markdown_it import MarkdownIt

SHOW = "Fish & Chips"
_WORDS = (
    *("amber", "basil", "cedar", "dune", "ember", "fjord", "grove", "heron"),
    *("inlet", "jetty", "knoll", "larch", "marsh", "nook", "otter", "pebble"),
)


@dataclass(frozen=True)
class Issue:
    """One episode as its publisher has it."""

    number: int
    title: str
    notes: str
    published: datetime.date
    guid: str = ""

    def edited(self, old: str, new: str) -> Issue:
        """Return it with other notes."""
        assert old in self.notes
        return replace(self, notes=self.notes.replace(old, new))


def issue(number: int) -> Issue:
    """Return a made-up episode: three topics with links and lists, extras and a joke."""
    word = [_WORDS[(number * step + step) % len(_WORDS)] for step in (1, 3, 5, 7, 11)]
    notes = f"""\
**Ann #1:** [**The {word[0]} library {number}**](https://{word[0]}.example/{number})

- It reads {word[1]} files and writes {word[2]} ones
- Release {number}.{number % 7} brings a faster start, see [the changes](https://{word[0]}.example/{number}/changes)
    - also for those who stay with {number - 1}.0

**Bob #2:** [**Why {word[3]} matters in {2000 + number}**](https://blog.example/{word[3]}-{number})

- An essay on `{word[4]}()` and its {number} arguments
- Read it with *care*

**Ann #3:** **A tale of {word[1]} and {word[4]}, part {number}**

- Nothing but [words](https://tales.example/{number})

**Extras**

Ann:

- A talk on {word[2]} number {number}

**Joke**

Why did the {word[0]} cross the road {number} times?
"""
    day = datetime.date(2016, 11, 1) + datetime.timedelta(weeks=number)
    return Issue(number, f"Of {word[0]} and {word[3]}, {number}", notes, day, f"fish-{number}")


def as_file(each: Issue) -> str:
    """Return an episode as a Markdown file."""
    head = f"show: {SHOW}\nnumber: {each.number}\ntitle: {each.title}\npublished: {each.published}\n"
    return f"---\n{head}---\n\n{each.notes}"


def write_folder(folder: Path, issues: Sequence[Issue]) -> Path:
    """Write episodes into a folder, one file each."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in issues:
        (folder / f"{each.number:03}.md").write_text(as_file(each), encoding="utf-8")
    return folder


@cache
def _render(notes: str) -> str:
    return str(MarkdownIt("commonmark").render(notes))


def as_feed(issues: Sequence[Issue], show: str = SHOW) -> bytes:
    """Return an RSS feed with the whole notes, rendered to HTML as a publisher's site does."""
    items = "".join(
        f"""\
<item>
<title>#{each.number}: {escape(each.title)}</title>
<guid isPermaLink="false">{each.guid or each.number}</guid>
<link>https://fish.example/{each.number}</link>
<pubDate>{each.published:%a, %d %b %Y} 10:00:00 +0000</pubDate>
<itunes:episode>{each.number}</itunes:episode>
<description>{escape(each.title)}</description>
<content:encoded>{escape(_render(each.notes))}</content:encoded>
<enclosure url="https://fish.example/{each.number}.mp3" type="audio/mpeg" length="1"/>
</item>
"""
        for each in reversed(issues)
    )
    return f"""\
<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>{escape(show)}</title>
{items}</channel></rss>
""".encode()


class Loopback(ThreadingHTTPServer):
    """A server on loopback, that answers while a block runs."""

    daemon_threads = True

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.ended = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.shutdown()
        self.server_close()
        self._thread.join()


class Server(Loopback):
    """A publisher's server. Its pages are bytes, given with an ETag, or functions that answer."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.pages: dict[str, bytes | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.answers: list[tuple[str, int]] = []
        """Path and status of every answer."""

    def url(self, path: str = "/feed") -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def put(self, page: bytes | Callable[[BaseHTTPRequestHandler], None], path: str = "/feed") -> str:
        self.pages[path] = page
        return self.url(path)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path)
        with suppress(ConnectionError):
            if callable(page):
                page(self)
            elif page is None:
                self._answer(404, b"", "")
            else:
                etag = f'"{hashlib.sha256(page).hexdigest()[:16]}"'
                known = self.headers["If-None-Match"] == etag
                self._answer(304 if known else 200, b"" if known else page, etag)

    def _answer(self, status: int, body: bytes, etag: str) -> None:
        self.server.answers.append((self.path, status))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
