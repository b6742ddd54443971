"""Draws the circular's first template, 双星通报.xlsx: python -m docs.templates.make_circular.

The workbook in templates/ is what the product uses and what the office restyles; run this only to begin afresh."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils.cell import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.excel.package import same_bytes

FACE = "微软雅黑"
RED, INK, GREY, GOLD = "FF8F1D14", "FF1F2933", "FF52606D", "FF8A6100"
BLUE, LINE, WHITE = "FF1D4F8C", "FFD9DDE2", "FFFFFFFF"
STAR_FILLS = {1: "FFECEFF2", 2: "FFF6DFAE", 3: "FFEEBD5B", 4: "FFCF7A2A", 5: RED}
POINTS, WHOLE, STAR = "0.00", "0", '0;-0;"未定级"'
CHANGE = '"▲ 升"0"星";"▼ 降"0"星";"— 持平"'
META = (
    "电厂：{{ plant }}　期间：{{ period }}　阶段：{{ stage }}　规则版本：{{ version }}　指纹：{{ digest }}"
    "　{{ nature }}"
)
HEAD_ROW, BODY_HEIGHT = 4, 20


class Column(NamedTuple):
    head: str
    cell: str
    width: float
    number_format: str = "General"
    across: str = "left"


class Page(NamedTuple):
    title: str
    about: str
    rows: str
    columns: tuple[Column, ...]
    frozen: int  # columns that stay when scrolling sideways
    note: str = "{{ note }}"


def number(head: str, name: str, number_format: str = POINTS, width: float = 9) -> Column:
    return Column(head, f"{{{{ row.{name} }}}}", width, number_format, "right")


def words(head: str, name: str, width: float, across: str = "left") -> Column:
    return Column(head, f"{{{{ row.{name} }}}}", width, "General", across)


def star(head: str, name: str, width: float) -> Column:
    return Column(head, f"{{{{ row.{name} }}}}", width, STAR, "center")


def units(kind: str, parent: tuple[Column, ...]) -> tuple[Column, ...]:
    return (
        Column("名次", "{{ row.place }}", 7, WHOLE, "center"),
        Column(kind, "{{ mark(row.unit, row.key) }}", 18),
        *parent,
        number("总分", "total"),
        number("得分", "score"),
        number("加分", "bonus", width=8),
        words("星级", "standing", 17, "center"),
        star("星数", "star", 9),
        star("上期星数", "previous_star", 10),
        Column("较上期", "{{ row.change }}", 10, CHANGE, "center"),
        words("组别", "group", 10, "center"),
        words("第一责任人", "responsible", 12, "center"),
        words("说明", "remark", 42),
        Column("依据", "{{ link('查看', row.basis) }}", 7, across="center"),
    )


_SYSTEM_NOTE = "{{ note }}{{ '；' + system_note if system_note else '' }}"
_MONTHLY = tuple(
    words(f"{{{{ month_heads[{n}] }}}}清单\n按期/应办", f"month_{n + 1}", 10, "center") for n in range(3)
)

PAGES = (
    Page(
        "摘要",
        "星级分布、升降、经规则调整的单位和各项工作数量",
        "summary",
        (
            words("项目", "name", 22),
            number("数量", "value", WHOLE, 9),
            words("单位", "unit", 8, "center"),
            words("说明", "text", 54),
        ),
        1,
    ),
    Page("支部排名", "党支部的名次、得分、星级和升降", "branches", units("党支部", ()), 2),
    Page(
        "班组评星",
        "班组的名次、得分、星级和升降",
        "teams",
        units("班组", (words("所属支部", "parent", 16),)),
        2,
    ),
    Page(
        "三比排名",
        "比学习、比奉献、比形象的名次，一组一表，数量与质量分列",
        "boards",
        (
            words("比项", "board", 34),
            words("类别", "unit_kind", 10),
            Column("名次", "{{ row.rank }}", 25, WHOLE, "center"),
            words("单位", "unit", 20),
            words("所属支部", "parent", 16),
            number("得分", "score"),
            number("数量", "quantity"),
            number("质量", "quality"),
            words("组别", "group", 11, "center"),
            words("第一责任人", "responsible", 12, "center"),
        ),
        0,
        "{{ note }}{{ '；' + boards_note if boards_note else '' }}",
    ),
    Page(
        "星级走势",
        "近八期的星级",
        "trend",
        (
            words("类别", "unit_kind", 10),
            words("单位", "unit", 20),
            *(
                Column(f"{{{{ trend_heads[{i}] }}}}", f"{{{{ row.stars[{i}] }}}}", 12, STAR, "center")
                for i in range(8)
            ),
        ),
        2,
    ),
    Page(
        "评星依据",
        "每个单位的星级怎样得出，一步一行",
        "basis",
        (
            words("类别", "unit_kind", 10),
            Column("单位", "{{ mark(row.unit, row.key) }}", 20),
            Column("步骤", "{{ row.number }}", 7, WHOLE, "center"),
            words("环节", "stage", 12),
            words("规则", "rule", 28),
            star("之前", "before", 8),
            star("之后", "after", 8),
            words("依据", "because", 50),
            words("规则出处", "place", 32),
            Column("返回", "{{ link('返回', row.back) }}", 7, across="center"),
        ),
        2,
        "{{ note }}{{ '；' + basis_note if basis_note else '' }}",
    ),
    Page(
        "得分明细",
        "各单位每项指标的得分和依据",
        "scores",
        (
            words("类别", "unit_kind", 10),
            words("单位", "unit", 18),
            words("编码", "indicator", 10),
            words("指标", "name", 24),
            words("是否适用", "applies", 9, "center"),
            number("满分", "max_points"),
            number("得分", "points"),
            number("自评分", "self_points"),
            number("核定分", "checked_points"),
            words("完成情况", "value", 13, "center"),
            words("依据", "because", 58),
        ),
        2,
        "{{ note }}{{ '；' + scores_note if scores_note else '' }}",
    ),
    Page(
        "制度运行",
        "目标、结对、组织生活、双承诺、责任区、心愿诉求等各部分的完成情况",
        "system",
        (
            words("支部", "unit", 18),
            *(
                words(head, name, 10, "center")
                for head, name in (
                    ("目标\n达到/目标数", "goals"),
                    ("结对\n已结/可结", "pairs"),
                    ("一带一\n有成效/对数", "outcomes"),
                    ("工作清单\n按期/应办", "duties"),
                    ("组织生活\n出席/应计", "attendance"),
                    ("双承诺\n按期/应兑现", "pledges"),
                    ("责任区\n整改/问题", "zones"),
                )
            ),
            number("示范岗\n考评均分", "posts", width=10),
            words("微心愿\n按期/到期", "wishes", 10, "center"),
            words("群众诉求\n按期/到期", "requests", 10, "center"),
            number("双星培训\n场次", "trainings", WHOLE),
            number("本年助力\n次数", "helps", WHOLE),
            number("创新成果\n计分项", "achievements", WHOLE),
            number("三责例外\n件数", "exceptions", WHOLE),
        ),
        1,
        _SYSTEM_NOTE,
    ),
    Page(
        "制度运行续",
        "难点、学时、督诺评诺、整改、监督意见、阵地和逐月的完成情况",
        "system",
        (
            words("支部", "unit", 18),
            words("结对难点\n已解决/难点", "difficulties", 10, "center"),
            number("人均学时\n党员", "per_member"),
            number("人均学时\n积极分子", "per_activist"),
            number("人均学时\n群众", "per_colleague"),
            *(
                words(head, name, 10, "center")
                for head, name in (
                    ("督诺\n已督/承诺", "supervised"),
                    ("评诺\n已评/完成", "reviewed"),
                    ("对照检查整改\n完成/问题", "repairs"),
                )
            ),
            *(
                number(head, name, WHOLE)
                for head, name in (
                    ("监督意见\n件数", "opinions"),
                    ("阵地\n个数", "positions"),
                    ("列席群众\n人次", "guests"),
                    ("清单未办\n项数", "undone"),
                )
            ),
            *_MONTHLY,
        ),
        1,
        _SYSTEM_NOTE,
    ),
    Page(
        "班组运行",
        "班组的目标、工作清单、心愿诉求、结对、成果和逐月的完成情况",
        "system_teams",
        (
            words("班组", "unit", 18),
            words("所属支部", "parent", 18),
            words("目标\n达到/目标数", "goals", 10, "center"),
            words("工作清单\n按期/应办", "duties", 10, "center"),
            number("清单未办\n项数", "undone", WHOLE),
            *_MONTHLY,
            number("承办培训\n场次", "trainings", WHOLE),
            words("支部带班组\n有成效/对数", "outcomes", 10, "center"),
            words("微心愿\n按期/到期", "wishes", 10, "center"),
            words("群众诉求\n按期/到期", "requests", 10, "center"),
            words("对照检查整改\n完成/问题", "repairs", 11, "center"),
            number("创新成果\n计分项", "achievements", WHOLE),
            number("三责例外\n件数", "exceptions", WHOLE),
        ),
        1,
        _SYSTEM_NOTE,
    ),
    Page(
        "填报校验",
        "应收的工作簿、收到情况、检查结果和行数账",
        "received",
        (
            words("类别", "kind", 13),
            words("单位", "unit", 16),
            words("文件", "file", 34),
            words("截至日期", "as_of", 12),
            words("状态", "state", 18),
            words("迟交", "late", 7, "center"),
            number("错误", "errors", WHOLE, 7),
            number("提醒", "warnings", WHOLE, 7),
            number("读到行数", "read", WHOLE, 9),
            number("采用", "used", WHOLE, 7),
            number("未采用", "refused", WHOLE, 8),
            number("其他期间", "other", WHOLE, 9),
            number("空白", "blank", WHOLE, 7),
        ),
        2,
    ),
    Page(
        "参数与口径",
        "分数线、规则条文和数据来源的指纹",
        "rules",
        (
            words("类别", "section", 12),
            words("内容", "text", 52),
            words("依据", "reference", 18),
            words("出处或指纹", "place", 32),
        ),
        1,
    ),
)
CONTENTS = Page(
    "目录",
    "",
    "",
    (Column("序号", "", 8, WHOLE, "center"), Column("工作表", "", 20), Column("内容", "", 62)),
    0,
)


def template() -> bytes:
    """The template workbook, the same bytes each time."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator, book.properties.title = "双星评价", "双星通报"
    contents = book.create_sheet(CONTENTS.title)
    _frame(contents, CONTENTS)
    for row, page in enumerate(PAGES, start=1):
        cells: tuple[str | int, ...] = (row, f'{{{{ link("{page.title}", "{page.title}") }}}}', page.about)
        contents.row_dimensions[HEAD_ROW + row].height = BODY_HEIGHT
        for letter, (column, value) in enumerate(zip(CONTENTS.columns, cells, strict=True), start=1):
            _body(contents.cell(HEAD_ROW + row, letter), value, column)
        _table(book.create_sheet(page.title), page)
    contents.print_area = f"A1:C{HEAD_ROW + len(PAGES)}"
    return same_bytes(book)


def _table(sheet: Worksheet, page: Page) -> None:
    _frame(sheet, page)
    for letter, column in enumerate(page.columns, start=1):
        start = f"{{% for row in {page.rows} %}}" if letter == 1 else ""
        _body(sheet.cell(HEAD_ROW + 1, letter), start + column.cell, column)
    sheet.row_dimensions[HEAD_ROW + 1].height = BODY_HEIGHT
    last = get_column_letter(len(page.columns))
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{HEAD_ROW + 1}"
    sheet.print_area = f"A1:{last}{HEAD_ROW + 1}"
    if page.rows == "boards":  # a heading stands before the rows of each peer group
        bold = DifferentialStyle(Font(bold=True), fill=PatternFill("solid", bgColor=STAR_FILLS[1]))
        heading = Rule("expression", formula=[f'$D{HEAD_ROW + 1}=""'], dxf=bold)
        sheet.conditional_formatting.add(f"A{HEAD_ROW + 1}:{last}{HEAD_ROW + 1}", heading)
    if page.rows == "trend":
        for level, fill in STAR_FILLS.items():
            ink = Font(color=WHITE) if level == 5 else Font(color=INK)
            paint = PatternFill("solid", bgColor=fill)
            rule = Rule(
                "cellIs", operator="equal", formula=[str(level)], dxf=DifferentialStyle(ink, fill=paint)
            )
            sheet.conditional_formatting.add(f"C{HEAD_ROW + 1}:{last}{HEAD_ROW + 1}", rule)


def _frame(sheet: Worksheet, page: Page) -> None:
    """Title, meta line, note, heads, and how the sheet is shown and printed."""
    last = len(page.columns)
    lines = (f"{{{{ plant }}}}{{{{ period }}}}双星通报 · {page.title}（{{{{ stage }}}}）", META, page.note)
    looks = ((16, RED, 30), (10, GREY, 18), (10, INK, 22))
    for row, (text, (size, color, height)) in enumerate(zip(lines, looks, strict=True), start=1):
        cell = sheet.cell(row, 1, text)
        cell.font = Font(name=FACE, size=size, bold=row == 1, color=color)
        cell.alignment = Alignment(vertical="center" if row < 3 else "top", wrap_text=row == 3)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
        sheet.row_dimensions[row].height = height
    two_lines = any("\n" in column.head for column in page.columns)
    sheet.row_dimensions[HEAD_ROW].height = 40 if two_lines else 24
    for letter, column in enumerate(page.columns, start=1):
        _head(sheet.cell(HEAD_ROW, letter, column.head))
        sheet.column_dimensions[get_column_letter(letter)].width = column.width
    sheet.freeze_panes = f"{get_column_letter(page.frozen + 1)}{HEAD_ROW + 1}"
    sheet.sheet_view.showGridLines = False
    _printing(sheet, landscape=last > 7)


def _printing(sheet: Worksheet, landscape: bool) -> None:
    sheet.print_title_rows = f"1:{HEAD_ROW}"
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    for side, margin in (("left", 0.5), ("right", 0.5), ("top", 0.6), ("bottom", 0.7)):
        setattr(sheet.page_margins, side, margin)
    footer = HeaderFooterItem()
    footer.left.text = "{{ plant }} {{ period }}（{{ stage }}）"
    footer.center.text = "第 &P 页 共 &N 页"
    footer.right.text = "规则 {{ version }}　{{ digest }}"
    sheet.oddFooter = footer


def _head(cell: Cell | MergedCell) -> None:
    cell.font = Font(name=FACE, size=11, bold=True, color=WHITE)
    cell.fill = PatternFill("solid", fgColor=RED)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = _box()


def _body(cell: Cell | MergedCell, value: str | int, column: Column) -> None:
    cell.value = value
    link, stars = "link(" in str(value), "row.standing" in str(value)
    color = BLUE if link else GOLD if stars else INK
    cell.font = Font(name=FACE, size=11, color=color, underline="single" if link else None)
    cell.alignment = Alignment(
        horizontal=column.across,
        vertical="center",
        wrap_text=True,
        indent=0 if column.across == "center" else 1,
    )
    cell.number_format = column.number_format
    cell.border = _box()


def _box() -> Border:
    line = Side(style="thin", color=LINE)
    return Border(left=line, right=line, top=line, bottom=line)


if __name__ == "__main__":
    (Path(__file__).parents[2] / "templates" / "双星通报.xlsx").write_bytes(template())
