"""Gathering: what a source holds, document by document, and what of it is left out with the reason.

Folders are walked without following symbolic links; feeds are fetched elsewhere (`episodes.importing.fetch`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ..documents.document import LARGEST, Document
from ..errors import SourceFailed
from ..text import clean_line
from .formats import LARGEST_FEED, Problem, ReadResult, read_any
from .source_list import Source

_NOTES = (".md", ".markdown", ".mdown", ".mkd", ".txt", ".html", ".htm", ".xhtml")
_FEEDS = (".xml", ".rss", ".atom", ".json")
_ENDINGS = _NOTES + _FEEDS
_MAX_DEPTH = 16
_MOST_FILES = 100_000
_ABOUT_A_PROJECT = re.compile(
    r"readme|licen[sc]e|copying|contributing|changelog|code_of_conduct|security|requirements|robots", re.IGNORECASE
)
"""Files, without their endings, that lie in many folders and are no episodes."""
_EVERYTHING = re.compile(r"|home|users?|root|desktop|documents?|downloads?|te?mp", re.IGNORECASE)
"""Folders in which somebody keeps everything."""
_PART = re.compile(
    r"src|content|docs|data|posts?|text|(?:show[-_ ]?)?notes|shows|episodes?|archives?"
    r"|(?:season|series|year|vol(?:ume)?|s)?[-_ ]?\d+",
    re.IGNORECASE,
)
"""Folders within that of a show."""
_NAMELESS = "Podcast"
"""The show of episodes that say nothing of it, wherever one looks."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a gathering is."""

    done: int
    total: int | None
    """None as long as it is not known."""
    what: str
    """`files`, `bytes` or `episodes`."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document in a source, with the words that name its place there."""

    where: str
    document: Document
    """It names its show."""
    place: str | None = None
    """What stays the same when its title changes: the name of its file, or the id that its feed gives it."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something of a source that was not brought in."""

    where: str
    reason: str
    is_expected: bool = False
    """Nobody would take it for an episode: it is no failure."""

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that is wrong with what was brought in."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


Gathered = Found | Skipped | Remark
Progress = Callable[[Step], None]
Cancelled = Callable[[], bool]


def gather_files(source: Source, progress: Progress | None = None, *, own: str | None = None) -> Iterator[Gathered]:
    """Yield what a file or a folder holds, in the order of the names.

    Args:
        source: which.
        progress: told after each file of a folder.
        own: the folder of the library's own episodes, which is no source.

    Raises:
        SourceFailed: it holds nothing that could be brought in, or cannot be entered.
    """
    path = source.address
    if own is not None and _is_below(path, own):
        raise SourceFailed(source.shown, "these are the library's own episodes already")
    if os.path.isdir(path):
        yield from _gather_folder(source, progress, own)
    elif os.path.isfile(path):
        name = os.path.basename(path)
        show = source.show or show_of_folder(os.path.dirname(path))
        gathered = list(_gathered(_read_file(path, name), _shown(name), show, forced=source.show is not None))
        if not isinstance(gathered[0], Found):
            raise SourceFailed(source.shown, gathered[0].reason)
        yield from gathered
    elif os.path.lexists(path):
        raise SourceFailed(source.shown, "it is neither a file nor a folder")
    else:
        raise SourceFailed(source.shown, "there is no such file or folder any more")


def documents_of_feed(
    body: bytes, source: Source, content_type: str | None, progress: Progress | None = None
) -> Iterator[Gathered]:
    """Yield what a fetched feed holds.

    Args:
        body: all of it.
        source: where it was fetched.
        content_type: what the server says of it.
        progress: told after each episode.

    Raises:
        SourceFailed: it is no feed, or an empty one.
    """
    reading = read_any(body, name=source.shown, content_type=content_type, must_be_feed=True)
    if not reading.documents:
        raise SourceFailed(source.shown, reading.problems[0].reason if reading.problems else "it holds no episodes")
    gathered = _gathered(reading, source.shown, source.show or _NAMELESS, forced=source.show is not None)
    for number, item in enumerate(gathered, 1):
        yield item
        if progress is not None and isinstance(item, Found):
            progress(Step(number, len(reading.documents), "episodes"))


def _gather_folder(source: Source, progress: Progress | None, own: str | None) -> Iterator[Gathered]:
    names = sorted(islice(_walk(source.address, own), _MOST_FILES + 1), key=lambda entry: entry[0])
    if not names:
        endings = "it has no .md, .txt, .html, .xml or .json files"
        raise SourceFailed(source.shown, f"there are no notes in this folder: {endings}")
    if len(names) > _MOST_FILES:
        raise SourceFailed(source.shown, f"it holds more than {_MOST_FILES:,} files; add a folder within it")
    show = source.show or show_of_folder(source.address)
    is_shelf = source.show is None and not any(_is_note_of_its_own(name) for name, _ in names)
    for number, (name, refusal) in enumerate(names, 1):
        if refusal is not None:
            yield Skipped(_shown(name), refusal)
        else:
            reading = _read_file(os.path.join(source.address, name), name)
            if _is_about_a_project(name) and not any(map(_says_what_it_is, reading.documents)):
                yield Skipped(_shown(name), "it is about the folder, not an episode", is_expected=True)
            elif name.lower().endswith(".json") and not reading.documents:
                yield Skipped(_shown(name), reading.problems[0].reason, is_expected=True)
            else:
                below, separator, _ = name.partition(os.sep)
                named = _show_name(below) if is_shelf and separator else None
                yield from _gathered(reading, _shown(name), named or show, forced=source.show is not None)
        if progress is not None:
            progress(Step(number, len(names), "files"))


def _read_file(path: str, name: str) -> ReadResult:
    ending = os.path.splitext(name)[1].lower()
    limit = LARGEST_FEED if ending in _FEEDS else LARGEST
    try:
        if (size := os.path.getsize(path)) > limit:
            reason = f"it is too large ({size / 1e6:,.0f} MB; the most is {limit / 1e6:,.0f} MB)"
            return ReadResult(problems=[Problem(_shown(name), reason)])
        with open(path, "rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        return ReadResult(problems=[Problem(_shown(name), error.strerror or str(error))])
    # Other files of JSON are data of some program, and no notes.
    return read_any(data, name=_shown(name), must_be_feed=ending == ".json")


def _gathered(reading: ReadResult, shown: str, show: str, *, forced: bool) -> Iterator[Gathered]:
    """Yield what was read of one file or feed: at least one thing, documents first.

    Args:
        reading: its documents and problems.
        shown: what to call it.
        show: the show of documents that name none; of all of them if it is forced.
        forced: whether the reader named the show.
    """
    told = {warning for document in reading.documents for warning in document.warnings}
    for document in reading.documents:
        guid = document.kept.get("guid")
        alone = len(reading.documents) == 1 and not guid
        where = shown if alone else document.title or document.name or shown
        named = show if forced else document.show or show
        yield Found(where, replace(document, show=named), shown if alone else str(guid or "") or None)
    for problem in reading.problems:
        if problem.reason in told:
            continue  # it is told when its document comes in
        if reading.documents and problem.where == shown:
            yield Remark(shown, problem.reason)  # what is wrong with the whole did not keep its episodes out
        else:
            yield Skipped(problem.where or shown, problem.reason)
    if not reading.documents and not reading.problems:
        yield Skipped(shown, "it holds no notes")


def _walk(folder: str, own: str | None) -> Iterator[tuple[str, str | None]]:
    """Yield the names of the files below a folder that may hold notes, each with the reason if it is not read."""
    waiting = [("", 0)]
    while waiting:
        below, depth = waiting.pop()
        try:
            with os.scandir(os.path.join(folder, below)) as found:
                entries = list(found)
        except OSError as error:
            reason = error.strerror or str(error)
            if not below:
                raise SourceFailed(Source(folder).shown, reason) from error
            yield below, reason
            continue
        for entry in entries:
            name = os.path.join(below, entry.name)
            may_be_notes = entry.name.lower().endswith(_ENDINGS)
            try:
                if entry.name.startswith("."):
                    continue
                if entry.is_symlink():
                    if may_be_notes or entry.is_dir():
                        yield name, "it is a symbolic link, and those are not followed"
                elif entry.is_dir(follow_symlinks=False):
                    if own is not None and entry.name == os.path.basename(own) and _is_below(entry.path, own):
                        continue
                    if depth < _MAX_DEPTH:
                        waiting.append((name, depth + 1))
                    else:
                        yield name, f"it lies more than {_MAX_DEPTH} folders deep"
                elif may_be_notes and entry.is_file(follow_symlinks=False):
                    yield name, None
            except OSError as error:  # a link that leads round in a circle
                yield name, error.strerror or str(error)


def _is_about_a_project(name: str) -> bool:
    return _ABOUT_A_PROJECT.fullmatch(os.path.splitext(os.path.basename(name))[0]) is not None


def _is_note_of_its_own(name: str) -> bool:
    """Tell whether a file lies in the folder itself, and is most likely an episode.

    A folder that holds no notes but folders of them is a shelf of shows.
    """
    return os.sep not in name and name.lower().endswith(_NOTES) and not _is_about_a_project(name)


def _says_what_it_is(document: Document) -> bool:
    """Tell whether a document has facts that only an episode has."""
    return document.number is not None or document.published is not None


def _is_below(path: str, folder: str) -> bool:
    path, folder = os.path.realpath(path), os.path.realpath(folder)
    return path == folder or path.startswith(folder + os.sep)


def show_of_folder(path: str) -> str:
    """Return the show that a folder is named for, or the one that it is a part of."""
    name = os.path.basename(path)
    while _PART.fullmatch(name):
        path = os.path.dirname(path)
        name = os.path.basename(path)
    if _EVERYTHING.fullmatch(name) or path == os.path.expanduser("~"):
        return _NAMELESS
    return _show_name(name) or _NAMELESS


def _show_name(name: str) -> str | None:
    """Return a show's name made of that of its folder, `Python Bytes` of `python-bytes`; None if it tells none."""
    if _PART.fullmatch(name):
        return None
    words = _shown(name).replace("-", " ").replace("_", " ").split()
    return " ".join(word if any(map(str.isupper, word)) else word.capitalize() for word in words) or None


def _shown(name: str) -> str:
    """Return a file's name as one line that can be printed, whatever characters it is made of."""
    return clean_line(name.encode("utf-8", "replace").decode())
