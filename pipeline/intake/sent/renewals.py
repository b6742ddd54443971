"""What a 补报 or 整本替换 did to the rows that stood before it: how many are new, and which row stands for which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.core.records import Index
from pipeline.excel.workbook import Workbook
from pipeline.intake.collect import way
from pipeline.intake.select import Selection
from pipeline.intake.sent.supplements import Line, lines_of
from pipeline.intake.sent.versions import SUPERSEDED
from schemas.cover import REPLACEMENT


@dataclass(frozen=True, slots=True)
class ReplacedRow:
    """A row that no longer counts, and the one that stands for it; `by` None where none does."""

    file: str
    row: Index
    by: Index | None


@dataclass(frozen=True, slots=True)
class Renewal:
    """A workbook that changed what stood: how it was sent, what it changed, how many rows are new, and the rows it replaced."""

    file: str
    unit: str
    way: str
    of: str
    added: int
    rows: tuple[ReplacedRow, ...]

    @property
    def replaced(self) -> int:
        """Rows in whose place another stands."""
        return sum(one.by is not None for one in self.rows)

    @property
    def dropped(self) -> int:
        """Rows in whose place none stands."""
        return len(self.rows) - self.replaced


def renewals(chosen: Selection) -> Iterator[Renewal]:
    """Every 补报 that was added to a standing workbook of the period, and every 整本替换 that stands."""
    review = [chosen.review] if chosen.review else []
    for workbook in (*chosen.submissions.values(), *chosen.checks.values(), *review):
        for one in chosen.supplements.get(workbook.file, ()):
            yield _supplement(chosen, workbook, one)
        if way(workbook) == REPLACEMENT:
            yield from (_replacement(chosen, old, workbook) for old in _before(chosen, workbook))


def _before(chosen: Selection, last: Workbook) -> list[Workbook]:
    """The workbooks that the standing one has replaced."""
    return [
        w
        for w in chosen.inbox.of(last.book.key)
        if chosen.superseded.get(w.file) == last.file and chosen.aside.get(w.file) == SUPERSEDED
    ]


def _supplement(chosen: Selection, to: Workbook, one: Workbook) -> Renewal:
    """Its rows that stand are new, but for those in whose place an earlier one stood; idle and repeated ones say nothing."""
    standing = [line.row for line in _lines(chosen, one) if line.row not in chosen.replaced]
    rows = [
        ReplacedRow(one.file, old, new)
        for old, new in sorted(chosen.replaced.items())
        if new[0] == one.file and old[0] != one.file
    ]
    renewed = {row.by for row in rows}
    added = sum(row not in renewed for row in standing)
    return Renewal(one.file, chosen.unit(one), way(one), to.file, added, tuple(rows))


def _replacement(chosen: Selection, old: Workbook, new: Workbook) -> Renewal:
    """By their keys; a row without one stands for a row of the same words."""
    there = {_known(line): line.row for line in _lines(chosen, new)}
    before = {_known(line): line.row for line in _lines(chosen, old)}
    rows = tuple(ReplacedRow(new.file, row, there.get(name)) for name, row in before.items())
    added = sum(name not in before for name in there)
    return Renewal(new.file, chosen.unit(new), way(new), old.file, added, rows)


def _known(line: Line) -> tuple[object, ...]:
    return line.row[1], line.key or line.texts


def _lines(chosen: Selection, workbook: Workbook) -> Iterator[Line]:
    for sheet in workbook.book.sheets:
        yield from lines_of(workbook, sheet, chosen.names)
