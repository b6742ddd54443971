"""The rulebook as the scoring uses it: frames of the 评价细则 workbook -> frozen rules that know their cells."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core.exact import exact
from pipeline.core.workdays import Workdays
from pipeline.rulebook.condition import Condition, parse_condition
from pipeline.rulebook.settings import Settings
from schemas.base import Sheet, by_title, title
from schemas.directory import Branch
from schemas.facts import FACTS
from schemas.rulebook import NEW_SETTINGS
from schemas.words import BONUS, WORKED

FACT_OF: dict[str, type[Sheet]] = {title(fact): fact for fact in FACTS}
UNIT_COLUMN = {"党支部": "branch", "班组": "team", "党员": "person"}


@dataclass(frozen=True, slots=True)
class Indicator:
    """A leaf indicator with everything inherited from its parent filled in. Points are exact."""

    code: str
    unit_kind: str
    name: str
    parent: str
    points: Fraction
    board: str
    side: str
    board_weight: Fraction
    duty: str
    measure: str
    source: str
    counted: Condition
    expected: Condition
    field: str
    base_field: str
    base: str
    target: Fraction
    floor: float | None
    missing: str
    departments: tuple[str, ...]
    place: str

    @property
    def family(self) -> str:
        """The indicator that the leaf's points belong to: its parent, or itself."""
        return self.parent or self.code


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


# sheet key, row index, column name -> "file › sheet › D7"
Cell = Callable[[str, tuple[str, str, int], str], str]


def build_rulebook(frames: Mapping[str, pd.DataFrame], cell: Cell) -> Rulebook:
    """The rules of checked rulebook frames; `cell` names the cell of a row's column."""
    thresholds = frames["threshold"].sort_values(["unit_kind", "star"], kind="stable")
    return Rulebook(
        settings=NEW_SETTINGS | {r["name"]: _text(r["value"]) for _, r in _rows(frames["setting"])},
        indicators=_indicators(frames["indicator"], cell),
        families={r["code"]: (r["name"], _exact(r["points"])) for _, r in _rows(frames["indicator"])},
        thresholds={str(k): tuple(map(_exact, v["lowest"])) for k, v in thresholds.groupby("unit_kind")},
        threshold_places={
            (r["unit_kind"], int(r["star"])): cell("threshold", i, "lowest") for i, r in _rows(thresholds)
        },
        gates=tuple(_gate(r, cell("gate", i, "value")) for i, r in _rows(frames["gate"])),
        vetoes={
            r["code"]: _veto(r, number, cell("veto", i, "highest"))
            for number, (i, r) in enumerate(_rows(frames["veto"]), 1)
        },
        quotas=tuple(_quota(r, cell("quota", i, "share")) for i, r in _rows(frames["quota"])),
        duties=tuple(_duty(r, cell("duty_item", i, "item")) for i, r in _rows(frames["duty_item"])),
        bonus={
            (r["type"], r["level"], r["place"]): _exact(r["points"]) for _, r in _rows(frames["bonus_rule"])
        },
        coefficients={
            (r["unit_kind"], int(r["star"])): _exact(r["coefficient"])
            for _, r in _rows(frames["coefficient"])
        },
        workdays=workdays(frames["work_day"]),
        frames=frames,
        digest=digest_of(frames),
    )


def workdays(rows: pd.DataFrame) -> Workdays:
    """The calendar with the days that the rulebook sets otherwise."""
    days = zip(rows["day"], rows["worked"], strict=True)
    return Workdays({pd.Timestamp(day).date(): worked == WORKED for day, worked in days})


def digest_of(frames: Mapping[str, pd.DataFrame]) -> str:
    """Twelve hex digits over the rulebook's rows, whatever their order or file."""
    rows = [
        repr((key, [str(v) for v in row]))
        for key in sorted(frames)
        for row in frames[key].itertuples(index=False)
    ]
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()[:12]


def _rows(frame: pd.DataFrame) -> list[tuple[tuple[str, str, int], dict[Hashable, Any]]]:
    return list(zip(frame.index, frame.to_dict("records"), strict=True))


def _copied(row: dict[Hashable, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _exact(value: Any) -> Fraction:
    return exact(float(value))


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _indicators(frame: pd.DataFrame, cell: Cell) -> tuple[Indicator, ...]:
    parents = {r["code"]: r for _, r in _rows(frame)}
    return tuple(
        _indicator(r, parents.get(_text(r["parent"]), r), cell("indicator", i, "points"))
        for i, r in _rows(frame)
        if not pd.isna(r["measure"])
    )


def _indicator(row: dict[Hashable, Any], parent: dict[Hashable, Any], place: str) -> Indicator:
    fact = by_title(FACT_OF[row["source"]])
    points = _exact(row["points"])
    return Indicator(
        **_copied(row, ("code", "unit_kind", "name", "measure", "source", "missing")),
        **{name: _text(row[name]) or _text(parent[name]) for name in ("board", "side", "duty")},
        parent=_text(row["parent"]),
        points=points,
        board_weight=points if pd.isna(row["board_weight"]) else _exact(row["board_weight"]),
        counted=parse_condition(_text(row["counted"]), fact)[0],
        expected=parse_condition(_text(row["expected"]), fact)[0],
        field=_field(fact, row["field"]),
        base_field=_field(fact, row["base_field"]),
        base=_text(row["base"]),
        target=_target(row, points),
        floor=None if pd.isna(row["floor"]) else float(row["floor"]),
        departments=tuple(_text(row["departments"]).split("、")) if _text(row["departments"]) else (),
        place=place,
    )


def _target(row: dict[Hashable, Any], points: Fraction) -> Fraction:
    """1 unless given; a bonus measure is full when it reaches the indicator's own points."""
    if not pd.isna(row["target"]):
        return _exact(row["target"])
    return points if row["measure"] == BONUS else Fraction(1)


def _field(fact: Mapping[str, Any], heading: Any) -> str:
    return fact[heading].name if not pd.isna(heading) and heading in fact else ""


def _gate(row: dict[Hashable, Any], place: str) -> Gate:
    return Gate(
        **_copied(row, ("unit_kind", "how")),
        star=int(row["star"]),
        value=_exact(row["value"]),
        at_least=_whole(row["at_least"]) or 0,
        min_teams=_whole(row["min_teams"]) or 0,
        max_teams=_whole(row["max_teams"]) or 10**9,
        place=place,
    )


def _veto(row: dict[Hashable, Any], number: int, place: str) -> Veto:
    return Veto(
        **_copied(row, ("code", "name")),
        unit_kinds=tuple(row["unit_kind"].split("和")),
        highest=int(row["highest"]),
        to_branch=row["to_branch"] == "是",
        whole_year=row["whole_year"] == "是",
        indicator=_text(row["indicator"]),
        below=None if pd.isna(row["below"]) else _exact(row["below"]),
        place=place,
        number=number,
    )


def _quota(row: dict[Hashable, Any], place: str) -> Quota:
    return Quota(
        **_copied(row, ("unit_kind", "rounding")),
        star=int(row["star"]),
        share=_exact(row["share"]),
        minimum=int(row["minimum"]),
        place=place,
    )


_LATEST = re.compile(r"(次年)?([0-9]+)月([0-9]+)日")


def latest_of(text: str) -> Latest | None:
    """次年1月20日 as a day of the year after; None for anything else."""
    found = _LATEST.fullmatch(text)
    return Latest(int(bool(found[1])), int(found[2]), int(found[3])) if found else None


def _duty(row: dict[Hashable, Any], place: str) -> DutyRule:
    return DutyRule(
        **_copied(row, ("item", "who", "name", "frequency", "sheet")),
        times=int(row["times"]),
        due_month=_whole(row["due_month"]),
        due_day=_whole(row["due_day"]),
        latest=latest_of(_text(row["latest"])),
        applies=parse_condition(_text(row["applies"]), by_title(Branch))[0],
        types=tuple(_text(row["type"]).split("、")) if _text(row["type"]) else (),
        place=place,
    )
