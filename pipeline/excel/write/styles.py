"""How cells look: a closed list of looks, made once for each workbook and shared by all its cells."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from math import ceil
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.finding import Severity
from pipeline.excel.layout import ERROR_FILL, NOTICE_FILL, PALE, RED, SLATE, WARNING_FILL
from schemas.base import Kind

FACE = "微软雅黑"
GREY, WHITE, BLUE = "FF7F7F7F", "FFFFFFFF", "FF0563C1"
MARKED = {Severity.ERROR: ERROR_FILL, Severity.WARNING: WARNING_FILL, Severity.NOTICE: NOTICE_FILL}
TEXT_FORMAT, DATE_FORMAT = "@", "yyyy-mm-dd"
FORMATS = dict.fromkeys(Kind, TEXT_FORMAT) | {Kind.WHOLE: "0", Kind.NUMBER: "General", Kind.DATE: DATE_FORMAT}
_ACROSS = {"0": "right", "General": "right", DATE_FORMAT: "center"}
_LINE = Side(style="thin", color="FFD0D0D0")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


@dataclass(frozen=True, slots=True)
class CellLook:
    """What can differ between cells."""

    size: float = 10.5
    bold: bool = False
    italic: bool = False
    color: str = "FF000000"
    fill: str = ""
    boxed: bool = False
    across: str = "left"
    up: str = "center"
    wrap: bool = True
    indent: int = 0
    number_format: str = TEXT_FORMAT
    locked: bool = True


LOOKS: dict[str, CellLook] = {
    "title": CellLook(size=16, bold=True, color=RED, wrap=False),
    "note": CellLook(color=GREY, wrap=False),
    "aside": CellLook(size=9.5, color=GREY, wrap=False, indent=1),
    "line": CellLook(wrap=False),
    "head required": CellLook(bold=True, color=WHITE, fill=RED, boxed=True, across="center"),
    "head": CellLook(bold=True, color=WHITE, fill=SLATE, boxed=True, across="center"),
    "help": CellLook(size=9, color=GREY, fill=PALE, boxed=True, up="top"),
    "cell": CellLook(size=9.5, boxed=True, indent=1),
    "centre": CellLook(size=9.5, boxed=True, across="center"),
    "computed": CellLook(size=9.5, across="right", wrap=False, number_format="General"),
    "figure": CellLook(size=9.5, across="right", wrap=False, number_format="General", color=BLUE),
    "word": CellLook(size=9.5, wrap=False),
    "link": CellLook(size=9.5, boxed=True, across="center", color=BLUE),
    "tick": CellLook(size=9.5, boxed=True, across="center", locked=False),
    "mark": CellLook(size=9, color=GREY, across="center", locked=False),
    "label": CellLook(bold=True, fill=PALE, boxed=True, indent=1),
    "label required": CellLook(bold=True, color=RED, fill=PALE, boxed=True, indent=1),
}
for _severity, _color in MARKED.items():
    LOOKS[f"degree {_severity}"] = CellLook(size=9.5, boxed=True, across="center", fill=_color)
for _format in sorted(set(FORMATS.values())):
    _across = _ACROSS.get(_format, "left")
    _off = 1 if _across == "right" else 0
    LOOKS[f"open {_format}"] = CellLook(number_format=_format, across=_across, indent=_off, locked=False)
    LOOKS[f"boxed {_format}"] = CellLook(number_format=_format, locked=False, boxed=True, indent=1)
    LOOKS[f"known {_format}"] = CellLook(number_format=_format, fill=PALE, boxed=True, indent=1)
    LOOKS[f"given {_format}"] = CellLook(number_format=_format, across=_across, indent=_off, fill=PALE)
    LOOKS[f"example {_format}"] = CellLook(
        number_format=_format,
        across=_across,
        indent=_off,
        size=9,
        italic=True,
        color=GREY,
        fill=PALE,
        boxed=True,
    )
Styles = dict[str, StyleArray]


def styles(workbook: Workbook) -> Styles:
    """Every look, ready for the cells of that workbook; shared, so never changed in place."""
    scratch: Any = Cell(workbook.worksheets[0], row=1, column=1)
    ready = {}
    for name, look in LOOKS.items():
        scratch.font = Font(name=FACE, size=look.size, bold=look.bold, italic=look.italic, color=look.color)
        scratch.fill = _solid(look.fill) if look.fill else PatternFill()
        scratch.border = _BOX if look.boxed else Border()
        scratch.alignment = Alignment(
            horizontal=look.across, vertical=look.up, wrap_text=look.wrap, indent=look.indent
        )
        scratch.number_format = look.number_format
        scratch.protection = Protection(locked=look.locked)
        ready[name] = copy(scratch._style)
    return ready


def dress(cell: Any, style: StyleArray) -> None:
    """Give a cell or a column one of the shared styles."""
    cell._style = style  # openpyxl has no public way that does not make each style anew


def undress(cell: Any) -> None:
    """Give a cell a style of its own, as it is about to change."""
    cell._style = copy(cell._style)


def put(ws: Worksheet, row: int, column: int, style: StyleArray) -> Cell:
    """The sheet's cell there, dressed and ready to be written to."""
    cell = cast(Cell, ws.cell(row, column))  # our sheets have no merged cells
    dress(cell, style)
    return cell


def mark(cell: Cell, severity: Severity) -> None:
    """Fill a cell in the colour of a finding, and let people write there."""
    undress(cell)
    cell.fill = _solid(MARKED[severity])
    cell.protection = Protection(locked=False)


def wide(text: str) -> int:
    """The width of a text in half-width characters."""
    return sum(1 if character < "\u2e80" else 2 for character in text)


def _solid(color: str) -> PatternFill:
    return PatternFill("solid", fgColor=color)


_USUAL_WIDTH, _USUAL_HEIGHT, _USUAL_SIZE = 8.43, 15.0, 11.0
_MARGIN, _INDENT = 1.0, 1.5  # of a cell and of one step of indent, in characters
_LEADING = 1.4  # line to font size, as Chinese faces need
_TALLEST = 409.0  # what Excel allows


@dataclass(frozen=True, slots=True)
class CellSpace:
    """What a cell offers: half-width characters a line, and the height of a line in points."""

    characters: float
    line: float

    def height(self, text: str) -> float:
        """The height that the wrapped text needs."""
        return self.line * sum(max(1, ceil(wide(part) / self.characters)) for part in text.split("\n"))


def rooms(sheet: Worksheet) -> dict[str, CellSpace]:
    """The room of each wrapped cell by its address; a merged cell has the width of all its columns."""
    widths = _widths(sheet)
    merged = {area.start_cell.coordinate: area.max_col for area in sheet.merged_cells.ranges}
    spaces = {}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.has_style and cell.alignment.wrap_text:
                last = merged.get(cell.coordinate, cell.column)
                width = sum(widths.get(column, _USUAL_WIDTH) for column in range(cell.column, last + 1))
                size = float(cell.font.sz or _USUAL_SIZE)
                inner = width - _MARGIN - _INDENT * int(cell.alignment.indent or 0)
                spaces[cell.coordinate] = CellSpace(max(2.0, inner * _USUAL_SIZE / size), size * _LEADING)
    return spaces


def raise_rows(sheet: Worksheet, heights: Mapping[int, float]) -> None:
    """Make the rows high enough; a height that the template sets is the least."""
    for row, height in heights.items():
        least = sheet.row_dimensions[row].height or _USUAL_HEIGHT
        if height > least:
            sheet.row_dimensions[row].height = min(height, _TALLEST)


def _widths(sheet: Worksheet) -> dict[int, float]:
    return {
        column: dimension.width
        for dimension in sheet.column_dimensions.values()
        for column in range(dimension.min or 0, (dimension.max or 0) + 1)
        if dimension.width
    }
