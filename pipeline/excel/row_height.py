"""Heights for rows whose text wraps: programs that open a written workbook do not all work them out themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.excel.styles import wide

_USUAL_WIDTH, _USUAL_HEIGHT, _USUAL_SIZE = 8.43, 15.0, 11.0
_MARGIN, _INDENT = 1.0, 1.5  # of a cell and of one step of indent, in characters
_LEADING = 1.4  # line to font size, as Chinese faces need
_TALLEST = 409.0  # what Excel allows


@dataclass(frozen=True, slots=True)
class Room:
    """What a cell offers: half-width characters a line, and the height of a line in points."""

    characters: float
    line: float

    def height(self, text: str) -> float:
        """The height that the wrapped text needs."""
        return self.line * sum(max(1, ceil(wide(part) / self.characters)) for part in text.split("\n"))


def rooms(sheet: Worksheet) -> dict[str, Room]:
    """The room of each wrapped cell by its address; a merged cell has the width of all its columns."""
    widths = _widths(sheet)
    merged = {area.start_cell.coordinate: area.max_col for area in sheet.merged_cells.ranges}
    made = {}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.has_style and cell.alignment.wrap_text:
                last = merged.get(cell.coordinate, cell.column)
                width = sum(widths.get(column, _USUAL_WIDTH) for column in range(cell.column, last + 1))
                size = float(cell.font.sz or _USUAL_SIZE)
                inner = width - _MARGIN - _INDENT * int(cell.alignment.indent or 0)
                made[cell.coordinate] = Room(max(2.0, inner * _USUAL_SIZE / size), size * _LEADING)
    return made


def raise_rows(sheet: Worksheet, heights: Mapping[int, float]) -> None:
    """Make the rows high enough; a height that the template sets is the least."""
    for row, height in heights.items():
        least = sheet.row_dimensions[row].height or _USUAL_HEIGHT
        if height > least:
            sheet.row_dimensions[row].height = min(height, _TALLEST)


def _widths(sheet: Worksheet) -> dict[int, float]:
    return {column: dimension.width for dimension in sheet.column_dimensions.values()
            for column in range(dimension.min or 0, (dimension.max or 0) + 1) if dimension.width}
