"""Markdown for a terminal that scrolls: headings, lists and links drawn by rich."""

from __future__ import annotations

import re
import sys

# Entities in the notes can make characters that the notes themselves could not hold; see episodes.text.
_FORBIDDEN = re.compile("[\x80-\x9f\u202a-\u202e\u2066-\u2069]")


def print_markdown(markdown: str) -> None:
    """Print Markdown as a reader likes it, at most 100 columns wide."""
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    console.width = min(console.width, 100)
    with console.capture() as capture:
        console.print(Markdown(markdown))
    sys.stdout.write(_FORBIDDEN.sub("", capture.get()))
