"""What was deducted from a unit, each deduction with its reason, day and cell, so that the unit can check it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from pipeline.excel.cells.kinds import show
from pipeline.report.rows import Cell, UnitKey
from pipeline.report.rows import Tables as Rows
from schemas.base import Kind

Spot = tuple[str, str, str]  # file, sheet, row
Reasons = Mapping[Spot, tuple[str, str]]


class Deduction(NamedTuple):
    """One line of a department's check."""

    unit: str
    indicator: str
    points: str
    reason: str
    day: str
    where: str


def reasons(checks: pd.DataFrame) -> Reasons:
    """Reason and day of each row of 班组考评."""
    return {(file, sheet, str(row)): (show(Kind.TEXT, reason), show(Kind.DATE, day))
            for (file, sheet, row), reason, day in zip(checks.index, checks["reason"], checks["date"], strict=True)}


def deductions(unit: UnitKey, found: Rows, codes: frozenset[str], told: Reasons) -> Iterator[Deduction]:
    """The unit's deductions by indicator and day; a clean row, which deducts nothing, is none. `codes`: what deductions count in."""
    cells = [cell for cell in found.evidence.get(unit, ()) if cell.indicator in codes and float(cell.value or 0) > 0]
    made = [Deduction(unit[1], cell.indicator, f"{cell.value} 分", *told.get(_spot(cell), ("", "")), f"{cell.file} › {cell.sheet} › {cell.cell}")
            for cell in cells]
    yield from sorted(made, key=lambda one: (one.indicator, one.day, one.where))


def _spot(cell: Cell) -> Spot:
    return cell.file, cell.sheet, "".join(filter(str.isdigit, cell.cell))
