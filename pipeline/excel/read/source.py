"""A sheet while it is read: where it stands, what it should be, its cells by value and by XML, and what its rows are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.core.finding import Place
from pipeline.excel import layout
from pipeline.excel.cells.cell import is_blank, same_name, shown
from pipeline.excel.cells.kinds import parse, show
from pipeline.excel.read.headings import Headings
from pipeline.excel.read.scan import Scan, letter
from schemas.base import Column, Kind, Sheet, columns

Values = list[list[object]]
HELP, EXAMPLE, GIVEN = (same_name(one) for one in (layout.HELP_MARK, layout.EXAMPLE_MARK, layout.GIVEN_MARK))
NOTED = (HELP, EXAMPLE)  # marks of rows that are none of theirs
_PRINTED = layout.FIRST_ROW - 1 - layout.HEAD_ROW  # such rows of a blank, right below its headings


@dataclass(frozen=True, slots=True)
class SheetSource:
    """`marks`: the mark of every row from the first one, "" where it has none."""

    place: Place
    sheet: type[Sheet]
    values: Values
    scan: Scan
    heads: Headings
    marks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.marks.extend(self._mark(number) for number in range(1, len(self.values) + 1))

    def at(self, row: int, index: int) -> Place:
        """The place of a cell by its row and its index in it."""
        return Place(self.place.file, self.place.sheet, row, letter(index + 1))

    def declared(self) -> dict[int, Column]:
        """Index in a row -> column, those found."""
        return {self.heads.at[c.name]: c for c in columns(self.sheet) if c.name in self.heads.at}

    def _mark(self, number: int) -> str:
        if (mark := self.written_mark(number)) or not self.heads.row < number <= self.heads.row + _PRINTED:
            return mark
        # it was cleared, or its column deleted
        return next((mark for mark in NOTED if self._printed(self.values[number - 1], mark)), "")

    def written_mark(self, number: int) -> str:
        """What stands in the column of marks; "" too where there is no such column."""
        at = self.heads.mark
        return "" if at is None else same_name(shown(self.values[number - 1][at]))

    def _printed(self, row: Sequence[object], mark: str) -> bool:
        """True if the row is the blank's own line; where a required heading is missing, the rest may well be a row of theirs."""
        declared = self.declared()
        asked = [one for one in columns(self.sheet) if one.required and one.edition == 1]
        whole = bool(declared) and all(one.name in self.heads.at for one in asked)
        return whole and all(as_printed(one, row[index], mark) for index, one in declared.items())


def as_printed(column: Column, value: object, mark: str) -> bool:
    """True if the cell of a line of help or of examples holds what the blank has there."""
    if mark == HELP:
        return same_name(shown(value)) == same_name(column.help)
    return _plain(column, value) == _plain(column, column.example) or (is_blank(value) and not column.shown)


def _plain(column: Column, value: object) -> str:
    parsed = parse(column.kind, value, column.choices)
    return show(column.kind, value if parsed.problem else parsed.value)


_SPAN = r"(?:(?:本|全|这)?(?:季度?|月份?|年度?|期|页|次)|以上|全部)?"
_SUM = re.compile(rf"{_SPAN}(?:合计|小计|总计|共计|汇总|累计)[:：]?")
_ASIDE = re.compile(
    rf"{_SPAN}(?:合计|小计|总计|共计|汇总|累计)[:：]?(?:\d+(?:\.\d+)?\S{{0,3}})?|"
    rf"{_SPAN}一?共有?\d+(?:\.\d+)?\S{{0,6}}|"
    r"(?:注|备注|附注|说明|填表人|填报人|制表人?|审核人?|负责人|联系电话|(?:填表|填报|制表)?日期)\d?[:：].*"
)


def is_total(sheet: type[Sheet], heads: Headings, values: Sequence[object]) -> bool:
    """True if the row begins with the word for a sum and names nothing else: no number, no name of another sheet; or if nothing
    stands in it but such words and notes: 合计 3 次, 填表人：张三."""
    there = [index for index, value in enumerate(values) if not is_blank(value)]
    if not there or type(values[there[0]]) is not str:
        return False
    if all(
        type(values[index]) is str and _ASIDE.fullmatch(same_name(shown(values[index]))) for index in there
    ):
        return True
    naming = [
        heads.at[one.name]
        for one in columns(sheet)
        if one.name in heads.at and (one.unique or one.refers_to or one.kind is Kind.CODE)
    ]
    return bool(_SUM.fullmatch(same_name(shown(values[there[0]])))) and all(
        is_blank(values[index]) for index in naming if index != there[0]
    )
