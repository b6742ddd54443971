"""Where the rows of a template end up when some of them are repeated, and the ranges of the sheet with them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

LAST_ROW = 1_048_576


@dataclass(frozen=True, slots=True)
class Growth:
    """How often each repeated row of the template is written (at least once)."""

    times: Mapping[int, int]

    def first(self, row: int) -> int:
        """The first row in the result that comes from this row of the template."""
        return min(LAST_ROW, row + sum(count - 1 for repeated, count in self.times.items() if repeated < row))

    def rows(self, row: int) -> range:
        """All rows in the result that come from this row of the template."""
        start = self.first(row)
        return range(start, start + self.times.get(row, 1))

    def range(self, address: str) -> str:
        """An address of the template as it is in the result; it grows if repeated rows lie in it."""
        left, top, right, bottom = range_boundaries(address)
        if left is None or top is None or right is None or bottom is None:  # whole columns
            return address
        last = LAST_ROW if bottom == LAST_ROW else self.rows(bottom)[-1]
        return f"{get_column_letter(left)}{self.first(top)}:{get_column_letter(right)}{last}"

    def formula(self, formula: str, old: str, new: str) -> str:
        """A formula without its equals sign, moved as copying a cell moves it."""
        moved = Translator(f"={formula}", origin=old).translate_formula(new)
        return str(moved)[1:]


def grow_ranges(sheet: Worksheet, growth: Growth) -> None:
    """Merged cells, filters, tables, conditional formats, validations, page settings and panes follow the rows."""
    _merges(sheet, growth)
    _formats(sheet, growth)
    for validation in sheet.data_validations.dataValidation:
        validation.sqref = MultiCellRange(
            " ".join(growth.range(str(part)) for part in validation.sqref.ranges)
        )
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = growth.range(sheet.auto_filter.ref)
    for table in sheet.tables.values():
        table.ref = growth.range(table.ref)
        if table.autoFilter:
            table.autoFilter.ref = table.ref
    _pages(sheet, growth)


def grow_rows(sheet: Worksheet, growth: Growth) -> None:
    """Row heights and hidden rows follow the rows."""
    template = dict(sheet.row_dimensions)
    sheet.row_dimensions.clear()
    for number, dimension in template.items():
        for row in growth.rows(number):
            sheet.row_dimensions[row] = moved = copy(dimension)
            moved.index = row


def _merges(sheet: Worksheet, growth: Growth) -> None:
    merged = []
    for area in sheet.merged_cells.ranges:
        if area.min_row == area.max_row:
            merged += [
                CellRange(min_col=area.min_col, max_col=area.max_col, min_row=row, max_row=row)
                for row in growth.rows(area.min_row)
            ]
        else:
            merged.append(CellRange(growth.range(area.coord)))
    sheet.merged_cells = MultiCellRange()
    # handed over as a list: MultiCellRange.add compares each new range with all others
    sheet.merged_cells.ranges = sorted(merged, key=lambda area: (area.min_row, area.min_col))


def _formats(sheet: Worksheet, growth: Growth) -> None:
    grown = ConditionalFormattingList()
    for entry in sheet.conditional_formatting:
        addresses = str(entry.sqref).split()
        moved = [growth.range(address) for address in addresses]
        old, new = addresses[0].partition(":")[0], moved[0].partition(":")[0]
        for rule in entry.rules:
            rule.formula = [growth.formula(formula, old, new) for formula in rule.formula]
            grown.add(" ".join(moved), rule)
    sheet.conditional_formatting = grown


def _pages(sheet: Worksheet, growth: Growth) -> None:
    if sheet.print_title_rows:
        first, last = (int(part.strip("$")) for part in sheet.print_title_rows.split(":"))
        sheet.print_title_rows = f"{growth.first(first)}:{growth.rows(last)[-1]}"
    if sheet.print_area:
        areas = [area.rpartition("!")[2].replace("$", "") for area in _areas(sheet)]
        sheet.print_area = ",".join(growth.range(area) for area in areas)
    for page_break in sheet.row_breaks.brk:
        page_break.id = growth.rows(page_break.id)[-1]
    if sheet.freeze_panes:
        letters = sheet.freeze_panes.rstrip("0123456789")
        sheet.freeze_panes = f"{letters}{growth.first(int(sheet.freeze_panes[len(letters) :]))}"


def _areas(sheet: Worksheet) -> list[str]:
    area = sheet.print_area
    return area.split(",") if isinstance(area, str) else list(area)
