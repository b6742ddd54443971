"""Checks of sessions and of the work list: only who was expected can be absent, and in one way only; an item is its doer's."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.exact import half_up
from pipeline.core.finding import Finding, Place
from pipeline.core.records import Index, placed
from pipeline.evidence.facts import fact_of
from pipeline.excel.cells.suggest import meant
from pipeline.intake.checks.references import Checked
from pipeline.intake.messages import say
from pipeline.rulebook.lines import due_date, slot_of
from schemas.base import YES, column_of, columns, title
from schemas.books import SHEETS
from schemas.facts import Attendance
from schemas.words import AUDIENCES, BRANCH, COMMITTEE, DOERS, GROUP, PARTY_MEMBER, TEAM

_PARTY_GROUP = DOERS[2]
_SESSIONS = ("meeting", "training")
_LISTS = ("absent", "excused", "made_up")
_TO_TEAM = AUDIENCES[1]
Record = Mapping[Hashable, Any]


def absences(at: Checked) -> Iterator[Finding]:
    """People in 缺席, 请假 or 补学 of a session at which they were not expected, and people in two of these lists."""
    everyone = at.standing("person").drop_duplicates("person").set_index("person")
    people = {str(person): row for person, row in placed(everyone)}
    for key in _SESSIONS:
        lists = [column.name for column in columns(SHEETS[key]) if column.name in _LISTS]
        rows = at.tables.frames[key]
        for index, row in placed(rows):
            yield from _not_expected(at, key, index, row, lists, people)
            yield from _in_two_lists(at, key, index, row, lists)


def _not_expected(
    at: Checked, key: str, index: Index, row: Record, lists: list[str], people: Mapping[str, Record]
) -> Iterator[Finding]:
    branch = at.tables.unit_of[index[0]]
    for name in lists:
        for code in dict.fromkeys(_codes(row[name])):
            person = people.get(code)
            # who is nobody of the branch is told by the checks of references
            if person is None or person["branch"] != branch:
                continue
            if why := _why_not_expected(row, person):
                yield at.say("E321", key, index, name, code, why=why)


def _why_not_expected(row: Record, person: Record) -> str:
    """Why somebody of the branch had nothing to attend; "" if it was expected of them."""
    kind, group, host = row["type"], row.get("group"), row.get("host_unit")
    if not pd.isna(person["politics"]) and person["politics"] not in PARTY_MEMBER:
        return "名册里不是党员"
    if kind == COMMITTEE and person["committee"] != YES:
        return "名册里不是支委"
    if kind == GROUP and not pd.isna(group) and person["group"] != group:
        return f"名册里属于{_or_none(person['group'], '党小组')}，这次是{group}的会"
    if row.get("audience") == _TO_TEAM and not pd.isna(host) and person["team"] != host:
        return f"名册里属于{_or_none(person['team'], '班组')}，这次是{host}的培训"
    return ""


def _or_none(unit: object, kind: str) -> str:
    return f"没有编入{kind}的人员" if pd.isna(unit) else str(unit)  # type: ignore[call-overload]


def _in_two_lists(at: Checked, key: str, index: Index, row: Record, lists: list[str]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for name in lists:
        for code in dict.fromkeys(_codes(row[name])):
            if (other := first.setdefault(code, name)) != name:
                heading = column_of(SHEETS[key], other).title
                cell = f"{at.chosen.inbox.letters[index[0], key].get(other, '')}{index[2]}"
                yield at.say("E322", key, index, name, code, other=heading, cell=cell)


def _codes(value: object) -> list[str]:
    return value.split("、") if isinstance(value, str) else []


_MANY_EXCUSED = Fraction(30, 100)  # of those expected; more is told (rules 10.18)


def excused(at: Checked) -> Iterator[Finding]:
    """Branches of which more than three in ten of those expected were excused or made it up afterwards."""
    rows = fact_of(at.tables, title(Attendance))
    branches_expected = Counter(rows["branch"])
    branches_excused = Counter(rows["branch"][rows["status"].isin(["请假", "补学"])])
    for unit, workbook in at.chosen.submissions.items():
        count, expected = branches_excused[unit], branches_expected[unit]
        if expected and Fraction(count, expected) > _MANY_EXCUSED:
            share = plain(half_up(Fraction(100 * count, expected), 1))
            place = Place(workbook.file, title(SHEETS["meeting"]))
            yield say("W372", place, unit=unit, count=count, expected=expected, share=share)


def early_duties(at: Checked) -> Iterator[Finding]:
    """Rows of the work list for an item that falls due in a later year: no earlier quarter of that year will have them."""
    rules = {rule.item: rule for rule in at.tables.rulebook.duties if rule.latest}
    rows = at.tables.frames["duty"]
    for index, item, month in zip(rows.index, rows["item"], rows["month"], strict=True):
        if rule := rules.get(item):
            slot = slot_of(rule, dt.date.fromisoformat(f"{month}-01"))
            if slot[0] > at.tables.period.year:
                due, name = due_date(rule, slot), f"{slot[0]}-{slot[1]:02d}"
                yield at.say("W374", "duty", index, "month", month, name=rule.name, due=due, month=name)


def duties(at: Checked) -> Iterator[Finding]:
    """Work-list rows for an item of somebody else, or for one that another sheet proves."""
    rules = {rule.item: rule for rule in at.tables.rulebook.duties}
    doers, nameless = _doers(at), at.nameless
    rows = at.tables.frames["duty"]
    for index, item, unit in zip(rows.index, rows["item"], rows["unit"], strict=True):
        rule, branch = rules.get(item), at.tables.unit_of[index[0]]
        if rule is None:
            continue
        units = doers[rule.who].get(branch, set())
        if rule.sheet != title(SHEETS["duty"]):
            yield at.say("E311", "duty", index, "item", item, sheet=rule.sheet)
        elif index[0] not in nameless and unit not in units:
            whose = "本支部" if rule.who == BRANCH else f"本支部的{rule.who}"
            near = meant(unit, tuple(sorted(units)))
            facts = {"hint": f"，是不是“{near}”" if near else "", "suggested": near}
            yield at.say("E310", "duty", index, "unit", unit, item=item, who=rule.who, own=whose, **facts)


def _doers(at: Checked) -> dict[str, dict[str, set[str]]]:
    """Who does items of the list -> branch -> the units of the branch that do them."""
    people, teams, branches = at.standing("person"), at.standing("team"), at.standing("branch")
    pairs = {
        BRANCH: zip(branches["branch"], branches["branch"], strict=True),
        _PARTY_GROUP: people[["branch", "group"]].dropna().itertuples(index=False, name=None),
        TEAM: zip(teams["branch"], teams["team"], strict=True),
    }
    doers: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for who, units in pairs.items():
        for branch, unit in units:
            doers[who][branch].add(unit)
    return doers
