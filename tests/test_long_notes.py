"""Notes that are longer than any that a person writes: their rest is one plain section, whole and with its links."""

from __future__ import annotations

from pathlib import Path

import pytest

from episodes.documents.own_files import Origin
from episodes.index.database import Database
from episodes.index.projects import hosts
from episodes.index.rows import rows_of
from episodes.index.writer import put_episode, settle
from episodes.model import Episode, Kind
from episodes.notes.parse import parse_notes
from episodes.notes.rest import LONGEST, MOST_BLOCKS, TITLE, has_rest
from tui.notes_pane.document_builder import build_document, build_part
from tui.notes_pane.layout import lay_out
from tui.notes_pane.overlays import NotesMatches

from .command_runner import Earmark
from .hostile_text import LINES, SIGNS, repeat
from .step_counter import in_proportion

HEAD = "## One\n\n- [a](https://a.example/)\n\n"


def make_episode(text: str) -> Episode:
    return Episode("a:1", "A", "T", notes=text, segments=parse_notes(text).segments)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let the rest begin after fewer lines than it does, and return after how many."""
    monkeypatch.setattr("episodes.notes.rest.MOST_BLOCKS", 200)
    return 200


def test_past_two_hundred_kilobytes_the_rest_is_one_plain_section_with_its_text_whole() -> None:
    text = HEAD + "some words and words\n\n" * 20_000
    one, rest = parse_notes(text).segments
    assert (rest.kind, rest.title, rest.children, rest.end_line) == (Kind.SECTION, TITLE, (), text.count("\n"))
    assert len(one.markdown) <= LONGEST < len(one.markdown) + 30
    assert one.markdown + rest.markdown == text


def test_past_ten_thousand_blocks_as_well() -> None:
    text = "- a\n" * (MOST_BLOCKS + 3)
    first, rest = parse_notes(text).segments
    assert (rest.first_line, rest.markdown, first.markdown + rest.markdown) == (MOST_BLOCKS, "- a\n" * 3, text)
    assert len(parse_notes("- a\n" * MOST_BLOCKS).segments) == 1


def test_one_line_that_is_longer_is_all_rest() -> None:
    text = "# " + "[" * LONGEST
    [rest] = parse_notes(text).segments
    assert (rest.title, rest.markdown) == (TITLE, text)


def test_the_links_of_the_rest_are_found_in_whatever_markup_they_stand(few: int) -> None:
    text = "a\n" * few + (
        "## Not parsed\n[A `b`](https://a.example/x_(y)) <https://b.example> https://c.example, "
        "<a href='https://d.example/?q'>D</a> [A](https://a.example/x_(y)) http:// ://x\n"
    )
    *_, rest = parse_notes(text).segments
    assert [(link.title, link.url) for link in rest.links] == [
        ("A `b`", "https://a.example/x_(y)"),
        *((url, url) for url in ("https://b.example", "https://c.example", "https://d.example/?q")),
    ]


def test_the_notes_show_all_of_the_rest_with_links_that_open(few: int) -> None:
    words = [f"word{number} https://x.example/{number}" for number in range(3_000)]
    text = "- a\n" * few + "\n".join(words) + "\n\n" + "one\n\ntwo [t](https://y.example/) " + "long " * 2_000
    document = build_document(make_episode(text))
    shown = " ".join(line.text for line in document.lines[few:] if line.source >= few)
    assert shown.split() == text.split("- a\n")[-1].split()
    assert [link.link.url for link in document.links][-2:] == ["https://x.example/2999", "https://y.example/"]
    assert all(link.opens and link.segment_id == "the-rest-of-the-notes" for link in document.links)
    assert document.place_of("the-rest-of-the-notes").line == few
    places = [row.place for row in lay_out(document, 80).rows]
    assert places == sorted(set(places))


def test_a_part_that_opens_in_the_rest_shows_the_rest(few: int) -> None:
    text = "- a\n" * few + "\n".join(f"## {number}" for number in range(1_000))
    document = build_part(make_episode(text), few + 100)
    shown = " ".join(line.text for line in document.lines)
    assert "## 100 ## 101 " in shown
    assert "## 99 " not in shown


def test_a_part_of_one_long_line_is_no_more_than_is_read_at_once() -> None:
    document = build_part(make_episode("words " * 100_000), 0)
    assert not document.whole
    assert sum(len(line.text) for line in document.lines) < 50_000


def test_the_links_of_a_long_paragraph_are_shown() -> None:
    text = "- " + "words and [more](https://a.example/x) " * 2_000
    [link, *_] = build_document(make_episode(text)).links
    assert (link.link.url, link.opens) == ("https://a.example/x", True)


def test_an_import_says_of_which_notes_the_rest_is_plain(earmark: Earmark, tmp_path: Path) -> None:
    (tmp_path / "long.md").write_text("---\nshow: Heavy\nnumber: 1\n---\n\n" + "- a\n" * (MOST_BLOCKS + 1))
    status, out, err = earmark("add", str(tmp_path / "long.md"))
    said = "heavy:1: its notes are longer than 200 kB or 10,000 blocks; the rest is one plain section\n"
    assert (status, err) == (0, "")
    assert said in out


def test_other_notes_have_no_rest() -> None:
    assert not has_rest(make_episode(HEAD))
    assert not has_rest(make_episode(""))


@pytest.mark.parametrize("piece", [*SIGNS, *LINES])
def test_the_pane_takes_steps_in_proportion(piece: str) -> None:
    text = repeat(piece, 125)
    assert in_proportion(lambda episode: lay_out(build_document(episode), 80), lambda times: make_episode(text * times))


@pytest.mark.parametrize("opening", ["", "## "])
def test_many_links_in_a_line_take_steps_in_proportion(opening: str) -> None:
    def show(count: int) -> None:
        document = build_document(make_episode(opening + "[t](https://x.example/) " * count))
        NotesMatches(document, ("t",))
        assert document.text_between(None, None)

    assert in_proportion(show, int, 25)


@pytest.mark.parametrize("piece", ["- a\n", "a\n\n", "[t](https://x.example/) ", "\n", "a"])
def test_a_quarter_of_a_megabyte_makes_no_more_rows_than_its_text_needs(piece: str) -> None:
    document = build_document(make_episode(repeat(piece, 250_000)))
    assert len(lay_out(document, 80).rows) < 20_000


@pytest.mark.parametrize("piece", ["**", "\n", "1", "- ", "](", "<a ", "日", "_", "[a](https://a.a.a.a.a.a/) "])
def test_a_lot_of_one_sign_goes_into_the_index_and_is_found(piece: str) -> None:
    # What grows with the square of its length is seen here by hand: it would take several seconds.
    database = Database(None)
    text = f"## Topic\n\n{repeat(piece, 250_000)} word\n"
    with database.writing() as connection:
        rows = rows_of(make_episode(text), Origin())
        put_episode(connection, 0, "a.md", (1, 1), rows)
        settle(connection, rows.words)
    [found] = database.connection.execute("SELECT count(*) FROM texts WHERE texts MATCH 'word'").fetchone()
    assert found == 1
    database.close()


def test_a_host_of_no_length_that_hosts_have_is_no_host() -> None:
    assert hosts(f"https://{'a.' * 100_000}example") == []
