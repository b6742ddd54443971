"""民主评议 of the year: in a member's yearly score it stands in place of what those served said (rules 3, MB05). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from pipeline.evidence.tables import Tables
from pipeline.rating.evaluate import Evaluation, boards_of
from pipeline.rating.score import Leaf, Scores, Unit, Value, base_score, leaves_of
from pipeline.rulebook.rules import Rulebook
from schemas.base import title
from schemas.facts import VoiceFact
from schemas.words import MEMBER

_VOICES = title(VoiceFact)


@dataclass(frozen=True, slots=True)
class Graded:
    """What a branch decided about a full member, and what it does about one that is unfit."""

    grade: str
    handling: str


def graded(quarters: Sequence[Tables]) -> dict[str, Graded]:
    """工号 -> the grade of the year; of several the last one stands."""
    return {row["person"]: Graded(row["grade"], "" if pd.isna(row["handling"]) else row["handling"])
            for quarter in quarters for row in quarter.frames["member_grade"].to_dict("records")}


def with_grades(made: Evaluation, grades: Mapping[str, Graded]) -> Evaluation:
    """The evaluation with the members' scores and boards as the year counts them."""
    rules = made.tables.rulebook
    leaves, base = dict(made.scores.leaves), dict(made.scores.base)
    for unit in (u for u in leaves if u[0] == MEMBER and u[1] in grades):
        leaves[unit] = _regraded(unit, leaves[unit], rules, grades[unit[1]])
        total = base_score(leaves[unit], rules, MEMBER)
        if total is not None:
            base[unit] = total
    scores = Scores(leaves, base, made.scores.evidence)
    of_others = [row for row in made.boards if row["unit_kind"] != MEMBER]
    return replace(made, scores=scores, boards=[*of_others, *boards_of(made.tables, scores, made.people, (MEMBER,))])


def _regraded(unit: Unit, leaves: Sequence[Leaf], rules: Rulebook, given: Graded) -> list[Leaf]:
    points = rules.number(f"民主评议{given.grade}分值")
    values = {leaf.rule.code: Value(min(Fraction(1), points / leaf.rule.target), points, Fraction(1))
              if leaf.rule.source == _VOICES else leaf.value for leaf in leaves}
    return leaves_of(unit, rules, values, {})
