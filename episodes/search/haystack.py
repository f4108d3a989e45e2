"""Words looked for in a text that was found already: less exact than the full text, and made in a tenth of the time."""

import re
from collections.abc import Sequence

from ..index.words import DOT, as_typed, fold
from .query import Word, variants

_SIGNS = {sign: " " for sign in range(128) if not chr(sign).isalnum() and chr(sign) not in "+#"}
_SIGN_BEFORE_WORD = re.compile(r"[+#](?=[^\W_])")


def haystack(text: str) -> str:
    """Return the words of a text in the order that they have, with one blank before and after each."""
    return f" {' '.join(_SIGN_BEFORE_WORD.sub(' ', fold(text)).translate(_SIGNS).split())} "


def needles(word: Word) -> Sequence[str]:
    """Return what to look for in a haystack: a word, its other number, a name with its parts apart and as one."""
    found = [needle(word.parts, open_end=word.beginning)]
    if word.joined is not None:
        found.append(needle([word.joined], open_end=word.beginning))
    if len(word.parts) == 1 and not word.phrase:
        part = word.parts[0]
        found += [f" {other} " for other in variants(part) if not (word.beginning and other.startswith(part))]
        if DOT in part:
            found.append(needle([part + DOT], open_end=True))
    return found


def needle(parts: Sequence[str], *, open_end: bool) -> str:
    """Return what to look for in a haystack: words one after another, of the last perhaps only its beginning."""
    words = _SIGN_BEFORE_WORD.sub(" ", as_typed(" ".join(parts))).translate(_SIGNS).split()
    return f" {' '.join(words)}" + ("" if open_end else " ")
