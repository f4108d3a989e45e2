"""Episode files: what is read from what people write, and that what we write reads the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.documents import facts, plain_yaml
from episodes.documents.document import (
    LARGEST,
    Document,
    complete,
    file_name,
    make_episode,
    name_facts,
    read_document,
    write_document,
)
from episodes.documents.yaml_loader import load
from episodes.errors import BrokenEpisode
from episodes.model import Chapter, Sponsor
from episodes.text import clean, clean_line

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
CANONICAL = """---
show: Python Bytes
number: 148
title: The ASGI revolution is upon us!
published: 2019-09-18
recorded: 2019-09-11
page: https://pythonbytes.fm/episodes/show/148/the-asgi-revolution-is-upon-us
hosts: [Michael Kennedy, Brian Okken]
sponsors: [{name: DigitalOcean, url: https://pythonbytes.fm/digitalocean}]
---

## Brian #1: [A title](https://peps.python.org/pep-0602/) - PEP 602

- A line
"""


def read(text: str, name: str = "notes.md") -> Document:
    return read_document(text.encode(), name=name)


def head(*lines: str) -> Document:
    return read("\n".join(("---", *lines, "---", "", "Notes.", "")))


def test_the_canonical_file_is_read_whole_and_written_the_same() -> None:
    document = read(CANONICAL)
    assert document == Document(
        show="Python Bytes",
        title="The ASGI revolution is upon us!",
        number=148,
        published=date(2019, 9, 18),
        recorded=date(2019, 9, 11),
        page="https://pythonbytes.fm/episodes/show/148/the-asgi-revolution-is-upon-us",
        hosts=("Michael Kennedy", "Brian Okken"),
        sponsors=(Sponsor("DigitalOcean", "https://pythonbytes.fm/digitalocean"),),
        notes="## Brian #1: [A title](https://peps.python.org/pep-0602/) - PEP 602\n\n- A line\n",
    )
    assert document.warnings == ()
    assert write_document(document) == CANONICAL
    assert file_name(document) == "148-the-asgi-revolution-is-upon-us.md"


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
    ["2019-13-45", "someday", "2019", "31 Feb 2019", "99999999999999999999", "[2019]", "{a: 1}", "0"],
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


def test_unknown_keys_are_kept_through_writing() -> None:
    document = head(
        "title: A",
        "draft: true",
        "meta: {deep: [1, two, {three: 3}], none: null}",
        "description: |",
        "  x",
        "  y",
    )
    assert document.kept == {
        "draft": True,
        "meta": {"deep": [1, "two", {"three": 3}], "none": None},
        "description": "x\ny\n",
    }
    assert read(write_document(document)) == document


def test_a_value_under_the_key_that_will_be_written_is_kept_under_another() -> None:
    document = head("guests: [{name: Cy, github: cy}]", "published: someday", "date: 2020-01-01")
    assert document.guests == ("Cy",)
    assert document.published == date(2020, 1, 1)
    assert document.kept == {
        "guests_as_given": [{"name": "Cy", "github": "cy"}],
        "published_as_given": "someday",
    }
    assert read(write_document(document)) == document


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


def test_yaml_tags_build_nothing() -> None:
    document = head("title: !!python/object/apply:os.getcwd []", "number: !!int 'x'", "meta: !custom {a: 1}")
    assert document.title is None
    assert document.number is None
    assert document.notes == "Notes.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_marks_and_line_ends_of_other_systems_are_read(encoding: str) -> None:
    text = CANONICAL.replace("\n", "\r\n").replace("A line", "Ä lïne")
    assert read_document(text.encode(encoding), name="x.md").notes.endswith("- Ä lïne\n")
    assert read_document(text.encode(encoding), name="x.md").number == 148


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b" \r\n\t\n", "it is empty"),
        (b"\xef\xbb\xbf", "it is empty"),
        (b"Hello World!\xff", "it is not UTF-8 text (byte 0xff at 12)"),
        ("Caf\u00e9".encode("latin-1"), "it is not UTF-8 text (byte 0xe9 at 3)"),
        (b"\xff\xfea\x00b", "it is not UTF-16 text (byte 0x62 at 4)"),
        (b"\x7fELF\x00\x00\x01", "it is not text: it holds zero bytes"),
        (b"x" * (LARGEST + 1), "it is larger than 8 MB"),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(BrokenEpisode) as caught:
        read_document(data, name="../a\x1b/b.md")
    assert caught.value.reason == reason
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "facts_of_it"),
    [
        ("148-the-asgi-revolution", (148, None, None)),
        ("023 - 2017 In Review", (23, "2017 In Review", None)),
        ("000 - Syntax Preview", (0, "Syntax Preview", None)),
        ("148", (148, None, None)),
        ("ep148", (148, None, None)),
        ("PB 485", (485, None, None)),
        ("Tide #7", (7, None, None)),
        ("Orwell in 1984", (None, "Orwell in 1984", None)),
        ("Episode 7: On time", (7, "On time", None)),
        ("2019-09-18-asgi", (None, None, date(2019, 9, 18))),
        ("2019-09-18", (None, None, date(2019, 9, 18))),
        ("notes", (None, None, None)),
        ("Talking of time", (None, "Talking of time", None)),
    ],
)
def test_a_name_gives_number_title_and_date(name: str, facts_of_it: tuple[object, ...]) -> None:
    assert name_facts(name) == facts_of_it


def test_what_the_text_says_goes_before_what_the_name_says() -> None:
    named = make_episode(read("Just text.\n", "folder/023 - 2017 In Review.md"), "A Show")
    assert (named.id, named.number, named.title, named.show) == ("a-show:23", 23, "2017 In Review", "A Show")
    said = make_episode(read("---\nnumber: 5\ntitle: Five\nshow: B\n---\nText\n", "023 - X Y.md"), "A Show")
    assert (said.id, said.number, said.title, said.show) == ("b:5", 5, "Five", "B")


def test_an_episode_has_its_segments_and_an_id_made_of_words() -> None:
    episode = make_episode(read(CANONICAL), "Unused")
    assert episode.id == "python-bytes:148"
    assert "".join(segment.markdown for segment in episode.segments) == episode.notes
    assert [segment.number for segment in episode.segments] == [1]
    assert make_episode(read("Text\n", "../../x.md"), "../..").id == "show:x"
    assert make_episode(read("---\ntitle: On Time!\n---\nText\n"), "S").id == "s:on-time"


def test_a_completed_document_says_all_that_was_known() -> None:
    document = read("Text.\n", "023 - 2017 In Review.md")
    whole = complete(document, make_episode(document, "A Show"))
    again = read(write_document(whole), file_name(whole))
    assert (again.show, again.number, again.title) == ("A Show", 23, "2017 In Review")
    assert file_name(whole) == "023-2017-in-review.md"


def test_control_characters_go_wherever_they_stand() -> None:
    evil = "\x1b]52;c;x\x07\x9b31m\u202e"
    document = head(
        f'title: "a{evil}b\\e[31m\\x9b"',
        f"hosts: ['{evil}Ann']",
        f"sponsors: [{{name: 'S{evil}'}}]",
        f"more: '{evil}'",
    )
    written = write_document(document) + file_name(document) + repr(document.warnings)
    assert clean(written) == written
    assert document.title == "a]52;c;x31mb[31m"


@pytest.mark.parametrize("name", ["../../x.md", "a/b\\c.md", "x\ny.md", "CON.md", "..", "", "\u202e.md", "日本.md"])
def test_names_never_become_paths(name: str) -> None:
    document = Document(title=name, name=name)
    made = file_name(document)
    assert made.endswith(".md")
    assert not set(made) & set('/\\:*?"<>|\n\0')
    assert not made.startswith((".", "-"))
    assert made.lower() not in ("con.md", "nul.md")


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).map(clean_line).filter(bool)
addresses = st.text(ascii_lowercase + "/?#=&,[]{}'", max_size=20).map(lambda tail: f"https://a.example/{tail}")
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**17) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)
documents = st.builds(
    Document,
    show=words,  # an episode file always names it; keys that nobody knows make no head alone
    title=st.none() | words,
    number=st.none() | st.integers(0, 9_999_999),
    published=st.none() | st.dates(),
    recorded=st.none() | st.dates(),
    page=st.none() | addresses,
    hosts=st.lists(words, max_size=3, unique=True).map(tuple),
    guests=st.lists(words, max_size=3, unique=True).map(tuple),
    tags=st.lists(words.map(lambda tag: clean_line(tag.lstrip("# "))).filter(bool), max_size=3, unique=True).map(tuple),
    sponsors=st.lists(
        st.builds(Sponsor, words, st.none() | addresses), max_size=3, unique_by=lambda s: s.name.casefold()
    ).map(tuple),
    chapters=st.lists(st.builds(Chapter, st.integers(0, 10**5), words, st.none() | addresses), max_size=3).map(tuple),
    notes=st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    kept=st.dictionaries(words.map("x_".__add__), words | st.lists(words, min_size=1), max_size=3),
)


@given(documents)
def test_what_is_written_reads_the_same(document: Document) -> None:
    once = read(write_document(document))
    assert read(write_document(once)) == once
    for fact in (
        "show",
        "title",
        "number",
        "published",
        "recorded",
        "page",
        "hosts",
        "guests",
        "tags",
        "chapters",
    ):
        assert getattr(once, fact) == getattr(document, fact), fact
    assert [sponsor.name for sponsor in once.sponsors] == [sponsor.name for sponsor in document.sponsors]
    assert once.kept == document.kept
    assert once.warnings == ()


@given(plain_values)
def test_every_value_is_written_as_yaml_that_yaml_reads(value: object) -> None:
    line = plain_yaml.write_line("key", value)
    loaded = load(line, deepest=50, most_nodes=1000, most_aliases=0)
    assert isinstance(loaded, dict)
    assert plain_yaml.write_line("key", loaded["key"]) == line


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b-c", "yes", "null", "n"]),
            st.text("ab1 0:#-,[]{}\"'\\n~&*!|>%@`?é.\t", max_size=12),
        ),
        max_size=4,
    )
)
def test_the_quick_reader_agrees_with_yaml_on_all_that_it_takes(lines: list[tuple[str, str]]) -> None:
    block = "".join(f"{key}: {said}\n" for key, said in lines)
    quick = plain_yaml.read_plain(block)
    if quick is not None:
        assert quick == (load(block, deepest=50, most_nodes=1000, most_aliases=0) or {})


@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_a_broken_episode(data: bytes) -> None:
    try:
        document = read_document(data, name="x")
    except BrokenEpisode:
        return
    assert clean(document.notes) == document.notes


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_every_real_file_is_read_without_loss() -> None:
    for path in sorted(CORPUS.rglob("*.md")):
        document = read_document(path.read_bytes(), name=path.name)
        assert document.warnings == ()
        assert name_facts(document.name)[0] is not None
        assert document.notes
        if path.parent.name == "syntax":
            assert document.number is not None
            assert document.title
            assert document.published
            assert date(2017, 1, 1) < document.published < datetime.now(UTC).date() + timedelta(days=3650)
