"""Days as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from episodes.dates import read_day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-09-18", date(2019, 9, 18)),
        ("2019-09-18T10:00:00+02:00", date(2019, 9, 18)),
        ("20190918", date(2019, 9, 18)),
        ("Wed, 18 Sep 2019 12:00:00 GMT", date(2019, 9, 18)),
        ("Sunday, September 1st, 2019 at 10:30", date(2019, 9, 1)),
        ("Samstag, 7. Dezember 2019", date(2019, 12, 7)),
        ("Sa., 7. Dez. 2019", date(2019, 12, 7)),
        ("18. März 2019", date(2019, 3, 18)),
        ("lundi 13 juillet 2020", date(2020, 7, 13)),
        ("12 juin 2020", date(2020, 6, 12)),
        ("1er août 2020", date(2020, 8, 1)),
        ("sexta-feira, 5 de abril de 2019", date(2019, 4, 5)),
        ("3 de março de 2021", date(2021, 3, 3)),
        ("Someday, 15 Nov 2016", None),
        ("31 February 2019", None),
        ("18 Smarch 2019", None),
        ("in 2019", None),
    ],
)
def test_a_day_is_read_in_the_languages_of_its_months(text: str, expected: date | None) -> None:
    assert read_day(text) == expected
