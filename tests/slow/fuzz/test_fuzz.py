"""Thousands of spoilt workbooks of the plant in a process of their own: an abort is a failed test and not the end of all tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COUNT, SECONDS, A_SECOND = (
    int(os.environ.get("FUZZ", "5000")),
    60,
    10,
)  # even a busy machine reads ten in a second


def test_no_mutant_stops_the_reader_or_loses_a_cell():
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("fuzz.py")), "--count", str(COUNT)],
        capture_output=True,
        text=True,
        timeout=SECONDS + COUNT // A_SECOND,
    )
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-3_000:]
