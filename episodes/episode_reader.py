"""Reads the episode of a file below one of the library's roots."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from .errors import BrokenEpisode
from .files import LARGEST_NOTES, read_or_fail

if TYPE_CHECKING:
    from .documents.document import Document
    from .documents.own_files import Origin
    from .model import Episode


class EpisodeReader:
    """Called with the number of a root and a path below it, returns the episode and where it came from.

    Raises `BrokenEpisode` where the file is none. Can be sent to another process.

    Args:
        roots: the folders; the first is that of the bundled episodes.
    """

    def __init__(self, roots: Sequence[str]) -> None:
        self._roots = roots

    def path(self, root: int, path: str) -> str:
        """Return the whole path of a file below a root."""
        return os.path.join(self._roots[root], path)

    @cached_property
    def shipped(self) -> Mapping[str, Document]:
        """What the bundled files say of their episodes, by their ids: facts that other copies may lack."""
        from .documents.document import read_document
        from .documents.own_files import own_id
        from .index.sync import scan

        found = {}
        for path, _ in scan(self._roots[0]):
            with contextlib.suppress(BrokenEpisode):
                document = read_document(read_or_fail(self.path(0, path), LARGEST_NOTES, BrokenEpisode), name=path)
                if (episode := own_id(document)) is not None:
                    found[episode] = document
        return found

    def __call__(self, root: int, path: str) -> tuple[Episode, Origin]:
        from .documents.document import joined, make_episode, read_document
        from .documents.own_files import origin_of, own_id

        full = self.path(root, path)
        document = read_document(read_or_fail(full, LARGEST_NOTES, BrokenEpisode), name=path)
        if document.show is None:
            # A file that someone put there by hand: the folder that it lies in is its show.
            folder = os.path.basename(os.path.dirname(full))
            document = replace(document, show=folder.replace("-", " ").title())
        origin, given = origin_of(document), own_id(document)
        if origin.digest is not None:
            document = replace(document, name="")  # made of the facts, which stand in the head
        episode = make_episode(document, "", given)
        if root and (shipped := self.shipped.get(episode.id)) is not None:
            episode = joined(episode, shipped)
        return episode, origin
