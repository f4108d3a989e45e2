"""What an intake did, printed: counts, then the episodes, then what was left out with the reasons."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import DONE, FAILED

if TYPE_CHECKING:
    from episodes.importing.sources import Visit

_MOST = 20


def print_visit(visit: Visit, *, dry_run: bool = False) -> int:
    """Print what came of going to a source, and return the exit status that says so.

    What was left out, or is wrong with what came in, goes to standard error, each with its reason.
    """
    if visit.failure is not None:
        print(f"earmark: {visit.failure}", file=sys.stderr)
        return FAILED
    report = visit.report
    said = "nothing changed there since the last time" if visit.not_modified else report.summary
    print(f"{visit.source.shown}: {said}{' (dry run: nothing was written)' if dry_run else ''}")
    _print_ids("added", report.added)
    _print_ids("changed", report.changed)
    sys.stdout.flush()  # so that the two streams come in this order where they meet
    for skipped in report.skipped:
        print(f"earmark: skipped {skipped}", file=sys.stderr)
    for remark in report.remarks:
        print(f"earmark: {remark}", file=sys.stderr)
    return DONE if report.is_clean else FAILED


def _print_ids(what: str, ids: Sequence[str]) -> None:
    for episode in ids[:_MOST]:
        print(f"  {what} {episode}")
    if len(ids) > _MOST:
        print(f"  {what} {len(ids) - _MOST:,} more")
