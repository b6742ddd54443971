"""How the cells of their file looked, in the copy that is sent back: colours, and what is struck out, whole or in part."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.finding import Place
from pipeline.excel import layout
from pipeline.excel.read.looks import Fill, Runs
from pipeline.excel.workbook import RawSheet
from pipeline.excel.write.styles import undress
from pipeline.excel.write.text import stored
from schemas.base import Sheet, columns


def keep_looks(ws: Worksheet, sheet: type[Sheet], raw: RawSheet, moved: int) -> None:
    """Give the cells of a sheet in the copy the looks that they were read with; rows stand `moved` further down."""
    at = {
        raw.letters.get(one.name, ""): index for index, one in enumerate(columns(sheet), layout.FIRST_COLUMN)
    }

    def cell(place: Place) -> Any:
        return ws.cell(place.row + moved, at[place.letter])

    for place, fill in raw.fills.items():
        _colour(cell(place), fill)
    for place, runs in raw.struck_in.items():
        if str(cell(place).value) == "".join(text for text, _ in runs):
            _strike_parts(cell(place), runs)
    for one in _struck(ws, raw, moved, at):
        _strike(one)


def _struck(ws: Worksheet, raw: RawSheet, moved: int, at: dict[str, int]) -> Iterator[Any]:
    """The cells that are struck out; of a row that is struck out as a whole all that hold something."""
    for place in raw.struck:
        cells = [
            ws.cell(place.row + moved, column)
            for column in ([at[place.letter]] if place.letter else at.values())
        ]
        yield from (cell for cell in cells if cell.value is not None)


def _colour(cell: Cell, fill: Fill) -> None:
    color: dict[str, Any] = {
        name: value if name == "rgb" else float(value) if name == "tint" else int(value)
        for name, value in fill.color
    }
    pattern: Any = fill.pattern
    undress(cell)
    cell.fill = PatternFill(pattern, fgColor=Color(**color))


def _strike(cell: Cell) -> None:
    font: Any = copy(cell.font)
    font.strike = True
    undress(cell)
    cell.font = font


def _strike_parts(cell: Cell, runs: Runs) -> None:
    look = {"rFont": cell.font.name, "sz": cell.font.sz}
    plain, struck = InlineFont(**look), InlineFont(**look, strike=True)
    parts = [TextBlock(struck if line else plain, stored(text)) for text, line in runs if text]
    cell.value = CellRichText(*parts)
