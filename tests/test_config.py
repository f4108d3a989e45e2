"""The reader's settings: what is usable is used, the rest is said, and the file is theirs alone."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.errors import BadConfiguration
from tui.config import Config, parse_config, read_config, save_theme, with_theme

from .permissions import binding_permissions

THEMES = ("earmark-dark", "earmark-light", "nord")


def parsed(text: str) -> Config:
    return parse_config(text.encode(), "config.toml", THEMES)


def test_without_a_file_there_are_the_defaults(tmp_path: Path) -> None:
    assert read_config(tmp_path / "config.toml") == Config()
    assert read_config(None) == Config()


def test_theme_and_keys_are_read(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('theme = "nord"\n[keys]\nbookmark = ["x", "*"]\nhelp = "F1"\nzoom = []\n')
    config = read_config(file, THEMES)
    assert config.theme == "nord"
    assert config.keys == {"bookmark": ("x", "asterisk"), "help": ("f1",), "zoom": ()}
    assert config.warnings == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('theme = "nordd"', "there is no theme 'nordd'. Did you mean nord?"),
        ("theme = 5", "theme must be a name in quotes"),
        ('colour = "red"', "'colour' is not a setting."),
        ('them = "nord"', "Did you mean theme?"),
        ("keys = 5", "keys must be a table"),
        ('[keys]\nbokmark = "b"', "there is no command 'bokmark'. Did you mean bookmark?"),
        ("[keys]\nbookmark = 5", "keys.bookmark must be a key in quotes"),
        ('[keys]\nbookmark = ["b", 5]', "keys.bookmark must be a key in quotes"),
        ('[keys]\nbookmark = "bb"', "keys.bookmark: 'bb' is not the name of a key"),
        ('[keys]\nundo = "x"\nredo = "x"', "the key x is given to both undo and redo; undo has it."),
        ("shows = 5", "shows must be a table"),
        ('[shows]\ntea = "t t"', "shows.'tea' must be a short name of letters and digits"),
        ("[shows]\ntea = 5", "shows.'tea' must be a short name"),
        ('[shows]\ntea = "12"', "shows.'tea' must be a short name"),
        ('[shows]\ntea = "t"\ncups = "t"', "the short name t is given to both tea and cups; tea has it."),
        ('[keys]\nbookmark = "\\u001b[31m"', r"'\x1b[31m' is not the name of a key"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(text: str, said: str) -> None:
    config = parsed(text)
    assert len(config.warnings) == 1
    assert said in config.warnings[0]
    assert config.warnings[0].startswith("config.toml: ")
    assert config.warnings[0].isprintable()


def test_everything_usable_beside_a_mistake_is_used() -> None:
    config = parsed('theme = 1\nx = 2\n[keys]\nnothing = "q"\nundo = ["?!", "x"]\nredo = "y"\n')
    assert config.keys == {"undo": ("x",), "redo": ("y",)}
    assert len(config.warnings) == 4


@pytest.mark.parametrize(
    ("key", "other"), [("ctrl+i", "tab"), ("ctrl+m", "enter"), ("Ctrl+H", "backspace"), ("ctrl+[", "esc")]
)
def test_a_key_that_no_terminal_tells_from_another_is_refused_with_the_reason(key: str, other: str) -> None:
    config = parsed(f'[keys]\nundo = ["{key}", "x"]')
    assert config.keys == {"undo": ("x",)}
    assert f"a terminal cannot tell {key.lower()} from {other}." in config.warnings[0]


def test_short_names_of_shows_are_read_by_slug_or_name() -> None:
    config = parsed('[shows]\npython-bytes = "py"\n"Tea Time" = "TEA"\n')
    assert config.shows == {"python-bytes": "py", "tea-time": "tea"}
    assert config.warnings == ()


def test_a_slip_in_the_syntax_is_named_with_its_line() -> None:
    config = parsed('theme = "nord"\n\n[keys\nhelp = "x"\n')
    assert config.theme is None
    [said] = config.warnings
    assert said.startswith("config.toml, line 3: this is not TOML: ")
    assert said.endswith("The file is not used.")


def test_a_file_that_is_not_utf8_is_named_with_its_line() -> None:
    config = parse_config(b'theme = "nord"\n# caf\xe9\n', "config.toml")
    assert config.warnings == ("config.toml, line 2: this is not UTF-8. The file is not used.",)


def test_a_folder_or_a_huge_file_in_its_place_is_said(tmp_path: Path) -> None:
    assert "cannot be read" in read_config(tmp_path).warnings[0]
    (tmp_path / "long.toml").write_bytes(b"#" * (1024 * 1024 + 1))
    assert "larger than 1 MB" in read_config(tmp_path / "long.toml").warnings[0]


def test_a_command_that_is_not_built_yet_may_have_its_key_already() -> None:
    assert parsed('[keys]\nlinks = "x"').warnings == ()


@given(st.binary(max_size=200))
def test_no_bytes_at_all_are_fatal(raw: bytes) -> None:
    config = parse_config(raw, "config.toml", THEMES)
    assert all(said.startswith("config.toml") for said in config.warnings)


@given(st.text(max_size=200))
def test_no_text_at_all_is_fatal(text: str) -> None:
    parse_config(b"[keys]\nbookmark = " + text.encode(errors="ignore"), "config.toml", THEMES)


KEPT = """\
# mine
 theme  =  'nord'   # the colours

[keys]   # and keys
help = "x"\t
theme = "a trap"
"""


def test_saving_the_theme_changes_its_line_alone(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(KEPT.encode())
    save_theme(file, "earmark-light")
    assert file.read_bytes() == KEPT.replace("'nord'", '"earmark-light"').encode()
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["config.toml"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"# only a remark",
        b"[keys]\nhelp = 'x'\n",
        b"[keys]\r\nhelp = 'x'\r\n",
        b"\xef\xbb\xbf[keys]\nhelp = 'x'",
        b'"theme" = "nord"\r\n',
        b"theme = 5\n",
        b'other = """\ntheme = "nord"\n"""\n',
        b'other = """\ntheme = "nord"\n"""\ntheme = "x" # y\n[keys]\n',
        b'theme = "a \\" quoted # one"',
    ],
)
def test_the_rest_of_the_file_stays_byte_for_byte(raw: bytes) -> None:
    made = with_theme(raw, "earmark-dark")
    before, after = (tomllib.loads(each.decode("utf-8-sig")) for each in (raw, made))
    assert after == {**before, "theme": "earmark-dark"}
    assert made.startswith(b"\xef\xbb\xbf") == raw.startswith(b"\xef\xbb\xbf")
    lines, kept = raw.splitlines(keepends=True), made.splitlines(keepends=True)
    differing = [
        line for line in kept if line.lstrip(b"\xef\xbb\xbf") not in [each.lstrip(b"\xef\xbb\xbf") for each in lines]
    ]
    assert len(differing) == 1
    assert b"earmark-dark" in differing[0]
    if b"\r\n" in raw:
        assert made.count(b"\n") == made.count(b"\r\n")


@pytest.mark.parametrize("raw", [b"[keys", b'theme = """\nnord"""\n', b"\xff"])
def test_a_file_that_cannot_be_changed_safely_is_left_as_it_is(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(raw)
    with pytest.raises(BadConfiguration, match=r"config\.toml"):
        save_theme(file, "nord")
    assert file.read_bytes() == raw


def test_the_folder_is_made_and_permissions_and_links_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "new" / "config.toml"
    save_theme(file, "nord")
    assert file.read_text() == 'theme = "nord"\n'
    file.chmod(0o600)
    link = tmp_path / "linked.toml"
    link.symlink_to(file)
    save_theme(link, "earmark-dark")
    assert link.is_symlink()
    assert file.read_text() == 'theme = "earmark-dark"\n'
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with binding_permissions(), pytest.raises(BadConfiguration, match="not kept"):
        save_theme(tmp_path / "config.toml", "nord")


def test_a_file_in_the_folders_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadConfiguration, match="not kept"):
        save_theme(tmp_path / "file" / "config.toml", "nord")
    with pytest.raises(BadConfiguration, match="not kept"):
        save_theme(None, "nord")
