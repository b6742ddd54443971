"""Every part of the plant's system, counted from an evaluated period for readers; nothing here decides a score or a star."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.period import month_title
from pipeline.rating.coverage import Coverage, coverage
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.score import Unit
from pipeline.report.statistics.attendance import AttendanceSeen, TrainingSeen, attendance, training
from pipeline.report.statistics.duties import Profiles, profiles
from pipeline.report.statistics.goals import Achievements, Goals, achievements, goals
from pipeline.report.statistics.inspections import Departments, Rectification, departments, rectification
from pipeline.report.statistics.members import MembersSeen, members
from pipeline.report.statistics.pairing import LeadRun, Link, lead_run, links
from pipeline.report.statistics.pledges import Places, PledgesSeen, pledges, zones_posts
from pipeline.report.statistics.process import MonthRow, Process, month_rows, months, process
from pipeline.report.statistics.records import Register, registers
from pipeline.report.statistics.service import Helps, Service, helps, service
from pipeline.report.statistics.work_list import Overdue, WorkList, overdue, work_list
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
        aims,
        lead_run(made),
        profiles(made),
        links(made),
        training(made),
        work_list(made),
        attendance(made),
        overdue(made),
        rectification(made),
        departments(made, aims.all),
        pledges(made),
        zones_posts(made),
        service(made),
        achievements(made),
        helps(made),
        _months(made),
        registers(made),
        members(made),
        process(made),
        {
            unit: coverage(made.tables, unit, leaves)
            for unit, leaves in made.scores.leaves.items()
            if unit[0] in (BRANCH, TEAM)
        },
    )


def _months(made: Evaluation) -> Months:
    titles = tuple(month_title(name) for name in made.tables.period.month_names())
    found = months(made)
    return Months(titles, month_rows(found, BRANCH), month_rows(found, TEAM))
