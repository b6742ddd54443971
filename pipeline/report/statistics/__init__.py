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
class Statistics:
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


def statistics_of(evaluation: Evaluation) -> Statistics:
    """The whole system of an evaluated period."""
    aims = goals(evaluation)
    return Statistics(
        aims,
        lead_run(evaluation),
        profiles(evaluation),
        links(evaluation),
        training(evaluation),
        work_list(evaluation),
        attendance(evaluation),
        overdue(evaluation),
        rectification(evaluation),
        departments(evaluation, aims.all),
        pledges(evaluation),
        zones_posts(evaluation),
        service(evaluation),
        achievements(evaluation),
        helps(evaluation),
        _months(evaluation),
        registers(evaluation),
        members(evaluation),
        process(evaluation),
        {
            unit: coverage(evaluation.tables, unit, leaves)
            for unit, leaves in evaluation.scores.leaves.items()
            if unit[0] in (BRANCH, TEAM)
        },
    )


def _months(evaluation: Evaluation) -> Months:
    titles = tuple(month_title(name) for name in evaluation.tables.period.month_names())
    found = months(evaluation)
    return Months(titles, month_rows(found, BRANCH), month_rows(found, TEAM))
