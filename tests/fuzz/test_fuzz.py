"""Thousands of spoilt workbooks in a process of their own, so that an abort is a failed test and not the end of all tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COUNT, SECONDS = int(os.environ.get("FUZZ", "5000")), 60


def test_no_mutant_stops_the_reader_or_loses_a_cell():
    done = subprocess.run([sys.executable, str(Path(__file__).with_name("fuzz.py")), "--count", str(COUNT)], capture_output=True,
                          text=True, timeout=SECONDS + COUNT // 10)
    assert done.returncode == 0, done.stdout[-300:] + done.stderr[-3_000:]
