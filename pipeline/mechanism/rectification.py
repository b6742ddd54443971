"""星级建设标准化: self score beside checked score, and the problems found with their terms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from pipeline.mechanism.reading import branches, rows, teams
from pipeline.rating.evaluate import Evaluation
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


def rectification(made: Evaluation) -> Rectification:
    """What the checks of the period changed, and the list of what is to be put right."""
    checked = [CheckedScore(*unit, x.rule.code, x.rule.name, float(x.self_points), float(x.points),
                            float(x.points - x.self_points), x.reason)
               for unit, leaves in made.scores.leaves.items() if unit[0] in (BRANCH, TEAM) for x in leaves if x.reason]
    units = [(BRANCH, b) for b in branches(made)] + [(TEAM, t) for t in teams(made)]
    day = made.tables.period.end
    found = [_problem(r.cells, r.place, day) for r in rows(made, "inspection")
             if r.cells["problem"] is not None and (r.cells["due"] is not None or r.cells["score"] is None)]
    found.sort(key=lambda p: (p.due or dt.date.max, p.unit, p.problem))
    return Rectification(tuple(checked), tuple(_line(made, unit) for unit in units), tuple(found))


def _line(made: Evaluation, unit: tuple[str, str]) -> SelfLine:
    own = [x for x in made.scores.leaves.get(unit, ()) if x.applies]
    self_total, total = sum((x.self_points for x in own), Fraction(0)), sum((x.points for x in own), Fraction(0))
    return SelfLine(*unit, float(self_total), float(total), float(total - self_total), sum(bool(x.reason) for x in own))


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
