"""Splits text and queries into words as programmers write them. Pure.

`scikit-learn` is the words `scikit` and `learn`, and `scikitlearn` as well, so that it is found however it is written.
`C++`, `C#`, `.env` and `3.11` are words. Case and accents make no difference.

FTS5's tokenizer splits at every ASCII sign. So `prepare` only replaces those signs that belong to a word, and the work
for half a million segments is a few replacements each.
"""

import re
import unicodedata

DOT, PLUS, SHARP = "\u00b7", "\u207a", "\u266f"
"""What stands for `.`, `+` and `#` inside a word. In a text these signs are no letters and fall away."""

_LETTER = "[^\x00-/:-`{-\x7f]"  # a class of what is beyond ASCII would take a hundred times as long to compile
WORD = re.compile(f"{_LETTER}+")
ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")
"""Combining accents."""
_NO_LETTERS = re.compile(r"[^\x00-\x7f\w]+")
UNSPACED = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
"""A character of a script written without blanks: every one is a word."""
# Each begins with its sign, which is searched for faster than what stands before it.
_VERSION_DOT = re.compile(r"\.(?<=[0-9]\.)(?=[0-9])")
_LEADING_DOT = re.compile(r"\.(?<!\S\.)([a-z][0-9a-z]*)")
_PLUSES = re.compile(r"\+\+(?<=[a-z]\+\+)(?![\w+])")
_SHARP_SIGN = re.compile(r"#(?<=[a-z]#)(?![\w#])")
_NAME = re.compile(f"{_LETTER}+(?:(?:[-.']|_+){_LETTER}+)*")
_LONGEST = 60
"""Characters of the longest name that is also kept as one word."""


def words(text: str) -> list[str]:
    """Return the words of a text, in its order."""
    return WORD.findall(_prepare(text)[0])


def joined_words(text: str) -> list[str]:
    """Return the names of several parts in a text, each written as one word."""
    return _prepare(text)[1]


def prepare(text: str) -> str:
    """Return a text for FTS5's tokenizer, which splits it into the same words as `words`."""
    folded, joined = _prepare(text)
    return f"{folded} {' '.join(joined)}" if joined else folded


def fold(text: str) -> str:
    """Return text as it is compared: in lower case, without accents and compatibility forms (NFKD)."""
    if text.isascii():
        return text.lower()
    text = text.replace("\u2019", "'")
    if not unicodedata.is_normalized("NFKD", text):
        text = unicodedata.normalize("NFKD", text)
    folded = _NO_LETTERS.sub(" ", ACCENTS.sub("", text).casefold())
    return folded if folded.isascii() else UNSPACED.sub(r" \1 ", folded)


def as_typed(word: str) -> str:
    """Return a word as it is written: `c++`, `3.11`."""
    return word.replace(DOT, ".").replace(PLUS, "+").replace(SHARP, "#")


def _prepare(text: str) -> tuple[str, list[str]]:
    """Return folded text in which the signs that belong to words are replaced, and its joined names."""
    folded = fold(text)
    joined: list[str] = []
    has_version = False
    for name in _NAME.findall(" ".join([part for part in folded.split() if not part.isalnum()])):
        if not name.isalnum():
            one = name.replace("-", "").replace(".", "").replace("_", "").replace("'", "")
            has_version = has_version or _VERSION_DOT.search(name) is not None
            if not one.isdigit() and len(one) <= _LONGEST:  # a date is not looked for as one number
                joined.append(one)
    if " ." in folded or folded.startswith("."):
        joined += [DOT + name for name in _LEADING_DOT.findall(folded)]
    if has_version:
        folded = _VERSION_DOT.sub(DOT, folded)
    if "++" in folded:
        folded = _PLUSES.sub(PLUS + PLUS, folded)
    if "#" in folded:
        folded = _SHARP_SIGN.sub(SHARP, folded)
    return folded, joined
