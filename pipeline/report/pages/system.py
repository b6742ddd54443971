"""制度运行.html and 台账.html: every part of the system with its numbers and people, and every row that counts; for the office."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.report.page import Head, rendered
from pipeline.report.pages.card import guarded
from pipeline.report.pages.charts import Bars, bars
from pipeline.report.pages.panels import LinkMap, link_map, words
from pipeline.report.pages.plant import head
from pipeline.report.parts import SECTIONS, SYSTEM, Section
from pipeline.report.result import Result, Star, UnitKey
from pipeline.report.statistics import Statistics
from pipeline.report.statistics.attendance import Presence, TrainingLine
from pipeline.report.statistics.duties import BANDS, Profile
from pipeline.report.statistics.goals import Achieved, Goal, GoalLine
from pipeline.report.statistics.inspections import CheckedScore, Problem, SelfLine
from pipeline.report.statistics.members import points_to_persons
from pipeline.report.statistics.pairing import LeadLine, Link, Pair
from pipeline.report.statistics.pledges import Place, PledgeLine
from pipeline.report.statistics.process import LEDGERS, MonthRow
from pipeline.report.statistics.service import HelpLine, ServiceLine
from pipeline.report.statistics.work_list import ItemLine, Tally, WorkLine
from schemas.base import title
from schemas.books import SHEETS
from schemas.words import BRANCH, DUTIES, PAIRINGS, TARGET_CATEGORIES, TEAM, TRAININGS

NAME, REGISTERS = SYSTEM, "台账.html"


@dataclass(frozen=True, slots=True)
class Words:
    """The closed lists in whose order the numbers of the parts stand."""

    categories: tuple[str, ...]
    duties: tuple[str, ...]
    trainings: tuple[str, ...]
    pairings: tuple[str, ...]
    bands: tuple[tuple[str, int], ...]


WORDS = Words(TARGET_CATEGORIES, DUTIES, TRAININGS, PAIRINGS, BANDS)


@dataclass(frozen=True, slots=True)
class SystemPage:
    head: Head
    sections: tuple[Section, ...]
    map: LinkMap | None
    work: Bars | None
    due: Bars | None
    sheets: dict[str, str]  # key -> title
    leads: dict[str, str]  # key -> where its rows are shown
    heads: dict[str, str]  # unit -> its first responsible person
    enough: float | None  # per cent of attendance at which the branch indicator is full


def system_page(result: Result, m: Statistics) -> bytes:
    """The page as bytes."""
    page = SystemPage(
        head(result, f"{result.period.title}制度运行情况", internal=True),
        SECTIONS,
        link_map(m.links) if m.links else None,
        _work(m),
        _due_bars(m),
        {key: title(sheet) for key, sheet in SHEETS.items()},
        _leads(m),
        {x.unit: x.head for x in m.profiles.units},
        m.attendance.enough,
    )
    return rendered("system.html.j2", page=page, m=m, result=result, words=WORDS)


def _leads(m: Statistics) -> dict[str, str]:
    """The rows of the plant's workbooks stand in the registers, those of the rulebook on its own page."""
    registered = {register.key for register in m.registers}
    return {key: f"{REGISTERS}#{key}" if key in registered else "评价细则.html" for key in SHEETS}


def registers_page(result: Result, m: Statistics) -> bytes:
    """The rows of every sheet as bytes."""
    return rendered(
        "registers.html.j2",
        head=head(result, f"{result.period.title}台账", internal=True),
        registers=m.registers,
    )


def _work(m: Statistics) -> Bars | None:
    lines = [
        (x.unit, (x.whole.on_time, x.whole.late, x.whole.missing), f"应办 {x.whole.due}")
        for x in m.work_list.lines
        if x.unit_kind == BRANCH
    ]
    return bars(lines, ("按期", "补办", "未办"))


def _due_bars(m: Statistics) -> Bars | None:
    lines = [(x.branch, (x.on_time, x.excused, x.overdue), f"到期 {x.due}") for x in m.pledges.lines]
    return bars(lines, ("按期兑现", "客观原因", "逾期"))


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class UnitSystem:
    """The unit's own rows of every part; None or empty where a part does not concern it."""

    goals: list[Goal]
    goal_line: GoalLine | None
    lead: LeadLine | None
    profile: Profile | None
    bands: list[
        tuple[int, ...] | None
    ]  # members of a branch by duty and band; None where that would point to persons
    link: Link | None
    guided: list[Pair]  # branches that guide the team, or teams that the branch guides
    does: list[str]  # what a team does for the star of the branches it stands for
    training: TrainingLine | None
    sessions: int
    work: WorkLine | None
    items: ItemLine | None
    presence: Presence | None
    guests: int
    checked: list[CheckedScore]
    self_line: SelfLine | None
    problems: list[Problem]
    pledges: PledgeLine | None
    places: list[Place]
    service: list[tuple[str, ServiceLine]]  # the word for the ledger, its line
    hidden: bool  # wishes and requests of a small unit
    achieved: list[Achieved]
    helps: HelpLine | None
    months: MonthRow | None
    process: list[
        tuple[str, Tally | None]
    ]  # what was due on each sheet; None where the unit is too small to say
    checks: tuple[int, float] | None


def unit_system(m: Statistics, star: Star, persons: frozenset[str]) -> UnitSystem:
    """The unit's own part of the system; text that names a person gives way to a word."""
    name, is_branch = star.unit, star.unit_kind == BRANCH
    found = m.places.all if is_branch else ()
    return UnitSystem(
        [replace(g, note=guarded(g.note, persons)) for g in m.goals.all if (g.unit_kind, g.unit) == star.key],
        _one(m.goals.lines, lambda x: (x.unit_kind, x.unit) == star.key),
        _one(m.lead_run.lines, lambda x: is_branch and x.branch == name),
        _one(m.profiles.units, lambda x: (x.unit_kind, x.unit) == star.key),
        [
            None if points_to_persons(found) else found
            for x in m.profiles.spreads
            if is_branch and x.branch == name
            for found in x.bands
        ],
        _one(m.links, lambda x: is_branch and not x.pending and x.branch == name),
        [
            replace(p, outcome=guarded(p.outcome, persons), business=guarded(p.business, persons))
            for p in m.lead_run.guided
            if name == (p.branch if is_branch else p.learner)
        ],
        [] if is_branch or star.pending else does(m, name),
        _one(m.training.lines, lambda x: is_branch and x.branch == name),
        m.training.team_sessions.get(name, 0),
        _one(m.work_list.lines, lambda x: (x.unit_kind, x.unit) == star.key),
        _one(m.work_list.compliance, lambda x: is_branch and x.branch == name),
        dict(m.attendance.branches).get(name) if is_branch else None,
        m.attendance.guests.get(name, 0),
        [
            replace(c, reason=guarded(c.reason, persons))
            for c in m.rectification.checked
            if _key(c) == star.key
        ],
        _one(m.rectification.lines, lambda x: _key(x) == star.key),
        [
            replace(p, problem=guarded(p.problem, persons))
            for p in m.rectification.problems
            if _key(p) == star.key
        ],
        _one(m.pledges.lines, lambda x: is_branch and x.branch == name),
        [replace(p, comment=guarded(p.comment, persons)) for p in found if p.branch == name],
        [] if name in m.service.small else _served(m, star.key),
        name in m.service.small,
        [a for a in m.achievements.all if name == (a.branch if is_branch else a.team)],
        _one(m.helps.lines, lambda x: is_branch and x.branch == name),
        _one(m.months.branches if is_branch else m.months.teams, lambda x: x.unit == name),
        _due(m, star.key),
        _one((x.checks for x in m.process.lines if (x.unit_kind, x.unit) == star.key), bool),
    )


def _due(m: Statistics, key: UnitKey) -> list[tuple[str, Tally | None]]:
    """What was due on each sheet; nothing is said of the ledgers of a small unit."""
    lines = (x for x in m.process.lines if (x.unit_kind, x.unit) == key)
    found = [
        (sheet, done) for x in lines for sheet, done in zip(m.process.sheets[key[0]], x.sheets, strict=True)
    ]
    small = key[1] in m.service.small
    return [(sheet, None if small and sheet in LEDGERS else done) for sheet, done in found]


def does(m: Statistics, team: str) -> list[str]:
    """What the team does for each branch that it stands for, in words."""
    told = {
        link.branch: [word.removeprefix("※") for word in words(link, team) if word]
        for link in m.links
        if not link.pending
    }
    return [f"{branch}：{'，'.join(found)}" for branch, found in told.items() if found]


def _served(m: Statistics, key: UnitKey) -> list[tuple[str, ServiceLine]]:
    """The unit's lines of both ledgers."""
    found = []
    for word, ledger in (("微心愿", m.service.wishes), ("群众诉求", m.service.requests)):
        own = (
            ledger.teams.get(key[1]) if key[0] == TEAM else _one(ledger.branches, lambda x: x.name == key[1])
        )
        found += [(word, own)] if own else []
    return found


def _key(row: CheckedScore | SelfLine | Problem) -> UnitKey:
    return row.unit_kind, row.unit


def _one(rows: Iterable[Item], fits: Callable[[Item], bool]) -> Item | None:
    return next((row for row in rows if fits(row)), None)
