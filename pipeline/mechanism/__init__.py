"""Every part of the plant's system, counted from an evaluated period for readers; nothing here decides a score or a star."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.period import month_title
from pipeline.mechanism.achievements import Achievements, achievements
from pipeline.mechanism.attendance import AttendanceSeen, attendance
from pipeline.mechanism.departments import Departments, departments
from pipeline.mechanism.duties_profile import Profiles, profiles
from pipeline.mechanism.goals import Goals, goals
from pipeline.mechanism.helps import Helps, helps
from pipeline.mechanism.lead_run import LeadRun, lead_run
from pipeline.mechanism.links import Link, links
from pipeline.mechanism.members import MembersSeen, members
from pipeline.mechanism.overdue import Overdue, overdue
from pipeline.mechanism.pledges import PledgesSeen, pledges
from pipeline.mechanism.process import Process, process
from pipeline.mechanism.rectification import Rectification, rectification
from pipeline.mechanism.registers import Register, registers
from pipeline.mechanism.service import Service, service
from pipeline.mechanism.training import TrainingSeen, training
from pipeline.mechanism.work_list import WorkList, work_list
from pipeline.mechanism.zones_posts import Places, zones_posts
from pipeline.months import MonthRow, month_rows, months
from pipeline.rating.coverage import Coverage, coverage
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.score import Unit
from schemas.words import BRANCH, TEAM


@dataclass(frozen=True, slots=True)
class Months:
    """The months of the period side by side: their headings, and a row a branch and a team."""

    titles: tuple[str, ...]
    branches: tuple[MonthRow, ...]
    teams: tuple[MonthRow, ...]


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One field a part of the system. Names of people in it are for the office."""

    goals: Goals
    lead_run: LeadRun
    profiles: Profiles
    links: tuple[Link, ...]
    training: TrainingSeen
    work_list: WorkList
    attendance: AttendanceSeen
    overdue: Overdue
    rectification: Rectification
    departments: Departments
    pledges: PledgesSeen
    places: Places
    service: Service
    achievements: Achievements
    helps: Helps
    months: Months
    registers: tuple[Register, ...]
    members: MembersSeen
    process: Process
    covered: dict[Unit, Coverage]  # how much of each branch's and team's points applies


def mechanism(made: Evaluation) -> Mechanism:
    """The whole system of an evaluated period."""
    aims = goals(made)
    return Mechanism(
        aims, lead_run(made), profiles(made), links(made), training(made), work_list(made), attendance(made), overdue(made),
        rectification(made), departments(made, aims.all), pledges(made), zones_posts(made), service(made), achievements(made),
        helps(made), _months(made), registers(made), members(made), process(made),
        {unit: coverage(made.tables, unit, leaves) for unit, leaves in made.scores.leaves.items() if unit[0] in (BRANCH, TEAM)},
    )


def _months(made: Evaluation) -> Months:
    titles = tuple(month_title(name) for name in made.tables.period.month_names())
    found = months(made)
    return Months(titles, month_rows(found, BRANCH), month_rows(found, TEAM))
