"""Measures the targets of speed as ratios side by side in one run, in CPU seconds with wall seconds beside them: `make bench`.

A machine that others use inflates every figure: pairs alternate, the least of a few runs counts, and only ratios are compared.
`FULL=1` adds a plant of 300 branches, which needs some ten minutes. `targets.py stages FOLDER` times one period in one process."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
RUNS = 3
FULL = bool(os.environ.get("FULL"))
SIZES = (40, 104, 300) if FULL else (40, 104)
KEPT = ".读取缓存"
IMPORTS = "import pandas, pandera.pandas, openpyxl, jinja2, click, python_calamine"
READ = """
import sys
from pathlib import Path
from python_calamine import CalamineWorkbook
for path in sorted(Path(sys.argv[1]).rglob("*.xlsx")):
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
"""
WRITE = """
files = [(path, path.read_bytes()) for path in Path(sys.argv[2]).rglob("*") if path.is_file()]
for number, (path, content) in enumerate(files):
    Path(sys.argv[3], str(number)).write_bytes(content)
"""


class Spent(NamedTuple):
    """What a whole process took."""

    cpu: float
    wall: float


def spent(*command: str) -> Spent:
    """CPU and wall seconds of a Python process."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return Spent(usage.ru_utime + usage.ru_stime, time.perf_counter() - start)


def least(*commands: list[str]) -> list[Spent]:
    """The least of alternating runs of each command, by CPU."""
    runs = [[spent(*command) for command in commands] for _ in range(RUNS)]
    return [min(of) for of in zip(*runs, strict=True)]


def stages(folder: Path) -> dict[str, float]:
    """CPU seconds of each stage of the newest period, in this process and in the children that read."""
    from pipeline.intake.covers import newest
    from pipeline.intake.examine import examine
    from pipeline.run import rate, read, report_files

    seconds: dict[str, float] = {}

    def timed(name: str, work: Callable[..., Any], *of: object) -> Any:
        start = _cpu()
        result = work(*of)
        seconds[name] = _cpu() - start
        return result

    inbox = timed("read", read, folder)
    examined = timed("examine", examine, inbox, newest(inbox), ())
    timed("files", report_files, timed("rate", rate, examined, False, ()))
    return seconds


def _cpu() -> float:
    """CPU seconds of this process so far, and of its children, which are ended so that they are counted."""
    from pipeline.excel.read import child

    child._CHILD.stop()
    return sum(os.times()[:4])


def reading(folder: Path, results: Path | None) -> dict[str, float]:
    """CPU and wall seconds of the files read, and of all that is done till they are checked; `results`: where an earlier run
    has kept what it read."""
    from pipeline.intake.collect import collect
    from pipeline.intake.covers import newest
    from pipeline.intake.examine import examine
    from pipeline.intake.reading.known import KnownReadings

    began: list[tuple[float, float]] = []

    class Stopwatch(KnownReadings):
        """Notes when the files are read, before they are typed."""

        def sweep(self, names: set[str]) -> None:
            """The last thing before."""
            super().sweep(names)
            began.append((_cpu(), time.perf_counter()))

    cpu, wall = _cpu(), time.perf_counter()
    inbox = collect(folder, Stopwatch(results))
    period = newest(inbox)
    assert period is not None
    examine(inbox, period, ())
    return {"cpu": began[0][0] - cpu, "wall": began[0][1] - wall, "intake": _cpu() - cpu}


def line(what: str, one: Spent, other: Spent, target: str) -> None:
    """A line of the table."""
    print(
        f"{what}: {one.cpu / other.cpu:.2f}x ({target}); CPU {one.cpu:.2f} : {other.cpu:.2f} s, "
        f"wall {one.wall:.2f} : {other.wall:.2f} s"
    )


def sample(folder: Path) -> None:
    """Report and check of the sample against the floor: what cannot be left out, imports, reading and writing."""
    sent, out, copy = str(ROOT / "input"), str(folder / "out"), folder / "copy"
    copy.mkdir()
    report, check = (
        ["-m", "pipeline", name, "--input", sent, "--output", out] for name in ("report", "check")
    )
    spent(*report)
    floor = ["-c", IMPORTS + READ + WRITE, sent, out, str(copy)]
    reported, checked, least_of_all = least(report, check, floor)
    line("make report of the sample : imports, calamine, one write", reported, least_of_all, "target 2.5x")
    line("make check of the sample : the same", checked, least_of_all, "target 1.8x")


def growth(folder: Path) -> None:
    """Every stage of plants of several sizes, bare calamine beside them, and how each stage grows."""
    times: dict[int, dict[str, float]] = {}
    for size in SIZES:
        plant = folder / str(size)
        spent("-m", "pipeline", "demo", "--branches", str(size), "--into", str(plant))
        runs = [_measured("stages", str(plant)) for _ in range(RUNS if size == min(SIZES) else 1)]
        times[size] = {name: min(run[name] for run in runs) for name in runs[0]}
        read = spent("-c", READ, str(plant)).cpu - spent("-c", "import python_calamine").cpu
        of = times[size]
        print(
            f"{size} branches: "
            + ", ".join(f"{name} {cpu:.2f} s" for name, cpu in of.items())
            + f"; calamine {read:.2f} s; intake {(of['read'] + of['examine']) / read:.1f}x (target 3x), "
            f"whole {sum(of.values()) / read:.0f}x (target 20x)"
        )
    for small, large in pairwise(SIZES):
        exponents = {
            name: math.log(times[large][name] / times[small][name]) / math.log(large / small)
            for name in times[small]
        }
        said = ", ".join(f"{name} {exponent:.2f}" for name, exponent in exponents.items())
        print(f"exponent {small} -> {large} branches (target 1.1): {said}")


def again(folder: Path) -> None:
    """Two processes against one; a second run in which one workbook has changed against one of which nothing is known."""
    plant, out = folder / "104", folder / "results"
    walls = [_measured("reading", str(plant), cores=cores)["wall"] for cores in (2, 1) * RUNS]
    two, one = min(walls[::2]), min(walls[1::2])
    print(
        f"files of 104 branches read by two processes against one: {one / two:.2f}x (target 1.8x), wall {two:.2f} : {one:.2f} s"
    )
    report = ["-m", "pipeline", "report", "--input", str(plant), "--output", str(out)]
    anew = spent(*report)
    _change(next(plant.rglob("支部填报-*.xlsx")))
    kept = folder / "kept"
    shutil.copytree(out / KEPT, kept / KEPT)
    known, unknown = _measured("reading", str(plant), str(kept)), _measured("reading", str(plant))
    second = spent(*report)
    for what, target in (("cpu", "no target"), ("intake", "target 0.10")):
        name = "files read" if what == "cpu" else "intake"
        ratio = known[what] / unknown[what]
        print(
            f"second run, one of 112 changed, {name}: {ratio:.2f} ({target}); CPU {known[what]:.2f} : {unknown[what]:.2f} s"
        )
    line("second run, one of 112 changed, whole report : first run", second, anew, "target 0.25")


def _change(path: Path) -> None:
    """Another text in a cell of the workbook."""
    import openpyxl

    workbook = openpyxl.load_workbook(path)
    workbook["双承诺"].cell(6, 8).value = "改过的一句话"
    workbook.save(path)


def _measured(what: str, *of: str, cores: int = 2) -> dict[str, float]:
    """What a process of its own measures, on so many processors where the system lets us choose."""
    free = sorted(os.sched_getaffinity(0))[:cores] if sys.platform.startswith("linux") else None
    pinned = None if free is None else partial(os.sched_setaffinity, 0, free)
    command = [sys.executable, __file__, what, *of]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, preexec_fn=pinned)
    seconds: dict[str, float] = json.loads(done.stdout)
    return seconds


def main() -> None:
    """The table."""
    with tempfile.TemporaryDirectory() as folder:
        sample(Path(folder))
        growth(Path(folder))
        again(Path(folder))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if sys.argv[1:2] == ["stages"]:
        print(json.dumps(stages(Path(sys.argv[2]))))
    elif sys.argv[1:2] == ["reading"]:
        print(json.dumps(reading(Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)))
    else:
        main()
