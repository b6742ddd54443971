"""The files of a year: page, workbook and data."""

from __future__ import annotations

from pipeline.core.publish import Files
from pipeline.report.page import PageHead
from pipeline.report.stage import DRAFT, stage_of
from pipeline.year.award import award
from pipeline.year.book import annual_book
from pipeline.year.page import annual_csv, annual_page
from pipeline.year.quarters import Year
from pipeline.year.rows import award_rows


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


def _year_stage(year: Year) -> tuple[str, str]:
    """A year that lacks a quarter, or one with errors, is a trial; else what the year's own review workbook says."""
    faulty = [q.period.title for q in year.quarters if not q.clean]
    gaps = []
    if year.lacking:
        gaps.append(f"按已有 {len(year.quarters)} 个季度测算，缺{'、'.join(p.title for p in year.lacking)}")
    if faulty:
        gaps.append(f"{'、'.join(faulty)}还有错误或缺报")
    if gaps:
        return DRAFT, "；".join(gaps) + "，不得公布"
    stage = stage_of(year.tables, draft=False)
    return stage.name, stage.sentence
