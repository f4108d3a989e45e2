"""What an import tells while it runs, and what it says when it is done."""

from dataclasses import dataclass, field

from ..errors import SourceFailed
from ..model import Problem
from ..text import counted
from .source_list import Source

_MOST_KEPT_APART = 5


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
    transcripts: int = 0
    """How many files were left out that hold what was said, word by word."""
    show_remark: str | None = None
    """What the show is called and how to say otherwise, where notes and folder disagree."""
    kept_apart: list[tuple[str, str]] = field(default_factory=list)
    """The ids of episodes whose number or title another episode has, each with that one's."""
    remarks: list[str] = field(default_factory=list)
    """What else the reader should know, in sentences."""
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

    def lines(self) -> list[str]:
        """Return the remarks, and what was kept apart in one line."""
        lines = [*self.remarks]
        if self.show_remark and self.added:
            lines.append(self.show_remark)
        if self.transcripts:
            lines.append(f"left out {counted(self.transcripts, 'transcript')}")
        if self.kept_apart:
            some = ", ".join(f"{one} from {other}" for one, other in self.kept_apart[:_MOST_KEPT_APART])
            more = f" and {count:,} more" if (count := len(self.kept_apart) - _MOST_KEPT_APART) > 0 else ""
            lines.append(f"kept apart, as another episode has the number or the title: {some}{more}")
        return lines

    @property
    def summary(self) -> str:
        """One line with the four counts."""
        counts = {what: len(getattr(self, what)) for what in ("added", "changed", "unchanged", "skipped")}
        return ", ".join(f"{count:,} {what}" for what, count in counts.items())
