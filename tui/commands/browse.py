"""`earmark [TARGET]`: the screens; without a terminal, the list."""

from __future__ import annotations

import sys

from . import DONE, Context


def browse(target: str | None, context: Context) -> int:
    """Open the screens at a target, or where they were left. Without a terminal, print."""
    if not (sys.stdout.isatty() and sys.stdin.isatty()):
        from .table import COMMANDS

        return COMMANDS["list"].run([], context) if target is None else COMMANDS["show"].run([target], context)
    from tui import gc_tuning

    gc_tuning.wait()  # the application begins to look for it
    from tui.app import EarmarkApp

    return EarmarkApp(context.folders, target=target).run() or DONE
