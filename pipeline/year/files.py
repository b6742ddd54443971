"""The files of a year: page, workbook and data."""

from __future__ import annotations

from pipeline.core.publish import Files
from pipeline.report.page import Head
from pipeline.report.stage import DRAFT, stage_of
from pipeline.year.award import award
from pipeline.year.page import annual_book, annual_csv, annual_page
from pipeline.year.quarters import Year
from pipeline.year.rows import annual_rows


def annual_files(found: Year) -> Files:
    """index.html, 年度定星.xlsx and data/annual_stars.csv of a year."""
    decided, rules = award(found), found.tables.rulebook
    rows, title = annual_rows(decided), f"{found.period.title}定星"
    stage, sentence = _year_stage(found)
    facts = (f"季度 {'、'.join(q.period.name for q in found.quarters)}", f"规则版本 {rules.settings['版本']}")
    head = Head(
        title, "年度定星、推优和绩效联动", rules.settings["电厂名称"], facts, stage, sentence, True, ()
    )
    return {
        "index.html": annual_page(decided, rows, head),
        "年度定星.xlsx": annual_book(rows, title, f"{head.plant}　{stage}：{sentence}"),
        "data/annual_stars.csv": annual_csv(decided, rows),
    }


def _year_stage(found: Year) -> tuple[str, str]:
    """A year that lacks a quarter, or one with errors, is a trial; else what the year's own review workbook says."""
    faulty = [q.period.title for q in found.quarters if not q.clean]
    told = []
    if found.lacking:
        told.append(f"按已有 {len(found.quarters)} 个季度测算，缺{'、'.join(p.title for p in found.lacking)}")
    if faulty:
        told.append(f"{'、'.join(faulty)}还有错误或缺报")
    if told:
        return DRAFT, "；".join(told) + "，不得公布"
    stage = stage_of(found.tables, draft=False)
    return stage.name, stage.sentence
