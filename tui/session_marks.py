"""Saying what a mark did, and that it holds for this session only where the disk did not take it."""

from episodes.marks.library_marks import LibraryMarks
from tui.widgets.key_bar import KeyBar


class SessionMarks:
    """Knows whether the marks that are made after it are kept.

    Args:
        marks: those of the library.
    """

    def __init__(self, marks: LibraryMarks) -> None:
        self._marks = marks
        self._before = marks.for_session

    def say(self, bar: KeyBar, sentence: str, *, warning: bool = False) -> None:
        """Say in the key bar what was done."""
        if self._marks.for_session > self._before:
            sentence, warning = f"For this session only: {sentence}", True
        bar.say(sentence, warning=warning)
