"""党委考评, what the Party committee finds: inspections, surveys, reviews of model posts and its own work list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from pipeline.core.period import Period
from pipeline.demo.draw import Row, Rows, later, quota, workday
from pipeline.demo.life import months_of
from pipeline.demo.outline import (
    BRANCHES,
    CHEMISTRY,
    CONTROL,
    FUEL,
    OPERATION_1,
    STAFF_2,
    BranchPlan,
    TeamPlan,
    teams_in,
)
from pipeline.demo.plant import Plant
from pipeline.demo.quality import branch_knobs, team_knobs
from pipeline.demo.zones import all_posts
from schemas.words import BRANCH, COMMITTEE, LECTURES, SESSION_GRADES, TEAM

_SAMPLED, _STEP = 2, 0.16  # meetings; how much worse each session is than the one before
_RETURNED, _SHARE_TOO_FEW = 0.93, 0.40
_FEW_BALLOTS, _TINY, _TOO_FEW = "采制样班", "焊接班", 4
_BELOW_THE_LINE = {STAFF_2: 66.5}  # its only post loses its plate
_COMMENTS = ("标准清楚，作用明显", "作用较好，记录可再细", "作用一般，需对照标准改进", "未达到标准，限期改进")


def _grade(value: float) -> str:
    place = sum(value < limit for limit in (0.72, 0.48, 0.22))
    return SESSION_GRADES[place]


def samples(plant: Plant, branch: BranchPlan, quarter: Period, life: Mapping[str, Rows]) -> Rows:
    """The graded sessions of a branch, on the day each was held: two meetings and one training, a lecture if there was one."""
    rng, quality = plant.rng("samples", branch.name, quarter), branch_knobs(branch.name, quarter).grade
    held = [row for row in life["meeting"] if row["type"] != COMMITTEE]
    lectures = [row for row in life["training"] if row["type"] in LECTURES] or life["training"]
    picked = rng.sample(held, min(_SAMPLED, len(held))) + lectures[:1]
    rng.shuffle(picked)
    rows: dict[object, Row] = {
        (row["type"], row["date"]): {
            "unit_kind": BRANCH,
            "unit": branch.name,
            "session": row["type"],
            "session_date": row["date"],
            "grade": _grade(quality - _STEP * i),
        }
        for i, row in enumerate(picked)
    }
    return list(rows.values())


def _problem(unit: str, problem: str, due: dt.date, fixed: dt.date | None = None, **more: object) -> Row:
    return {"unit_kind": BRANCH, "unit": unit, "problem": problem, "due": due, "fixed": fixed, **more}


_OLD = _problem(STAFF_2, "不设支委会，书记与其他党员的分工没有写明", dt.date(2019, 6, 30))
_FOUND: dict[int, Rows] = {
    1: [_OLD, _problem(FUEL, "承诺公开栏未更新", dt.date(2019, 4, 20), dt.date(2019, 4, 12))],
    2: [
        _OLD | {"fixed": dt.date(2019, 6, 21)},
        _problem(STAFF_2, "两次主题党日没有主题", dt.date(2019, 8, 10)),
        _problem(CONTROL, "结对成效记录过于简单", dt.date(2019, 7, 31), dt.date(2019, 7, 18)),
    ],
    3: [
        _problem(STAFF_2, "两次主题党日没有主题", dt.date(2019, 8, 10), dt.date(2019, 8, 8)),
        _problem(FUEL, "清单中两项完成记录与现场不符", dt.date(2019, 10, 20), indicator="BR04", score=2.5),
        _problem(
            STAFF_2, "两次会议没有签到记录，按缺席计", dt.date(2019, 10, 25), indicator="BR03", score=4.0
        ),
        {
            "unit_kind": BRANCH,
            "unit": OPERATION_1,
            "indicator": "BR04",
            "score": 6.0,
            "problem": "清单逐项核对，与自评一致",
        },
        _problem(FUEL, "示范岗没有按季自评", dt.date(2019, 8, 31), dt.date(2019, 9, 5)),
        _problem(
            "集控八值",
            "两本运行台账缺三个班次的记录",
            dt.date(2019, 10, 25),
            unit_kind=TEAM,
            indicator="TM03",
            score=9.0,
        ),
        _problem("锅炉班", "安全活动记录没有结论", dt.date(2019, 9, 20), unit_kind=TEAM),
        _problem(CHEMISTRY, "班组目标未按月分析", dt.date(2019, 10, 31)),
    ],
}


def inspections(quarter: Period, sampled: Rows) -> Rows:
    """The sheet 对照检查: graded sessions, checked scores, and problems to be put right."""
    return sampled + [dict(row) for row in _FOUND[quarter.quarter]]


def _votes(entitled: int, returned: int, voice: float) -> Row:
    """Ballots: the happier the unit, the more at the upper levels; one in a larger unit does not know."""
    unknown = 1 if returned > 15 else 0
    valid = returned - unknown
    very, mostly = quota(valid, 0.40 + 0.50 * voice), quota(valid, 0.28 - 0.20 * voice)
    mostly = min(mostly, valid - very)
    fair = min(quota(valid, 0.18 - 0.16 * voice), valid - very - mostly)
    return {
        "entitled": entitled,
        "issued": entitled,
        "returned": returned,
        "very": very,
        "mostly": mostly,
        "fair": fair,
        "bad": valid - very - mostly - fair,
        "unknown": unknown,
    }


def surveys(plant: Plant, quarter: Period) -> Rows:
    """A survey of every unit; in the third quarter one with too few ballots and one with too few valid votes."""
    rows: Rows = []
    for branch in BRANCHES:
        entitled = len(plant.colleagues(branch.name))
        votes = _votes(entitled, quota(entitled, _RETURNED), branch_knobs(branch.name, quarter).voice)
        rows.append({"unit_kind": BRANCH, "unit": branch.name, **votes})
    for team in teams_in(quarter):
        entitled, returned = _ballots(team, quarter)
        votes = _votes(entitled, returned, team_knobs(team.name, quarter).voice)
        rows.append({"unit_kind": TEAM, "unit": team.name, **votes})
    return [row | {"date": later(quarter.end, -10)} for row in rows]


def _ballots(team: TeamPlan, quarter: Period) -> tuple[int, int]:
    """How many are entitled, and how many ballots came back."""
    if quarter.quarter == 3 and team.name == _TINY:
        return _TOO_FEW + 2, _TOO_FEW  # the others are away on a long task
    share = _SHARE_TOO_FEW if quarter.quarter == 3 and team.name == _FEW_BALLOTS else _RETURNED
    return team.size, quota(team.size, share)


def post_reviews(plant: Plant, quarter: Period) -> Rows:
    """The model posts reviewed: none in the first quarter, the first of each branch in the second, all in the third."""
    rows: Rows = []
    for branch, post in all_posts(plant, quarter) if quarter.quarter > 1 else ():
        rng = plant.rng("post", post.name, quarter)
        score = _BELOW_THE_LINE.get(branch.name) or round(
            branch_knobs(branch.name, quarter).post + rng.uniform(-4, 4), 1
        )
        place = sum(score < limit for limit in (90, 80, 70))
        first = all(row["branch"] != branch.name for row in rows)
        if first or quarter.quarter == 3:
            rows.append(
                {
                    "branch": branch.name,
                    "name": post.name,
                    "score": score,
                    "date": later(quarter.end, -6),
                    "comment": _COMMENTS[place],
                }
            )
    return rows


def committee_duties(plant: Plant, quarter: Period) -> Rows:
    """The committee's own work list; one inspection of branches was late in the second quarter, and is open in the third."""
    owner = plant.secretary(BRANCHES[6].name).person
    rng, months = plant.rng("committee", quarter), months_of(quarter)
    rows: Rows = [
        {"item": "DW01", "month": month.name, "done": workday(rng, month.start, month.end), "owner": owner}
        for month in months
    ]
    last = months[-1]
    checked = later(last.end, 5) if quarter.quarter == 2 else workday(rng, last.start, last.end)
    return [
        *rows,
        {"item": "DW02", "month": last.name, "done": workday(rng, last.start, last.end), "owner": owner},
        {
            "item": "DW03",
            "month": last.name,
            "done": None if quarter.quarter == 3 else checked,
            "owner": owner,
        },
    ]
