"""一个目标: the goals of every unit with node, result and achievement, Party-building and business side by side."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.rating.evaluate import Evaluation
from pipeline.report.statistics.records import Row, branches, named, records, rows, teams
from schemas.base import title
from schemas.facts import AchievementFact, GoalFact
from schemas.target import SELF_EXAMINED
from schemas.words import ACHIEVEMENTS, BRANCH, LEVELS, TARGET_CATEGORIES, TEAM

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


def goals(evaluation: Evaluation) -> Goals:
    """The goals of the units whose workbook is there; none in a period of one month, which has no nodes."""
    found = tuple(_goals(evaluation))
    units = [(BRANCH, name) for name in branches(evaluation)] + [(TEAM, name) for name in teams(evaluation)]
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


def _goals(evaluation: Evaluation) -> Iterable[Goal]:
    reached = {r["goal"]: r["achieved"] for r in records(evaluation.facts[title(GoalFact)])}
    results = {
        r.cells["goal"]: r
        for r in reversed(rows(evaluation, "target_actual"))
        if r.cells["actual"] is not None
    }
    present = {*branches(evaluation), *teams(evaluation)}
    quarter = f"q{evaluation.tables.period.quarter}"
    for row in rows(evaluation, "target"):
        c, result = row.cells, results.get(row.cells["goal"])
        if c["unit"] in present and c["goal"] in reached:
            yield Goal(
                c["unit_kind"],
                c["unit"],
                c["goal"],
                c["category"],
                c["indicator"],
                c["measure_unit"],
                c["direction"],
                float(c["annual"]),
                float(c[quarter]),
                float(result.cells["actual"]) if result else None,
                float(reached[c["goal"]]),
                float(c["weight"]),
                named(evaluation, c["owner"]),
                _examiner(c["examiner"]),
                c["signed"],
                (result.cells["note"] or "") if result else "",
                (result or row).place,
            )


def _examiner(named_so: str) -> str:
    return SELF_REPORTED if named_so == SELF_EXAMINED else named_so


@dataclass(frozen=True, slots=True)
class Achieved:
    """An achievement as a branch entered it; `counts` is False where another row of the same number stands higher."""

    number: str
    branch: str
    team: str
    type: str
    category: str
    specialty: str
    level: str
    rank: str
    people: str
    date: dt.date
    points: float
    counts: bool
    place: str


@dataclass(frozen=True, slots=True)
class Achievements:
    levels: tuple[str, ...]
    kinds: tuple[tuple[str, tuple[int, ...]], ...]  # kind -> how many at each of LEVELS, each number once
    categories: tuple[tuple[str, int], ...]
    specialties: tuple[tuple[str, int], ...]
    all: tuple[Achieved, ...]
    bonus: tuple[tuple[str, float], ...]  # branch -> points that its place got, after the ceiling
    most: float  # that ceiling


def achievements(evaluation: Evaluation) -> Achievements:
    """The achievements dated in the period."""
    facts = {
        (f["file"], f["row"]): float(f["points"]) for f in records(evaluation.facts[title(AchievementFact)])
    }
    frame = evaluation.tables.frames["achievement"]
    points = evaluation.tables.rulebook.bonus
    found = [
        _achieved(
            evaluation,
            r,
            float(points.get((r.cells["type"], r.cells["level"], r.cells["place"]), 0)),
            (file, row) in facts,
        )
        for r, (file, _, row) in zip(rows(evaluation, "achievement"), frame.index, strict=True)
    ]
    found.sort(key=lambda a: (a.number, not a.counts, a.branch, a.place))
    once = [a for a in found if a.counts]
    at = Counter((a.type, a.level) for a in once)
    bonus = [(b, float(evaluation.awards.bonus.get((BRANCH, b), 0))) for b in branches(evaluation)]
    return Achievements(
        LEVELS,
        tuple((kind, tuple(at[kind, level] for level in LEVELS)) for kind in ACHIEVEMENTS),
        tuple(sorted(Counter(a.category for a in once).items())),
        tuple(sorted(Counter(a.specialty for a in once).items())),
        tuple(found),
        tuple(row for row in bonus if row[1]),
        float(evaluation.tables.rulebook.number("加分上限")),
    )


def _achieved(evaluation: Evaluation, row: Row, points: float, counts: bool) -> Achieved:
    c = row.cells
    people = "、".join(named(evaluation, person) for person in (c["people"] or "").split("、") if person)
    return Achieved(
        c["achievement"],
        row.unit,
        c["team"] or "",
        c["type"],
        c["category"],
        c["specialty"],
        c["level"],
        c["place"],
        people,
        c["date"],
        points,
        counts,
        row.place,
    )
