"""Who signs for what: stars and coefficients are handed over department by department, and at last as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

WHOLE = "绩效管理部门（汇总）"
HANDED = ("部门", "移交内容（单位、星级、绩效系数）", "移交人签字", "移交日期", "接收人签字", "接收日期")


class Handed(NamedTuple):
    """A unit as it is handed over to one of its departments."""

    department: str
    unit: str
    star: str
    coefficient: str


def receptions(rows: Iterable[Handed]) -> list[tuple[str, str]]:
    """(department, what it is handed) in the order of the rows; the last line is for the department that pays."""
    by: dict[str, list[str]] = {}
    units: set[str] = set()
    for row in rows:
        by.setdefault(row.department, []).append(f"{row.unit}（{row.star}，{row.coefficient}）")
        units.add(row.unit)
    return [*((department, "、".join(lines)) for department, lines in by.items()),
            *([(WHOLE, f"以上 {len(by)} 个部门、{len(units)} 个单位")] if by else [])]
