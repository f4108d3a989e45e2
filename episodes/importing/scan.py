"""What a source holds, document by document; what is left out goes into the report, with the reason.

Folders are walked without following symbolic links. Feeds are fetched elsewhere (`episodes.importing.fetch`).
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ..documents.document import Document, make_episode
from ..documents.own_files import as_given, fingerprint
from ..errors import SourceFailed
from ..files import read_regular
from ..index.catalogue import Evidence, KnownEpisode
from ..model import Episode, Problem
from ..text import clean_line
from .formats import NOTES_SUFFIXES, SUFFIXES, ReadResult, largest_of, read_any
from .source_list import Report, Source, shown_name

_EVERYTHING = re.compile(r"|home|users?|root|desktop|documents?|downloads?|te?mp", re.IGNORECASE)
"""Folders in which somebody keeps everything."""
_PART = re.compile(
    r"src|content|docs|data|posts?|text|(?:show[-_ ]?)?notes|shows|episodes?|archives?"
    r"|(?:season|series|year|vol(?:ume)?|s)?[-_ ]?\d+",
    re.IGNORECASE,
)
"""Folders within that of a show."""
NAMELESS = "Podcast"
"""The show of episodes that name none, nor does anything around them."""
_HEADING = re.compile(
    r"(?:[ \t]*\n)*#{1,3}[ \t]+(?P<show>[^\W\d_][^\n#:|\d]{1,60}?)[ \t]*(?:[-–—:|,][ \t]*)?"
    r"(?:\b(?:episode|ep)\b\.?)?[ \t]*#?\d{1,5}[ \t]*(?:$|[:–—|-])",
    re.IGNORECASE | re.MULTILINE,
)
_NO_NAME = re.compile(
    r"[A-Z]{1,4}|(?i:(?:the )?(?:show )?(?:notes)?(?: for| of)?\s*"
    r"(?:episodes?|ep|show|folge|number|no|issue|season|chapter|part|teil|day|week|step|section)?\.?)"
)
"""Words before a number that name no show, and the initials of one."""
_MAX_DEPTH = 16
_MOST_FILES = 100_000
_MOST_CHARACTERS = 512 * 1024 * 1024
"""Of all notes of a folder, which are held together: what an item is can only be told when all are known."""
_ABOUT_A_PROJECT = re.compile(
    r"readme|licen[sc]e|copying|contributing|changelog|code_of_conduct|security|requirements|robots", re.IGNORECASE
)
"""Files, without their suffixes, that lie in many folders and are no episodes."""
_TRANSCRIPTS = re.compile(r"(?:[\w-]*[-_ ])?transcripts?|subtitles|captions", re.IGNORECASE)
"""Folders of what was said, word by word."""
_TIMED_SPEECH = re.compile(r"[\[(<]?(?:\d{1,2}:)?\d{1,2}:\d\d(?:[.,]\d+)?[\])>]?(?:\s*-->.*|\s+\S.*|$)")
_TIMED_LINES = 20
"""So many lines that begin with a time, and most of them in a text, are speech: chapters are fewer, and explained."""
_SPEECH_SUFFIXES = (".vtt", ".srt")


def show_of_headings(notes: Iterable[str]) -> str | None:
    """Return the show that the headings of notes name, `Python Bytes` of `# Python Bytes 300`.

    None where most of them name none, or not the same one.
    """
    texts = list(notes)
    found = (match["show"].strip() for text in texts if (match := _HEADING.match(text)))
    names = Counter(name for name in map(clean_line, found) if not _NO_NAME.fullmatch(name))
    [(name, times)] = names.most_common(1) or [("", 0)]
    return name if times * 2 > len(texts) else None


def show_of_folder(path: str) -> str:
    """Return the show that a folder is named for, or the one that it is a part of."""
    while _PART.fullmatch(name := os.path.basename(path)):
        path = os.path.dirname(path)
    if _EVERYTHING.fullmatch(name) or path == os.path.expanduser("~"):
        return NAMELESS
    return folder_show(name) or NAMELESS


def folder_show(name: str) -> str | None:
    """Return the show's name made of that of its folder, `Python Bytes` of `python-bytes`; None if it has none."""
    if _PART.fullmatch(name):
        return None
    words = shown_name(name).replace("-", " ").replace("_", " ").split()
    return " ".join(word if any(map(str.isupper, word)) else word.capitalize() for word in words) or None


class ListsFeeds(SourceFailed):
    """A source that holds no episodes, but names feeds.

    Attributes:
        found: the feeds, and what is wrong with the list.
    """

    def __init__(self, where: str, reason: str, found: ReadResult) -> None:
        super().__init__(where, reason)
        self.found = found


@dataclass(slots=True)
class Item:
    """A document of a source, and which episode it is: that is found out when all of the source is known."""

    document: Document
    """It names its show, and has no keys of another library's import."""
    where: str
    """Where it was found, as it should be shown: its file, or its title in a feed."""
    evidence: Evidence
    """At first the fingerprint of the document, and the name of its file where it has one for itself."""
    parsed: Episode | None = None
    """Its notes in parts, where they had to be looked at."""
    id: str = ""
    known: KnownEpisode | None = None
    """The episode of the library that it is; None for another one."""
    former: str | None = None
    """The id that the episode had until now, under another show."""
    surplus: str | None = None
    """The file below the library's own of the same episode under that id."""

    def episode(self) -> Episode:
        """Return the episode with its notes in parts."""
        return replace(self.parsed, id=self.id) if self.parsed else make_episode(self.document, "", self.id)


def scan_files(report: Report, *, own: str | None = None) -> Iterator[Item]:
    """Yield what a file or a folder holds, in the order of the names.

    Args:
        report: names the source, and receives what is left out.
        own: the folder of the library's own episodes, which is no source.

    Raises:
        ListsFeeds: it is a list of feeds.
        SourceFailed: it holds nothing else that could be imported, or cannot be entered.
    """
    source, path = report.source, report.source.address
    if own is not None and _is_below(path, own):
        raise SourceFailed(source.shown, "these are the library's own episodes already")
    if os.path.isdir(path):
        yield from _scan_folder(report, own)
    elif os.path.isfile(path):
        name = os.path.basename(path)
        found = _read_file(path, name)
        if not found.documents:
            raise _nothing_in(source, found)
        show = _name_of(show_of_folder(os.path.dirname(path)), [found], report)
        yield from _documents(found, shown_name(name), show, report)
    elif os.path.lexists(path):
        raise SourceFailed(source.shown, "it is neither a file nor a folder")
    else:
        raise SourceFailed(source.shown, "there is no such file or folder any more")


def scan_feed(found: ReadResult, report: Report) -> Iterator[Item]:
    """Yield what a fetched page of a feed holds.

    Args:
        found: what was read there.
        report: names the source, and receives what is left out.

    Raises:
        ListsFeeds: it is a list of feeds.
        SourceFailed: it is no feed, or an empty one.
    """
    if not found.documents:
        raise _nothing_in(report.source, found)
    yield from _documents(found, report.source.shown, NAMELESS, report)


def _scan_folder(report: Report, own: str | None) -> Iterator[Item]:
    source = report.source
    files = sorted(islice(_walk(source.address, own), _MOST_FILES + 1), key=lambda file: file[0])
    if not files:
        reason = "there are no notes in this folder: it has no .md, .txt, .html, .xml or .json files"
        raise SourceFailed(source.shown, reason)
    if len(files) > _MOST_FILES:
        raise SourceFailed(source.shown, f"it holds more than {_MOST_FILES:,} files; add a folder within it")
    # A folder without notes of its own, but folders of them, holds several shows.
    holds_shows = source.show is None and not any(_is_note_of_its_own(name) for name, _ in files)
    shows: dict[str | None, list[tuple[str, ReadResult]]] = {}
    size = 0
    for name, refusal in files:
        shown = shown_name(name)
        if refusal is not None:
            report.skip(shown, refusal)
            continue
        if _is_transcript(name):
            report.transcripts += 1
            continue
        found = _read_file(os.path.join(source.address, name), name)
        size += sum(len(document.notes) for document in found.documents)
        if size > _MOST_CHARACTERS:
            megabytes = _MOST_CHARACTERS // 1024 // 1024
            raise SourceFailed(source.shown, f"it holds more than {megabytes} MB of notes; add a folder within it")
        if _is_about_a_project(name) and not any(map(_says_what_it_is, found.documents)):
            report.skip(shown, "it is about the folder, not an episode", expected=True)
        elif found.feeds or (name.lower().endswith(".json") and not found.documents):
            report.skip(shown, _why_nothing(found), expected=True)
        elif len(found.documents) == 1 and _is_speech(found.documents[0]):
            report.transcripts += 1
        else:
            below, separator, _ = name.partition(os.sep)
            shows.setdefault(folder_show(below) if holds_shows and separator else None, []).append((shown, found))
    for named, members in shows.items():
        show = _name_of(named or show_of_folder(source.address), (found for _, found in members), report)
        for shown, found in members:
            yield from _documents(found, shown, show, report)


def _name_of(folder: str, found: Iterable[ReadResult], report: Report) -> str:
    """Return the show of notes that name none: the reader's word, their headings', or that of their folder."""
    if report.source.show is not None:
        return report.source.show
    said = show_of_headings(each.notes for one in found for each in one.documents if each.show is None)
    if said is not None and said != folder:
        report.show_remark = f"the show is {said}, as its notes say, and not {folder}; `--show NAME` says otherwise"
    return said or folder


def _is_transcript(name: str) -> bool:
    """Return whether a file below the source holds what was said, as its name or that of its folder says."""
    folder = os.path.basename(os.path.dirname(name))
    return name.lower().endswith(_SPEECH_SUFFIXES) or _TRANSCRIPTS.fullmatch(folder) is not None


def _is_speech(document: Document) -> bool:
    """Return whether notes are what was said, word by word, with times."""
    lines = [line for line in document.notes.splitlines() if line.strip()]
    timed = sum(_TIMED_SPEECH.match(line.strip()) is not None for line in lines)
    return timed >= _TIMED_LINES and timed * 3 >= len(lines) and "](" not in document.notes


def _why_nothing(found: ReadResult) -> str:
    """Return the reason why a source brings no episode."""
    if found.feeds:
        return f"it is a list of {len(found.feeds):,} feeds, which `earmark add` of the file itself adds"
    return found.problems[0].reason


def _nothing_in(source: Source, found: ReadResult) -> SourceFailed:
    reason = _why_nothing(found)
    return ListsFeeds(source.shown, reason, found) if found.feeds else SourceFailed(source.shown, reason)


def _read_file(path: str, name: str) -> ReadResult:
    shown = shown_name(name)
    try:
        data = read_regular(path, largest_of(name))
    except OSError as error:
        return ReadResult(problems=[Problem(shown, error.strerror or str(error))])
    # Other files of JSON are data of some program, and no notes.
    return read_any(data, name=shown, must_be_feed=name.lower().endswith(".json"))


def _documents(found: ReadResult, shown: str, show: str, report: Report) -> Iterator[Item]:
    """Yield the documents of one file or feed, then report its problems.

    Args:
        found: what was read there: at least one document or problem.
        shown: what to call the file or feed.
        show: the show of documents that name none, where the reader names none either.
        report: receives the problems.
    """
    for document in found.documents:
        alone = len(found.documents) == 1 and not document.kept.get("guid")
        where = shown if alone else document.title or document.name or shown
        given = as_given(replace(document, show=report.source.show or document.show or show))
        yield Item(given, where, Evidence(upstream=fingerprint(given), place=shown if alone else None))
    for problem in found.problems:
        if found.documents and problem.where == shown:
            report.problems.append(problem)  # what is wrong with the whole did not keep its episodes out
        else:
            report.skip(problem.where, problem.reason)


def _walk(folder: str, own: str | None, below: str = "", depth: int = 0) -> Iterator[tuple[str, str | None]]:
    """Yield the names of the files below a folder that may hold notes, each with the reason if it is not read."""
    try:
        with os.scandir(os.path.join(folder, below)) as found:
            entries = [entry for entry in found if not entry.name.startswith(".")]
    except OSError as error:
        reason = error.strerror or str(error)
        if not below:
            raise SourceFailed(shown_name(folder), reason) from error
        yield below, reason
        return
    for entry in entries:
        name, lower = os.path.join(below, entry.name), entry.name.lower()
        try:
            if entry.is_symlink():
                if lower.endswith(SUFFIXES) or entry.is_dir():
                    yield name, "it is a symbolic link, and those are not followed"
            elif entry.is_dir(follow_symlinks=False):
                if own is not None and entry.name == os.path.basename(own) and _is_below(entry.path, own):
                    continue
                if depth < _MAX_DEPTH:
                    yield from _walk(folder, own, name, depth + 1)
                else:
                    yield name, f"it lies more than {_MAX_DEPTH} folders deep"
            elif lower.endswith((*SUFFIXES, *_SPEECH_SUFFIXES)) and entry.is_file(follow_symlinks=False):
                yield name, None
        except OSError as error:  # a circle of links
            yield name, error.strerror or str(error)


def _is_about_a_project(name: str) -> bool:
    return _ABOUT_A_PROJECT.fullmatch(os.path.splitext(os.path.basename(name))[0]) is not None


def _is_note_of_its_own(name: str) -> bool:
    """Return whether a file lies in the folder itself, and is most likely an episode."""
    return os.sep not in name and name.lower().endswith(NOTES_SUFFIXES) and not _is_about_a_project(name)


def _says_what_it_is(document: Document) -> bool:
    """Return whether a document has facts that only an episode has."""
    return document.number is not None or document.published is not None


def _is_below(path: str, folder: str) -> bool:
    path, folder = os.path.realpath(path), os.path.realpath(folder)
    return path == folder or path.startswith(folder + os.sep)
