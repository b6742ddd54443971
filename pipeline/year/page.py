"""The year's page and its data file, from the same rows."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.core.chinese import NOTHING, period_title
from pipeline.report.data import csv_bytes, safe
from pipeline.report.page import Box, PageHead, rendered
from pipeline.year.award import YearAward
from pipeline.year.rows import VOTES, AnnualRows, UnitYear
from schemas.base import NO, YES
from schemas.words import UNIT_KINDS


class Record(NamedTuple):
    """A row of annual_stars.csv; its fields are the columns."""

    year: str
    unit_kind: str
    unit: str
    parent: str
    score: str
    score_star: str
    capped_star: str
    linked_star: str
    star: str
    previous_star: str
    status: str
    quarters: str
    direction: str
    coefficient: str
    tied: str
    because: str


def annual_page(award: YearAward, rows: AnnualRows, head: PageHead) -> bytes:
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
        kinds=UNIT_KINDS,
        heads=[period_title(name) for name in rows.quarters],
        votes=VOTES,
        first=award.year.tables.rulebook.whole("推优得分名次"),
        each=award.year.tables.rulebook.whole("民主评议几人一名优秀"),
    )


def _boxes(rows: AnnualRows) -> list[Box]:
    stars = [
        Box(f"{sum(u.star == star for u in rows.units[kind])} / {len(rows.units[kind])}", f"{word}{kind}")
        for kind in UNIT_KINDS
        for star, word in ((5, "五星"), (4, "四星"))
    ]
    tied = sum(bool(u.mark) for kind in UNIT_KINDS for u in rows.units[kind])
    leaving = sum(p.outcome == "退出" for p in rows.posts)
    return [*stars, Box(str(tied), "待党委研究"), Box(str(leaving), "示范岗退出")]


def annual_csv(award: YearAward, rows: AnnualRows) -> bytes:
    """data/annual_stars.csv: one row a branch and team."""
    records = [_record(award, unit) for kind in rows.units for unit in rows.units[kind]]
    return csv_bytes(Record._fields, sorted(tuple(map(safe, record)) for record in records))


def _record(award: YearAward, row: UnitYear) -> Record:
    standing = award.rated.standings[row.kind, row.unit]
    linked = next((s.after for s in standing.trace if s.stage == "联动"), None)
    stages = (standing.score_star, standing.capped, linked, standing.star)
    score_star, capped, linked, star = (None,) * 4 if standing.pending else stages
    return Record(
        year=award.year.period.name,
        unit_kind=row.kind,
        unit=row.unit,
        parent=row.parent,
        score=_blank(row.score),
        score_star=_digit(score_star),
        capped_star=_digit(capped),
        linked_star=_digit(linked),
        star=_digit(star),
        previous_star=_digit(standing.previous),
        status=standing.status,
        quarters="、".join(score for score, _ in row.quarters),
        direction=row.direction,
        coefficient=_blank(row.coefficient),
        tied=YES if row.mark else NO,
        because="；".join(sentence for _, sentence, _ in row.steps),
    )


def _blank(text: str) -> str:
    return "" if text == NOTHING else text


def _digit(star: int | None) -> str:
    return "" if star is None else str(star)
