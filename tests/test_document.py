"""Episode files as a whole: what is written reads the same, what a name tells, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from episodes.documents.document import (
    Document,
    complete,
    file_name,
    make_episode,
    name_facts,
    read_document,
    write_document,
)
from episodes.errors import BrokenEpisode
from episodes.files import LARGEST_NOTES
from episodes.folders import Folders
from episodes.model import Sponsor
from episodes.text import clean

from .library_builder import prepare_index
from .notes_files import BUNDLED, CANONICAL, NOTES_FILES, head, read


def test_the_canonical_file_is_read_whole_and_written_the_same() -> None:
    document = read(CANONICAL)
    assert document == Document(
        show="Python Bytes",
        title="The ASGI revolution is upon us!",
        number=148,
        published=date(2019, 9, 18),
        recorded=date(2019, 9, 11),
        page="https://pythonbytes.fm/episodes/show/148/the-asgi-revolution-is-upon-us",
        hosts=("Michael Kennedy", "Brian Okken"),
        sponsors=(Sponsor("DigitalOcean", "https://pythonbytes.fm/digitalocean"),),
        notes="## Brian #1: [A title](https://peps.python.org/pep-0602/) - PEP 602\n\n- A line\n",
    )
    assert document.warnings == ()
    assert write_document(document) == CANONICAL
    assert file_name(document) == "148-the-asgi-revolution-is-upon-us.md"


def test_unknown_keys_are_kept_through_writing() -> None:
    document = head(
        "title: A",
        "draft: true",
        "meta: {deep: [1, two, {three: 3}], none: null}",
        "description: |",
        "  x",
        "  y",
    )
    assert document.kept == {
        "draft": True,
        "meta": {"deep": [1, "two", {"three": 3}], "none": None},
        "description": "x\ny\n",
    }
    assert read(write_document(document)) == document


def test_a_value_under_the_key_that_will_be_written_is_kept_under_another() -> None:
    document = head("guests: [{name: Cy, github: cy}]", "published: someday", "date: 2020-01-01")
    assert document.guests == ("Cy",)
    assert document.published == date(2020, 1, 1)
    assert document.kept == {
        "guests_as_given": [{"name": "Cy", "github": "cy"}],
        "published_as_given": "someday",
    }
    assert read(write_document(document)) == document


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_marks_and_line_ends_of_other_systems_are_read(encoding: str) -> None:
    text = CANONICAL.replace("\n", "\r\n").replace("A line", "Ä lïne")
    assert read_document(text.encode(encoding), name="x.md").notes.endswith("- Ä lïne\n")
    assert read_document(text.encode(encoding), name="x.md").number == 148


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b" \r\n\t\n", "it is empty"),
        (b"\xef\xbb\xbf", "it is empty"),
        (b"Hello World!\xff", "it is not UTF-8 text (byte 0xff at 12)"),
        ("Caf\u00e9".encode("latin-1"), "it is not UTF-8 text (byte 0xe9 at 3)"),
        (b"\xff\xfea\x00b", "it is not UTF-16 text (byte 0x62 at 4)"),
        (b"\x7fELF\x00\x00\x01", "it is not text: it holds zero bytes"),
        (b"x" * (LARGEST_NOTES + 1), "it is larger than 8 MB"),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(BrokenEpisode) as caught:
        read_document(data, name="../a\x1b/b.md")
    assert caught.value.reason == reason
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "facts_of_it"),
    [
        ("148-the-asgi-revolution", (148, None, None)),
        ("023 - 2017 In Review", (23, "2017 In Review", None)),
        ("000 - Syntax Preview", (0, "Syntax Preview", None)),
        ("148", (148, None, None)),
        ("ep148", (148, None, None)),
        ("PB 485", (485, None, None)),
        ("Tide #7", (7, None, None)),
        ("Orwell in 1984", (None, "Orwell in 1984", None)),
        ("Episode 7: On time", (7, "On time", None)),
        ("2019-09-18-asgi", (None, None, date(2019, 9, 18))),
        ("2019-09-18", (None, None, date(2019, 9, 18))),
        ("2020-01-13-20-tips-for-plumbers", (None, None, date(2020, 1, 13))),
        ("2020-01-13-ep20-tips", (20, None, date(2020, 1, 13))),
        ("notes", (None, None, None)),
        ("Talking of time", (None, "Talking of time", None)),
    ],
)
def test_a_name_gives_number_title_and_date(name: str, facts_of_it: tuple[object, ...]) -> None:
    assert name_facts(name) == facts_of_it


def test_what_the_text_says_goes_before_what_the_name_says() -> None:
    named = make_episode(read("Just text.\n", "folder/023 - 2017 In Review.md"), "A Show")
    assert (named.id, named.number, named.title, named.show) == ("a-show:23", 23, "2017 In Review", "A Show")
    said = make_episode(read("---\nnumber: 5\ntitle: Five\nshow: B\n---\nText\n", "023 - X Y.md"), "A Show")
    assert (said.id, said.number, said.title, said.show) == ("b:5", 5, "Five", "B")


def test_an_episode_has_its_segments_and_an_id_made_of_words() -> None:
    episode = make_episode(read(CANONICAL), "Unused")
    assert episode.id == "python-bytes:148"
    assert "".join(segment.markdown for segment in episode.segments) == episode.notes
    assert [segment.number for segment in episode.segments] == [1]
    assert make_episode(read("Text\n", "../../x.md"), "../..").id == "show:x"
    assert make_episode(read("---\ntitle: On Time!\n---\nText\n"), "S").id == "s:on-time"


def test_a_completed_document_says_all_that_was_known() -> None:
    document = read("Text.\n", "023 - 2017 In Review.md")
    whole = complete(document, make_episode(document, "A Show"))
    again = read(write_document(whole), file_name(whole))
    assert (again.show, again.number, again.title) == ("A Show", 23, "2017 In Review")
    assert file_name(whole) == "023-2017-in-review.md"


def test_control_characters_go_wherever_they_stand() -> None:
    evil = "\x1b]52;c;x\x07\x9b31m\u202e"
    document = head(
        f'title: "a{evil}b\\e[31m\\x9b"',
        f"hosts: ['{evil}Ann']",
        f"sponsors: [{{name: 'S{evil}'}}]",
        f"more: '{evil}'",
    )
    written = write_document(document) + file_name(document) + repr(document.warnings)
    assert clean(written) == written
    assert document.title == "a]52;c;x31mb[31m"


@pytest.mark.parametrize("name", ["../../x.md", "a/b\\c.md", "x\ny.md", "CON.md", "..", "", "\u202e.md", "日本.md"])
def test_names_never_become_paths(name: str) -> None:
    document = Document(title=name, name=name)
    made = file_name(document)
    assert made.endswith(".md")
    assert not set(made) & set('/\\:*?"<>|\n\0')
    assert not made.startswith((".", "-"))
    assert made.lower() not in ("con.md", "nul.md")


def test_a_start_and_a_list_that_read_no_head_load_no_yaml(folders: Folders) -> None:
    prepare_index(folders)
    code = (
        "import os, sys; from episodes.folders import find_folders; from tui.app import EarmarkApp; "
        "from tui.cli import main; main(['list']); EarmarkApp(find_folders(os.environ)).library.synchronise(); "
        "assert 'yaml' not in sys.modules; main(['show', '148']); assert 'yaml' in sys.modules"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", NOTES_FILES, ids=lambda path: path.name)
def test_notes_files_are_read_without_a_warning(path: Path) -> None:
    document = read_document(path.read_bytes(), name=path.name)
    assert document.warnings == ()
    assert document.notes


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.name)
def test_the_name_of_a_bundled_file_tells_its_number_like_its_head(path: Path) -> None:
    document = read_document(path.read_bytes(), name=path.name)
    assert document.number is not None
    assert name_facts(document.name)[0] == document.number


@pytest.mark.parametrize(
    ("line", "fact", "value"),
    [
        ("audio: https://example.org/1.mp3", "audio", "https://example.org/1.mp3"),
        ("youtube_url: https://www.youtube.com/watch?v=a", "video", "https://www.youtube.com/watch?v=a"),
        ("video: https://example.org/a.mp4", "video", None),
        ("podcast_file: https://example.org/1.mp3", "audio", "https://example.org/1.mp3"),
        ("mp3: https://example.org/1.mp3", "audio", "https://example.org/1.mp3"),
        ("enclosure: {url: https://example.org/1.mp3, length: 9}", "audio", "https://example.org/1.mp3"),
        ("enclosure: https://example.org/1.mp3 9 audio/mpeg", "audio", "https://example.org/1.mp3"),
        ("file: https://example.org/slides.pdf", "audio", None),
        ("file: notes/1.mp3", "audio", None),
        ("season: 2", "season", 2),
        ("itunes:season: Season 2", "season", 2),
        ("number: Season 1 Episode 15", "season", 1),
        ("number: Season 1 Episode 15", "number", 15),
        ("episode: s02e03", "season", 2),
        ("episode: s02e03", "number", 3),
        ("episode: 148", "season", None),
        ("type: Bonus", "type", "bonus"),
        ("episode_type: trailer", "type", "trailer"),
        ("itunes:episodeType: full", "type", "full"),
        ("type: podcast", "type", None),
        ("duration: 1556", "duration", 1556),
        ("duration: 00:25:56", "duration", 1556),
        ("podcast_duration: 25:56", "duration", 1556),
        ("itunes:duration: 25 mins 56 secs", "duration", 1556),
        ("duration: 1 hour and 5 minutes", "duration", 3900),
        ("duration: PT1H5M", "duration", 3900),
        ("duration: long", "duration", None),
    ],
)
def test_the_head_says_recording_season_type_and_duration_in_the_keys_that_people_write(
    line: str, fact: str, value: object
) -> None:
    document = head("show: S", line)
    assert getattr(document, fact) == value
    assert read(write_document(document)) == document
    assert getattr(make_episode(document, ""), fact) == value


def test_a_type_that_is_none_of_an_episodes_stays_what_it_is() -> None:
    assert head("show: S", "type: podcast").kept == {"type": "podcast"}
    assert head("show: S", "type: podcast", "episode_type: bonus").kept == {"type_as_given": "podcast"}


@pytest.mark.parametrize(
    ("name", "number", "title"),
    [
        ("481-ways-to-die.md", 481, "Ways to die"),
        ("notes/012_on_owls.md", 12, "On owls"),
        ("2019-09-18-asgi.md", None, "Asgi"),
        ("2020-01-13-20-tips.md", None, "20 tips"),
        ("barn-owls.md", None, "Barn owls"),
        ("notes.md", None, None),
        ("148.md", 148, None),
        ("python-bytes-148.md", 148, None),
        ("Python Bytes #148.md", 148, None),
    ],
)
def test_a_files_name_gives_the_title_where_nothing_else_does(name: str, number: int | None, title: str | None) -> None:
    episode = make_episode(read("Some words.\n", name), "A Show")
    assert (episode.number, episode.title) == (number, title)
    assert make_episode(read("---\ntitle: Said\n---\nx\n", name), "A Show").title == "Said"
