"""Extracts of hits: one line of what a person reads, with the words of the query marked."""

from __future__ import annotations

import pytest

from episodes.search.highlight import LENGTH, Highlighter, extract

from .library_builder import LibraryBuilder


def test_an_extract_shows_the_place_with_most_of_the_words() -> None:
    text = "- alpha here\n- nothing\n- alpha and beta together\n- beta\n"
    assert extract(text, Highlighter(["alpha", "beta"])).text == "alpha and beta together beta"


def test_a_long_line_is_cut_round_the_match() -> None:
    line = " ".join(f"word{number}" for number in range(300))
    shown = extract(line, Highlighter(["word200"]))
    assert len(shown.text) <= LENGTH + 4
    assert (shown.text[:2], shown.text[-2:]) == ("… ", " …")
    [(start, end)] = shown.spans
    assert shown.text[start:end] == "word200"


def test_control_characters_never_come_through(builder: LibraryBuilder) -> None:
    builder.write(7, "## Nasty\n\n- tea &#27;]52;c;x &#x202e; end [/b] [@click=app.quit]x\n")
    builder.sync()
    [hit] = builder.search("tea").rows
    assert hit.extract.text == "tea ]52;c;x end [/b] [@click=app.quit]x"


@pytest.mark.parametrize(
    ("terms", "text", "marked"),
    [
        (["perez"], "Fernando Pérez", ["Pérez"]),
        (["perez"], "Pe\u0301rez, e", ["Pe\u0301rez"]),
        (["f string*"], "F-strings and f string", ["F-string", "f string"]),
        (["c++"], "C++, c++20 abc++", ["C++", "c++"]),
        ([".env"], ".env .environment x.env", [".env", ".env"]),
        (["uv"], "uv, uvx, (UV)", ["uv", "UV"]),
        (["three four"], "three_four three, four", ["three_four", "three, four"]),
        (["no no"], "piano no no", ["no no"]),
        (["strasse"], "die Straße", ["Straße"]),
        (["日本"], "これは日本の本", ["日本"]),
        ([], "nothing", []),
    ],
)
def test_terms_are_marked_whatever_case_and_accents(terms: list[str], text: str, marked: list[str]) -> None:
    found = Highlighter(terms).mark(text)
    assert [text[start:end] for start, end in found.spans] == marked
