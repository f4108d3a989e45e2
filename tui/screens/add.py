"""`AddScreen`: brings episodes in from a file, a folder, a feed, or a show known by its name.

    episode = await app.push_screen_wait(AddScreen(library, importing, "ctrl+r"))

Answers with the id of the episode to go to, or None. While it works, escape stops the work and does not close the
screen; what came in until then is listed.
"""

import asyncio
import glob
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from textual import on, work
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.suggester import Suggester
from textual.widgets import Input, Static

from episodes.errors import EarmarkError
from episodes.importing.source_list import KNOWN_SHOWS, Report
from episodes.library import Library
from episodes.text import clean_line
from tui.background import BackgroundImport
from tui.screens.dialog import Dialog, FilterLine, matches
from tui.widgets.row_list import ItemList
from tui.widgets.row_text import LINK, NEW, OPENED, Part, fit, line

_COUNTED_WORD = 10
"""Cells for what became of an episode."""


class KnownShow(NamedTuple):
    """A show that can be added by its name."""

    name: str
    address: str
    added: str
    """A sentence where its feed is a source already, else empty."""


class PathSuggester(Suggester):
    """Completes paths of this machine as they are typed."""

    async def get_suggestion(self, value: str) -> str | None:
        """Return the first path that goes on as the text does, or None."""
        is_path = value.startswith(("/", "~", "."))
        return await asyncio.to_thread(completed_path, value) if is_path else None


def completed_path(text: str) -> str | None:
    """Return the first path that begins as the text does, with a slash behind a folder; None where there is none.

    Hidden names are passed over unless their dot is typed.
    """
    path = os.path.expanduser(text)
    found = None if text.endswith("/") else min(glob.iglob(f"{glob.escape(path)}*"), default=None)
    return found and text + found[len(path) :] + ("/" if os.path.isdir(found) else "")


class KnownList(ItemList[KnownShow], can_focus=False):
    """Shows that can be added by their names."""

    def item_parts(self, item: KnownShow, width: int) -> Sequence[Iterable[Part]]:
        """Return a show: its name, and its feed or that it is there already."""
        name = min(20, width // 2)
        sign, said = OPENED if item.added else LINK, item.added or item.address
        return [[(f"{sign} ", "faint"), (fit(item.name, name), "strong"), (fit(said, width - name - 2), "muted")]]


def _known_shows(library: Library, update_key: str) -> list[KnownShow]:
    added: dict[str, str] = {}
    with suppress(EarmarkError):  # said when something is added
        said = f"is a source already; {update_key} updates it"
        added = {source.address: said for source in library.sources.sources()}
    return [KnownShow(name, address, added.get(address, "")) for name, address in KNOWN_SHOWS.items()]


class ReportRow(NamedTuple):
    """An episode, or something that was left out."""

    what: str
    """`added`, `changed`, `unchanged` or `skipped`."""
    said: str
    """The episode's id; of what was skipped, what it is and why."""


class ReportList(ItemList[ReportRow]):
    """The rows of a report.

    Args:
        library: says what an episode is called.
    """

    def __init__(self, library: Library) -> None:
        super().__init__(empty="Nothing was found there.", id="report")
        self._library = library

    def item_parts(self, item: ReportRow, width: int) -> Sequence[Iterable[Part]]:
        what = fit(item.what, _COUNTED_WORD)
        if item.what == "skipped":
            return [line(width, [(what, "warning")], item.said, "")]
        row = self._library.row(item.said)
        facts = (item.said,) if row is None else (row.show, row.number, row.title)
        name = " ".join(str(fact) for fact in facts if fact is not None)
        glyph = f"{NEW} " if item.what == "added" else "  "
        role = {"added": "strong", "unchanged": "muted"}.get(item.what, "")
        return [line(width, [(what, "muted"), (glyph, "accent")], name, role)]


class AddScreen(Dialog[str]):
    """A line for the source, the shows that are known, and what came of it.

    Args:
        library: takes the episodes.
        importing: brings them in.
        update_key: the key that updates what was added.
    """

    BINDINGS = [
        Binding("enter,l,right", "go", "Go there", show=False),
        Binding("a", "again", "Add another", show=False),
        Binding("q", "close", "Close", show=False),
    ]

    def __init__(self, library: Library, importing: BackgroundImport, update_key: str) -> None:
        self._importing = importing
        self._shows = _known_shows(library, update_key)
        self.known = KnownList(self._shows, empty="A path, or the address of a feed.", id="known")
        example = "~/notes, https://example.org/feed.xml, Python Bytes"
        self.source = FilterLine(self.known, placeholder=example, id="source")
        self.source.suggester = PathSuggester(use_cache=False, case_sensitive=True)
        self.show_line = FilterLine(self.known, placeholder="it can stay empty", id="show")
        self.said = Static(id="said", markup=False)
        self.report = ReportList(library)
        where = Static("A folder or file of notes, a feed's address, or a show's name", classes="quiet")
        whose = Static("The show they belong to, where the notes do not say", classes="quiet")
        asking = Vertical(where, self.source, whose, self.show_line, self.known, id="asking")
        super().__init__(asking, VerticalScroll(self.said, id="told"), self.report, title="Add episodes")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys of the report once it is shown: until then letters are typed."""
        return self.has_class("-done") if action in ("go", "again") else True

    def action_again(self) -> None:
        self.set_class(False, "-done")
        self.box.border_subtitle = "enter adds, esc closes"
        self.source.focus()

    on_mount = action_again

    @on(Input.Changed, "#source")
    def _filter(self, event: Input.Changed) -> None:
        self.known.show([known for known in self._shows if matches(event.value, known.name, known.address)])

    @on(Input.Submitted)
    @on(KnownList.Chosen, "#known")
    def _start(self) -> None:
        """Add what was named: a show that the list has, else the text as it is."""
        text = self.source.value.strip()
        is_path = text.startswith(("/", "~", ".")) or "://" in text or os.path.exists(text)
        if not is_path and self.known.current is not None:
            text = self.known.current.name
        if text:
            self._add(text, clean_line(self.show_line.value) or None)

    @work(group="sources", exit_on_error=False, description="Adding episodes.")
    async def _add(self, text: str, show: str | None) -> None:
        if self._importing.busy:
            return
        self.remove_class("-failed").add_class("-working")
        self.box.border_subtitle = "esc stops"
        self.said.update(f"Adding {clean_line(text)}")
        try:
            report = await self._importing.add(text, show, self.said.update)
        except EarmarkError as error:
            self.said.update(str(error))
            self.set_class(True, "-failed")
            self.action_again()
        else:
            self._show_report(report)
        finally:
            self.set_class(False, "-working")

    def _show_report(self, report: Report) -> None:
        self.said.update("\n".join((report.summary, report.source.shown, *report.lines())))
        kinds = ("skipped", "added", "changed", "unchanged")
        self.report.show([ReportRow(what, str(each)) for what in kinds for each in getattr(report, what)])
        self.set_class(True, "-done")
        self.box.border_subtitle = "enter goes there, a adds more, esc closes"
        self.report.focus()

    @on(ReportList.Chosen, "#report")
    def action_go(self) -> None:
        row = self.report.current
        if row is not None and row.what != "skipped":
            self.dismiss(row.said)

    def action_close(self) -> None:
        """Stop the work, else close."""
        if self._importing.busy:
            self._importing.cancelled.set()
            self.box.border_subtitle = "stopping …"
        else:
            self.dismiss(None)
