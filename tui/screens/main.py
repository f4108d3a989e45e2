"""The main screen: the episodes, the tree of the chosen one, and its notes.

Carries commands between the panes and the reader, which decides what they mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from textual.binding import Binding
from textual.message import Message

from episodes.errors import EarmarkError
from episodes.listing import View
from episodes.model import Target
from tui.bindings import pane_bindings
from tui.keymap import Pane, keys_text
from tui.reader_state import Marked
from tui.screens.reading_panes import ReadingPanes

if TYPE_CHECKING:
    from episodes.search.values import Hit
    from tui.search_session import SearchSession

Result = TypeVar("Result")


class MainScreen(ReadingPanes):
    """The panes, and what the keys do with them."""

    # While a search is active, escape ends it before it means anything else.
    BINDINGS = [Binding("escape", "end_search", "End search", show=False), *pane_bindings(Pane.ANY)]

    search: SearchSession | None = None
    """The search that is active, if one is."""

    @dataclass
    class CopyWanted(Message):
        """A text is to be copied."""

        text: str
        what: str
        """What it is, as a sentence begins with it."""

    @dataclass
    class HelpWanted(Message):
        """The keys of a pane are to be shown."""

        pane: Pane

    class NoteWanted(Message):
        """The segment is to be bookmarked with a note."""

    class BookmarksWanted(Message):
        """All bookmarks are to be shown."""

    class LinksWanted(Message):
        """All links are to be shown."""

    @dataclass
    class AlsoInWanted(Message):
        """The other mentions of the segment's links are to be shown."""

        url: str | None
        """Those of this link alone, if one is chosen."""

    class AddWanted(Message):
        """Episodes are to be added."""

    class UpdateWanted(Message):
        """New episodes are to be looked for."""

    class ThemeWanted(Message):
        """Other colours are to be chosen."""

    def say(self, marked: Marked | None) -> None:
        """Say what a mark did, now that it is on disk, and draw it."""
        if marked is not None:
            self.show_marks()
            self.key_bar.say(marked.sentence)

    # Moving

    def action_next_episode(self) -> None:
        """To the next episode of the list."""
        self._step_episode(1)

    def action_previous_episode(self) -> None:
        """To the episode before."""
        self._step_episode(-1)

    def _step_episode(self, step: int) -> None:
        if (key := self.reader.step_episode(step)) is not None:
            self.go_to(Target(key))

    def action_next_segment(self) -> None:
        """To the next segment of the episode."""
        self._step_segment(1)

    def action_previous_segment(self) -> None:
        """To the segment before."""
        self._step_segment(-1)

    def _step_segment(self, step: int) -> None:
        if self.reader.episode is not None and (segment := self.reader.step_segment(step)) is not None:
            self.go_to(Target(self.reader.episode.id, segment))

    def action_next_unread(self) -> None:
        """To the next unread segment, in this episode or a later one."""
        self._step_unread(1)

    def action_previous_unread(self) -> None:
        """To the unread segment before."""
        self._step_unread(-1)

    def _step_unread(self, step: int) -> None:
        if self.search is not None:
            self._step_match(self.search, step)
            return
        target = self.reader.step_unread(step)
        if target is None:
            self.key_bar.say(f"Nothing unread {'below' if step > 0 else 'above'}.")
        else:
            self.go_to(target)

    def action_read_on(self) -> None:
        """A page down; over a segment's end, mark it read and go on to what comes next."""
        if self.reader.episode is None:
            return
        if not self.notes.segment_end_visible():
            self.notes.page_down()
            return
        finished = self.reader.segment
        following = self._try(self.reader.finish_segment)
        self.show_marks()
        if following is None:
            self.key_bar.say("That was the last unread one.")
        else:
            if finished is not None:
                self.key_bar.say(f"Read: {finished.name}")
            self.go_to(following)

    # A search

    def begin_search(self, search: SearchSession) -> None:
        """Go to the hit of a search; from now on n and N go through its matches and on to the next hit."""
        self.search = search
        self.notes.set_matches(search.terms)
        if search.hit is not None:
            self._show_hit(search, search.hit)
        self.focus_pane(Pane.NOTES)

    def action_end_search(self) -> None:
        """Mark nothing any more, and come back to where the search began."""
        search, self.search = self.search, None
        self.key_bar.status = ""
        self.notes.set_matches(())
        if search is not None:
            self.put_back(search.place)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let escape end a search only while there is one."""
        return self.search is not None if action == "end_search" else True

    def _show_hit(self, search: SearchSession, hit: Hit, *, last: bool = False) -> None:
        self.go_to(Target(hit.episode, hit.segment))
        if self.reader.episode is not None and self.reader.episode.id == hit.episode:  # else it was said why not
            self.notes.enter_matches(hit.segment, last=last)
        self.key_bar.status = search.status

    def _step_match(self, search: SearchSession, step: int) -> None:
        here = None if self.reader.episode is None else self.reader.episode.id
        step_match = self.notes.next_match if step > 0 else self.notes.previous_match
        if search.is_at(here) and (hit := search.hit) is not None and step_match(hit.segment):
            return
        following = search.step(step)
        if following is None:
            self.key_bar.say(f"This is the {'last' if step > 0 else 'first'} hit.")
        else:
            self._show_hit(search, following, last=step < 0)

    def keys_now(self) -> list[tuple[str, str]]:
        """Return the keys that matter now: those of a search first while one is active."""
        keys = super().keys_now()
        if self.search is None:
            return keys
        named = (("next-unread", "Next match"), ("previous-unread", "Previous"), ("search", "All hits"))
        own = [(keys_text(self._keys[name][:1]), label) for name, label in named if self._keys[name]]
        taken = {key for key, _ in own}
        return [*own, ("esc", "End search"), *(entry for entry in keys if entry[0] not in taken)]

    # Marks

    def action_read(self) -> None:
        """Mark the segment read, or unread."""
        self.mark(self.reader.toggle_read)

    def action_read_episode(self) -> None:
        """Mark the whole episode read, or unread."""
        self.mark(self.reader.toggle_episode_read)

    def action_bookmark(self) -> None:
        """Bookmark the segment, or take the bookmark away."""
        self.mark(self.reader.toggle_bookmark)

    def action_bookmark_note(self) -> None:
        """Ask for a note and bookmark the segment with it."""
        if self.reader.segment is not None:
            self.post_message(self.NoteWanted())

    def action_undo(self) -> None:
        """Take back the last mark."""
        self.mark(self.reader.undo)

    def action_redo(self) -> None:
        """Make the mark again that was taken back."""
        self.mark(self.reader.redo)

    def mark(self, mark: Callable[[], Marked | None]) -> None:
        """Make a mark, and say what it did or why it could not be kept."""
        self.say(self._try(mark))

    def _try(self, mark: Callable[[], Result]) -> Result | None:
        """Make a mark, or say why it could not be kept."""
        try:
            return mark()
        except EarmarkError as error:
            self.key_bar.say(str(error), warning=True)
            return None

    # Links and other screens

    def action_open(self) -> None:
        """Open the segment's main link, or the link under the tree's cursor."""
        url = self.outline.url if self._pane is Pane.TREE and self.outline.url else self.reader.main_link()
        if url is None:
            self.key_bar.say("This segment has no link.")
        else:
            self.post_message(self.LinkWanted(url, self.reader.segment_id))

    def action_follow(self) -> None:
        """Show a letter at each link in sight; typing it opens the link."""
        self.focus_pane(Pane.NOTES)
        if not self.notes.start_hints():
            self.key_bar.say("No link is in sight.")

    def action_copy_link(self) -> None:
        """Copy the segment's main link, or the link under the tree's cursor."""
        url = self.outline.url if self._pane is Pane.TREE and self.outline.url else self.reader.main_link()
        if url is None:
            self.key_bar.say("This segment has no link.")
        else:
            self.post_message(self.CopyWanted(url, "The link"))

    def action_copy_segment(self) -> None:
        """Copy the segment as it stands in the notes, in Markdown."""
        if self.reader.segment is not None:
            self.post_message(self.CopyWanted(self.reader.segment.markdown, "The segment"))

    def action_view(self) -> None:
        """Show all episodes, the unread, the bookmarked, and so on round."""
        views = list(View)
        self.reader.choose_view(views[(views.index(self.reader.view) + 1) % len(views)])
        self.fill_list()

    def action_links(self) -> None:
        """Every link of the library."""
        self.post_message(self.LinksWanted())

    def action_also_in(self) -> None:
        """The other episodes that mention the links of the segment, or the link under the tree's cursor."""
        if self.reader.segment is not None:
            self.post_message(self.AlsoInWanted(self.outline.url if self._pane is Pane.TREE else None))

    def action_add(self) -> None:
        """Bring episodes in."""
        self.post_message(self.AddWanted())

    def action_update(self) -> None:
        """Look for new episodes, or stop looking."""
        self.post_message(self.UpdateWanted())

    def action_bookmarks(self) -> None:
        """All bookmarks."""
        self.post_message(self.BookmarksWanted())

    def action_theme(self) -> None:
        """Choose the colours."""
        self.post_message(self.ThemeWanted())

    def action_help(self) -> None:
        """The keys of the focused pane."""
        self.post_message(self.HelpWanted(self._pane))
