"""Bookmarks found by a query, in several orders, those that are done or gone among them."""

from __future__ import annotations

import pytest

from episodes.listing import BookmarkOrder

from .library_builder import LibraryBuilder


@pytest.fixture
def kept(asgi: LibraryBuilder) -> LibraryBuilder:
    """Return a library with bookmarks: on two segments, on an episode, and on one whose episode goes."""
    asgi.write(
        8, "## Ana #1: [Kettles](https://kettles.example/)\n\n- They whistle.\n", "2020-01-01", show="Kettle Hour"
    )
    gone = asgi.write(9, "## Ana #1: [Lost](https://lost.example/)\n\n- Words.\n", "2021-01-01")
    asgi.sync()
    for number, (episode, segment, note, tags) in enumerate(
        (
            ("tea-time:7", "ready-for-asgi", "for the talk", ("async",)),
            ("kettle-hour:8", "kettles", None, ()),
            ("tea-time:7", None, "all of it", ("later",)),
            ("tea-time:9", "lost", "whistle in the dark", ("async",)),
        )
    ):
        asgi.clock.now = asgi.clock.now.replace(minute=number)
        whole = asgi.library.episode(episode)
        part = None if segment is None else whole.segment(segment)
        asgi.library.marks.set_bookmark(whole, part, on=True, note=note, tags=tags)
    gone.unlink()
    asgi.sync()
    return asgi


def found(builder: LibraryBuilder, query: str = "", order: BookmarkOrder = BookmarkOrder.MADE) -> list[str]:
    return [str(row.target).partition(":")[2] for row in builder.library.bookmarks(query, order).rows]


def test_an_empty_query_finds_all_the_latest_first(kept: LibraryBuilder) -> None:
    assert found(kept) == ["9#lost", "7", "8#kettles", "7#ready-for-asgi"]


@pytest.mark.parametrize(
    ("query", "targets"),
    [
        ("whistle", ["9#lost", "8#kettles"]),
        ("talk", ["7", "7#ready-for-asgi"]),
        ("scikit-learn", ["7", "7#ready-for-asgi"]),
        ("tag:async", ["9#lost", "7#ready-for-asgi"]),
        ("tag:async -talk", ["9#lost"]),
        ("host:kettles.example", ["8#kettles"]),
        ('show:"tea time"', ["9#lost", "7", "7#ready-for-asgi"]),
        ("year:2020", ["8#kettles"]),
        ("-year:2020", ["9#lost", "7", "7#ready-for-asgi"]),
        ("is:bookmarked", ["9#lost", "7", "8#kettles", "7#ready-for-asgi"]),
        ("presenter:ana", ["7", "8#kettles", "7#ready-for-asgi"]),
        ("nothing-of-the-kind", []),
    ],
)
def test_a_query_finds_them_by_their_segments_and_by_note_and_tags(
    kept: LibraryBuilder, query: str, targets: list[str]
) -> None:
    assert found(kept, query) == targets


def test_they_are_sorted_by_episode_and_by_show(kept: LibraryBuilder) -> None:
    assert found(kept, order=BookmarkOrder.EPISODE) == ["8#kettles", "7", "7#ready-for-asgi", "9#lost"]
    assert found(kept, order=BookmarkOrder.SHOW) == ["8#kettles", "7", "7#ready-for-asgi", "9#lost"]
    assert [row.show for row in kept.library.bookmarks().rows] == ["Tea Time", "Tea Time", "Kettle Hour", "Tea Time"]


def test_what_is_done_is_found_only_where_it_is_asked_for(kept: LibraryBuilder) -> None:
    lost, _, kettles, _ = kept.library.bookmarks().rows
    for row in (lost, kettles):
        kept.library.marks.set_done(row, on=True)
    assert found(kept) == ["7", "7#ready-for-asgi"]
    assert kept.library.bookmarks().folded == 2
    assert found(kept, "is:done") == ["9#lost", "8#kettles"]
    assert found(kept, "-is:done") == ["7", "7#ready-for-asgi"]
    assert found(kept, "whistle is:done") == ["9#lost", "8#kettles"]
    assert kept.library.bookmarks("whistle").folded == 2
    assert len(kept.library.bookmarks(with_done=True).rows) == 4
    assert kept.found("is:done") == ["8#kettles"]


def test_a_tag_may_be_called_as_a_state_is(kept: LibraryBuilder) -> None:
    lost, _, kettles, _ = kept.library.bookmarks().rows
    for row in (lost, kettles):
        kept.library.marks.set_note(row, "", ("done",))
    kept.library.marks.set_done(kettles, on=True)
    assert found(kept, "tag:done") == ["9#lost"]


def test_a_slip_in_the_query_is_said(kept: LibraryBuilder) -> None:
    assert "is no filter" in str(kept.library.bookmarks("tagg:async").note)
