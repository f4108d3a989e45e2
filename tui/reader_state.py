"""The reader's state: the open episode, the segment the reader is at, and what each command does there.

Takes the decisions of the main screen and knows no widget. What makes a mark returns the sentence that says so, or None
where there was nothing to mark, and raises what `Library.marks` raises.
"""

from collections.abc import Collection, Iterator

from episodes.library import Library
from episodes.listing import Listing, Order, View
from episodes.model import Episode, EpisodeRow, Segment, Target
from tui.keymap import Pane

_PAGE = 64


class ReaderState:
    """Where the reader is in the library.

    Args:
        library: all episodes, and what was done with them.
        view: which of them the list shows; all, if there are none of those.
        shows: the slugs of the shows that are listed; none for all.
        order: in which order they are.
    """

    view = View.ALL
    shows: frozenset[str] = frozenset()
    order = Order.DATE
    listing: Listing
    """What the list shows."""
    listed: str
    """The shows that are listed, in a few words; empty where all are."""
    short_names: dict[str, str]
    """The short names by slug of the shows that are listed, where there are several."""

    def __init__(
        self, library: Library, view: View = View.ALL, shows: Collection[str] = (), order: Order = Order.DATE
    ) -> None:
        self.library = library
        self._places: dict[frozenset[str], str] = {}  # the last episode that was open among some shows
        self.choose(view, shows, order)
        if not self.listing.count():
            self.choose(View.ALL)
        self.episode: Episode | None = None
        self.segment_id: str | None = None
        self._run = ""  # the action that marked the segments of the run of keys

    @property
    def episode_id(self) -> str | None:
        """The id of the open episode."""
        return None if self.episode is None else self.episode.id

    @property
    def segment(self) -> Segment | None:
        """The segment that the reader is at."""
        if self.episode is None or self.segment_id is None:
            return None
        return self.episode.segment(self.segment_id)

    @property
    def read(self) -> frozenset[str]:
        """The segments of the open episode that are read."""
        return frozenset() if self.episode is None else self.library.marks.read_segments(self.episode)

    def note(self, segment: Segment | None) -> tuple[str | None, tuple[str, ...]]:
        """Return the note and tags of the bookmark on a segment, or on the episode as a whole."""
        bookmark = None if self.episode is None else self.library.marks.bookmark(self.episode, segment)
        return (None, ()) if bookmark is None else (bookmark.note, bookmark.tags)

    @property
    def main_link(self) -> str | None:
        """The segment's main link, else its first; the episode's page where it has no segments."""
        if self.segment is None:
            return None if self.episode is None else self.episode.page
        return self.segment.main_link

    @property
    def titles(self) -> dict[Pane, str]:
        """What the panes show, in a few words."""
        view = "" if self.view is View.ALL else f" · {self.view}"
        order = " · by number" if self.order is Order.NUMBER else ""
        titles = {Pane.EPISODES: f"{self.listed or 'Episodes'}{view} · {self.listing.count():,}{order}"}
        if self.episode is not None:
            number, show, title = self.episode.number, self.episode.numbered_show, self.episode.title
            read = f"{len(self.read)}/{sum(1 for _ in self.episode.walk())} read"
            titles[Pane.TREE] = read if number is None else f"{number} · {read}"
            titles[Pane.NOTES] = show if title is None else f"{show} · {title}"
        return titles

    @property
    def where(self) -> list[str]:
        """The open episode and the segment, as far as there are any."""
        if self.episode is None:
            return []
        name = self.episode.numbered_name
        return [name, self.segment.name] if self.segment is not None else [name]

    # Moving

    def open(self, key: str, segment_id: str | None = None) -> Episode:
        """Open an episode at a segment, or at its start. Raises what `Library.episode` raises."""
        episode = self.library.episode(key)
        first = episode.segments[0].id if episode.segments else None
        known = segment_id is not None and episode.segment(segment_id) is not None
        self.episode, self.segment_id = episode, segment_id if known else first
        return episode

    def choose(
        self,
        view: View | None = None,
        shows: Collection[str] | None = None,
        order: Order | None = None,
        kept: str | None = None,
    ) -> None:
        """Show other episodes in the list; the open one stays open. What is left out stays as it is, but up to date.

        Args:
            view: which of them.
            shows: the slugs of their shows; none for all.
            order: in which order.
            kept: the id of an episode that stays in the list though it has been read, or is bookmarked no more.
        """
        names = self.library.show_names
        self.view, self.order = view or self.view, order or self.order
        self.shows = frozenset(self.shows if shows is None else shows)
        listed = [show for show in names.by_name if show in self.shows]
        self.listing = self.library.listing(self.view, listed, self.order, kept)
        chosen = listed or names.by_name
        self.short_names = {show: names.short[show] for show in chosen} if len(chosen) > 1 else {}
        self.listed = "" if not listed else ", ".join(self.short_names.values()) or names.names[listed[0]]

    def narrow(self, shows: Collection[str]) -> str | None:
        """List some shows alone, or all for none.

        Return the episode to go to, the last one that was open among those shows, else the first; None where the open
        one is among them.
        """
        if self.episode is not None:
            self._places[self.shows] = self.episode.id
        self.choose(shows=shows)
        if self._index() is not None:
            return None
        if (place := self._places.get(self.shows)) is not None and self.listing.index_of(place) is not None:
            return place
        return next((row.id for row in self.listing.page(0, 1)), None)

    def step_show(self, step: int) -> frozenset[str]:
        """Return what is listed after (1) or before (-1) the shows of now: all of them, or each alone, by name."""
        stops = [frozenset[str](), *(frozenset([show]) for show in self.library.show_names.by_name)]
        here = stops.index(self.shows) if self.shows in stops else 0
        return stops[(here + step) % len(stops)]

    def step_episode(self, step: int) -> str | None:
        """Return the id of the next (1) or previous (-1) episode of the list, of as many as there are; None at its end.

        Args:
            step: how many episodes on, or back.
        """
        here, last = self._index(), self.listing.count() - 1
        there = (0 if step > 0 else last) if here is None else min(max(here + step, 0), last)
        rows = self.listing.page(there, there + 1) if there >= 0 and there != here else []
        return rows[0].id if rows else None

    def step_segment(self, step: int, *, unread: bool = False) -> str | None:
        """Return the segment that is so many on (or back, below 0) in the open episode, as far as there are any.

        Args:
            step: how many segments.
            unread: whether those that are read are passed over.
        """
        if self.episode is None:
            return None
        order = [segment.id for segment in self.episode.walk()]
        here = order.index(self.segment_id) if self.segment_id in order else -1
        rest = order[here + 1 :] if step > 0 else order[: max(0, here)][::-1]
        read = self.read if unread else frozenset()
        passed = [segment for segment in rest if segment not in read][: abs(step)]
        return passed[-1] if passed else None

    def step_unread(self, step: int) -> Target | None:
        """Return the next (1) or previous (-1) unread segment, here or in a later (earlier) episode of the list.

        Raises what `Library.episode` raises.
        """
        if self.episode is not None and (segment := self.step_segment(step, unread=True)) is not None:
            return Target(self.episode.id, segment)
        key = self._unread_episode(step)
        if key is None:
            return None
        episode = self.library.episode(key)
        read = self.library.marks.read_segments(episode)
        unread = [segment.id for segment in episode.walk() if segment.id not in read][::step]
        return Target(key, unread[0] if unread else None)

    def finish_segment(self, *, is_run: bool = False) -> Target | None:
        """Mark the segment read and return where reading goes on: the next segment, else the next unread episode.

        Args:
            is_run: whether the mark is undone together with that of the last call.
        """
        self._run = self._run if is_run else ""
        episode, segment = self.episode, self.segment
        if episode is None:
            return None
        if segment is not None and segment.id not in self.read:
            self._run = self.library.marks.set_read(episode, [segment], on=True, action=self._run)
        if (following := self.step_segment(1)) is not None:
            return Target(episode.id, following)
        key = self._unread_episode(1)
        return None if key is None else Target(key)

    # Marks

    def toggle_read(self, part: Segment | Episode | None) -> str | None:
        """Mark a segment with what is below it, or the whole episode, read or unread."""
        if self.episode is None or part is None or not self.episode.segments:
            return None
        segments = list(part.walk())
        on = not self.read.issuperset(segment.id for segment in segments)
        self.library.marks.set_read(self.episode, segments, on=on)
        return f"{'Read' if on else 'Unread'}{', all of it' if part is self.episode else ''}: {part.name}"

    def toggle_bookmark(self, segment: Segment | None) -> str | None:
        """Bookmark a segment, or the episode as a whole, or remove that bookmark."""
        if self.episode is None:
            return None
        on = self.library.marks.bookmark(self.episode, segment) is None
        self.library.marks.set_bookmark(self.episode, segment, on=on)
        return f"{'Bookmarked' if on else 'Bookmark removed'}: {(segment or self.episode).name}"

    def bookmark_with(self, segment: Segment | None, note: str | None, tags: tuple[str, ...] | None) -> str | None:
        """Bookmark what `toggle_bookmark` does with a note and tags, or change them; None leaves either as it is."""
        if self.episode is None:
            return None
        self.library.marks.set_bookmark(self.episode, segment, on=True, note=note, tags=tags)
        return f"Bookmarked: {(segment or self.episode).name}"

    def _index(self) -> int | None:
        return None if self.episode is None else self.listing.index_of(self.episode.id)

    def _unread_episode(self, step: int) -> str | None:
        """Return the nearest episode of the list with something unread, after or before the open one."""
        here = self._index()
        rows = _rows_from(self.listing, -1 if here is None else here, step)
        return next((row.id for row in rows if row.read < row.segments), None)


def _rows_from(listing: Listing, here: int, step: int) -> Iterator[EpisodeRow]:
    """Yield the rows after (1) or before (-1) a place, page by page, so that a near one costs little."""
    for at in range(here + 1, listing.count(), _PAGE) if step > 0 else range(here, 0, -_PAGE):
        rows = listing.page(at, at + _PAGE) if step > 0 else listing.page(max(0, at - _PAGE), at)
        yield from rows[::step]
