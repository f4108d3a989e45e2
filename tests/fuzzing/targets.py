"""The targets: what is tried, and what must hold whatever it is."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic, process_time

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from episodes.documents.document import make_episode, read_document, write_document
from episodes.documents.own_files import origin_of, own_id
from episodes.errors import BrokenEpisode
from episodes.folders import Folders
from episodes.importing.formats import read_any
from episodes.importing.formats.html_to_markdown import notes_from_html
from episodes.library import Library
from episodes.marks.events import decode, encode
from episodes.marks.fold import Marks
from episodes.model import Episode
from episodes.notes.lines import plain_lines
from episodes.notes.parse import parse_notes
from episodes.search.highlight import Highlighter, extract
from episodes.search.query import parse
from episodes.text import clean, clean_line
from episodes.web_links import may_open
from tests.hostile_text import LINES, SIGNS, TAGS
from tui.notes_pane.document_builder import build_document
from tui.notes_pane.layout import lay_out

from .finds import Finds
from .inputs import FEED_WORDS, HEAD_WORDS, QUERY_WORDS, journals, pieces, shown_html
from .keys import check_keys, key_lists

TESTS = Path(__file__).parents[1]
_MOST_SECONDS = 2.0
"""What an input of some kilobytes may take of the processor."""
_SMALL, _LARGE = 20_000, 80_000
_IN_SO_MANY = 200
"""One of so many inputs is said over and over, to see how the time grows."""
_DIRTY = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_WORD = re.compile(r"w\d+w")


@dataclass(frozen=True)
class Target:
    """Something that takes whatever comes."""

    check: Callable[[bytes], object]
    """Raises for an input that falls."""
    inputs: st.SearchStrategy[bytes]
    words: tuple[str, ...] = ()
    """What inputs are made of."""
    seeds: tuple[bytes, ...] = ()
    """Inputs to begin with; without any, coverage guides nothing."""

    def drawn(self, finds: Finds, seconds: float) -> int:
        """Check what Hypothesis draws for so many seconds; return how many inputs that were."""
        tried, end = 0, monotonic() + seconds

        def attempt(data: bytes) -> None:
            nonlocal tried
            if monotonic() < end:
                finds.attempt(self.check, data)
                tried += 1

        while monotonic() < end:
            draw = settings(
                max_examples=200,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            seed(random.randrange(1 << 32))(draw(given(self.inputs)(attempt)))()
        return tried


def check_notes(data: bytes) -> None:
    """Nothing is lost, ids are unique, what is shown is clean and in order, and time grows with the length."""
    text = clean(data.decode("utf-8", "ignore"))
    _grows_evenly(lambda each: _read_and_show(each), text)
    episode = _read_and_show(text)
    assert parse_notes(text).segments == episode.segments
    joined = "".join(segment.markdown for segment in episode.segments)
    assert joined == (text if text.strip() else "")
    parts = list(episode.walk())
    assert len({part.id for part in parts}) == len(parts)
    marker = Highlighter(["a", "x*", "ann 1"])
    for part in parts:
        assert part.first_line <= part.end_line
        assert part.markdown.endswith("".join(child.markdown for child in part.children))
        found = extract(part.markdown, marker, part.title)
        assert all(0 <= start < end <= len(found.text) for start, end in found.spans)
        _is_clean(found.text)
    for line in plain_lines(text):
        _is_clean(line)


def _read_and_show(text: str) -> Episode:
    episode = Episode("a:1", "A", "T", 1, notes=text, segments=parse_notes(text).segments)
    document = build_document(episode)
    for line in document.lines:
        _is_clean(line.text)
        assert "\n" not in line.text
        assert all(0 <= span.start <= span.end <= len(line.text) for span in line.spans)
    for link in document.links:
        _is_clean(link.link.url)
        assert link.opens == may_open(link.link.url)
    for width in (1, 30, 80):
        places = [row.place for row in lay_out(document, width).rows]
        assert places == sorted(set(places))
    _all_clean(episode.segments)
    return episode


def check_head(data: bytes) -> None:
    """What is read is clean, and is the same when it was written and is read again."""
    try:
        document = read_document(data, name="148-a-title.md")
    except BrokenEpisode:
        return
    once = read_document(write_document(document).encode("utf-8", "surrogatepass"), name="148-a-title.md")
    text = write_document(once)
    again = read_document(text.encode(), name="148-a-title.md")
    assert again == once
    assert write_document(again) == text
    episode = make_episode(document, "Some Show")
    assert "".join(segment.markdown for segment in episode.segments) == episode.notes
    assert (once.notes, once.number, once.title) == (document.notes, document.number, document.title)
    _all_clean(document)
    origin_of(document), own_id(document)


def check_feed(data: bytes) -> None:
    """No source of any format raises; what is read is clean, can be written and is the same again."""
    begin = process_time()
    found = read_any(data, name="https://feed.example/rss", must_be_feed=bool(data) and data[-1] % 2 == 0)
    _all_clean(found)
    for document in found.documents:
        once = read_document(write_document(document).encode("utf-8", "surrogatepass"), name="")
        assert once.notes == document.notes
        assert (once.title, once.number, once.published) == (document.title, document.number, document.published)
        make_episode(document, "Some Show")
    assert process_time() - begin < _MOST_SECONDS


def check_html(data: bytes) -> None:
    """Words and links of what is shown are kept, in their order, and time grows with the length."""
    text = clean(data.decode("utf-8", "ignore"))
    _grows_evenly(notes_from_html, text)
    markdown = clean(notes_from_html(text, base="https://base.example/page"))
    if text.startswith("<!--kept-->"):
        order = sorted if re.search("<t[dr]|<table", text) else list  # browsers, too, show strays before the table
        words = _WORD.findall(text.replace("&#119;", "w"))
        assert order(_WORD.findall(markdown)) == order(words), markdown
        found = [link.url for part in parse_notes(markdown).segments for each in part.walk() for link in each.links]
        wanted = dict.fromkeys(re.findall(r'href="(https://l\.example/\d+)"', text))
        assert [url for url in wanted if url not in found] == [], markdown
    segments = parse_notes(markdown).segments
    assert "".join(part.markdown for part in segments) == (markdown if markdown.strip() else "")


def check_journal(data: bytes) -> None:
    """What is read of a journal is written as what is read the same, and folds the same in any order."""
    events = decode(data).events
    lines = b"".join(encode(event) for event in events)
    again = decode(lines)
    assert (again.events, again.problems) == (events, [])
    for event in events:
        _all_clean((event.episode, event.segment, event.note, event.tags, event.name))
    folds = [Marks(events), Marks(reversed(events)), Marks([*events[1::2], *events, *events[::2]])]
    states = [{key: fold.latest(*key) for event in events for key in event.keys} for fold in folds]
    assert states[0] == states[1] == states[2]


def check_query(data: bytes) -> None:
    """No query fails; what it finds is clean, and stands where it says."""
    text = data.decode("utf-8", "ignore")
    query = parse(text)
    assert parse(text) == query
    begin = process_time()
    library = _library()
    results = library.search(text, limit=20)
    for hit in results.rows:
        for shown in (hit.title, hit.extract):
            assert all(0 <= start < end <= len(shown.text) for start, end in shown.spans), shown
            _is_clean(shown.text)
    assert len(library.links(text, limit=20).rows) <= 20
    for said in (results.note, *results.terms):
        _is_clean(clean_line(said or ""))
    assert process_time() - begin < _MOST_SECONDS


@cache
def _library() -> Library:
    folder = Path(mkdtemp(prefix="earmark-fuzzing-"))
    library = Library(Folders(*(str(folder / kind) for kind in ("data", "state", "cache", "config"))))
    library.synchronise()
    return library


def _grows_evenly(work: Callable[[str], object], text: str) -> None:
    begin = process_time()
    work(text)
    assert process_time() - begin < _MOST_SECONDS
    if text and zlib.crc32(text.encode()) % _IN_SO_MANY == 0:
        times = []
        for size in (_SMALL, _LARGE):
            begin = process_time()
            work(text * (size // len(text) + 1))
            times.append(process_time() - begin)
        assert times[1] < 6 * times[0] + 0.3, f"{times[0]:.3f} s, then {times[1]:.3f} s"


def _is_clean(text: str) -> None:
    assert not _DIRTY.search(text), ascii(text)


def _all_clean(value: object) -> None:
    """Assert that no text in a value has a character that a terminal or a reader takes for something else."""
    for text in _texts(value):
        _is_clean(text)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))
    elif isinstance(value, dict):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)


def _seeds(*patterns: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for pattern in patterns for path in sorted(TESTS.glob(pattern)))


TARGETS: dict[str, Target] = {
    "notes": Target(
        check_notes, pieces(*SIGNS, *LINES), (*SIGNS, *LINES), _seeds("corpus/*.md", "data/questions/*.md")
    ),
    "heads": Target(
        check_head, pieces(*HEAD_WORDS), HEAD_WORDS, (*_seeds("corpus/*.md"), *(w.encode() for w in HEAD_WORDS))
    ),
    "feeds": Target(check_feed, pieces(*FEED_WORDS, *TAGS), (*FEED_WORDS, *TAGS), _seeds("data/formats/*.*")),
    "html": Target(
        check_html, shown_html() | pieces(*TAGS), TAGS, (*_seeds("data/formats/*.html"), *(t.encode() for t in TAGS))
    ),
    "journal": Target(
        check_journal,
        journals(),
        ('"time":"2026-05-04T12:30:00.000001Z"', '"mark":"read"', '"on":true', '"device":"a"'),
        (
            b'{"time":"2026-05-04T12:30:00.000001Z","device":"a-1","mark":"bookmark","episode":"a:1","segment":"b",'
            b'"on":true,"note":"n","tags":["t"],"was":{"title":"T","link":"https://a.example"}}\n',
        ),
    ),
    "queries": Target(check_query, pieces(*QUERY_WORDS), QUERY_WORDS, tuple(word.encode() for word in QUERY_WORDS)),
    "keys": Target(check_keys, key_lists()),
}
