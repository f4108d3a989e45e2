"""The commands of the shell that read and mark: what they print, and how they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from .command_runner import Earmark

ROOT = Path(__file__).parents[1]


def test_list_prints_an_episode_a_line(earmark: Earmark) -> None:
    status, out, err = earmark("list")
    assert (status, err) == (0, "")
    assert len(out.splitlines()) == 12
    [line] = [line for line in out.splitlines() if line.startswith("python-bytes:148")]
    assert line.split() == ["python-bytes:148", "2019-09-18", "0/9", "The", "ASGI", "revolution", "is", "upon", "us!"]


def test_list_as_json_has_what_other_programs_rely_on(earmark: Earmark) -> None:
    rows = json.loads(earmark("list", "--json")[1])
    [row] = [row for row in rows if row["number"] == 148]
    assert row == {
        "id": "python-bytes:148",
        "show": "Python Bytes",
        "number": 148,
        "title": "The ASGI revolution is upon us!",
        "published": "2019-09-18",
        "published_guess": None,
        "segments": 9,
        "read": 0,
        "bookmarks": 0,
        "new": False,
    }
    assert {row["number"]: row["published"] for row in rows}[125] is None


def test_list_can_be_narrowed_to_unread_bookmarked_and_one_show(earmark: Earmark) -> None:
    earmark("read", "148")
    earmark("bookmark", "149#1")
    assert len(earmark("list", "--unread")[1].splitlines()) == 11
    assert earmark("list", "--bookmarked")[1].startswith("python-bytes:149")
    assert len(earmark("list", "--show", "python-bytes")[1].splitlines()) == 12
    status, _, err = earmark("list", "--show", "nothing")
    assert status == 1
    assert "The library has Python Bytes" in err


def test_a_narrowed_list_leaves_no_room_for_the_ids_of_others(earmark: Earmark, tmp_path: Path) -> None:
    folder = tmp_path / "Long Lines of a Workshop"
    folder.mkdir()
    title = "How a rope is made from nothing but hemp, patience and three people who walk backwards"
    (folder / "rope.md").write_text(f"---\nshow: Long Lines of a Workshop\ntitle: {title}\n---\n\nKnots.\n")
    earmark("add", str(folder))
    earmark("bookmark", "148#1")
    assert "python-bytes:148   " in earmark("list")[1]
    for narrowed in (["--show", "python-bytes"], ["--bookmarked"], ["asgi"]):
        assert "python-bytes:148  2019-09-18" in earmark("list", *narrowed)[1]


def test_show_as_json_keeps_the_contract(earmark: Earmark) -> None:
    episode = json.loads(earmark("show", "148", "--json")[1])
    assert (episode["id"], episode["published"], episode["recorded"]) == (
        "python-bytes:148",
        "2019-09-18",
        "2019-09-11",
    )
    assert episode["sponsors"] == [{"name": "DigitalOcean", "url": "https://pythonbytes.fm/digitalocean"}]
    topics = [(s["number"], s["presenter"], s["title"]) for s in episode["segments"] if s["kind"] == "topic"]
    assert topics == [
        (1, "Brian", "Annual Release Cycle for Python - PEP 602"),
        (2, "Michael", "awesome-asgi"),
        (3, "Brian", "Jupyter meets the Earth"),
        (4, "Michael", "Asynchronous Django"),
        (5, "Brian", "The 1x Engineer"),
        (6, "Michael", "Sunsetting Python 2"),
    ]
    [extras] = [segment for segment in episode["segments"] if segment["kind"] == "extras"]
    assert [child["presenter"] for child in extras["children"]] == ["Brian"]
    text = (ROOT / "episodes/bundled/148-the-asgi-revolution-is-upon-us.md").read_text()
    notes = text.split("---\n", 2)[2].lstrip("\n")
    assert "".join(segment["markdown"] for segment in episode["segments"]) == notes
    for segment in episode["segments"]:
        assert set(segment) >= {
            "id", "kind", "number", "presenter", "start", "title", "url", "links", "markdown", "children",
        }  # fmt: skip


def test_show_takes_a_segment_and_a_path(earmark: Earmark, tmp_path: Path) -> None:
    segment = json.loads(earmark("show", "148#2", "--json")[1])
    assert segment["id"] == "awesome-asgi"
    assert earmark("show", "148#2", "--markdown")[1] == segment["markdown"]
    notes = tmp_path / "notes.md"
    notes.write_text("# Fish & Chips 12\n\n**Ann #1:** [**Alpha**](https://alpha.example)\n\n- one\n")
    episode = json.loads(earmark("show", str(notes), "--json")[1])
    assert (episode["number"], episode["title"]) == (12, None)
    assert [s["title"] for s in episode["segments"] if s["kind"] == "topic"] == ["Alpha"]
    head = "season: 2\nguests: Ann and Bo\ntags: [x]\ntype: bonus\nduration: 1:05\naudio: https://example.org/1.mp3"
    notes.write_text(f"---\nshow: S\n{head}\n---\n\nWords.\n")
    episode = json.loads(earmark("show", str(notes), "--json")[1])
    facts = {key: episode[key] for key in ("season", "guests", "tags", "type", "duration", "audio")}
    assert facts == {
        "season": 2,
        "guests": ["Ann", "Bo"],
        "tags": ["x"],
        "type": "bonus",
        "duration": 65,
        "audio": "https://example.org/1.mp3",
    }


def test_show_for_reading_says_title_show_and_dates(earmark: Earmark) -> None:
    out = earmark("show", "148")[1]
    assert out.startswith("The ASGI revolution is upon us!\nPython Bytes 148 · published 2019-09-18")
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"Caf\xe9 au lait", "not UTF-8"), (b"a\0b", "not text"), (b"x" * 9_000_000, "larger than")],
)
def test_a_notes_file_that_is_none_gets_the_reason(
    earmark: Earmark, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "broken.md"
    path.write_bytes(content)
    status, out, err = earmark("show", str(path))
    assert (status, out) == (1, "")
    assert "broken.md" in err
    assert reason in err


def test_a_path_that_is_not_there_gets_a_sentence(earmark: Earmark) -> None:
    status, _, err = earmark("show", "nowhere/notes.md")
    assert status == 1
    assert err == "earmark: nowhere/notes.md: No such file or directory\n"


def test_open_gives_the_main_link_to_the_browser(earmark: Earmark, opened: list[str]) -> None:
    assert earmark("open", "148#1", "--print")[1] == "https://peps.python.org/pep-0602/\n"
    assert opened == []
    assert earmark("open", "148#1")[0] == 0
    assert earmark("open", "148")[0] == 0
    assert opened == [
        "https://peps.python.org/pep-0602/",
        "https://pythonbytes.fm/episodes/show/148/the-asgi-revolution-is-upon-us",
    ]


def test_a_link_that_is_not_opened_is_printed_with_the_reason(
    earmark: Earmark, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.programs.find_browsers", lambda environ, platform: {})
    status, out, err = earmark("open", "148#1")
    assert (status, out) == (1, "https://peps.python.org/pep-0602/\n")
    assert "no browser was found" in err


def test_bookmarks_are_made_noted_and_removed(earmark: Earmark) -> None:
    assert earmark("bookmark", "148#2", "--note", "for\tthe \x1b[31mtalk")[1] == (
        "Bookmarked python-bytes:148#awesome-asgi.\n"
    )
    [row] = json.loads(earmark("bookmarks", "--format", "json")[1])
    assert row["target"] == "python-bytes:148#awesome-asgi"
    assert row["note"] == "for the [31mtalk"
    assert row["link"] == "https://github.com/florimondmanca/awesome-asgi"
    earmark("bookmark", "148#2")
    assert json.loads(earmark("bookmarks", "--format", "json")[1])[0]["note"] == "for the [31mtalk"
    assert earmark("bookmark", "148#2", "--remove")[1].startswith("Removed the bookmark")
    assert json.loads(earmark("bookmarks", "--format", "json")[1]) == []


def test_read_marks_a_segment_or_all_of_an_episode_and_back(earmark: Earmark) -> None:
    def count() -> int:
        rows = json.loads(earmark("list", "--json")[1])
        return int(next(row["read"] for row in rows if row["number"] == 148))

    earmark("read", "148#2")
    assert count() == 1
    earmark("read", "148")
    assert count() == 9
    earmark("read", "148#2", "--undo")
    assert count() == 8
    earmark("read", "148", "--undo")
    assert count() == 0


def test_the_reading_list_has_four_forms(earmark: Earmark) -> None:
    earmark("bookmark", "148#2", "--note", "a <b> & [c]")
    text = earmark("bookmarks")[1]
    assert text.splitlines()[0] == "python-bytes:148#awesome-asgi  awesome-asgi"
    markdown = earmark("bookmarks", "--format", "markdown")[1]
    assert "\n- [awesome-asgi](<https://github.com/florimondmanca/awesome-asgi>) · `python-bytes:148#" in markdown
    assert r"a \<b\> & \[c\]" in markdown
    page = earmark("bookmarks", "--format", "html")[1]
    assert page.startswith("<!DOCTYPE NETSCAPE-Bookmark-file-1>")
    links: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            links.extend(value or "" for name, value in attrs if tag == "a" and name == "href")

    Reader().feed(page)
    assert links == ["https://github.com/florimondmanca/awesome-asgi"]
    assert "a &lt;b&gt; &amp; [c]" in page


def test_paths_says_where_everything_lives(earmark: Earmark, tmp_path: Path) -> None:
    out = earmark("paths")[1]
    assert str(tmp_path / "data" / "marks") in out
    assert json.loads(earmark("paths", "--json")[1])["index"] == str(tmp_path / "cache" / "index.sqlite3")


def test_check_finds_nothing_wrong_in_a_fresh_library(earmark: Earmark) -> None:
    earmark("bookmark", "148#2")
    status, out, _ = earmark("check")
    assert status == 0
    assert out == "12 episodes, 0 segments read, 1 bookmark; all is well.\n"


def test_check_names_what_cannot_be_read_and_repair_rebuilds_the_index(earmark: Earmark, tmp_path: Path) -> None:
    earmark("read", "148")
    [journal] = (tmp_path / "data" / "marks").glob("*.jsonl")
    journal.write_text(journal.read_text() + "what is this\n")
    (tmp_path / "data" / "episodes" / "show").mkdir(parents=True)
    (tmp_path / "data" / "episodes" / "show" / "empty.md").write_text("")
    (tmp_path / "data" / "sources.toml").write_text("[[")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("nonsense = 1\n")
    status, out, _ = earmark("check", "--repair")
    assert status == 1
    assert out.startswith("The index was rebuilt.\n")
    for named in ("empty.md", journal.name, "sources.toml", "nonsense", "9 segments read", "4 problems"):
        assert named in out


def test_another_data_folder_is_another_library(earmark: Earmark, tmp_path: Path) -> None:
    elsewhere = str(tmp_path / "elsewhere")
    earmark("--data-dir", elsewhere, "bookmark", "148#2")
    assert len(json.loads(earmark(f"--data-dir={elsewhere}", "bookmarks", "--format", "json")[1])) == 1
    assert json.loads(earmark("bookmarks", "--format", "json")[1]) == []


@pytest.mark.parametrize(
    ("words", "status", "hint"),
    [
        (["lst"], 2, "Did you mean `list`?"),
        (["bokmark", "148"], 2, "Did you mean `bookmark`?"),
        (["--nonsense"], 2, "no option --nonsense"),
        (["list", "--nonsense"], 2, "unrecognized arguments"),
        (["show"], 2, "TARGET"),
        (["bookmarks", "--format", "pdf"], 2, "invalid choice"),
        (["show", "999"], 1, "The nearest is python-bytes:480"),
        (["show", "148#nonsense"], 1, "has no segment 'nonsense'"),
        (["open", "148#extras-brian"], 1, ""),
    ],
)
def test_what_cannot_be_understood_or_done_gets_a_sentence_and_a_status(
    earmark: Earmark, words: list[str], status: int, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.programs.find_browsers", lambda environ, platform: {})
    got, _, err = earmark(*words)
    assert got == status
    assert hint in err
    assert "Traceback" not in err


def test_help_names_every_command(earmark: Earmark) -> None:
    from tui.commands.shell_commands import SHELL_COMMANDS

    status, out, _ = earmark("--help")
    assert status == 0
    assert all(f"\n  {name}" in out for name in SHELL_COMMANDS)
    for name in SHELL_COMMANDS:
        status, out, _ = earmark(name, "--help")
        assert status == 0
        assert f"earmark {name}" in out


def test_help_of_a_command_is_what_the_command_says_itself(earmark: Earmark) -> None:
    assert earmark("help", "add") == earmark("add", "--help")
    assert "no command 'nonsense'" in earmark("help", "nonsense")[2]


def test_version(earmark: Earmark) -> None:
    from episodes import __version__

    assert earmark("--version")[1] == f"earmark {__version__}\n"


def test_without_a_terminal_it_prints_and_opens_no_screen(earmark: Earmark) -> None:
    assert earmark()[1] == earmark("list")[1]
    assert earmark("148#2")[1] == earmark("show", "148#2")[1]


def process(*words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui", *words], cwd=ROOT, capture_output=True, text=True, check=False, env=env
    )


def test_no_command_loads_what_draws_screens(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# Fish & Chips 12\n\n## Of cups\n\nCups.\n")
    lines = (
        ["list"], ["show", "148"], ["open", "148#1", "--print"], ["play", "148#1", "--print"],
        ["search", "asgi"], ["links"], ["bookmark", "148#2"],
        ["read", "148"], ["bookmarks"], ["add", str(tmp_path / "notes.md")], ["sources"], ["update"], ["check"],
        ["paths"], ["--help"],
    )  # fmt: skip
    code = (
        "import sys; from tui.cli import main\n"
        f"for words in {lines!r}:\n"
        "    assert main(words) == 0, words\n"
        "    assert not {'textual', 'rich'} & set(sys.modules), words"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_pipe_that_closes_early_ends_it_quietly() -> None:
    command = f"{sys.executable} -m tui list | head -n 1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_a_terminal_that_is_not_utf_8_gets_no_traceback() -> None:
    done = process("show", "148", env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert (done.returncode, done.stderr) == (0, "")


def test_without_a_home_it_runs_says_so_once_and_ends_well(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("EARMARK_", "XDG_"))}
    done = process("bookmark", "148#2", env={**environ, "HOME": str(blocked)})
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "not kept" in done.stderr


def test_forty_bookmarks_from_four_shells_at_once_all_stand(earmark: Earmark) -> None:
    targets = [
        f"{episode['id']}#{segment['id']}"
        for episode in json.loads(earmark("list", "--json")[1])
        for segment in json.loads(earmark("show", episode["id"], "--json")[1])["segments"]
    ][:40]
    assert len(targets) == 40
    script = "import sys; from tui.cli import main\nfor t in sys.argv[1:]: assert main(['bookmark', t]) == 0"
    shells = [
        subprocess.Popen([sys.executable, "-c", script, *targets[n::4]], cwd=ROOT, stdout=subprocess.DEVNULL)
        for n in range(4)
    ]
    assert [shell.wait() for shell in shells] == [0, 0, 0, 0]
    rows = json.loads(earmark("bookmarks", "--format", "json")[1])
    assert sorted(row["target"] for row in rows) == sorted(targets)
