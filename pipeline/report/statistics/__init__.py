"""Every part of the plant's system, counted from an evaluated period for readers; nothing here decides a score or a star."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

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
from pipeline.report.statistics.duties import Profile, Profiles
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
    # what `_grouped` keeps
    memo: dict[tuple[object, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, unit: Unit, audience: Audience) -> dict[str, object]:
        """What readers outside the office may see of a branch or a team, by name; None or empty where a part does not concern it."""
        return self._of_any(unit, audience) | (
            self._of_branch(unit, audience) if unit[0] == BRANCH else self._of_team(unit, audience)
        )

    def _of_any(self, unit: Unit, audience: Audience) -> dict[str, object]:
        small, months = unit[1] in self.service.small, self.months
        line = self._one(self.process.lines, unit)
        return {
            "goals": audience.rows(self._all(self.goals, unit)),
            "goal_line": self._one(self.goal_lines, unit),
            "profile": next(iter(self._grouped(self.profiles.units, _profile).get(unit, ())), None),
            "sessions": self.team_sessions[unit[1]],
            "work": self._one(self.work_list.lines, unit),
            "checked": audience.rows(self._all(self.rectification.checked, unit)),
            "problems": audience.rows(self._all(self.rectification.problems, unit)),
            "hidden": small,
            "service": [] if small else self._served(unit),
            "months": self._one(months.branches if unit[0] == BRANCH else months.teams, unit),
            "process": self._due(unit, line, small) if line else [],
            "checks": line["checks"] if line else None,
        }

    def _of_branch(self, unit: Unit, audience: Audience) -> dict[str, object]:
        spread = self._one(self.profiles.spreads, unit)
        return {
            "lead": self._one(self.lead_run.lines, unit),
            "bands": [None if points_to_persons(band) else band for band in spread["bands"]]
            if spread
            else [],
            "link": next(iter(self._grouped(self.links, _linked).get(unit[1], ())), None),
            "guided": audience.rows(self._all(self.lead_run.guided, unit)),
            "training": self._one(self.training, unit),
            "compliance": self._one(self.work_list.compliance, unit),
            "presence": self._one(self.attendance, unit),
            "pledges": self._one(self.pledges.lines, unit),
            "places": audience.rows(self._all(self.places, unit)),
            "achieved": self._all(self.achievements.all, unit),
            "helps": self._one(self.helps, unit),
        }

    def _of_team(self, unit: Unit, audience: Audience) -> dict[str, object]:
        of_branches = ("lead", "link", "training", "compliance", "presence", "pledges", "helps")
        return dict.fromkeys(of_branches) | {
            "bands": [],
            "places": [],
            "guided": audience.rows(self._grouped(self.lead_run.guided, _learner).get(unit[1], ())),
            "achieved": self._grouped(self.achievements.all, _winners).get(unit[1], []),
        }

    def _due(self, unit: Unit, line: StatisticRow, small: bool) -> list[tuple[str, Tally | None]]:
        """What was due on each sheet; nothing is said of the ledgers of a small unit."""
        return [
            (sheet, None if small and sheet in process.LEDGERS else tally)
            for sheet, tally in zip(self.process.sheets[unit[0]], line["sheets"], strict=True)
        ]

    def helped_by(self, team: str) -> list[StarLink]:
        """The links of the branches for whose star the team does something."""
        return self._grouped(self.links, _helping).get(team, [])

    def _one(self, rows: Iterable[StatisticRow], unit: Unit) -> StatisticRow | None:
        return next(iter(self._all(rows, unit)), None)

    def _all(self, rows: Iterable[StatisticRow], unit: Unit) -> list[StatisticRow]:
        return self._grouped(rows, _unit).get(unit, [])

    def _grouped(self, rows: Iterable[Any], keys: Callable[[Any], Iterable[Any]]) -> dict[Any, list[Any]]:
        """The rows of a part by what they are looked up by: put together once, since every unit of the plant asks."""
        asked = (id(rows), keys)
        if asked not in self.memo:
            groups: dict[Any, list[Any]] = defaultdict(list)
            for row in rows:
                for one in keys(row):
                    groups[one].append(row)
            self.memo[asked] = (rows, dict(groups))  # with the rows, whose identity stays theirs
        grouped: dict[Any, list[Any]] = self.memo[asked][1]
        return grouped

    def _served(self, unit: Unit) -> list[tuple[LedgerForm, StatisticRow]]:
        """The unit's lines of both ledgers."""
        ledgers = ((service.WISHES, self.service.wishes), (service.REQUESTS, self.service.requests))
        lines = [
            (form, self._one(ledger.teams if unit[0] == TEAM else ledger.branches, unit))
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


def _unit(row: StatisticRow) -> Iterable[Unit]:
    return (row.key,)


def _profile(one: Profile) -> Iterable[Unit]:
    return ((one.unit_kind, one.unit),)


def _learner(pair: StatisticRow) -> Iterable[str]:
    return (pair["learner"],)


def _winners(achievement: StatisticRow) -> Iterable[str]:
    return dict.fromkeys((achievement["team"] or "").split("、"))


def _linked(link: StarLink) -> Iterable[str]:
    return () if link.pending else (link.branch,)


def _helping(link: StarLink) -> Iterable[str]:
    """The teams that carry the branch, or are the nearest to what it lacks."""
    teams = [*(t for row in link.held for t in row.carry), *(t for row in link.next for t in row.nearest)]
    return () if link.pending else dict.fromkeys(teams)
