"""Geometry of stacked bars: one bar a unit, its parts in the order of a legend, drawn to one common scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core import chinese
from pipeline.render.charts import NAME_COLUMNS

_LEFT, _WIDTH, _STEP, _TOP = 140.0, 520.0, 24, 20
_ROOM = 18.0  # a part narrower than this has no number in it


@dataclass(frozen=True, slots=True)
class Part:
    index: int
    x: float
    width: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    y: int
    name: str
    parts: list[Part]
    end: float
    word: str


@dataclass(frozen=True, slots=True)
class Bars:
    height: int
    legend: tuple[str, ...]
    bars: list[Bar]
    desc: str


def bars(rows: Sequence[tuple[str, Sequence[int], str]], legend: tuple[str, ...]) -> Bars | None:
    """`rows`: name, its counts in the order of the legend, a word at the end. None where nothing is counted."""
    most = max((sum(counts) for _, counts, _ in rows), default=0)
    if not most:
        return None
    found = []
    for i, (name, counts, word) in enumerate(rows):
        x, parts = _LEFT, []
        for index, count in enumerate(counts):
            width = round(count / most * _WIDTH, 1)
            if count:
                parts.append(Part(index, round(x, 1), width, str(count) if width >= _ROOM else ""))
            x += width
        found.append(Bar(_TOP + _STEP * i, chinese.shortened(name, NAME_COLUMNS), parts, round(x + 6, 1), word))
    desc = "；".join(f"{name} " + "，".join(f"{w} {c}" for w, c in zip(legend, counts, strict=True)) for name, counts, _ in rows)
    return Bars(_TOP + _STEP * len(found), legend, found, desc)
