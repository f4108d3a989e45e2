"""Letters for links, so that any link on the screen is two keys away. Pure."""

from __future__ import annotations

from collections.abc import Sequence

ALPHABET = "asdfghjklqweruioptyzxcvbnm"
"""The letters, those under resting fingers first."""


def hint_letters(count: int, alphabet: Sequence[str] = ALPHABET) -> list[str]:
    """Return hints that can be told apart while they are typed: none begins another, none is longer than it must be.

    >>> hint_letters(4, "ab")
    ['aa', 'ab', 'ba', 'bb']
    >>> hint_letters(3, "ab")
    ['b', 'aa', 'ab']

    Args:
        count: how many.
        alphabet: at least two letters.
    """
    if count <= 0:
        return []
    # A tree whose leaves are the hints: the shortest leaf grows into as many as there are letters until all fit.
    hints = [""]
    grown = 0
    while len(hints) - grown < count or len(hints) == 1:
        hints.extend(hints[grown] + letter for letter in alphabet)
        grown += 1
    return hints[grown : grown + count]
