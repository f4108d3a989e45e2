"""Everything that can go wrong, by name. `str(error)` is a sentence for the reader that says what to do."""

from __future__ import annotations


class EarmarkError(Exception):
    """The base of all errors that a reader may see."""


class UnknownTarget(EarmarkError):
    """No episode or segment, or more than one, answers to what was asked for."""


class BrokenEpisode(EarmarkError):
    """An episode file that cannot be read.

    Attributes:
        path: which file, as it should be shown.
        reason: why, without the file's name.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class LinkStaysClosed(EarmarkError):
    """A link that was not opened.

    Attributes:
        url: its address.
        reason: why, as the sentence goes on with it.
    """

    sentence = "The link was not opened"

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{self.sentence}: {reason}.")
        self.url = url
        self.reason = reason


class LinkRefused(LinkStaysClosed):
    """An address that must not be opened."""

    sentence = "This link is not opened"


class LinkNotOpened(LinkStaysClosed):
    """An address that no browser took."""

    sentence = "The link could not be opened"


class MarksNotKept(EarmarkError):
    """A mark could not be written to disk; nothing on disk was changed."""


class BadConfiguration(EarmarkError):
    """A setting that cannot be used, with the file and the setting named."""


class SourceFailed(EarmarkError):
    """A source of episodes could not be read.

    Attributes:
        source: which one, as the reader named it.
        reason: why, without the source's name.
    """

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class FetchCancelled(SourceFailed):
    """The reader called off what was being fetched."""
