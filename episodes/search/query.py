"""Parses the search language, and looks for its words in plain text. Pure.

A slip is never an error: it is searched as it stands, and `note` says so. What was found already is searched as plain
text: that is less exact than the full text, and takes a tenth of the time to prepare.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ..index.words import DOT, as_typed, fold, joined_words, words
from ..model import Kind

NAMED = ("presenter", "show", "host", "episode", "tag")
"""Filters that take a name, by the beginnings of its words."""
STATES = ("unread", "bookmarked", "opened", "done")
"""What `is:` takes."""
_KEYS = (*NAMED, "kind", "year", "before", "after", "is")
_MOST_WORDS = 24

_CHUNK = re.compile(
    r"""(?P<minus>-)?(?:(?P<key>[A-Za-z]+):)?(?:["“](?P<phrase>[^"”“]*)(?P<close>["”]|$)|(?P<word>\S+))"""
)
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_LETTERS_AND_NUMBER = re.compile(rf"([^\W\d_]{{2,}})(\d[\d{DOT}]*)")
_YEARS = re.compile(r"(\d{4})(?:(?:-|\.\.|–)(\d{4}))?")
_SIGNS = {sign: " " for sign in range(128) if not chr(sign).isalnum() and chr(sign) not in "+#"}
_SIGN_BEFORE_WORD = re.compile(r"[+#](?=[^\W_])")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase that must match, or must not."""

    text: str
    """As it was typed, without signs of the language."""
    parts: tuple[str, ...]
    """Its words: several for a phrase and for a name of several parts."""
    joined: str | None = None
    """A name of several parts as one word."""
    phrase: bool = False
    """It was typed in quotation marks."""
    beginning: bool = False
    """Its last word stands for all words that begin so."""
    unfinished: bool = False
    """It is taken for a beginning because more of it may still be typed."""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on where a segment stands."""

    key: str
    values: tuple[str, ...]
    """Folded names, a kind, a state, or for `days` the first day and the day after the last, either may be empty."""
    negated: bool = False

    @property
    def is_of_links(self) -> bool:
        """Whether it is a condition on links, and on a segment only for the links that it has."""
        return self.key == "host" or self.is_state("opened")

    def is_state(self, state: str) -> bool:
        """Return whether it is `is:` with a state."""
        return (self.key, self.values) == ("is", (state,))


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query."""

    words: tuple[Word, ...] = ()
    filters: tuple[Filter, ...] = ()
    note: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not self.words and not self.filters

    @property
    def terms(self) -> tuple[str, ...]:
        """What to mark in a text: words, phrases, and `word*` for words that begin so."""
        found = (reading for word in self.words if not word.negated for reading in readings(word))
        terms = (as_typed(" ".join(parts)) + "*" * open_end for parts, open_end in found if parts[-1][-1] != DOT)
        return tuple(dict.fromkeys(terms))


def parse(text: str) -> Query:
    """Parse a query as it was typed."""
    found: list[Word] = []
    filters: list[Filter] = []
    notes: list[str] = []
    for chunk in _CHUNK.finditer(text):
        key, phrase, negated = chunk["key"], chunk["phrase"], chunk["minus"] is not None
        typed = chunk["word"] if phrase is None else phrase
        outcome = "" if key is None else _filter(key.lower(), typed, negated)
        if isinstance(outcome, Filter):
            filters.append(outcome)
            continue
        notes.append(outcome)
        if phrase is None and key is None and typed.endswith(":") and typed[:-1].lower() in _KEYS:
            notes.append(f"{typed} wants something after it.")
        elif phrase is None:
            found += _word(typed if key is None else f"{key}:{typed}", negated)
        elif (parts := tuple(words(phrase))) or key is None:
            if not chunk["close"]:
                notes.append("A quotation mark is not closed; the phrase goes on to the end.")
            found += _word(key or "", negated)
            open_end = not chunk["close"] and not phrase[-1:].isspace()
            if parts:
                found.append(Word(" ".join(phrase.split()), parts, None, True, open_end, negated=negated))
    if len(found) == 1 and found[0].negated and not found[0].phrase and not filters:  # `-ffast-math`
        found[0] = replace(found[0], negated=False)
    if found and not text[-1:].isspace() and not found[-1].phrase and not found[-1].negated:
        found[-1] = replace(found[-1], beginning=True, unfinished=not found[-1].beginning)
    if len(found) > _MOST_WORDS:
        found = found[:_MOST_WORDS]
        notes.append(f"Only the first {_MOST_WORDS} words are searched.")
    return Query(tuple(found), tuple(filters), next(filter(None, notes), None))


def _word(typed: str, negated: bool) -> list[Word]:
    """Return what one run of characters without a blank asks for: a word, or nothing."""
    beginning = typed.endswith("*")
    typed = typed.strip("*").strip('"“”')
    parts, names = tuple(words(typed)), joined_words(typed)
    if not parts:
        return []
    joined = names[0] if len(names) == 1 and "/" not in typed else None
    return [Word(typed, parts, joined, False, beginning, negated=negated)]


def _filter(key: str, value: str, negated: bool) -> Filter | str:
    """Return a filter, or a sentence (it may be empty) on why the text is none and is searched as words."""
    if key not in _KEYS:
        return _unknown(key) if value[:1].isalnum() else ""  # `std::vector` and `https://` are words
    value = value.strip('"“”')
    folded = fold(value)
    if not value:
        return f"{key}: wants something after it."
    if key in NAMED:
        if key in ("host", "tag"):
            return Filter(key, (folded.removeprefix("www." if key == "host" else "#"),), negated)
        if key == "episode" and ":" in value:
            return Filter("id", (folded,), negated)
        names = tuple(words(value))
        return Filter(key, names, negated) if names else f"{key}: wants a name."
    if key == "kind":
        kinds = tuple(kind.value for kind in Kind if kind.value.startswith(folded.rstrip("s") or folded))
        return Filter(key, kinds, negated) if kinds else f"There is no kind {value!r}, only {_any_of(tuple(Kind))}."
    if key == "is":
        states = tuple(state for state in STATES if state.startswith(folded))
        return Filter(key, states, negated) if len(states) == 1 else f"is: takes {_any_of(STATES)}."
    if (days := _days(key, value)) is not None:
        return Filter("days", days, negated)
    return f"{key}: takes a year such as 2019{'' if key == 'year' else ' or a date such as 2019-06'}."


def _unknown(key: str) -> str:
    import difflib

    near = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.6)
    hint = f" Did you mean {near[0]}:?" if near else ""
    return f"{key}: is no filter, so it was searched as words.{hint}"


def _days(key: str, value: str) -> tuple[str, str] | None:
    """Return the first day and the day after the last as texts that compare as dates do."""
    if key == "year":
        if (years := _YEARS.fullmatch(value)) is None:
            return None
        first, last = sorted((int(years[1]), int(years[2] or years[1])))
        return f"{first:04}", f"{last + 1:04}"
    day = _DAY.fullmatch(value)
    if day is None or not 1 <= int(day[2] or 1) <= 12 or not 1 <= int(day[3] or 1) <= 31:
        return None
    given = [f"{int(part):02}" for part in day.groups() if part is not None]
    if key == "before":
        return "", "-".join(given)
    # The first text that comes after every day that begins so: `2019-06` is followed by `2019-06~`.
    return "-".join(given) + "~", ""


def readings(word: Word) -> Iterator[tuple[Sequence[str], bool]]:
    """Yield what a word is looked for as: words one after another, and whether the last is only a beginning."""
    # `.env` is found with its dot alone, `scikit-learn` in two words too.
    if word.joined is None or len(word.parts) > 1:
        yield word.parts, word.beginning
    if word.joined is not None:
        yield (word.joined,), word.beginning
    if word.joined is not None or word.phrase or len(word.parts) > 1:
        return
    (part,) = word.parts
    for other in variants(part):
        if not (word.beginning and other.startswith(part)):
            yield (other,), False
    if DOT in part and not word.beginning:
        yield (part + DOT,), True  # 3.11 is 3.11.2 as well
    if (split := _LETTERS_AND_NUMBER.fullmatch(part)) is not None:
        yield split.groups(), False


def variants(word: str) -> list[str]:
    """Return the other number of an English noun, as far as it can be told: `string` and `strings`."""
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return []
    if word.endswith("ies") and len(word) > 4:
        return [f"{word[:-3]}y"]
    if word.endswith("s"):
        return [] if len(word) < 4 or word.endswith(("ss", "us", "is")) else [word[:-1]]
    if word.endswith("y") and word[-2] not in "aeiou":
        return [f"{word[:-1]}ies"]
    return [f"{word}s"]


def haystack(text: str) -> str:
    """Return the words of a text in the order that they have, with one blank before and after each."""
    return f" {' '.join(_SIGN_BEFORE_WORD.sub(' ', fold(text)).translate(_SIGNS).split())} "


def has_words(text: str, words: Iterable[Word]) -> bool:
    """Return whether a haystack has all words that are wanted, and none of the others."""
    return all(any(each in text for each in needles(word)) is not word.negated for word in words)


@lru_cache(64)
def needles(word: Word) -> list[str]:
    """Return what to look for in a haystack for a word."""
    return [needle(parts, open_end=open_end) for parts, open_end in readings(word)]


def needle(parts: Sequence[str], *, open_end: bool) -> str:
    """Return what to look for in a haystack: words one after another, of the last perhaps only its beginning."""
    words = _SIGN_BEFORE_WORD.sub(" ", as_typed(" ".join(parts))).translate(_SIGNS).split()
    return f" {' '.join(words)}" + ("" if open_end else " ")


def _any_of(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
