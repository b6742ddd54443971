"""Every part of the plant's system, counted from an evaluated period for readers; nothing here decides a score or a star."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.rating.evaluate import Evaluation
from pipeline.rating.explain.coverage import Coverage, coverage
from pipeline.rating.score import Unit
from pipeline.report.statistics import (
    attendance,
    duties,
    goals,
    inspections,
    pairing,
    pledges,
    process,
    service,
)
from pipeline.report.statistics.duties import Profiles
from pipeline.report.statistics.goals import Achievements
from pipeline.report.statistics.inspections import Departments, Rectification
from pipeline.report.statistics.members import MembersSeen, members, points_to_persons
from pipeline.report.statistics.pairing import LeadRun, StarLink
from pipeline.report.statistics.pledges import Pledges
from pipeline.report.statistics.process import Months, Process
from pipeline.report.statistics.records import SheetRegister, registers
from pipeline.report.statistics.service import LedgerForm, Service
from pipeline.report.statistics.table import Audience, StatisticRow, StatisticTable
from pipeline.report.statistics.work_list import Overdue, Tally, WorkList, overdue, work_list
from schemas.words import BRANCH, TEAM


@dataclass(frozen=True, slots=True)
class Statistics:
    """One field a part of the system. Names of people in it are for the office; `of` is what others may read of a unit."""

    goals: tuple[StatisticRow, ...]
    goal_lines: tuple[StatisticRow, ...]  # branches, then teams
    lead_run: LeadRun
    profiles: Profiles
    links: tuple[StarLink, ...]
    training: StatisticTable
    team_sessions: Counter[str]
    work_list: WorkList
    attendance: StatisticTable
    member_attendance: tuple[StatisticRow, ...]
    full_attendance: float | None
    overdue: Overdue
    rectification: Rectification
    departments: Departments
    pledges: Pledges
    places: tuple[StatisticRow, ...]
    plate_line: float  # the lowest review at which a post keeps its plate
    service: Service
    achievements: Achievements
    helps: StatisticTable
    months: Months
    registers: tuple[SheetRegister, ...]
    members: MembersSeen
    process: Process
    covered: dict[Unit, Coverage]  # how much of each branch's and team's points applies

    def of(self, unit: Unit, audience: Audience) -> dict[str, object]:
        """What readers outside the office may see of a branch or a team, by name; None or empty where a part does not concern it."""
        return self._of_any(unit, audience) | (
            self._of_branch(unit, audience) if unit[0] == BRANCH else self._of_team(unit, audience)
        )

    def _of_any(self, unit: Unit, audience: Audience) -> dict[str, object]:
        small, months = unit[1] in self.service.small, self.months
        line = _one(self.process.lines, unit)
        return {
            "goals": audience.rows(_all(self.goals, unit)),
            "goal_line": _one(self.goal_lines, unit),
            "profile": next((x for x in self.profiles.units if (x.unit_kind, x.unit) == unit), None),
            "sessions": self.team_sessions[unit[1]],
            "work": _one(self.work_list.lines, unit),
            "checked": audience.rows(_all(self.rectification.checked, unit)),
            "problems": audience.rows(_all(self.rectification.problems, unit)),
            "hidden": small,
            "service": [] if small else self._served(unit),
            "months": _one(months.branches if unit[0] == BRANCH else months.teams, unit),
            "process": self._due(unit, line, small) if line else [],
            "checks": line["checks"] if line else None,
        }

    def _of_branch(self, unit: Unit, audience: Audience) -> dict[str, object]:
        name, spread = unit[1], _one(self.profiles.spreads, unit)
        return {
            "lead": _one(self.lead_run.lines, unit),
            "bands": [None if points_to_persons(band) else band for band in spread["bands"]]
            if spread
            else [],
            "link": next((link for link in self.links if link.branch == name and not link.pending), None),
            "guided": audience.rows(_all(self.lead_run.guided, unit)),
            "training": _one(self.training, unit),
            "compliance": _one(self.work_list.compliance, unit),
            "presence": _one(self.attendance, unit),
            "pledges": _one(self.pledges.lines, unit),
            "places": audience.rows(_all(self.places, unit)),
            "achieved": _all(self.achievements.all, unit),
            "helps": _one(self.helps, unit),
        }

    def _of_team(self, unit: Unit, audience: Audience) -> dict[str, object]:
        of_branches = ("lead", "link", "training", "compliance", "presence", "pledges", "helps")
        return dict.fromkeys(of_branches) | {
            "bands": [],
            "places": [],
            "guided": audience.rows(pair for pair in self.lead_run.guided if pair["learner"] == unit[1]),
            "achieved": [one for one in self.achievements.all if unit[1] in (one["team"] or "").split("、")],
        }

    def _due(self, unit: Unit, line: StatisticRow, small: bool) -> list[tuple[str, Tally | None]]:
        """What was due on each sheet; nothing is said of the ledgers of a small unit."""
        return [
            (sheet, None if small and sheet in process.LEDGERS else tally)
            for sheet, tally in zip(self.process.sheets[unit[0]], line["sheets"], strict=True)
        ]

    def _served(self, unit: Unit) -> list[tuple[LedgerForm, StatisticRow]]:
        """The unit's lines of both ledgers."""
        ledgers = ((service.WISHES, self.service.wishes), (service.REQUESTS, self.service.requests))
        lines = [
            (form, _one(ledger.teams if unit[0] == TEAM else ledger.branches, unit))
            for form, ledger in ledgers
        ]
        return [(form, line) for form, line in lines if line]


def statistics_of(evaluation: Evaluation) -> Statistics:
    """The whole system of an evaluated period."""
    goal_rows = goals.goals(evaluation)
    return Statistics(
        goals=goal_rows,
        goal_lines=goals.goal_lines(evaluation, goal_rows),
        lead_run=pairing.lead_run(evaluation),
        profiles=duties.profiles(evaluation),
        links=pairing.links(evaluation),
        training=attendance.training(evaluation),
        team_sessions=attendance.team_sessions(evaluation),
        work_list=work_list(evaluation),
        attendance=attendance.attendance(evaluation),
        member_attendance=attendance.member_attendance(evaluation),
        full_attendance=attendance.full_attendance(evaluation),
        overdue=overdue(evaluation),
        rectification=inspections.rectification(evaluation),
        departments=inspections.departments(evaluation, goal_rows),
        pledges=pledges.pledges(evaluation),
        places=pledges.zones_posts(evaluation),
        plate_line=pledges.lowest(evaluation),
        service=service.service(evaluation),
        achievements=goals.achievements(evaluation),
        helps=service.helps(evaluation),
        months=process.months(evaluation),
        registers=registers(evaluation),
        members=members(evaluation),
        process=process.process(evaluation),
        covered={
            unit: coverage(evaluation.tables, unit, leaves)
            for unit, leaves in evaluation.scores.leaves.items()
            if unit[0] in (BRANCH, TEAM)
        },
    )


def _one(rows: Iterable[StatisticRow], unit: Unit) -> StatisticRow | None:
    return next(iter(_all(rows, unit)), None)


def _all(rows: Iterable[StatisticRow], unit: Unit) -> list[StatisticRow]:
    return [row for row in rows if row.key == unit]
