"""The work list against the records: what was due in the period, and whether it was done on time, late or not."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.core.period import parse_period
from pipeline.core.records import records
from pipeline.evidence.people import People
from pipeline.evidence.tables import ORIGIN, Directory, Tables
from pipeline.rulebook.condition import Condition, holds
from pipeline.rulebook.lines import due_date, is_long, slot_of, slots
from pipeline.rulebook.rules import DutyRule
from schemas.base import columns
from schemas.facts import DutyDue
from schemas.words import PARTY_COMMITTEE

_COMMITTEE_LIST = "党委工作清单"
# when: 0 for what counts as on time whatever the day, 1 for a day, 2 for what was made up on a day not told; the day itself;
# file, sheet key, row, field
Done = tuple[int, dt.date, str, str, int, str]
_IN_TIME, _ON_A_DAY, _MADE_UP = range(3)


@dataclass(frozen=True, slots=True)
class Doer:
    """Who has to do an item: the whole branch, a group or a team of it."""

    branch: str
    group: str = ""
    team: str = ""


def duty_due(tables: Tables, people: People) -> pd.DataFrame:
    """One row for every item that was due from a branch, a group or a team, with what became of it."""
    done, founded, doers_of = _done(tables), _founded(tables), _doers(tables, people)
    late = float(tables.rulebook.number("补办计分比例"))
    rows: list[tuple[object, ...]] = []
    for rule in tables.rulebook.duties:
        for doer in doers_of[rule.who, rule.applies]:
            for slot in (
                s
                for s in slots(rule, tables.period)
                if due_date(rule, s) >= founded.get(doer.team, dt.date.min)
            ):
                rows += _rows(rule, doer, slot, done.get((rule.item, doer, slot), []), late)
    return pd.DataFrame(rows, columns=[*(column.name for column in columns(DutyDue)), *ORIGIN])


def _founded(tables: Tables) -> dict[str, dt.date]:
    """Teams that came into being on a known day: nothing was due from them before."""
    teams = tables.frames["team"]
    return {
        team: day.date()
        for team, day in zip(teams["team"], teams["founded"], strict=True)
        if not pd.isna(day)
    }


def _rows(
    rule: DutyRule, doer: Doer, slot: tuple[int, int], done: list[Done], late: float
) -> Iterator[tuple[object, ...]]:
    due = due_date(rule, slot)
    in_order = sorted(done, key=lambda one: (_is_late(one, due), *one))
    for turn in range(rule.times):
        record = in_order[turn] if turn < len(done) else None
        status = "未办" if record is None else "补办" if _is_late(record, due) else "按期"
        credit = {"未办": 0.0, "补办": late, "按期": 1.0}[status]
        # A branch answers for its own and its groups' items; a team's items are the team's alone.
        yield (
            doer.branch if not doer.team else None,
            doer.team or None,
            doer.group or None,
            rule.who,
            rule.item,
            rule.name,
            f"{slot[0]}-{slot[1]:02d}",
            due,
            rule.sheet,
            status,
            record[1] if record and record[0] == _ON_A_DAY else None,
            credit,
            *(record[2:] if record else (None,) * 4),
        )


def _is_late(record: Done, due: dt.date) -> bool:
    return record[0] == _MADE_UP or (record[0] == _ON_A_DAY and record[1] > due)


def _doers(tables: Tables, people: People) -> dict[tuple[str, Condition], list[Doer]]:
    """Whom items are asked of, and under which condition -> who has to do them: asked once for all such items."""
    directory = {key: tables.frames[key] for key in ("branch", "team")} | {"person": people.members}
    rules = {(rule.who, rule.applies): rule for rule in tables.rulebook.duties}
    return {
        of: [doer for doer in doers(rule, directory) if doer.branch not in tables.missing]
        for of, rule in rules.items()
    }


def doers(rule: DutyRule, directory: Mapping[str, pd.DataFrame]) -> list[Doer]:
    """Who has to do an item, by a directory's branches, teams and Party members."""
    branches = directory["branch"]
    names = set(branches[holds(rule.applies, branches)]["branch"])
    if rule.who == "党支部":
        return [Doer(name) for name in sorted(names)]
    if rule.who == "党小组":
        groups = directory["person"][["branch", "group"]].dropna().drop_duplicates()
        return [Doer(b, group=g) for b, g in sorted(groups.itertuples(index=False)) if b in names]
    if rule.who == "班组":
        teams = directory["team"][["branch", "team"]]
        return [Doer(b, team=t) for b, t in sorted(teams.itertuples(index=False)) if b in names]
    return []


def _done(tables: Tables) -> dict[tuple[str, Doer, tuple[int, int]], list[Done]]:
    """What was done, by item, doer and cycle; for items of half a year or a year in earlier quarters of the year too."""
    done: dict[tuple[str, Doer, tuple[int, int]], list[Done]] = defaultdict(list)
    for frames, long in ((tables.frames, False), (tables.year, True)):
        rules = [rule for rule in tables.rulebook.duties if is_long(rule) is long]
        listed = {rule.item: rule for rule in rules}
        for branch, item, unit, month, record in _listed(tables, frames["duty"]):
            if rule := listed.get(item):
                done[item, _doer(rule, branch, unit), slot_of(rule, month)].append(record)
        for sheet, key in (("组织生活", "meeting"), ("双星培训", "training")):
            by_type = [(rule, kind) for rule in rules if rule.sheet == sheet for kind in rule.types]
            for branch, kind, unit, month, record in _held(tables, frames[key], key):
                for rule in (r for r, k in by_type if k == kind):
                    done[rule.item, _doer(rule, branch, unit), slot_of(rule, month)].append(record)
    return done


def _doer(rule: DutyRule, branch: str, unit: str) -> Doer:
    if rule.who == "党小组":
        return Doer(branch, group=unit)
    return Doer(branch, team=unit) if rule.who == "班组" else Doer(branch)


Cycle = tuple[str, Doer, tuple[int, int]]  # item, who does it, year and last month


def required_times(tables: Tables, people: People) -> dict[tuple[str, Doer], int]:
    """How often a cycle asks each item of each doer."""
    doers_of = _doers(tables, people)
    return {
        (rule.item, doer): rule.times
        for rule in tables.rulebook.duties
        for doer in doers_of[rule.who, rule.applies]
    }


def required_of(
    tables: Tables, session: Mapping[Hashable, Any], times: Mapping[tuple[str, Doer], int]
) -> Cycle | None:
    """The item, doer and cycle that a session proves, None where the work list asks none of it; of several items the
    first by its code."""
    unit, month = session["unit"], session["month"]
    day = session["date"].date() if pd.isna(month) else _first_day(month)
    proved = [
        (rule.item, _doer(rule, session["branch"], "" if pd.isna(unit) else unit), slot_of(rule, day))
        for rule in tables.rulebook.duties
        if rule.sheet == session["table"] and session["type"] in rule.types
    ]
    return min((one for one in proved if one[:2] in times), key=lambda one: one[0], default=None)


def _listed(tables: Tables, rows: pd.DataFrame) -> Iterator[tuple[str, str, str, dt.date, Done]]:
    """Every record of the work list; a row that counts instead of naming a day is one for each time."""
    columns = [rows[name] for name in ("item", "unit", "month", "done", "on_time", "made_up")]
    for (file, _, row), item, unit, month, day, *times in zip(rows.index, *columns, strict=True):
        of, first = tables.unit_of[file], _first_day(month)
        if not pd.isna(day):
            yield of, item, unit, first, (_ON_A_DAY, day.date(), file, "duty", row, "done")
        # a month knows nothing of what was made up after it
        kinds = ((_IN_TIME, "on_time"), (_MADE_UP, "made_up"))[: 1 if tables.period.months == 1 else 2]
        for (kind, field), count in zip(kinds, times, strict=False):
            for _ in range(0 if pd.isna(count) else int(count)):
                yield of, item, unit, first, (kind, first, file, "duty", row, field)


def _held(tables: Tables, rows: pd.DataFrame, key: str) -> Iterator[tuple[str, str, str, dt.date, Done]]:
    units = rows["group" if key == "meeting" else "host_unit"]
    for (file, _, row), kind, unit, month, day in zip(
        rows.index, rows["type"], units, rows["month"], rows["date"], strict=True
    ):
        belongs = day.date() if pd.isna(month) else _first_day(month)
        yield (
            tables.unit_of[file],
            kind,
            "" if pd.isna(unit) else unit,
            belongs,
            (_ON_A_DAY, day.date(), file, key, row, "date"),
        )


def _first_day(month: str) -> dt.date:
    period = parse_period(month)
    assert period is not None
    return period.start


@dataclass(frozen=True, slots=True)
class Late:
    """An item of a work list that was not done in time; `done` None while it is open, `days` up to then or to the day asked.

    `unit` is who has to do it (a team, a group, a branch, the committee), `branch` the one that answers for it."""

    who: str
    branch: str
    unit: str
    name: str
    month: str
    due: dt.date
    done: dt.date | None
    days: int

    @property
    def whose(self) -> str:
        """The doer before its item, "" where the branch or the committee itself does it."""
        return "" if self.unit in (self.branch, PARTY_COMMITTEE) else self.unit


@dataclass(frozen=True, slots=True)
class Turn:
    """One time that the period asks an item of the Party committee; `done` None where nothing is recorded."""

    name: str
    month: str
    due: dt.date
    done: dt.date | None


def late(tables: Tables, duties: pd.DataFrame, day: dt.date) -> list[Late]:
    """Every item not done in time, by its days on `day` and the longest first; `duties` as pipeline.facts.duties gives them.

    What was only counted as made up has no day, and so none by which it was late."""
    late_duties = [
        *_units(duties, tables.directory, day),
        *(
            Late(
                who=PARTY_COMMITTEE,
                branch="",
                unit=PARTY_COMMITTEE,
                name=turn.name,
                month=turn.month,
                due=turn.due,
                done=turn.done,
                days=((turn.done or day) - turn.due).days,
            )
            for turn in committee_turns(tables)
            if turn.done is None or turn.done > turn.due
        ),
    ]
    return sorted(
        (one for one in late_duties if one.days > 0),
        key=lambda one: (-one.days, one.who, one.branch, one.unit, one.name, one.month),
    )


def _units(duties: pd.DataFrame, directory: Directory, day: dt.date) -> Iterator[Late]:
    rows = duties[duties["status"].eq("未办") | (duties["status"].eq("补办") & duties["done"].notna())]
    for row in records(rows.astype(object).where(rows.notna(), None)):
        due, done = _day(row["due"]), row["done"] and _day(row["done"])
        yield Late(
            who=row["who"],
            branch=row["branch"] or directory.teams[row["team"]],
            unit=row["team"] or row["group"] or row["branch"],
            name=row["name"],
            month=row["month"],
            due=due,
            done=done,
            days=((done or day) - due).days,
        )


def _day(value: dt.date) -> dt.date:
    return pd.Timestamp(value).date()


def committee_turns(tables: Tables) -> list[Turn]:
    """Each turn that the period asks of the Party committee, in the order of its list, against what it has recorded."""
    done: dict[tuple[str, str], list[dt.date]] = {}
    for row in records(tables.frames["committee_duty"].dropna(subset=["done"])):
        period = parse_period(row["month"])
        if period is not None:
            done.setdefault((row["item"], period.name), []).append(_day(row["done"]))
    turns = []
    for rule in (r for r in tables.rulebook.duties if r.who == PARTY_COMMITTEE):
        for slot in slots(rule, tables.period):
            month = f"{slot[0]}-{slot[1]:02d}"
            days = sorted(done.get((rule.item, month), []))
            turns += [
                Turn(rule.name, month, due_date(rule, slot), days[at] if at < len(days) else None)
                for at in range(rule.times)
            ]
    return turns
