"""Geometry of the drawings of scores: where every line, dot and word of an SVG stands. Templates only write it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.core import chinese
from pipeline.rating.caps import SUSPENDED
from pipeline.report.rows import PastStar, Star

NAME_COLUMNS = 16  # a name beside a drawing; longer ones are cut there and stand whole in the table


@dataclass(frozen=True, slots=True)
class Scale:
    """Scores from `low` to `high` on a line from `left`, `width` long."""

    low: float
    left: float
    width: float
    high: float = 100.0

    def x(self, score: float) -> float:
        inside = min(max(score, self.low), self.high)
        return round(self.left + (inside - self.low) / (self.high - self.low) * self.width, 1)

    def ticks(self) -> list[tuple[float, str]]:
        step = (10 if self.low >= 0.4 * self.high else 20) * max(1, round(self.high / 100))
        first = -(-int(self.low) // step) * step
        return [(self.x(value), str(value)) for value in range(first, int(self.high) + 1, step)]


@dataclass(frozen=True, slots=True)
class Zone:
    """The stretch of scores that belongs to a star."""

    star: int
    x: float
    width: float
    label: str


def zones(thresholds: Sequence[float], scale: Scale, names: Sequence[str] = chinese.LEVELS) -> list[Zone]:
    """One stretch per star, the stretch below one star first; `thresholds` are the lowest scores of stars 1 to 5."""
    bounds = [scale.low, *thresholds, scale.high]
    found = []
    for star, (low, high) in enumerate(pairwise(bounds)):
        x, end = scale.x(low), scale.x(high)
        if end > x:
            found.append(Zone(star, x, round(end - x, 1), names[star] if end - x >= 26 else ""))
    return found


def lowest(scores: Sequence[float], thresholds: Sequence[float]) -> float:
    """Where the axis begins: a round number under the first line and under every score."""
    return max(0.0, 10 * ((min([*scores, thresholds[0]]) - 5) // 10))


@dataclass(frozen=True, slots=True)
class ZoneRow:
    y: int
    name: str
    x: float
    score: str
    star: int | None
    level: str
    note: str


@dataclass(frozen=True, slots=True)
class ZoneChart:
    height: int
    left: float
    zones: list[Zone]
    ticks: list[tuple[float, str]]
    rows: list[ZoneRow]
    low: str
    desc: str


def zone_chart(
    stars: Sequence[Star],
    thresholds: Sequence[float],
    names: Sequence[str] = chinese.LEVELS,
    full: float = 100.0,
) -> ZoneChart:
    """Dots on coloured star zones, one row for each unit with a score, the highest first; places, which go by the
    total, stand in the table (rules 3.3)."""
    rated = sorted((s for s in stars if s.score is not None), key=lambda s: -(s.score or 0.0))
    scale = Scale(lowest([s.score for s in rated if s.score is not None], thresholds), 152, 420, full)
    rows = [_zone_row(40 + 27 * i, s, scale) for i, s in enumerate(rated)]
    desc = "；".join(f"{r.name} {r.score} 分 {r.level}" for r in rows)
    return ZoneChart(
        height=56 + 27 * len(rows),
        left=scale.left,
        zones=zones(thresholds, scale, names),
        ticks=scale.ticks(),
        rows=rows,
        low=chinese.plain(scale.low, 2),
        desc=desc,
    )


def _zone_row(y: int, star: Star, scale: Scale) -> ZoneRow:
    differs = star.shown is not None and star.score_star is not None and star.shown != star.score_star
    return ZoneRow(
        y=y,
        name=chinese.shortened(star.unit, NAME_COLUMNS),
        x=scale.x(star.score or 0.0),
        score=chinese.points(star.score),
        star=star.shown,
        level=SUSPENDED if star.pending else chinese.star_word(star.shown),
        note=f"※按分数{chinese.star_word(star.score_star)}" if differs else "",
    )


@dataclass(frozen=True, slots=True)
class Ladder:
    zones: list[Zone]
    ticks: list[tuple[float, str]]
    x: float
    label: str
    label_x: float
    gap: str
    desc: str


def ladder(
    score: float, thresholds: Sequence[float], names: Sequence[str] = chinese.LEVELS, full: float = 100.0
) -> Ladder:
    """The star lines with a marker at the score, and how far the next line is."""
    scale = Scale(lowest([score], thresholds), 8, 464, full)
    following = next(((i + 1, line) for i, line in enumerate(thresholds) if score < line), None)
    gap = (
        f"距{names[following[0]]}线 {chinese.plain(following[1], 2)} 分还差 {chinese.points(following[1] - score)} 分"
        if following
        else f"已在{names[len(thresholds)]}分数线以上"
    )
    ticks = [(scale.x(line), chinese.plain(line, 2)) for line in thresholds]
    label = f"{chinese.points(score)} 分"
    x = scale.x(score)
    return Ladder(
        zones=zones(thresholds, scale, names),
        ticks=ticks,
        x=x,
        label=label,
        label_x=min(max(x, 34.0), 446.0),
        gap=gap,
        desc=f"得分 {label}，{gap}",
    )


@dataclass(frozen=True, slots=True)
class Spark:
    """Scores of the last periods as a line; a period without a score breaks it."""

    lines: list[str]
    end: tuple[float, float] | None
    desc: str


def spark(past: dict[str, PastStar], periods: Sequence[str]) -> Spark | None:
    """None where fewer than two periods have a score."""
    scores = [past[p].score if p in past else None for p in periods]
    known = [s for s in scores if s is not None]
    if len(known) < 2:
        return None
    low, span = min(known), max(max(known) - min(known), 5.0)
    at = [
        None
        if s is None
        else (round(4 + 88 * i / (len(periods) - 1), 1), round(19 - (s - low) / span * 15, 1))
        for i, s in enumerate(scores)
    ]
    desc = "，".join(
        f"{p} {chinese.points(s)}" for p, s in zip(periods, scores, strict=True) if s is not None
    )
    return Spark(_lines(at), at[-1], desc)


def _lines(at: Sequence[tuple[float, float] | None]) -> list[str]:
    runs: list[list[str]] = [[]]
    for point in at:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(f"{point[0]:g},{point[1]:g}")
    return [" ".join(run) for run in runs if len(run) > 1]


_LEFT, _WIDTH, _STEP, _TOP = 140.0, 520.0, 24, 20
_ROOM = 18.0  # a part narrower than this has no number in it


@dataclass(frozen=True, slots=True)
class BarPart:
    index: int
    x: float
    width: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    y: int
    name: str
    parts: list[BarPart]
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
                parts.append(BarPart(index, round(x, 1), width, str(count) if width >= _ROOM else ""))
            x += width
        found.append(
            Bar(_TOP + _STEP * i, chinese.shortened(name, NAME_COLUMNS), parts, round(x + 6, 1), word)
        )
    desc = "；".join(
        f"{name} " + "，".join(f"{w} {c}" for w, c in zip(legend, counts, strict=True))
        for name, counts, _ in rows
    )
    return Bars(_TOP + _STEP * len(found), legend, found, desc)
