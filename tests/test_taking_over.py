"""The application takes over the picture of the last visit, in whatever state that was left."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

import pytest

from .library_builder import write_episode
from .picture_helpers import DRIVER, PICTURE, Size, changes, shown, state
from .terminal_driver import Terminal, earmark_at, terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")


def leave(it: Terminal, keys: str = "") -> None:
    """Type keys, and quit."""
    it.type(keys + "q")
    assert it.ends_with() == 0
    it.until(lambda: it.is_clean)


@contextlib.contextmanager
def with_picture(size: Size, tries: int, *, at_rest: bool) -> Iterator[Terminal]:
    """Start with the picture of the visit before, and wait until nothing more happens by itself where it is to rest.

    Where q comes before all is known that the next start shows, as on a busy machine, or while a sentence stands, no
    picture is kept: with more than one try, another visit is to keep it.
    """
    for _ in range(tries):
        kept = state().stat().st_ino if state().exists() else 0
        with terminal(size=size) as it:
            it.wait("Read on")
            if at_rest:  # when a picture is kept, or kept again
                it.until(lambda kept=kept: state().exists() and state().stat().st_ino != kept)  # type: ignore[misc]
            if it.raw.startswith(PICTURE):
                yield it
                return
            leave(it)
    pytest.fail("no picture was kept")


NAMES = "Cups", "Pots", "Lids", "Tins"
TEXT = "Some text of it.\n\n" * 7
JOURNEYS: dict[str, list[tuple[Size, str]]] = {
    "through the panes": [
        ((140, 45), ""),
        ((140, 45), "JJ\tjjj"),
        ((140, 45), "hrrJb\t\tjjjj "),
        ((140, 45), "hhlljjjx"),
    ],
    "through sizes": [
        ((140, 30), "J" * 24 + "KKKr"),
        ((100, 30), "J\tjjjjj"),
        ((70, 24), "hJll"),
        ((140, 45), "hhv"),
    ],
}


@pytest.mark.parametrize("journey", JOURNEYS)
def test_the_application_takes_over_without_a_cell_changing(journey: str) -> None:
    """Leave each visit in another state, in which the next begins; the first one writes into the index."""
    for number in range(990, 1020):
        segments = [f"## {name}\n\n- of [tea](https://tea.example/{name}/{number})\n\n{TEXT}" for name in NAMES]
        write_episode(number, "".join(segments), f"2035-01-{number - 989:02}")
    visits = JOURNEYS[journey]
    with earmark_at("tea-time:1019", size=visits[0][0]) as it:
        it.wait("Episodes · 42")
        leave(it, visits[0][1])
    for (size, typed), following in zip(visits, [*visits[1:], None], strict=True):
        with with_picture(size, tries=5 if typed else 1, at_rest=following is not None) as it:
            stood = len(it.raw)
            if following is None:
                leave(it)
                stood = it.raw.index("\x1b[?1049l")
            else:
                painted = it.text.count("q Quit")
                it.resize(following[0])
                if following[0] != size:
                    it.until(lambda painted=painted: it.text.count("q Quit") > painted)  # type: ignore[misc]
                leave(it, following[1])
            written = it.raw
        picture, driver, rest = written[:stood].partition(DRIVER)
        assert picture.startswith(PICTURE)
        assert written.count("\x1b[?1049h") == written.count("\x1b[?1049l") == 1
        assert changes(*shown(size, (picture, driver + rest))) == [], (size, typed)
