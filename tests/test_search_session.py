"""A search that goes on: which hit comes next, and what is fetched for it."""

from __future__ import annotations

from collections.abc import Sequence

from episodes.model import Target
from episodes.search.values import Hit, Marked, Results
from tui.screens.search_walk import PAGE, SearchSession

from .library_builder import segment_row


class Hits:
    """As many hits as wanted, and a record of what was fetched."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.fetched: list[int] = []

    def __call__(self, offset: int) -> Sequence[Hit]:
        self.fetched.append(offset)
        return self.page(offset)

    def page(self, offset: int) -> tuple[Hit, ...]:
        return tuple(self.hit(at) for at in range(offset, min(self.total, offset + PAGE)))

    @staticmethod
    def hit(at: int) -> Hit:
        return Hit(segment_row(target=Target(f"tea:{at}", "one"), number=at), Marked("x"), Marked(""))


def session(hits: Hits, index: int = 0, total: int | None = None) -> SearchSession:
    results = Results(hits.page(0), hits.total if total is None else total, terms=("kettle",))
    return SearchSession("kettle", results, index, hits)


def test_it_goes_from_hit_to_hit_and_stops_at_both_ends() -> None:
    search = session(Hits(3))
    steps = [search.step(1), search.step(1), search.step(1)]
    assert [hit and hit.segment.target.episode for hit in steps] == ["tea:1", "tea:2", None]
    assert search.index == 2
    steps = [search.step(-1), search.step(-1), search.step(-1)]
    assert [hit and hit.segment.target.episode for hit in steps] == ["tea:1", "tea:0", None]
    assert search.hit is not None
    assert search.hit.segment.target.episode == "tea:0"


def test_it_begins_at_the_hit_that_was_chosen_and_says_where_it_is() -> None:
    search = session(Hits(1234), 60)
    assert search.hit is not None
    assert search.hit.segment.target.episode == "tea:60"
    assert search.status == "hit 61 of 1,234 · kettle"


def test_pages_are_fetched_once_and_only_where_the_reader_comes() -> None:
    hits = Hits(PAGE * 3)
    search = session(hits, PAGE - 1)
    search.step(1)
    search.step(-1)
    search.step(1)
    assert hits.fetched == [PAGE]  # the first page came with the results


def test_a_library_that_has_fewer_hits_by_now_ends_the_search_there() -> None:
    search = session(Hits(1), total=5)
    assert search.step(1) is None
    assert search.index == 0
    assert session(Hits(0), total=5).hit is None
