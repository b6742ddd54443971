"""星级建设标准化: self score beside checked score, and the problems found with their terms."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import pstdev

from pipeline.core.exact import exact, half_up
from pipeline.rating.evaluate import Evaluation
from pipeline.report.statistics.goals import Goal
from pipeline.report.statistics.records import branches, rows, teams
from schemas.words import BRANCH, TEAM

ON_TIME, TOO_LATE, OVERDUE, RUNNING, NO_TERM = "按期整改", "逾期整改", "逾期未整改", "整改中", "未定期限"


@dataclass(frozen=True, slots=True)
class CheckedScore:
    """An indicator whose points the Party committee's check has set."""

    unit_kind: str
    unit: str
    code: str
    name: str
    self_points: float
    checked: float
    difference: float
    reason: str


@dataclass(frozen=True, slots=True)
class SelfLine:
    """A unit: the sum its own sheets give, the sum after the checks, and how many indicators were checked."""

    unit_kind: str
    unit: str
    self_total: float
    total: float
    difference: float
    checked: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem found: `state` on the last day of the period, and by how many days it is or was late."""

    unit_kind: str
    unit: str
    problem: str
    due: dt.date | None
    fixed: dt.date | None
    state: str
    days: int
    place: str


@dataclass(frozen=True, slots=True)
class Rectification:
    checked: tuple[CheckedScore, ...]
    lines: tuple[SelfLine, ...]
    problems: tuple[Problem, ...]


def rectification(evaluation: Evaluation) -> Rectification:
    """What the checks of the period changed, and the list of what is to be put right."""
    checked = [
        CheckedScore(
            *unit,
            x.rule.code,
            x.rule.name,
            float(x.self_points),
            float(x.points),
            float(x.points - x.self_points),
            x.reason,
        )
        for unit, leaves in evaluation.scores.leaves.items()
        if unit[0] in (BRANCH, TEAM)
        for x in leaves
        if x.reason
    ]
    units = [(BRANCH, b) for b in branches(evaluation)] + [(TEAM, t) for t in teams(evaluation)]
    day = evaluation.tables.period.end
    found = [
        _problem(r.cells, r.place, day)
        for r in rows(evaluation, "inspection")
        if r.cells["problem"] is not None and (r.cells["due"] is not None or r.cells["score"] is None)
    ]
    found.sort(key=lambda p: (p.due or dt.date.max, p.unit, p.problem))
    return Rectification(tuple(checked), tuple(_line(evaluation, unit) for unit in units), tuple(found))


def _line(evaluation: Evaluation, unit: tuple[str, str]) -> SelfLine:
    own = [x for x in evaluation.scores.leaves.get(unit, ()) if x.applies]
    self_total, total = (
        sum((x.self_points for x in own), Fraction(0)),
        sum((x.points for x in own), Fraction(0)),
    )
    return SelfLine(
        *unit, float(self_total), float(total), float(total - self_total), sum(bool(x.reason) for x in own)
    )


def _problem(c: dict[str, object], place: str, day: dt.date) -> Problem:
    due, fixed = c["due"], c["fixed"]
    assert due is None or isinstance(due, dt.date)
    assert fixed is None or isinstance(fixed, dt.date)
    state, days = state_of(due, fixed, day)
    return Problem(str(c["unit_kind"]), str(c["unit"]), str(c["problem"]), due, fixed, state, days, place)


def state_of(due: dt.date | None, fixed: dt.date | None, day: dt.date) -> tuple[str, int]:
    """State and days late on that day."""
    if due is None:
        return (NO_TERM if fixed is None else ON_TIME), 0
    late = ((fixed or day) - due).days
    if fixed is not None:
        return (ON_TIME, 0) if late <= 0 else (TOO_LATE, late)
    return (RUNNING, 0) if late <= 0 else (OVERDUE, late)


@dataclass(frozen=True, slots=True)
class Examiner:
    """A department and an indicator: teams checked, how many lost points, mean, spread, least and most taken off a team."""

    department: str
    indicator: str
    name: str
    teams: int
    lost: int
    mean: float
    spread: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Reporter:
    """A department (or 本支部) and the goals it reports: how many, fully reached, mean and spread of achievement in per cent."""

    examiner: str
    goals: int
    met: int
    mean: float
    spread: float


@dataclass(frozen=True, slots=True)
class Departments:
    examiners: tuple[Examiner, ...]
    reporters: tuple[Reporter, ...]


def departments(evaluation: Evaluation, goals: Sequence[Goal]) -> Departments:
    """Every department that examined in the period, by name."""
    taken: dict[tuple[str, str], dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for r in rows(evaluation, "check"):
        taken[r.unit, r.cells["indicator"]][r.cells["team"]] += exact(float(r.cells["deduction"]))
    names = evaluation.tables.rulebook.families
    examiners = tuple(
        _examiner(unit, code, names[code][0] if code in names else "", list(of_team.values()))
        for (unit, code), of_team in sorted(taken.items())
    )
    reported: dict[str, list[Fraction]] = defaultdict(list)
    for goal in goals:
        reported[goal.examiner].append(exact(100 * goal.achieved))
    return Departments(
        examiners,
        tuple(
            Reporter(name, len(found), sum(x >= 100 for x in found), *_spread(found))
            for name, found in sorted(reported.items())
        ),
    )


def _examiner(department: str, code: str, name: str, taken: list[Fraction]) -> Examiner:
    return Examiner(
        department,
        code,
        name,
        len(taken),
        sum(x > 0 for x in taken),
        *_spread(taken),
        float(min(taken)),
        float(max(taken)),
    )


def _spread(values: list[Fraction]) -> tuple[float, float]:
    """Mean and standard deviation over all of them, as printed."""
    return (
        float(half_up(sum(values, Fraction(0)) / len(values), 2)),
        float(half_up(exact(float(pstdev(values))), 2)),
    )
