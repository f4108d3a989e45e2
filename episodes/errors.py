"""Everything that can go wrong, by name. `str(error)` is a sentence for the reader that says what to do."""


class EarmarkError(Exception):
    """The base of all errors that a reader may see."""


class UnknownTarget(EarmarkError):
    """No episode or segment, or more than one, answers to what was asked for."""


class FailedAt(EarmarkError):
    """Something could not be done at a place, such as a file or a source.

    Attributes:
        where: the place, as it should be shown.
        reason: why, as the rest of a sentence that starts with where.
    """

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.where = where
        self.reason = reason

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        return type(self), (self.where, self.reason)  # it comes from another process


class BrokenEpisode(FailedAt):
    """An episode file that cannot be read."""


class LinkStaysClosed(EarmarkError):
    """A link that was not opened.

    Attributes:
        url: its address.
    """

    sentence = "The link was not opened"

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{self.sentence}: {reason}.")
        self.url = url


class LinkRefused(LinkStaysClosed):
    """An address that must not be opened."""

    sentence = "This link is not opened"


class LinkNotOpened(LinkStaysClosed):
    """An address that no browser took."""

    sentence = "The link could not be opened"


class NotPlayed(EarmarkError):
    """A recording that cannot be played."""


class NotEdited(EarmarkError):
    """A note that an editor did not change."""


class MarksNotKept(FailedAt):
    """A mark could not be written to disk; nothing on disk was changed."""

    def __str__(self) -> str:
        return f"Marks are not kept: {super().__str__()}."


class BadTag(EarmarkError):
    """A tag that cannot be one."""


class BadBookmarks(FailedAt):
    """A file of bookmarks that cannot be read."""


class BadConfiguration(EarmarkError):
    """A setting that cannot be used, with the file and the setting named."""


class NotPrinted(EarmarkError):
    """Standard output takes nothing."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Standard output could not be written: {reason}.")


class SourceFailed(FailedAt):
    """A source of episodes could not be read."""


class FetchCancelled(SourceFailed):
    """The reader cancelled a fetch."""
