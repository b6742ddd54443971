"""年度定星.xlsx: stars, honours, posts, appraisals, the hand-over by department and its signatures, a sheet each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.chinese import period_title, points
from pipeline.excel.package import same_bytes
from pipeline.excel.write.form import printed_across
from pipeline.excel.write.styles import Styles, put, styles, undress, wide
from pipeline.excel.write.text import write, write_text
from pipeline.report.papers.letter import HANDED, Handed, receptions
from pipeline.year.nominate import OPINIONS
from pipeline.year.rows import VOTES, AnnualRows, UnitYear
from schemas.base import NO, YES
from schemas.words import UNIT_KINDS

_WIDEST, _NARROWEST, _LINE_HEIGHT = 60, 6, 15.0
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DAY = "　　年　月　日"
_SIGNED = "绩效交接签字"
_NUMERIC = (
    "名次",
    "得分",
    "系数",
    "平均",
    "名额",
    "正式党员",
    "（票）",
    "占比",
)  # how headings of numbers end
Line = tuple[str, ...]


class BookSheet(NamedTuple):
    """A sheet of the workbook; the headings stand with spaces between them."""

    title: str
    headings: str
    lines: Iterable[Line]


def annual_book(rows: AnnualRows, title: str, note: str) -> bytes:
    """The workbook as bytes; `note`: the line under the title of each sheet."""
    book = Workbook()
    looks = styles(book)
    for number, table in enumerate(_tables(rows)):
        sheet = book.worksheets[0] if not number else book.create_sheet()
        sheet.title = table.title
        write_text(put(sheet, 1, 1, looks["title"]), f"{title}　{table.title}")
        write_text(put(sheet, 2, 1, looks["note"]), note)
        _fill(sheet, looks, table.headings.split(), list(table.lines))
        sheet.freeze_panes = "A4"
        sheet.print_title_rows = "3:3"
        printed_across(sheet)
    return same_bytes(book)


def _tables(rows: AnnualRows) -> Iterator[BookSheet]:
    units = [unit for kind in UNIT_KINDS for unit in rows.units[kind]]
    quarters = " ".join(map(period_title, rows.quarters))
    last = "年终得分 " if rows.has_year_end else ""
    heads = f"名次 单位 所属支部 年度得分 年度星级 备注 上年星级 {quarters} {last}走势 第一责任人"
    for kind in UNIT_KINDS:
        stars = [_star(unit, rows.has_year_end) for unit in rows.units[kind]]
        yield BookSheet(f"{kind}年度定星", heads, stars)
    yield BookSheet(
        "定星依据", "单位 环节 怎样定的 规则出处", [(u.unit, *step) for u in units for step in u.steps]
    )
    honours = f"类别 单位或岗位 所属支部 第一责任人或责任党员 年度得分 理由 {' '.join(OPINIONS)}"
    yield BookSheet("推优参考名单", honours, [(*line, *[""] * len(OPINIONS)) for line in _honours(rows)])
    yield BookSheet(
        "民主评议推荐", "支部 正式党员 优秀名额 姓名 工号 年度得分 理由 备注", _proposed_members(rows)
    )
    yield BookSheet("民主评议等次", "支部 姓名 工号 等次 在推荐之列 处置意见 备注", _grades(rows))
    votes = [
        (v.branch, rows.names.get(v.person, v.person), *map(str, v.counts), points(v.good))
        for v in rows.votes
    ]
    yield BookSheet("述职评议", f"支部 书记 {' '.join(VOTES)} 好的占比", votes)
    yield BookSheet("示范岗考评", f"支部 示范岗 责任党员 {quarters} 年度平均 结果", _posts(rows))
    handed = sorted(
        (department, u.kind, u.unit, u.word, u.coefficient, u.responsible)
        for u in units
        for department in u.departments
    )
    yield BookSheet("绩效联动", "部门 单位类别 单位 年度星级 系数 第一责任人", handed)
    signed = receptions(Handed(line[0], *line[2:5]) for line in handed)
    yield BookSheet(_SIGNED, " ".join(HANDED), [(*line, "", _DAY, "", _DAY) for line in signed])


def _star(u: UnitYear, has_year_end: bool) -> Line:
    quarters = map(" ".join, u.quarters)
    place = (u.place, u.unit, u.parent, u.score, u.word, u.notes, u.previous)
    last = (u.year_end,) if has_year_end else ()
    return (*place, *quarters, *last, u.direction, u.responsible)


def _honours(rows: AnnualRows) -> Iterator[Line]:
    for kind in UNIT_KINDS:
        for c in rows.nominated[kind]:
            head = rows.heads[kind, c.unit]
            yield f"先进{kind}", c.unit, c.parent, head, points(c.score), "；".join(c.reasons)
    for p in rows.posts:
        if p.reason:
            yield "示范岗", p.name, p.branch, rows.names.get(p.person, ""), points(p.mean), p.reason


def _proposed_members(rows: AnnualRows) -> Iterator[Line]:
    for a in rows.appraisals:
        for c in a.proposed:
            member = (rows.names.get(c.unit, ""), c.unit, points(c.score), "；".join(c.reasons))
            yield a.branch, str(a.full), str(a.most), *member, "并列，待支部研究" if c.tied else ""


def _grades(rows: AnnualRows) -> Iterator[Line]:
    for a in rows.appraisals:
        for d in a.decided:
            proposed = YES if d.proposed else NO
            yield a.branch, rows.names.get(d.person, ""), d.person, d.grade, proposed, d.handling, d.against


def _posts(rows: AnnualRows) -> Iterator[Line]:
    for p in rows.posts:
        holder = rows.names.get(p.person, "")
        yield p.branch, p.name, holder, *map(points, p.reviews), points(p.mean), p.outcome


def _fill(sheet: Worksheet, looks: Styles, headings: Sequence[str], lines: Sequence[Line]) -> None:
    """Headings in the third row and the lines below; columns as wide and rows as high as their texts need."""
    widths = []
    for column, heading in enumerate(headings):
        write_text(put(sheet, 3, column + 1, looks["head required"]), heading)
        widest = max(wide(text) for text in (heading, *(line[column] for line in lines)))
        widths.append(max(_NARROWEST, min(_WIDEST, widest + 3)))
        sheet.column_dimensions[get_column_letter(column + 1)].width = widths[-1]
    formats = [_format(heading, [line[column] for line in lines]) for column, heading in enumerate(headings)]
    least = 2 if sheet.title == _SIGNED else 1  # room to sign
    for number, line in enumerate(lines, 4):
        for column, (number_format, text) in enumerate(zip(formats, line, strict=True), 1):
            cell = put(sheet, number, column, looks["cell"])
            if number_format and _NUMBER.fullmatch(text):
                write(cell, float(text))
                undress(cell)  # a format of its own, not of every cell that is dressed alike
                cell.number_format = number_format
            else:
                write(cell, text)
        needed = (ceil((wide(text) + 3) / width) for text, width in zip(line, widths, strict=True))
        sheet.row_dimensions[number].height = _LINE_HEIGHT * max(least, *needed)


def _format(heading: str, texts: Sequence[str]) -> str:
    """The number format of a column: as many decimals as any of its numbers has; "" for a column of words."""
    decimals = max((len(text.partition(".")[2]) for text in texts if _NUMBER.fullmatch(text)), default=0)
    return "" if not heading.endswith(_NUMERIC) else "0." + "0" * decimals if decimals else "0"
