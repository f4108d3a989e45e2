"""Titles as feeds and notes give them, parted from the numbers and the markup that they carry."""

from __future__ import annotations

import pytest

from episodes.importing.formats.titles import are_numbered, readable_title, split_title


@pytest.mark.parametrize(
    ("text", "number", "show", "expected"),
    [
        ("#148: The ASGI revolution", None, None, (148, "The ASGI revolution")),
        ("#148 The ASGI revolution", None, None, (148, "The ASGI revolution")),
        ("Episode 7 - On time", None, None, (7, "On time")),
        ("Ep. 7 | On time", None, None, (7, "On time")),
        ("[7] On time", None, None, (7, "On time")),
        ("963: Hardware", 963, None, (963, "Hardware")),
        ("963 – Hardware", 963, None, (963, "Hardware")),
        ("963: Hardware", None, None, (None, "963: Hardware")),
        ("3 knots you need", None, None, (None, "3 knots you need")),
        ("24/7 watch", None, None, (None, "24/7 watch")),
        ("8-19-21: The harbour opens", None, None, (None, "8-19-21: The harbour opens")),
        ("S02E03 - Sails", None, None, (3, "Sails")),
        ("2x03 Sails", None, None, (3, "Sails")),
        ("Tide 12: On time", None, "Tide", (12, "On time")),
        ("On time (Ep. 7)", None, None, (7, "On time")),
        ("On time | #7", None, None, (7, "On time")),
        ("#7", None, None, (7, "")),
        ("2019: A look back", None, None, (None, "2019: A look back")),
        ("2019: A look back", 2019, None, (2019, "A look back")),
        ("10 things", None, None, (None, "10 things")),
        ("LW 92 - A talk on reeds", 92, None, (92, "A talk on reeds")),
        ("Lock and Weir episode 7 - Sails", 7, None, (7, "Sails")),
        ("LW 92 - A talk on reeds", None, None, (None, "LW 92 - A talk on reeds")),
        ("Python 3: what is in it", 3, None, (3, "Python 3: what is in it")),
        ("3: Three", 40, None, (40, "3: Three")),
        ("#3: Three", 40, None, (40, "#3: Three")),
        ("Challenge #2 is on", None, None, (None, "Challenge #2 is on")),
        ("C# 8", None, None, (None, "C# 8")),
        ("The 7.5: half", None, None, (None, "The 7.5: half")),
        ("", 5, None, (5, "")),
    ],
)
def test_titles_are_parted_from_their_numbers(
    text: str, number: int | None, show: str | None, expected: tuple[int | None, str]
) -> None:
    assert split_title(text, number, show)[1:] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nobody&#8217;s boat &amp; the &quot;sea&quot;", 'Nobody’s boat & the "sea"'),
        ("Tom & Ann’s <em>big</em> trip", "Tom & Ann’s big trip"),
        ("Dropping <a> inside <area> and List<int> types", "Dropping <a> inside <area> and List<int> types"),
        ("Use of &lt;div&gt; and AT&T", "Use of <div> and AT&T"),
        ("<b>Bold <i>and</i> more</b> claims", "Bold and more claims"),
    ],
)
def test_titles_lose_formatting_and_entities_but_no_tag_that_they_are_about(text: str, expected: str) -> None:
    assert readable_title(text) == expected


def test_bare_numbers_count_where_a_feed_begins_its_titles_with_them() -> None:
    assert are_numbered(["3: Ropes", "2: Knots", "1: Anchors", "A trailer"])
    assert not are_numbered(["3 - 2 - 1 - go", "Ropes", "Knots", "Anchors"])
    assert not are_numbered(["1: Ropes", "1: Knots"])
