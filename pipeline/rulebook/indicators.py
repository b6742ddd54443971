"""The indicators of the rulebook: where each figure comes from, and how it becomes points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core.records import Record, placed
from pipeline.rulebook.condition import Condition, parse_condition
from pipeline.rulebook.rows import Cell, copied, number, text
from schemas import words
from schemas.base import Column, Sheet, by_title, key, title
from schemas.directory import Branch, Person, Team
from schemas.facts import FACTS, BallotFact
from schemas.facts_by_hand import BY_HAND, MarkFact, ReportedFact, UnitCheckFact
from schemas.indicator import LAYERS

FACT_OF: dict[str, type[Sheet]] = {title(fact): fact for fact in (*FACTS, *BY_HAND)}
_LAYERS = {key(layer) for layer in LAYERS}
UNIT_COLUMN = {"党支部": "branch", "班组": "team", "党员": "person"}


class Source(NamedTuple):
    """What a 数据来源 that names no 数据表 stands for: the measure, the fact table and its field."""

    measure: str
    fact: str
    field: str


SOURCES = {
    words.MARKED: Source(words.MEAN, title(MarkFact), "value"),
    words.DEDUCTION: Source(words.DEDUCTION, title(UnitCheckFact), "deduction"),
    words.REPORTED: Source(words.MEAN, title(ReportedFact), "value"),
}


class Band(NamedTuple):
    """A row of 计分档: from which number on, or for which option, which share of the points is earned."""

    start: Fraction | None
    option: str
    share: Fraction


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
    origin: str = words.FROM_LEDGERS
    scoring: str = words.IN_PROPORTION
    direction: str = words.HIGHER
    by_peers: bool = False  # the target is the mean of the peers
    most: Fraction = Fraction(1)  # of the points, at most and at least
    least: Fraction = Fraction(0)
    short: tuple[Fraction, Fraction] | None = None  # a step below the target, and the points it costs
    over: tuple[Fraction, Fraction] | None = None
    bands: tuple[Band, ...] = ()  # by their starts, those of options last
    applies: Condition = ()
    tried: bool = False  # measured and shown, and counted nowhere
    in_points: bool = False  # what a department reports are the points themselves

    @property
    def by_hand(self) -> bool:
        """True if somebody has marked it: every page says so."""
        return self.origin == words.MARKED

    @property
    def family(self) -> str:
        """The indicator that the leaf's points belong to: its parent, or itself."""
        return self.parent or self.code


def is_leaf(row: Record) -> bool:
    """True for a row of 指标 that is measured itself; the others are the sum of their parts."""
    return not pd.isna(row["measure"]) or row["origin"] in SOURCES


def named(row: Record, tried: bool = False) -> str:
    """The name of an indicator as it is printed: one that is marked by hand or only tried says so everywhere (rules 9.1, 10.15)."""
    marks = [
        word for word, holds in ((words.MARKED, row["origin"] == words.MARKED), (words.TRIED, tried)) if holds
    ]
    return f"{row['name']}（{'，'.join(marks)}）" if marks else str(row["name"])


def uses(rows: pd.DataFrame) -> pd.Series:
    """What 启用 says of each indicator, a part never more than its whole."""
    own = rows["use"].fillna(words.IN_USE).map(words.USES.index)
    whole = rows["parent"].map(dict(zip(rows["code"], own, strict=True)))
    return own.where(~(whole > own).fillna(False), whole).map(lambda at: words.USES[int(at)])


def in_use(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Frames of a rulebook without the indicators and gates that are switched off, and without the bands of these; of the
    indicators as they are joined, not of their layers."""
    rows, kept = frames["indicator"], {name: one for name, one in frames.items() if name not in _LAYERS}
    if "gate" in frames:
        idle = frames["gate"]["use"].eq(words.SWITCHED_OFF).fillna(False).astype(bool)
        kept["gate"] = frames["gate"][~idle] if idle.any() else frames["gate"]
    if not rows["use"].eq(words.SWITCHED_OFF).any():
        return kept  # nothing to cut out: the frames as they are
    off = uses(rows).eq(words.SWITCHED_OFF)
    kept["indicator"] = rows[~off.astype(bool)]
    if "band" in frames:
        kept["band"] = frames["band"][~frames["band"]["indicator"].isin(rows[off.astype(bool)]["code"])]
    return kept


def build_indicators(frames: Mapping[str, pd.DataFrame], cell: Cell) -> tuple[Indicator, ...]:
    """The leaves of checked rulebook frames, in their order."""
    frame = frames["indicator"]
    parents = {r["code"]: r for _, r in placed(frame)}
    tried = uses(frame).eq(words.TRIED)
    leaves = [
        _indicator(r, parents.get(text(r["parent"]), r), bool(tried[i]), cell("indicator", i, "points"))
        for i, r in placed(frame)
        if is_leaf(r)
    ]
    bands: dict[str, list[Record]] = {}
    for _, r in placed(frames["band"]):
        bands.setdefault(r["indicator"], []).append(r)
    return tuple(replace(one, bands=_bands(bands.get(one.code, []), one.points)) for one in leaves)


def _bands(rows: list[Record], full: Fraction) -> tuple[Band, ...]:
    bands = [
        Band(
            None if pd.isna(r["start"]) else number(r["start"]),
            text(r["option"]),
            number(r["share"]) if pd.isna(r["points"]) else number(r["points"]) / (full or Fraction(1)),
        )
        for r in rows
    ]
    return tuple(sorted(bands, key=lambda band: (band.start is None, band.start or 0, band.option)))


def _indicator(row: Record, parent: Record, tried: bool, place: str) -> Indicator:
    source = SOURCES.get(row["origin"]) or Source(row["measure"], row["source"], "")
    fact = by_title(FACT_OF[source.fact])
    points = number(row["points"])
    own = parse_condition(f"指标编码={row['code']}", fact)[0] if source.field else ()
    return Indicator(
        **copied(row, ("code", "unit_kind", "missing")),
        **_inherited(row, parent),
        **_scoring(row),
        name=named(row, tried),
        tried=tried,
        measure=source.measure,
        source=source.fact,
        applies=_applies(row, parent),
        parent=text(row["parent"]),
        points=points,
        board_weight=points if pd.isna(row["board_weight"]) else number(row["board_weight"]),
        counted=parse_condition(text(row["counted"]), fact)[0],
        expected=own or parse_condition(text(row["expected"]), fact)[0],
        field=source.field or _field(fact, row["field"]),
        base_field=_field(fact, row["base_field"]) or _weighed(source),
        base=text(row["base"]),
        target=_target(row, points),
        in_points=in_points(row),
        floor=None if pd.isna(row["floor"]) else float(row["floor"]),
        departments=tuple(text(row["departments"]).split("、")) if text(row["departments"]) else (),
        place=place,
    )


def _inherited(row: Record, parent: Record) -> dict[str, Any]:
    return {name: text(row[name]) or text(parent[name]) for name in ("board", "side", "duty")}


def _scoring(row: Record) -> dict[str, Any]:
    """How a figure becomes points, each with what stands for a blank."""
    defaults = {"origin": words.FROM_LEDGERS, "scoring": words.IN_PROPORTION, "direction": words.HIGHER}
    steps = {
        name: None
        if pd.isna(row[f"{name}_step"])
        else (number(row[f"{name}_step"]), number(row[f"{name}_points"]))
        for name in ("short", "over")
    }
    return {
        **{name: text(row[name]) or default for name, default in defaults.items()},
        **steps,
        "by_peers": row["target_of"] == words.PEERS_MEAN,
        "most": Fraction(1) if pd.isna(row["most"]) else number(row["most"]),
        "least": Fraction(0) if pd.isna(row["least"]) else number(row["least"]),
    }


def _applies(row: Record, parent: Record) -> Condition:
    """The conditions of the row and of the indicator above it, all of which a unit must meet."""
    known, texts = (
        unit_columns(row["unit_kind"]),
        dict.fromkeys((text(parent["applies"]), text(row["applies"]))),
    )
    return tuple(term for text in texts for term in parse_condition(text, known)[0])


def unit_columns(kind: str) -> dict[str, Column]:
    """The headings of the directory that conditions about a kind of unit may use; a team has its branch's 类别 too."""
    more = {"类别": by_title(Branch)["类别"]} if kind == words.TEAM else {}
    return {**by_title(_DIRECTORY[kind]), **more}


_DIRECTORY: dict[str, type[Sheet]] = {words.BRANCH: Branch, words.TEAM: Team, words.MEMBER: Person}


def _target(row: Record, points: Fraction) -> Fraction:
    """1 unless given; what is marked or reported, and a bonus measure, is full when it reaches the indicator's own points."""
    if not pd.isna(row["target"]):
        return number(row["target"])
    full = row["measure"] == words.BONUS or row["origin"] == words.MARKED or in_points(row)
    return (points or Fraction(1)) if full else Fraction(1)


def in_points(row: Record) -> bool:
    """True where a figure is reported of which nothing says how it becomes points."""
    said = [row[name] for name in ("target", "scoring", "direction", "target_of", "most", "least")]
    return bool(row["origin"] == words.REPORTED and pd.isna(pd.Series(said, dtype=object)).all())


def _weighed(source: Source) -> str:
    """Votes by category are weighed by their categories, also where 分母字段 does not say so."""
    return "weight" if (source.measure, source.fact) == (words.SATISFACTION, title(BallotFact)) else ""


def _field(fact: Mapping[str, Any], heading: Any) -> str:
    return fact[heading].name if not pd.isna(heading) and heading in fact else ""
