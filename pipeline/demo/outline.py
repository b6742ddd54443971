"""The outline of the sample plant: its branches, its teams, its examining departments, and how large each is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipeline.core.period import Period
from schemas.words import BRANCH_CATEGORIES

PLANT = "示例发电有限公司"
OFFICE = "党群工作部"
PRODUCTION, SERVICE = BRANCH_CATEGORIES
YEAR = Period(2019)
QUARTERS = (Period(2019, 1, 3), Period(2019, 4, 3), Period(2019, 7, 3))
SAFETY, TECHNOLOGY, STAFFING, FINANCE = "安全监察部", "生产技术部", "人力资源部", "经营财务部"
DEPARTMENTS = (SAFETY, TECHNOLOGY, STAFFING, FINANCE)


@dataclass(frozen=True, slots=True)
class BranchPlan:
    """A branch; `office` people belong to no team, the first `office_members` of them are Party members."""

    name: str
    code: str
    category: str
    departments: str
    office: int
    office_members: int
    groups: int
    posts: int
    paired: str | None = None
    has_committee: bool = True


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team; the first `members` of its `size` people are Party members."""

    name: str
    branch: str
    department: str
    specialty: str
    post: str
    size: int
    members: int
    shift: bool = False
    founded: dt.date | None = None


OPERATION_1, OPERATION_2, MAINTENANCE = "发电运行一支部", "发电运行二支部", "检修支部"
CONTROL, FUEL, CHEMISTRY = "热控支部", "燃料支部", "环保化学支部"
STAFF_1, STAFF_2 = "机关一支部", "机关二支部"

BRANCHES = (
    BranchPlan(OPERATION_1, "YA", PRODUCTION, "发电运行一部", 20, 13, 5, 3),
    BranchPlan(OPERATION_2, "YB", PRODUCTION, "发电运行二部", 16, 12, 4, 3),
    BranchPlan(MAINTENANCE, "JX", PRODUCTION, "设备检修部", 24, 13, 3, 3),
    BranchPlan(CONTROL, "RK", PRODUCTION, "热控部", 13, 9, 2, 2),
    BranchPlan(FUEL, "RL", PRODUCTION, "燃料部", 18, 11, 3, 2),
    BranchPlan(CHEMISTRY, "HH", PRODUCTION, "环保化学部", 14, 10, 2, 2),
    BranchPlan(
        STAFF_1, "JA", SERVICE, "党群工作部、综合办公室、人力资源部", 48, 26, 0, 2, "化验班、电气二次班"
    ),
    BranchPlan(STAFF_2, "JB", SERVICE, "经营财务部、物资部、保卫部", 24, 3, 2, 1, has_committee=False),
)

NEW_TEAM = "综合检修班"
_UNIT_1 = (OPERATION_1, "发电运行一部", "集控运行", "集控值班员")
_UNIT_2 = (OPERATION_2, "发电运行二部", "集控运行", "集控值班员")

TEAMS = (
    TeamPlan("集控一值", *_UNIT_1, 21, 5, shift=True),
    TeamPlan("集控二值", *_UNIT_1, 21, 5, shift=True),
    TeamPlan("集控三值", *_UNIT_1, 21, 5, shift=True),
    TeamPlan("集控四值", *_UNIT_1, 21, 5, shift=True),
    TeamPlan("集控五值", *_UNIT_1, 21, 5, shift=True),
    TeamPlan("集控六值", *_UNIT_2, 21, 5, shift=True),
    TeamPlan("集控七值", *_UNIT_2, 21, 5, shift=True),
    TeamPlan("集控八值", *_UNIT_2, 21, 5, shift=True),
    TeamPlan("集控九值", *_UNIT_2, 21, 5, shift=True),
    TeamPlan("锅炉班", MAINTENANCE, "设备检修部", "机务检修", "锅炉检修工", 28, 7),
    TeamPlan("汽机班", MAINTENANCE, "设备检修部", "机务检修", "汽机检修工", 26, 7),
    TeamPlan("电气检修班", MAINTENANCE, "设备检修部", "电气热控", "电气检修工", 24, 6),
    TeamPlan("焊接班", MAINTENANCE, "设备检修部", "机务检修", "焊工", 9, 2),
    TeamPlan(
        NEW_TEAM, MAINTENANCE, "设备检修部", "机务检修", "综合检修工", 14, 3, founded=dt.date(2019, 8, 1)
    ),
    TeamPlan("热控一班", CONTROL, "热控部", "电气热控", "热控检修工", 20, 5),
    TeamPlan("热控二班", CONTROL, "热控部", "电气热控", "热控检修工", 19, 5),
    TeamPlan("电气二次班", CONTROL, "热控部", "电气热控", "继电保护工", 18, 5),
    TeamPlan("输煤运行一班", FUEL, "燃料部", "燃料", "输煤值班员", 24, 5, shift=True),
    TeamPlan("输煤运行二班", FUEL, "燃料部", "燃料", "输煤值班员", 24, 5, shift=True),
    TeamPlan("燃料检修班", FUEL, "燃料部", "机务检修", "燃料检修工", 22, 6),
    TeamPlan("采制样班", FUEL, "燃料部", "燃料", "采制样工", 12, 3),
    TeamPlan("化学运行班", CHEMISTRY, "环保化学部", "环保化学", "化学值班员", 24, 6, shift=True),
    TeamPlan("化验班", CHEMISTRY, "环保化学部", "环保化学", "化验员", 14, 4),
    TeamPlan("脱硫除灰班", CHEMISTRY, "环保化学部", "环保化学", "脱硫值班员", 24, 6, shift=True),
    TeamPlan("物资仓储班", STAFF_2, "物资部", "综合服务", "仓库保管员", 14, 1),
    TeamPlan("消防保卫班", STAFF_2, "保卫部", "综合服务", "消防员", 26, 2, shift=True),
)


def teams_in(quarter: Period) -> tuple[TeamPlan, ...]:
    """The teams that exist on the last day of the quarter."""
    return tuple(team for team in TEAMS if team.founded is None or team.founded <= quarter.end)


def teams_of(branch: str, quarter: Period) -> tuple[TeamPlan, ...]:
    """The branch's own teams at the end of the quarter."""
    return tuple(team for team in teams_in(quarter) if team.branch == branch)


def teams_served(branch: BranchPlan, quarter: Period) -> tuple[TeamPlan, ...]:
    """The teams whose wishes and requests the branch takes up: its own, or else those it is paired with."""
    paired = (branch.paired or "").split("、")
    return teams_of(branch.name, quarter) or tuple(team for team in TEAMS if team.name in paired)
