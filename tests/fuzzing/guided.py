"""Fuzzing by coverage: atheris changes the bytes of an input and keeps what reaches other lines."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from .finds import Finds

_LONGEST = 3_000
_HANGS = 60
"""Seconds of one input after which libFuzzer ends, and keeps it."""


def fuzz(name: str, seconds: int, folder: Path) -> int:
    """Run a target for some seconds; does not return."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["episodes"], enable_loader_override=False):
        from . import targets
    target = targets.TARGETS[name]
    corpus, hung = folder / name / "corpus", folder / name / "finds"
    for place in (corpus, hung):
        place.mkdir(parents=True, exist_ok=True)
    for at, seed in enumerate(target.seeds):
        (corpus / f"seed-{at}").write_bytes(seed[:_LONGEST])
    words = folder / name / "words"
    quoted = {"".join(f"\\x{byte:02x}" for byte in piece.encode()) for piece in target.words}
    words.write_text("".join(f'"{piece}"\n' for piece in quoted))
    finds = Finds(folder / name)
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={_LONGEST}",
        f"-timeout={_HANGS}",
        "-report_slow_units=600",
        "-rss_limit_mb=2048",
    ]
    options += [f"-dict={words}", f"-artifact_prefix={hung}{os.sep}", "-print_final_stats=0", str(corpus)]
    atheris.Setup([sys.argv[0], *options], lambda data: finds.attempt(target.check, data))
    atheris.Fuzz()
    return 0
