"""The sample plant's workbooks in a folder of their own, to be spoilt, and the program run on it as people run it."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl

from pipeline.excel.package import same_bytes
from pipeline.intake.examine import Examined, examine
from pipeline.run import read
from schemas.base import columns
from schemas.cover import Cover

ROOT = Path(__file__).parents[2]
INPUT = ROOT / "input"
TORTURE = ROOT.parent / "shared" / "torture"
QUARTER, BEFORE = "2019Q3", "2019Q2"
BRANCH = "支部填报-检修支部.xlsx"


def folder(into: Path, parts: Iterable[str] = ("2019", QUARTER)) -> Path:
    """A copy of some folders of the sample's input."""
    for part in parts:
        shutil.copytree(INPUT / part, into / "input" / part)
    return into / "input"


def changed(path: Path, change: Callable[[openpyxl.Workbook], None], into: Path | None = None) -> None:
    """A workbook changed with a spreadsheet program."""
    workbook = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    change(workbook)
    (into or path).write_bytes(same_bytes(workbook))


def on_cover(field: str, value: object) -> Callable[[openpyxl.Workbook], None]:
    """A change of one field of the cover."""
    titles = {next(one.title for one in columns(Cover) if one.name == field)} | (
        {"支部", "考评部门"} if field == "unit" else set()
    )

    def change(workbook: openpyxl.Workbook) -> None:
        ws: Any = workbook["封面"]
        row = next(number for number in range(1, 20) if ws.cell(number, 1).value in titles)
        ws.cell(row, 2).value = value

    return change


def examined(source: Path, period: str = QUARTER) -> Examined:
    """The period checked."""
    from pipeline.core.period import parse_period

    found = parse_period(period)
    assert found is not None
    return examine(read(source), found, ())


def command(*words: object) -> list[str]:
    """The command line that runs the program."""
    return [sys.executable, "-m", "pipeline", *map(str, words)]


def stoppable() -> None:
    """What a child does first so that Ctrl-C ends it, also where the tests themselves run in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(*words: object, seconds: float = 120) -> subprocess.CompletedProcess[str]:
    """The program run to its end in a process of its own."""
    return subprocess.run(
        command(*words),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=seconds,
        env=os.environ | {"PYTHONUTF8": "1"},
    )


def content(place: Path) -> dict[str, bytes]:
    """Every file below a folder by its path, those that only tell the time left out."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file() and path.name not in ("timings.json", ".lock")
    }
