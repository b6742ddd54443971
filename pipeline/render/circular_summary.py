"""The first table of the circular workbook: counts, figures, and the decisions worth a sentence."""

from __future__ import annotations

from collections import Counter

from pipeline.core.chinese import LEVELS, listed
from pipeline.core.finding import Severity
from pipeline.rating.stars import RATED
from pipeline.render.circular_rows import Row, by_name
from pipeline.render.disclosure import FULL, adjusting, remark
from pipeline.render.rows import Star, Tables
from pipeline.result import Result
from schemas.words import UNIT_KINDS


def summary_rows(result: Result, tables: Tables) -> list[Row]:
    """Counts of stars and findings, the figures of the system, and the decisions worth a sentence."""
    rows = [row for kind in UNIT_KINDS for row in _counts(kind, tables.stars.get(kind, []), tables)]
    found = Counter(finding.severity for finding in result.intake.findings)
    rows.append(_line("填报校验：错误", found[Severity.ERROR], "条", "见“填报校验”"))
    rows.append(_line("填报校验：提醒", found[Severity.WARNING], "条", "见“填报校验”"))
    rows += [_line(f.name, f.value, f.unit, f.source) for f in result.figures]
    for star in by_name(tables):
        steps = adjusting(tables.trace.get(star.key, []))
        if star.pending or (steps and star.star is not None):
            rows.append(_line("要点", None, "", f"{star.unit}：{remark(result.level, star, steps)}"))
    if result.level == FULL:
        rows += [_line("提醒", None, "", sentence) for sentence in result.warnings]
    return rows


def _counts(kind: str, stars: list[Star], tables: Tables) -> list[Row]:
    shown = [s for s in stars if s.shown is not None]
    unrated = [s.unit for s in stars if s.status != RATED]
    rows = [
        _line(f"{kind}：应评", len(stars), "个", "名册中的单位"),
        _line(f"{kind}：已评", len(stars) - len(unrated), "个", f"未评：{listed(unrated)}" if unrated else ""),
    ]
    for level in (5, 4, 3, 2, 1, 0):
        units = [s for s in shown if s.shown == level]
        rows.append(_line(f"{kind}：{LEVELS[level]}", len(units), "个", listed([s.unit for s in units])))
    for word, change in (("升星", 1), ("降星", -1)):
        moved = [s for s in shown if (s.change or 0) * change > 0]
        rows.append(_line(f"{kind}：较上期{word}", len(moved), "个", listed([s.unit for s in moved])))
    adjusted = [s for s in shown if adjusting(tables.trace.get(s.key, []))]
    rows.append(_line(f"{kind}：经规则调整", len(adjusted), "个", listed([s.unit for s in adjusted])))
    return rows


def _line(name: str, value: int | None, unit: str, text: str) -> Row:
    return {"name": name, "value": value, "unit": unit, "text": text}
