"""Finding the files that a target may mean where there is no index: by their names, and by the ids in their heads."""

import os
import re
from collections.abc import Iterator, Sequence

from .files import open_regular
from .index.catalogue import FileState
from .index.sync import scan
from .model import Episode
from .show_names import short_name
from .targets import SHOW_AND_NUMBER
from .text import slug

_HEAD = 4096
"""Bytes at the beginning of a file in which its id stands."""


def files_of_target(text: str, roots: Sequence[str]) -> Iterator[tuple[int, str, FileState]]:
    """Yield the files that a target may mean, each with the number of its root and its path there.

    Args:
        text: as it was typed.
        roots: the folders of the library; in the first, the bundled one, all shows lie side by side.
    """
    show, name = _parts(text)
    for root, folder in enumerate(roots):
        for below in _folders_of(show, folder) if show and root else [""]:
            of_id = f"{below.rstrip('/') or show}:{name}".encode()
            for path, state in scan(folder, below):
                digits = re.match(r"\d*", os.path.basename(path))
                is_its_number = digits and name.isdecimal() and int(digits[0] or -1) == int(name)
                is_its_title = not name.isdecimal() and slug(name) in path
                if is_its_number or is_its_title or (show and _head_has(of_id, os.path.join(folder, path))):
                    yield root, path, state


def is_meant(text: str, episode: Episode, former: Sequence[str]) -> bool:
    """Return whether an episode, which had other ids before, is one that a target names."""
    show, name = _parts(text)
    slugs = [each.partition(":") for each in (episode.id, *former)]
    if show and not any(show in (each, short_name(each)) for each, _, _ in slugs):
        return False
    is_its_number = name.isdecimal() and len(name) < 10 and episode.number == int(name)
    return is_its_number or any(each in (name, slug(name)) for _, _, each in slugs)


def _parts(text: str) -> tuple[str, str]:
    """Return what a target says of the show, and the rest: a number, a name or a title."""
    wanted = text.partition("#")[0].strip()
    show, colon, name = wanted.partition(":")
    if colon:
        return show.strip(), name.strip()
    match = SHOW_AND_NUMBER.match(wanted)
    return (slug(match[1]), match[2]) if match else ("", wanted)


def _folders_of(show: str, folder: str) -> list[str]:
    """Return the folders of a show, by its slug or its short name, each with a slash at its end."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return [f"{name}/" for name in ([show] if show in names else names) if show in (name, short_name(name))]


def _head_has(words: bytes, path: str) -> bool:
    try:
        with open_regular(path, 1 << 62) as file:
            return words in file.read(_HEAD)
    except OSError:
        return False
