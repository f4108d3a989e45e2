"""The vocabulary: the words of all segments with their stems, to find word forms and what was misspelt.

Stems are those of Porter's algorithm, as SQLite's tokenizer `porter` makes them, of words in American spelling.
"""

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from functools import lru_cache

_SHORTEST, LONGEST = 2, 30
"""Letters of the words that are kept: what is longer is made by machines."""
_ONE_EDIT, _TWO_EDITS = 4, 6
"""Letters from which on a word may be wrong by one letter, and by two."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BRITISH = (
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e|es|ed|er|ers|ing|ation|ations)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})our(?=(?:s|ed|ing|ings|ful|less|able|al|ally|hood|i[tsz][a-z]+)?$)"), "or"),
    (re.compile(r"(?<=[a-z]{2}l)ys(?=(?:e|es|ed|er|ers|ing)$)"), "yz"),
    (re.compile(r"(?<=[a-z]{2}[nt])re(?=s?$)"), "er"),
    (re.compile(r"(?<=[a-z]{2})ogue(?=s?$)"), "og"),
)
"""British spellings, and the American ones."""


def put_vocabulary(connection: sqlite3.Connection, words: Iterable[str]) -> None:
    """Add words that are not there yet; within a write transaction."""
    kept = [word for word in words if _SHORTEST <= len(word) <= LONGEST and not word.isdigit()]
    unknown = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT term FROM vocabulary)"
    added = [word for (word,) in connection.execute(unknown, (json.dumps(kept),))]
    connection.executemany("INSERT INTO vocabulary VALUES (?, ?)", zip(added, stems(added), strict=True))


def stems(words: Sequence[str]) -> list[str]:
    """Return the stem of each word; words of one stem are forms of one word."""
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute("CREATE VIRTUAL TABLE words USING fts5 (word, content='', tokenize='porter ascii')")
        memory.execute("CREATE VIRTUAL TABLE stems USING fts5vocab (words, instance)")
        memory.executemany("INSERT INTO words (rowid, word) VALUES (?, ?)", enumerate(map(_american, words)))
        found = dict(memory.execute("SELECT doc, term FROM stems"))
    return [found[at] for at in range(len(words))]


@lru_cache(256)
def _stem(word: str) -> str:
    return stems([word])[0]


def forms(connection: sqlite3.Connection, word: str) -> list[str]:
    """Return the other words of the vocabulary that have the stem of a word."""
    rows = connection.execute("SELECT term FROM vocabulary WHERE stem = ? AND term <> ?", (_stem(word), word))
    return [term for (term,) in rows]


def known(connection: sqlite3.Connection, words: Iterable[str]) -> set[str]:
    """Return those of the words that the vocabulary has."""
    asked = "SELECT value FROM json_each(?) WHERE value IN (SELECT term FROM vocabulary)"
    return {term for (term,) in connection.execute(asked, (json.dumps(list(words)),))}


def one_edit_away(connection: sqlite3.Connection, word: str) -> Collection[str]:
    """Return the words of the vocabulary that one letter makes of a word: another, one more or less, two swapped."""
    if not _ONE_EDIT <= len(word) <= LONGEST + 1:  # of a longer one no word that is kept is made
        return ()
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    edits = {left + right[1:] for left, right in splits if right}
    edits |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    edits |= {left + letter + right[1:] for left, right in splits if right for letter in _LETTERS}
    edits |= {left + letter + right for left, right in splits for letter in _LETTERS}
    return known(connection, edits - {word})


def two_edits_away(connection: sqlite3.Connection, word: str) -> Collection[str]:
    """Return the words of the vocabulary with the same first letter that two edits make of a word.

    Of three parts of the word one has come through both edits.
    """
    size = len(word)
    if size < _TWO_EDITS or not word.isalpha():
        return ()
    first, second, third = word[: size // 3], word[size // 3 : 2 * size // 3], word[2 * size // 3 :]
    rows = connection.execute(
        "SELECT term FROM vocabulary WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ? "
        "AND (substr(term, 1, ?) = ? OR instr(term, ?) OR instr(term, ?))",
        (word[0], chr(ord(word[0]) + 1), size - 2, size + 2, len(first), first, second, third),
    )
    return [term for (term,) in rows if term != word and _distance(word, term) <= 2]


def _distance(one: str, other: str) -> int:
    """Return how many letters must be put in, taken out, replaced or swapped with the next (Damerau)."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for at, letter in enumerate(one):
        row = [at + 1]
        for to, there in enumerate(other):
            steps = min(above[to] + (letter != there), above[to + 1] + 1, row[to] + 1)
            if at and to and letter == other[to - 1] and one[at - 1] == there:
                steps = min(steps, before[to - 1] + 1)
            row.append(steps)
        before, above = above, row
    return above[-1]


def _american(word: str) -> str:
    for british, american in _BRITISH:
        word = british.sub(american, word)
    return word
