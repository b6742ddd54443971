"""The year's output: index.html, annual_stars.csv and 年度定星.xlsx, from the same rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.chinese import figure, period_title
from pipeline.evidence.people import GRADE_WORDS
from pipeline.excel.package import same_bytes
from pipeline.excel.write.styles import Styles, put, styles, undress, wide
from pipeline.excel.write.text import write, write_text
from pipeline.report.data import safe
from pipeline.report.page import Box, Head, rendered
from pipeline.report.papers.letter import HANDED, Handed, receptions
from pipeline.year.award import Award
from pipeline.year.rows import NOTHING, AnnualRows, UnitYear
from schemas.base import NO, YES
from schemas.words import BRANCH, TEAM

COLUMNS = (
    "year",
    "unit_kind",
    "unit",
    "parent",
    "score",
    "score_star",
    "capped_star",
    "linked_star",
    "star",
    "previous_star",
    "status",
    "quarters",
    "direction",
    "coefficient",
    "tied",
    "because",
)
VOTES = tuple(f"{word}（票）" for word in GRADE_WORDS)
_WIDEST, _NARROWEST, _LINE_HEIGHT = 60, 6, 15.0
DAY = "　　年　月　日"
_NUMERIC = (
    "名次",
    "得分",
    "系数",
    "平均",
    "名额",
    "正式党员",
    "（票）",
    "占比",
)  # how the headings of numbers end
Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]  # title, headings, rows


def annual_page(award: Award, rows: AnnualRows, head: Head) -> bytes:
    """The office's page of the year."""
    limits = [
        (p, f"{p.name}：名额 {p.most} 个（参评 {p.rated} 个），联动后 {p.linked} 个，执行名额后 {p.held} 个")
        for p in award.places
    ]
    return rendered(
        "annual.html.j2",
        head=head,
        rows=rows,
        boxes=_boxes(rows),
        limits=limits,
        kinds=(BRANCH, TEAM),
        heads=[period_title(name) for name in rows.quarters],
        shown=shown,
        votes=VOTES,
        first=award.year.tables.rulebook.whole("推优得分名次"),
        each=award.year.tables.rulebook.whole("民主评议几人一名优秀"),
    )


def shown(value: Fraction | None) -> str:
    """Two decimals as they are compared; a dash for nothing."""
    return NOTHING if value is None else figure(value)


def _boxes(rows: AnnualRows) -> list[Box]:
    count = {
        (kind, star): sum(u.star == star for u in rows.units[kind])
        for kind in (BRANCH, TEAM)
        for star in (5, 4)
    }
    made = [
        Box(f"{count[kind, star]} / {len(rows.units[kind])}", f"{'五' if star == 5 else '四'}星{kind}")
        for kind, star in count
    ]
    tied = sum(bool(u.mark) for kind in (BRANCH, TEAM) for u in rows.units[kind])
    return [
        *made,
        Box(str(tied), "待党委研究"),
        Box(str(sum(p.outcome == "退出" for p in rows.posts)), "示范岗退出"),
    ]


def annual_csv(award: Award, rows: AnnualRows) -> bytes:
    """data/annual_stars.csv: one row a branch and team."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        sorted(
            tuple(safe(cell) for cell in _record(award, unit))
            for kind in rows.units
            for unit in rows.units[kind]
        )
    )
    return text.getvalue().encode("utf-8-sig")


def _record(award: Award, row: UnitYear) -> tuple[str, ...]:
    standing = award.rated.standings[row.kind, row.unit]
    linked = next((s.after for s in standing.trace if s.stage == "联动"), None)
    decided = (
        (None,) * 4 if standing.pending else (standing.score_star, standing.capped, linked, standing.star)
    )
    stars = ("" if star is None else str(star) for star in (*decided, standing.previous))
    score = "" if row.score == NOTHING else row.score
    return (
        award.year.period.name,
        row.kind,
        row.unit,
        row.parent,
        score,
        *stars,
        standing.status,
        "、".join(s for s, _ in row.quarters),
        row.direction,
        "" if row.coefficient == NOTHING else row.coefficient,
        "是" if row.mark else "否",
        "；".join(sentence for _, sentence, _ in row.steps),
    )


def annual_book(rows: AnnualRows, title: str, note: str) -> bytes:
    """年度定星.xlsx: stars, honours, posts, appraisals, the hand-over by department and its signatures, a sheet each."""
    book = Workbook()
    looks = styles(book)
    for number, (name, heads, lines) in enumerate(tables(rows)):
        sheet = book.worksheets[0] if not number else book.create_sheet()
        sheet.title = name
        _fill(sheet, looks, f"{title}　{name}", note, heads, lines)
    return same_bytes(book)


def tables(rows: AnnualRows) -> Iterable[Table]:
    """What the sheets of the workbook hold."""
    heads = (
        "名次",
        "单位",
        "所属支部",
        "年度得分",
        "年度星级",
        "备注",
        "上年星级",
        *map(period_title, rows.quarters),
        "走势",
        "第一责任人",
    )
    for kind in (BRANCH, TEAM):
        yield (
            f"{kind}年度定星",
            heads,
            [
                (
                    u.place,
                    u.unit,
                    u.parent,
                    u.score,
                    u.word,
                    u.notes,
                    u.previous,
                    *map(" ".join, u.quarters),
                    u.direction,
                    u.responsible,
                )
                for u in rows.units[kind]
            ],
        )
    yield (
        "定星依据",
        ("单位", "环节", "怎样定的", "规则出处"),
        [(u.unit, *step) for kind in (BRANCH, TEAM) for u in rows.units[kind] for step in u.steps],
    )
    yield (
        "推优名单",
        ("类别", "单位或岗位", "所属支部", "第一责任人或责任党员", "年度得分", "理由"),
        [
            *(
                (
                    f"先进{kind}",
                    c.unit,
                    c.parent,
                    rows.heads[kind, c.unit],
                    shown(c.score),
                    "；".join(c.reasons),
                )
                for kind in (BRANCH, TEAM)
                for c in rows.nominated[kind]
            ),
            *(
                ("示范岗", p.name, p.branch, rows.names.get(p.person, ""), shown(p.mean), p.reason)
                for p in rows.posts
                if p.reason
            ),
        ],
    )
    yield (
        "民主评议推荐",
        ("支部", "正式党员", "优秀名额", "姓名", "工号", "年度得分", "理由", "备注"),
        [
            (
                a.branch,
                str(a.full),
                str(a.most),
                rows.names.get(c.unit, ""),
                c.unit,
                shown(c.score),
                "；".join(c.reasons),
                "并列，待支部研究" if c.tied else "",
            )
            for a in rows.appraisals
            for c in a.proposed
        ],
    )
    yield (
        "民主评议等次",
        ("支部", "姓名", "工号", "等次", "在推荐之列", "处置意见", "备注"),
        [
            (
                a.branch,
                rows.names.get(d.person, ""),
                d.person,
                d.grade,
                YES if d.proposed else NO,
                d.handling,
                d.against,
            )
            for a in rows.appraisals
            for d in a.decided
        ],
    )
    yield (
        "述职评议",
        ("支部", "书记", *VOTES, "好的占比"),
        [
            (v.branch, rows.names.get(v.person, v.person), *map(str, v.counts), shown(v.good))
            for v in rows.votes
        ],
    )
    yield (
        "示范岗考评",
        ("支部", "示范岗", "责任党员", *(period_title(q) for q in rows.quarters), "年度平均", "结果"),
        [
            (p.branch, p.name, rows.names.get(p.person, ""), *map(shown, p.reviews), shown(p.mean), p.outcome)
            for p in rows.posts
        ],
    )
    handed: list[tuple[str, ...]] = sorted(
        (department, u.kind, u.unit, u.word, u.coefficient, u.responsible)
        for kind in (BRANCH, TEAM)
        for u in rows.units[kind]
        for department in u.departments
    )
    yield "绩效联动", ("部门", "单位类别", "单位", "年度星级", "系数", "第一责任人"), handed
    yield (
        "绩效交接签字",
        HANDED,
        [
            (*line, "", DAY, "", DAY)
            for line in receptions(
                Handed(department, unit, word, coefficient)
                for department, _, unit, word, coefficient, _ in handed
            )
        ],
    )


def _fill(
    sheet: Worksheet,
    looks: Styles,
    title: str,
    note: str,
    heads: Sequence[str],
    lines: Sequence[Sequence[str]],
) -> None:
    write_text(put(sheet, 1, 1, looks["title"]), title)
    write_text(put(sheet, 2, 1, looks["note"]), note)
    for column, head in enumerate(heads, 1):
        write_text(put(sheet, 3, column, looks["head required"]), head)
        widest = max((wide(line[column - 1]) for line in lines), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = max(
            _NARROWEST, min(_WIDEST, max(widest, wide(head)) + 3)
        )
    formats = [_format(head, [line[column] for line in lines]) for column, head in enumerate(heads)]
    for number, line in enumerate(lines, 4):
        for column, (form, text) in enumerate(zip(formats, line, strict=True), 1):
            numeric = form and text not in ("", NOTHING)
            cell = put(sheet, number, column, looks["cell"])
            write(cell, float(text) if numeric else text)
            if numeric:
                undress(cell)  # a format of its own, not of every cell that is dressed alike
                cell.number_format = form
        sheet.row_dimensions[number].height = _LINE_HEIGHT * max(
            2 if heads is HANDED else 1,
            *(  # room to sign
                ceil((wide(text) + 3) / sheet.column_dimensions[get_column_letter(c)].width)
                for c, text in enumerate(line, 1)
            ),
        )
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "3:3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = sheet.oddFooter
    assert footer is not None  # a worksheet always has one
    footer.center.text = "第 &P 页 共 &N 页"


def _format(head: str, texts: Sequence[str]) -> str:
    """The number format of a column: as many decimals as any of its numbers has; "" for a column of words."""
    decimals = max((len(text.partition(".")[2]) for text in texts if text not in ("", NOTHING)), default=0)
    return "" if not head.endswith(_NUMERIC) else "0." + "0" * decimals if decimals else "0"
