"""The notes pane alone in an app that keeps what it says, and notes to show in it."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from episodes.model import Episode, Kind, Segment
from tui.notes_pane.notes_document import Position
from tui.notes_pane.notes_view import NotesView

WORDS = "many words that are only here so that a line of them has to be wrapped at the end of a row"


def notes(count: int = 12) -> Episode:
    """Return an episode of topics with a bullet that wraps and a link each."""
    lines: list[str] = []
    segments = []
    for number in range(1, count + 1):
        first = len(lines)
        lines += [
            f"## Ann #{number}: [Topic {number}](https://example.org/{number})",
            "",
            f"- bullet {number} with {WORDS}",
            f"- see [link {number}](https://links.example/{number}) there",
            "",
        ]
        title = f"Topic {number}"
        segments.append(
            Segment(f"topic-{number}", Kind.TOPIC, title, number, "Ann", None, None, (), first, len(lines), "")
        )
    return Episode("s:1", "", None, notes="\n".join(lines), segments=tuple(segments))


def text_of(markdown: str) -> Episode:
    """Return an episode of some notes, without segments."""
    return Episode("s:1", "", None, notes=markdown)


class Pane(App[None]):
    """An app that holds only the view and keeps what it says."""

    def __init__(self, episode: Episode | None = None, position: Position | None = None) -> None:
        super().__init__()
        self.episode = episode
        self.position = position
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        yield NotesView()

    def on_mount(self) -> None:
        if self.episode is not None:
            self.view.show(self.episode, self.position)

    @property
    def view(self) -> NotesView:
        return self.query_one(NotesView)

    def rows(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.view.render_lines(self.view.outer_size.region)]

    def find(self, words: str) -> tuple[int, int]:
        """Return the cell and row of the screen where words stand."""
        for y, row in enumerate(self.rows()):
            if words in row:
                return row.index(words), y
        raise AssertionError(f"{words!r} is not on the screen")

    def style_at(self, words: str) -> object:
        x, y = self.find(words)
        return self.screen.get_style_at(x, y)

    def on_notes_view_link_activated(self, message: NotesView.LinkActivated) -> None:
        self.said.append(message)

    def on_notes_view_link_hovered(self, message: NotesView.LinkHovered) -> None:
        self.said.append(message)

    def on_notes_view_top_segment_changed(self, message: NotesView.TopSegmentChanged) -> None:
        self.said.append(message)


async def drag(pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int]) -> None:
    """Select from one cell to another with the mouse."""
    await pilot.mouse_down(NotesView, offset=start)
    await pilot.hover(NotesView, offset=end)
    await pilot.mouse_up(NotesView, offset=end)
    await pilot.pause()
