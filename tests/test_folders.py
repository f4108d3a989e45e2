"""Where everything lives, and how the environment moves it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from episodes.errors import BadConfiguration
from episodes.folders import BUNDLED, Folders, find_folders


def test_each_folder_can_be_overridden_by_the_environment(tmp_path: Path) -> None:
    environ = {f"EARMARK_{kind}_DIR": str(tmp_path / kind.lower()) for kind in ("DATA", "STATE", "CACHE", "CONFIG")}
    folders = find_folders(environ)
    assert folders.episodes == str(tmp_path / "data" / "episodes")
    assert folders.marks == str(tmp_path / "data" / "marks")
    assert folders.sources == str(tmp_path / "data" / "sources.toml")
    assert folders.state == str(tmp_path / "state")
    assert folders.index == str(tmp_path / "cache" / "index.sqlite3")
    assert folders.settings == str(tmp_path / "config" / "config.toml")


def test_another_data_folder_keeps_its_index_and_place_apart(tmp_path: Path) -> None:
    usual = find_folders(os.environ)
    other = find_folders(os.environ, str(tmp_path / "elsewhere"))
    assert other.data == str(tmp_path / "elsewhere")
    assert other.index != usual.index
    assert other.state != usual.state
    assert other.config == usual.config
    assert vars(find_folders(os.environ, str(tmp_path / "elsewhere"))) == vars(other)


def test_a_relative_override_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_folders({**os.environ, "EARMARK_DATA_DIR": "here"}).data == str(tmp_path / "here")


def test_without_a_home_directory_there_is_no_place_rather_than_one_in_the_current_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import platformdirs

    monkeypatch.setattr(platformdirs, "user_data_dir", lambda *_, **__: "~/.local/share/earmark")
    folders = find_folders({})
    assert folders.data is None
    assert folders.episodes is None
    assert folders.marks is None


def test_the_bundled_episodes_are_beside_the_code() -> None:
    assert sorted(Path(BUNDLED).glob("148-*.md"))


@pytest.mark.parametrize("xdg", [True, False])
def test_the_places_are_those_that_platformdirs_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, xdg: bool
) -> None:
    import platformdirs

    for kind in ("DATA", "STATE", "CACHE", "CONFIG"):
        monkeypatch.delenv(f"EARMARK_{kind}_DIR")
        if not xdg:
            monkeypatch.delenv(f"XDG_{kind}_HOME")
    named = Folders(
        platformdirs.user_data_dir("earmark", appauthor=False),
        platformdirs.user_state_dir("earmark", appauthor=False),
        platformdirs.user_cache_dir("earmark", appauthor=False),
        platformdirs.user_config_dir("earmark", appauthor=False),
    )
    assert vars(find_folders(os.environ)) == vars(named)


def test_a_tilde_is_the_home_folder_and_an_empty_place_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/reader")
    assert find_folders({**os.environ, "EARMARK_CACHE_DIR": "~/cache"}).cache == "/home/reader/cache"
    assert find_folders(os.environ, "~/notes").data == "/home/reader/notes"
    for kind in ("DATA", "STATE", "CACHE", "CONFIG"):
        with pytest.raises(BadConfiguration, match=f"EARMARK_{kind}_DIR is empty"):
            find_folders({**os.environ, f"EARMARK_{kind}_DIR": " "})
    with pytest.raises(BadConfiguration, match="--data-dir is empty"):
        find_folders(os.environ, "")


def test_a_folder_whose_name_is_not_utf8_has_a_library_too(tmp_path: Path) -> None:
    assert find_folders(os.environ, os.fsdecode(bytes(tmp_path) + b"/\xff")).index is not None
