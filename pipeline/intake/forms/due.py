"""What of the work list stands in a branch's blank: a row for each item and meeting that falls due from it, its groups and teams."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pandas as pd

from pipeline.core.period import Period
from pipeline.evidence.work_list import Doer, doers
from pipeline.intake.select import Selection
from pipeline.rulebook.lines import due_date, slots
from pipeline.rulebook.rules import DutyRule
from schemas.base import Sheet, title
from schemas.submission_life import Duty, Meeting
from schemas.words import PARTY_MEMBER


def due_items(now: Selection, rules: Iterable[DutyRule], branch: str, period: Period) -> list[dict[str, Any]]:
    """One row an item, unit and month, in the order of the list; what another sheet proves is not asked here."""
    directory = _directory(now)
    founded = _founded(directory["team"])
    return [
        {
            "unit": doer.team or doer.group or doer.branch,
            "item": rule.item,
            "name": rule.name,
            "month": f"{year:04}-{month:02}",
        }
        for rule in rules
        if rule.sheet == title(Duty)
        for doer in doers(rule, directory)
        if doer.branch == branch
        for year, month in slots(rule, period)
        if due_date(rule, (year, month)) >= founded.get(doer.team, dt.date.min)
    ]


def due_sessions(
    now: Selection, rules: Iterable[DutyRule], branch: str, period: Period, sheet: type[Sheet]
) -> list[dict[str, Any]]:
    """One row for each meeting or training that is due, in the order of the list; of an item that several types prove the
    branch chooses."""
    directory = _directory(now)
    founded = _founded(directory["team"])
    return [
        {"type": rule.types[0], **_held_by(sheet, doer)}
        for rule in rules
        if rule.sheet == title(sheet) and len(rule.types) == 1
        for doer in doers(rule, directory)
        if doer.branch == branch
        for slot in slots(rule, period)
        if due_date(rule, slot) >= founded.get(doer.team, dt.date.min)
        for _ in range(rule.times)
    ]


def _held_by(sheet: type[Sheet], doer: Doer) -> dict[str, str | None]:
    """Whose session it is, in the column that says so: the group of a meeting, the team of a training."""
    return {"group": doer.group or None} if sheet is Meeting else {"host_unit": doer.team or None}


def _directory(now: Selection) -> dict[str, pd.DataFrame]:
    """The directory's sheets, of its people the Party members."""
    directory = {key: now.rows(key) for key in ("branch", "team", "person")}
    people = directory["person"]
    return directory | {"person": people[people["politics"].isin(PARTY_MEMBER)]}


def _founded(teams: pd.DataFrame) -> dict[str, dt.date]:
    days = teams.dropna(subset=["founded"])
    return {team: day.date() for team, day in zip(days["team"], days["founded"], strict=True)}
