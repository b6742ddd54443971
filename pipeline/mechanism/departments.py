"""考评部门: the mean and the spread of what each examining department took off, and of the results it reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import pstdev

from pipeline.core.exact import exact, half_up
from pipeline.mechanism.goals import Goal
from pipeline.mechanism.reading import rows
from pipeline.rating.evaluate import Evaluation


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


def departments(made: Evaluation, goals: Sequence[Goal]) -> Departments:
    """Every department that examined in the period, by name."""
    taken: dict[tuple[str, str], dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for r in rows(made, "check"):
        taken[r.unit, r.cells["indicator"]][r.cells["team"]] += exact(float(r.cells["deduction"]))
    names = made.tables.rulebook.families
    examiners = tuple(_examiner(unit, code, names[code][0] if code in names else "", list(of_team.values()))
                      for (unit, code), of_team in sorted(taken.items()))
    reported: dict[str, list[Fraction]] = defaultdict(list)
    for goal in goals:
        reported[goal.examiner].append(exact(100 * goal.achieved))
    return Departments(examiners, tuple(Reporter(name, len(found), sum(x >= 100 for x in found), *_spread(found))
                                        for name, found in sorted(reported.items())))


def _examiner(department: str, code: str, name: str, taken: list[Fraction]) -> Examiner:
    return Examiner(department, code, name, len(taken), sum(x > 0 for x in taken), *_spread(taken),
                    float(min(taken)), float(max(taken)))


def _spread(values: list[Fraction]) -> tuple[float, float]:
    """Mean and standard deviation over all of them, as printed."""
    return (float(half_up(sum(values, Fraction(0)) / len(values), 2)),
            float(half_up(exact(float(pstdev(values))), 2)))
