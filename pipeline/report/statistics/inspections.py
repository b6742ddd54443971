"""星级建设标准化: self score beside checked score, the problems found with their terms, and how strictly departments examine."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import pstdev

from pipeline.core.exact import exact, half_up
from pipeline.core.workdays import Workdays
from pipeline.rating.evaluate import Evaluation
from pipeline.report.statistics.records import records, rows, units
from pipeline.report.statistics.table import StatisticRow, StatisticTable, count, figure, percent, text
from schemas.base import title
from schemas.facts import CheckFact
from schemas.words import BRANCH, TEAM

ON_TIME, TOO_LATE, OVERDUE, RUNNING, NO_TERM = "按期整改", "逾期整改", "逾期未整改", "整改中", "未定期限"


@dataclass(frozen=True, slots=True)
class Rectification:
    """Units by self score and checked score, the indicators that the checks changed, and the list of problems."""

    lines: tuple[StatisticRow, ...]  # branches, then teams
    table: StatisticTable  # the branches, and the teams that were checked
    checked: StatisticTable
    # `state` on the last day of the period, and by how many days it is late
    problems: tuple[StatisticRow, ...]


def rectification(evaluation: Evaluation) -> Rectification:
    """What the checks of the period changed, and the list of what is to be put right."""
    lines = tuple(_line(evaluation, (kind, unit)) for kind, unit, _ in units(evaluation))
    problems = [
        _problem(row, evaluation.tables.period.end, evaluation.tables.rulebook.workdays)
        for row in rows(evaluation, "inspection")
        if row["problem"] is not None and (row["due"] is not None or row["score"] is None)
    ]
    problems.sort(key=lambda p: (p["due"] or dt.date.max, p.unit, p["problem"]))
    return Rectification(
        lines,
        StatisticTable(
            "支部和受检班组的自评与核定：自评由填报表算出，核定为对照检查以后；合计为适用指标得分之和",
            (
                figure("自评合计", "self_total"),
                figure("核定后合计", "total"),
                figure("差", "difference"),
                count("核定指标数", "checked"),
            ),
            tuple(line for line in lines if line.unit_kind == BRANCH or line["checked"]),
            heading="单位",
        ),
        _checked(evaluation),
        tuple(problems),
    )


def _line(evaluation: Evaluation, unit: tuple[str, str]) -> StatisticRow:
    """The sum that the unit's sheets give, the sum after the checks, and how many indicators were checked."""
    leaves = [x for x in evaluation.scores.leaves.get(unit, ()) if x.applies]
    self_total = sum((x.self_points for x in leaves), Fraction(0))
    total = sum((x.points for x in leaves), Fraction(0))
    return StatisticRow(
        unit[1],
        {
            "self_total": float(self_total),
            "total": float(total),
            "difference": float(total - self_total),
            "checked": sum(bool(x.reason) for x in leaves),
        },
        unit[0],
    )


def _checked(evaluation: Evaluation) -> StatisticTable:
    """The indicators whose points the Party committee's check has set."""
    return StatisticTable(
        "逐项核定",
        (
            text("指标", "indicator"),
            figure("自评", "self_points"),
            figure("核定", "checked"),
            figure("差", "difference"),
            text("理由", "reason", sortable=False),
        ),
        tuple(
            StatisticRow(
                unit,
                {
                    "indicator": f"{x.rule.code} {x.rule.name}",
                    "self_points": float(x.self_points),
                    "checked": float(x.points),
                    "difference": float(x.points - x.self_points),
                    "reason": x.reason,
                },
                kind,
            )
            for (kind, unit), leaves in evaluation.scores.leaves.items()
            if kind in (BRANCH, TEAM)
            for x in leaves
            if x.reason
        ),
        heading="单位",
    )


def _problem(row: StatisticRow, day: dt.date, workdays: Workdays) -> StatisticRow:
    state, days = state_of(row["due"], row["fixed"], day, workdays)
    cells = {**row.cells, "state": state, "days": days}
    return StatisticRow(row["unit"], cells, row["unit_kind"], place=row.place)


def state_of(
    term: dt.date | None, fixed: dt.date | None, day: dt.date, workdays: Workdays
) -> tuple[str, int]:
    """State and days late on that day; a term ends on a working day."""
    if term is None:
        return (NO_TERM if fixed is None else ON_TIME), 0
    due = workdays.next(term)
    late = ((fixed or day) - due).days
    if fixed is not None:
        return (ON_TIME, 0) if late <= 0 else (TOO_LATE, late)
    return (RUNNING, 0) if late <= 0 else (OVERDUE, late)


@dataclass(frozen=True, slots=True)
class Departments:
    """Departments by what they took off teams, and by the goals that they report."""

    examiners: StatisticTable
    reporters: StatisticTable


def departments(evaluation: Evaluation, goals: Iterable[StatisticRow]) -> Departments:
    """Every department that examined in the period, by name."""
    return Departments(_examiners(evaluation), _reporters(goals))


def _examiners(evaluation: Evaluation) -> StatisticTable:
    """A department and an indicator: teams checked, how many lost points, and what was taken off a team."""
    taken: dict[tuple[str, str], dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for row in records(evaluation.facts[title(CheckFact)]):
        department = evaluation.tables.unit_of[row["file"]]
        taken[department, row["indicator"]][row["team"]] += exact(float(row["deduction"]))
    names = evaluation.tables.rulebook.families
    return StatisticTable(
        "考评部门扣分宽严：每个班组扣分的均值与离散（标准差）",
        (
            text("指标", "indicator"),
            count("班组数", "teams"),
            count("有扣分", "lost"),
            figure("平均扣分", "mean"),
            figure("标准差", "spread"),
            figure("最少", "least"),
            figure("最多", "most"),
        ),
        tuple(
            StatisticRow(
                department,
                {
                    "indicator": f"{code} {names[code][0] if code in names else ''}",
                    "teams": len(of_team),
                    "lost": sum(points > 0 for points in of_team.values()),
                    **_spread(list(of_team.values())),
                    "least": float(min(of_team.values())),
                    "most": float(max(of_team.values())),
                },
            )
            for (department, code), of_team in sorted(taken.items())
        ),
        heading="部门",
    )


def _reporters(goals: Iterable[StatisticRow]) -> StatisticTable:
    """A department (or 本支部) and the goals it reports: how many, fully reached, mean and spread of achievement in per cent."""
    reached: dict[str, list[Fraction]] = defaultdict(list)
    for goal in goals:
        reached[goal["examiner"]].append(100 * goal["achieved"])
    return StatisticTable(
        "各部门所报目标的完成度：均值与离散",
        (
            count("目标数", "goals"),
            count("达到节点", "met"),
            percent("平均完成度", "mean"),
            figure("标准差", "spread"),
        ),
        tuple(
            StatisticRow(
                name, {"goals": len(shares), "met": sum(x >= 100 for x in shares), **_spread(shares)}
            )
            for name, shares in sorted(reached.items())
        ),
        heading="考评部门",
    )


def _spread(values: list[Fraction]) -> dict[str, float]:
    """Mean and standard deviation over all of them, as printed."""
    return {
        "mean": float(half_up(sum(values, Fraction(0)) / len(values), 2)),
        "spread": float(half_up(exact(float(pstdev(values))), 2)),
    }
