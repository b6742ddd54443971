"""Measures `dualstar report` on the sample quarter: whole-process wall time and memory, as ratios, and each stage's share.

Run by `make bench`. The yardstick is a process that only imports the libraries: on another machine the ratios hold."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNS = 5
YARDSTICK = "import pandas, pandera.pandas, openpyxl, jinja2, click, python_calamine"


def measured(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak MiB of one run of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main() -> None:
    """Print medians of alternating runs, and the ratio of each pair."""
    with tempfile.TemporaryDirectory() as folder:
        report = [
            sys.executable,
            "-m",
            "pipeline",
            "report",
            "--input",
            str(ROOT / "input"),
            "--output",
            folder,
        ]
        yard = [sys.executable, "-c", YARDSTICK]
        measured(report), measured(yard)
        pairs = [(measured(report), measured(yard)) for _ in range(RUNS)]
        stages = json.loads((Path(folder) / "2019Q3" / "check" / "timings.json").read_text(encoding="utf-8"))
    wall = statistics.median(a for (a, _), _ in pairs)
    print(
        f"report: {wall:.2f} s wall, {statistics.median(m for (_, m), _ in pairs):.0f} MiB peak (medians of {RUNS})"
    )
    print(
        f"imports alone: {statistics.median(a for _, (a, _) in pairs):.2f} s, "
        f"{statistics.median(m for _, (_, m) in pairs):.0f} MiB"
    )
    print(
        f"ratio, wall: {statistics.median(a / b for (a, _), (b, _) in pairs):.2f}; "
        f"memory: {statistics.median(a / b for (_, a), (_, b) in pairs):.2f}"
    )
    for name, seconds in stages.items():
        print(f"  {name}: {seconds:.2f} s, {seconds / wall:.0%} of the wall time")
    print(
        f"  start, imports and the rest: {wall - sum(stages.values()):.2f} s, {1 - sum(stages.values()) / wall:.0%}"
    )


if __name__ == "__main__":
    main()
