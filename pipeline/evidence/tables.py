"""The accepted rows of a period as tables, who is who in them, and the frames of facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core.period import Period
from pipeline.rulebook.condition import holds
from pipeline.rulebook.indicators import Indicator
from pipeline.rulebook.rules import Rulebook
from schemas.base import NO, YES
from schemas.words import BRANCH, MEMBER, TEAM

Unit = tuple[str, str]  # kind, name
_OFFICES = ((BRANCH, "branch", "secretary", "支部书记"), (TEAM, "team", "leader", "班组长"))


class Leader(NamedTuple):
    """The first responsible person of a unit."""

    office: str  # 支部书记, 班组长
    name: str
    person: str  # 工号

    @property
    def numbered(self) -> str:
        """姓名（工号）."""
        return f"{self.name}（{self.person}）"

    @property
    def titled(self) -> str:
        """支部书记 姓名, as one speaks of the person outside the office."""
        return f"{self.office} {self.name}"


@dataclass(frozen=True, slots=True)
class Directory:
    """Who is who in 组织名册."""

    names: Mapping[str, str]  # 工号 -> 姓名
    teams: Mapping[str, str]  # team -> its branch
    homes: Mapping[str, str]  # 工号 -> branch
    leaders: Mapping[Unit, Leader]  # none where no 工号 is given

    @classmethod
    def of(cls, frames: Mapping[str, pd.DataFrame]) -> Directory:
        """The directory of these rows of its sheets."""
        person, team = frames["person"], frames["team"]
        names = dict(zip(person["person"], person["name"], strict=True))
        leaders = {
            (kind, unit): Leader(office, names.get(leader, leader), leader)
            for kind, key, column, office in _OFFICES
            for unit, leader in zip(frames[key][key], frames[key][column], strict=True)
            if not pd.isna(leader)
        }
        teams = dict(zip(team["team"], team["branch"], strict=True))
        return cls(names, teams, dict(zip(person["person"], person["branch"], strict=True)), leaders)

    def branch_of(self, unit: Unit) -> str:
        """The branch that a branch, team or member belongs to; "" where the directory does not know it."""
        kind, name = unit
        return name if kind == BRANCH else (self.teams if kind == TEAM else self.homes).get(name, "")

    def name_of(self, person: str) -> str:
        """The name of a 工号, the 工号 itself where the directory has no such person."""
        return self.names.get(person, person)

    def numbered(self, person: str | None) -> str:
        """张示例（0101）; the 工号 alone where the directory has no such person, "" for nobody."""
        if person is None:
            return ""
        return f"{self.names[person]}（{person}）" if person in self.names else person

    def head_of(self, unit: Unit) -> Leader | None:
        """The first responsible person of a branch or team."""
        return self.leaders.get(unit)

    def titled(self, unit: Unit) -> str:
        """支部书记 姓名; "" where nobody is named."""
        return self.leaders[unit].titled if unit in self.leaders else ""


@dataclass(frozen=True, eq=False)
class Tables:
    """Frames keyed by sheet, indexed (file, sheet, row), holding only rows that count in the period.

    `year`: meetings, trainings, duties, helps, wishes and requests from the start of the year to the end of the period, each row once.
    `unit_of`: file -> the branch or department of its cover. `missing`: branches whose workbook is absent or left out.
    Of the ledgers (双承诺, 微心愿, 群众诉求): `refused`: the rows of the period that are not used for one of their cells;
    `before`: the rows of the standing workbooks of earlier quarters. `cover_periods`: file -> the period of its cover.
    `written`: of the sheets in which departments deduct, every row that stands there, those that do not count included.
    `followed`: key, file, row and column of the empty cells of which the value follows from others of their row or from the cover.
    `decided`: the steps of 审定 that count, where a correction leaves some out; None where all do."""

    period: Period
    frames: Mapping[str, pd.DataFrame]
    year: Mapping[str, pd.DataFrame]
    unit_of: Mapping[str, str]
    letters: Mapping[tuple[str, str], Mapping[str, str]]
    titles: Mapping[tuple[str, str], str]
    rulebook: Rulebook
    missing: tuple[str, ...] = ()
    refused: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    before: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    written: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    cover_periods: Mapping[str, Period] = field(default_factory=dict)
    followed: frozenset[tuple[str, str, int, str]] = frozenset()
    decided: pd.DataFrame | None = None
    memo: dict[tuple[object, ...], Any] = field(default_factory=dict, init=False)  # what `remembered` keeps

    @cached_property
    def directory(self) -> Directory:
        """Who is who in the period."""
        return Directory.of(self.frames)

    @property
    def steps(self) -> pd.DataFrame:
        """The steps of 审定 that count, a row each."""
        return self.frames["decision"] if self.decided is None else self.decided

    def place(self, key: str, file: str, row: int, column: str) -> tuple[str, str, str]:
        """File, sheet title and cell address of a row's column."""
        letter = self.letters[file, key].get(column, "")
        return file, self.titles[file, key], f"{letter}{row}"


def directory_rows(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Kind of unit -> the directory's rows of its units by name, as conditions on units ask for them: a team has its
    branch's 类别 too."""
    branches, teams = frames["branch"].set_index("branch", drop=False), frames["team"]
    home = dict(zip(branches.index, branches["category"], strict=True))
    categories = pd.Series([home.get(one) for one in teams["branch"]], index=teams.index, dtype="string")
    return {
        BRANCH: branches,
        TEAM: teams.assign(category=categories).set_index("team", drop=False),
        MEMBER: frames["person"].set_index("person", drop=False),
    }


def in_scheme(rule: Indicator, rows: Mapping[str, pd.DataFrame]) -> list[str]:
    """The units of the directory whose scheme has the indicator; `rows`: of each kind of unit, by name."""
    units = rows[rule.unit_kind]
    return [str(name) for name in units.index[holds(rule.applies, units)]]


ORIGIN = ("file", "key", "row", "field")


def fact(rows: pd.DataFrame, key: str, field: str | pd.Series, columns: Mapping[str, object]) -> pd.DataFrame:
    """One fact row a row of a sheet; `field` names the column whose cell is the evidence."""
    facts = pd.DataFrame({name: _aligned(value, rows) for name, value in columns.items()}, index=rows.index)
    facts["file"] = rows.index.get_level_values("file")
    facts["key"] = key
    facts["row"] = rows.index.get_level_values("row")
    facts["field"] = field
    return facts.reset_index(drop=True)


def _aligned(value: object, rows: pd.DataFrame) -> object:
    return value.to_numpy() if isinstance(value, pd.Series) and not value.index.equals(rows.index) else value


def yes_no(mask: pd.Series) -> pd.Series:
    """是 where true, 否 where false or unknown."""
    return mask.fillna(False).astype(bool).map({True: YES, False: NO})


def exploded(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """One row per item of a LIST column, an item that a cell names twice once; rows without items disappear."""
    filled = rows[rows[column].notna()]
    items = filled[column].map(lambda text: list(dict.fromkeys(text.split("、"))))
    return filled.assign(**{column: items}).explode(column)
