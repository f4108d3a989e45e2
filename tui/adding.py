"""Bringing episodes in from the screens: the dialog that asks for a source, and the update that runs beside it all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from episodes.errors import EarmarkError
from episodes.importing.report import Report
from episodes.importing.source_list import KNOWN_SHOWS
from episodes.library import Library
from episodes.model import Target
from tui.keymap import Pane
from tui.screens.add import AddActions, AddScreen, KnownShow
from tui.screens.main import MainScreen
from tui.supplying import Supplying, problems, summary

_NAMED = 3
"""Problems of an update that are told one by one."""


class Adding:
    """What the keys for bringing episodes in lead to.

    Args:
        library: all episodes.
        main: the screen that shows them.
    """

    def __init__(self, library: Library, main: MainScreen) -> None:
        self._library = library
        self._main = main
        self._supplying = Supplying(lambda: library.sources)

    def stop(self) -> None:
        """Stop whatever is being brought in; what came in until then stays."""
        self._supplying.stop()

    async def add(self) -> None:
        """Ask for a source and bring it in; go to the episode that is chosen of what came."""
        if self._supplying.busy:
            self._main.key_bar.say("An update is under way; ctrl+r stops it.", warning=True)
            return
        actions = AddActions(self._known, self._add, self._supplying.stop, self._name)
        episode = await self._main.app.push_screen_wait(AddScreen(actions))
        if episode is not None:
            self._main.go_to(Target(episode))
            self._main.focus_pane(Pane.EPISODES)

    def _known(self) -> list[KnownShow]:
        try:
            added = {source.address for source in self._library.sources.sources()}
        except EarmarkError:  # said when something is added
            added = set()
        return [KnownShow(name, address, address in added) for name, address in KNOWN_SHOWS.items()]

    def _name(self, episode: str) -> str:
        row = self._library.row(episode)
        if row is None:
            return episode
        return " ".join(part for part in (row.show, str(row.number or ""), row.title) if part)

    async def _add(self, text: str, show: str | None, told: Callable[[str], None]) -> Report:
        report = await asyncio.to_thread(self._supplying.add, text, show, _here(told))
        self._came_in(report)
        return report

    async def update(self) -> None:
        """Go to every source again, or stop where that is under way; the reader reads on meanwhile."""
        bar = self._main.key_bar
        if self._supplying.busy:
            self._supplying.stop()
            bar.work = "Stopping …"
            return
        bar.work = "Updating …"
        try:
            reports = await asyncio.to_thread(self._supplying.update, _here(self._say_work))
        except EarmarkError as error:
            bar.say(str(error), warning=True)
            return
        finally:
            bar.work = ""
        self._came_in(*reports)
        wrong = problems(reports)
        bar.say(summary(reports, stopped=self._supplying.stopped), warning=bool(wrong))
        for sentence in wrong[:_NAMED]:
            self._main.app.notify(sentence, severity="warning", timeout=10, markup=False)
        if len(wrong) > _NAMED:
            more = f"{len(wrong) - _NAMED:,} more; `earmark update` in the shell lists them all."
            self._main.app.notify(more, severity="warning", timeout=10, markup=False)

    def _say_work(self, sentence: str) -> None:
        if self._supplying.busy and not self._supplying.stopped:
            self._main.key_bar.work = f"{sentence} · ctrl+r stops"

    def _came_in(self, *reports: Report) -> None:
        if any(report.added or report.changed for report in reports):
            self._main.library_changed([episode for report in reports for episode in report.changed])


def _here(told: Callable[[str], None]) -> Callable[[str], None]:
    """Return a function for another thread that has a sentence told in this one, without waiting for it."""
    loop = asyncio.get_running_loop()

    def tell(sentence: str) -> None:
        loop.call_soon_threadsafe(told, sentence)

    return tell
