"""An episode file: a head of facts (front matter) and the show notes in Markdown, read and written.

Writing is strict, reading is generous: any of YAML, TOML and JSON or no head at all, the keys that people use, dates
and numbers in many forms, UTF-8 or marked UTF-16. What cannot be understood is named in `warnings` and kept.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any, TypeVar

from episodes.documents import facts, front_matter
from episodes.errors import BrokenEpisode
from episodes.files import LARGEST_NOTES
from episodes.model import Chapter, Episode, EpisodeFacts, Sponsor
from episodes.text import clean, clean_line, slug


@dataclass(frozen=True, slots=True)
class Document(EpisodeFacts):
    """What a source says of one episode. The notes are not parsed yet: `make_episode` does that."""

    show: str | None = None
    title: str | None = None
    number: int | None = None
    chapters: tuple[Chapter, ...] = ()
    notes: str = ""
    """The show notes in Markdown, without blank lines at the top, one line end at the bottom."""
    kept: Mapping[str, object] = field(default_factory=dict, hash=False)
    """What else the head says, key by key: it goes through reading and writing as it is."""
    name: str = field(default="", compare=False)
    """The name that the source gives it, without folder and ending: `148-the-asgi-revolution`."""
    warnings: tuple[str, ...] = field(default=(), compare=False)
    """Sentences on what could not be understood."""


# For each fact the keys that people write, the one that we write first, and how to read its value.
_READERS: dict[str, tuple[list[str], Callable[[object], object]]] = {
    fact: (keys.split(), read)
    for fact, keys, read in (
        ("show", "show podcast series show_name podcast_name podcast_title", facts.read_text),
        ("number", "number episode ep episode_number itunes_episode num no issue", facts.read_number),
        ("title", "title name episode_title headline", facts.read_text),
        (
            "published",
            "published date pubdate pub_date publish_date publishdate published_at publication_date date_published"
            " released release_date air_date aired",
            facts.read_date,
        ),
        ("recorded", "recorded recorded_at recording_date record_date date_recorded", facts.read_date),
        ("page", "page permalink canonical canonical_url link url web_page webpage external_url", facts.read_page),
        (
            "audio",
            "audio audio_url audio_file audio_link enclosure enclosure_url podcast_file podcast_url podcast_audio"
            " file file_url mp3 mp3_url media media_url",
            facts.read_audio,
        ),
        ("video", "video video_url youtube youtube_url youtube_link", facts.read_video),
        ("season", "season itunes_season season_number", facts.read_season),
        ("type", "type episode_type episodetype itunes_episodetype itunes_episode_type", facts.read_type),
        (
            "duration",
            "duration podcast_duration audio_duration itunes_duration runtime duration_in_seconds",
            facts.read_duration,
        ),
        ("hosts", "hosts host presenters presenter speakers speaker authors author", facts.read_names),
        ("guests", "guests guest", facts.read_names),
        ("tags", "tags tag keywords categories category", facts.read_tags),
        ("sponsors", "sponsors sponsor sponsored_by", facts.read_sponsors),
        ("chapters", "chapters chapter podcast_chapters", facts.read_chapters),
    )
}
_OTHER_KEYS = {"layout", "slug", "draft", "description", "summary"}
_KNOWN = frozenset(key for keys, _ in _READERS.values() for key in keys) | _OTHER_KEYS
_MEANT = {"number": "a number", "published": "a date", "recorded": "a date", "chapters": "starts and titles"}
"""Facts whose keys mean nothing else, so that a value that does not read is worth a warning."""

_SHARED = [each.name for each in fields(EpisodeFacts)]
"""Facts that documents and episodes have in common."""
_DATED_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[-_ ]+(.*))?")
_NUMBERED_NAME = re.compile(
    r"(?:(?:episode|epi?|show|no)[-_. ]*)?#?(\d{1,5})(?:(?:\s*[-–—_.:]\s*|\s+)(.*))?", re.IGNORECASE
)
_SHORT_NAME = re.compile(r"[A-Z]{1,5}[ _-]?#?(\d{1,5})|[^#]{1,40}#(\d{1,5})")
"""`PB 485`: a show's initials, or any words before a `#`."""
_NAME_AND_NUMBER = re.compile(r"[a-z]+(?:[-_ ][a-z]+)*[-_ ](?!(?:19|20)\d\d$)(\d{1,4})", re.IGNORECASE)
"""A show and a number, `the-tide-61`, where nothing tells a title."""
_BLANK_HEAD = re.compile(r"\A(?:[ \t]*\n)+")


def read_document(data: bytes, *, name: str) -> Document:
    """Read an episode file.

    Args:
        data: the file's bytes.
        name: the file's name or path, which errors name; its last part may hold the number and the title where the
            text has none.

    Raises:
        BrokenEpisode: it is empty, too large, or not text.
    """
    return parse_document(decode(data, name=name), name=name)


def parse_document(text: str, *, name: str) -> Document:
    """Read the text of an episode file (see `read_document`)."""
    shown = clean_line(name)
    text = clean(text)
    if not text.strip():
        raise BrokenEpisode(shown, "it is empty")
    values, body, troubles = front_matter.split(text, _KNOWN)
    found, kept, warnings = _read_facts(values)
    return Document(
        **found,  # type: ignore[arg-type]
        notes=tidy_notes(body) or tidy_notes(description_of(kept)),
        kept=kept,
        name=stem(name),
        warnings=(*troubles, *warnings),
    )


def description_of(kept: Mapping[str, object]) -> str:
    """Return what a head says of the episode apart from the notes, else an empty text."""
    folded = {front_matter.fold_key(key): value for key, value in kept.items()}
    said = (folded.get(key) for key in ("description", "summary", "subtitle", "excerpt"))
    return next((text for text in said if isinstance(text, str) and text.strip()), "")


def decode(data: bytes, *, name: str) -> str:
    """Return the text of a file in UTF-8 (with or without a byte order mark) or UTF-16 (with one).

    Raises:
        BrokenEpisode: it is empty, too large, or not text; the reason says where.
    """
    shown = clean_line(name)
    if not data:
        raise BrokenEpisode(shown, "it is empty")
    if len(data) > LARGEST_NOTES:
        raise BrokenEpisode(shown, f"it is larger than {LARGEST_NOTES // 1024 // 1024} MB")
    encoding = "UTF-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "UTF-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        where = f"byte 0x{error.object[error.start]:02x} at {error.start}"
        raise BrokenEpisode(shown, f"it is not {encoding.removesuffix('-sig')} text ({where})") from None
    if "\0" in text:
        raise BrokenEpisode(shown, "it is not text: it holds zero bytes")
    return text


def stem(name: str) -> str:
    """Return the last part of a path as one clean line, without its suffix."""
    return re.sub(r"\.[A-Za-z]{2,8}$", "", re.split(r"[/\\]", clean_line(name))[-1])


def tidy_notes(text: str) -> str:
    """Return notes without blank lines at the top and with one line end at the bottom."""
    body = _BLANK_HEAD.sub("", text).rstrip(" \t\n")
    return f"{body}\n" if body else ""


def _read_facts(values: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object], list[str]]:
    """Return the facts found, the values that are kept as they are, and warnings."""
    folded = {front_matter.fold_key(key): key for key in reversed([*values])}  # of two that fold alike the first counts
    found: dict[str, object] = {}
    kept = dict(values)
    warnings = []
    for fact, (keys, read) in _READERS.items():
        for key in keys:
            if key not in folded or _is_nothing(value := values[folded[key]]):
                continue
            if _is_nothing(read_value := read(value)):
                if fact == "number" and (kind := facts.read_type(value)):  # `episode: bonus`
                    found["type"] = kind
                elif fact in _MEANT and not _is_empty_file(value):
                    shown = clean_line(str(value))[:60]
                    warnings.append(f"{folded[key]!r} does not say {_MEANT[fact]}: {shown!r}. It was left out.")
                continue
            found[fact] = read_value
            if fact == "number" and (season := facts.season_of_number(value)) is not None:
                found["season"] = season  # one that has a key of its own is read after it
            if _says_no_more(value):
                del kept[folded[key]]
            break
        if fact in found and keys[0] in kept:  # what stays under the key that will be written needs another one
            kept[f"{keys[0]}_as_given"] = kept.pop(keys[0])
    return found, {key: value for key, value in kept.items() if not _is_nothing(value)}, warnings


def read_fact(fact: str, value: object) -> Any:
    """Return what a value of any form says of a fact; None, or an empty tuple, where it does not say it."""
    return _READERS[fact][1](value)


def _is_nothing(value: object) -> bool:
    return value is None or value in ("", (), [], {})


def _is_empty_file(value: object) -> bool:
    """Return whether a value is the content of a chapters file that has none."""
    return isinstance(value, Mapping) and _is_nothing(value.get("chapters", value))


def _says_no_more(value: object) -> bool:
    """Return whether a value holds nothing beyond what our readers read of it."""
    if isinstance(value, list):
        return all(map(_says_no_more, value))
    if isinstance(value, Mapping):
        return all(key in {"name", "url", "start", "title"} for key in value)
    return True


def write_document(document: Document) -> str:
    """Return the text of an episode file, which reads as the same document again."""
    values = {fact: value for fact in _READERS if not _is_nothing(value := getattr(document, fact))}
    for fact in values.keys() & {"sponsors", "chapters"}:
        values[fact] = [{key: said for key, said in asdict(each).items() if said is not None} for each in values[fact]]
    notes = tidy_notes(clean(document.notes))
    first = {key: value for key, value in document.kept.items() if key == "id"}
    return f"---\n{front_matter.write({**first, **values, **document.kept})}---\n" + (f"\n{notes}" if notes else "")


def file_name(document: Document) -> str:
    """Return the name of the document's file: `148-the-asgi-revolution-is-upon-us.md`.

    It is one plain name on every system: letters of lower case, digits and hyphens, never a path or a device.
    """
    number, title, _ = name_facts(document.name)
    number = number if document.number is None else document.number
    made = slug(document.title or title or "")
    if number is not None:
        made = f"{number:03d}-{made}" if made else f"{number:03d}"
    made = made or slug(document.name) or "episode"
    if re.fullmatch(r"con|prn|aux|nul|(?:com|lpt)[0-9]", made):  # devices of Windows, whatever their suffix
        made = f"episode-{made}"
    return f"{made}.md"


def name_facts(name: str) -> tuple[int | None, str | None, date | None]:
    """Return number, title and date that a name gives: `023 - 2017 In Review`, `2019-09-18-asgi`, `148`.

    Words with hyphens between are no title: that is how files are named, not episodes.
    """
    day, number, rest = _split_name(name)
    return number, rest.strip() if " " in rest.strip() else None, day


def _split_name(name: str) -> tuple[date | None, int | None, str]:
    """Return the date and the number that a name gives, and the rest of it."""
    day = None
    if (dated := _DATED_NAME.fullmatch(name)) and (day := facts.read_date(dated[1])):
        name = dated[2] or ""
    if day and name[:1].isdecimal():  # `2020-01-13-20-tips`: a day and words
        return day, None, name
    if numbered := _NUMBERED_NAME.fullmatch(name):
        return day, int(numbered[1]), numbered[2] or ""
    if short := _SHORT_NAME.fullmatch(name):
        return day, int(short[1] or short[2]), ""
    return day, None, name


def title_of_name(name: str) -> str | None:
    """Return the title that the words of a file's name make: `Ways to die` of `481-ways-to-die`.

    None for a name of one word that has no number or date before it, and for one that ends in a number: that names
    the show.
    """
    _, _, rest = _split_name(name)
    words = re.split(r"[-_\s]+", rest.strip("-_ "))
    if (len(words) < 2 and rest == name) or not words[0] or words[-1].isdecimal():
        return None
    title = " ".join(words)
    return title[0].upper() + title[1:]


def make_episode(document: Document, default_show: str, episode: str | None = None) -> Episode:
    """Parse a document's notes and join both.

    What the head says goes before what the notes say, and that before the file name. Sponsors come from both.

    Args:
        document: the episode file.
        default_show: the show's name where the document has none.
        episode: the id that the episode was given; made of show and number, or title, where it has none yet.
    """
    from episodes.notes.parse import parse_notes

    notes = parse_notes(
        document.notes,
        chapters=[(each.start, each.title) for each in document.chapters],
        title=document.title,
        number=document.number,
        people=(*document.hosts, *document.guests),
    )
    named_number, named_title, named_date = name_facts(document.name)
    title = document.title or notes.title or named_title
    number = next((each for each in (document.number, notes.number, named_number) if each is not None), None)
    if title is None and number is None and (ends := _NAME_AND_NUMBER.fullmatch(document.name)):
        number = int(ends[1])
    show = document.show or clean_line(default_show)
    said = {fact: getattr(document, fact) for fact in _SHARED} | {
        "published": document.published or notes.published or named_date,
        "recorded": document.recorded or notes.recorded,
        "video": document.video or facts.read_video(document.page),
        "hosts": document.hosts or notes.hosts,
        "sponsors": join_sponsors(document.sponsors, notes.sponsors),
    }
    return Episode(
        id=episode or episode_id(show, number, title or document.name),
        show=show,
        title=title or title_of_name(document.name),
        number=number,
        description=description_of(document.kept),
        notes=document.notes,
        segments=notes.segments,
        **said,
    )


def complete(document: Document, episode: Episode) -> Document:
    """Return the document with the facts that its notes or its file's name gave, as an import writes it."""
    found = {fact: getattr(episode, fact) for fact in ("show", "title", "number", "published", "recorded")}
    return replace(document, **found)


def episode_id(show: str, number: int | None, title: str) -> str:
    """Return `show-slug:number`, or `show-slug:slug-of-the-title` where there is no number."""
    return f"{slug(show) or 'show'}:{number if number is not None else slug(title) or 'episode'}"


def join_sponsors(named: tuple[Sponsor, ...], found: tuple[Sponsor, ...]) -> tuple[Sponsor, ...]:
    """Return two lists as one: one entry a sponsor, an address from whichever has one."""
    joined: list[Sponsor] = list(named)
    for sponsor in found:
        for at, known in enumerate(joined):
            same_name = known.name.casefold() == sponsor.name.casefold()
            if same_name or (known.url is not None and known.url == sponsor.url):
                joined[at] = Sponsor(known.name, known.url or sponsor.url)
                break
        else:
            joined.append(sponsor)
    return tuple(joined)


_Copy = TypeVar("_Copy", Document, Episode)

LASTING = ("title", "published", "recorded", "page")
"""Facts that stay though their own source does not give them any more."""
FACTS = ("title", "number", *_SHARED)
"""Facts that a copy may have from another one."""


def joined(copy: _Copy, other: Document, facts: tuple[str, ...] = FACTS) -> _Copy:
    """Return a copy with the facts that it lacks from another one of the same episode."""
    lacked = [fact for fact in facts if _is_nothing(getattr(copy, fact))]
    found = {fact: said for fact in lacked if not _is_nothing(said := getattr(other, fact))}
    if "sponsors" in facts and copy.sponsors and other.sponsors:
        found["sponsors"] = join_sponsors(copy.sponsors, other.sponsors)
    return replace(copy, **found) if found else copy
