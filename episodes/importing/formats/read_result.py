"""What reading a source gives: documents, and what of it could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from episodes.documents.document import Document


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was skipped or changed, with the reason."""

    where: str
    """What it concerns, as it should be shown: a file's name, an item's title."""
    reason: str
    """Why, as the rest of a sentence that starts with where: "it is not UTF-8 text (byte 0xff at 12)"."""

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


class ReadResult(NamedTuple):
    """All that one source says."""

    documents: Sequence[Document] = ()
    problems: Sequence[Problem] = ()
