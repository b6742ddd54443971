"""验算表.xlsx: the period rated once more by the spreadsheet program, with what the system says beside it."""

from __future__ import annotations

from math import ceil

from openpyxl import Workbook

from pipeline.excel.package import same_bytes
from pipeline.excel.write.styles import Styles, put, styles, wide
from pipeline.excel.write.text import write_text
from pipeline.rating.caps import SUSPENDED
from pipeline.rating.evaluate import Evaluation
from pipeline.report.papers.recheck.linkage import LinkTabs, link_tabs
from pipeline.report.papers.recheck.points import point_tabs
from pipeline.report.papers.recheck.stars import caps_tab, ladders, star_tab, total_tab
from pipeline.report.papers.recheck.tab import FIRST_ROW, Formula, Tab, add, differs, fit_width
from pipeline.report.result import Result

NAME = "验算表.xlsx"
_TEXT_WIDTH = 96  # half-width characters
_SAYS = (
    "用表格软件把本期的得分和星级重新算一遍，和系统的结果逐格相减。蓝色的数是给定的，黑色的数是公式，点开就能看到怎么算、用了哪几格。",
    "次序：指标（分子、分母来自各支部和部门的工作簿）→ 总分 → 星级（分数线、升降、上限）→ 联动（一轮一列）→ 结果。",
    "打开以后请等表格软件算完；有的软件要点“启用编辑”，或按 Ctrl+Alt+F9 重新计算。",
    "没有用公式重算的：分子和分母本身（见报告各页列出的单元格）、减分和加分、会议决定的封顶和暂缓、看党员得分和往期的条件、执行名额的结果。",
    "暂缓评定的单位各表都不列星级；别的单位要用到它的地方，直接给出这一格的结果，不用公式。",
    "内部资料，供党建工作部门核对，不对外发布。",
)


def recheck_book(result: Result) -> bytes:
    """The workbook of a quarter: no result is stored in it, every formula is worked out by the program that opens it."""
    evaluation = result.evaluation
    points = point_tabs(evaluation)
    total = total_tab(evaluation, points)
    levels, caps = ladders(evaluation), caps_tab(evaluation, points)
    star = star_tab(evaluation, total, levels, caps)
    linked = link_tabs(evaluation, star)
    final = _final_tab(evaluation, star, linked)
    tabs = [final, points.points, points.bands, total, levels.tab, caps.tab, star, *linked.tabs]
    differing = [
        (points.points, "差"),
        (total, "差"),
        (total, "总分差"),
        (star, "差"),
        (final, "得分差"),
        (final, "星级差"),
    ]
    workbook = Workbook()
    looks = styles(workbook)
    _front(workbook, looks, result, differing, linked)
    for tab in (tab for tab in tabs if tab.rows):
        add(workbook, tab, looks)
    return same_bytes(workbook)


def _final_tab(evaluation: Evaluation, star: Tab, linked: LinkTabs) -> Tab:
    """结果: score and linked star of every unit beside what the system says."""
    tab = Tab(
        "结果",
        "重算的得分和星级，与系统的结果相减",
        "单位类别 单位 评定 得分 系统得分 得分差 星级 系统星级 星级差",
    )
    for number, standing in enumerate(evaluation.rated.standings.values(), FIRST_ROW):
        score = Formula(f'IF({star.cell("得分", number)}="","",{star.cell("得分", number)})')
        open_star = standing.rated and not standing.pending
        final = Formula(linked.last[standing.unit]) if open_star else None
        ours = None if standing.score is None else float(standing.score)
        scores = [score, ours, differs(tab.here("得分"), tab.here("系统得分"))]
        stars = [
            final,
            standing.star if open_star else None,
            differs(tab.here("星级"), tab.here("系统星级")),
        ]
        status = SUSPENDED if standing.pending else standing.status
        tab.rows.append([*standing.unit, status, *scores, *stars])
    return tab


def _front(
    workbook: Workbook, looks: Styles, result: Result, differing: list[tuple[Tab, str]], linked: LinkTabs
) -> None:
    """说明: what the workbook is, of which result, and whether anything differs."""
    sheet = workbook.worksheets[0]
    sheet.title = "说明"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, _TEXT_WIDTH
    write_text(put(sheet, 1, 1, looks["title"]), f"{result.period.title}验算表")
    facts = (
        ("电厂", result.plant),
        ("阶段", result.stage.name),
        ("规则版本", result.version),
        ("数据指纹", result.digest),
    )
    ranges = [tab.cells(head) for tab, head in differing if tab.rows]
    apart = "+".join(f'SUMIF({cells},">0")-SUMIF({cells},"<0")' for cells in ranges)
    verdict = (("差的绝对值合计", Formula(apart)), ("联动", linked.settled))
    for row, (name, value) in enumerate((*facts, *verdict), 3):
        write_text(put(sheet, row, 1, looks["label"]), name)
        if isinstance(value, Formula):
            put(sheet, row, 2, looks["computed"]).value = f"={value}"
        else:
            write_text(put(sheet, row, 2, looks["cell"]), value)
    for row, sentence in enumerate(_SAYS, 3 + len(facts) + len(verdict) + 1):
        write_text(put(sheet, row, 2, looks["cell"]), sentence)
        sheet.row_dimensions[row].height = 16.0 * ceil((wide(sentence) + 4) / _TEXT_WIDTH)
    fit_width(sheet)
