"""组织生活 and the work list against the records: due, on time, made up late, missing, and what does not apply."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipeline.evidence.tables import Tables
from pipeline.evidence.work_list import Late, committee_turns, late
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.score import Unit
from pipeline.report.statistics.records import branches, records, share, units
from pipeline.report.statistics.table import (
    StatisticColumn,
    StatisticRow,
    StatisticTable,
    count,
    each,
    per_cent,
    percent,
)
from pipeline.rulebook.lines import slots
from schemas.base import title
from schemas.facts import DutyDue
from schemas.words import BRANCH, TEAM

_OWN_SHEET = "工作清单"  # items that no other sheet proves; the rest is organisation life
Items = Mapping[Unit, list[dict[str, Any]]]  # a branch answers for its groups too, a team for itself


class Tally(NamedTuple):
    """Items that were due: how many, and what became of them."""

    due: int
    on_time: int
    late: int
    missing: int
    share: float | None  # on time, per cent


def tally(statuses: Iterable[str]) -> Tally:
    """Items taken together by their status."""
    numbers = Counter(statuses)
    due = sum(numbers.values())
    return Tally(due, numbers["按期"], numbers["补办"], numbers["未办"], share(numbers["按期"], due))


def due_items(evaluation: Evaluation) -> Items:
    """The items that were due in the period by who had to do them."""
    items: dict[Unit, list[dict[str, Any]]] = defaultdict(list)
    for item in records(evaluation.facts[title(DutyDue)]):
        items[(TEAM, item["team"]) if item["team"] else (BRANCH, item["branch"])].append(item)
    return items


@dataclass(frozen=True, slots=True)
class WorkList:
    """The work lists by unit; `items`: those of organisation life by branch; `not_yet`: items of which no turn falls due."""

    months: tuple[str, ...]
    lines: tuple[StatisticRow, ...]  # branches, then teams
    tables: dict[str, StatisticTable]  # the lines of a kind of unit as a page draws them
    items: tuple[str, ...]
    compliance: StatisticTable  # 三会一课 and the like of each branch
    not_yet: tuple[str, ...]


def work_list(evaluation: Evaluation) -> WorkList:
    """The items that were due in the period."""
    items, rulebook = due_items(evaluation), evaluation.tables.rulebook
    months = sorted(
        {item["month"] for due in items.values() for item in due}
        | set(evaluation.tables.period.month_names())
    )
    lines = tuple(
        StatisticRow(unit, _line(evaluation, items.get((kind, unit), []), kind, months), kind, parent)
        for kind, unit, parent in units(evaluation)
    )
    held = {
        unit: [item for item in due if item["proof"] != _OWN_SHEET]
        for (kind, unit), due in items.items()
        if kind == BRANCH
    }
    asked = {item["item"] for due in held.values() for item in due}
    names = tuple(rule.name for rule in rulebook.duties if rule.item in asked)
    return WorkList(
        tuple(months),
        lines,
        {kind: _table(kind, months, lines) for kind in (BRANCH, TEAM)},
        names,
        _compliance(branches(evaluation), names, held),
        tuple(rule.name for rule in rulebook.duties if not slots(rule, evaluation.tables.period)),
    )


def _line(
    evaluation: Evaluation, due: list[dict[str, Any]], kind: str, months: Iterable[str]
) -> dict[str, Any]:
    """By month and as a whole, what was left undone, and what does not apply."""
    return tally(item["status"] for item in due)._asdict() | {
        "months": tuple(tally(i["status"] for i in due if i["month"] == month) for month in months),
        "undone": _undone(due),
        "unasked": _unasked(evaluation, due, kind),
    }


def _table(kind: str, months: Iterable[str], lines: Iterable[StatisticRow]) -> StatisticTable:
    unasked = StatisticColumn("不适用", lambda row: "、".join(row["unasked"]) or "—", "", sortable=False)
    groups = "；党小组的事项计入支部" if kind == BRANCH else ""
    return StatisticTable(
        f"{kind}工作清单对照记录：按期 / 补办 / 未办，按所属月份{groups}",
        (
            *each(months, "months", lambda t: f"{t.on_time} / {t.late} / {t.missing}"),
            count("应办", "due"),
            count("按期", "on_time"),
            count("补办", "late"),
            count("未办", "missing"),
            percent("按期率", "share"),
            *([unasked] if kind == BRANCH else []),
        ),
        tuple(line for line in lines if line.unit_kind == kind),
        heading="单位",
    )


def _compliance(
    units: Iterable[str], names: tuple[str, ...], held: Mapping[str, list[dict[str, Any]]]
) -> StatisticTable:
    def line(due: list[dict[str, Any]]) -> dict[str, Any]:
        by_name = [[item["status"] for item in due if item["name"] == name] for name in names]
        return {
            "tallies": tuple(tally(statuses) if statuses else None for statuses in by_name),
            "whole": tally(item["status"] for item in due),
        }

    def shown(cell: Tally | None) -> str:
        if cell is None:
            return "不适用"
        return f"{cell.on_time}/{cell.due}" + (f"（{cell.late}）" if cell.late else "")

    return StatisticTable(
        "“三会一课”和主题党日：按期 / 应开，括号内为补开",
        (*each(names, "tallies", shown), StatisticColumn("按期率", lambda row: per_cent(row["whole"].share))),
        tuple(StatisticRow(unit, line(held.get(unit, []))) for unit in units),
    )


def _undone(due: list[dict[str, Any]]) -> tuple[str, ...]:
    """The items without a record, several turns of one month as one."""
    numbers = Counter((i["month"], i["group"] or "", i["name"]) for i in due if i["status"] == "未办")
    return tuple(
        f"{int(month[-2:])}月{group}{name}" + (f"（{n} 次）" if n > 1 else "")
        for (month, group, name), n in sorted(numbers.items())
    )


def _unasked(evaluation: Evaluation, due: list[dict[str, Any]], kind: str) -> tuple[str, ...]:
    """Items that fall due in the period for units of this kind, but not for this one."""
    asked, doers = {item["item"] for item in due}, ("党支部", "党小组") if kind == BRANCH else ("班组",)
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
    late_items = late(evaluation.tables, evaluation.facts[title(DutyDue)], as_of)
    return Overdue(
        as_of,
        tuple(x for x in late_items if x.done is None and x.who != TEAM),
        tuple(x for x in late_items if x.done is None and x.who == TEAM),
        tuple(x for x in late_items if x.done is not None),
        len(turns),
        sum(turn.done is not None and turn.done <= turn.due for turn in turns),
    )


def counted_on(tables: Tables) -> dt.date:
    """The last day for sending the workbooks of the period: a fixed day, so that the same input counts the same days."""
    first = tables.period.end + dt.timedelta(days=1)
    return first.replace(day=tables.rulebook.whole("报送截止日"))
