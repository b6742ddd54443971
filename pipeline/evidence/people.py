"""Who is who at the end of the period: the directory's persons, and the head counts that denominators need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.exact import half_up
from pipeline.core.records import records
from pipeline.core.remember import remembered
from pipeline.evidence.tables import Tables
from schemas.words import ACTIVE_STAGES, ACTIVIST, COLLEAGUE, COUNTED_AS, PARTY_MEMBER


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """`all`: every person by 工号; `members`: the Party members among them; counts by unit column and base."""

    all: pd.DataFrame
    members: pd.DataFrame
    bases: Mapping[tuple[str, str], Mapping[Any, int]]  # (unit column, base) -> unit -> head count
    away: frozenset[str]  # who is seconded, ill for long or on maternity leave on the last day

    def branch_of(self, persons: pd.Series) -> pd.Series:
        """Branch of each 工号, missing where unknown."""
        return persons.map(self.all["branch"])

    def team_of(self, persons: pd.Series) -> pd.Series:
        """Team of each 工号, missing where unknown or in none."""
        return persons.map(self.all["team"])


@remembered
def people_of(tables: Tables) -> People:
    """The people of the period's directory."""
    everyone = (
        tables.frames["person"].drop_duplicates("person").set_index("person", drop=False).rename_axis(None)
    )
    is_member = everyone["politics"].isin(PARTY_MEMBER)
    away = away_on(everyone, pd.Timestamp(tables.period.end))
    at_work = everyone[~away]
    each = tables.rulebook.whole("每名党员结对人数")
    bases: dict[tuple[str, str], Mapping[Any, int]] = {}
    for unit in ("branch", "team", "person"):
        heads = everyone.groupby(unit)["person"].count()
        members = everyone[is_member].groupby(unit)["person"].count().reindex(heads.index, fill_value=0)
        others = heads - members
        bases[unit, "职工数"], bases[unit, "党员数"] = heads.to_dict(), members.to_dict()
        bases[unit, "群众数"] = others.to_dict()
        guides, learners = (
            at_work[at_work["politics"].isin(PARTY_MEMBER) == of_members]
            .groupby(unit)["person"]
            .count()
            .reindex(heads.index, fill_value=0)
            for of_members in (True, False)
        )
        bases[unit, "可结对数"] = (guides * each).combine(learners, min).to_dict()
    return People(everyone, everyone[is_member], bases, frozenset(everyone[away]["person"]))


def away_on(rows: pd.DataFrame, days: pd.Timestamp | pd.Series) -> pd.Series:
    """True where the person of a row of the directory is away on the day, or on the day of the same row."""
    since = (rows["away_from"] <= days).fillna(False)
    return (since & ((rows["away_to"] >= days) | rows["away_to"].isna())).astype(bool)


def counted_politics(rows: pd.DataFrame) -> pd.Series:
    """What each person of the directory is counted as: 正式党员, 预备党员, 入党积极分子 or 群众."""
    counted = rows["politics"].map(COUNTED_AS)
    active = counted.eq(COLLEAGUE) & rows["stage"].isin(ACTIVE_STAGES)
    return counted.where(~active.fillna(False).astype(bool), ACTIVIST)


GRADES = ("good", "fine", "fair", "bad")
GRADE_WORDS = ("好", "较好", "一般", "差")


@dataclass(frozen=True, slots=True)
class Votes:
    """What a secretary got: the votes in the order of GRADES."""

    branch: str
    person: str
    counts: tuple[int, ...]

    @property
    def good(self) -> Fraction | None:
        """Per cent of the votes that are 好, two decimals half up; None without a vote."""
        return half_up(Fraction(100 * self.counts[0], sum(self.counts)), 2) if sum(self.counts) else None


def votes(tables: Tables, quarters: Sequence[Tables]) -> tuple[Votes, ...]:
    """A line a branch of the directory whose secretary was voted on; of several votes in the year the last one stands."""
    votes_by_member = {
        str(row["person"]): tuple(int(row[grade]) for grade in GRADES)
        for quarter in quarters
        for row in records(quarter.frames["appraisal"])
    }
    branches = tables.frames["branch"]
    return tuple(
        Votes(branch, person, votes_by_member[person])
        for branch, person in sorted(zip(branches["branch"], branches["secretary"], strict=True))
        if person in votes_by_member
    )
