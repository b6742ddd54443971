"""The circular workbook (双星通报): a result, cut to its publication level, poured into the office's template."""

from __future__ import annotations

from importlib.resources import files

from pipeline.core.chinese import period_title
from pipeline.core.finding import Finding
from pipeline.excel.template.render import render_book
from pipeline.report.disclosure import FULL, SENTENCES, correction_lines, fallback_note, reservations
from pipeline.report.papers import circular_rows
from pipeline.report.papers.circular_system import system_rows, team_rows
from pipeline.report.result import Result
from schemas.words import BRANCH, TEAM

TEMPLATE = "双星通报.xlsx"


def circular(result: Result, template: bytes | None = None) -> tuple[bytes | None, list[Finding]]:
    """The .xlsx file, None with what is wrong in the template that the office has restyled; ours if none is given."""
    if template is None:
        template = files("templates").joinpath(TEMPLATE).read_bytes()
    return render_book(template, context(result), f"templates/{TEMPLATE}")


def context(result: Result) -> dict[str, object]:
    """The names a template may use; docs/通报模板.md explains them."""
    periods, statistics = circular_rows.trend_periods(result.period), result.statistics
    return {
        "plant": result.plant,
        "period": result.period.title,
        "stage": result.stage.name,
        "version": result.version,
        "digest": result.digest,
        "note": _note(result),
        "nature": "年度定星" if result.period.months == 12 else "季度过程评价，年度定星",
        "summary": circular_rows.summary_rows(result),
        "branches": circular_rows.unit_rows(result, BRANCH, result.level),
        "teams": circular_rows.unit_rows(result, TEAM, result.level),
        "boards": circular_rows.board_rows(result, result.level),
        "boards_note": fallback_note(result, result.level),
        "trend_heads": [period_title(name) for name in periods],
        "trend": circular_rows.trend_rows(result, periods),
        "basis": circular_rows.basis_rows(result, result.level),
        "scores": circular_rows.score_rows(result, result.level),
        "system": system_rows(statistics, result.level),
        "system_teams": team_rows(statistics, result.level),
        "month_heads": statistics.months.titles if statistics else ("", "", ""),
        "received": circular_rows.intake_rows(result),
        "rules": circular_rows.rule_rows(result),
        "basis_note": "" if result.level == FULL else "按公布范围，只列经规则调整的单位",
        "system_note": "" if result.level == FULL else "按公布范围，只列全厂合计",
        "scores_note": "" if result.level == FULL else "按公布范围，不列得分明细",
    }


def _note(result: Result) -> str:
    """The line that stands on every sheet: the stage, who is missing, what is published."""
    parts = [
        result.stage.sentence.rstrip("。"),
        *reservations(result),
        *correction_lines(result),
        f"回避，由党委指定的其他部门复核，纪委办监督：{'、'.join(result.recused)}" if result.recused else "",
        SENTENCES[result.level],
    ]
    return "；".join(part for part in parts if part)
