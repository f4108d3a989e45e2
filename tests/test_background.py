"""Importing beside the screens: in a thread, one piece of work at a time, with its progress, until it is cancelled."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from episodes.errors import SourceFailed
from episodes.importing.source_list import Report, Source
from episodes.importing.sources import Sources
from episodes.model import Monitor, Problem, Step
from tui.background import BackgroundImport, problems, summary

from .library_builder import LibraryBuilder


class Listener:
    """Hears what an import says, and what changed."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.changed: list[list[str]] = []

    def library_changed(self, changed: Collection[str]) -> None:
        self.changed.append(list(changed))


def write(builder: LibraryBuilder, number: int, text: str) -> None:
    builder.put(
        f"{number}.md", f"---\nshow: Tea Time\nnumber: {number}\ntitle: Kettle {number}\n---\n\n## One\n\n{text}\n"
    )


async def test_what_is_added_and_updated_is_told_to_the_screens(tmp_path: Path) -> None:
    builder, listener = LibraryBuilder(tmp_path), Listener()
    importing = BackgroundImport(builder.library, listener.library_changed)
    write(builder, 1, "Of kettles.")
    report = await importing.add(str(builder.notes), None, listener.told.append)
    assert report.added == ["tea-time:1"]
    assert listener.changed == [[]]
    write(builder, 1, "Of cups.")
    [report] = await importing.update(listener.told.append)
    assert report.changed == ["tea-time:1"]
    assert listener.changed == [[], ["tea-time:1"]]
    await importing.update(listener.told.append)
    assert len(listener.changed) == 2
    await asyncio.sleep(0)
    assert listener.told[0] == "Reading: 1 of 1 episodes"
    assert listener.told[-1] == "Updating 1 of 1: 1 of 1 episodes"


async def test_the_progress_names_the_source_that_is_gone_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def update(self: Sources, monitor: Monitor) -> Iterator[Report]:
        for place in ("/a", "/b"):
            monitor.progress(Step(3, 3, "files"))
            yield Report(Source(place))

    monkeypatch.setattr(Sources, "sources", lambda self: [Source("/a"), Source("/b")])
    monkeypatch.setattr(Sources, "update", update)
    listener = Listener()
    await BackgroundImport(LibraryBuilder(tmp_path).library, listener.library_changed).update(listener.told.append)
    await asyncio.sleep(0)
    assert listener.told == ["Updating 1 of 2: 3 of 3 files", "Updating 2 of 2: 3 of 3 files"]


async def test_of_steps_that_follow_each_other_at_once_only_some_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 1000.0)

    def add(self: Sources, text: str, show: str | None, monitor: Monitor) -> Report:
        for done in range(301):
            monitor.progress(Step(done, 300, "files"))
        return Report(Source(text))

    monkeypatch.setattr(Sources, "add", add)
    listener = Listener()
    await BackgroundImport(LibraryBuilder(tmp_path).library, listener.library_changed).add(
        "/x", None, listener.told.append
    )
    await asyncio.sleep(0)
    assert listener.told == ["Reading: 0 of 300 files", "Reading: 300 of 300 files"]


async def test_one_piece_of_work_at_a_time_is_cancelled_when_asked_and_the_next_begins_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def add(self: Sources, text: str, show: str | None, monitor: Monitor) -> Report:
        begun.set()
        go_on.wait(10)
        return Report(Source(text), not_modified=monitor.cancelled())

    monkeypatch.setattr(Sources, "add", add)
    importing = BackgroundImport(LibraryBuilder(tmp_path).library, lambda changed: None)
    work = asyncio.create_task(importing.add("/x", None, print))
    await asyncio.to_thread(begun.wait, 10)
    assert importing.busy
    with pytest.raises(RuntimeError):
        await importing.update(print)
    importing.cancelled.set()
    go_on.set()
    assert (await work).not_modified  # stands for: it was told to stop
    assert importing.cancelled.is_set()
    assert not importing.busy
    assert not (await importing.add("/x", None, print)).not_modified
    assert not importing.cancelled.is_set()


async def test_after_a_failure_the_next_piece_of_work_can_begin(tmp_path: Path) -> None:
    importing = BackgroundImport(LibraryBuilder(tmp_path).library, lambda changed: None)
    with pytest.raises(SourceFailed):
        await importing.add("/nowhere/at/all", None, print)
    assert not importing.busy


def test_steps_and_summaries_are_sentences() -> None:
    assert str(Step(120, 300, "files")) == "120 of 300 files"
    assert str(Step(1_200_000, None, "bytes")) == "1.2 MB"
    assert str(Step(1_200_000, 2_500_000, "bytes")) == "1.2 of 2.5 MB"
    report = Report(Source("/a"), ["a:1"], ["a:2", "a:3"], ["a:4"], [Problem("x.md", "it is empty")])
    failed = Report(Source("https://b.example/"), failure=SourceFailed("https://b.example/", "it answered 404"))
    reports = [report, failed]
    assert (
        summary(reports, "a", cancelled=False) == "Updated: 1 added, 2 changed, 1 skipped; 1 source could not be read."
    )
    assert summary(reports[:1], "a", cancelled=True) == "Stopped: 1 added, 2 changed, 1 skipped."
    assert problems(reports) == ["https://b.example/: it answered 404", "x.md: it is empty"]
    assert summary([], "a", cancelled=True) == "Stopped."
