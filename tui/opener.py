"""Opening a link in the browser: every link that Earmark opens goes through `open_link`."""

from __future__ import annotations

from collections.abc import Callable

from episodes.errors import LinkNotOpened
from episodes.web_links import check_link


def open_link(url: str, browser: Callable[[str], bool] | None = None) -> None:
    """Open an address in the browser, as one argument and never through a shell.

    Args:
        url: the address as the notes have it.
        browser: takes the address and returns whether it was opened; the standard `webbrowser` if not given.

    Raises:
        LinkRefused: the address must not be opened.
        LinkNotOpened: no browser took it.
    """
    checked = check_link(url)
    if browser is None:
        import webbrowser

        browser = webbrowser.open
    try:
        opened = browser(checked)
    except Exception as error:  # a browser's launcher is somebody else's program: whatever it raises is a reason
        raise LinkNotOpened(str(error) or type(error).__name__) from error
    if not opened:
        raise LinkNotOpened("no browser was found on this machine")
