"""Caps: what vetoes, caps by condition, 破格 and 暂缓 of the period do to a unit before linking (rules 5.2 and 5.4)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from pipeline.core.chinese import plain, star_word
from pipeline.evidence.tables import Tables
from pipeline.rating.score import Scores, Unit
from pipeline.rulebook.rules import Veto
from schemas.words import BRANCH, TEAM

OPEN_MATTER = "有关事项待核定"  # all that is said of a 暂缓; what and why stays with the office (rules 10.2)
SUSPENDED = f"暂缓评定（{OPEN_MATTER}）"


@dataclass(frozen=True, slots=True)
class Cap:
    """The highest star left to a unit, the rule that says so and the sentence that explains it."""

    highest: int
    rule: Veto
    sentence: str


@dataclass(slots=True)
class Rulings:
    """Everything decided about units in the period."""

    caps: dict[Unit, list[Cap]] = field(default_factory=lambda: defaultdict(list))
    promoted: set[Unit] = field(default_factory=set)  # 破格
    pending: dict[Unit, str] = field(default_factory=dict)  # 暂缓 -> what is said of it


def rulings(tables: Tables, scores: Scores) -> Rulings:
    """Caps, exceptional promotions and open investigations by unit."""
    made = Rulings()
    for row in tables.frames["event"].to_dict("records"):
        unit = (row["unit_kind"], row["unit"])
        if row["type"] == "破格":
            made.promoted.add(unit)
        elif row["type"] == "暂缓" and pd.isna(row["lifted"]):
            made.pending[unit] = OPEN_MATTER
        elif row["type"] in ("否决", "封顶") and row["code"] in tables.rulebook.vetoes:
            _apply(made, tables.rulebook.vetoes[row["code"]], unit, tables.directory.teams.get(row["unit"]))
    _by_condition(made, tables, scores)
    return made


def _apply(made: Rulings, rule: Veto, unit: Unit, branch: str | None) -> None:
    why = f"{rule.said}最高{star_word(rule.highest)}"
    if unit[0] in rule.unit_kinds:
        made.caps[unit].append(Cap(rule.highest, rule, why))
    if unit[0] == TEAM and branch and rule.to_branch:
        made.caps[BRANCH, branch].append(Cap(rule.highest, rule, f"所辖班组{unit[1]}：{why}"))


def _by_condition(made: Rulings, tables: Tables, scores: Scores) -> None:
    """Caps that a low indicator brings by itself."""
    for rule in (v for v in tables.rulebook.vetoes.values() if v.below is not None):
        for unit, leaves in scores.leaves.items():
            for leaf in leaves:
                # What was measured, not its rounded points: a satisfaction of 59.99 earns 4.80 of 8 and is under 60.
                share = leaf.ratio if leaf.reason else leaf.value.ratio or Fraction(0)
                low = leaf.rule.code == rule.indicator and leaf.applies and share * 100 < (rule.below or 0)
                if low and unit[0] in rule.unit_kinds:
                    why = f"{leaf.rule.name}得分率 {plain(share * 100)}%，低于 {plain(rule.below or 0)}%，按 {rule.code} 最高"
                    made.caps[unit].append(Cap(rule.highest, rule, why + star_word(rule.highest)))
