"""创新、竞赛: achievements by kind, category, speciality and level; each number counts once, at its highest."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from pipeline.mechanism.reading import Row, branches, named, records, rows
from pipeline.rating.evaluate import Evaluation
from schemas.base import title
from schemas.facts import AchievementFact
from schemas.words import ACHIEVEMENTS, BRANCH, LEVELS


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


def achievements(made: Evaluation) -> Achievements:
    """The achievements dated in the period."""
    facts = {(f["file"], f["row"]): float(f["points"]) for f in records(made.facts[title(AchievementFact)])}
    frame = made.tables.frames["achievement"]
    points = made.tables.rulebook.bonus
    found = [_achieved(made, r, float(points.get((r.cells["type"], r.cells["level"], r.cells["place"]), 0)), (file, row) in facts)
             for r, (file, _, row) in zip(rows(made, "achievement"), frame.index, strict=True)]
    found.sort(key=lambda a: (a.number, not a.counts, a.branch, a.place))
    once = [a for a in found if a.counts]
    at = Counter((a.type, a.level) for a in once)
    bonus = [(b, float(made.awards.bonus.get((BRANCH, b), 0))) for b in branches(made)]
    return Achievements(
        LEVELS, tuple((kind, tuple(at[kind, level] for level in LEVELS)) for kind in ACHIEVEMENTS),
        tuple(sorted(Counter(a.category for a in once).items())), tuple(sorted(Counter(a.specialty for a in once).items())),
        tuple(found), tuple(row for row in bonus if row[1]), float(made.tables.rulebook.number("加分上限")),
    )


def _achieved(made: Evaluation, row: Row, points: float, counts: bool) -> Achieved:
    c = row.cells
    people = "、".join(named(made, person) for person in (c["people"] or "").split("、") if person)
    return Achieved(c["achievement"], row.unit, c["team"] or "", c["type"], c["category"], c["specialty"], c["level"], c["place"],
                    people, c["date"], points, counts, row.place)
