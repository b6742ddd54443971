"""组织生活, the work list against the records: due, on time, made up late, missing, and what does not apply."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.evidence.tables import Tables
from pipeline.evidence.work_list import Late, committee_turns, late
from pipeline.rating.evaluate import Evaluation
from pipeline.report.statistics.records import branches, records, share, teams
from pipeline.rulebook.cycle import slots
from schemas.base import title
from schemas.facts import DutyDue
from schemas.words import BRANCH, TEAM

_OWN_SHEET = "工作清单"  # items that no other sheet proves; the rest is organisation life


@dataclass(frozen=True, slots=True)
class Tally:
    """Items of the work list: how many were due, and what became of them."""

    due: int
    on_time: int
    late: int
    missing: int
    share: float | None  # on time, per cent


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A unit by month, in the order of `WorkList.months`, and as a whole; what it left undone; what does not apply to it."""

    unit_kind: str
    unit: str
    parent: str
    months: tuple[Tally, ...]
    whole: Tally
    undone: tuple[str, ...]
    unasked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A branch by item of organisation life, in the order of `WorkList.items`; None where the item is not asked."""

    branch: str
    cells: tuple[Tally | None, ...]
    whole: Tally


@dataclass(frozen=True, slots=True)
class WorkList:
    months: tuple[str, ...]
    lines: tuple[WorkLine, ...]  # branches, then teams
    items: tuple[str, ...]
    compliance: tuple[ItemLine, ...]  # 三会一课 and the like of each branch
    not_yet: tuple[str, ...]  # items of which no turn falls due in the period


def work_list(evaluation: Evaluation) -> WorkList:
    """The items that were due in the period."""
    found = records(evaluation.facts[title(DutyDue)])
    months = tuple(sorted({r["month"] for r in found} | set(evaluation.tables.period.month_names())))
    own: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for r in found:
        own[(TEAM, r["team"]) if r["team"] else (BRANCH, r["branch"])].append(r)
    units = [(BRANCH, b, "") for b in branches(evaluation)] + [
        (TEAM, t, b) for t, b in teams(evaluation).items()
    ]
    lines = tuple(
        WorkLine(
            kind,
            unit,
            parent,
            tuple(tally(r for r in own[kind, unit] if r["month"] == m) for m in months),
            tally(own[kind, unit]),
            _undone(own[kind, unit]),
            _unasked(evaluation, own[kind, unit], kind),
        )
        for kind, unit, parent in units
    )
    held = [r for r in found if r["proof"] != _OWN_SHEET and r["branch"]]
    items = tuple(
        rule.name for rule in evaluation.tables.rulebook.duties if any(r["item"] == rule.item for r in held)
    )
    compliance = tuple(_items(b, items, [r for r in held if r["branch"] == b]) for b in branches(evaluation))
    later = tuple(
        rule.name for rule in evaluation.tables.rulebook.duties if not slots(rule, evaluation.tables.period)
    )
    return WorkList(months, lines, items, compliance, later)


def tally(found: Iterable[dict[str, Any]]) -> Tally:
    """Items taken together."""
    count = Counter(r["status"] for r in found)
    due = sum(count.values())
    return Tally(due, count["按期"], count["补办"], count["未办"], share(count["按期"], due))


def _items(branch: str, items: tuple[str, ...], found: list[dict[str, Any]]) -> ItemLine:
    by_name = {name: [r for r in found if r["name"] == name] for name in items}
    return ItemLine(branch, tuple(tally(rows) if rows else None for rows in by_name.values()), tally(found))


def _undone(found: list[dict[str, Any]]) -> tuple[str, ...]:
    """The items without a record, several turns of one month as one."""
    count = Counter((r["month"], r["group"] or "", r["name"]) for r in found if r["status"] == "未办")
    return tuple(
        f"{int(month[-2:])}月{group}{name}" + (f"（{n} 次）" if n > 1 else "")
        for (month, group, name), n in sorted(count.items())
    )


def _unasked(evaluation: Evaluation, found: list[dict[str, Any]], kind: str) -> tuple[str, ...]:
    """Items that fall due in the period for units of this kind, but not for this one."""
    asked, doers = {r["item"] for r in found}, ("党支部", "党小组") if kind == BRANCH else ("班组",)
    return tuple(
        rule.name
        for rule in evaluation.tables.rulebook.duties
        if rule.who in doers and rule.item not in asked and slots(rule, evaluation.tables.period)
    )


@dataclass(frozen=True, slots=True)
class Overdue:
    """Most days first; of the Party committee's items `committee_due` were asked and `committee_kept` done in time."""

    as_of: dt.date
    branches: tuple[Late, ...]  # open: branches, groups and the committee
    teams: tuple[Late, ...]  # open
    made_up: tuple[Late, ...]
    committee_due: int
    committee_kept: int


def overdue(evaluation: Evaluation) -> Overdue:
    """What of the work lists is late on the day by which the workbooks are due."""
    as_of, turns = counted_on(evaluation.tables), committee_turns(evaluation.tables)
    found = late(evaluation.tables, evaluation.facts[title(DutyDue)], as_of)
    return Overdue(
        as_of,
        tuple(x for x in found if x.done is None and x.who != TEAM),
        tuple(x for x in found if x.done is None and x.who == TEAM),
        tuple(x for x in found if x.done is not None),
        len(turns),
        sum(turn.done is not None and turn.done <= turn.due for turn in turns),
    )


def counted_on(tables: Tables) -> dt.date:
    """The last day for sending the workbooks of the period: a fixed day, so that the same input counts the same days."""
    first = tables.period.end + dt.timedelta(days=1)
    return first.replace(day=tables.rulebook.whole("报送截止日"))
