"""The strip of years: bars that fit any width, the most in full, nothing only for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.screen import Screen

from tui import screens
from tui.widgets.year_strip import LEVELS, YearStrip, bars, columns_for, labels, level, spread

YEARS = [(2016, 0), (2017, 3), (2018, 12), (2019, 40), (2020, 7), (2021, 0), (2022, 1)]


def drawn(width: int, height: int = 1) -> list[str]:
    columns = columns_for(YEARS, width)
    return [*bars(columns, height), labels(columns)]


def test_bars_are_as_high_as_their_years_have_hits_and_the_years_stand_below() -> None:
    assert drawn(60) == [
        "        ▁▁▁▁▁▁▁ ▂▂▂▂▂▂▂ ███████ ▁▁▁▁▁▁▁         ▁▁▁▁▁▁▁",
        "2016    2017 3  2018    2019    2020 7  2021    2022 1 ",
    ]


def test_with_room_the_bars_have_finer_steps() -> None:
    rows = drawn(60, 3)
    assert rows[0].count("█") == 7
    assert rows[0].strip() == "███████"
    assert len(rows) == 4


def test_narrow_strips_name_every_few_years() -> None:
    assert drawn(35)[1] == "2016 2017 2018 2019 2020 2021 2022"
    assert drawn(21)[1] == "2016  2018  2020    "
    assert drawn(7) == [" ▁▂█▁ ▁", "2016   "]


def test_more_years_than_cells_share_columns() -> None:
    years = [(1970 + at, 1) for at in range(50)]
    columns = columns_for(years, 20)
    assert sum(column.hits for column in columns) == 50
    assert columns[0].first == 1970
    assert columns[-1].last == 2019


def test_nothing_is_drawn_of_nothing() -> None:
    assert columns_for([], 80) == []
    assert columns_for(YEARS, 0) == []
    assert bars([], 1) == [""]
    assert labels([]) == ""
    assert set(bars(columns_for([(2019, 0)], 10), 1)[0]) == {" "}


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=80), st.integers(1, 250), st.integers(1, 4))
def test_it_fits_any_width_and_leaves_no_hit_out(counts: list[int], width: int, height: int) -> None:
    columns = columns_for([(1950 + at, count) for at, count in enumerate(counts)], width)
    rows, below = bars(columns, height), labels(columns)
    assert all(len(row) <= width for row in [*rows, below])
    assert len({len(row) for row in [*rows, below]}) == 1
    assert sum(column.hits for column in columns) == sum(counts)
    assert set("".join(rows)) <= set(LEVELS)
    for column in columns:
        assert (rows[-1][column.start] == " ") == (column.hits == 0)


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 4))
def test_more_hits_are_never_lower(one: int, other: int, height: int) -> None:
    most = max(one, other)
    assert (one <= other) <= (level(one, most, height) <= level(other, most, height))
    assert level(most, most, height) == (8 * height if most else 0)


def test_a_range_of_years_has_no_gaps() -> None:
    assert spread([(2018, 2), (2020, 1)], 2017, 2019) == [(2017, 0), (2018, 2), (2019, 0), (2020, 1)]


class Years(Screen[None]):
    """Holds a strip, and the years that were chosen there."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[tuple[int, int]] = []

    def compose(self) -> ComposeResult:
        yield YearStrip()

    def action_choose_years(self, first: int, last: int) -> None:
        self.chosen.append((first, last))


class Holder(App[None]):
    CSS_PATH = Path(*screens.__path__) / "live_lists.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.years = Years()

    def get_default_screen(self) -> Years:
        return self.years


async def test_the_range_of_years_only_grows_so_that_bars_keep_their_places() -> None:
    app = Holder()
    async with app.run_test(size=(80, 10)):
        strip = app.years.query_one(YearStrip)
        strip.show(YEARS)
        strip.show([(2019, 5)])
        assert strip.render().plain.splitlines()[1].startswith("2016")
        strip.show(())
        assert "2022" in strip.render().plain


@pytest.mark.parametrize(("x", "chosen"), [(0, []), (25, [(2018, 2018)]), (32, [(2019, 2019)]), (39, []), (75, [])])
async def test_a_click_on_a_bar_chooses_its_year(x: int, chosen: list[tuple[int, int]]) -> None:
    app = Holder()
    async with app.run_test(size=(80, 10)) as pilot:
        app.years.query_one(YearStrip).show(YEARS)
        await pilot.click(YearStrip, offset=(x, 0))
        await pilot.pause()
        assert app.years.chosen == chosen
