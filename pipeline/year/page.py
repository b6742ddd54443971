"""The files of a year: page, workbook and data."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.core.chinese import NOTHING, plain
from pipeline.core.publish import Files
from pipeline.rating.quota import said_places
from pipeline.report.data import csv_bytes, safe
from pipeline.report.disclosure import RECUSED_WORD
from pipeline.report.page import Box, PageHead, rendered
from pipeline.report.stage import DRAFT, stage_of
from pipeline.rulebook.rules import Rulebook
from pipeline.year.award import YearAward, award
from pipeline.year.book import annual_book
from pipeline.year.means import tests_of_year, year_end_scores, year_rule
from pipeline.year.nominate import OPINIONS
from pipeline.year.quarters import Year
from pipeline.year.rows import VOTES, AnnualRows, UnitYear, award_rows
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
    limits = [(p, said_places(p)) for p in award.places]
    return rendered(
        "annual.html.j2",
        head=head,
        rows=rows,
        boxes=_boxes(rows, award.year.tables.rulebook),
        limits=limits,
        warnings=[*filter(None, [tests_of_year(award.year.tables.rulebook)]), *award.warnings],
        year_rule=year_rule(award.year.tables.rulebook),
        kinds=UNIT_KINDS,
        heads=[q.period.title.removeprefix(f"{q.period.year}年") for q in award.year.quarters],
        recused_word=RECUSED_WORD,
        votes=VOTES,
        first=award.year.tables.rulebook.whole("推优得分名次"),
        least=plain(award.year.tables.rulebook.least_board_score),
        opinions=OPINIONS,
        each=award.year.tables.rulebook.whole("民主评议几人一名优秀"),
    )


def _boxes(rows: AnnualRows, rules: Rulebook) -> list[Box]:
    stars = [
        Box(f"{sum(u.star == star for u in rows.units[kind])} / {len(rows.units[kind])}", f"{word}{kind}")
        for kind in UNIT_KINDS
        for star, word in list(enumerate(rules.level_names(kind)))[:-3:-1]
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


def annual_files(year: Year) -> Files:
    """index.html, 年度定星.xlsx and data/annual_stars.csv of a year."""
    decided, settings = award(year), year.tables.rulebook.settings
    rows, title = award_rows(decided), f"{year.period.title}定星"
    stage, sentence = _year_stage(year)
    head = PageHead(
        title=title,
        subtitle="年度定星、推优和绩效联动",
        plant=settings["电厂名称"],
        facts=(f"季度 {'、'.join(q.period.name for q in year.quarters)}", f"规则版本 {settings['版本']}"),
        stage=stage,
        stage_sentence=sentence,
        internal=True,
        notes=(),
    )
    return {
        "index.html": annual_page(decided, rows, head),
        "年度定星.xlsx": annual_book(rows, title, f"{head.plant}　{stage}：{sentence}"),
        "data/annual_stars.csv": annual_csv(decided, rows),
    }


def _without_year_end(year: Year) -> int:
    """How many units that have a score lack a year-end score which the rulebook asks for."""
    if not year.tables.rulebook.year_end_share:
        return 0
    scored = {
        unit for quarter in year.quarters for unit in quarter.evaluation.scores.base if unit[0] in UNIT_KINDS
    }
    return len(scored - year_end_scores(year.tables).keys())


def _year_stage(year: Year) -> tuple[str, str]:
    """A year that lacks a quarter, or one with errors, is a trial; else what the year's own review workbook says."""
    faulty = [q.period.title for q in year.quarters if not q.clean]
    gaps = []
    if year.lacking:
        gaps.append(f"按已有 {len(year.quarters)} 个季度测算，缺{'、'.join(p.title for p in year.lacking)}")
    if faulty:
        gaps.append(f"{'、'.join(faulty)}还有错误或缺报")
    if without := _without_year_end(year):
        gaps.append(f"{without} 个单位还没有年终得分")
    if gaps:
        return DRAFT, "；".join(gaps) + "，不得公布"
    stage = stage_of(year.tables, draft=False)
    return stage.name, stage.sentence
