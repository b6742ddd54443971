"""部门考评: deductions of teams by the examining departments, an explicit zero where a team is clean."""

from __future__ import annotations

from pipeline.core.period import Period
from pipeline.demo.draw import Row, Rows, workday
from pipeline.demo.outline import BRANCHES, PRODUCTION, SAFETY, STAFFING, TECHNOLOGY, TeamPlan, teams_in
from pipeline.demo.plant import Plant
from pipeline.demo.quality import team_knobs

SAFETY_CODE, BASICS_CODE = "TM01", "TM03"
_UNSAFE = ("作业人员未系安全带", "未执行工作票安全措施", "高处作业未设监护", "吊装作业区未设警戒")
_UNTIDY = ("班前会记录不完整", "设备台账更新不及时", "工器具定置不到位", "交接班记录缺签字")
_PRODUCTION = {branch.name for branch in BRANCHES if branch.category == PRODUCTION}


def _row(plant: Plant, quarter: Period, team: TeamPlan, code: str, points: float) -> Row:
    rng = plant.rng("check", code, team.name, quarter)
    first = team.founded if team.founded and quarter.contains(team.founded) else quarter.start
    reason = f"{rng.choice(_UNSAFE)} {points / 5:.0f} 人次" if code == SAFETY_CODE else rng.choice(_UNTIDY)
    return {
        "team": team.name,
        "indicator": code,
        "deduction": points,
        "reason": reason if points else None,
        "date": workday(rng, first, quarter.end),
    }


def checks(plant: Plant, quarter: Period, department: str) -> Rows:
    """What a department found: safety everywhere; basic management of production teams, and of the other teams."""
    teams = teams_in(quarter)
    if department == SAFETY:
        return [_row(plant, quarter, t, SAFETY_CODE, team_knobs(t.name, quarter).safety) for t in teams]
    wanted = {TECHNOLOGY: True, STAFFING: False}.get(department)
    return [
        _row(plant, quarter, t, BASICS_CODE, team_knobs(t.name, quarter).basics)
        for t in teams
        if (t.branch in _PRODUCTION) is wanted
    ]
