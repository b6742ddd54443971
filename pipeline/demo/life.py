"""组织生活 and 双星培训: the meetings and sessions of a branch in a quarter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from pipeline.core.period import Period
from pipeline.demo.draw import Row, Rows, joined, quota, some, workday
from pipeline.demo.outline import BranchPlan, teams_of
from pipeline.demo.plant import ACTIVIST, COLLEAGUE, Plant, Worker
from pipeline.demo.quality import branch_knobs, team_knobs
from schemas.words import AUDIENCES, COMMITTEE, GENERAL, GROUP, LECTURES, THEME_DAY, TRAININGS

_LECTURE, _TECHNICAL = LECTURES
_LARGE_HALL, _SMALL_HALL, _MOBILE = TRAININGS[2:]
_TO_BRANCH, _TO_TEAM, _TO_ALL = AUDIENCES
_TOPICS = {
    GENERAL: ("听取季度工作报告，讨论下季度重点任务", "通过党员双承诺事项", "讨论发展对象和季度工作"),
    COMMITTEE: ("研究当月党建和安全工作", "研究班组建设和职工诉求办理", "研究双星建设对照检查问题"),
    GROUP: ("学习安全生产重要论述", "交流岗位承诺进展", "学习党章有关条款", "讨论身边的违章与隐患"),
    THEME_DAY: ("重温入党誓词", "现场隐患排查", "走进班组听心愿", "参观廉洁教育展室", "义务清扫生产现场"),
    _LECTURE: ("支部工作条例要点", "党员的责任从哪里来", "从一次非停看责任担当"),
    _TECHNICAL: ("汽轮机振动的判断与处理", "锅炉四管防磨防爆", "厂用电切换的风险点", "热工保护的可靠性"),
    _SMALL_HALL: ("身边的敬业故事", "师傅教我的第一课", "邻里互助二三事"),
    _LARGE_HALL: ("守信与担当", "孝老爱亲好风尚"),
    _MOBILE: ("给水泵密封更换现场讲", "凝结水精处理操作要点", "皮带纠偏现场教学"),
}
_LECTURE_FROM, _HALL_FROM = 0.62, 0.70
_SEATS = {_TO_BRANCH: 15, _TO_TEAM: 20, _TO_ALL: 40}  # for colleagues
_EXCUSED, _ON_SHIFT = 0.03, 0.10


@dataclass(slots=True)
class Away:
    """Who is away from each session: the shares are kept exactly over the quarter, and fall on the same few people."""

    rng: Random
    presence: float
    tired: frozenset[str]
    owed: dict[str, float] = field(default_factory=lambda: {"absent": 0.0, "excused": 0.0, "made_up": 0.0})

    def draw(self, expected: Sequence[Worker], host: str) -> dict[str, list[str]]:
        left = [w for w in expected if w.person != host]
        self.rng.shuffle(left)
        left.sort(key=lambda w: self.rng.random() * (0.35 if w.person in self.tired else 1))
        shift = [w for w in left if w.shift]
        return {
            "absent": self._take("absent", left, len(expected) * (1 - self.presence)),
            "excused": self._take("excused", left, len(expected) * _EXCUSED),
            "made_up": self._take("made_up", [w for w in shift if w in left], len(shift) * _ON_SHIFT),
        }

    def _take(self, name: str, left: list[Worker], due: float) -> list[str]:
        self.owed[name] += due
        taken = left[: int(self.owed[name])]
        self.owed[name] -= len(taken)
        for worker in taken:
            left.remove(worker)
        return sorted(worker.person for worker in taken)


@dataclass(frozen=True, slots=True)
class Called:
    """A monthly meeting as required: its type, group, month, who is expected and who may chair it."""

    type: str
    group: str | None
    month: Period
    expected: list[Worker]


def away_of(plant: Plant, branch: str, quarter: Period) -> Away:
    members = plant.members(branch)
    tired = plant.rng("tired", branch).sample(members, quota(len(members), 0.15))
    presence = branch_knobs(branch, quarter).presence
    return Away(plant.rng("away", branch, quarter), presence, frozenset(worker.person for worker in tired))


def months_of(quarter: Period) -> list[Period]:
    return [Period(quarter.year, quarter.first_month + i, 1) for i in range(3)]


def _required(plant: Plant, branch: BranchPlan, quarter: Period) -> list[Called]:
    members = plant.members(branch.name)
    committee = [worker for worker in members if worker.committee]
    groups = {
        name: [w for w in members if w.group == name]
        for name in sorted({w.group for w in members if w.group})
    }
    return [
        called
        for month in months_of(quarter)
        for called in (
            *([Called(COMMITTEE, None, month, committee)] if committee else []),
            Called(THEME_DAY, None, month, members),
            *(Called(GROUP, name, month, people) for name, people in groups.items()),
        )
    ]


def _meeting(rng: Random, called: Called, quarter: Period, away: Away, held_in: Period | None) -> Row:
    """A meeting held in its own month, or in the later month `held_in` and then with the month it was due in."""
    span = held_in or called.month
    host = called.expected[0] if called.type != GROUP else rng.choice(called.expected)
    missing = away.draw(called.expected, host.person)
    return {
        "type": called.type,
        "group": called.group,
        "topic": rng.choice(_TOPICS[called.type]),
        "date": workday(rng, span.start, min(span.end, quarter.end)),
        "month": called.month.name if held_in else None,
        "host": host.person,
        **{name: joined(people) for name, people in missing.items()},
        "colleagues": rng.randint(2, 12) if called.type == THEME_DAY else None,
    }


def meetings(plant: Plant, branch: BranchPlan, quarter: Period, away: Away) -> Rows:
    """The branch's meetings of the quarter: those that slip are made up a month later or not held."""
    rng = plant.rng("meetings", branch.name, quarter)
    required, months = _required(plant, branch, quarter), months_of(quarter)
    slipped = rng.sample(
        required, len(required) - quota(len(required), branch_knobs(branch.name, quarter).life)
    )
    rows = [_meeting(rng, Called(GENERAL, None, quarter, plant.members(branch.name)), quarter, away, None)]
    for called in required:
        place = slipped.index(called) if called in slipped else None
        if place is None:
            rows.append(_meeting(rng, called, quarter, away, None))
        elif called.month != months[-1] and place % 2 == 0:
            rows.append(_meeting(rng, called, quarter, away, months[months.index(called.month) + 1]))
    return sorted(rows, key=lambda row: (str(row["date"]), str(row["type"]), str(row["group"])))


def _session(
    rng: Random, plant: Plant, kind: str, quarter: Period, speakers: Sequence[Worker], unit: str
) -> Row:
    audience = {_SMALL_HALL: _TO_TEAM, _LARGE_HALL: _TO_ALL}.get(kind, _TO_BRANCH)
    return {
        "type": kind,
        "topic": rng.choice(_TOPICS[kind]),
        "date": workday(rng, quarter.start, quarter.end),
        "speaker": rng.choice(speakers).person,
        "host_unit": unit,
        "hours": rng.choice((1.0, 1.5, 2.0)),
        "audience": audience,
        "activists": len(some(rng, plant.roster(unit, ACTIVIST), rng.uniform(0.4, 1))),
        "colleagues": min(
            _SEATS[audience], len(some(rng, plant.roster(unit, COLLEAGUE), rng.uniform(0.3, 0.9)))
        ),
    }


def trainings(plant: Plant, branch: BranchPlan, quarter: Period, away: Away) -> Rows:
    """The branch's sessions of the quarter; a branch or team that does badly leaves its lecture out."""
    rng, members = plant.rng("trainings", branch.name, quarter), plant.members(branch.name)
    rows = []
    if branch_knobs(branch.name, quarter).life >= _LECTURE_FROM:
        lecture = _session(rng, plant, rng.choice(LECTURES), quarter, members, branch.name)
        missing = away.draw(members, str(lecture["speaker"]))
        rows.append(lecture | {name: joined(missing[name]) for name in ("absent", "excused")})
    teams = teams_of(branch.name, quarter)
    rows += [
        _session(rng, plant, _SMALL_HALL, quarter, plant.team(team.name), team.name)
        for team in teams
        if team_knobs(team.name, quarter).duty >= _HALL_FROM
    ]
    if teams:
        rows.append(_session(rng, plant, _MOBILE, quarter, members, branch.name))
    if rng.random() < 0.3:
        rows.append(_session(rng, plant, _LARGE_HALL, quarter, members, branch.name))
    return sorted(rows, key=lambda row: (str(row["date"]), str(row["type"]), str(row["host_unit"])))
