"""Findings: what is wrong, where, and what to do, carried as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """error stops a report; warning: someone should look; notice: a repair that was logged."""

    ERROR = "错误"
    WARNING = "提醒"
    NOTICE = "说明"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A file, and in it a sheet, an Excel row (1-based, 0 = none) and a column letter."""

    file: str = ""
    sheet: str = ""
    row: int = 0
    letter: str = ""

    @property
    def cell(self) -> str:
        """The cell's address, "D7"; "" where the finding concerns more than a cell."""
        return f"{self.letter}{self.row}" if self.row and self.letter else ""

    def __str__(self) -> str:
        where = self.cell or (f"第{self.row}行" if self.row else "")
        return " › ".join(part for part in (self.file, self.sheet, where) if part)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem: its place, the column's heading, what stands there, a sentence, and what to do."""

    place: Place
    code: str
    severity: Severity
    message: str
    remedy: str
    column: str = ""
    value: str = ""
    unit: str = ""


Sentence = tuple[Severity, str, str]  # severity, message with {fields}, remedy with {fields}


def said(
    sentences: Mapping[str, Sentence],
    code: str,
    place: Place,
    *,
    column: str = "",
    value: str = "",
    unit: str = "",
    **facts: object,
) -> Finding:
    """The finding of that code at that place; `facts`, column, value and unit fill its sentence."""
    severity, message, remedy = sentences[code]
    cell = {"column": column, "value": value, "unit": unit}
    words = facts | cell
    return Finding(place, code, severity, message.format(**words), remedy.format(**words), **cell)


def has_errors(findings: Iterable[Finding]) -> bool:
    """True if any finding stops a report."""
    return any(f.severity is Severity.ERROR for f in findings)
