"""Bonus and penalty points of units: a bonus moves the place and never the star, a penalty lowers the base (rules 3.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from pipeline.core.exact import exact, half_up
from pipeline.core.records import placed, records
from pipeline.evidence.facts import Facts
from pipeline.evidence.results import achievement_points
from pipeline.evidence.tables import Tables, Unit
from pipeline.rating.score import Scores
from pipeline.rulebook.rules import Rulebook
from schemas.base import title
from schemas.facts import AchievementFact
from schemas.words import ADDED, BONUS, BRANCH, TAKEN, TEAM

_COLUMNS = ((BRANCH, "branch"), (TEAM, "team"))


@dataclass(frozen=True, slots=True)
class Award:
    """Points given or taken, the achievement they are for ("" if none), and their cell."""

    unit: Unit
    points: Fraction
    achievement: str
    file: str
    key: str
    row: int
    field: str
    type: str = ""  # of the achievement


@dataclass(frozen=True, slots=True, eq=False)
class Awards:
    """What counts, by unit, after the highest of each achievement and the ceilings."""

    bonus: Mapping[Unit, Fraction]
    penalty: Mapping[Unit, Fraction]
    evidence: pd.DataFrame


def awards(tables: Tables, facts: Facts) -> Awards:
    """Bonus and penalty of every unit that has any."""
    proposed = [*_events(tables, ADDED), *_achievements(facts, tables)]
    counted = _highest(proposed, _paid_inside(facts, tables.rulebook))
    taken = _events(tables, TAKEN)
    rows = [
        (*a.unit, word, a.file, a.key, a.row, a.field)
        for word, awards_of_kind in ((ADDED, counted), (TAKEN, taken))
        for a in awards_of_kind
    ]
    columns = ["unit_kind", "unit", "indicator", "file", "key", "row", "field"]
    return Awards(
        _sum(_limited(counted, tables.rulebook), tables.rulebook, "加分上限"),
        _sum(taken, tables.rulebook, "减分上限"),
        pd.DataFrame(rows, columns=columns),
    )


def _events(tables: Tables, word: str) -> list[Award]:
    """Decisions; one for a listed achievement gives what the achievement is worth, whatever was written (rules 3.3)."""
    rows, worth = tables.frames["event"], achievement_points(tables) if word == ADDED else {}
    types = _types(tables)
    rows = rows[rows["type"].eq(word) & (rows["points"].notna() | rows["achievement"].isin(worth))]
    return [
        Award(
            unit=(r["unit_kind"], r["unit"]),
            points=worth[r["achievement"]] if r["achievement"] in worth else exact(float(r["points"])),
            achievement="" if pd.isna(r["achievement"]) else r["achievement"],
            file=file,
            key="event",
            row=row,
            field="points",
            type=types.get(r["achievement"], ""),
        )
        for (file, _, row), r in placed(rows)
    ]


def _pays_inside(rules: Rulebook, kind: str) -> bool:
    """True where achievements already earn points of an indicator of this kind of unit."""
    return any(rule.measure == BONUS for rule in rules.of(kind))


def _types(tables: Tables) -> dict[str, str]:
    """Number of an achievement -> its type."""
    rows = tables.frames["achievement"]
    return dict(zip(rows["achievement"], rows["type"], strict=True))


def _achievements(facts: Facts, tables: Tables) -> list[Award]:
    rows, rules, types = facts[title(AchievementFact)], tables.rulebook, _types(tables)
    return [
        Award(
            unit=(kind, r[column]),
            points=exact(float(r["points"])),
            achievement=r["achievement"],
            file=r["file"],
            key=r["key"],
            row=int(r["row"]),
            field=r["field"],
            type=types.get(r["achievement"], ""),
        )
        for kind, column in _COLUMNS
        if not _pays_inside(rules, kind)
        for r in records(rows)
        if not pd.isna(r[column])
    ]


def _paid_inside(facts: Facts, rules: Rulebook) -> set[tuple[Unit, str]]:
    """(unit, achievement) that an indicator has paid already."""
    rows = facts[title(AchievementFact)]
    return {
        ((kind, unit), number)
        for kind, column in _COLUMNS
        if _pays_inside(rules, kind)
        for unit, number in rows[rows[column].notna()][[column, "achievement"]].itertuples(index=False)
    }


def _highest(proposed: list[Award], paid: set[tuple[Unit, str]]) -> list[Award]:
    """Each achievement once a unit, at its highest; awards without an achievement stand alone."""
    order = sorted(proposed, key=lambda a: (-a.points, a.unit, a.file, a.row))
    seen: set[tuple[Unit, str]] = set(paid)
    counted = []
    for award in order:
        number = (award.unit, award.achievement)
        if not award.achievement or number not in seen:
            counted.append(award)
            seen.add(number)
    return counted


def _limited(counted: list[Award], rules: Rulebook) -> list[Award]:
    """Awards after the factor and the ceiling of their type; of a type without a limit as they are."""
    room: dict[tuple[Unit, str], Fraction] = {}
    limited = []
    for award in counted:
        factor, most = rules.bonus_limits.get(award.type, (Fraction(1), None))
        points = award.points * factor
        if most is not None:
            left = room.setdefault((award.unit, award.type), most)
            points = min(points, left)
            room[award.unit, award.type] = left - points
        limited.append(replace(award, points=points))
    return limited


def _sum(counted: list[Award], rules: Rulebook, ceiling: str) -> dict[Unit, Fraction]:
    total: dict[Unit, Fraction] = defaultdict(Fraction)
    for award in counted:
        total[award.unit] += award.points
    return {unit: min(points, rules.part_of_full(unit[0], ceiling)) for unit, points in total.items()}


def with_bonus(rules: Rulebook, scores: Scores, bonus: Awards) -> tuple[Scores, Awards]:
    """Where a bonus is part of the score (加分用途 得分), the scores with it, up to the ceiling, and no bonus beside them."""
    if not rules.bonus_in_score:
        return scores, bonus
    base = {unit: raised(rules, unit, score, bonus) for unit, score in scores.base.items()}
    return replace(scores, base=base), replace(bonus, bonus={})


def raised(rules: Rulebook, unit: Unit, base: Fraction, awarded: Awards) -> Fraction:
    """The score with the bonus, up to the ceiling, where a bonus is part of it; else as it is."""
    if not rules.bonus_in_score:
        return base
    whole = half_up(base + awarded.bonus.get(unit, Fraction(0)), rules.places)
    return min(whole, rules.part_of_full(unit[0], "总分上限"))
