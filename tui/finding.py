"""Finding things: the search, the ledger of links and the other mentions, from the key to the place they lead to.

Each shows a screen, takes its answer, and puts the main screen there. What the screens ask for is asked of the
library here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence

from textual import events

from episodes.errors import EarmarkError, LinkStaysClosed
from episodes.library import Library
from episodes.model import Target
from episodes.search.values import Hit, LinkResults, LinkRow, Results
from episodes.text import counted
from tui.annotations import of_segment
from tui.keymap import Pane
from tui.opener import open_link
from tui.screens.also_in import AlsoInScreen
from tui.screens.links import LinksActions, LinksScreen, Opened
from tui.screens.main import MainScreen
from tui.screens.search import SearchActions, SearchAnswer, SearchScreen
from tui.search_session import PAGE, Place, SearchSession
from tui.widgets.link_list import LinkList


class Finding:
    """What the keys for finding lead to.

    Args:
        library: all episodes.
        main: the screen that shows them.
        copy: copies a text; takes also what it is, and returns the sentence that says so.
        keys: the keys as they are, by command id.
    """

    def __init__(
        self,
        library: Library,
        main: MainScreen,
        copy: Callable[[str, str], str],
        keys: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._library = library
        self._main = main
        self._copy = copy
        self._keys = keys
        self._last = SearchAnswer("")

    def search(self) -> None:
        """Search everything; go to the hit that is chosen, or leave all as it is.

        The screen is there when this returns, so that no key after it is taken for a command.
        """
        main = self._main
        actions = SearchActions(
            lambda query, offset: self._library.search(query, limit=PAGE, offset=offset),
            self._library.recent_searches,
            self._library.has_several_shows(),
        )
        main.run_worker(self._prepare_search, thread=True, group="search", exit_on_error=False)
        index = self._last.index if main.search is None else main.search.index
        main.app.push_screen(SearchScreen(actions, self._last.query, index), self._searched)

    def _prepare_search(self) -> None:
        with contextlib.suppress(EarmarkError):  # the search that follows tells of it
            self._library.prepare_search()

    def _searched(self, answer: SearchAnswer | None) -> None:
        if answer is None:
            return
        main = self._main
        self._last = answer
        if answer.results is not None and answer.results.total:
            with contextlib.suppress(EarmarkError):
                self._library.remember_search(answer.query)
        if answer.hit is None or answer.results is None:
            return
        # A search that follows another one leads back to where the first began.
        place = main.place if main.search is None else main.search.place
        main.begin_search(self._session(answer, answer.results, place))

    def _session(self, answer: SearchAnswer, results: Results, place: Place) -> SearchSession:
        def fetch(offset: int) -> Sequence[Hit]:
            return results.hits if not offset else self._library.search(answer.query, limit=PAGE, offset=offset).hits

        return SearchSession(answer.query.strip(), results.terms, results.total, answer.index, place, fetch)

    def type_ahead(self, event: events.Key) -> None:
        """Give a key that nothing took to the search line, if that is about to come up."""
        if isinstance(self._main.app.screen, SearchScreen):
            self._main.app.screen.type_ahead(event)

    def library_changed(self) -> None:
        """Search again where a search stands on the screen."""
        if isinstance(self._main.app.screen, SearchScreen):
            self._main.app.screen.refresh_hits()

    async def links(self) -> None:
        """Show every link; go to the segment of the one that is chosen."""
        actions = LinksActions(
            self._find_links, self._open_links, self._copy, several_shows=self._library.has_several_shows()
        )
        row = await self._main.app.push_screen_wait(LinksScreen(actions, self._keys))
        if row is not None:
            self._go_to(row.episode, row.segment, row.url)

    def _find_links(self, query: str, offset: int) -> LinkResults:
        return self._library.links(query, limit=LinkList.page_size, offset=offset)

    async def _open_links(self, rows: Sequence[LinkRow]) -> Opened:
        """Open links one after the other in a thread: a browser may take seconds to answer."""
        opened, reasons = [], []
        for row in {row.url: row for row in rows}.values():
            try:
                await asyncio.to_thread(open_link, row.url)
            except LinkStaysClosed as error:
                reasons.append(f"{error} ({row.url})")
                continue
            opened.append(row)
            with contextlib.suppress(EarmarkError):
                self._library.marks.set_opened(self._library.episode(row.episode), row.segment, row.url)
        self._main.show_marks()
        sentence = f"Opened {opened[0].url}" if len(opened) == 1 else f"Opened {counted(len(opened), 'link')}."
        if reasons:
            sentence = reasons[0] if len(reasons) == 1 and not opened else f"{sentence} Not opened: {reasons[0]}"
        return Opened(frozenset(row.url for row in opened), sentence, warning=bool(reasons))

    async def also_in(self, url: str | None) -> None:
        """Show where else the links of the open segment are mentioned; go to the one that is chosen.

        Args:
            url: only the mentions of this link, if given.
        """
        main, reader = self._main, self._main.reader
        episode, segment = reader.episode, reader.segment
        if episode is None or segment is None:
            return
        try:
            found = await asyncio.to_thread(self._library.also_in, episode.id)
        except EarmarkError as error:
            main.key_bar.say(str(error), warning=True)
            return
        rows = of_segment(found, segment, url)
        if not rows:
            what = "this link" if url is not None else "the links of this segment"
            main.key_bar.say(f"No other episode mentions {what}.")
            return
        several = self._library.has_several_shows()
        mention = await main.app.push_screen_wait(AlsoInScreen(segment.name, rows, several_shows=several))
        if mention is not None:
            self._go_to(mention.episode, mention.segment, mention.url)

    def _go_to(self, episode: str, segment: str, url: str) -> None:
        self._main.go_to(Target(episode, segment))
        self._main.notes.go_to_link(url, segment)
        self._main.focus_pane(Pane.NOTES)
