"""微心愿 and 群众诉求: the two ledgers as a branch writes them at the end of a quarter."""

from __future__ import annotations

import datetime as dt

from pipeline.core.period import Period
from pipeline.demo.draw import Row, Rows, later, workday
from pipeline.demo.ledger import WAITING, WITHDRAWN, Item, Topic, items
from pipeline.demo.outline import CHEMISTRY, CONTROL, OPERATION_1, QUARTERS, BranchPlan, teams_served
from pipeline.demo.plant import Plant
from pipeline.demo.pledges import Wanted
from schemas.words import OPINION, PASSED_ON, VOICES

_WISHES = Topic(
    "WX",
    "wishes",
    {
        "工作环境": ("更换休息室的饮水机", "现场增设工具放置架", "值班室加装遮光帘"),
        "技能成长": ("想学习焊接技术", "想参加仿真机培训", "想看一次解体检修"),
        "生活困难": ("生病住院期间请人代办手续", "临时周转房"),
        "子女家庭": ("暑期孩子无人看护", "孩子想参观电厂"),
        "文体活动": ("组织一次羽毛球比赛", "增设一副乒乓球台"),
        "其他": ("倒班车增加一个停靠点",),
    },
)
_REQUESTS = Topic(
    "SQ",
    "requests",
    {
        "技能进步": ("增加岗位练兵机会", "希望安排师傅带教"),
        "职业成长": ("希望公开竞聘条件", "希望轮岗学习"),
        "生活冷暖": ("夜班餐热一些", "检修现场饮水点太远"),
        "合理化建议": ("优化巡检路线", "工具借用改为扫码登记"),
        OPINION: ("有的承诺内容不够具体", "希望承诺进展按月公开"),
        "其他": ("停车位不足",),
    },
    given_up=False,
)
_TAKES_OVER = "综合办公室"  # what a branch cannot do itself is passed on to it
_DAYS_TO_GIVE_UP, _DAYS_CARRIED = 50, 60
_LONG_ASKED = {  # branches in which a member answers a request with the service pledge
    OPERATION_1: "希望把夜班巡检的照明补齐",
    CONTROL: "工程师站希望增设一处资料柜",
    CHEMISTRY: "药品间希望加装通风",
}


def _long_wish(plant: Plant, branch: BranchPlan) -> tuple[Item, Wanted]:
    """A wish raised in winter and realised in late summer, and so in all three workbooks; a pledge answers it."""
    rng, team = plant.rng("long wish", branch.name), teams_served(branch, QUARTERS[0])[0]
    claimer, due = plant.members(branch.name)[3].person, dt.date(2019, 8, 30)
    realised = workday(rng, dt.date(2019, 8, 5), dt.date(2019, 8, 23))
    item = Item(
        f"WX-{branch.code}-001",
        team.name,
        rng.choice(plant.team(team.name)).name,
        "技能成长",
        "想取得高一级技能证书",
        dt.date(2019, 1, 22),
        due,
        claimer,
        realised,
        VOICES[0],
    )
    return item, Wanted(item.code, "心愿", "帮助实现认领的微心愿", claimer, due, realised)


def _long_request(plant: Plant, branch: BranchPlan) -> tuple[Item, Wanted]:
    """A request of winter that takes until early autumn; a pledge answers it, and it is paid in the ledger only."""
    rng, team = plant.rng("long request", branch.name), teams_served(branch, QUARTERS[0])[0]
    handler, due = plant.members(branch.name)[4].person, dt.date(2019, 9, 20)
    closed = workday(rng, dt.date(2019, 9, 2), dt.date(2019, 9, 12))
    item = Item(
        f"SQ-{branch.code}-001",
        team.name,
        rng.choice(plant.team(team.name)).name,
        "生活冷暖",
        _LONG_ASKED[branch.name],
        dt.date(2019, 1, 24),
        due,
        handler,
        closed,
        VOICES[0],
    )
    return item, Wanted(item.code, "诉求", f"办好认领的诉求：{item.content}", handler, due, closed)


def wanted(plant: Plant, branch: BranchPlan) -> list[Wanted]:
    """The wishes and requests of the branch that a member answers with the service pledge."""
    return [
        _long_wish(plant, branch)[1],
        *([_long_request(plant, branch)[1]] if branch.name in _LONG_ASKED else []),
    ]


def wishes(plant: Plant, branch: BranchPlan, quarter: Period) -> Rows:
    """The ledger of wishes at the end of the quarter; one that was given up is not carried on."""
    ledger = [_long_wish(plant, branch)[0], *items(plant, branch, _WISHES)]
    return [
        _wish_row(item, quarter)
        for item in ledger
        if item.is_open_in(quarter) and (item.closed or item.due >= later(quarter.start, -_DAYS_CARRIED))
    ]


def _wish_state(item: Item, quarter: Period) -> str:
    if item.how in {WITHDRAWN, PASSED_ON}:
        return item.how
    if item.is_closed_by(quarter):
        return "已实现"
    if item.how == WAITING:
        return WAITING
    return "未实现" if item.closed is None and later(item.due, _DAYS_TO_GIVE_UP) <= quarter.end else "已认领"


def _wish_row(item: Item, quarter: Period) -> Row:
    state = _wish_state(item, quarter)
    done, claimed = state == "已实现", state not in {WITHDRAWN, WAITING}
    claimed_on = later(item.raised, 10 if item.how == WAITING else 3)
    return {
        "wish": item.code,
        "wisher": item.asker,
        "team": item.team,
        "content": item.content,
        "category": item.category,
        "raised": item.raised,
        "claimer": item.taker if claimed else None,
        "claimed": claimed_on if claimed else None,
        "due": item.due if claimed else None,
        "state": state,
        "passed_to": _TAKES_OVER if state == PASSED_ON else None,
        "realised": item.closed if done else None,
        "voice": item.voice if done else None,
    }


def requests(plant: Plant, branch: BranchPlan, quarter: Period) -> Rows:
    """The ledger of requests at the end of the quarter."""
    asked = [_long_request(plant, branch)[0]] if branch.name in _LONG_ASKED else []
    return [
        _request_row(item, branch, quarter)
        for item in [*asked, *items(plant, branch, _REQUESTS)]
        if item.is_open_in(quarter)
    ]


def _request_state(item: Item, quarter: Period) -> str:
    if item.how in {WITHDRAWN, PASSED_ON}:
        return item.how
    if item.is_closed_by(quarter):
        return "已办结"
    return "待办" if item.how == WAITING else "办理中"


def _request_row(item: Item, branch: BranchPlan, quarter: Period) -> Row:
    state = _request_state(item, quarter)
    done, handled = state == "已办结", state not in {WITHDRAWN, "待办"}
    return {
        "request": item.code,
        "team": item.team,
        "category": item.category,
        "content": item.content,
        "raised": item.raised,
        "handler": item.taker if handled else None,
        "due": item.due if handled else None,
        "pledge": f"{branch.code}-G-003" if item.category == OPINION else None,
        "state": state,
        "passed_to": _TAKES_OVER if state == PASSED_ON else None,
        "closed": item.closed if done else None,
        "voice": item.voice if done else None,
    }
