"""Dropdowns and other checks on entry: lists on the hidden sheet 名单, each behind a name, and validations by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from pipeline.excel import layout
from pipeline.excel.cells.named import Offered, has_names
from pipeline.excel.cells.suggest import Options, options
from pipeline.excel.package import xml_safe
from pipeline.excel.write.guide import limits, shown
from pipeline.excel.write.styles import Styles, put
from pipeline.excel.write.text import write_text
from schemas.base import Book, Column, Kind, Sheet, columns, key, title
from schemas.cover import Cover, cover_columns

LAST_ROW = 1_048_576
TICK_LIST = "list_tick"
_ERROR_TITLE = "请核对这一格"
_TITLE_ROOM, _TEXT_ROOM = 30, 220
_FIRST_DAY, _LAST_DAY, _FAR = "1", "109574", 10**12  # 1900-01-01 and 2199-12-31 as Excel counts days
Names = dict[Options, str]


def lists_of(book: Book, lists: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The lists of a kind of workbook: one kept as "book/sheet.column" stands there in place of "sheet.column"."""
    own = f"{book.key}/"
    return {
        **lists,
        **{name.removeprefix(own): offered for name, offered in lists.items() if name.startswith(own)},
    }


def list_names(book: Book, lists: Mapping[str, Sequence[str]]) -> Names:
    """A defined name for each list that some column or field of the cover offers; the same list is kept once."""
    names: Names = {(layout.TICK_YES,): TICK_LIST}
    fields = [(key(Cover), cover_columns(book)), *((key(sheet), columns(sheet)) for sheet in book.sheets)]
    for sheet, offering in fields:
        for column in offering:
            if offered := options(column, lists):
                names.setdefault(offered, f"list_{sheet}_{column.name}")
    return names


def dependent_name(sheet: type[Sheet], column: Column, value: str) -> str:
    """The name of the list that a column offers beside that value."""
    return f"list_{key(sheet)}_{column.name}_by_{value}"


def dependent_list(book: Book, sheet: type[Sheet], column: Column, row: int) -> str:
    """The formula that finds the list by what stands in the row, as Excel and WPS know it; by what stands in another sheet, in
    the row of the same number."""
    name, other, by = dependent_name(sheet, column, ""), *column.offered_by.rpartition(".")[::2]
    if not other:
        return f'INDIRECT("{name}"&${_letter(sheet, by)}{row})'
    of = book.sheet(other)
    tab, numbers = quote_sheetname(title(of)), _letter(of, columns(of)[0].name)
    number = f"${_letter(sheet, columns(sheet)[0].name)}{row}"
    found = f"MATCH({number},{tab}!${numbers}:${numbers},0)"
    value = f"INDEX({tab}!${_letter(of, by)}:${_letter(of, by)},{found})"
    return f'INDIRECT("{name}"&IFERROR({value}&"",""))'


def _letter(sheet: type[Sheet], name: str) -> str:
    at = [one.name for one in columns(sheet)].index(name)
    return get_column_letter(layout.FIRST_COLUMN + at)


def _dependent_lists(book: Book) -> dict[str, Options]:
    return {
        dependent_name(sheet, column, value): offered
        for sheet in book.sheets
        for column in columns(sheet)
        for value, offered in column.offers
    }


def write_lists(workbook: Workbook, book: Book, names: Names, styles: Styles) -> None:
    """The hidden sheet 名单: one list a column under its name, and the names themselves."""
    ws = workbook.create_sheet(layout.LISTS)
    lists = {**{name: offered for offered, name in names.items()}, **_dependent_lists(book)}
    for index, (name, offered) in enumerate(lists.items(), start=1):
        for row, text in enumerate((name, *offered), start=1):
            write_text(put(ws, row, index, styles["line"]), text.text if isinstance(text, Offered) else text)
        letter = get_column_letter(index)
        place = f"{quote_sheetname(layout.LISTS)}!${letter}$2:${letter}${max(len(offered), 1) + 1}"
        workbook.defined_names[name] = DefinedName(name, attr_text=place)
    ws.sheet_state = "hidden"


def validation(column: Column, cells: str, name: str | None) -> DataValidation:
    """The check and the hint of a column's cells. It blocks only what can be nothing but a slip."""
    rule = DataValidation(allow_blank=True, sqref=cells)
    if name:
        rule.type, rule.formula1 = "list", name
    elif column.kind in (Kind.WHOLE, Kind.NUMBER):
        rule.type, rule.operator = ("whole" if column.kind is Kind.WHOLE else "decimal"), "between"
        rule.formula1, rule.formula2 = _bound(column.minimum, -_FAR), _bound(column.maximum, _FAR)
    elif column.kind is Kind.DATE:
        rule.type, rule.operator, rule.formula1, rule.formula2 = "date", "between", _FIRST_DAY, _LAST_DAY
    if rule.type and column.kind is not Kind.LIST:
        rule.showErrorMessage = not has_names(column)  # the code alone is as good as what the list shows
        # the list may have grown since, or hang on a cell that is not filled in yet
        grown = name and (not column.choices or column.offers)
        rule.errorStyle = "warning" if grown else "stop"
        rule.errorTitle, rule.error = _ERROR_TITLE, _short(_needed(column, name), _TEXT_ROOM)
    rule.showInputMessage = True
    rule.promptTitle, rule.prompt = _short(column.title, _TITLE_ROOM), _short(hint(column), _TEXT_ROOM)
    return rule


def tick_validation(cells: str) -> DataValidation:
    """The dropdown that offers √ and nothing else."""
    rule = DataValidation(type="list", formula1=TICK_LIST, allow_blank=True, sqref=cells)
    rule.showErrorMessage, rule.errorTitle, rule.error = True, _ERROR_TITLE, "请从下拉列表中选 √，或者空着。"
    return rule


def hint(column: Column) -> str:
    """What a person should know before writing in the column; an example only where the example row shows none."""
    so = "" if column.shown or column.choices or "例如" in column.help else f"例如 {shown(column)}。"
    return f"{column.help}{so}（{'必填' if column.required else '选填'}）"


def _needed(column: Column, name: str | None) -> str:
    if name:
        return "请从下拉列表中选一项。" if column.choices else "名单里没有这一项，请核对后再填。"
    words = {Kind.WHOLE: "整数", Kind.NUMBER: "数字", Kind.DATE: "日期，例如 2019-09-30"}[column.kind]
    return f"请填{words}{_range(column)}。"


def _range(column: Column) -> str:
    limit_words = limits(column)
    return f"，{limit_words}" if limit_words else ""


def _bound(limit: float | None, otherwise: int) -> str:
    return f"{otherwise if limit is None else limit:.15g}"


def _short(text: str, room: int) -> str:
    safe = xml_safe(text)
    return safe if len(safe) <= room else safe[: room - 1] + "…"
