"""The screens that lie over the main one: `Dialog` is a box in the middle of it, `Sheet` a box that covers it."""

from __future__ import annotations

from typing import TypeVar

from textual.binding import Binding
from textual.getters import query_one
from textual.screen import ModalScreen
from textual.widgets import Input

from tui.widgets.key_bar import KeyBar

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer]):
    """A box in the middle of the screen, its content the children of a container with the id `box`.

    Escape closes it without an answer.
    """

    BINDINGS = [Binding("escape", "close", "Close", show=False)]
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 50%;
        & > #box {
            width: 72;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            background: $surface;
            border: round $primary;
            border-title-color: $text-primary;
            border-title-style: bold;
            border-subtitle-color: $text-muted;
            padding: 0 1;
        }
        RowList { background: $surface; }
        .quiet { color: $text-muted; }
    }
    """

    def action_close(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class Sheet(ModalScreen[Answer]):
    """A box that covers the screen and a bar of its keys; the content are the children of a container `#box`."""

    DEFAULT_CSS = """
    Sheet {
        background: $background;
        & > #box {
            border: round $border-blurred;
            border-title-color: $text-accent;
            border-title-style: bold;
        }
    }
    """

    key_bar = query_one(KeyBar)
    """What the keys do, or what was just done."""


class LineInput(Input):
    """A line to type in, without a frame and with a cursor that stands still."""

    DEFAULT_CSS = """
    LineInput, LineInput:focus {
        height: 1;
        border: none;
        padding: 0;
        background: $panel;
    }
    """

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        """Make a line.

        Args:
            value: what stands in it.
            placeholder: what stands there while it is empty.
            id: the widget's id.
        """
        super().__init__(value, placeholder=placeholder, id=id, select_on_focus=False)
        self.cursor_blink = False


def matches(query: str, *texts: str | None) -> bool:
    """Return whether every word of a query is somewhere in the texts, capitals or not."""
    found = "\n".join(text for text in texts if text).casefold()
    return all(word in found for word in query.casefold().split())
