"""整改通知单: one letter a unit with problems that are still to be put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipeline.core import chinese
from pipeline.report.disclosure import head_name
from pipeline.report.papers.letter import Context, Paper, day, labels, opening, wording
from pipeline.report.result import Result, UnitKey
from pipeline.report.stage import FIRST_DRAFT, NOTICE, OFFICIAL
from pipeline.report.statistics.inspections import state_of

TEMPLATE = "整改通知单"


def repairs(result: Result) -> Iterator[Paper]:
    """A letter for every unit with open rows of 对照检查 that have a 整改期限."""
    problems = _open(result)
    for key, name in labels(sorted(problems)).items():
        star = result.star.get(key)
        context = opening(result) | {
            "wording": wording(result, (FIRST_DRAFT, NOTICE, OFFICIAL)),
            "unit": key[1],
            "head": head_name(star) if star else chinese.NOTHING,
            "problems": problems[key],
        }
        yield Paper(f"公文/{TEMPLATE}-{name}.docx", TEMPLATE, context)


def _open(result: Result) -> dict[UnitKey, list[Context]]:
    rows = result.tables.frames["inspection"]
    rows = rows[rows["problem"].notna() & rows["due"].notna() & rows["fixed"].isna()]
    names = {code: name for code, (name, _) in result.tables.rulebook.families.items()}
    found: dict[UnitKey, list[Context]] = {}
    for row in rows.sort_values(["due", "problem", "indicator"], kind="stable").to_dict("records"):
        code = row["indicator"] if isinstance(row["indicator"], str) else ""
        found.setdefault((row["unit_kind"], row["unit"]), []).append(
            {
                "indicator": f"{code} {names.get(code, '')}".strip() or chinese.NOTHING,
                "problem": row["problem"],
                "due": _due(row["due"].date(), result.period.end),
            }
        )
    return found


def _due(due: dt.date, on: dt.date) -> str:
    """The term, and by how many days it is over on the last day of the period."""
    _, late = state_of(due, None, on)
    return day(due) + (f"（已逾期 {late} 天）" if late else "")
