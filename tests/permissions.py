"""Permissions that bind also the superuser, who else may write everywhere: on Linux, by giving up a capability."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_VERSION = 0x20080522  # of the capabilities' interface, the third: man 2 capget
_OVERRIDE = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: man 7 capabilities
_SET_SECUREBITS, _NO_ROOT = 28, 1  # a program that is started gets none back: man 2 prctl


@contextmanager
def binding_permissions() -> Iterator[None]:
    """Make permissions bind this thread, and the threads and programs that it starts. Skips where that cannot be."""
    if os.name == "nt":
        pytest.skip("Windows has no such permissions")
    if os.geteuid() != 0:
        yield
        return
    if not sys.platform.startswith("linux"):
        pytest.skip("this user may write everywhere")
    libc = ctypes.CDLL(None)
    header = (ctypes.c_uint32 * 2)(_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted and inheritable, twice
    if libc.capget(header, sets) or libc.prctl(_SET_SECUREBITS, _NO_ROOT, 0, 0, 0):
        pytest.skip("this user may write everywhere, and cannot give that up")
    effective = sets[0]
    try:
        sets[0] = effective & ~_OVERRIDE
        libc.capset(header, sets)
        yield
    finally:
        sets[0] = effective
        libc.capset(header, sets)
        libc.prctl(_SET_SECUREBITS, 0, 0, 0, 0)
