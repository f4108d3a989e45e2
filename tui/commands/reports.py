"""The report of an import, printed: counts, then the episodes, then what was left out with the reasons."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import DONE, FAILED

if TYPE_CHECKING:
    from episodes.importing.report import Report

_MOST = 20


def print_report(report: Report, *, dry_run: bool = False) -> int:
    """Print what came of importing a source, and return the exit status that says so.

    What was left out, or is wrong with what was imported, goes to standard error, each with its reason.
    """
    if report.failure is not None:
        print(f"earmark: {report.failure}", file=sys.stderr)
        return FAILED
    said = "nothing changed there since the last time" if report.not_modified else report.summary
    print(f"{report.source.shown}: {said}{' (dry run: nothing was written)' if dry_run else ''}")
    _print_ids("added", report.added)
    _print_ids("changed", report.changed)
    sys.stdout.flush()  # so that the two streams come in this order where they meet
    for skipped in report.skipped:
        print(f"earmark: skipped {skipped}", file=sys.stderr)
    for problem in report.problems:
        print(f"earmark: {problem}", file=sys.stderr)
    return DONE if report.is_clean else FAILED


def _print_ids(what: str, ids: Sequence[str]) -> None:
    for episode in ids[:_MOST]:
        print(f"  {what} {episode}")
    if len(ids) > _MOST:
        print(f"  {what} {len(ids) - _MOST:,} more")
