"""双承诺 as readers follow it: every approved pledge with its five steps on a day, by branch and member. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.core.records import records
from pipeline.evidence.tables import Tables
from schemas.words import PLEDGE_TYPES

Record = Mapping[Hashable, Any]
SMALL_TEAM = 10  # wishes of smaller teams are shown to nobody outside the office (rules 8)
DONE, NOW, WAITING, LATE, ENDED = (
    "plain",
    "warn",
    "wait",
    "alarm",
    "off",
)  # how a step stands; also the mark of its tag
STEPS = ("定诺", "公开", "践诺", "督诺", "评诺")
KEEPING, FINISHED, REVIEWED, OVERDUE, STOPPED = "践诺中", "已完成待评诺", "已评诺", "超过时限", "终止"
STANDINGS = (KEEPING, OVERDUE, FINISHED, REVIEWED, STOPPED)
_HIDDEN = "助力实现一个职工微心愿（内容按规定不公开）"


@dataclass(frozen=True, slots=True)
class PledgeStep:
    """One of the five steps: its name, how it stands, and its date or what is waited for."""

    name: str
    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Pledge:
    """An approved pledge as it may be shown to everybody."""

    number: str
    type: str
    category: str
    source: str
    content: str
    deadline: dt.date
    signed: dt.date | None
    standing: str
    steps: tuple[PledgeStep, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A Party member and the pledges he or she has made, 岗位 before 服务."""

    person: str
    name: str
    pledges: tuple[Pledge, ...]


@dataclass(frozen=True, slots=True)
class BranchPledges:
    """A branch: whom to turn to, its members with pledges, and how many pledges stand where."""

    branch: str
    secretary: str
    members: tuple[Member, ...]
    counts: Mapping[str, int]  # by type and by standing


@dataclass(frozen=True, slots=True)
class PledgeView:
    """All branches by name, the counts of the plant, and the branches whose workbook is missing."""

    day: dt.date
    branches: tuple[BranchPledges, ...]
    counts: Mapping[str, int]
    missing: tuple[str, ...]


def pledges(tables: Tables, day: dt.date) -> PledgeView:
    """The approved pledges of the year as they stand on the day, by branch and member."""
    directory = tables.directory
    rows = tables.frames["pledge"]
    rows = rows[rows["verdict"].eq("通过").fillna(False)]
    branch_of = rows.index.get_level_values("file").map(tables.unit_of)
    hidden, quarter = _small_wishes(tables), tables.period.whole_quarter().start
    branches = []
    for row in records(tables.frames["branch"].sort_values("branch")):
        of_branch = rows[branch_of == row["branch"]].sort_values(["person", "type", "pledge"])
        by_member: dict[str, list[Pledge]] = {}
        for record in records(of_branch):
            by_member.setdefault(record["person"], []).append(_pledge(record, day, quarter, hidden))
        members = tuple(
            Member(p, directory.name_of(p), tuple(pledges_of)) for p, pledges_of in by_member.items()
        )
        counts = Counter(word for m in members for p in m.pledges for word in (p.type, p.standing))
        branches.append(
            BranchPledges(row["branch"], directory.names.get(row["secretary"], ""), members, counts)
        )
    total = sum((Counter(b.counts) for b in branches), Counter[str]())
    return PledgeView(day, tuple(branches), total, tables.missing)


def _small_wishes(tables: Tables) -> frozenset[str]:
    """Numbers of the wishes whose wisher might be recognised."""
    size = tables.frames["person"]["team"].value_counts().to_dict()
    wishes = tables.frames["wish"]
    return frozenset(
        wish
        for wish, team in zip(wishes["wish"], wishes["team"], strict=True)
        if not pd.isna(team) and size.get(team, 0) < SMALL_TEAM
    )


def _pledge(row: Record, day: dt.date, quarter: dt.date, hidden: frozenset[str]) -> Pledge:
    deadline = row["deadline"].date()
    return Pledge(
        number=row["pledge"],
        type=row["type"],
        category=row["category"],
        source=row["source"],
        content=_HIDDEN if row["linked"] in hidden else row["content"],
        deadline=deadline,
        signed=date_of(row["signed"]),
        standing=standing(row, day),
        steps=_steps(row, day, quarter),
    )


def date_of(value: Any) -> dt.date | None:
    """The day of a cell, None where it is blank."""
    return None if pd.isna(value) else pd.Timestamp(value).date()


def standing(row: Record, day: dt.date) -> str:
    """Where an approved pledge has got to by the day."""
    if row["state"] == "终止":
        return STOPPED
    if not pd.isna(row["reviewed"]) and not pd.isna(row["done"]):
        return REVIEWED
    if not pd.isna(row["done"]):
        return FINISHED
    return OVERDUE if row["deadline"].date() < day else KEEPING


def unsupervised(row: Record, quarter: dt.date) -> bool:
    """True if the pledge has been in progress since before the quarter and nobody has looked after it in the quarter."""
    began, done, supervised = (date_of(row[name]) for name in ("set_on", "done", "supervised"))
    if began is None or began >= quarter or row["state"] in ("草拟", "终止"):
        return False
    return (done is None or done >= quarter) and (supervised is None or supervised < quarter)


def _steps(row: Record, day: dt.date, quarter: dt.date) -> tuple[PledgeStep, ...]:
    return (
        _dated("定诺", row["set_on"], "待定诺", day),
        _dated("公开", row["published"], "待公开", day),
        _kept(row, day),
        _supervised(row, day, quarter),
        _reviewed(row, day),
    )


def _dated(name: str, value: Any, waiting: str, day: dt.date) -> PledgeStep:
    found = date_of(value)
    return PledgeStep(name, WAITING, waiting) if found is None else PledgeStep(name, DONE, short(found, day))


def _kept(row: Record, day: dt.date) -> PledgeStep:
    where, deadline = standing(row, day), row["deadline"].date()
    if where == STOPPED:
        return PledgeStep("践诺", ENDED, "终止" if pd.isna(row["reason"]) else f"终止（{row['reason']}）")
    if where in (FINISHED, REVIEWED):
        return PledgeStep("践诺", DONE, f"{short(date_of(row['done']), day)} 完成")
    return PledgeStep(
        "践诺",
        LATE if where == OVERDUE else NOW,
        f"{short(deadline, day)} {'到期，未完成' if where == OVERDUE else '前完成'}",
    )


def _supervised(row: Record, day: dt.date, quarter: dt.date) -> PledgeStep:
    if unsupervised(row, quarter):
        return PledgeStep("督诺", LATE, "本季待督诺")
    return _dated("督诺", row["supervised"], "—" if standing(row, day) == STOPPED else "待督诺", day)


def _reviewed(row: Record, day: dt.date) -> PledgeStep:
    if standing(row, day) == STOPPED:
        return PledgeStep("评诺", ENDED, "—")
    if standing(row, day) == FINISHED:
        return PledgeStep("评诺", NOW, "待评诺")
    return _dated("评诺", row["reviewed"], "完成后评诺", day)


def short(found: dt.date | None, day: dt.date) -> str:
    """9月20日, with the year where it is not the day's; "" for nothing."""
    if found is None:
        return ""
    return f"{'' if found.year == day.year else f'{found.year}年'}{found.month}月{found.day}日"


def kinds() -> tuple[str, ...]:
    """The words that `counts` go by, in the order of the page."""
    return (*PLEDGE_TYPES, *STANDINGS)
