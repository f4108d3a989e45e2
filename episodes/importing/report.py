"""What an import tells while it runs, and what it says when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..errors import SourceFailed
from ..model import Problem
from .source_list import Source


@dataclass(frozen=True, slots=True)
class Step:
    """How far an import is."""

    done: int
    total: int | None
    """None as long as it is not known."""
    what: str
    """`files`, `bytes` or `episodes`."""


Progress = Callable[[Step], None]
Cancelled = Callable[[], bool]
"""Asked often; true ends the work."""


@dataclass(slots=True)
class Report:
    """What came of importing one source: the ids of its episodes, and what was left out or is wrong with it."""

    source: Source
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[Problem] = field(default_factory=list)
    """What was not imported."""
    expected: int = 0
    """How many of those nobody would take for an episode, such as a README."""
    problems: list[Problem] = field(default_factory=list)
    """What is wrong with episodes that were imported all the same."""
    failure: SourceFailed | None = None
    """Why the source could not be read, if it could not."""
    not_modified: bool = False
    """The server says that nothing changed since the last update."""

    def skip(self, where: str, reason: str, *, expected: bool = False) -> None:
        """Note something that was not imported."""
        self.skipped.append(Problem(where, reason))
        self.expected += expected

    @property
    def is_clean(self) -> bool:
        """Whether everything was imported that should have been, as it should be."""
        return not self.problems and len(self.skipped) == self.expected

    @property
    def summary(self) -> str:
        """One line with the four counts."""
        counts = {what: len(getattr(self, what)) for what in ("added", "changed", "unchanged", "skipped")}
        return ", ".join(f"{count:,} {what}" for what, count in counts.items())
