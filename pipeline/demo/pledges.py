"""双承诺: one post pledge and one service pledge of each member, from being set to being reviewed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from random import Random

from pipeline.core.period import Period
from pipeline.demo.draw import Row, Rows, later, quota, workday
from pipeline.demo.outline import CHEMISTRY, QUARTERS, YEAR, BranchPlan
from pipeline.demo.plant import Plant, Worker
from pipeline.demo.quality import branch_knobs
from pipeline.demo.slips import with_slips
from schemas.words import PLEDGE_TYPES, VOICES

POST_PLEDGE, SERVICE_PLEDGE = PLEDGE_TYPES
Fate = tuple[dt.date | None, str | None]  # the day it is done, and why it is not kept
_LETTERS = {"G": POST_PLEDGE, "F": SERVICE_PLEDGE}  # as in the pledge's number
_OUTSIDE, _OWN = "客观原因", "主观原因"
_LAST = Period(YEAR.year, 10, 3)
_SPREAD = ((QUARTERS[1], 0.28), (QUARTERS[2], 0.36))  # the rest falls due in the last quarter
_CONTENT = {
    POST_PLEDGE: (
        "全年本岗位零违章",
        "所管设备缺陷当班消除",
        "每月提出一条可检查的改进建议",
        "台账月底前整理完毕",
        "完成一项操作规程修订",
        "带领班组完成一次应急演练",
        "所管备件账物相符",
    ),
    SERVICE_PLEDGE: (
        "帮一名同事取得上岗证",
        "为倒班同事代办一次事务",
        "每季到班组听一次意见",
        "帮助结对同事完成一次独立操作",
        "组织一次班组文体活动",
        "为困难同事联系一次帮扶",
        "改善一处现场休息条件",
    ),
}
_KINDS = {POST_PLEDGE: ("岗位承诺", "共性承诺"), SERVICE_PLEDGE: ("实事承诺", "共性承诺")}
_SOURCES = {POST_PLEDGE: ("岗位",), SERVICE_PLEDGE: ("群众意见", "群众意见", "岗位")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish or request that a member takes up with a service pledge: the pledge inherits its dates."""

    code: str
    source: str
    content: str
    taker: str
    due: dt.date
    met: dt.date


@dataclass(frozen=True, slots=True)
class Pledge:
    """A pledge with its whole fate; `done` may lie after the quarter that is looked at."""

    code: str
    person: str
    type: str
    category: str
    source: str
    content: str
    set_on: dt.date
    deadline: dt.date
    done: dt.date | None
    reason: str | None
    grade: str
    linked: str | None = None

    def row(self, quarter: Period) -> Row:
        """What the branch writes about it at the end of the quarter."""
        done = self.done if self.done and self.done <= quarter.end else None
        reviewed = later(done, 6) if done and later(done, 6) <= quarter.end else None
        missed = self.deadline <= quarter.end and (done is None or done > self.deadline)
        stopped = missed and done is None and self.reason == _OUTSIDE
        state = ("已评诺" if reviewed else "已完成") if done else "终止" if stopped else "践诺中"
        published = later(self.set_on, 5)
        return {
            "pledge": self.code,
            "person": self.person,
            "type": self.type,
            "category": self.category,
            "source": self.source,
            "linked": self.linked,
            "content": self.content,
            "verdict": "通过",
            "set_on": self.set_on,
            "signed": later(self.set_on, 2),
            "published": published,
            "supervised": max(published, _supervised(done, quarter)),
            "done": done,
            "reviewed": reviewed,
            "deadline": self.deadline,
            "state": state,
            "reason": self.reason if missed else None,
            "grade": self.grade if reviewed else None,
        }


def _supervised(done: dt.date | None, quarter: Period) -> dt.date:
    """The last time that somebody looked after it: once a quarter, and never after it was done."""
    if done is None:
        return later(quarter.end, -12)
    start = next((q.start for q in QUARTERS if q.contains(done)), done)
    return max(start, later(done, -2))


def _deadlines(rng: Random, count: int) -> list[tuple[Period, dt.date]]:
    spread = [quarter for quarter, share in _SPREAD for _ in range(quota(count, share))]
    falls = spread + [_LAST] * (count - len(spread))
    rng.shuffle(falls)
    return [(q, workday(rng, later(q.start, 20), later(q.end, -10 if q is _LAST else 0))) for q in falls]


def _fates(rng: Random, branch: str, deadlines: list[tuple[Period, dt.date]]) -> list[Fate]:
    """What becomes of each: that share of those due in a quarter kept, the others late or not done at all."""
    kept: set[int] = set()
    for quarter in QUARTERS[1:]:
        falling = [i for i, (due_in, _) in enumerate(deadlines) if due_in == quarter]
        kept |= set(rng.sample(falling, quota(len(falling), branch_knobs(branch, quarter).pledges)))
    fates: list[Fate] = []
    for i, (due_in, deadline) in enumerate(deadlines):
        if i in kept or due_in is _LAST:
            fates.append((later(deadline, -rng.randint(1, 30)), None))
        else:
            late = later(deadline, rng.randint(5, 30)) if rng.random() < 0.5 else None
            fates.append((late, _OWN if late or rng.random() < 0.6 else _OUTSIDE))
    return fates


def _pledge(rng: Random, code: str, worker: Worker, deadline: dt.date, fate: Fate) -> Pledge:
    (done, reason), kind = fate, _LETTERS[code.split("-")[1]]
    grade = rng.choice(VOICES[:2]) if reason is None else rng.choice(VOICES[1:3])
    set_on = workday(rng, dt.date(2019, 2, 11), dt.date(2019, 3, 15))
    return Pledge(
        code,
        worker.person,
        kind,
        rng.choice(_KINDS[kind]),
        rng.choice(_SOURCES[kind]),
        rng.choice(_CONTENT[kind]),
        set_on,
        deadline,
        done,
        reason,
        grade,
    )


def _made(plant: Plant, branch: BranchPlan) -> list[Pledge]:
    rng, members = plant.rng("pledges", branch.name), plant.members(branch.name)
    wanted = [(letter, n, worker) for letter in _LETTERS for n, worker in enumerate(members, start=1)]
    deadlines = _deadlines(rng, len(wanted))
    fates = _fates(rng, branch.name, deadlines)
    return [
        _pledge(rng, f"{branch.code}-{letter}-{n:03d}", worker, deadline, fate)
        for (letter, n, worker), (_, deadline), fate in zip(wanted, deadlines, fates, strict=True)
    ]


def _answering(pledge: Pledge, wanted: Wanted) -> Pledge:
    return replace(
        pledge,
        category="实事承诺",
        source=wanted.source,
        content=wanted.content,
        deadline=wanted.due,
        done=wanted.met,
        reason=None,
        grade=VOICES[0],
        linked=wanted.code,
    )


def _rejected(pledge: Pledge) -> Row:
    """The first draft of a pledge, which the branch did not pass and the member then replaced."""
    return {
        "pledge": f"{pledge.code}-1",
        "person": pledge.person,
        "type": pledge.type,
        "category": pledge.category,
        "source": "岗位",
        "content": "一年内消除全厂所有缺陷",
        "verdict": "不通过",
        "failed": "切实可行、能够做到",
        "deadline": pledge.deadline,
        "state": "草拟",
    }


def pledges(plant: Plant, branch: BranchPlan, quarter: Period, wanted: list[Wanted]) -> Rows:
    """Every pledge of the year as it stands at the end of the quarter."""
    answered, rows = {one.taker: one for one in wanted}, []
    for number, pledge in enumerate(_made(plant, branch)):
        if branch.name == CHEMISTRY and number == 6:
            rows.append(_rejected(pledge))
        asked = answered.get(pledge.person) if pledge.type == SERVICE_PLEDGE else None
        rows.append((_answering(pledge, asked) if asked else pledge).row(quarter))
    return with_slips(branch.name, quarter, rows)
