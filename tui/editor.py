"""Writing a note in the reader's own editor, in a file that is there meanwhile."""

import os
import shlex
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence

from episodes.errors import NotEdited
from episodes.files import read_regular
from episodes.text import clean

LARGEST = 1024 * 1024
"""Bytes that a note may have."""


def find_editor(configured: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """Return the command of the editor: that of the settings, else of `VISUAL` or `EDITOR`, else vi."""
    try:
        return [*configured] or shlex.split(environ.get("VISUAL") or environ.get("EDITOR") or "") or ["vi"]
    except ValueError:  # a quotation mark without its other one
        return ["vi"]


def edit(text: str, editor: Sequence[str], run: Callable[[Sequence[str]], int]) -> str:
    """Return what the reader makes of a text in an editor: clean, without white space at its ends.

    Args:
        text: what stands in the file when the editor begins.
        editor: its command, which gets the path of the file as one more argument.
        run: runs a command on the terminal until it ends and returns its status; may raise OSError.

    Raises:
        NotEdited: the editor does not run or failed, or saved nothing. What one that failed did save stays in its file.
    """
    folder = tempfile.mkdtemp(prefix="earmark-")
    path = os.path.join(folder, "note.md")
    kept = ""
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{text}\n" if text else "")
        status = run([*editor, path])
        saved = clean(read_regular(path, LARGEST).decode(errors="replace")).strip()
        is_other = saved not in ("", text)
        if status:
            kept = f" What it saved is in {path}." if is_other else ""
            raise NotEdited(f"The note is as it was: {editor[0]} ended with status {status}.{kept}")
        if not is_other:
            raise NotEdited(f"The note is as it was: {editor[0]} saved nothing else.")
        return saved
    except OSError as error:
        raise NotEdited(f"The note is as it was: {editor[0]}: {error.strerror or error}.") from error
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)
