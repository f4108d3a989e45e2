"""The index of the bundled episodes, made once a process and copied for each test: all need it, few are about it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from episodes.folders import Folders
from episodes.library import Library


@cache
def _made() -> Path:
    """Make the index, the way a first start does."""
    folder = tempfile.mkdtemp(prefix="earmark-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folders = Folders(*(str(Path(folder) / kind) for kind in ("data", "state", "cache", "config")))
    library = Library(folders)
    library.synchronise()
    library.close()
    return Path(str(folders.index))


def prepare_index(folders: Folders) -> None:
    """Put the index of the bundled episodes where there is none yet, as if Earmark had run before."""
    index = Path(str(folders.index))
    if not index.exists():
        index.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_made(), index)
