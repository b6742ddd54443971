"""A sheet while it is read: where it stands, what it should be, its cells by value and by XML, and what its rows are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.core.finding import Place
from pipeline.excel import layout
from pipeline.excel.cell import same_name, shown
from pipeline.excel.headings import Headings
from pipeline.excel.kinds import parse, show
from pipeline.excel.scan import Scan, letter
from schemas.base import Column, Sheet, columns

Values = list[list[object]]
HELP, EXAMPLE, GIVEN = (same_name(one) for one in (layout.HELP_MARK, layout.EXAMPLE_MARK, layout.GIVEN_MARK))
NOTED = (HELP, EXAMPLE)  # marks of rows that are none of theirs
_PRINTED = layout.FIRST_ROW - 1 - layout.HEAD_ROW  # such rows of a blank, right below its headings


@dataclass(frozen=True, slots=True)
class Source:
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
        if self.heads.mark is not None:
            return same_name(shown(self.values[number - 1][self.heads.mark]))
        if not self.heads.row < number <= self.heads.row + _PRINTED:
            return ""
        return next((mark for mark in NOTED if self._printed(self.values[number - 1], mark)), "")  # its column was deleted

    def _printed(self, row: Sequence[object], mark: str) -> bool:
        return all(as_printed(column, row[index], mark) for index, column in self.declared().items())


def as_printed(column: Column, value: object, mark: str) -> bool:
    """True if the cell of a line of help or of examples holds what the blank has there."""
    if mark == HELP:
        return same_name(shown(value)) == same_name(column.help)
    return _plain(column, value) == _plain(column, column.example)


def _plain(column: Column, value: object) -> str:
    found = parse(column.kind, value, column.choices)
    return show(column.kind, value if found.problem else found.value)
