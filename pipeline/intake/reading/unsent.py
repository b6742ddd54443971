"""What lies in the input folder and was sent by nobody: workbooks that are not filled in, and our own results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.core.finding import Finding, Place
from pipeline.excel.cells.cell import Broken, is_blank
from pipeline.excel.workbook import Workbook
from pipeline.intake.messages import say
from schemas.base import Sheet, When, columns, timing

UPGRADED = "升级-"  # before the name of a workbook of the current edition that lies beside the earlier one
UNFILLED = "N401"
OWN_RESULTS = "N402"
_SIGNATURE = ("as_of", "filled_by")  # of the cover: the cells that no blank is handed out with
_RESULTS = (("run.json",), ("index.html", "findings.csv"))  # what a report has, and the page of a check
_PARTS = ("report", "check")  # of the results of a period


def is_unfilled(workbook: Workbook) -> bool:
    """True if nobody has filled the workbook in: nobody signs its cover, no day stands there, and no row holds an answer.

    Rows that a blank may bring along whole, those of ledgers and lists, are no answers."""
    cells = [workbook.cover[name].raw for name in _SIGNATURE if name in workbook.cover]
    if len(cells) < len(_SIGNATURE) or any(map(_given, cells)):
        return False
    return not any(
        is_answered(workbook.book.sheet(key), row)
        for key, raw in workbook.sheets.items()
        for _, row in raw.rows
    )


def is_answered(sheet: type[Sheet], cells: Sequence[object]) -> bool:
    """True if somebody wrote into the row: beside what is locked, or the day of something that happened."""
    order, rule = columns(sheet), timing(sheet)
    if comes_whole(sheet):
        return False
    if any(column.locked for column in order):
        return any(_given(cell) for column, cell in zip(order, cells, strict=True) if not column.locked)
    if rule.when is not When.EVENT:
        return False
    return any(_given(cell) for column, cell in zip(order, cells, strict=True) if column.name == rule.start)


def comes_whole(sheet: type[Sheet]) -> bool:
    """True if a blank may bring rows of the sheet along with all that stood in them: those of ledgers and of the year."""
    return timing(sheet).when in (When.LEDGER, When.YEAR)


def _given(cell: object) -> bool:
    return type(cell) is Broken or not is_blank(cell)


def unfilled(workbook: Workbook) -> Finding:
    """The one sentence about a workbook that nobody has filled in."""
    return say(UNFILLED, Place(workbook.file), kind=workbook.book.title)


def upgraded_from(path: Path) -> str:
    """The name of the earlier workbook that still lies beside one that was made of it; "" where there is none."""
    if not path.name.startswith(UPGRADED):
        return ""
    stem = path.stem.removeprefix(UPGRADED)
    return next((one.name for one in sorted(path.parent.iterdir()) if one.stem == stem and one.is_file()), "")


def waiting(name: str, earlier: str) -> Finding:
    """The one sentence about an upgraded workbook that is not read while the earlier one lies beside it."""
    return say("N521", Place(name), title=earlier)


def holds_results(folder: Path) -> bool:
    """True for a folder that the commands have written, or a copy of one; never for one that workbooks lie in besides."""
    whole = any(_is_result(folder / part) for part in _PARTS) and not any(folder.glob("*.xls*"))
    return whole or _is_result(folder)


def _is_result(folder: Path) -> bool:
    return any(all((folder / name).is_file() for name in names) for names in _RESULTS)


def results_in(folder: Path, skipped: Sequence[Path]) -> Iterator[Finding]:
    """A notice for each folder of results that was not looked into."""
    for one in sorted(skipped):
        yield say(OWN_RESULTS, Place(one.relative_to(folder).as_posix()))
