"""What the screens over the main one are made of: boxes, lines to type in.

`Dialog` is a box in the middle of the screen, `FilterLine` a line to type in with a list below it. `Confirm` and
`LinkProblem` are boxes that any screen may show, `ThemeChoice` is the choice of the colours.
"""

from collections.abc import Iterable, Sequence
from functools import partialmethod
from pathlib import Path
from typing import Any

from textual import events, on, work
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from episodes.text import clean
from tui import programs
from tui.bindings import bind
from tui.screens.reader_screen import Answer
from tui.themes import offered
from tui.widgets.row_list import ItemList, RowList
from tui.widgets.row_text import Part, fit, title_text


class Overlay(ModalScreen[Answer]):
    """A screen over the main one, which answers once, however many keys come at a time."""

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        if not self.is_mounted:  # what makes it would miss the parts that are taken away
            self.call_later(self._dismiss_later, result)
            return AwaitComplete.nothing()  # type: ignore[no-any-return,no-untyped-call]
        return super().dismiss(result) if self.is_active else AwaitComplete.nothing()  # type: ignore[no-untyped-call]

    def action_close(self) -> None:
        self.dismiss(None)

    def _dismiss_later(self, result: Answer | None) -> None:
        self.dismiss(result)  # which nobody may wait for here


class Dialog(Overlay[Answer]):
    """A box in the middle of the screen. Escape closes it without an answer.

    Args:
        parts: what is in it.
        title: what it is about.
        hint: what the keys do.
    """

    SCOPED_CSS = False
    DEFAULT_CSS = Path(__file__).with_name("dialogs.tcss").read_text(encoding="utf-8")
    BINDINGS = [Binding("escape", "close", "Close", show=False), *bind("help")]

    def __init__(self, *parts: Widget, title: str = "", hint: str = "") -> None:
        super().__init__()
        self.box = Vertical(*parts, id="box")
        self.box.border_title = title_text(title)
        self.box.border_subtitle = hint

    def compose(self) -> ComposeResult:
        yield self.box


class ListDialog(Dialog[Answer]):
    """A box with a list, of which the reader chooses an item: the answer, unless the subclass says otherwise.

    Args:
        listed: the list.
        title: what the items are.
        hint: what the keys do.
    """

    BINDINGS = [*bind("deeper"), Binding("q,h,left", "close", "Close", show=False)]

    def __init__(self, listed: RowList[Any], title: str, hint: str = "enter goes there, esc closes") -> None:
        super().__init__(listed, title=title, hint=hint)
        self.listed = listed

    def on_mount(self) -> None:
        """Give the list as much height as it needs."""
        room = max(self.listed.row_height, self.app.size.height - 4)
        self.listed.styles.height = min(self.listed.count * self.listed.row_height, room)

    @on(RowList.Chosen)
    def action_deeper(self) -> None:
        if self.listed.current is not None:
            self.choose(self.listed.current)

    def choose(self, item: Any) -> None:
        self.dismiss(item)


class LineInput(Input):
    """A line to type in, without a frame and with a cursor that stands still."""

    DEFAULT_CSS = """
    LineInput, LineInput:focus { height: 1; border: none; padding: 0; background: $panel; }
    """

    def on_mount(self) -> None:
        self.select_on_focus = self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        event.text = clean(event.text)  # for Textual's own handler, which comes after this one


class FilterLine(LineInput):
    """A line above a list: what is typed filters the list, and the other keys move there.

    Up at the list's top is left to the screen.
    """

    BINDINGS = [
        *bind("cursor-down", "cursor-up", "page-down", "page-up"),
        # Whatever keys these commands have in the panes, and where it is only letters, which are text here.
        Binding("down,ctrl+n", "cursor_down", show=False),
        Binding("up,ctrl+p", "cursor_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("ctrl+home", "first", show=False),
        Binding("ctrl+end", "last", show=False),
    ]

    def __init__(self, rows: RowList[Any], value: str = "", *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(value, placeholder=placeholder, id=id)
        self._rows = rows

    def _move(self, how: str) -> None:
        getattr(self._rows, f"action_{how}")()

    action_cursor_up = partialmethod(_move, "cursor_up")
    action_cursor_down = partialmethod(_move, "cursor_down")
    action_page_down = partialmethod(_move, "page_down")
    action_page_up = partialmethod(_move, "page_up")
    action_first = partialmethod(_move, "first")
    action_last = partialmethod(_move, "last")


def matches(query: str, *texts: str | None) -> bool:
    """Return whether every word of a query is somewhere in the texts, capitals or not."""
    found = "\n".join(text for text in texts if text).casefold()
    return all(word in found for word in query.casefold().split())


class Confirm(Dialog[bool]):
    """A question that enter or y says yes to. Every other way out is a no.

    Args:
        question: what is asked.
        consent: what yes does, in two or three words.
    """

    BINDINGS = [Binding("enter,y", "agree", "Yes", show=False), Binding("n,q", "close", "No", show=False)]

    def __init__(self, question: str, consent: str) -> None:
        super().__init__(Static(question, id="question", markup=False), hint=f"enter: {consent} · esc: no")

    def action_agree(self) -> None:
        self.dismiss(True)


class LinkProblem(Dialog[None]):
    """An address as it stands in the notes, and a sentence that says why it was not opened.

    Args:
        url: the address.
        reason: the sentence.
        key: the key that copies the address.
    """

    BINDINGS = [*bind("copy-link"), Binding("enter,q", "close", "Close", show=False)]

    def __init__(self, url: str, reason: str, key: str) -> None:
        self._url = url
        said = Static(clean(reason), id="reason", markup=False)
        # Control characters are no part of what is shown; the copy has the address as the notes have it.
        address = Static(clean(url) or "(empty)", id="url", markup=False)
        self._copied = Static(id="copied", markup=False)
        super().__init__(said, address, self._copied, title="Not opened", hint=f"{key} copies the address, esc closes")

    @work(group="copying")
    async def action_copy_link(self) -> None:
        self._copied.update(await programs.copy(self._url, "The address", self.app.copy_to_clipboard))
        self._copied.display = True


class ThemeList(ItemList[str]):
    """Names of themes, and whether they are dark or light. The one under the cursor is shown on the whole screen."""

    def item_parts(self, item: str, width: int) -> Sequence[Iterable[Part]]:
        kind = " dark " if self.app.available_themes[item].dark else " light"
        return [[(fit(item, width - 6), ""), (kind, "muted")]]

    def cursor_moved(self) -> None:
        if self.current is not None:
            self.app.theme = self.current


class ThemeChoice(ListDialog[str]):
    """Answers with the name of the theme, which is the application's by then; with None where it stays as it was."""

    BINDINGS = [Binding("T", "close", "Close", show=False)]

    def __init__(self) -> None:
        self._before, names = self.app.theme, offered(self.app.available_themes)
        super().__init__(ThemeList(names), "Theme", "enter keeps it, esc closes")
        self.listed.move_to(names.index(self._before), announce=False)

    def action_close(self) -> None:
        self.app.theme = self._before
        self.dismiss(None)
