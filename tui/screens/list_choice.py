"""`ListChoice`: which episodes the list has, and the keys that choose it: view, order and shows."""

from collections.abc import Collection
from functools import partialmethod
from typing import TypeVar

from textual import work

from episodes.listing import Order, View
from episodes.model import Target
from tui.screens.panes import Panes

Choice = TypeVar("Choice", View, Order)


class ListChoice(Panes):
    """The panes, with the choice of what the list shows."""

    def action_view(self) -> None:
        """Cycle through all episodes, the unread and the bookmarked."""
        self._list(view=_after(self.reader.view))

    def action_order(self) -> None:
        """Cycle through the orders of the list."""
        self._list(order=_after(self.reader.order))

    def list_all(self) -> None:
        """Leave a view."""
        self._list(view=View.ALL)

    def _list(self, view: View | None = None, order: Order | None = None) -> None:
        self.reader.choose(view, order=order)
        self.fill_list()

    def _narrow(self, shows: Collection[str]) -> None:
        """List some shows alone, or all for none."""
        place = self.reader.narrow(shows)
        self.fill_list()
        if place is not None:
            self.go_to(Target(place))

    def _step_show(self, step: int) -> None:
        self._narrow(self.reader.step_show(step))

    action_next_show = partialmethod(_step_show, 1)
    action_previous_show = partialmethod(_step_show, -1)

    @work(group="dialogs")
    async def action_shows(self) -> None:
        from tui.screens.shows import ShowsScreen

        shows = await self._ask(ShowsScreen(self.reader.library.shows(), self.reader.shows))
        if shows is not None:
            self._narrow(shows)


def _after(choice: Choice) -> Choice:
    """Return what comes after a choice, in a ring."""
    choices = list(type(choice))
    return choices[(choices.index(choice) + 1) % len(choices)]
