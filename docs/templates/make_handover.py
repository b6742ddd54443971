"""Draws the first template of the hand-over workbook, 绩效联动移交表.xlsx."""

from __future__ import annotations

from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.excel.package import same_bytes

FACE, RED, WHITE, LINE = "微软雅黑", "FF8F1D14", "FFFFFFFF", "FFB0B0B0"
HEAD_ROW = 4
TITLE = "{{ period }}“双星”绩效联动%s（{{ stage }}）"
DAY = "　　年　月　日"


class Column(NamedTuple):
    head: str
    cell: str
    width: float
    across: str = "left"


LIST = (
    Column("序号", "{% for row in rows %}{{ row.number }}", 6, "center"),
    Column("部门", "{{ row.department }}", 20),
    Column("类别", "{{ row.kind }}", 9, "center"),
    Column("单位", "{{ row.unit }}", 22),
    Column("第一责任人", "{{ row.head }}", 14, "center"),
    Column("星级", "{{ row.standing }}", 16, "center"),
    Column("绩效系数", "{{ row.coefficient }}", 11, "center"),
    Column("说明", "{{ row.remark }}", 32),
)
SIGNED = (
    Column("序号", "{% for row in receptions %}{{ row.number }}", 6, "center"),
    Column("部门", "{{ row.department }}", 20),
    Column("移交内容（单位、星级、绩效系数）", "{{ row.handed }}", 58),
    Column("移交人签字\n（党群工作部）", "", 15),
    Column("移交日期", DAY, 16, "center"),
    Column("接收人签字\n（部门负责人）", "", 15),
    Column("接收日期", DAY, 16, "center"),
)


def template() -> bytes:
    """The template workbook, the same bytes each time."""
    book = Workbook()
    book.properties.creator = "双星评价"
    _draw(book.worksheets[0], "移交表", LIST, 22)
    _draw(book.create_sheet(), "交接签字", SIGNED, 34)
    return same_bytes(book)


def _draw(sheet: Worksheet, name: str, columns: tuple[Column, ...], high: float) -> None:
    """A sheet with a title, a line about the plant, what it may be used for, and one row an item."""
    sheet.title = f"绩效联动{name}"
    for number, text in enumerate(
        (TITLE % name, "电厂：{{ plant }}　规则版本：{{ version }}　{{ nature }}", "{{ use }}"), start=1
    ):
        cell = sheet.cell(number, 1, text)
        cell.font = Font(
            name=FACE, size=16 if number == 1 else 10.5, bold=number == 1, color=RED if number == 1 else None
        )
        cell.alignment = Alignment(vertical="center", wrap_text=number == 3)
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(columns))
        sheet.row_dimensions[number].height = (30, 18, 20)[number - 1]
    side = Side(style="thin", color=LINE)
    box = Border(left=side, right=side, top=side, bottom=side)
    for number, column in enumerate(columns, start=1):
        head, body = sheet.cell(HEAD_ROW, number, column.head), sheet.cell(HEAD_ROW + 1, number, column.cell)
        head.font, head.fill = (
            Font(name=FACE, size=10.5, bold=True, color=WHITE),
            PatternFill("solid", fgColor=RED),
        )
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        body.font, body.number_format = (
            Font(name=FACE, size=10.5),
            "0.00" if column.head == "绩效系数" else "General",
        )
        body.alignment = Alignment(horizontal=column.across, vertical="center", wrap_text=True)
        head.border = body.border = box
        sheet.column_dimensions[head.column_letter].width = column.width
    sheet.row_dimensions[HEAD_ROW].height = 34 if any("\n" in column.head for column in columns) else 24
    sheet.row_dimensions[HEAD_ROW + 1].height = high
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.print_title_rows = f"1:{HEAD_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
