"""一带一: Party members who guide two colleagues each, branches that guide teams, and skills passed on."""

from __future__ import annotations

import datetime as dt

from pipeline.core.period import Period
from pipeline.demo.draw import Row, Rows, later, quota, some, workday
from pipeline.demo.outline import QUARTERS, TEAMS, BranchPlan, teams_served
from pipeline.demo.plant import Plant, Worker
from pipeline.demo.quality import branch_knobs
from schemas.base import NO, YES
from schemas.words import PAIRINGS

_BRANCH_TEAM, _MEMBER_COLLEAGUE, _SKILL = PAIRINGS
_EACH = 2
_OUTCOMES = (
    "独立完成一次设备操作",
    "独立完成一次解体检修",
    "通过上岗考试",
    "掌握两项事故处理",
    "一起消除一处隐患",
    "按时完成一项技术改进",
)
_HARD = ("备件图纸不全", "倒班时间对不上", "缺少实操场地")
_PROJECTS = ("给水泵检修", "励磁系统调试", "皮带自动纠偏", "在线仪表校准", "单元机组协调控制")


def _in_teams(plant: Plant, branch: str) -> list[tuple[Worker, Worker]]:
    """Pairs inside the teams, as many as each team can form."""
    found = []
    for team in (team.name for team in TEAMS if team.branch == branch):
        people = plant.team(team)
        guides = [worker for worker in people if worker.is_member] * _EACH
        found += list(zip(guides, (worker for worker in people if not worker.is_member), strict=False))
    return found


def possible_pairs(plant: Plant, branch: str) -> list[tuple[Worker, Worker]]:
    """The fullest pairing of the branch: first inside the teams, then those who are left over; everybody has one before two."""
    found = _in_teams(plant, branch)
    guided = {learner.person for _, learner in found}
    busy = [guide.person for guide, _ in found]
    guides = [m for turn in range(_EACH) for m in plant.members(branch) if busy.count(m.person) <= turn]
    learners = [c for c in plant.colleagues(branch) if c.person not in guided]
    return found + list(zip(guides, learners, strict=False))


def _in_force(total: int, branch: str, quarter: Period) -> int:
    return quota(total, branch_knobs(branch, quarter).pairs)


def _since(plant: Plant, branch: str, place: int, counts: list[int]) -> dt.date:
    """The day a pair was made: in the first quarter in which so many pairs were in force."""
    first = next((q for q, count in zip(QUARTERS, counts, strict=True) if place < count), QUARTERS[0])
    return workday(plant.rng("paired", branch, place), later(first.start, 9), later(first.start, 55))


def _until(place: int, counts: list[int]) -> dt.date | None:
    """The day it ended: with the last quarter in which it was in force, if a later one lacks it."""
    lasts = [q for q, count in zip(QUARTERS, counts, strict=True) if place < count]
    return None if not lasts or lasts[-1] == QUARTERS[-1] else later(lasts[-1].end, -3)


def _results(plant: Plant, branch: str, quarter: Period, rows: Rows) -> Rows:
    rng = plant.rng("outcomes", branch, quarter)
    for row in some(rng, rows, branch_knobs(branch, quarter).outcomes):
        row["outcome"] = rng.choice(_OUTCOMES)
    for row in rows:
        if rng.random() < 0.06:
            row |= {"difficulty": rng.choice(_HARD), "solved": rng.choice((YES, YES, NO))}
    return rows


def _member_pairs(plant: Plant, branch: str, quarter: Period) -> Rows:
    pairs = possible_pairs(plant, branch)
    plant.rng("pairs", branch).shuffle(pairs)
    counts, rows = [_in_force(len(pairs), branch, q) for q in QUARTERS], []
    for place, (guide, learner) in enumerate(pairs[: counts[quarter.quarter - 1]]):
        end = _until(place, counts)
        rows.append(
            {
                "type": _MEMBER_COLLEAGUE,
                "guide": guide.person,
                "learner": learner.person,
                "start": _since(plant, branch, place, counts),
                "end": end if end and quarter.contains(end) else None,
            }
        )
    return sorted(rows, key=lambda row: (str(row["guide"]), str(row["learner"])))


def _skill_pairs(plant: Plant, branch: str) -> Rows:
    """Two skills: one taught to a colleague, one studied alone."""
    rng = plant.rng("skills", branch)
    members, learner = rng.sample(plant.members(branch), 2), rng.choice(plant.colleagues(branch))
    start = dt.date(2019, 3, 1)
    taught: Row = {
        "type": _SKILL,
        "guide": members[0].person,
        "learner": learner.person,
        "business": rng.choice(_PROJECTS),
        "start": start,
    }
    return [
        taught,
        {"type": _SKILL, "guide": members[1].person, "business": rng.choice(_PROJECTS), "start": start},
    ]


def pairings(plant: Plant, branch: BranchPlan, quarter: Period) -> Rows:
    """The pairs in force in the quarter."""
    teams: Rows = [
        {
            "type": _BRANCH_TEAM,
            "guide": branch.name,
            "learner": team.name,
            "start": team.founded or dt.date(2019, 1, 20),
        }
        for team in teams_served(branch, quarter)
    ]
    rows = teams + _member_pairs(plant, branch.name, quarter) + _skill_pairs(plant, branch.name)
    return _results(plant, branch.name, quarter, rows)
