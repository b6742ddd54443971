"""The two sheets we add to a returned workbook: 问题清单, and 其他内容 with what has no place in the form."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.finding import Finding, Group, Place, Severity, alike, sentence_of, spans_of
from pipeline.excel import layout
from pipeline.excel.layout import ACCEPTED, CELL, HEADS, SHEET
from pipeline.excel.write.dropdowns import tick_validation
from pipeline.excel.write.form import on_paper
from pipeline.excel.write.styles import Styles, dress, put, wide
from pipeline.excel.write.text import write, write_text

TITLE_ROW, NOTE_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4
_WIDTHS = (6, 7, 14, 9, 16, 22, 44, 44, 18, 7, 28)
_LINE_HEIGHT, _TALLEST = 14, 300
_DEGREE_AT = HEADS.index("程度") + 1
_LINK_AT = HEADS.index(CELL) + 1
_TICK_AT = HEADS.index(ACCEPTED) + 1
OTHER_HEADS = (SHEET, CELL, "表头", "内容")
_OTHER_WIDTHS = (18, 10, 24, 80)
_UPGRADE_HEADS = ("序号", "变化", "在哪里", "说明")
_UPGRADE_WIDTHS = (8, 12, 40, 72)
_WORST_FIRST = {severity: order for order, severity in enumerate(Severity)}


class Spot(NamedTuple):
    """A cell of the returned workbook."""

    sheet: str
    cell: str


class Listed(NamedTuple):
    """A finding, its cell in the returned workbook, the value to accept, and all that the cell holds, of which the finding may
    name a part; None or "" where there is none."""

    finding: Finding
    spot: Spot | None
    suggested: str = ""
    held: str = ""

    @property
    def value(self) -> str:
        """What stands there now: the whole of it where something is to be taken in its place."""
        return self.held if self.suggested else self.finding.value


class Unsettled(NamedTuple):
    """What may be said of a workbook in which nothing was found, and which checks wait for what; "" where none does."""

    all_clear: str
    rest: str


SETTLED = Unsettled("没有发现问题", "")


class Leftover(NamedTuple):
    """A cell that has no place in the form: where it stood in their file, the heading above it, what it held."""

    place: Place
    heading: str
    value: object


def write_problems(
    workbook: Workbook, listed: Iterable[Listed], styles: Styles, unsettled: Unsettled
) -> None:
    """问题清单 as the first sheet: one line a slip, the gravest first and in the order of the sheets, each with a link to its cell."""
    tabs = {name: number for number, name in enumerate(workbook.sheetnames)}
    rows = sorted(
        listed,
        key=lambda one: (
            _WORST_FIRST[one.finding.severity],
            tabs.get(one.spot.sheet if one.spot else one.finding.place.sheet, len(tabs)),
            one.finding,
        ),
    )
    ws = workbook.create_sheet(layout.PROBLEMS, 0)
    _head(ws, layout.PROBLEMS, _summary([one.finding for one in rows], unsettled), HEADS, _WIDTHS, styles)
    lines = _lines(rows)
    for number, (one, group, cells) in enumerate(lines, start=1):
        finding, spot = one.finding, one.spot
        row = HEAD_ROW + number
        # as the copy calls it
        sheet = spot.sheet if spot and spot.sheet != layout.OTHERS else finding.place.sheet
        line = (
            number,
            str(finding.severity),
            sheet,
            "",
            finding.column,
            one.value,
            sentence_of(group),
            finding.remedy,
            one.suggested,
            None,
            None,
        )
        _line(ws, row, line, _WIDTHS, styles)
        dress(ws.cell(row, _DEGREE_AT), styles[f"degree {finding.severity}"])
        if spot:
            _link(ws, row, spot, cells, styles)
        put(ws, row, _TICK_AT, styles["tick"])
    last, letter = max(FIRST_ROW, HEAD_ROW + len(lines)), get_column_letter(_TICK_AT)
    ws.add_data_validation(tick_validation(f"{letter}{FIRST_ROW}:{letter}{last}"))
    ws.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(HEADS))}{last}"


class _Slip(NamedTuple):
    """A line of 问题清单: what stands for all of it, its findings, and their cells."""

    listed: Listed
    group: Group
    cells: str


def _lines(rows: Sequence[Listed]) -> list[_Slip]:
    """The lines: equal findings of a column together, unless something is offered for one of them."""
    of_finding = {one.finding: one for one in rows}
    lines = []
    for group in alike(one.finding for one in rows):
        listed = [of_finding[finding] for finding in group]
        spots = [one.spot for one in listed if one.spot]
        together = len(spots) == len(listed) and not any(one.suggested for one in listed)
        if together and len({spot.sheet for spot in spots}) == 1:
            lines.append(_Slip(listed[0], group, _span(spots)))
        else:
            lines += [_Slip(one, (one.finding,), one.spot.cell if one.spot else "") for one in listed]
    return lines


def _span(spots: Sequence[Spot]) -> str:
    places = [coordinate_from_string(spot.cell) for spot in spots]
    return spans_of(places[0][0], [row for _, row in places])


def kept_at(others: Sequence[Leftover]) -> Callable[[Place], Spot | None]:
    """Finds where 其他内容 has what stood in a cell; else the first of its column, or of its sheet where no column is named."""
    first_rows: dict[Place, int] = {}
    for row, one in enumerate(others, start=FIRST_ROW):
        for place in (one.place, replace(one.place, row=0), Place(one.place.file, one.place.sheet)):
            first_rows.setdefault(place, row)

    def at(place: Place) -> Spot | None:
        row = first_rows.get(place) or first_rows.get(replace(place, row=0))
        return Spot(layout.OTHERS, f"{get_column_letter(len(OTHER_HEADS))}{row}") if row else None

    return at


def write_others(workbook: Workbook, others: Sequence[Leftover], styles: Styles) -> None:
    """其他内容 as the last sheet, kept so that nothing that was sent is lost; none where there is nothing."""
    if not others:
        return
    ws = workbook.create_sheet(layout.OTHERS)
    _head(
        ws,
        layout.OTHERS,
        "报来的文件里，下面这些内容不在模板的表格之内，没有读取，原样留在这里。",
        OTHER_HEADS,
        _OTHER_WIDTHS,
        styles,
    )
    for row, (place, heading, value) in enumerate(others, start=FIRST_ROW):
        _line(ws, row, (place.sheet, place.cell, heading, value), _OTHER_WIDTHS, styles)
    ws.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(OTHER_HEADS))}{HEAD_ROW + len(others)}"


def write_upgrade(workbook: Workbook, changes: Sequence[tuple[str, str, str]], styles: Styles) -> None:
    """升级说明 as the first sheet: a line for everything that the earlier form did not have."""
    ws = workbook.create_sheet(layout.UPGRADED, 0)
    note = "这份工作簿由以前的一版升级到现行的一版，原来填的内容都在。下面是增加和改变的地方。"
    _head(ws, layout.UPGRADED, note, _UPGRADE_HEADS, _UPGRADE_WIDTHS, styles)
    for number, change in enumerate(changes, start=1):
        _line(ws, HEAD_ROW + number, (number, *change), _UPGRADE_WIDTHS, styles)


def _head(
    ws: Worksheet, name: str, note: str, heads: Sequence[str], widths: Sequence[float], styles: Styles
) -> None:
    write_text(put(ws, TITLE_ROW, 1, styles["title"]), name)
    write_text(put(ws, NOTE_ROW, 1, styles["note"]), note)
    for at, (text, width) in enumerate(zip(heads, widths, strict=True), start=1):
        write_text(put(ws, HEAD_ROW, at, styles["head"]), text)
        ws.column_dimensions[get_column_letter(at)].width = width
    for row, height in ((TITLE_ROW, 28), (NOTE_ROW, 20), (HEAD_ROW, 24)):
        ws.row_dimensions[row].height = height
    ws.freeze_panes = f"A{FIRST_ROW}"
    ws.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    on_paper(ws)


def _line(ws: Worksheet, row: int, values: Sequence[object], widths: Sequence[float], styles: Styles) -> None:
    for at, value in enumerate(values, start=1):
        write(put(ws, row, at, styles["centre" if isinstance(value, int) else "cell"]), value)
    lines = max(math.ceil(wide(str(value)) / width) for value, width in zip(values, widths, strict=True))
    ws.row_dimensions[row].height = min(_LINE_HEIGHT * max(lines, 1) + 5, _TALLEST)


def _link(ws: Worksheet, row: int, spot: Spot, cells: str, styles: Styles) -> None:
    cell = put(ws, row, _LINK_AT, styles["link"])
    write_text(cell, f"{spot.sheet} {spot.cell}" if spot.sheet == layout.OTHERS else cells)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(spot.sheet)}!{spot.cell}")


def _summary(findings: Sequence[Finding], unsettled: Unsettled) -> str:
    if not findings:
        return f"{unsettled.all_clear}。"
    counts = Counter(finding.severity for finding in findings)
    parts = "，".join(f"{severity} {counts[severity]} 处" for severity in Severity if counts[severity])
    how = (
        "点“单元格”可跳到所在的格；改好标色的格（同意“建议值”的，在“采纳”栏选 √ 即可），"
        "提醒核对无误的在“情况说明”栏写明原因，保存后把这份文件再报送"
    )
    return "。".join(filter(None, [f"共 {len(findings)} 处：{parts}", how, unsettled.rest])) + "。"
