"""What vetoes, caps by condition, 破格, 暂缓 and gates that look at the unit alone do to it before linking (rules 5.2, 5.4, 9.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil

import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.records import records
from pipeline.evidence.tables import Tables, directory_rows
from pipeline.rating.score import Leaf, Scores, Unit
from pipeline.rulebook.condition import holds
from pipeline.rulebook.levels import Gate, Veto
from pipeline.rulebook.rules import Rulebook
from schemas.words import (
    ALONE,
    BRANCH,
    CODED,
    DIRECT,
    GATE_COVERAGE,
    GATE_LAST_YEAR,
    GATE_MEMBERS,
    GATE_RUN,
    LOWERED,
    MEMBER,
    STOPPED,
    TEAM,
)

OPEN_MATTER = "有关事项待核定"  # all that is said of a 暂缓; what and why stays with the office (rules 10.2)
SUSPENDED = f"暂缓评定（{OPEN_MATTER}）"


@dataclass(frozen=True, slots=True)
class Cap:
    """The highest star left to a unit, the rule that says so and the sentence that explains it."""

    highest: int
    rule: Veto | Gate
    sentence: str


@dataclass(frozen=True, slots=True)
class Shift:
    """A level given directly, or by how many levels a unit is lowered."""

    levels: int
    rule: Veto
    sentence: str


@dataclass(slots=True)
class Rulings:
    """Everything decided about units in the period."""

    caps: dict[Unit, list[Cap]] = field(default_factory=lambda: defaultdict(list))
    promoted: set[Unit] = field(default_factory=set)  # 破格
    pending: dict[Unit, str] = field(default_factory=dict)  # 暂缓 -> what is said of it
    direct: dict[Unit, list[Shift]] = field(default_factory=lambda: defaultdict(list))  # 直接定级
    lowered: dict[Unit, list[Shift]] = field(default_factory=lambda: defaultdict(list))  # 降级
    stopped: dict[Unit, str] = field(default_factory=dict)  # 不参评 -> why


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """Levels before a period: those of the quarters, the last first, and that of the last year. `relevelled`: units whose
    levels were others then, so that no step is measured."""

    quarters: Mapping[Unit, Sequence[int | None]] = field(default_factory=dict)
    years: Mapping[Unit, int] = field(default_factory=dict)
    relevelled: frozenset[Unit] = frozenset()


NO_PAST = Past()


def rulings(tables: Tables, scores: Scores, past: Past = NO_PAST) -> Rulings:
    """Caps, exceptional promotions and open investigations by unit."""
    return with_conditions(rulings_of_events(tables), tables, scores, past)


def with_conditions(decided: Rulings, tables: Tables, scores: Scores, past: Past = NO_PAST) -> Rulings:
    """What was decided by somebody, and what follows from these scores and from the past."""
    caps = defaultdict(list, {unit: [*caps] for unit, caps in decided.caps.items()})
    result = replace(decided, caps=caps)
    _by_condition(result, tables, scores)
    _by_gates(result, tables, scores, past)
    return result


def rulings_of_year(tables: Tables, scores: Scores, past: Past, quarters: Mapping[str, Rulings]) -> Rulings:
    """The same of a year: a low indicator caps it where the rule reaches the whole year (影响全年) and a quarter fell under it;
    `quarters`: what was decided in each, by its name."""
    result = rulings_of_events(tables)
    for name, decided in quarters.items():
        for unit, caps in decided.caps.items():
            result.caps[unit] += [
                replace(cap, sentence=f"{name}{cap.sentence}")
                for cap in caps
                if isinstance(cap.rule, Veto) and cap.rule.below is not None and cap.rule.whole_year
            ]
    _by_gates(result, tables, scores, past)
    return result


def rulings_of_events(tables: Tables) -> Rulings:
    """What was decided by somebody, the sheet 加减分与否决; nothing that follows from scores or from the past."""
    result = Rulings()
    for row in records(tables.frames["event"]):
        unit = (row["unit_kind"], row["unit"])
        if row["type"] == "破格":
            result.promoted.add(unit)
        elif row["type"] == "暂缓" and pd.isna(row["lifted"]):
            result.pending[unit] = OPEN_MATTER
        elif row["type"] in CODED and row["code"] in tables.rulebook.vetoes:
            branch = tables.directory.teams.get(row["unit"])
            _apply(result, tables.rulebook.vetoes[row["code"]], unit, branch, tables.rulebook)
    return result


def _apply(result: Rulings, rule: Veto, unit: Unit, branch: str | None, rules: Rulebook) -> None:
    if unit[0] in rule.unit_kinds:
        decide(result, rule, unit, rules)
    if unit[0] == TEAM and branch and rule.to_branch:
        decide(result, rule, (BRANCH, branch), rules, f"所辖班组{unit[1]}：")


def decide(result: Rulings, rule: Veto, unit: Unit, rules: Rulebook, of: str = "") -> None:
    """What a veto does to a unit, by its 后果; `of`: whose event it was, if another unit's."""
    why, word = of + rule.said, rules.level_word(unit[0], rule.highest)
    if rule.effect == DIRECT:
        result.direct[unit].append(Shift(rule.highest, rule, f"{why}直接定为{word}"))
    elif rule.effect == LOWERED:
        result.lowered[unit].append(Shift(rule.amount, rule, f"{why}降 {rule.amount} 级"))
    elif rule.effect == STOPPED:
        result.stopped[unit] = f"{why}{rule.amount} 期内不参评"
    else:
        result.caps[unit].append(Cap(rule.highest, rule, f"{why}最高{word}"))


def _by_condition(result: Rulings, tables: Tables, scores: Scores) -> None:
    """Caps that a low indicator brings by itself."""
    for rule in (v for v in tables.rulebook.vetoes.values() if v.below is not None):
        for unit, leaves in scores.leaves.items():
            for leaf in leaves:
                # What was measured, not its rounded points: a satisfaction of 59.99 earns 4.80 of 8 and is under 60.
                share = leaf.ratio if leaf.reason else leaf.value.ratio or Fraction(0)
                low = leaf.rule.code == rule.indicator and leaf.applies and share * 100 < (rule.below or 0)
                if low and unit[0] in rule.unit_kinds:
                    word = tables.rulebook.level_word(unit[0], rule.highest)
                    why = f"{leaf.rule.name}得分率 {plain(share * 100)}%，低于 {plain(rule.below or 0)}%，按 {rule.code} 最高"
                    result.caps[unit].append(Cap(rule.highest, rule, why + word))


def _by_gates(result: Rulings, tables: Tables, scores: Scores, past: Past) -> None:
    """Caps from the gates that look at the unit alone: its indicators, its members, its own past."""
    gates = [gate for gate in tables.rulebook.gates if gate.how in ALONE]
    directory = directory_rows(tables.frames) if gates else {}
    for gate in gates:
        rows = directory[gate.unit_kind]
        for name in rows.index[holds(gate.applies, rows)]:
            unit = (gate.unit_kind, str(name))
            if why := _HOLDS_BACK[gate.how](gate, unit, tables, scores, past):
                word = tables.rulebook.level_word(unit[0], gate.star)
                result.caps[unit].append(Cap(gate.star - 1, gate, f"评{word}，{why}"))


def _coverage(gate: Gate, unit: Unit, tables: Tables, scores: Scores, past: Past) -> str:
    """Of the named indicators, wholes or parts, so many must reach their share; one that does not apply asks nothing."""
    if unit not in scores.leaves:
        return ""
    every = [share_of((code,), scores.leaves[unit]) for code in gate.indicators]
    shares = [share for share in every if share is not None]
    have, need = sum(share * 100 >= gate.reached for share in shares), min(int(gate.value), len(shares))
    reached = f"{'、'.join(gate.indicators)}中得分率达到 {plain(gate.reached)}% 的"
    return "" if have >= need else f"{reached}须有 {need} 项，现有 {have} 项"


def share_of(codes: Collection[str], leaves: Sequence[Leaf]) -> Fraction | None:
    """The share of their points that indicators, wholes or parts, reach together; None where none of them applies."""
    of_codes = [leaf for leaf in leaves if {leaf.rule.code, leaf.rule.parent} & set(codes) and leaf.applies]
    most = sum((leaf.max_points for leaf in of_codes), Fraction(0))
    return sum((leaf.points for leaf in of_codes), Fraction(0)) / most if most else None


def _members(gate: Gate, unit: Unit, tables: Tables, scores: Scores, past: Past) -> str:
    """A share of the members, of those that have a score, must reach so many per cent of the full points."""
    column, full = ("branch" if unit[0] == BRANCH else "team"), tables.rulebook.full(MEMBER)
    people = tables.frames["person"]
    names = people[people[column].eq(unit[1]).fillna(False)]["person"]
    known = [scores.base[MEMBER, one] for one in names if (MEMBER, one) in scores.base]
    have, need = sum(one * 100 >= gate.reached * full for one in known), ceil(gate.value * len(known))
    said = f"党员得分达到 {plain(gate.reached)}% 的"
    return "" if have >= need else f"{said}须有 {need} 人，现有 {have} 人"


def _run(gate: Gate, unit: Unit, tables: Tables, scores: Scores, past: Past) -> str:
    """The quarters before this one, so many of them, must all have reached a level."""
    times, word = int(gate.value), tables.rulebook.level_or_more(unit[0], gate.at_least)
    last = list(past.quarters.get(unit, ()))[:times]
    good = len(last) == times and all(star is not None and star >= gate.at_least for star in last)
    return "" if good else f"要前 {times} 期连续{word}"


def _last_year(gate: Gate, unit: Unit, tables: Tables, scores: Scores, past: Past) -> str:
    least, had = int(gate.value), past.years.get(unit)
    word = tables.rulebook.level_or_more(unit[0], least)
    now = "没有上年的星级" if had is None else f"上年是{tables.rulebook.level_word(unit[0], had)}"
    return "" if had is not None and had >= least else f"要上年{word}，{now}"


_HOLDS_BACK = {GATE_COVERAGE: _coverage, GATE_MEMBERS: _members, GATE_RUN: _run, GATE_LAST_YEAR: _last_year}
