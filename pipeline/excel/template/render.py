"""A workbook from a template workbook: cells with Jinja in them are filled, marked rows repeated, the styles kept."""

from __future__ import annotations

import io
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import coordinate_to_tuple, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.finding import Finding, Place
from pipeline.excel.package import same_bytes
from pipeline.excel.template.cell import (
    FAULTS,
    CellLink,
    CellMark,
    Maker,
    Repeat,
    Scope,
    explained,
    fault,
    header,
    is_template,
    maker,
    repeat,
    repeated,
)
from pipeline.excel.template.rows import Growth, grow_ranges, grow_rows
from pipeline.excel.write.styles import CellSpace, raise_rows, rooms
from pipeline.excel.write.text import write

_UNREADABLE = (BadZipFile, OSError, KeyError, ValueError, TypeError, AttributeError, SyntaxError)
_SIDES = ("left", "center", "right")
_HEADERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
AnyCell = Cell | MergedCell


def render_book(
    template: bytes, context: Mapping[str, object], name: str = "模板.xlsx"
) -> tuple[bytes | None, list[Finding]]:
    """The filled workbook, None with everything that is wrong with the template, by sheet and cell. `name` is its file."""
    try:
        workbook = load_workbook(io.BytesIO(template))
    except _UNREADABLE:
        return None, [fault("E601", Place(name))]
    rendering = _Rendering(name, context)
    for sheet in workbook.worksheets:
        rendering.marks[sheet.title] = (sheet.title, "A1")
        _SheetRendering(rendering, sheet, rooms(sheet)).fill()
    rendering.connect(workbook)
    if rendering.findings:
        return None, sorted(rendering.findings)
    return same_bytes(workbook), []


@dataclass(slots=True)
class _Rendering:
    """What the sheets of one workbook share."""

    name: str
    context: Mapping[str, object]
    findings: set[Finding] = field(default_factory=set)
    marks: dict[str, tuple[str, str]] = field(default_factory=dict)  # key -> sheet and cell
    links: list[tuple[Cell, CellLink, Place]] = field(default_factory=list)

    def made(self, make: Maker, scope: Scope, place: Place, text: str) -> object:
        """The value, or None and a finding."""
        try:
            return make(scope)
        except FAULTS as error:
            self.findings.add(explained(error, place, text))
            return None

    def connect(self, workbook: Workbook) -> None:
        """Links get their targets once every sheet has its rows."""
        for cell, link, place in self.links:
            if link.key not in self.marks:
                self.findings.add(fault("E606", place, what=link.key))
                continue
            title, address = self.marks[link.key]
            cell.hyperlink = Hyperlink(ref="", location=f"{quote_sheetname(title)}!{address}")


@dataclass(slots=True)
class _SheetRendering:
    rendering: _Rendering
    sheet: Worksheet
    rooms: dict[str, CellSpace]
    heights: dict[int, float] = field(default_factory=dict)

    def fill(self) -> None:
        """Replace the sheet's template rows by rows with values."""
        rows: dict[int, list[AnyCell]] = {}
        for (row, _), cell in sorted(self.sheet._cells.items()):
            rows.setdefault(row, []).append(cell)
        scopes = {row: self.scopes(cells) for row, cells in rows.items()}
        growth = Growth({row: max(1, len(scope)) for row, scope in scopes.items() if len(scope) != 1})
        self.sheet._cells = {}
        for row, cells in rows.items():
            makers = [self.maker(cell) for cell in cells]
            filled: list[Scope | None] = [*scopes[row]] or [None]
            for number, scope in zip(growth.rows(row), filled, strict=True):
                for cell, make in zip(cells, makers, strict=True):
                    self.copy(cell, number, make, scope)
        grow_rows(self.sheet, growth)
        raise_rows(self.sheet, self.heights)
        grow_ranges(self.sheet, growth)
        self.fill_headers()

    def scopes(self, cells: list[AnyCell]) -> list[Scope]:
        """The names in scope for each row that the template row becomes; none if there is nothing to repeat it for."""
        context = self.rendering.context
        marked = [(cell, loop) for cell in cells if (loop := _repeat(cell))]
        for cell, _ in marked[1:]:
            self.rendering.findings.add(fault("E605", self.place(cell), str(cell.value)))
        if not marked:
            return [context]
        cell, loop = marked[0]
        items = self.rendering.made(
            lambda scope: repeated(loop, scope), context, self.place(cell), str(cell.value)
        )
        listed = items if isinstance(items, list) else []
        return [{**context, loop.name: item, "loop": {"index": i}} for i, item in enumerate(listed, start=1)]

    def maker(self, cell: AnyCell) -> Maker | None:
        """What makes the cell's value; None where the template's own content is copied."""
        if cell.data_type == "f" or not is_template(cell.value):
            return None
        text = str(cell.value)
        loop = _repeat(cell)
        try:
            return maker(loop.rest if loop else text)
        except FAULTS as error:
            self.rendering.findings.add(explained(error, self.place(cell), text))
            return lambda scope: None

    def copy(self, source: Any, row: int, make: Maker | None, scope: Scope | None) -> None:
        """Put the cell into its row, styled as in the template; comments are notes for its author and stay behind."""
        cell = type(source)(self.sheet, row=row, column=source.column)
        cell._style = copy(source._style)
        self.sheet._cells[row, source.column] = cell
        if isinstance(source, MergedCell) or scope is None:
            return
        if source.hyperlink:
            cell.hyperlink = copy(source.hyperlink)
        if make is not None:
            place = self.place(source)
            self.put(cell, self.rendering.made(make, scope, place, str(source.value)), place)
            if isinstance(cell.value, str) and (room := self.rooms.get(source.coordinate)):
                self.heights[row] = max(self.heights.get(row, 0.0), room.height(cell.value))
            return
        cell._value, cell.data_type = source._value, source.data_type
        if source.data_type == "f" and isinstance(source.value, str):
            cell._value = Translator(source.value, origin=source.coordinate).translate_formula(
                cell.coordinate
            )

    def put(self, cell: Cell, value: object, place: Place) -> None:
        """Store a value; a mark or a link stores its text and is remembered."""
        if isinstance(value, CellMark | CellLink):
            write(cell, value.text)
            if isinstance(value, CellLink):
                self.rendering.links.append((cell, value, place))
            else:
                self.rendering.marks.setdefault(value.key, (self.sheet.title, cell.coordinate))
        elif value != "":
            write(cell, value)

    def fill_headers(self) -> None:
        """Page headers and footers, each of their three parts."""
        place = Place(self.rendering.name, self.sheet.title)
        for part in (getattr(getattr(self.sheet, name), side) for name in _HEADERS for side in _SIDES):
            if is_template(part.text):
                part.text = self.rendering.made(
                    partial(header, part.text), self.rendering.context, place, part.text
                )

    def place(self, cell: AnyCell) -> Place:
        row, letter = coordinate_to_tuple(cell.coordinate)[0], cell.coordinate.rstrip("0123456789")
        return Place(self.rendering.name, self.sheet.title, row, letter)


def _repeat(cell: AnyCell) -> Repeat | None:
    return repeat(str(cell.value)) if cell.data_type != "f" and is_template(cell.value) else None
