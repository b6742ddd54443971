"""The tables of a result letter and the sheets of its workbook, both from the units' own pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core import chinese
from pipeline.excel.cells.kinds import show
from pipeline.mail.letter import ColumnStyle, LetterColumn, LetterTable, Page, table
from pipeline.rating.measures import MEASURE_OF
from pipeline.report.disclosure import head_name
from pipeline.report.pages.card import UnitRow
from pipeline.report.pages.unit import Peer, UnitPage, persons, unit_page
from pipeline.report.result import Result
from pipeline.report.rows import EvidenceCell, Star, UnitKey
from schemas.base import Kind
from schemas.words import TEAM

Spot = tuple[str, str, str]  # file, sheet, row
Reasons = Mapping[Spot, tuple[str, str]]


class Deduction(NamedTuple):
    """One line of a department's check."""

    unit: str
    indicator: str
    points: str
    reason: str
    day: str
    where: str


def reasons(checks: pd.DataFrame) -> Reasons:
    """Reason and day of each row of 班组考评."""
    return {
        (file, sheet, str(row)): (show(Kind.TEXT, reason), show(Kind.DATE, day))
        for (file, sheet, row), reason, day in zip(
            checks.index, checks["reason"], checks["date"], strict=True
        )
    }


def deductions(
    unit: UnitKey, result: Result, codes: frozenset[str], reasons_of: Reasons
) -> Iterator[Deduction]:
    """The unit's deductions by indicator and day; a clean row, which deducts nothing, is none. `codes`: what deductions count in."""
    rows = (cell for cell in result.cells_of(unit) if cell.indicator in codes and _spot(cell) in reasons_of)
    cells = [cell for cell in rows if float(cell.value or 0) > 0]
    lines = [
        Deduction(
            unit[1],
            cell.indicator,
            f"{cell.value} 分",
            *reasons_of.get(_spot(cell), ("", "")),
            f"{cell.file} › {cell.sheet} › {cell.cell}",
        )
        for cell in cells
    ]
    yield from sorted(lines, key=lambda one: (one.indicator, one.day, one.where))


def _spot(cell: EvidenceCell) -> Spot:
    return cell.file, cell.sheet, "".join(filter(str.isdigit, cell.cell))


MOST_PLACES = 20  # in the letter; the workbook has them all
_PLACES = (
    LetterColumn("名次"),
    LetterColumn("单位"),
    LetterColumn("第一责任人"),
    LetterColumn("总分", ColumnStyle.NUMBER),
    LetterColumn("得分", ColumnStyle.NUMBER),
    LetterColumn("加分", ColumnStyle.NUMBER),
    LetterColumn("星级", ColumnStyle.STARS),
)
_TEAMS = (
    LetterColumn("班组"),
    LetterColumn("班组长"),
    LetterColumn("得分", ColumnStyle.NUMBER),
    LetterColumn("星级", ColumnStyle.STARS),
    LetterColumn("较上期"),
)
_PAIRED = (
    LetterColumn("班组"),
    LetterColumn("班组长"),
    LetterColumn("星级", ColumnStyle.STARS),
    LetterColumn("较上期"),
)
_BOARDS = (
    LetterColumn("项目"),
    LetterColumn("得分", ColumnStyle.NUMBER),
    LetterColumn("数量 / 质量", ColumnStyle.NUMBER),
    LetterColumn("名次", ColumnStyle.NUMBER),
)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_MISSING = (LetterColumn("序号", ColumnStyle.NUMBER), LetterColumn("还差"))


@dataclass(frozen=True, slots=True, eq=False)
class LetterSource:
    """A result, what the pages of its units look up, the people whom no letter names from a cell, the indicators whose
    measured value is itself a score, those that count deductions, and why each was made."""

    result: Result
    people: frozenset[str]
    scored: frozenset[str]
    deducting: frozenset[str]
    reasons: Reasons

    def page(self, unit: UnitKey) -> UnitPage:
        """The unit's page, as the report has it."""
        return unit_page(self.result.star[unit], self.result, self.people)


def source(result: Result) -> LetterSource:
    """The result ready for letters."""
    sheets = result.tables
    kinds = {rule.code: MEASURE_OF[rule.measure] for rule in sheets.rulebook.indicators}
    scored = frozenset(code for code, kind in kinds.items() if kind.gives_score)
    deducting = frozenset(code for code, kind in kinds.items() if kind.deducts)
    return LetterSource(
        result,
        persons(result),
        scored,
        deducting,
        {**reasons(sheets.frames["check"]), **reasons(sheets.frames["unit_check"])},
    )


def places(page: UnitPage) -> list[Peer]:
    """The places that the letter lists: the best ones, and always the unit's own."""
    if len(page.others) <= MOST_PLACES:
        return page.others
    best = page.others[:MOST_PLACES]
    return best if any(o.own for o in best) else [*best[:-1], *(o for o in page.others if o.own)]


def tables_of(star: Star, page: UnitPage, of: LetterSource) -> Iterator[LetterTable]:
    """Places, the three comparisons, the branch's teams with their scores (rules 8), and what the next star takes."""
    if listed := places(page):
        cut = "" if len(listed) == len(page.others) else f"；只列 {len(listed)} 个，全部见附件"
        yield table(
            f"{star.unit_kind}名次：{page.others_note.rstrip('。')}{cut}。名次按总分，总分是得分与加分之和，图中是得分。",
            _PLACES,
            [(o.place, o.name, o.head, o.total, o.score, o.bonus, _level(o, star, of)) for o in listed],
            own=star.unit,
        )
    heads = _BOARDS if page.show_ranks else _BOARDS[:-1]
    yield table(
        "三比（满分 100，数量与质量的平均）",
        heads,
        [(title, b.score, b.halves, b.rank)[: len(heads)] for title, b in page.boards],
    )
    if page.card.teams:
        yield _teams(star, page.card.teams, of)
    if page.card.missing:
        wanted = [(str(number), text.rstrip("。")) for number, text in enumerate(page.card.missing, 1)]
        yield table("到下一星还差", _MISSING, wanted)


def _teams(star: Star, teams: Sequence[UnitRow], of: LetterSource) -> LetterTable:
    """The branch's own teams; of a branch without any those it is paired with, whose scores are another branch's affair (rules 8)."""
    heads = {r.name: head_name(of.result.star[TEAM, r.name]) for r in teams}
    if all(r.parent != star.unit for r in teams):
        return table(
            "结对班组（本支部没有班组，评星看结对班组的星级；得分发给班组所属的支部）",
            _PAIRED,
            [(r.name, heads[r.name], _stars(r.star, r.level), r.change) for r in teams],
        )
    return table(
        "所属班组",
        _TEAMS,
        [(r.name, heads[r.name], r.score, _stars(r.star, r.level), r.change) for r in teams],
    )


def _level(other: Peer, star: Star, of: LetterSource) -> str:
    """The stars of a listed unit; those who share a place with too many are not listed."""
    return (
        other.level
        if other.unit is None
        else _stars(of.result.star[star.unit_kind, other.unit].shown, other.level)
    )


def _stars(star: int | None, word: str) -> str:
    return word if star is None else f"{chinese.glyphs(star)} {word}"


def pages(of: Sequence[UnitPage]) -> Iterator[Page]:
    """The sheets: the first page is the unit's own, the others are of the teams that travel with it."""
    yield Page(
        "结果",
        ("单位", "总分", "得分", "加分", "星级", "较上期", "排名", "责任人"),
        tuple(map(_result, of)),
    )
    yield Page(
        "得分构成",
        ("单位", "编码", "指标", "实绩", "得分", "满分", "自评", "核定", "说明"),
        tuple(_each(of, _parts)),
    )
    yield Page(
        "定星依据", ("单位", "序号", "步骤", "规则", "规则位置", "说明", "变化"), tuple(_each(of, _reasons))
    )
    yield Page("到下一星", ("单位", "还差"), tuple((p.card.row.name, s) for p in of for s in p.card.missing))
    ranked = of[0].show_ranks
    heads = ("单位", "项目", "得分", "数量 / 质量", *(("名次",) if ranked else ()))
    rows = [
        (p.card.row.name, title, _number(b.score), b.halves, b.rank)[: len(heads)]
        for p in of
        for title, b in p.boards
    ]
    yield Page("三比", heads, tuple(rows))
    listed = tuple(
        (o.place, o.name, o.head, *map(_number, (o.total, o.score, o.bonus)), o.level) for o in of[0].others
    )
    yield Page("名次公布", ("名次", "单位", "第一责任人", "总分", "得分", "加分", "星级"), listed)
    yield Page(
        "数据出处", ("单位", "编码", "指标", "文件和工作表", "单元格", "内容"), tuple(_each(of, sources))
    )


def _each(of: Iterable[UnitPage], rows: Any) -> Iterator[tuple[object, ...]]:
    for page in of:
        for row in rows(page):
            yield page.card.row.name, *row


def _result(page: UnitPage) -> tuple[object, ...]:
    row: UnitRow = page.card.row
    numbers = map(_number, (row.total, row.score, row.bonus))
    return row.name, *numbers, row.level, row.change, page.standing, page.card.responsible


def _parts(page: UnitPage) -> list[tuple[object, ...]]:
    return [
        (
            p.code,
            p.name,
            p.value,
            *map(_number, (p.points, p.max_points, p.self_points, p.checked_points)),
            p.because,
        )
        for p in page.card.parts
    ]


def _number(text: str) -> float | str:
    """A printed number as a number again; a dash or a word as it is."""
    return float(text) if _NUMBER.fullmatch(text) else text


def _reasons(page: UnitPage) -> list[tuple[object, ...]]:
    return [(r.number, r.stage, r.rule, r.place, r.sentence, r.move) for r in page.card.reasons]


def sources(page: UnitPage) -> list[tuple[object, ...]]:
    """The cells behind the unit's numbers; those that name a person or a wish without what stands in them."""
    return [
        (s.code, s.name, where, cell, value)
        for s in page.card.sources
        for where, cells in s.sheets
        for cell, value in cells
    ]
