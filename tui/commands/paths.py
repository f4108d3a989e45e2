"""`earmark paths`: where everything is kept on this machine, a path a line."""

import argparse

from episodes.folders import BUNDLED

from .context import DONE, Context
from .json_fields import json_text
from .output import say, write


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace, context: Context) -> int:
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
        write(json_text(paths))
        return DONE
    width = max(map(len, paths))
    for name, path in paths.items():
        say(f"{name:{width}}  {path or '(no place for it: there is no home directory)'}")
    return DONE
