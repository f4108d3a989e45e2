"""`LiveQuery`: answers what is typed, in a thread, so that typing never waits.

    self._live = LiveQuery(self, ask, show, fail)
    self._live.look_for("asgi")        # on every key; show("asgi", answer, 0) follows
    self._live.afterwards(do)          # once the answer to what was typed last is there

One question is answered at a time. Where the text changed meanwhile the answer is dropped, and the text as it is by
then is asked for: the latest wins, and questions never pile up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from typing import Generic, TypeVar

from textual.dom import DOMNode
from textual.timer import Timer

from episodes.errors import EarmarkError

Answer = TypeVar("Answer")

HOLD = 0.04
"""Seconds that what was typed waits at most for its answer, to be painted with it."""


class LiveQuery(Generic[Answer]):
    """What is asked while somebody types.

    Args:
        owner: who asks; when it goes, so do its questions.
        ask: answers a text from an offset on, in a thread. It may raise `EarmarkError`.
        show: takes the text, the answer, and the row to put the cursor on.
        fail: takes the sentence of an error.
    """

    def __init__(
        self,
        owner: DOMNode,
        ask: Callable[[str, int], Answer],
        show: Callable[[str, Answer, int], None],
        fail: Callable[[str], None],
    ) -> None:
        self._owner = owner
        self._ask = ask
        self._show = show
        self._fail = fail
        self._wanted: tuple[str, int] | None = None
        self._looking = False
        self._dropped = False
        self._held: ExitStack | None = None
        self._holding: Timer | None = None
        self._next: Callable[[], None] | None = None

    @property
    def looking(self) -> bool:
        """Whether an answer is still to come."""
        return self._looking

    def look_for(self, text: str, cursor: int = 0) -> None:
        """Ask for a text; its answer is shown unless another is asked for before it is there.

        Args:
            text: what was typed.
            cursor: the row on which the cursor is to be.
        """
        self._wanted = text, cursor
        self._next = None
        self._hold()
        if not self._looking:
            self._looking = True
            self._owner.run_worker(self._look(), group="query", exit_on_error=False, description="Searching.")

    def forget(self) -> None:
        """Want no answer any more."""
        self._wanted = self._next = None
        self._dropped = True

    def afterwards(self, do: Callable[[], None]) -> None:
        """Do something once the last answer is shown: at once, where it is."""
        if self._looking:
            self._next = do
        else:
            do()

    async def page(self, text: str, offset: int) -> Answer | None:
        """Return the answer from an offset on; None where there is none, and then that was said."""
        try:
            return await asyncio.to_thread(self._ask, text, offset)
        except EarmarkError as error:
            self._fail(str(error))
        except Exception as error:  # a fault of ours: seen and told of, while the reader reads on
            self._fail(f"The search failed: {error!r}")
        return None

    def _hold(self) -> None:
        """Let what was typed be painted together with its answer: one paint is there sooner than two."""
        if self._held is None:
            self._held = ExitStack()
            self._held.enter_context(self._owner.app.batch_update())
            # A timer of the application's: the owner may go before its time, and nothing would be painted any more.
            self._holding = self._owner.app.set_timer(HOLD, self._release)

    def _release(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None
            if self._holding is not None:
                self._holding.stop()
            self._owner.screen.check_idle()

    async def _look(self) -> None:
        try:
            while self._wanted is not None:
                (text, cursor), self._wanted = self._wanted, None
                self._dropped = False
                answer = await self.page(text, 0)
                if answer is not None and self._wanted is None and not self._dropped:
                    self._show(text, answer, cursor)
                    self._release()
        finally:
            self._looking = False
            self._release()
        if self._next is not None:
            do, self._next = self._next, None
            do()
