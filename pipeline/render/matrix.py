"""Units by indicator: the points and the measured value of each, whether or not the unit has a score."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core import chinese
from pipeline.render.rows import Score
from pipeline.render.unit import Around


@dataclass(frozen=True, slots=True)
class Matrix:
    heads: list[tuple[str, str]]  # code, name
    rows: list[tuple[str, list[tuple[str, str]]]]  # unit, then points and value, a dash where the indicator does not apply


def matrix(around: Around, kind: str) -> Matrix:
    """All units of a kind that have been measured, in the order of their places."""
    scores = [(star.unit, found) for star in around.tables.stars.get(kind, []) if (found := around.tables.scores.get(star.key))]
    heads = dict.fromkeys((s.indicator, s.name) for _, found in scores for s in found)
    return Matrix(list(heads), [(unit, [_cell(s) for s in found]) for unit, found in scores])


def _cell(score: Score) -> tuple[str, str]:
    return (chinese.points(score.points), score.value or "无记录") if score.applies else (chinese.NOTHING, "")
