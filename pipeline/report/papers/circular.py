"""The circular workbook (双星通报): a result, cut to its publication level, poured into the office's template."""

from __future__ import annotations

from importlib.resources import files

from pipeline.core.chinese import period_title
from pipeline.core.finding import Finding
from pipeline.excel.template.render import render_book
from pipeline.report.disclosure import FULL, SENTENCES, fallback_note, reservations
from pipeline.report.papers.circular_rows import (
    basis_rows,
    board_rows,
    intake_rows,
    rule_rows,
    score_rows,
    summary_rows,
    trend_periods,
    trend_rows,
    unit_rows,
)
from pipeline.report.papers.circular_system import system_rows, team_rows
from pipeline.report.result import Result
from pipeline.report.rows import tables
from pipeline.report.statistics import Mechanism
from schemas.words import BRANCH, TEAM

TEMPLATE = "双星通报.xlsx"


def circular(
    result: Result, template: bytes | None = None, seen: Mechanism | None = None
) -> bytes | tuple[Finding, ...]:
    """The .xlsx file, or what is wrong with the template that the office has restyled; ours if none is given.

    `seen`: the system's figures for the sheets 制度运行, 制度运行续 and 班组运行, which are empty without them."""
    if template is None:
        template = files("templates").joinpath(TEMPLATE).read_bytes()
    return render_book(template, context(result, seen), f"templates/{TEMPLATE}")


def context(result: Result, seen: Mechanism | None = None) -> dict[str, object]:
    """The names a template may use; docs/通报模板.md explains them."""
    found, periods = tables(result), trend_periods(result.period)
    return {
        "plant": result.plant,
        "period": result.period.title,
        "stage": result.stage.name,
        "version": result.version,
        "digest": result.digest,
        "note": _note(result),
        "nature": "年度定星" if result.period.months == 12 else "季度过程评价，年度定星",
        "summary": summary_rows(result, found),
        "branches": unit_rows(found, BRANCH, result.level),
        "teams": unit_rows(found, TEAM, result.level),
        "boards": board_rows(found, result.level),
        "boards_note": fallback_note(found, result.level),
        "trend_heads": [period_title(name) for name in periods],
        "trend": trend_rows(found, periods),
        "basis": basis_rows(found, result.level),
        "scores": score_rows(found, result.level),
        "system": system_rows(seen, result.level),
        "system_teams": team_rows(seen, result.level),
        "month_heads": seen.months.titles if seen else ("", "", ""),
        "received": intake_rows(result),
        "rules": rule_rows(result),
        "basis_note": "" if result.level == FULL else "按公布范围，只列经规则调整的单位",
        "system_note": "" if result.level == FULL else "按公布范围，只列全厂合计",
        "scores_note": "" if result.level == FULL else "按公布范围，不列得分明细",
    }


def _note(result: Result) -> str:
    """The line that stands on every sheet: the stage, who is missing, what is published."""
    parts = [
        result.stage.sentence.rstrip("。"),
        *reservations(result),
        f"回避，由纪检复核：{'、'.join(result.recused)}" if result.recused else "",
        SENTENCES[result.level],
    ]
    return "；".join(part for part in parts if part)
