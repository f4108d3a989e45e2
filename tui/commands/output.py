"""What commands print: text on standard output, and on standard error sentences that stop nothing."""

from __future__ import annotations

import os
import re
import sys

# Entities in the notes can make characters that the notes themselves could not hold; see `episodes.text`.
_FORBIDDEN = re.compile("[\x80-\x9f\u202a-\u202e\u2066-\u2069]")


def is_terminal() -> bool:
    """Return whether standard output is a terminal that takes styles."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def say(line: str) -> None:
    """Print a line."""
    write(line + "\n")


def write(text: str) -> None:
    """Print text as it is."""
    sys.stdout.write(text)


def warn(sentence: str) -> None:
    """Print a sentence on standard error."""
    print(f"earmark: {sentence}", file=sys.stderr)


def write_markdown(markdown: str) -> None:
    """Print Markdown for a terminal: headings, lists and links drawn by rich, at most 100 columns wide."""
    from rich.console import Console
    from rich.markdown import Markdown

    from episodes.web_links import may_open

    console = Console()
    console.width = min(console.width, 100)
    drawn = Markdown(markdown)
    for token in (child for block in drawn.parsed for child in block.children or ()):
        for name in ("href", "src"):  # terminals open what is drawn as a link by a click
            if not may_open(str(token.attrs.get(name, "https://a"))):
                token.attrs[name] = ""
    with console.capture() as capture:
        console.print(drawn)
    write(_FORBIDDEN.sub("", capture.get()))
