"""The one place that prints: results on standard output, and on standard error sentences that stop nothing.

Whatever says it, a path, an address, a title or a word of the command line: no character that a terminal would take for
a command gets there (see `episodes.text`).
"""

import os
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import IO

from episodes.errors import NotPrinted
from episodes.text import clean, clean_line

# What entities in the notes make when rich draws them; see `episodes.text`.
_FORBIDDEN = re.compile("[\x80-\x9f\u202a-\u202e\u2066-\u2069]")


def prepare() -> None:
    """Prepare the standard streams: the numbers of closed ones are kept from files, which would get what is printed."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    # What is not of a stream's encoding: it may be a file's name where it is read, and is printed as "?".
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "replace"), (sys.stderr, "replace")):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=errors)


def is_terminal(name: str = "stdout") -> bool:
    """Return whether a standard stream is a terminal that takes styles. Python has None for one that was closed."""
    stream: IO[str] | None = getattr(sys, name)
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def say(line: str) -> None:
    """Print a line."""
    write(line + "\n")


def write(text: str, spans: Iterable[tuple[int, int]] = ()) -> None:
    """Print text. Parts of it, each from a character to another, are bold on a terminal.

    Raises:
        NotPrinted: it cannot be written.
        BrokenPipeError: nobody reads it any more.
    """
    shown, done = "", 0
    for start, end in spans if is_terminal() else ():
        shown += clean(text[done:start]) + f"\x1b[1m{clean(text[start:end])}\x1b[22m"
        done = end
    _on("stdout", lambda stream: stream.write(shown + clean(text[done:])))


def warn(sentence: str) -> None:
    """Print a sentence on standard error, where there is one that takes it."""
    with suppress(NotPrinted, BrokenPipeError):
        _on("stderr", lambda stream: print(f"earmark: {clean_line(sentence)}", file=stream, flush=True))


def flush() -> None:
    """Print what waits to be. Raises what `write` does."""
    if sys.stdout is not None:
        _on("stdout", lambda stream: stream.flush())


def write_markdown(markdown: str) -> None:
    """Print Markdown for a terminal: headings, lists and links drawn by rich, at most 100 columns wide."""
    from rich.console import Console
    from rich.markdown import Markdown

    from episodes.web_links import may_open

    console = Console()
    console.width = min(console.width, 100)
    drawn = Markdown(clean(markdown))
    for token in (child for block in drawn.parsed for child in block.children or ()):
        for name in ("href", "src"):  # terminals open what is drawn as a link by a click
            if not may_open(str(token.attrs.get(name, "https://a"))):
                token.attrs[name] = ""
    with console.capture() as capture:
        console.print(drawn)
    _on("stdout", lambda stream: stream.write(_FORBIDDEN.sub("", capture.get())))


def _on(name: str, act: Callable[[IO[str]], object]) -> None:
    stream: IO[str] | None = getattr(sys, name)
    if stream is None:
        raise NotPrinted("it is closed")
    try:
        act(stream)
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):  # what is still in the buffer would fail again when Python ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if isinstance(error, BrokenPipeError):
            raise
        raise NotPrinted(getattr(error, "strerror", None) or str(error)) from error
