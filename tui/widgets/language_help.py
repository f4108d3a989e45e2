"""`LanguageHelp`: the search language on a few lines, shown while nothing is searched for yet."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from episodes.search.query import LANGUAGE

_WRITTEN = 20


class LanguageHelp(Widget):
    """What can be written in the search line."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"language--written", "language--meaning", "language--aside"}
    DEFAULT_CSS = """
    LanguageHelp {
        height: 1fr;
        & > .language--written { color: $text-primary; }
        & > .language--meaning { color: $foreground 62%; }
        & > .language--aside { color: $foreground 62%; }
        &:ansi > .language--meaning, &:ansi > .language--aside { color: ansi_default; text-style: dim; }
    }
    """

    def __init__(self, aside: str, *, id: str | None = None) -> None:  # noqa: A002
        """Make the help.

        Args:
            aside: a sentence below it.
            id: the widget's id.
        """
        super().__init__(id=id)
        self._aside = aside

    def render(self) -> Content:
        """Draw what can be written, and what it means where there is room."""
        width = self.content_size.width
        looks = {
            name: self.get_visual_style(f"language--{name}", partial=True) for name in ("written", "meaning", "aside")
        }
        lines = [
            Content.assemble((written.ljust(_WRITTEN), looks["written"]), (meaning, looks["meaning"])).truncate(
                width, ellipsis=True
            )
            for written, meaning in LANGUAGE
        ]
        aside = Content.styled(self._aside, looks["aside"]).truncate(width, ellipsis=True)
        return Content("\n").join([*lines, Content(""), aside])
