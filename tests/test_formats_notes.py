"""Files of notes: Markdown with and without a head, HTML behind a head, and pasted text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from episodes.documents.document import make_episode, write_document
from episodes.importing.formats import ReadResult, read_any
from episodes.importing.formats.notes_text import is_pasted
from episodes.model import Kind, Sponsor

from .notes_files import NOTES_FILES

DATA = Path(__file__).parent / "data" / "formats"


def read(name: str) -> ReadResult:
    return read_any((DATA / name).read_bytes(), name=name)


def test_pasted_text_becomes_topics_lists_and_extras() -> None:
    reading = read("pasted.txt")
    assert reading.problems == ()
    (document,) = reading.documents
    assert (document.number, document.title) == (7, "On time, at last")
    assert (document.published, document.recorded) == (date(2020, 2, 29), date(2020, 2, 26))
    assert document.sponsors == (Sponsor("Acme Clocks"),)
    assert document.kept == {"above_title": "Brought to you by Ann and Bo"}
    assert document.notes == (
        "Sponsored by Acme Clocks:\n\n"
        "## Ann #1: A clock of sand - PEP 1\n\n"
        "- Runs for an hour\n  - and then no more\n    - [really]\n"
        "- Costs \\* nothing_at_all\n  1. First\n  2. Second\n\n"
        "## Bo #2: A clock of water\n\n- See <https://water.example/a_b_c>.\n\n"
        "## Extras\n\n- A meet-up\n  - in spring\n\nWant more?\n"
    )


def test_pasted_extras_and_jokes_that_are_named_are_headings() -> None:
    text = "#7: On time\n\nAnn #1: Sand\n\n  • one\n\nExtras:\n\nAnn:\n\n  • two\n\nJoke: Tick\n\n  • three\n"
    (document,) = read_any(text.encode(), name="x.txt").documents
    assert document.notes == ("## Ann #1: Sand\n\n- one\n\n## Extras\n\n### Ann\n\n- two\n\n## Joke: Tick\n\n- three\n")


@pytest.mark.parametrize(
    "text",
    [
        "## Ann #1: [A](https://a.example)\n\n• b\n• c\n• d\n",
        "Ann #1: Sand\n\n- one\n",
        "A text.\n\n- one\n- two\n",
        "---\ntitle: A\n---\n• a\n• b\n• c\n",
    ],
)
def test_markdown_is_not_taken_for_pasted_text(text: str) -> None:
    assert not is_pasted(text)


def test_the_text_of_a_web_page_has_its_six_topics_and_the_extras() -> None:
    data = (DATA / "web-page.txt").read_bytes()
    (document,) = read_any(data, name="web-page.txt").documents
    episode = make_episode(document, "Tide & Time")
    assert (episode.id, episode.title) == ("tide-time:31", "The ferry runs on time!")
    assert (episode.published, episode.recorded) == (date(2020, 9, 16), date(2020, 9, 9))
    assert episode.sponsors == (Sponsor("Acme Ropes"),)
    topics = [segment for segment in episode.segments if segment.kind is Kind.TOPIC]
    assert [(topic.presenter, topic.number) for topic in topics] == [
        *(("Ann", 1), ("Bo", 2), ("Ann", 3), ("Bo", 4), ("Ann", 5), ("Bo", 6))
    ]
    assert topics[0].title == "A timetable for every year - Notice 12"
    assert [segment.kind for segment in episode.segments][-1] is Kind.EXTRAS
    words = "".join(character for character in data.decode() if character.isalnum())
    kept = "".join(character for character in write_document(document) if character.isalnum())
    assert len(kept) >= len(words) - len("PublishedWedrecordedWed")


@pytest.mark.parametrize("path", NOTES_FILES, ids=lambda path: path.name)
def test_notes_files_are_taken_for_markdown(path: Path) -> None:
    data = path.read_bytes()
    assert not is_pasted(data.decode())
    found = read_any(data, name=path.name)
    assert [document.warnings for document in found.documents] == [()]
    assert found.problems == ()


def test_a_head_without_notes_has_its_description_for_notes() -> None:
    for data in (
        '{"title": "Cold Start", "episode": 73, "description": "A [kettle](https://k.example/)."}',
        '+++\ntitle = "Cold Start"\nDescription = "A [kettle](https://k.example/)."\nepisode = "73"\n+++\n',
    ):
        (document,) = read_any(data.encode(), name="a.md").documents
        assert (document.title, document.number, document.notes) == (
            "Cold Start",
            73,
            "A [kettle](https://k.example/).\n",
        )
        (again,) = read_any(write_document(document).encode(), name="b.md").documents
        assert again.notes == document.notes


def test_notes_in_html_behind_a_head_are_read_like_those_of_a_feed() -> None:
    html = '<p>On <a href="/t">tubes</a>.</p>\n<h3>Times</h3><p>(00:00) Hello<br>(05:10) Bends</p>\n'
    head = '---\ntitle: "#7: Tubes"\npage: https://tubes.example/7\n---\n'
    (document,) = read_any((head + html).encode(), name="a.md").documents
    assert (document.title, document.number) == ("Tubes", 7)
    assert document.notes == "On [tubes](https://tubes.example/t).\n\n### Times\n\n(00:00) Hello  \n(05:10) Bends\n"
    section = make_episode(document, "S").segments[1]
    assert [(topic.start, topic.title) for topic in section.children] == [(0, "Hello"), (310, "Bends")]


@pytest.mark.parametrize(
    "markdown", ["# A\n\n<p>x</p>\n", "<p>x</p>\n\n- [a](https://a.example/)\n", "<kbd>x</kbd> y\n"]
)
def test_markdown_with_html_in_it_stays_as_it_is(markdown: str) -> None:
    assert read_any(f"---\ntitle: T\n---\n{markdown}".encode(), name="a.md").documents[0].notes == markdown


def test_a_name_of_words_and_a_number_gives_the_number_where_nothing_gives_a_title() -> None:
    for name, text, number in (
        ("the-tide-61.md", "- x\n", 61),
        ("the-tide-2019.md", "- x\n", None),
        ("top-5.md", "# T\n", None),
    ):
        (document,) = read_any(text.encode(), name=name).documents
        assert make_episode(document, "S").number == number
