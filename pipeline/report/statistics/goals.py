"""一个目标: the goals of every unit with node, result and achievement, Party-building and business side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from pipeline.core.exact import exact
from pipeline.evidence.results import goal_results
from pipeline.rating.evaluate import Evaluation
from pipeline.report.statistics.records import branches, named, records, rows, units
from pipeline.report.statistics.table import StatisticColumn, StatisticRow, StatisticTable, each
from schemas.base import title
from schemas.facts import AchievementFact, GoalFact
from schemas.target import SELF_EXAMINED
from schemas.words import ACHIEVEMENTS, BRANCH, LEVELS, TARGET_CATEGORIES

SELF_REPORTED = "本支部自报"  # nobody else examines it


class Category(NamedTuple):
    """The goals of one category: how many, how many fully reached, and the weighted achievement in per cent."""

    goals: int
    met: int
    achieved: float | None


def goals(evaluation: Evaluation) -> tuple[StatisticRow, ...]:
    """The goals with a node in the period; none in one month, which has no nodes.

    `achieved` is 0 to 1, `actual` None while nobody has reported a result."""
    return tuple(_goals(evaluation))


def goal_lines(evaluation: Evaluation, goal_rows: Sequence[StatisticRow]) -> tuple[StatisticRow, ...]:
    """A row a unit: its goals by category, in the order of TARGET_CATEGORIES, and all of them together."""
    lines = []
    for kind, unit, parent in units(evaluation):
        unit_goals = [goal for goal in goal_rows if goal.key == (kind, unit)]
        categories = tuple(
            category([g for g in unit_goals if g["category"] == name]) for name in TARGET_CATEGORIES
        )
        lines.append(
            StatisticRow(unit, {"categories": categories, "whole": category(unit_goals)}, kind, parent)
        )
    return tuple(lines)


def category(goal_rows: Sequence[StatisticRow]) -> Category:
    """Goals taken together."""
    weight = sum((exact(g["weight"]) for g in goal_rows), Fraction(0))
    earned = sum((exact(g["weight"]) * g["achieved"] for g in goal_rows), Fraction(0))
    reached = float(100 * earned / weight) if weight else None
    return Category(len(goal_rows), sum(g["achieved"] >= 1 for g in goal_rows), reached)


def _goals(evaluation: Evaluation) -> Iterator[StatisticRow]:
    reached = {r["goal"]: r["achieved"] for r in records(evaluation.facts[title(GoalFact)])}
    counted = set(goal_results(evaluation.tables).index)
    index = evaluation.tables.frames["target_actual"].index
    reported = zip(index, rows(evaluation, "target_actual"), strict=True)
    results = {r["goal"]: r for at, r in reported if at in counted}
    present = {unit for _, unit, _ in units(evaluation)}
    quarter = f"q{evaluation.tables.period.quarter}"
    for row in rows(evaluation, "target"):
        result = results.get(row["goal"])
        if row["unit"] in present and row["goal"] in reached:
            cells = {
                **row.cells,
                **{name: float(row[name]) for name in ("annual", "weight")},
                "node": float(row[quarter]),
                "actual": float(result["actual"]) if result else None,
                "achieved": reached[row["goal"]],
                "owner": named(evaluation, row["owner"]),
                "examiner": SELF_REPORTED if row["examiner"] == SELF_EXAMINED else row["examiner"],
                "note": result["note"] if result else None,
            }
            yield StatisticRow(row["unit"], cells, row["unit_kind"], place=(result or row).place)


@dataclass(frozen=True, slots=True)
class Achievements:
    """The achievements of the period, and what branches earned by them."""

    kinds: StatisticTable  # by type and level, each number once
    categories: tuple[tuple[str, int], ...]
    specialties: tuple[tuple[str, int], ...]
    all: tuple[StatisticRow, ...]  # `counts` is False where nobody is paid by the row
    bonus: tuple[tuple[str, float], ...]  # branch -> points that its place got, after the ceiling
    most: float  # that ceiling


def achievements(evaluation: Evaluation) -> Achievements:
    """The achievements dated in the period."""
    listed = sorted(_achieved(evaluation), key=lambda a: (a["achievement"], not a["counts"], a.unit, a.place))
    once = list({a["achievement"]: a for a in reversed(listed) if a["counts"]}.values())
    bonus = [(b, float(evaluation.awards.bonus.get((BRANCH, b), 0))) for b in branches(evaluation)]
    return Achievements(
        _kinds(once),
        tuple(sorted(Counter(a["category"] for a in once).items())),
        tuple(sorted(Counter(a["specialty"] for a in once).items())),
        tuple(listed),
        tuple(row for row in bonus if row[1]),
        most=float(evaluation.tables.rulebook.part_of_full(BRANCH, "加分上限")),
    )


def _kinds(once: Iterable[StatisticRow]) -> StatisticTable:
    numbers = Counter((a["type"], a["level"]) for a in once)
    return StatisticTable(
        "本期成果按类型与级别（同一编号计一次）",
        (
            *each(LEVELS, "levels"),
            StatisticColumn("合计", lambda row: str(sum(row["levels"])), sortable=False),
        ),
        tuple(
            StatisticRow(kind, {"levels": tuple(numbers[kind, level] for level in LEVELS)})
            for kind in ACHIEVEMENTS
        ),
        heading="类型",
    )


def _achieved(evaluation: Evaluation) -> Iterator[StatisticRow]:
    facts = {(f["file"], f["row"]) for f in records(evaluation.facts[title(AchievementFact)])}
    points = evaluation.tables.rulebook.bonus
    index = evaluation.tables.frames["achievement"].index
    for row, (file, _, number) in zip(rows(evaluation, "achievement"), index, strict=True):
        people = (row["people"] or "").split("、")
        yield row.updated(
            people="、".join(named(evaluation, person) for person in people if person),
            points=float(points.get((row["type"], row["level"], row["place"]), 0)),
            counts=(file, number) in facts,
        )
