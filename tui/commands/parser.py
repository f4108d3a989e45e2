"""The parser of a command's words."""

import argparse
from typing import NoReturn

from .context import MISUSED
from .output import warn, write


class Parser(argparse.ArgumentParser):
    """A parser whose help and complaints, which repeat the words, are printed like all else.

    Args:
        name: of the command.
        summary: what it does, in a sentence.
    """

    def __init__(self, name: str, summary: str) -> None:
        super().__init__(prog=f"earmark {name}", description=summary, allow_abbrev=False)
        self.color = False  # which Python has from 3.14 on

    def print_help(self, file: object = None) -> None:
        write(self.format_help())

    def error(self, message: str) -> NoReturn:
        warn(f"{message}.")
        warn(self.format_usage())
        raise SystemExit(MISUSED)
