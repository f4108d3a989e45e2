"""The short names of shows, by which commands and rows call them: `pb` for Python Bytes. Pure."""

import re
from collections.abc import Mapping
from itertools import chain, count

from .text import slug

_SUBTITLE = re.compile(r"(?<=\w)(?:\s+[-–—|]\s|\s*[:(]).*", re.DOTALL)
_LETTERS, _INITIALS = 3, 5
"""Of a name of one word, and of several, at most."""


class ShowNames:
    """What the shows of a library are called.

    A short name is what the settings say, else the initials of the name's words, or the first letters of a single
    one. Where two shows would have one, the younger gets a digit; what begins the ids of another show is never taken.

    Args:
        names: the names of the shows by their slugs, the eldest show first.
        given: short names by slug, as the settings have them.
    """

    def __init__(self, names: Mapping[str, str], given: Mapping[str, str]) -> None:
        self.names = names
        """Their names by slug."""
        self.problems = tuple(
            f"{short!r} cannot be the short name of {names[show]}: the ids of {names[short]} begin so."
            for show, short in given.items()
            if show in names and short in names and short != show
        )
        """Why short names of the settings are not used, a sentence each."""
        chosen = {show: given[show] for show in names if show in given and given[show] not in names.keys() - {show}}
        taken = {*chosen.values(), *names}
        for show, name in names.items():
            if show not in chosen:
                short = short_name(name) or show
                choices = chain([short], (f"{short}{digit}" for digit in count(2)))
                chosen[show] = next(choice for choice in choices if choice == show or choice not in taken)
                taken.add(chosen[show])
        self.short: Mapping[str, str] = {show: chosen[show] for show in names}
        """Their short names by slug."""

    @property
    def by_name(self) -> list[str]:
        """Their slugs, in the order of their names."""
        return sorted(self.names, key=lambda show: (self.names[show].casefold(), show))

    @property
    def in_rows(self) -> Mapping[str, str]:
        """The short names by slug where rows must say which show they are of; none where there is only one show."""
        return self.short if len(self.short) > 1 else {}

    def with_short(self, text: str) -> str | None:
        """Return the slug of the show with that short name."""
        return next((show for show, short in self.short.items() if short == text.casefold()), None)

    def find(self, text: str) -> list[str]:
        """Return the slugs of the shows that a text names: one by its slug or short name, or all of that name."""
        wanted = text.strip().casefold()
        if wanted in self.names:
            return [wanted]
        if (show := self.with_short(wanted)) is not None:
            return [show]
        alike = slug(wanted)
        return [show for show, name in self.names.items() if wanted == name.casefold() or alike == show]

    def __str__(self) -> str:
        return ", ".join(f"{name} ({self.short[show]})" for show, name in self.names.items())


def is_short_name(text: str) -> bool:
    """Return whether a text can be a short name: a word of lower-case letters, digits and hyphens, not digits alone."""
    return slug(text) == text != "" and not text.isdecimal() and len(text) <= 12


def short_name(name: str) -> str:
    """Return the short name that a show's name gives, without its subtitle."""
    words = slug(_SUBTITLE.sub("", name)).split("-")
    return words[0][:_LETTERS] if len(words) == 1 else "".join(word[0] for word in words[:_INITIALS])
