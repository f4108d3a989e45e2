"""The front matter of episode files: facts as people write them, and what only looks like facts."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from episodes.documents import facts
from episodes.documents.document import (
    Document,
)
from episodes.model import Chapter, Sponsor

from .notes_files import head, read


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A\nepisode: 7\ndate: 2020-02-29\n---\nText\n",
        "---yaml\ntitle: A\nepisode: 7\ndate: 2020-02-29\n---\nText\n",
        '+++\ntitle = "A"\nepisode = 7\ndate = 2020-02-29\n+++\nText\n',
        '{\n "title": "A",\n "episode": "#7",\n "date": "2020-02-29"}\n\nText\n',
        '---json\n{"title": "A", "episode": 7, "date": "2020-02-29"}\n---\nText\n',
        "---\nEpisode Number: 7\nTitle: A\nPublish-Date: 29 Feb 2020\n---\nText\n",
        "\n---\nTITLE: A\nEpisode: Ep. 7\npubDate: Sat, 29 Feb 2020 10:00:00 +0100\n...\n\n\nText",
    ],
)
def test_front_matter_is_yaml_toml_or_json(text: str) -> None:
    assert read(text) == Document(title="A", number=7, published=date(2020, 2, 29), notes="Text\n")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("148", 148),
        ("'#148'", 148),
        ("Ep. 148", 148),
        ("Episode 148", 148),
        ("148.0", 148),
        ("010", 10),
        ("No. 7", 7),
        ("№ 7", 7),
        ("0", 0),
        ("-3", None),
        ("148a", None),
        ("12.5", None),
        ("true", None),
        ("[1, 2]", None),
        ("99999999999999999999999999999", None),
    ],
)
def test_numbers_are_read_as_people_write_them(written: str, number: int | None) -> None:
    document = head(f"number: {written}")
    assert document.number == number
    assert bool(document.warnings) == (number is None)


@pytest.mark.parametrize(
    "written",
    [
        "2019-09-18",
        "2019-9-18",
        "2019/09/18",
        "20190918",
        "2019-09-18T23:30:00-07:00",
        "2019-09-18 08:00:00Z",
        "2019-09-18T08:00:00.123+02:00",
        "Wed, 18 Sep 2019 23:00:00 -0700",
        "18 Sep 19 08:00 GMT",
        "Wed, Sep 18, 2019",
        "September 18th, 2019 at 10:00",
        "18. September 2019",
        "Wed, 18 Sep 2019 012:31:50 CST",
        "Mi, 18 Sep 2019 10:00:00 +0200",
        "mer. 18 septembre 2019 à 10:00",
        "quarta-feira, 18 de setembro de 2019",
        "18 settembre 2019",
        "Wed Sep 18 10:00:00 UTC 2019",
        "18.09.2019",
        "18.9.2019, 10:00",
        "18/09/2019",
        "09/18/2019",
        "1568793600",
        "1568793600000",
        '"1568793600"',
        "1568793600.5",
    ],
)
def test_dates_are_read_as_people_write_them(written: str) -> None:
    assert head(f"date: {written}").published == date(2019, 9, 18)


@pytest.mark.parametrize(
    "written",
    ["2019-13-45", "09/08/2019", "someday", "2019", "31 Feb 2019", "99999999999999999999", "[2019]", "{a: 1}", "0"],
)
def test_an_invalid_date_is_left_out_named_and_kept(written: str) -> None:
    document = head("title: A", f"date: {written}")
    assert document.published is None
    assert document.title == "A"
    assert "does not say a date" in document.warnings[0]
    assert "date" in document.kept


def test_an_epoch_is_a_day_in_utc_and_a_written_day_stays_in_its_zone() -> None:
    late = datetime(2020, 1, 1, 23, 30, tzinfo=timezone(-timedelta(hours=5)))
    assert facts.read_date(late) == date(2020, 1, 1)
    assert facts.read_date(late.isoformat()) == date(2020, 1, 1)
    assert facts.read_date(late.timestamp()) == date(2020, 1, 2)
    assert facts.read_date(late.timestamp() * 1000) == date(2020, 1, 2)


def test_titles_that_look_like_other_values_stay_as_they_are_written() -> None:
    for title in ("1.10", "2019-09-18", "Yes", "1_000", "0x1F", "12:30", "true"):
        assert head(f"title: {title}").title == title
    assert head("title: 2017").title == "2017"
    assert head('title: "null"').title == "null"
    assert head("title: null").title is None


def test_the_page_is_a_web_page_and_no_recording() -> None:
    document = head("url: https://example.com/a.mp3", "link: https://example.com/a")
    assert document.page == "https://example.com/a"
    assert document.kept == {"url": "https://example.com/a.mp3"}
    assert head("url: javascript:alert(1)").page is None
    assert head("url: /episodes/148").kept == {"url": "/episodes/148"}


@pytest.mark.parametrize("fact", ["hosts", "guests", "tags"])
@pytest.mark.parametrize("form", ["[{}]", "'{}'"])
def test_of_more_names_than_anybody_writes_the_rest_is_left_out(fact: str, form: str) -> None:
    names = [f"Ann{at}" for at in range(1001)]
    assert getattr(head(f"{fact}: {form.format(', '.join(names))}"), fact) == tuple(names[:1000])


def test_people_tags_and_sponsors_are_lists_lines_or_mappings() -> None:
    document = head(
        "host: Ann Ash and Bo Birch",
        "guest: {name: Cy Cedar, github: cy}",
        "tags: 'asgi, #async ,, asgi'",
        "sponsor:",
        "  - '[Acme](https://acme.example/x)'",
        "  - name: Bolt",
        "    link: https://bolt.example",
        "  - Cog https://cog.example",
        "  - Dot",
    )
    assert document.hosts == ("Ann Ash", "Bo Birch")
    assert document.guests == ("Cy Cedar",)
    assert document.kept["guest"] == {"name": "Cy Cedar", "github": "cy"}
    assert document.tags == ("asgi", "async")
    assert document.sponsors == (
        Sponsor("Acme", "https://acme.example/x"),
        Sponsor("Bolt", "https://bolt.example"),
        Sponsor("Cog", "https://cog.example"),
        Sponsor("Dot"),
    )
    assert head("sponsors: {Acme: https://acme.example}").sponsors == (Sponsor("Acme", "https://acme.example"),)


@pytest.mark.parametrize(
    "lines",
    [
        ("chapters:", "- {start: 0, title: Intro}", "- {start: 81, title: News, url: https://a.example}"),
        ("chapters: [{time: '00:00', name: Intro}, {startTime: '1:21', title: News, href: https://a.example}]",),
        ("chapters:", "- 00:00 Intro", "- {start: '00:01:21.500', title: News, url: https://a.example}"),
        ("chapters:", "- (00:00) Intro", "- {start: 1:21, title: News, url: https://a.example}", "- rubbish"),
    ],
)
def test_chapters_of_the_front_matter_have_starts_in_seconds(lines: tuple[str, ...]) -> None:
    assert head(*lines).chapters == (Chapter(0, "Intro"), Chapter(81, "News", "https://a.example"))


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nText between rules.\n\n---\n\nMore.\n",
        "---\nNote: text between rules\n---\nMore.\n",
        "---\nOne line\nof text: here\n---\nMore.\n",
        "---\n- a list\n---\n",
        "---\ntitle: never closed\n\nText\n",
        "Text\n\n---\n\nMore.\n",
        "{braces} and text\n",
        '{"Some": "quoted JSON"}\n',
        "+++\nno toml here\n+++\n",
        "* * *\n\nText\n",
    ],
)
def test_rules_and_braces_that_are_no_front_matter_stay_in_the_notes(text: str) -> None:
    document = read(text)
    assert document.notes == text
    assert document.title is None
    assert document.kept == {}


def test_broken_yaml_is_read_line_by_line_and_loses_nothing() -> None:
    document = head("title: ASGI: the revolution", "number: 148", "hosts: [Ann", "note: 'un", "  closed", "tags: a, b")
    assert document.title == "ASGI: the revolution"
    assert document.number == 148
    assert document.tags == ("a", "b")
    assert document.hosts == ("[Ann",)
    assert document.kept["note"] == "'un\n  closed"
    assert document.notes == "Notes.\n"
    assert "line by line" in document.warnings[0]


def test_a_yaml_bomb_is_not_unfolded() -> None:
    levels = [f"k{at}: &k{at} [{', '.join([f'*k{at - 1}'] * 9)}]" for at in range(1, 12)]
    document = head("title: A", "k0: &k0 [lol]", *levels)
    assert document.title == "A"
    assert document.warnings
    assert head("title: A", "loop: &loop [*loop]").title == "A"
    assert head("title: A", f"deep: {'[' * 5000}{']' * 5000}").title == "A"
    assert read('{"title": "A", "deep": ' + "[" * 100_000 + "]" * 100_000 + "}\nText\n").notes


def test_a_number_of_more_digits_than_python_writes_is_part_of_a_broken_block() -> None:
    text = f"+++\ntitle = 'A'\nnumber = 0x{'f' * 5000}\n+++\nText\n"
    assert read(text) == Document(notes=text)
    assert read(text.replace("f" * 5000, "f" * 50)).kept["number"] == str(16**50 - 1)


def test_a_key_of_endless_parts_is_not_followed() -> None:
    for line in (f"{'a.' * 100_000}b = 1", f"[{'a.' * 100_000}b]"):  # minutes, if it were
        text = f"+++\ntitle = 'A'\n{line}\n+++\nText\n"
        assert read(text) == Document(notes=text)


def test_yaml_tags_build_nothing() -> None:
    document = head("title: !!python/object/apply:os.getcwd []", "number: !!int 'x'", "meta: !custom {a: 1}")
    assert document.title is None
    assert document.number is None
    assert document.notes == "Notes.\n"
