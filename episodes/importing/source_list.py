"""Sources, what came of importing one, and the list of those that the reader added.

The list is `sources.toml` beside the episodes. It is the reader's to edit: what else it holds, comments too, stays as
it is.
"""

import contextlib
import os
import re
from dataclasses import dataclass, field

from ..errors import SourceFailed
from ..files import LockedFile, read_regular, write_whole
from ..model import Problem
from ..text import clean_line, counted, slug, some_of

_HEAD = "# Where Earmark looks for episodes. `earmark add` and `earmark remove` keep this file.\n"
_LARGEST = 8 * 1024 * 1024
_MOST_KEPT_APART = 5
_TABLE = re.compile(r"^(?=[ \t]*\[)", re.MULTILINE)

KNOWN_SHOWS = {
    "Python Bytes": "https://pythonbytes.fm/episodes/rss_full_history",
    "Talk Python": "https://talkpython.fm/episodes/rss_full_history",
    "Real Python": "https://realpython.com/podcasts/rpp/feed",
    "Test & Code": "https://feeds.fireside.fm/testandcode/rss",
}
"""Shows that can be added by their names: the addresses of their feeds, with the whole history where there is one."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where episodes come from: a file or folder of this machine, or a feed."""

    address: str
    """An absolute path, or an `http` or `https` address."""
    show: str | None = None
    """The name of the show, where the reader gave one."""

    @property
    def is_feed(self) -> bool:
        """Whether it is fetched rather than read from this machine."""
        return is_web_address(self.address)

    @property
    def is_remembered(self) -> bool:
        """Whether `update` imports it again: a single file is imported once."""
        return self.is_feed or os.path.isdir(self.address)

    @property
    def shown(self) -> str:
        """The address as it may be printed, and stands in the episodes' files: one line, without a password."""
        return without_password(self.address) if self.is_feed else shown_name(self.address)


@dataclass(slots=True)
class Report:
    """What came of importing one source: the ids of its episodes, and what was left out or is wrong with it."""

    source: Source
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[Problem] = field(default_factory=list)
    """What was not imported."""
    expected: int = 0
    """How many of those nobody would take for an episode, such as a README."""
    problems: list[Problem] = field(default_factory=list)
    """What is wrong with episodes that were imported all the same."""
    transcripts: int = 0
    """How many files were left out that hold what was said, word by word."""
    show_remark: str | None = None
    """What the show is called and how to say otherwise, where notes and folder disagree."""
    kept_apart: list[tuple[str, str]] = field(default_factory=list)
    """The ids of episodes whose number or title another episode has, each with that one's."""
    remarks: list[str] = field(default_factory=list)
    """What else the reader should know, in sentences."""
    failure: SourceFailed | None = None
    """Why the source could not be read, if it could not."""
    dry_run: bool = False
    """Nothing is written: it says what would be done."""
    not_modified: bool = False
    """The server says that nothing changed since the last update."""

    def skip(self, where: str, reason: str, *, expected: bool = False) -> None:
        """Note something that was not imported."""
        self.skipped.append(Problem(where, reason))
        self.expected += expected

    @property
    def is_clean(self) -> bool:
        """Whether everything was imported that should have been, as it should be."""
        return not self.problems and len(self.skipped) == self.expected

    def lines(self) -> list[str]:
        """Return the remarks, and what was kept apart in one line."""
        lines = [*self.remarks]
        if self.show_remark and self.added:
            lines.append(self.show_remark)
        if self.transcripts:
            lines.append(f"left out {counted(self.transcripts, 'transcript')}")
        if self.kept_apart:
            some = some_of([f"{one} from {other}" for one, other in self.kept_apart], _MOST_KEPT_APART)
            lines.append(f"kept apart, as another episode has the number or the title: {some}")
        return lines

    @property
    def summary(self) -> str:
        """One line with the four counts."""
        counts = {what: len(getattr(self, what)) for what in ("added", "changed", "unchanged", "skipped")}
        return ", ".join(f"{count:,} {what}" for what, count in counts.items())


def find_source(text: str, show: str | None = None) -> Source:
    """Return the source that a text names: a web address, a path, or a known show.

    Args:
        text: what the reader gave.
        show: the name of the show, if the reader gave it.

    Raises:
        SourceFailed: it is none of these.
    """
    given = text.strip()
    show = clean_line(show or "") or None
    if is_web_address(given):
        return Source(given, show)
    if given and os.path.exists(path := os.path.expanduser(given)):
        return Source(os.path.abspath(path), show)
    for name, address in KNOWN_SHOWS.items():
        if slug(name) == slug(given):
            return Source(address, show or name)
    named = Source(given).shown or "an empty name"
    if "://" in given:
        raise SourceFailed(named, "only http and https addresses are fetched")
    known = ", ".join(KNOWN_SHOWS)
    raise SourceFailed(named, f"there is no such file or folder, and the shows known by name are {known}")


def shown_name(name: str) -> str:
    """Return the name or path of a file as one line that can be printed, whatever characters it is made of."""
    return clean_line(name.encode("utf-8", "replace").decode())


def without_password(address: str) -> str:
    """Return a web address as it may be shown: on one line, without name and password."""
    scheme, slashes, rest = shown_name(address).partition("//")
    host, slash, path = rest.partition("/")
    return f"{scheme}{slashes}{host.rpartition('@')[2]}{slash}{path}"


def is_web_address(text: str) -> bool:
    """Return whether a text begins as an address that can be fetched."""
    return text.lower().startswith(("http://", "https://"))


def read_sources(path: str) -> list[Source]:
    """Return the sources of a file; none if it is not there.

    Raises:
        SourceFailed: the file cannot be read or is not what it should be; it must be mended by hand first, so that
            nothing in it is lost.
    """
    return _parse(path, _read(path))


def remember_source(path: str, source: Source) -> None:
    """Write a source into the file, in place of what stood there of its address.

    Raises:
        SourceFailed: the file cannot be read or written.
    """
    if source not in read_sources(path):
        _change(path, source.address, [source])


def forget_source(path: str, source: Source) -> None:
    """Remove a source from the file.

    Raises:
        SourceFailed: the file cannot be read or written.
    """
    _change(path, source.address, [])


def _change(path: str, address: str, added: list[Source]) -> None:
    """Write the file without a source, and with others at its end, while no other process does."""
    folder, name = os.path.split(os.path.realpath(path))  # a linked file stays a link
    try:
        os.makedirs(folder, exist_ok=True)
        with LockedFile(os.path.join(folder, f".{name}.lock")) as lock:
            write_whole(os.path.join(folder, name), _changed(path, address, added))
            with contextlib.suppress(OSError):  # Windows deletes no open file; the next change uses it again
                os.unlink(lock.path)
    except UnicodeEncodeError:  # a lone surrogate is a byte of a name that is not UTF-8
        raise SourceFailed(shown_name(address), "its name is not UTF-8 text, so that it cannot be remembered") from None
    except OSError as error:
        raise SourceFailed(path, error.strerror or str(error)) from error


def _changed(path: str, address: str, added: list[Source]) -> str:
    """Return the text of the file after a change: rewritten where it has its sources in another way than ours."""
    text = _read(path)
    sources = [*(each for each in _parse(path, text) if each.address != address), *added]
    text = _without(text, address)
    for each in added:
        text = (f"{text.rstrip()}\n\n" if text.strip() else f"{_HEAD}\n") + _table(each)
    if _parsed(text) != sources:  # they are written in another way than one [[source]] table each
        text = _HEAD + "".join("\n" + _table(each) for each in sources)
    return text


def _read(path: str) -> str:
    try:
        return read_regular(path, _LARGEST).decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SourceFailed(path, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise SourceFailed(path, "it is not UTF-8 text; mend it or move it away") from error


def _parse(path: str, text: str) -> list[Source]:
    import tomllib

    try:
        entries = tomllib.loads(text).get("source", [])
    except tomllib.TOMLDecodeError as error:
        raise SourceFailed(path, f"it is not valid TOML ({error}); mend it or move it away") from error
    if not isinstance(entries, list):
        raise SourceFailed(path, "its sources must be written as [[source]] tables")
    found = []
    for entry in entries:
        address = entry.get("address") if isinstance(entry, dict) else None
        if not isinstance(address, str) or not address:
            raise SourceFailed(path, 'every [[source]] needs a line such as address = "https://..."')
        if not is_web_address(address) and not os.path.isabs(address := os.path.expanduser(address)):
            raise SourceFailed(path, f"the address {clean_line(address)!r} is neither a whole path nor a web address")
        show = entry.get("show")
        found.append(Source(address, (clean_line(show) or None) if isinstance(show, str) else None))
    return found


def _without(text: str, address: str) -> str:
    """Return the text of the file without the tables of one address; all else stays as it is."""
    # What stands after a blank line below a table is a comment on the next one.
    parts = [(part, [source.address for source in _parsed(part) or ()]) for part in _TABLE.split(text)]
    return "".join(part.partition("\n\n")[2] if address in its else part for part, its in parts)


def _parsed(text: str) -> list[Source] | None:
    """Return the sources of a text, or None where it is not what it should be."""
    try:
        return _parse("", text)
    except SourceFailed:
        return None


def _table(source: Source) -> str:
    show = "" if source.show is None else f"show = {_quoted(source.show)}\n"
    return f"[[source]]\naddress = {_quoted(source.address)}\n{show}"


def _quoted(text: str) -> str:
    """Return a text as a basic string of TOML."""
    import json  # escapes as TOML does, but for one character

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
