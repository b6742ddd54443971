"""党委考评, what is decided and recorded: events, receipts, published stars, the steps of approval and objections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from pipeline.core.period import Period
from pipeline.demo.draw import Row, Rows, later
from pipeline.demo.ideas import SHARED
from pipeline.demo.outline import (
    BRANCHES,
    CONTROL,
    DEPARTMENTS,
    FUEL,
    MAINTENANCE,
    NEW_TEAM,
    OPERATION_2,
    STAFF_1,
    STAFF_2,
    TEAMS,
)
from pipeline.demo.plant import Plant
from pipeline.demo.quality import branch_knobs
from schemas.base import NO, YES
from schemas.words import BRANCH, EVENTS, STEPS, TEAM

Published = Mapping[tuple[str, str, str], tuple[int, float]]

_BONUS, _PENALTY, _VETO, _CAP, _SUSPENSION, _PROMOTION = EVENTS
_CHECKED, _COMMITTEE, _NOTICE, _OFFICIAL = STEPS
_SIGNED_IN_TIME = 5  # branches that have checked their first draft of the third quarter
_LAST_YEAR = {  # all others had three
    CONTROL: 4,
    MAINTENANCE: 4,
    STAFF_2: 2,
    "集控一值": 4,
    "集控三值": 4,
    "集控七值": 4,
    "热控一班": 4,
    "采制样班": 4,
    "电气检修班": 4,
    "集控八值": 2,
    "消防保卫班": 1,
}
_DOCUMENTS = {"2019Q1": "示例党〔2019〕12号", "2019Q2": "示例党〔2019〕21号"}
_MINUTES = {"2019Q1": "示例党纪〔2019〕6号", "2019Q2": "示例党纪〔2019〕11号"}


def _event(unit: str, kind: str, document: str, date: dt.date, **more: object) -> Row:
    is_branch = any(branch.name == unit for branch in BRANCHES)
    return {
        "unit_kind": BRANCH if is_branch else TEAM,
        "unit": unit,
        "type": kind,
        "document": document,
        "date": date,
        **more,
    }


_EVENTS: dict[int, Rows] = {
    1: [
        _event(
            "脱硫除灰班",
            _SUSPENSION,
            "示例安〔2019〕3号",
            dt.date(2019, 2, 20),
            reason="设备损坏事件正在调查",
            lifted=dt.date(2019, 5, 20),
        )
    ],
    2: [
        _event(
            "电气二次班",
            _PROMOTION,
            "示例党纪〔2019〕9号",
            dt.date(2019, 6, 5),
            reason="省区继电保护竞赛第一名",
        ),
        _event(
            FUEL, _PENALTY, "示例党〔2019〕15号", dt.date(2019, 6, 18), reason="支部材料两次逾期", points=1.0
        ),
    ],
    3: [
        _event(
            "输煤运行二班",
            _SUSPENSION,
            "示例安〔2019〕21号",
            dt.date(2019, 9, 20),
            reason="皮带着火事件正在调查",
        ),
        _event(
            "脱硫除灰班",
            _VETO,
            "示例党纪〔2019〕14号",
            dt.date(2019, 9, 12),
            code="VT03",
            reason="主观原因未完成环保设施投运指标",
        ),
        _event(
            "热控一班",
            _CAP,
            "示例安〔2019〕19号",
            dt.date(2019, 9, 4),
            code="CP01",
            reason="一人特种作业证过期",
        ),
        _event(
            OPERATION_2,
            _BONUS,
            "示例党〔2019〕27号",
            dt.date(2019, 9, 20),
            achievement=SHARED,
            points=2.0,
            reason="协同控制攻关成果在公司推广",
        ),
    ],
}


def events(quarter: Period) -> Rows:
    """The decisions dated in the quarter."""
    return [dict(row) for row in _EVENTS[quarter.quarter]]


def receipts(quarter: Period) -> Rows:
    """One row a workbook; in the third quarter one is late and was sent back once."""
    rows: Rows = []
    for i, unit in enumerate([branch.name for branch in BRANCHES] + list(DEPARTMENTS)):
        late = quarter.quarter == 3 and unit == STAFF_2
        rows.append(
            {
                "unit": unit,
                "received": later(quarter.end, 13 if late else 4 + i % 5),
                "late": YES if late else NO,
                "sent_back": int(late),
                "note": "退回后补齐工作清单" if late else None,
            }
        )
    return rows


def published_stars(published: Published, quarter: Period) -> Rows:
    """The stars and scores made public for the earlier quarters of the year."""
    rows: Rows = [
        {
            "period": period,
            "unit_kind": kind,
            "unit": unit,
            "star": star,
            "score": score,
            "document": _DOCUMENTS.get(period),
        }
        for (period, kind, unit), (star, score) in sorted(published.items())
        if period < quarter.name
    ]
    return last_year() + rows


def last_year() -> Rows:
    """The yearly stars of 2018 that the Party committee made public; its scores are in no workbook."""
    units = [(BRANCH, branch.name) for branch in BRANCHES] + [
        (TEAM, team.name) for team in TEAMS if team.name != NEW_TEAM
    ]
    return [
        {
            "period": "2018",
            "unit_kind": kind,
            "unit": unit,
            "star": _LAST_YEAR.get(unit, 3),
            "score": None,
            "document": "示例党〔2019〕2号",
        }
        for kind, unit in units
    ]


def speeches(plant: Plant, quarter: Period) -> Rows:
    """The votes on each secretary's report, in the third quarter."""
    voters = 40
    rows: Rows = []
    for branch in BRANCHES if quarter.quarter == 3 else ():
        voice = branch_knobs(branch.name, quarter).voice
        good, fair = round(voters * (0.45 + 0.5 * voice)), round(voters * 0.15 * (1 - voice))
        rows.append(
            {
                "person": plant.secretary(branch.name).person,
                "good": good,
                "fine": voters - good - fair,
                "fair": fair,
                "bad": 0,
            }
        )
    return rows


def decisions(quarter: Period) -> Rows:
    """The steps of approval: complete for the earlier quarters, only some branches' checks for the third."""
    first, done = later(quarter.end, 12), quarter.name in _MINUTES
    names = [branch.name for branch in BRANCHES]
    rows: Rows = [
        {"step": _CHECKED, "unit": name, "date": later(first, i % 3)}
        for i, name in enumerate(names if done else names[:_SIGNED_IN_TIME])
    ]
    if done:
        rows += [
            {"step": _COMMITTEE, "date": later(first, 5), "number": _MINUTES[quarter.name]},
            {"step": _NOTICE, "date": later(first, 6), "until": later(first, 12)},
            {"step": _OFFICIAL, "date": later(first, 15)},
        ]
    return rows


def objections(plant: Plant, quarter: Period) -> Rows:
    """One objection in the second quarter, answered, and two in the third, one of them still open."""
    handler = plant.clerk(STAFF_1).person
    found: dict[int, Rows] = {
        2: [
            {
                "unit": CONTROL,
                "matter": "对出勤率有异议，两人当班后已补学",
                "received": later(quarter.end, 20),
                "handler": handler,
                "answer": "经核对补学记录，维持原结果",
                "answered": later(quarter.end, 22),
            }
        ],
        3: [
            {
                "unit": OPERATION_2,
                "matter": "对集控九值安全活动的记录有异议",
                "received": later(quarter.end, 11),
                "handler": handler,
                "answer": "经核对原始记录，两次活动没有签到，维持原结果",
                "answered": later(quarter.end, 13),
            },
            {
                "unit": FUEL,
                "matter": "对清单核定分有异议",
                "received": later(quarter.end, 14),
                "handler": handler,
            },
        ],
    }
    return found.get(quarter.quarter, [])
