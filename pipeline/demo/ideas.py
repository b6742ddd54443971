"""创新成果: contests, projects, workshops and suggestions, and the one shared by two branches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipeline.core.period import Period
from pipeline.demo.draw import Rows, joined
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
from schemas.words import ACHIEVEMENTS, LEVELS, PLACES

_CONTEST, _PROJECT, _STUDIO, _SUGGESTION = ACHIEVEMENTS
_PLANT, _COMPANY, _GROUP, _PROVINCE, _NATION = LEVELS
_FIRST, _SECOND, _THIRD, _OTHER = PLACES

SHARED = "CG-2019-015"  # stands in two workbooks and in a decision on bonus points; it earns once


@dataclass(frozen=True, slots=True)
class Idea:
    """An achievement as one branch reports it."""

    code: str
    branch: str
    team: str | None
    type: str
    category: str
    specialty: str
    level: str
    place: str
    date: dt.date


_IDEAS = (
    Idea(
        "CG-2019-001",
        OPERATION_1,
        "集控三值",
        _SUGGESTION,
        "运行类",
        "集控运行",
        _PLANT,
        _SECOND,
        dt.date(2019, 3, 8),
    ),
    Idea(
        "CG-2019-002",
        MAINTENANCE,
        "电气检修班",
        _PROJECT,
        "检修类",
        "电气",
        _PLANT,
        _FIRST,
        dt.date(2019, 3, 20),
    ),
    Idea(
        "CG-2019-003", CHEMISTRY, "化验班", _CONTEST, "化学类", "化学", _COMPANY, _THIRD, dt.date(2019, 3, 26)
    ),
    Idea(
        "CG-2019-004", CONTROL, "热控一班", _PROJECT, "热控类", "热控", _PLANT, _SECOND, dt.date(2019, 4, 18)
    ),
    Idea(
        "CG-2019-005",
        CONTROL,
        "电气二次班",
        _CONTEST,
        "检修类",
        "继电保护",
        _PROVINCE,
        _FIRST,
        dt.date(2019, 5, 24),
    ),
    Idea(
        "CG-2019-006",
        OPERATION_1,
        "集控二值",
        _CONTEST,
        "运行类",
        "集控运行",
        _COMPANY,
        _SECOND,
        dt.date(2019, 5, 30),
    ),
    Idea(
        "CG-2019-007",
        OPERATION_2,
        "集控九值",
        _SUGGESTION,
        "运行类",
        "集控运行",
        _PLANT,
        _FIRST,
        dt.date(2019, 6, 12),
    ),
    Idea(
        "CG-2019-008",
        FUEL,
        "采制样班",
        _CONTEST,
        "燃料类",
        "燃料化验",
        _COMPANY,
        _OTHER,
        dt.date(2019, 6, 20),
    ),
    Idea(
        "CG-2019-009", STAFF_1, None, _SUGGESTION, "管理类", "综合管理", _PLANT, _SECOND, dt.date(2019, 6, 25)
    ),
    Idea(
        "CG-2019-010",
        OPERATION_1,
        "集控三值",
        _CONTEST,
        "运行类",
        "集控运行",
        _GROUP,
        _THIRD,
        dt.date(2019, 7, 19),
    ),
    Idea(
        "CG-2019-011", CONTROL, "热控一班", _STUDIO, "热控类", "热控", _COMPANY, _FIRST, dt.date(2019, 8, 2)
    ),
    Idea(
        "CG-2019-012",
        MAINTENANCE,
        "电气检修班",
        _CONTEST,
        "检修类",
        "电气",
        _COMPANY,
        _FIRST,
        dt.date(2019, 8, 16),
    ),
    Idea(
        "CG-2019-013",
        CHEMISTRY,
        "化验班",
        _PROJECT,
        "化学类",
        "化学",
        _COMPANY,
        _SECOND,
        dt.date(2019, 8, 28),
    ),
    Idea(
        "CG-2019-014",
        STAFF_2,
        "物资仓储班",
        _SUGGESTION,
        "管理类",
        "物资",
        _PLANT,
        _THIRD,
        dt.date(2019, 9, 5),
    ),
    Idea(
        "CG-2019-016",
        OPERATION_1,
        "集控四值",
        _CONTEST,
        "运行类",
        "集控运行",
        _NATION,
        _SECOND,
        dt.date(2019, 9, 18),
    ),
    Idea(
        "CG-2019-017",
        OPERATION_1,
        "集控五值",
        _PROJECT,
        "运行类",
        "集控运行",
        _COMPANY,
        _THIRD,
        dt.date(2019, 9, 24),
    ),
    Idea(
        SHARED,
        OPERATION_2,
        "集控七值",
        _PROJECT,
        "运行类",
        "集控运行",
        _COMPANY,
        _FIRST,
        dt.date(2019, 9, 12),
    ),
    Idea(SHARED, CONTROL, "热控二班", _PROJECT, "热控类", "热控", _COMPANY, _FIRST, dt.date(2019, 9, 12)),
)


def achievements(plant: Plant, branch: str, quarter: Period) -> Rows:
    """The branch's achievements made public in the quarter."""
    rows: Rows = []
    for idea in _IDEAS:
        if idea.branch == branch and quarter.contains(idea.date):
            crew = plant.team(idea.team) if idea.team else plant.members(branch)
            people = plant.rng("idea", idea.code, branch).sample(crew, 2)
            rows.append(
                {
                    "achievement": idea.code,
                    "type": idea.type,
                    "category": idea.category,
                    "specialty": idea.specialty,
                    "level": idea.level,
                    "place": idea.place,
                    "people": joined(w.person for w in people),
                    "team": idea.team,
                    "date": idea.date,
                }
            )
    return rows
