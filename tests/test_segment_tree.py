"""The tree of an episode: its rows, where links fold away, and that it follows without answering back."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult

from episodes.model import Episode, Kind, Link, Segment
from episodes.text import clock_text
from tui.widgets.row_text import EARMARK, READ, UNREAD
from tui.widgets.segment_tree import SegmentTree, TreeRow, link_line, segment_line

from .screen_driver import ListScreen
from .step_counter import in_proportion


def segment(
    name: str,
    title: str | None = None,
    *,
    kind: Kind = Kind.TOPIC,
    number: int | None = None,
    presenter: str | None = None,
    start: int | None = None,
    links: int = 0,
    children: tuple[Segment, ...] = (),
) -> Segment:
    made = tuple(Link(f"{name} link {at}", f"https://www.site{at}.org/{name}") for at in range(links))
    url = made[0].url if made else None
    return Segment(name, kind, title, number, presenter, start, url, made, 0, 1, "", children)


EXTRAS = segment(
    "extras",
    "Extras",
    kind=Kind.EXTRAS,
    children=(
        segment("extras-ann", kind=Kind.EXTRAS, presenter="Ann", links=2),
        segment("extras-ben", kind=Kind.EXTRAS, presenter="Ben", links=1),
    ),
)
EPISODE = Episode(
    "show:7",
    "Show",
    "Seven",
    7,
    segments=(
        segment("intro", kind=Kind.INTRO),
        segment("one", "Of decorators", number=1, presenter="Ann", links=3),
        segment("two", "Of imports", number=2, presenter="Ben", links=2),
        EXTRAS,
        segment("joke", "A cat walks in", kind=Kind.JOKE, links=1),
    ),
)


def large(segments: int) -> Episode:
    """Return an episode of topics with four links each."""
    topics = (segment(f"s{at}", f"Topic {at}", number=at, presenter="Ann", links=4) for at in range(segments))
    return Episode("show:8", "Show", "Eight", 8, segments=tuple(topics))


LARGE = large(12)


class Holder(App[None]):
    """Holds the tree alone, and the messages that it posts."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[str, ...]] = []

    def get_default_screen(self) -> ListScreen:
        return ListScreen()

    def compose(self) -> ComposeResult:
        yield SegmentTree(empty="No notes.")

    @property
    def outline(self) -> SegmentTree:
        return self.query_one(SegmentTree)

    @on(SegmentTree.Highlighted)
    @on(SegmentTree.Chosen)
    def _hear(self, message: SegmentTree.Highlighted | SegmentTree.Chosen) -> None:
        assert message.control is self.outline
        if (row := self.outline.current) is not None:  # else it is gone since
            self.said.append((type(message).__name__, row.segment.id, *([row.url] if row.url else [])))

    def shown(self) -> list[str]:
        strips = self.outline.render_lines(self.outline.size.region)
        return [strip.text.strip("▌ ") for strip in strips if strip.text.strip("▌ ")]


def text_of(parts: list[tuple[str, str]]) -> str:
    return "".join(text for text, _ in parts)


async def test_every_segment_stands_with_its_links_below_it_where_there_is_room() -> None:
    app = Holder()
    async with app.run_test(size=(44, 30)) as pilot:
        app.outline.show(EPISODE)
        await pilot.pause()
        firsts = [" ".join(line.split()) for line in app.shown()]
        assert firsts == [
            "○ Intro",
            "○ 1 Of decorators Ann",
            "› one link 0 site0.org",
            "› one link 1 site1.org",
            "› one link 2 site2.org",
            "○ 2 Of imports Ben",
            "› two link 0 site0.org",
            "› two link 1 site1.org",
            "○ Extras",
            "○ Ann",
            "› extras-ann link 0 site0.org",
            "› extras-ann link 1 site1.org",
            "○ Ben",
            "› extras-ben link 0 site0.org",
            "○ A cat walks in joke",
            "› joke link 0 site0.org",
        ]
        assert app.said == []


async def test_children_stand_further_in_than_their_parent() -> None:
    app = Holder()
    async with app.run_test(size=(44, 30)) as pilot:
        app.outline.show(EPISODE)
        await pilot.pause()
        lines = {line.split()[1]: line for line in app.shown() if line.startswith(UNREAD)}
        assert lines["Ann"].index("Ann") == lines["Extras"].index("Extras") + 2


async def test_in_a_low_pane_only_the_segment_under_the_cursor_shows_its_links() -> None:
    app = Holder()
    async with app.run_test(size=(36, 10)) as pilot:
        app.outline.show(EPISODE)
        await pilot.pause()
        assert [line for line in app.shown() if "›" in line] == []
        assert any("+3" in line for line in app.shown())
        await pilot.press("j")
        assert len([line for line in app.shown() if "› one" in line]) == 3
        await pilot.press("j", "j", "j", "j")
        assert app.outline.segment_id == "two"
        assert [line for line in app.shown() if "› one" in line] == []
        assert len([line for line in app.shown() if "› two" in line]) == 2


async def test_the_outline_walks_back_up_through_links_that_unfold_on_the_way() -> None:
    app = Holder()
    async with app.run_test(size=(36, 10)) as pilot:
        app.outline.show(EPISODE)
        await pilot.press("G")
        assert app.outline.segment_id == "joke"
        for _ in range(12):
            await pilot.press("k")
        assert app.outline.segment_id == "intro"
        await pilot.press("k")
        assert app.outline.cursor == 0


async def test_moving_says_which_segment_or_link_is_under_the_cursor() -> None:
    app = Holder()
    async with app.run_test(size=(44, 30)) as pilot:
        app.outline.show(EPISODE)
        await pilot.press("j", "j", "enter")
        assert app.said == [
            ("Highlighted", "one"),
            ("Highlighted", "one", "https://www.site0.org/one"),
            ("Chosen", "one", "https://www.site0.org/one"),
        ]
        assert app.outline.url == "https://www.site0.org/one"
        await pilot.press("k", "l")
        assert app.said[-1] == ("Chosen", "one")
        assert app.outline.url is None


async def test_selecting_a_segment_from_outside_says_nothing() -> None:
    app = Holder()
    async with app.run_test(size=(36, 10)) as pilot:
        app.outline.show(EPISODE)
        await pilot.pause()
        for name in ("two", "extras-ben", "intro", "joke"):
            app.outline.select(name)
            await pilot.pause()
            assert app.outline.segment_id == name
        app.outline.select("gone")
        assert app.outline.segment_id == "joke"
        assert app.said == []


async def test_selecting_the_segment_of_the_link_under_the_cursor_leaves_the_cursor_there() -> None:
    app = Holder()
    async with app.run_test(size=(44, 30)) as pilot:
        app.outline.show(EPISODE)
        await pilot.press("j", "j", "j")
        app.outline.select("one")
        assert app.outline.url == "https://www.site1.org/one"
        app.outline.select("two", "https://www.site1.org/two")
        assert app.outline.url == "https://www.site1.org/two"
        app.outline.select("two", "https://nowhere.org")
        assert app.outline.segment_id == "two"
        assert not app.outline.url


async def test_marks_change_signs_and_nothing_else() -> None:
    app = Holder()
    async with app.run_test(size=(44, 30)) as pilot:
        app.outline.show(EPISODE)
        app.outline.set_marks(frozenset({"one"}), frozenset({"two"}))
        await pilot.press("G")
        cursor, scroll, before = app.outline.cursor, app.outline.scroll_offset, app.shown()
        assert before[1].startswith(READ)
        assert before[5].endswith(EARMARK)
        app.outline.set_marks(frozenset({"two"}), frozenset())
        await pilot.pause()
        after = app.shown()
        assert after[1].startswith(UNREAD)
        assert after[5].startswith(READ)
        assert not after[5].endswith(EARMARK)
        assert (app.outline.cursor, app.outline.scroll_offset) == (cursor, scroll)


async def test_another_episode_begins_at_its_first_segment_or_where_it_is_told_to() -> None:
    app = Holder()
    async with app.run_test(size=(44, 12)) as pilot:
        app.outline.show(LARGE)
        await pilot.press("G")
        app.outline.show(EPISODE)
        await pilot.pause()
        assert app.outline.segment_id == "intro"
        assert app.outline.scroll_offset.y == 0
        app.outline.show(LARGE, segment_id="s9")
        await pilot.pause()
        assert app.outline.segment_id == "s9"
        assert any("Topic 9" in line for line in app.shown())
        app.outline.show(Episode("show:9", "Show", None))
        await pilot.pause()
        assert app.outline.segment_id is None
        assert app.shown() == ["No notes."]
        await pilot.press("j", "enter", "G")
        assert [message for message in app.said if message[1].startswith("s9")] == []


async def test_a_tree_that_gets_its_size_later_puts_its_cursor_on_the_row_of_the_screen_that_it_is_to_have() -> None:
    class Opened(Holder):
        def on_mount(self) -> None:
            self.outline.opening_row = 15
            self.outline.show(LARGE, segment_id="s9")

    app = Opened()
    async with app.run_test(size=(44, 30)) as pilot:
        await pilot.pause()
        assert (app.outline.cursor, app.outline.cursor - app.outline.scroll_offset.y) == (45, 15)


async def test_growing_and_shrinking_keeps_the_cursor_on_its_segment() -> None:
    app = Holder()
    async with app.run_test(size=(44, 12)) as pilot:
        app.outline.show(LARGE, segment_id="s9")
        for size in ((44, 40), (30, 10), (20, 5), (44, 60)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.outline.segment_id == "s9"
            assert any("Topic 9" in line for line in app.shown()) or size[0] < 24
        assert app.said == []


async def test_titles_that_look_like_markup_are_shown_as_they_are_written() -> None:
    odd = Episode(
        "show:1",
        "Show",
        "t",
        segments=(
            segment("a", "Episode [/b]"),
            segment("b", "[@click=app.quit]x[/]", presenter="[b]"),
            segment("c", "red \x1b[31m"),
        ),
    )
    app = Holder()
    async with app.run_test(size=(44, 12)) as pilot:
        app.outline.show(odd)
        await pilot.press("j")
        shown = app.shown()
        assert "Episode [/b]" in shown[0]
        assert "[@click=app.quit]x[/]" in shown[1]
        assert "[b]" in shown[1]
        assert shown[2].endswith("red [31m")


async def test_an_episode_is_laid_out_in_steps_by_the_number_of_its_segments_and_links() -> None:
    app = Holder()
    async with app.run_test(size=(44, 40)):
        assert in_proportion(app.outline.show, large, 6)


@pytest.mark.parametrize("width", [8, 20, 24, 30, 36, 44, 80])
def test_a_row_is_as_wide_as_the_pane(width: int) -> None:
    for title in ("Short", "日本語の題名" * 9, "x" * 200, ""):
        topic = segment("a", title, number=12, presenter="Somebody with a long name", links=2)
        for row in (TreeRow(topic, 0), TreeRow(topic, 2, folded=12)):
            line = text_of(segment_line(row, width, 2, False, True))
            assert cell_len(line) == width or width < 24
        link = Link(title, "https://a-very-long-host-name.example.org/with/a/path")
        line = text_of(link_line(link, 1, width))
        assert cell_len(line) == width or width < 24


def test_a_link_without_words_shows_its_address_once() -> None:
    url = "https://www.site.org/page"
    line = text_of(link_line(Link(url, url), 0, 60))
    assert line.count("site.org") == 1
    assert "www" not in line


def test_chapters_show_where_they_begin() -> None:
    assert [clock_text(seconds) for seconds in (0, 65, 3725)] == ["00:00", "01:05", "1:02:05"]
    line = text_of(segment_line(TreeRow(segment("a", "Chapter", start=3725), 0), 44, 0, False, False))
    assert line.split() == [UNREAD, "[1:02:05]", "Chapter"]
    line = text_of(segment_line(TreeRow(segment("a", "Item", number=3, start=145), 0), 44, 2, False, False))
    assert line.startswith(f"{UNREAD}  3 [02:25] Item ")


def test_a_row_without_number_and_time_leaves_no_room_for_them() -> None:
    assert text_of(segment_line(TreeRow(segment("a", "Intro"), 0), 44, 2, False, False)).startswith(f"{UNREAD} Intro ")


def test_the_host_of_a_link_gives_way_to_its_title() -> None:
    link = Link("A title of some length", "https://docs.pots.example/page")
    lines = [text_of(link_line(link, 0, width)).strip() for width in (50, 44, 32)]
    assert lines == [
        "› A title of some length     docs.pots.example",
        "› A title of some length            pots",
        "› A title of some length",
    ]
