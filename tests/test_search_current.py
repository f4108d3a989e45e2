"""Search is in step with the reader's marks and with the files as they come, change and go."""

from __future__ import annotations

import pytest

from episodes.index import database

from .library_builder import ASGI, LibraryBuilder

# Marks


def test_is_asks_for_what_the_reader_marked(asgi: LibraryBuilder) -> None:
    library = asgi.library
    episode = library.episode("tea-time:7")
    ready, cycles = episode.segment("ready-for-asgi"), episode.segment("release-cycles")
    assert ready is not None
    assert cycles is not None
    assert asgi.found("is:bookmarked") == asgi.found("is:opened server") == []
    library.marks.set_bookmark(episode, cycles, on=True)
    library.marks.set_read(episode, [ready], on=True)
    library.marks.set_opened(episode, "ready-for-asgi", "https://github.com/ready/asgi-server")
    assert asgi.found("is:bookmarked") == ["7#release-cycles"]
    assert asgi.found("server is:unread") == ["7#the-server-said-no", "7#release-cycles"]
    assert asgi.found("server -is:unread") == asgi.found("is:opened") == ["7#ready-for-asgi"]
    library.marks.undo()
    library.marks.undo()
    assert asgi.found("is:bookmarked") == []
    assert len(asgi.found("server is:unread")) == 3


def test_marks_of_changed_notes_are_asked_for_where_they_are_now(asgi: LibraryBuilder) -> None:
    episode = asgi.library.episode("tea-time:7")
    cycles = episode.segment("release-cycles")
    assert cycles is not None
    asgi.library.marks.set_bookmark(episode, cycles, on=True)
    asgi.write(7, ASGI.replace("Release cycles", "Release cycles, yearly"), "2019-09-18")
    asgi.sync()
    assert asgi.found("is:bookmarked") == ["7#release-cycles-yearly"]


# In step with the files


def test_what_changed_came_and_went_is_searched_as_it_is_now(asgi: LibraryBuilder) -> None:
    path = asgi.write(7, ASGI.replace("WebSockets", "carrier pigeons"), "2019-09-18", title="Longer title than before")
    asgi.write(8, "## New\n\n- WebSockets again.\n", "2020-01-01")
    asgi.sync()
    assert asgi.found("websockets") == ["8#new"]
    assert asgi.found("pigeons") == ["7#ready-for-asgi"]
    path.unlink()
    asgi.sync()
    assert asgi.search("pigeons").total == 0
    assert asgi.found("server") == []


def test_the_readers_own_file_is_searched_in_place_of_the_bundled_one(builder: LibraryBuilder) -> None:
    (builder.bundled / "7.md").write_text("---\nshow: Tea Time\nnumber: 7\n---\n\n## Digest\n\n- Short tea.\n")
    builder.sync()
    assert builder.found("tea") == ["7#digest"]
    path = builder.write(7, "## Whole\n\n- Long tea.\n")
    builder.sync()
    assert builder.found("tea") == ["7#whole"]
    path.unlink()
    builder.sync()
    assert builder.found("tea") == ["7#digest"]


def test_a_full_text_of_mostly_removed_words_is_rebuilt(asgi: LibraryBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_MOST_DEAD", 10)
    connection = asgi.library._database.connection
    for number in range(4):
        asgi.write(7, f"{ASGI}\n- Written {number} times.\n", "2019-09-18")
        asgi.sync()
    assert asgi.library._database.connection is not connection
    assert asgi.found("asgi") == ["7#ready-for-asgi"]
    assert asgi.search("is:unread").total == 6


def test_an_episode_that_another_process_brought_in_is_found_at_once(asgi: LibraryBuilder) -> None:
    other = asgi.open()
    asgi.write(9, "## Zebras\n\n- Stripes.\n")
    other.synchronise()
    assert asgi.found("zebra") == ["9#zebras"]


def test_a_hit_whose_file_changed_since_is_shown_without_extract(asgi: LibraryBuilder) -> None:
    path = next(asgi.own.rglob("007.md"))
    path.write_text(path.read_text().replace("scikit", "sickit"))
    [hit] = asgi.search("scikit").rows
    assert hit.extract.text == ""
    path.unlink()
    assert asgi.search("inside").rows[0].title.text == "Ready for ASGI"


@pytest.mark.parametrize(
    "head", ["", "\n\n", "+++\nnumber = 7\nshow = 'Tea Time'\n+++\n", "---\nshow: Tea Time\r\nnumber: 7\r\n---\r\n"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_extracts_come_from_files_of_any_form(builder: LibraryBuilder, head: str, encoding: str) -> None:
    path = builder.own / "tea-time" / "7.md"
    path.parent.mkdir(parents=True)
    path.write_bytes((head + "  \n" + ASGI.replace("\n", "\r\n") + "  \r\n\n").encode(encoding))
    builder.sync()
    [hit] = builder.search("scikit").rows
    assert hit.extract.text == "Comes with scikit-learn inside."
    assert builder.search("serve kind:joke").rows[0].extract.text == "It could not serve."
