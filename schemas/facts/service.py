"""What members do for others: pledges, zones and posts, wishes, requests, pairs, and what the served say of it."""

from __future__ import annotations

from schemas.base import YES_NO, Kind, Number, Sheet, Text, Whole, column
from schemas.facts.whose import BRANCH, PERSON, TEAM
from schemas.words import PAIRINGS, PLEDGE_TYPES


class PledgeFact(Sheet):
    """一行是一条审核通过的承诺。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    person: Text = column(*PERSON, example="0101", kind=Kind.CODE)
    type: Text = column("类型", "岗位承诺还是服务承诺。", example="岗位承诺", choices=PLEDGE_TYPES)
    due: Text = column("到期", "完成时限在年初至期末之间。", example="是", choices=YES_NO)
    on_time: Text = column("按期兑现", "在时限以前完成。", example="是", choices=YES_NO)
    excused: Text = column("客观原因", "因客观原因未兑现，不计入。", example="否", choices=YES_NO)

    class Config:
        title = "双承诺"
        name = "pledge_fact"


class ZoneFact(Sheet):
    """一行是一个在用的责任区。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    person: Text = column(*PERSON, example="0101", kind=Kind.CODE)
    found: Whole = column("问题数", "本期发现的问题数。", example=4)
    closed: Whole = column("按期整改数", "按期整改的个数。", example=4)

    class Config:
        title = "责任区"
        name = "zone_fact"


class PostFact(Sheet):
    """一行是一个经党委考评的示范岗。"""

    branch: Text = column(*BRANCH, example="检修支部")
    name: Text = column("示范岗", "示范岗的名称。", example="锅炉检修示范岗")
    score: Number = column("考评得分", "百分制。", example=88)

    class Config:
        title = "示范岗考评"
        name = "post_fact"


class WishFact(Sheet):
    """一行是一个在办的微心愿。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    person: Text = column(*PERSON, example="0101", kind=Kind.CODE, optional=True)
    due: Text = column("到期", "应在本期内实现。", example="是", choices=YES_NO)
    on_time: Text = column("按期实现", "在承诺日期以前实现。", example="是", choices=YES_NO)
    realised: Text = column("本期实现", "实现日期在本期内。", example="是", choices=YES_NO)

    class Config:
        title = "微心愿"
        name = "wish_fact"


class RequestFact(Sheet):
    """一行是一件在办的群众诉求。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    person: Text = column(*PERSON, example="0101", kind=Kind.CODE, optional=True)
    due: Text = column("到期", "应在本期内办结。", example="是", choices=YES_NO)
    on_time: Text = column("按期办结", "在时限以前办结。", example="是", choices=YES_NO)
    closed: Text = column("本期办结", "办结日期在本期内。", example="是", choices=YES_NO)

    class Config:
        title = "群众诉求"
        name = "request_fact"


class PairFact(Sheet):
    """一行是一对在结的“一带一”。"""

    branch: Text = column(*BRANCH, example="检修支部", optional=True)
    team: Text = column("班组", "被带方所在的班组。", example="锅炉班", optional=True)
    person: Text = column("工号", "带方。", example="0101", kind=Kind.CODE, optional=True)
    type: Text = column("类型", "结对的类型。", example="党员带群众", choices=PAIRINGS)
    learner: Text = column("被带方", "被带的人或班组。", example="0203", optional=True)
    outcome: Text = column("有成效", "本季有成效。", example="是", choices=YES_NO)

    class Config:
        title = "一带一"
        name = "pair_fact"


class ServiceFact(Sheet):
    """一行是一名党员解决的一个实际问题：实现的心愿、办结的诉求、参加的助力。"""

    branch: Text = column(*BRANCH, example="检修支部")
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    person: Text = column(*PERSON, example="0101", kind=Kind.CODE)
    type: Text = column("类型", "心愿、诉求还是助力。", example="心愿")

    class Config:
        title = "解决问题"
        name = "service_fact"


class VoiceFact(Sheet):
    """一行是服务对象对一名党员的一次评价。"""

    branch: Text = column(*BRANCH, example="检修支部")
    team: Text = column(*TEAM, example="锅炉班", optional=True)
    person: Text = column(*PERSON, example="0101", kind=Kind.CODE)
    score: Number = column("得分", "按测评分值折算，百分制。", example=100)

    class Config:
        title = "服务评价"
        name = "voice_fact"
