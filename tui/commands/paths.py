"""`earmark paths`: where everything lives on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from episodes.folders import BUNDLED

from . import DONE, Context

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace, context: Context) -> int:
    """Print a path a line, with what it holds."""
    folders = context.folders
    paths = {
        "bundled episodes": BUNDLED,
        "episodes": folders.episodes,
        "sources": folders.sources,
        "marks": folders.marks,
        "state": folders.state,
        "index": folders.index,
        "configuration": folders.settings,
    }
    if options.json:
        from .json_fields import print_json

        print_json(paths)
        return DONE
    width = max(map(len, paths))
    for name, path in paths.items():
        print(f"{name:{width}}  {path or '(no place for it: there is no home directory)'}")
    return DONE
