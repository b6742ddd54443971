"""The rulebook as the scoring uses it: frames of the 评价细则 workbook -> frozen rules that know their cells."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from pipeline.core.chinese import LEVELS, NamedLevel, star_word
from pipeline.core.records import Record, placed
from pipeline.core.workdays import Workdays
from pipeline.rulebook.condition import Condition, holds, parse_condition
from pipeline.rulebook.indicators import Indicator, build_indicators, in_use, named
from pipeline.rulebook.levels import (
    Gate,
    Level,
    Quota,
    Veto,
    build_gate,
    build_levels,
    build_quota,
    build_veto,
)
from pipeline.rulebook.rows import Cell, copied, number, text, whole
from pipeline.rulebook.settings import Settings
from schemas import words
from schemas.base import by_title
from schemas.directory import Branch
from schemas.rulebook import NEW_SETTINGS


class Latest(NamedTuple):
    """The last day of a yearly item: how many years after that of its cycle, month and day."""

    years_after: int
    month: int
    day: int


class SurveyWeight(NamedTuple):
    """A row of 测评类别: what the category weighs, and its fewest valid votes where it has its own."""

    weight: Fraction
    fewest: int | None


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
    levels: tuple[Level, ...]  # by kind of unit and star
    gates: tuple[Gate, ...]
    trials: tuple[Indicator, ...]  # leaves and gates that are only tried, and count nowhere
    tried_gates: tuple[Gate, ...]
    vetoes: Mapping[str, Veto]
    quotas: tuple[Quota, ...]
    duties: tuple[DutyRule, ...]
    bonus: Mapping[tuple[str, str, str], Fraction]  # type, level, place -> points
    bonus_limits: Mapping[str, tuple[Fraction, Fraction | None]]  # type -> factor, ceiling
    coefficients: Mapping[tuple[str, int], Fraction]
    survey_groups: Mapping[tuple[str, str], SurveyWeight]  # unit kind, 测评类别
    survey_answers: Mapping[str, Fraction | None]  # answer -> points of a vote; None counts nothing
    workdays: Workdays
    frames: Mapping[str, pd.DataFrame]
    digest: str

    @property
    def star_steps(self) -> int:
        """The highest star there is."""
        return max((level.star for level in self.levels), default=0)

    def top(self, unit_kind: str) -> int:
        """The highest star of a kind of unit."""
        return max((level.star for level in self.levels if level.unit_kind == unit_kind), default=0)

    def ladder(self, unit_kind: str, row: pd.DataFrame | None = None) -> tuple[Level, ...]:
        """The levels of a unit, lowest first; `row` is the unit's row of the directory. Without one the levels of the kind,
        those for everybody where there are some."""
        rows = [level for level in self.levels if level.unit_kind == unit_kind]
        if row is not None:
            return tuple(level for level in rows if not level.applies or holds(level.applies, row).all())
        first: dict[int, Level] = {}
        for level in sorted(rows, key=lambda level: (level.star, bool(level.applies))):
            first.setdefault(level.star, level)
        return tuple(first.values())

    @property
    def thresholds(self) -> Mapping[str, tuple[Fraction, ...]]:
        """Unit kind -> lowest score of star 1, 2, …, as it holds for most units."""
        return {kind: tuple(level.lowest for level in self.ladder(kind)) for kind in words.UNIT_KINDS}

    def level_names(self, unit_kind: str) -> tuple[str, ...]:
        """未定级 and what the levels of the kind are called, lowest first."""
        return (star_word(0), *(level.name for level in self.ladder(unit_kind)))

    def level_word(self, unit_kind: str, star: int | None) -> str:
        """四星, or as the rulebook calls it; 未定级 for 0, a dash where there is none."""
        names = self.level_names(unit_kind)
        return names[star] if star is not None and 0 <= star < len(names) else star_word(star)

    def level(self, unit_kind: str, star: int | None) -> int | None:
        """The level as a number that knows its name, where that is not the usual one."""
        names = self.level_names(unit_kind)
        if star is None or (names == LEVELS and star < len(names)):
            return star
        return NamedLevel(star, self.level_word(unit_kind, star), len(names) - 1)

    def level_or_more(self, unit_kind: str, star: int) -> str:
        """四星及以上; the top level by itself."""
        return self.level_word(unit_kind, star) + ("及以上" if star < self.top(unit_kind) else "")

    @property
    def measured(self) -> tuple[Indicator, ...]:
        """Every leaf that needs figures: those that count and those that are only tried."""
        return (*self.indicators, *self.trials)

    def of(self, unit_kind: str) -> tuple[Indicator, ...]:
        """The leaves that rate a kind of unit."""
        return tuple(i for i in self.indicators if i.unit_kind == unit_kind)


def build_rulebook(frames: Mapping[str, pd.DataFrame], cell: Cell) -> Rulebook:
    """The rules of checked rulebook frames; `cell` names the cell of a row's column."""
    settings = NEW_SETTINGS | {r["name"]: text(r["value"]) for _, r in placed(frames["setting"])}
    base, frames = Settings(settings), in_use(frames)
    leaves = build_indicators(frames, cell)
    gates = [build_gate(r, cell("gate", i, "value")) for i, r in placed(frames["gate"])]
    return Rulebook(
        settings=settings,
        indicators=tuple(leaf for leaf in leaves if not leaf.tried),
        trials=tuple(leaf for leaf in leaves if leaf.tried),
        families={r["code"]: (named(r), number(r["points"])) for _, r in placed(frames["indicator"])},
        levels=build_levels(frames["threshold"], base, cell),
        gates=tuple(gate for gate in gates if not gate.tried),
        tried_gates=tuple(gate for gate in gates if gate.tried),
        vetoes={
            r["code"]: build_veto(r, position, cell("veto", i, "highest"))
            for position, (i, r) in enumerate(placed(frames["veto"]), 1)
        },
        quotas=tuple(build_quota(r, cell("quota", i, "share")) for i, r in placed(frames["quota"])),
        duties=tuple(_duty(r, cell("duty_item", i, "item")) for i, r in placed(frames["duty_item"])),
        bonus={
            (r["type"], r["level"], r["place"]): number(r["points"]) for _, r in placed(frames["bonus_rule"])
        },
        bonus_limits={
            r["type"]: (number(r["factor"]), None if pd.isna(r["most"]) else number(r["most"]))
            for _, r in placed(frames["bonus_limit"])
        },
        coefficients={
            (r["unit_kind"], int(r["star"])): number(r["coefficient"])
            for _, r in placed(frames["coefficient"])
        },
        survey_groups={
            (r["unit_kind"], r["group"]): SurveyWeight(number(r["weight"]), whole(r["fewest"]))
            for _, r in placed(frames["survey_group"])
        },
        survey_answers={
            r["answer"]: None if pd.isna(r["value"]) else number(r["value"])
            for _, r in placed(frames["survey_answer"])
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


_LATEST = re.compile(r"(次年)?([0-9]+)月([0-9]+)日")


def latest_of(text: str) -> Latest | None:
    """次年1月20日 as a day of the year after; None for anything else."""
    match = _LATEST.fullmatch(text)
    return Latest(int(bool(match[1])), int(match[2]), int(match[3])) if match else None


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
