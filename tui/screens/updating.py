"""Looking for new episodes in every source, in the background; and `CameInScreen`, which goes to what came in.

    updating = Updating(main, importing, "ctrl+r")
    updating.begin()            # the command's key: begins, stops what is under way, or goes to what came in

What came in is named in the key bar, which offers to go there for as long as that was not done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from episodes.model import EpisodeRow, Target
from episodes.text import counted
from tui.background import BackgroundImport, problems, summary
from tui.bindings import bind
from tui.screens.dialog import Dialog
from tui.widgets.episode_list import one_line
from tui.widgets.item_list import ItemList
from tui.widgets.row_text import Part

if TYPE_CHECKING:
    from tui.screens.main import MainScreen

_NAMED = 3
"""Problems, and episodes that came in, that are named one by one."""


class Updating:
    """Updates the sources for the main screen.

    Args:
        main: shows what is going on.
        importing: does it in the background.
        key: the key of the command; empty if it has none.
    """

    def __init__(self, main: MainScreen, importing: BackgroundImport, key: str) -> None:
        self._main = main
        self._importing = importing
        self._key = key or "the command"
        self._came_in: list[str] = []

    def begin(self) -> None:
        """Update every source; or stop that if it is under way; or go to what came in."""
        if self._importing.busy:
            self._importing.cancel()
            self._main.key_bar.work = "Stopping …"
        elif self._came_in:
            self._main.run_worker(self._go_there(), group="dialogs")
        else:
            self._main.run_worker(self._update(), group="sources", exit_on_error=False)

    async def _update(self) -> None:
        key_bar = self._main.key_bar
        key_bar.work = "Updating …"
        try:
            with self._main.reporting_errors():
                await self._report()
        finally:
            key_bar.work = f"{len(self._came_in):,} came in · {self._key} goes there" if self._came_in else ""

    async def _report(self) -> None:
        reports = await self._importing.update(self._say_work)
        self._came_in = [episode for report in reports for episode in report.added]
        wrong = problems(reports)
        said = summary(reports, cancelled=self._importing.cancelled)
        self._main.key_bar.say(f"{said} {self._names()}".rstrip(), warning=bool(wrong))
        if (more := len(wrong) - _NAMED) > 0:
            wrong[_NAMED:] = [f"{more:,} more; `earmark update` in the shell lists them all."]
        for sentence in wrong:
            self._main.app.notify(sentence, severity="warning", timeout=10, markup=False)

    def _say_work(self, sentence: str) -> None:
        if self._importing.busy and not self._importing.cancelled:
            self._main.key_bar.work = f"{sentence} · {self._key} stops"

    def _rows(self) -> list[EpisodeRow]:
        """Return what came in, as far as it is still there, the youngest first."""
        rows = [row for row in map(self._main.library.row, self._came_in) if row is not None]
        return sorted(rows, key=lambda row: str(row.day or ""), reverse=True)

    def _names(self) -> str:
        rows = self._rows()
        names = [f"{row.show} {row.number}" if row.title is None else row.title for row in rows[:_NAMED]]
        return " · ".join(names) + (f" and {len(rows) - _NAMED:,} more" if len(rows) > _NAMED else "")

    async def _go_there(self) -> None:
        rows, self._came_in, self._main.key_bar.work = self._rows(), [], ""
        if not rows:
            return
        short_names = self._main.library.show_names.in_rows
        chosen: str | None = rows[0].id
        if len(rows) > 1:
            chosen = await self._main._ask(CameInScreen(rows, short_names))
        if chosen is not None:
            self._main.go_to(Target(chosen))


class CameInList(ItemList[EpisodeRow]):
    """Episodes, one a row."""

    def __init__(self, rows: Sequence[EpisodeRow], short_names: Mapping[str, str]) -> None:
        super().__init__(rows)
        self._short_names = short_names
        self._number_width = max((len(str(row.number or "")) for row in rows), default=0)

    def item_parts(self, item: EpisodeRow, width: int) -> Sequence[Iterable[Part]]:
        return one_line(item, width, self._number_width, self._short_names)


class CameInScreen(Dialog[str]):
    """The episodes that came in, to go to one of them.

    Args:
        rows: the episodes.
        short_names: those of the shows by slug, where rows are to say which show they are of.
    """

    BINDINGS = [*bind("deeper"), Binding("q,h,left", "close", "Close", show=False)]
    DEFAULT_CSS = """
    CameInScreen > #box {
        width: 100;
        #rows { height: auto; max-height: 1fr; }
    }
    """

    def __init__(self, rows: Sequence[EpisodeRow], short_names: Mapping[str, str]) -> None:
        super().__init__()
        self.listed = CameInList(rows, short_names)

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = f"Came in · {counted(self.listed.count, 'episode')}"
            box.border_subtitle = "enter goes there, esc closes"
            yield self.listed

    def on_mount(self) -> None:
        """Give the list the keys, and as much height as it needs."""
        self.listed.styles.height = min(max(1, self.listed.count), max(1, self.app.size.height - 4))
        self.listed.focus()

    @on(CameInList.Chosen)
    def action_deeper(self) -> None:
        if self.listed.current is not None:
            self.dismiss(self.listed.current.id)
