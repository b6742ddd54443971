"""Helps for the plant's central tasks: theme days with a theme, and 助力行动; never one activity on both sheets."""

from __future__ import annotations

from random import Random

from pipeline.core.period import Period
from pipeline.demo.draw import Row, Rows, joined, workday
from pipeline.demo.outline import (
    CHEMISTRY,
    CONTROL,
    FUEL,
    MAINTENANCE,
    OPERATION_1,
    OPERATION_2,
    STAFF_1,
    STAFF_2,
)
from pipeline.demo.plant import Plant
from schemas.words import ACTIONS, THEME_DAY, THEMES

SAFETY, OVERHAUL, SAVING, SUPPLY, SERVING = THEMES[:5]
_SQUAD, _VOLUNTEERS = ACTIONS

# (quarter, theme) -> branches whose theme day, and whose action, serves it; 25 for SAFETY and 8 for OVERHAUL in all
_ON_THEME_DAYS: dict[tuple[int, str], tuple[str, ...]] = {
    (1, SAFETY): (OPERATION_1, MAINTENANCE, CONTROL),
    (2, SAFETY): (OPERATION_1, OPERATION_2, MAINTENANCE, STAFF_1),
    (3, SAFETY): (OPERATION_1, OPERATION_2, CONTROL, CHEMISTRY, STAFF_1),
    (2, OVERHAUL): (CONTROL,),
    (3, OVERHAUL): (MAINTENANCE, CONTROL),
    (1, SAVING): (OPERATION_2,),
    (3, SAVING): (OPERATION_1, FUEL),
    (2, SERVING): (CHEMISTRY,),
}
_BY_ACTION: dict[tuple[int, str], tuple[str, ...]] = {
    (1, SAFETY): (OPERATION_1, OPERATION_2, FUEL, CHEMISTRY),
    (2, SAFETY): (OPERATION_1, MAINTENANCE, CONTROL, FUEL),
    (3, SAFETY): (OPERATION_1, OPERATION_2, MAINTENANCE, FUEL, CHEMISTRY),
    (2, OVERHAUL): (MAINTENANCE, OPERATION_2),
    (3, OVERHAUL): (MAINTENANCE, MAINTENANCE, CONTROL),
    (1, SUPPLY): (OPERATION_1, FUEL),
    (2, SERVING): (STAFF_1, STAFF_2),
    (3, SERVING): (STAFF_1,),
    (3, SUPPLY): (OPERATION_1,),
}


def with_themes(branch: str, quarter: Period, meetings: Rows) -> Rows:
    """The meetings, with the themes of the quarter written on as many theme days, the latest first."""
    themes = [
        theme
        for (number, theme), branches in _ON_THEME_DAYS.items()
        if number == quarter.quarter
        for name in branches
        if name == branch
    ]
    days = [row for row in reversed(meetings) if row["type"] == THEME_DAY]
    marked = {id(row): theme for row, theme in zip(days[: len(themes)], themes, strict=True)}
    return [row | {"theme": marked[id(row)]} if id(row) in marked else row for row in meetings]


def _action(rng: Random, plant: Plant, branch: str, quarter: Period, theme: str) -> Row:
    members = plant.members(branch)
    taking_part = rng.sample(members, rng.randint(4, min(12, len(members))))
    return {
        "type": _VOLUNTEERS if theme == SERVING else rng.choice((_SQUAD, _SQUAD, _VOLUNTEERS)),
        "theme": theme,
        "date": workday(rng, quarter.start, quarter.end),
        "members": joined(sorted(w.person for w in taking_part)),
        "colleagues": rng.randint(2, 15),
        "solved": rng.randint(1, 6),
    }


def actions(plant: Plant, branch: str, quarter: Period) -> Rows:
    """The branch's 助力行动 of the quarter."""
    rng = plant.rng("actions", branch, quarter)
    rows = [
        _action(rng, plant, branch, quarter, theme)
        for (number, theme), branches in _BY_ACTION.items()
        if number == quarter.quarter
        for name in branches
        if name == branch
    ]
    return sorted(rows, key=lambda row: str(row["date"]))
