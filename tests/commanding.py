"""Commands of the shell, run in this process: words in; status, output and diagnostics out."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from episodes.folders import find_folders
from tui.cli import main

from .shelf import prepare_index

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
