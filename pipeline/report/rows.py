"""The result's frames as plain rows, converted once and grouped by unit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import pandas as pd

from pipeline.core.chinese import name_order
from pipeline.core.period import parse_period
from pipeline.rating.explain import Shortfall
from pipeline.report.result import Result
from schemas.words import MEMBER

UnitKey = tuple[str, str]  # unit kind, unit


class Star(NamedTuple):
    unit_kind: str
    unit: str
    parent: str
    score: float | None
    score_star: int | None
    star: int | None
    previous_star: int | None
    because: str
    status: str
    bonus: float | None
    total: float | None
    place: int | None
    group: str
    responsible: str
    pending: bool

    @property
    def key(self) -> UnitKey:
        return self.unit_kind, self.unit

    @property
    def shown(self) -> int | None:
        """The star that readers may see: none while the rating is suspended."""
        return None if self.pending else self.star

    @property
    def change(self) -> int | None:
        """Stars up or down against the last period, if both are there to be seen."""
        return None if self.shown is None or self.previous_star is None else self.shown - self.previous_star


class Score(NamedTuple):
    unit_kind: str
    unit: str
    indicator: str
    parent_indicator: str
    name: str
    points: float | None
    max_points: float | None
    self_points: float | None
    checked_points: float | None
    value: str
    because: str
    applies: bool

    @property
    def key(self) -> UnitKey:
        return self.unit_kind, self.unit

    @property
    def altered(self) -> bool:
        """True if the Party committee's check replaced what the branch's own sheets gave."""
        return self.checked_points is not None and self.checked_points != self.self_points


class Rank(NamedTuple):
    board: str
    unit_kind: str
    unit: str
    parent: str
    quantity: float | None
    quality: float | None
    score: float | None
    rank: int | None
    group: str


class Step(NamedTuple):
    unit_kind: str
    unit: str
    stage: str
    rule: str
    place: str
    before: int | None
    after: int | None
    because: str

    @property
    def key(self) -> UnitKey:
        return self.unit_kind, self.unit

    @property
    def lowers(self) -> bool:
        return self.before is not None and self.after is not None and self.after < self.before


class Cell(NamedTuple):
    unit_kind: str
    unit: str
    indicator: str
    file: str
    sheet: str
    cell: str
    value: str

    @property
    def key(self) -> UnitKey:
        return self.unit_kind, self.unit


class Past(NamedTuple):
    period: str
    unit_kind: str
    unit: str
    star: int | None
    score: float | None
    published: bool

    @property
    def key(self) -> UnitKey:
        return self.unit_kind, self.unit


class Person(NamedTuple):
    person: str
    name: str
    branch: str
    team: str


Row = TypeVar("Row", bound=NamedTuple)
Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything of a result that pages look up, by unit."""

    stars: dict[str, list[Star]]  # by unit kind, best place first, unrated last
    unit: dict[UnitKey, Star]
    scores: dict[UnitKey, list[Score]]
    ranks: dict[tuple[str, str], list[Rank]]  # by board and unit kind, best first
    trace: dict[UnitKey, list[Step]]
    evidence: dict[UnitKey, list[Cell]]
    history: dict[UnitKey, dict[str, Past]]
    periods: tuple[str, ...]  # the last eight, the present one included
    shortfalls: dict[UnitKey, list[Shortfall]]
    persons: dict[str, Person]


def tables(result: Result) -> Tables:
    """The frames of the result in the shape that pages need."""
    stars = sorted(
        _rows(result.stars, Star), key=lambda s: (s.place is None, s.place or 0, name_order(s.unit))
    )
    history: dict[UnitKey, dict[str, Past]] = defaultdict(dict)
    for past in _rows(result.history, Past):
        history[past.key][past.period] = past
    periods = sorted({p for unit in history.values() for p in unit} | {result.period.name}, key=_when)
    return Tables(
        stars=_grouped(stars, lambda s: s.unit_kind),
        unit={s.key: s for s in stars},
        scores=_grouped(_rows(_units(result.scores), Score), lambda s: s.key),
        ranks=_grouped(_ranked(_rows(result.ranks, Rank)), lambda r: (r.board, r.unit_kind)),
        trace=_grouped(_rows(_units(result.trace), Step), lambda t: t.key),
        evidence=_grouped(_rows(_units(result.evidence), Cell), lambda c: c.key),
        history=dict(history),
        periods=tuple(periods[-8:]),
        shortfalls=_grouped(result.shortfalls, lambda s: (s.unit_kind, s.unit)),
        persons={p.person: p for p in _rows(result.persons, Person)},
    )


def _when(name: str) -> tuple[dt.date, dt.date]:
    """2019-08 comes after 2019Q2, whatever the letters say."""
    period = parse_period(name)
    assert period is not None
    return period.end, period.start


def _rows(frame: pd.DataFrame, kind: type[Row]) -> list[Row]:
    if frame.empty:
        return []
    columns = (frame[name] for name in kind._fields)
    values = (c.astype(object).where(c.notna(), None).tolist() for c in columns)
    return [kind(*row) for row in zip(*values, strict=True)]


def _units(frame: pd.DataFrame) -> pd.DataFrame:
    """Without the members, whose details no page shows."""
    return frame if frame.empty else frame[frame["unit_kind"] != MEMBER]


def _ranked(ranks: list[Rank]) -> list[Rank]:
    return sorted(ranks, key=lambda r: (r.group, r.rank is None, r.rank or 0, name_order(r.unit)))


def _grouped(rows: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    groups: dict[Key, list[Item]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)
