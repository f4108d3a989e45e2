"""What every test stands on: no animations, folders of its own, and no waiting longer than needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# Read by Textual when it is imported: a page key would take its time to scroll otherwise.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ.pop("NO_COLOR", None)


@pytest.fixture(autouse=True)
def folders_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the machine that runs the tests out of them, and them out of it."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for kind in ("data", "state", "cache", "config"):
        monkeypatch.setenv(f"EARMARK_{kind.upper()}_DIR", str(tmp_path / kind))
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(tmp_path / "xdg" / kind))


@pytest.fixture(autouse=True, scope="session")
def short_waits() -> Iterator[None]:
    """Let the pilot look more often whether the screens have settled.

    Textual waits in steps of 20 ms after every key. Shorter steps than these would take a process that a busy
    machine does not let run for one that has settled. The names are private, so they may be gone one day: the
    tests are slower then, and as right.
    """
    try:
        from textual import _wait
    except ImportError:
        yield
        return
    patch = pytest.MonkeyPatch()
    if hasattr(_wait, "SLEEP_GRANULARITY") and hasattr(_wait, "SLEEP_IDLE"):
        step = 1 / 125
        patch.setattr(_wait, "SLEEP_IDLE", _wait.SLEEP_IDLE * step / _wait.SLEEP_GRANULARITY)
        patch.setattr(_wait, "SLEEP_GRANULARITY", step)
    yield
    patch.undo()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-pictures", action="store_true", help="draw the pictures of tests/pictures anew")
