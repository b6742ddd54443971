"""This quarter beside the last one: from which star to which, and what work and what the rules did to each score; for the office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.core import chinese
from pipeline.core.records import records
from pipeline.evidence.people import people_of
from pipeline.evidence.surveys import survey
from pipeline.evidence.tables import Tables
from pipeline.excel.cells.cell import same_name
from pipeline.intake.examine import tables_of
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.explain.bounds import newcombe
from pipeline.rating.explain.bridge import Bridge, Bridged, bridge
from pipeline.rating.score import Unit
from pipeline.report.disclosure import INDISTINCT
from pipeline.report.notices.whatif import signed
from pipeline.report.result import Result
from schemas.base import title
from schemas.facts import SurveyFact
from schemas.words import BRANCH, TEAM, UNIT_KINDS


@dataclass(frozen=True, slots=True)
class Transitions:
    """How many units of a kind went from which star (rows) to which (columns), the highest first."""

    kind: str
    stars: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    note: str


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """A unit whose score is shown in two parts."""

    kind: str
    unit: str
    before: str
    by_rules: str
    by_work: str
    now: str


@dataclass(frozen=True, slots=True)
class SatisfactionChange:
    """The satisfaction with a unit in two surveys: each with its votes, the change with its bounds, and what can be said of it."""

    kind: str
    unit: str
    before: str
    now: str
    change: str
    bounds: str
    said: str


@dataclass(frozen=True, slots=True)
class QuarterComparison:
    """What the office reads of this quarter and the last one."""

    transitions: tuple[Transitions, ...]
    sentences: tuple[str, ...]
    bridged: tuple[BridgeRow, ...]
    surveys: tuple[SatisfactionChange, ...] = ()

    @property
    def uncertain(self) -> str:
        """：24 个单位的变化暂无法区分; "" where every change can be told."""
        count = sum(one.said == INDISTINCT for one in self.surveys)
        return f"：{count} 个单位的变化{INDISTINCT}" if count else ""


def compared(result: Result) -> QuarterComparison:
    """The quarter beside the one before; nothing of a month."""
    if result.source is None or result.period.months != 3:
        return QuarterComparison((), (), ())
    before = tables_of(result.examined.inbox, result.period.previous())
    names = result.examined.chosen.names

    def name_now(name: str) -> str:
        return names.get(same_name(name), name)

    parts = None if before is None else bridge(before, result.evaluation, name_now)
    return QuarterComparison(
        tuple(one for kind in UNIT_KINDS if (one := transitions(result, kind)).rows),
        () if parts is None else tuple(_sentences(parts)),
        () if parts is None or not parts.rules_changed else tuple(map(_row, _by_weight(parts.units))),
        () if before is None else tuple(survey_changes(before, result.evaluation, name_now)),
    )


def survey_changes(
    before: Tables, evaluation: Evaluation, name_now: Callable[[str], str] = str
) -> Iterator[SatisfactionChange]:
    """Of the units that were asked in both quarters, branches first; of one whose survey still is that of last quarter nothing."""
    then = {
        (kind, name_now(name)): of for (kind, name), of in _surveys(survey(before, people_of(before))).items()
    }
    now = _surveys(evaluation.facts[title(SurveyFact)])
    both = [unit for unit in now if unit in then and then[unit][2] < now[unit][2]]
    for unit in sorted(both, key=lambda one: (UNIT_KINDS.index(one[0]), chinese.name_order(one[1]))):
        (old, old_votes, _), (new, new_votes, _) = then[unit], now[unit]
        low, high = newcombe((old / 100, old_votes), (new / 100, new_votes))
        said = "升" if low > 0 else "降" if high < 0 else INDISTINCT
        yield SatisfactionChange(
            *unit,
            before=f"{old:.1f}（{old_votes} 票）",
            now=f"{new:.1f}（{new_votes} 票）",
            change=signed(new - old),
            bounds=f"{signed(100 * low)} 至 {signed(100 * high)}",
            said=said,
        )


def _surveys(rows: pd.DataFrame) -> dict[Unit, tuple[float, int, pd.Timestamp]]:
    """Unit -> score out of a hundred, votes, day."""
    of: dict[Unit, tuple[float, int, pd.Timestamp]] = {}
    for row in records(rows):
        score = min(max(float(row["score"]), 0.0), 100.0)
        unit: Unit = (TEAM, str(row["team"])) if pd.isna(row["branch"]) else (BRANCH, str(row["branch"]))
        of[unit] = (score, int(row["valid"]), pd.Timestamp(row["date"]))
    return of


def transitions(result: Result, kind: str) -> Transitions:
    """The table of a kind of unit; who has no star in one of the two quarters, or other levels then, is not counted."""
    relevelled = result.evaluation.past.relevelled
    stars = [star for star in result.stars_of(kind) if star.key not in relevelled]
    pairs = Counter(
        (int(star.previous_star), int(star.shown))
        for star in stars
        if star.previous_star is not None and star.shown is not None
    )
    names = result.names_of(kind)
    levels = sorted({level for pair in pairs for level in pair}, reverse=True)
    left = len(result.stars_of(kind)) - pairs.total()
    return Transitions(
        kind,
        tuple(names[level] for level in levels),
        tuple((names[old], tuple(pairs[old, new] for new in levels)) for old in levels),
        f"另有 {left} 个上期或本期没有星级，不计" if left else "",
    )


def _sentences(parts: Bridge) -> list[str]:
    """What was compared, and who cannot be."""
    said = (
        "评价细则与上季不同：“细则变动”是把上季的材料按本季细则重算与上季得分之差，“工作变动”是本季得分与重算之差。"
        if parts.rules_changed
        else "上季和本季用同一版评价细则，得分的变化都是工作的变化。"
    )
    named = (
        ("上季没有得分", parts.only_now),
        ("本季没有得分", parts.only_before),
        ("改属别的支部的班组", parts.moved),
    )
    return [said, *(f"{what}：{_names(units)}。" for what, units in named if units)]


def _names(units: Sequence[Unit]) -> str:
    return "、".join(unit for _, unit in units)


def _by_weight(units: Sequence[Bridged]) -> list[Bridged]:
    """Branches first, those on whom the rules weigh most first."""
    return sorted(units, key=lambda one: (UNIT_KINDS.index(one.unit[0]), -abs(one.by_rules), one.unit))


def _row(one: Bridged) -> BridgeRow:
    return BridgeRow(
        *one.unit,
        before=chinese.points(one.before),
        by_rules=signed(float(one.by_rules)),
        by_work=signed(float(one.by_work)),
        now=chinese.points(one.now),
    )
