"""What colleagues ask for, as one ledger item with its whole fate: when raised, due, and how and when it leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from pipeline.core.period import Period
from pipeline.demo.draw import later, some, workday
from pipeline.demo.outline import QUARTERS, BranchPlan, TeamPlan, teams_of, teams_served
from pipeline.demo.plant import Plant, Worker
from pipeline.demo.quality import branch_knobs
from schemas.words import PASSED_ON, VOICES

_EACH, _EACH_PAIRED = (
    2,
    3,
)  # of every team in every quarter, by its own branch and by the one it is paired with
WITHDRAWN, WAITING = "撤回", "待认领"


@dataclass(frozen=True, slots=True)
class Topic:
    """Wishes or requests: the letters of their numbers, the knob that keeps them, and what they say by category."""

    letters: str
    knob: str
    texts: Mapping[str, tuple[str, ...]]
    given_up: bool = True  # some are never met; otherwise all are in the end


@dataclass(frozen=True, slots=True)
class Item:
    """A wish or a request. `closed` is the day it leaves the ledger; `how` says in which way, empty when it is met."""

    code: str
    team: str
    asker: str
    category: str
    content: str
    raised: dt.date
    due: dt.date
    taker: str
    closed: dt.date | None
    voice: str
    how: str = ""

    def is_open_in(self, quarter: Period) -> bool:
        return self.raised <= quarter.end and (self.closed is None or self.closed >= quarter.start)

    def is_closed_by(self, quarter: Period) -> bool:
        return self.closed is not None and self.closed <= quarter.end


def items(plant: Plant, branch: BranchPlan, topic: Topic) -> list[Item]:
    """Every item of the year so far in the branch's ledger."""
    return [
        item for quarter in QUARTERS for item in _with_odd(_raised(plant, branch, quarter, topic), quarter)
    ]


def _raised(plant: Plant, branch: BranchPlan, quarter: Period, topic: Topic) -> list[Item]:
    """Raised in a quarter and due in it: that share of them met on time, the rest late or never."""
    count = _EACH if teams_of(branch.name, quarter) else _EACH_PAIRED
    asked = [team for team in teams_served(branch, quarter) for _ in range(count)]
    rng, knobs = plant.rng(topic.letters, branch.name, quarter), branch_knobs(branch.name, quarter)
    on_time = some(rng, range(len(asked)), getattr(knobs, topic.knob))
    found = []
    for i, team in enumerate(asked):
        raised = workday(rng, _first_day(team, quarter), later(quarter.start, 45))
        due = workday(rng, later(raised, 22), later(raised, 38))
        closed = workday(rng, later(raised, 5), due) if i in on_time else _late(rng, due, topic.given_up)
        category, asker = rng.choice(sorted(topic.texts)), rng.choice(plant.team(team.name))
        found.append(
            Item(
                f"{topic.letters}-{branch.code}-{quarter.quarter}{i + 1:02d}",
                team.name,
                "匿名" if rng.random() < 0.3 else asker.name,
                category,
                rng.choice(topic.texts[category]),
                raised,
                due,
                _taker(rng, plant.members(branch.name), team.name).person,
                closed,
                _voice(rng, knobs.voice),
            )
        )
    return found


def _first_day(team: TeamPlan, quarter: Period) -> dt.date:
    return max(team.founded, quarter.start) if team.founded else quarter.start


def _voice(rng: Random, voice: float) -> str:
    return rng.choices(VOICES, (1 + 6 * voice, 2, 1.2 * (1 - voice), 0.6 * (1 - voice)))[0]


def _late(rng: Random, due: dt.date, given_up: bool) -> dt.date | None:
    if rng.random() < 0.7:
        return workday(rng, later(due, 4), later(due, 50))
    return None if given_up else workday(rng, later(due, 55), later(due, 85))


def _taker(rng: Random, members: list[Worker], team: str) -> Worker:
    """Mostly a member of the same team."""
    near = [worker for worker in members if worker.team == team]
    return rng.choice(near) if near and rng.random() < 0.7 else rng.choice(members)


def _with_odd(raised: list[Item], quarter: Period) -> list[Item]:
    """The items, and next to them one passed on, one withdrawn and one not taken up before the quarter ends."""
    first, last = raised[0], raised[-1]
    return [
        *raised,
        replace(first, code=f"{first.code}A", closed=later(quarter.end, 20), how=PASSED_ON),
        replace(first, code=f"{first.code}B", closed=later(quarter.end, -9), how=WITHDRAWN),
        replace(
            last,
            code=f"{last.code}C",
            raised=later(quarter.end, -8),
            due=later(quarter.end, 25),
            closed=later(quarter.end, 15),
            how=WAITING,
        ),
    ]
