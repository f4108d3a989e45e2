"""Runs commands of the shell in this process: words in; status, output and diagnostics out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from episodes.folders import find_folders
from tui.cli import main

from .library_builder import prepare_index

Result = tuple[int, str, str]
Earmark = Callable[..., Result]


def earmark_that_prints_to(capsys: pytest.CaptureFixture[str]) -> Earmark:
    """Return `earmark`, its output captured, on an index of the bundled episodes that stands already."""
    prepare_index(find_folders(os.environ))

    def run(*words: str) -> Result:
        try:
            status = main(words)
        except SystemExit as end:  # argparse, on --help and wrong words
            status = int(end.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return run


def data() -> Path:
    """Return the data folder of the test's own Earmark."""
    return Path(os.environ["EARMARK_DATA_DIR"])


def own_files() -> list[Path]:
    """Return the files that imports wrote there."""
    return sorted(path for path in (data() / "episodes").rglob("*.md") if not path.name.startswith("."))
