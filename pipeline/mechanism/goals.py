"""一个目标: the goals of every unit with node, result and achievement, Party-building and business side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.mechanism.reading import branches, named, records, rows, teams
from pipeline.rating.evaluate import Evaluation
from schemas.base import title
from schemas.facts import GoalFact
from schemas.target import SELF_EXAMINED
from schemas.words import BRANCH, TARGET_CATEGORIES, TEAM

SELF_REPORTED = "本支部自报"  # nobody else examines it


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal with a node in the period; `achieved` is 0 to 1, `actual` None while nobody has reported a result."""

    unit_kind: str
    unit: str
    number: str
    category: str
    indicator: str
    measure_unit: str
    direction: str
    annual: float
    node: float
    actual: float | None
    achieved: float
    weight: float
    owner: str
    examiner: str
    signed: dt.date | None
    note: str
    place: str


@dataclass(frozen=True, slots=True)
class Category:
    """The goals of one category: how many, how many fully reached, and the weighted achievement in per cent."""

    goals: int
    met: int
    achieved: float | None


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A unit: its goals by category, in the order of TARGET_CATEGORIES, and all of them together."""

    unit_kind: str
    unit: str
    categories: tuple[Category, ...]
    whole: Category


@dataclass(frozen=True, slots=True)
class Goals:
    all: tuple[Goal, ...]
    lines: tuple[GoalLine, ...]  # branches, then teams


def goals(made: Evaluation) -> Goals:
    """The goals of the units whose workbook is there; none in a period of one month, which has no nodes."""
    found = tuple(_goals(made))
    units = [(BRANCH, name) for name in branches(made)] + [(TEAM, name) for name in teams(made)]
    lines = []
    for kind, unit in units:
        own = [g for g in found if (g.unit_kind, g.unit) == (kind, unit)]
        parts = tuple(category(g for g in own if g.category == name) for name in TARGET_CATEGORIES)
        lines.append(GoalLine(kind, unit, parts, category(own)))
    return Goals(found, tuple(lines))


def category(found: Iterable[Goal]) -> Category:
    """Goals taken together."""
    own = list(found)
    weight = sum(g.weight for g in own)
    reached = 100 * sum(g.weight * g.achieved for g in own) / weight if weight else None
    return Category(len(own), sum(g.achieved >= 1 for g in own), reached)


def _goals(made: Evaluation) -> Iterable[Goal]:
    reached = {r["goal"]: r["achieved"] for r in records(made.facts[title(GoalFact)])}
    results = {r.cells["goal"]: r for r in reversed(rows(made, "target_actual")) if r.cells["actual"] is not None}
    present = {*branches(made), *teams(made)}
    quarter = f"q{made.tables.period.quarter}"
    for row in rows(made, "target"):
        c, result = row.cells, results.get(row.cells["goal"])
        if c["unit"] in present and c["goal"] in reached:
            yield Goal(
                c["unit_kind"], c["unit"], c["goal"], c["category"], c["indicator"], c["measure_unit"], c["direction"],
                float(c["annual"]), float(c[quarter]), float(result.cells["actual"]) if result else None,
                float(reached[c["goal"]]), float(c["weight"]), named(made, c["owner"]), _examiner(c["examiner"]), c["signed"],
                (result.cells["note"] or "") if result else "", (result or row).place,
            )


def _examiner(named_so: str) -> str:
    return SELF_REPORTED if named_so == SELF_EXAMINED else named_so
