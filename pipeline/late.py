"""The work lists against a day: what of branches, groups, teams and the Party committee was not done in time. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from pipeline.core.period import parse_period
from pipeline.rulebook.cycle import due_date, slots
from pipeline.tables import Tables
from schemas.words import PARTY_COMMITTEE


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
    """Every item not done in time, by its days on `day` and the longest first; `duties` as pipeline.facts.duties gives them."""
    home = dict(zip(tables.frames["team"]["team"], tables.frames["team"]["branch"], strict=True))
    found = [*_units(duties, home, day), *(
        Late(PARTY_COMMITTEE, "", PARTY_COMMITTEE, turn.name, turn.month, turn.due, turn.done, ((turn.done or day) - turn.due).days)
        for turn in committee_turns(tables) if turn.done is None or turn.done > turn.due)]
    return sorted((one for one in found if one.days > 0),
                  key=lambda one: (-one.days, one.who, one.branch, one.unit, one.name, one.month))


def _units(duties: pd.DataFrame, home: dict[str, str], day: dt.date) -> Iterator[Late]:
    rows = duties[duties["status"].ne("按期")]
    for row in rows.astype(object).where(rows.notna(), None).to_dict("records"):
        due, done = _day(row["due"]), row["done"] and _day(row["done"])
        yield Late(row["who"], row["branch"] or home[row["team"]], row["team"] or row["group"] or row["branch"], row["name"],
                   row["month"], due, done, ((done or day) - due).days)


def _day(value: dt.date) -> dt.date:
    return pd.Timestamp(value).date()


def committee_turns(tables: Tables) -> list[Turn]:
    """Each turn that the period asks of the Party committee, in the order of its list, against what it has recorded."""
    done: dict[tuple[str, str], list[dt.date]] = {}
    for row in tables.frames["committee_duty"].dropna(subset=["done"]).to_dict("records"):
        period = parse_period(row["month"])
        if period is not None:
            done.setdefault((row["item"], period.name), []).append(_day(row["done"]))
    turns = []
    for rule in (r for r in tables.rulebook.duties if r.who == PARTY_COMMITTEE):
        for slot in slots(rule, tables.period):
            month = f"{slot[0]}-{slot[1]:02d}"
            days = sorted(done.get((rule.item, month), []))
            turns += [Turn(rule.name, month, due_date(rule, slot), days[at] if at < len(days) else None)
                      for at in range(rule.times)]
    return turns
