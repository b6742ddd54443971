"""Thousands of spoilt workbooks of the plant in a process of their own: an abort is a failed test and not the end of all tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COUNT, SECONDS, A_SECOND = (
    int(os.environ.get("FUZZ", "5000")),
    60,
    10,
)  # even a busy machine reads ten in a second
PARTS = 5  # that may be tried side by side


@pytest.mark.parametrize("part", range(PARTS))
def test_no_mutant_stops_the_reader_or_loses_a_cell(part: int) -> None:
    start, end = (COUNT * number // PARTS for number in (part, part + 1))
    numbers = ("--start", str(start), "--count", str(end - start))
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("fuzz.py")), *numbers],
        capture_output=True,
        text=True,
        timeout=SECONDS + (end - start) // A_SECOND,
    )
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-3_000:]
