"""Where a segment is heard: the second of the recording that it begins at, and the addresses that lead there. Pure."""

from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from .errors import NotPlayed
from .model import Episode, Segment

_TIME_KEYS = ("t", "start", "time_continue")


class Cue(NamedTuple):
    """Where a recording is to begin."""

    start: int = 0
    """Seconds from its beginning."""
    of: Segment | None = None
    """The segment that states the time: the one that was asked for, or the last one before it that does."""


def cue_of(episode: Episode, segment: Segment | None) -> Cue:
    """Return where a segment begins; the recording's beginning where neither it nor one before it states a time."""
    cue = Cue()
    for each in episode.walk() if segment is not None else ():
        if each.start is not None:
            cue = Cue(each.start, each)
        if each is segment:
            break
    return cue


def recording_of(episode: Episode) -> str | None:
    """Return the address that a player takes: the audio's, else the video's."""
    return episode.audio or episode.video


def web_address(episode: Episode, start: int) -> tuple[str, bool]:
    """Return the address for a browser, and whether it leads to the second that is asked for.

    The video, whose pages take a time, comes before the audio, for which browsers take a media fragment
    (https://www.w3.org/TR/media-frags/), and that before the episode's page.

    Raises:
        NotPlayed: the episode names none of them.
    """
    if episode.video is not None:
        parts = urlsplit(episode.video)
        query = [(key, value) for key, value in parse_qsl(parts.query, True) if key not in _TIME_KEYS]
        query += [("t", f"{start}s")] if start else []
        return urlunsplit(parts._replace(query=urlencode(query), fragment="")), True
    if episode.audio is not None:
        return episode.audio.partition("#")[0] + (f"#t={start}" if start else ""), True
    if episode.page is not None:
        return episode.page, not start
    raise NotPlayed(f"{episode.name} names neither a recording nor a page.")
