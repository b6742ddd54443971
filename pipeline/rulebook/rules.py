"""The rulebook as the scoring uses it: frames of the 评价细则 workbook -> frozen rules that know their cells."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from pipeline.core.workdays import Workdays
from pipeline.rulebook.condition import Condition, parse_condition
from pipeline.rulebook.indicators import Indicator, build_indicators, named
from pipeline.rulebook.rows import Cell, Record, copied, number, rows_of, text, whole
from pipeline.rulebook.settings import Settings
from schemas import words
from schemas.base import by_title
from schemas.directory import Branch
from schemas.rulebook import NEW_SETTINGS


@dataclass(frozen=True, slots=True)
class Gate:
    """One row of 联动条件."""

    unit_kind: str
    star: int
    how: str
    value: Fraction
    at_least: int
    min_teams: int
    max_teams: int
    place: str


_DISCIPLINE = re.compile("违纪|违法|案件|处分|刑事|职务犯罪")


@dataclass(frozen=True, slots=True)
class Veto:
    """One row of 否决与封顶; `indicator` and `below` where it works by itself."""

    code: str
    name: str
    unit_kinds: tuple[str, ...]
    highest: int
    to_branch: bool
    whole_year: bool
    indicator: str
    below: Fraction | None
    place: str
    number: int  # which row of the sheet it is

    @property
    def closed(self) -> bool:
        """True where the name alone says that somebody was disciplined or tried: it is then cited by its number."""
        return bool(_DISCIPLINE.search(self.name))

    @property
    def label(self) -> str:
        """VT01 责任性事故; of one that is closed only where it stands."""
        return f"评价细则第{self.number}条" if self.closed else f"{self.code} {self.name}"

    @property
    def said(self) -> str:
        """按 VT01“责任性事故”; of one that is closed 按评价细则第2条确定，."""
        return f"按{self.label}确定，" if self.closed else f"按 {self.code}“{self.name}”"


@dataclass(frozen=True, slots=True)
class Quota:
    """One row of 名额: at most `share` of the rated units at `star` or more."""

    unit_kind: str
    star: int
    share: Fraction
    rounding: str
    minimum: int
    place: str


class Latest(NamedTuple):
    """The last day of a yearly item: how many years after that of its cycle, month and day."""

    years_after: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class DutyRule:
    """One row of 清单标准."""

    item: str
    who: str
    name: str
    frequency: str
    times: int
    due_month: int | None
    due_day: int | None
    latest: Latest | None  # the last day, instead of a month and days of grace
    applies: Condition
    sheet: str
    types: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook(Settings):
    """Every rule in force for a period."""

    indicators: tuple[Indicator, ...]
    families: Mapping[str, tuple[str, Fraction]]  # code -> name, points of the whole indicator
    thresholds: Mapping[str, tuple[Fraction, ...]]  # unit kind -> lowest score of star 1, 2, …
    threshold_places: Mapping[tuple[str, int], str]
    gates: tuple[Gate, ...]
    vetoes: Mapping[str, Veto]
    quotas: tuple[Quota, ...]
    duties: tuple[DutyRule, ...]
    bonus: Mapping[tuple[str, str, str], Fraction]  # type, level, place -> points
    coefficients: Mapping[tuple[str, int], Fraction]
    workdays: Workdays
    frames: Mapping[str, pd.DataFrame]
    digest: str

    @property
    def star_steps(self) -> int:
        """The highest star there is."""
        return max(len(lowest) for lowest in self.thresholds.values())

    def of(self, unit_kind: str) -> tuple[Indicator, ...]:
        """The leaves that rate a kind of unit."""
        return tuple(i for i in self.indicators if i.unit_kind == unit_kind)


def departments_of(rulebook: Rulebook, indicator: str) -> tuple[str, ...]:
    """The departments that check an indicator; none where the rulebook leaves it open."""
    return next((one.departments for one in rulebook.indicators if one.code == indicator), ())


def build_rulebook(frames: Mapping[str, pd.DataFrame], cell: Cell) -> Rulebook:
    """The rules of checked rulebook frames; `cell` names the cell of a row's column."""
    thresholds = frames["threshold"].sort_values(["unit_kind", "star"], kind="stable")
    return Rulebook(
        settings=NEW_SETTINGS | {r["name"]: text(r["value"]) for _, r in rows_of(frames["setting"])},
        indicators=build_indicators(frames, cell),
        families={r["code"]: (named(r), number(r["points"])) for _, r in rows_of(frames["indicator"])},
        thresholds={str(k): tuple(map(number, v["lowest"])) for k, v in thresholds.groupby("unit_kind")},
        threshold_places={
            (r["unit_kind"], int(r["star"])): cell("threshold", i, "lowest") for i, r in rows_of(thresholds)
        },
        gates=tuple(_gate(r, cell("gate", i, "value")) for i, r in rows_of(frames["gate"])),
        vetoes={
            r["code"]: _veto(r, position, cell("veto", i, "highest"))
            for position, (i, r) in enumerate(rows_of(frames["veto"]), 1)
        },
        quotas=tuple(_quota(r, cell("quota", i, "share")) for i, r in rows_of(frames["quota"])),
        duties=tuple(_duty(r, cell("duty_item", i, "item")) for i, r in rows_of(frames["duty_item"])),
        bonus={
            (r["type"], r["level"], r["place"]): number(r["points"]) for _, r in rows_of(frames["bonus_rule"])
        },
        coefficients={
            (r["unit_kind"], int(r["star"])): number(r["coefficient"])
            for _, r in rows_of(frames["coefficient"])
        },
        workdays=workdays(frames["work_day"]),
        frames=frames,
        digest=digest_of(frames),
    )


def workdays(rows: pd.DataFrame) -> Workdays:
    """The calendar with the days that the rulebook sets otherwise."""
    days = zip(rows["day"], rows["worked"], strict=True)
    return Workdays({pd.Timestamp(day).date(): worked == words.WORKED for day, worked in days})


def digest_of(frames: Mapping[str, pd.DataFrame]) -> str:
    """Twelve hex digits over the rulebook's rows, whatever their order or file."""
    rows = [
        repr((key, [str(v) for v in row]))
        for key in sorted(frames)
        for row in frames[key].itertuples(index=False)
    ]
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()[:12]


def _gate(row: Record, place: str) -> Gate:
    return Gate(
        **copied(row, ("unit_kind", "how")),
        star=int(row["star"]),
        value=number(row["value"]),
        at_least=whole(row["at_least"]) or 0,
        min_teams=whole(row["min_teams"]) or 0,
        max_teams=whole(row["max_teams"]) or 10**9,
        place=place,
    )


def _veto(row: Record, position: int, place: str) -> Veto:
    return Veto(
        **copied(row, ("code", "name")),
        unit_kinds=tuple(row["unit_kind"].split("和")),
        highest=int(row["highest"]),
        to_branch=row["to_branch"] == "是",
        whole_year=row["whole_year"] == "是",
        indicator=text(row["indicator"]),
        below=None if pd.isna(row["below"]) else number(row["below"]),
        place=place,
        number=position,
    )


def _quota(row: Record, place: str) -> Quota:
    return Quota(
        **copied(row, ("unit_kind", "rounding")),
        star=int(row["star"]),
        share=number(row["share"]),
        minimum=int(row["minimum"]),
        place=place,
    )


_LATEST = re.compile(r"(次年)?([0-9]+)月([0-9]+)日")


def latest_of(text: str) -> Latest | None:
    """次年1月20日 as a day of the year after; None for anything else."""
    found = _LATEST.fullmatch(text)
    return Latest(int(bool(found[1])), int(found[2]), int(found[3])) if found else None


def _duty(row: Record, place: str) -> DutyRule:
    return DutyRule(
        **copied(row, ("item", "who", "name", "frequency", "sheet")),
        times=int(row["times"]),
        due_month=whole(row["due_month"]),
        due_day=whole(row["due_day"]),
        latest=latest_of(text(row["latest"])),
        applies=parse_condition(text(row["applies"]), by_title(Branch))[0],
        types=tuple(text(row["type"]).split("、")) if text(row["type"]) else (),
        place=place,
    )
