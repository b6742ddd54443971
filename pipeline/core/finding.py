"""Findings: what is wrong, where, and what to do, carried as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
    """One problem: its place, the column's heading, what stands there, a sentence, and what to do; `suggested` is what
    should stand there instead where that is plain."""

    place: Place
    code: str
    severity: Severity
    message: str
    remedy: str
    column: str = ""
    value: str = ""
    unit: str = ""
    suggested: str = field(default="", compare=False)


Sentence = tuple[Severity, str, str]  # severity, message with {fields}, remedy with {fields}
_SEVERITY = {
    "E": Severity.ERROR,
    "W": Severity.WARNING,
    "N": Severity.NOTICE,
}  # by the first letter of a code


def catalogue(text: str) -> dict[str, Sentence]:
    """Code -> sentence, of a text with two lines each: code and message, then the remedy."""
    lines = [line.strip() for line in text.strip().splitlines()]
    coded = (line.partition(" ") for line in lines[::2])
    return {
        code: (_SEVERITY[code[0]], message, remedy)
        for (code, _, message), remedy in zip(coded, lines[1::2], strict=True)
    }


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
    """The finding of that code at that place; `facts`, column, value and unit fill its sentence, and `suggested` its suggestion."""
    severity, message, remedy = sentences[code]
    cell = {"column": column, "value": value, "unit": unit}
    words = facts | cell
    suggested = str(facts.get("suggested", ""))
    return Finding(
        place, code, severity, message.format(**words), remedy.format(**words), **cell, suggested=suggested
    )


Group = tuple[Finding, ...]  # one slip, made in several cells
_NAMED = 3  # values that are named; the others are counted


def alike(findings: Iterable[Finding]) -> list[Group]:
    """The findings, those that say the same of a column, or of a sheet about one thing after another, as one group each.

    A group stands where its first finding stood."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in findings:
        place = (one.place.file, one.place.sheet, one.place.letter)
        said_of = one.message if one.place.row else _without(one.value, one.message)
        remedy = one.remedy if one.place.row else _without(one.value, one.remedy)
        groups.setdefault((one.code, place, one.column, one.unit, said_of, remedy), []).append(one)
    return [tuple(group) for group in groups.values()]


def _without(value: str, text: str) -> str:
    return text.replace(f"“{value}”", "“”") if value else text


def cells_of(group: Group) -> str:
    """Where the group stands: D6:D28、D30; "" where it concerns more than a cell."""
    first = group[0].place
    if not first.row:
        return ""
    rows = [one.place.row for one in group]
    return spans_of(first.letter, rows) if first.letter else "、".join(f"第{row}行" for row in rows)


def spans_of(letter: str, numbers: Iterable[int]) -> str:
    """Cells of a column, those that follow each other drawn together: D6:D28、D30."""
    rows = sorted(set(numbers))
    starts = [row for row in rows if row - 1 not in rows]
    ends = [row for row in rows if row + 1 not in rows]
    return "、".join(
        f"{letter}{low}" if low == high else f"{letter}{low}:{letter}{high}"
        for low, high in zip(starts, ends, strict=True)
    )


def sentence_of(group: Group) -> str:
    """What is said of the group, once."""
    first, count = group[0], len(group)
    if count == 1:
        return first.message
    if first.place.row or not first.value:
        return f"{first.message}（共 {count} 处）"
    values = "、".join(f"“{one.value}”" for one in group[:_NAMED])
    more = f"等 {count} 个" if count > _NAMED else ""
    return first.message.replace(f"“{first.value}”", values + more, 1)


def has_errors(findings: Iterable[Finding]) -> bool:
    """True if any finding stops a report."""
    return any(f.severity is Severity.ERROR for f in findings)
