"""Names that hold commands to a terminal: no command prints them, and no screen paints them, whatever says them."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pyte
import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from textual import events
from textual.color import Color
from textual.pilot import Pilot

from episodes.folders import Folders
from episodes.text import FORBIDDEN
from tui.commands.shell_commands import SHELL_COMMANDS
from tui.line_filter import ReadableLines
from tui.screens.links import LinksScreen
from tui.screens.main import MainScreen
from tui.screens.search import SearchScreen

from .command_runner import Earmark
from .library_builder import write_episode
from .screen_driver import main, press, running, settle, shown
from .terminal_driver import EARMARK, terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its file names cannot hold them")

NAME = "a\x1b[31mb\x07c\x9b32md\x7fe\u202ef\x08\x1b]52;c;eA==\x1b\\g"
FORMS = ((), ("--json",), ("--markdown",), ("--format", "markdown"), ("--format", "html"), ("--opml",), ("--help",))
QUOTED = '"' + NAME.replace("\\", "\\\\").replace("\x1b", "\\e").replace("\x07", "\\a").replace("\x08", "\\b") + '"'


def yaml(text: str) -> str:
    """Return text in quotes, what YAML forbids escaped, so that the head itself is sound."""
    return '"' + "".join(c if c.isprintable() and c not in '\\"' else f"\\u{ord(c):04x}" for c in text) + '"'


@pytest.fixture
def library(folders: Folders, tmp_path: Path) -> None:
    """Write a library whose every name is hostile: episodes, files, sources, journals, settings, links, notes."""
    notes = f"## {NAME}: [{NAME}](https://example.org/{NAME})\n\n- {NAME} &#27;[31m &#x9b; &#8238; words\n"
    write_episode(1, notes, "2030-01-01", title=yaml(NAME), page=yaml(f"https://example.org/{NAME}"))
    write_episode(2, notes, "2030-01-02", show=yaml(NAME), hosts=f"[{yaml(NAME)}]", guests=f"[{yaml(NAME)}]")
    data = Path(str(folders.data))
    (data / "episodes" / f"{NAME}.md").write_bytes(b"---\nshow: [\n---\n\xff")
    marks = data / "marks"
    marks.mkdir(parents=True)
    (marks / f"{NAME}.jsonl").write_text("no mark\n")
    (marks / f"{NAME}.txt").write_text("no journal\n")
    brought = tmp_path / NAME
    brought.mkdir()
    (brought / f"{NAME}.md").write_text(f"---\nshow: Cups\ntitle: {yaml(NAME)}\n---\n\n{notes}")
    (brought / f"{NAME}.json").write_bytes(b"{")
    (tmp_path / "feeds.opml").write_text(
        f'<opml><body><outline text="{NAME}"><outline text="&#x202e;" xmlUrl="https://e.org/&#x202e;x"/></outline></body></opml>'
    )
    settings = Path(str(folders.settings))
    settings.parent.mkdir(parents=True)
    settings.write_text(f'theme = {yaml(NAME)}\n{yaml(NAME)} = 1\n[keys]\n{yaml(NAME)} = "x"\nundo = {yaml(NAME)}\n')


def assert_clean(text: str, where: object) -> None:
    found = FORBIDDEN.search(text)
    assert found is None, (where, text[max(0, found.start() - 60) : found.end() + 60])


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("command", SHELL_COMMANDS)
def test_no_command_prints_them(command: str, earmark: Earmark, tmp_path: Path) -> None:
    earmark("add", str(tmp_path / NAME))
    earmark("bookmark", "tea-time:1#1", "--note", NAME, "--tag", "x")
    earmark("bookmark", "tea-time:2", "--note", NAME)
    lines = [[*form, *words] for form in FORMS for words in ((), (NAME,), ("tea-time:1",), (f"--{NAME}",))]
    lines += [
        [str(tmp_path / NAME)],
        [str(tmp_path / NAME / f"{NAME}.md")],
        [str(tmp_path / "feeds.opml"), "--dry-run"],
    ]
    lines += [["--show", NAME], ["tea-time:1", "--note", NAME, "--tag", NAME], ["a", "--limit", NAME]]
    for words in lines:
        status, out, err = earmark(command, *words)
        assert status in (0, 1, 2)
        assert_clean(out + err, words)


@pytest.mark.usefixtures("library")
def test_words_that_are_no_command_are_not_repeated_as_they_are(earmark: Earmark, tmp_path: Path) -> None:
    for words in ([NAME], [f"--{NAME}"], [NAME, NAME], [f"1{NAME}"], ["--data-dir", str(tmp_path / NAME), "paths"]):
        status, out, err = earmark(*words)
        assert out + err
        assert_clean(out + err, (words, status))


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("command", ["show", "search"])
def test_styles_are_all_that_reaches_a_terminal(
    command: str, earmark: Earmark, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.commands.output.is_terminal", lambda name="stdout": True)
    monkeypatch.setattr("tui.commands.show.is_terminal", lambda name="stdout": True)
    status, out, _ = earmark(command, "tea-time:1" if command == "show" else "words")
    assert status == 0
    assert_clean(re.sub(r"\x1b\[[\d;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", out), command)


STEPS = {
    "panes": "tab tab J z",
    "search": "/ w o r d s down tab",
    "links": "L a down tab",
    "bookmarks": "B down tab",
    "note": "m",
    "also": "x",
    "add": "a",
    "update": "ctrl+r",
    "not opened": "o",
    "read": "r",
    "episode": "R",
    "bookmark": "b",
    "copied": "y",
    "help": "?",
    "themes": "T",
    "palette": "ctrl+p",
}


@pytest.mark.usefixtures("library")
async def test_no_screen_paints_them(earmark: Earmark, tmp_path: Path) -> None:
    earmark("add", str(tmp_path / NAME))
    earmark("bookmark", "tea-time:1", "tea-time:2", "--note", NAME)
    async with running("tea-time:1#1", (140, 20)) as pilot:
        assert_clean(shown(pilot).replace("\n", ""), "")
        for where, keys in STEPS.items():
            for key in keys.split():
                await press(pilot, key)
                assert_clean(shown(pilot).replace("\n", ""), (where, key))
            for _ in range(4):
                if pilot.app.screen is not main(pilot):
                    await press(pilot, "escape")
            assert pilot.app.screen is main(pilot)


@pytest.mark.usefixtures("library")
async def test_no_message_paints_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.app.SYNCHRONISE_AFTER", 3600)  # which has something to say as well
    async with running(NAME) as pilot:
        assert "There is no episode" in shown(pilot)
        assert_clean(shown(pilot).replace("\n", ""), "target")
        main(pilot).key_bar.say(NAME)
        await settle(pilot)
        assert "a[31mb" in shown(pilot)
        assert_clean(shown(pilot).replace("\n", ""), "key bar")


async def paste(pilot: Pilot[int], text: str) -> None:
    """Paste text, as a terminal sends it."""
    pilot.app.post_message(events.Paste(text))
    await settle(pilot)


async def test_a_paste_into_a_field_paints_none_of_them(folders: Folders) -> None:
    async with running("148#1", (80, 24)) as pilot:
        for key in ("slash", "L", "B", "a", "m", "?"):
            await press(pilot, key)
            await paste(pilot, NAME)
            assert "a[31mb" in shown(pilot), key
            assert_clean(shown(pilot).replace("\n", ""), key)
            await press(pilot, "enter")
            assert_clean(shown(pilot).replace("\n", ""), key)
            while pilot.app.screen is not main(pilot):
                await press(pilot, "escape")
    for journal in Path(str(folders.marks)).glob("*.jsonl"):
        assert_clean(journal.read_text().replace("\n", ""), journal)


@pytest.mark.usefixtures("library")
def test_no_byte_of_them_reaches_the_terminal_of_the_screens() -> None:
    with terminal(*EARMARK, "tea-time:1") as it:
        it.wait("q Quit")
        for key, wanted in (("/", "everything"), ("words\r", "hit 1"), ("T", "enter keeps it")):
            it.type(key)
            it.wait(wanted)
        it.type("qq")
        assert it.ends_with() == 0
        raw = re.sub(r"\x1b\]22;\w+\x07", "", it.raw)  # Textual sets the shape of the pointer
        assert not re.search("[\x07\x7f\x80-\x9f\u202e]", raw)
        assert "\x1b[31mb" not in raw
        assert "\x1b]52" not in raw


def test_what_is_taken_out_of_painted_lines_has_no_width() -> None:
    forbidden = "".join(chr(code) for code in range(0x3000) if FORBIDDEN.match(chr(code)))
    segment = Segment(f"a{forbidden}b\u200d")
    [filtered] = ReadableLines(ColorSystem.TRUECOLOR).apply([segment], Color(0, 0, 0))
    assert filtered.text == "ab\u200d"
    assert filtered.cell_length == segment.cell_length


WIDE = (
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 fam\u00adily \u2764\ufe0f \U0001f469\U0001f3fd\u200d\U0001f4bb"
    " \u65e5\u672c\u8a9e e\u0301 \u200fx"
)


async def test_columns_stay_aligned_whatever_joiners_and_selectors_titles_have() -> None:
    notes = "".join(f"## {WIDE} {n}: [{WIDE}](https://example.org/{n})\n\n- {WIDE} words\n\n" for n in range(4))
    for number in range(1, 4):
        write_episode(number, notes, f"2030-01-0{number}", show=f"Tea {WIDE}", title=f"{number} {WIDE}")
    async with running(size=(120, 40)) as pilot:
        for place, keys in ((MainScreen, ()), (SearchScreen, ("slash", *"words")), (LinksScreen, ("escape", "L"))):
            await press(pilot, *keys)
            assert isinstance(pilot.app.screen, place)
            for line in shown(pilot).splitlines():
                screen = pyte.Screen(240, 1)
                pyte.Stream(screen).feed(line)
                assert screen.cursor.x == 120, (keys, line)
