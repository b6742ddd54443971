"""Whatever a rulebook says: the points are those of the rules row by row, and one's own better figure never costs any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import floor
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.tiny_plant import frame, row

from pipeline.evidence.results import mark, reported, unit_check
from pipeline.rating.measures import rows_of
from pipeline.rating.score import Scheme, values_of
from pipeline.rulebook.indicators import Indicator, build_indicators
from schemas import words
from schemas.books import SHEETS
from schemas.facts import PostFact

F = Fraction
UNITS = ("甲支部", "乙支部", "丙支部", "丁支部", "戊支部")
POINTS = 10
COMBINATIONS = list(product(words.ORIGINS, words.SCORINGS, words.DIRECTIONS))
tenths = st.integers(-30, 200).map(lambda n: n / 10)


@dataclass(frozen=True)
class Case:
    """An indicator with its bands, the figures of some units, and their groups."""

    cells: Mapping[str, Any]
    bands: Sequence[tuple[float, float]]
    figures: Mapping[str, float]
    groups: Mapping[str, str]
    least: int

    @property
    def rule(self) -> Indicator:
        """The indicator as the rulebook makes it."""
        bands = [row("band", indicator="XX01", start=s, points=None, share=p) for s, p in self.bands]
        frames = {
            "indicator": frame(SHEETS["indicator"], [row("indicator", **self.cells)]),
            "band": frame(SHEETS["band"], bands),
        }
        return build_indicators(frames, lambda *_: "")[0]

    def moved(self, unit: str, figure: float) -> Case:
        """The same case with another figure of one unit."""
        return Case(self.cells, self.bands, {**self.figures, unit: figure}, self.groups, self.least)


@st.composite
def cases(draw: st.DrawFn, origin: str, scoring: str, direction: str) -> Case:
    """A sound indicator of a kind: bands in order, a target above zero where it is divided by."""
    by_peers = draw(st.booleans())
    figures = draw(st.dictionaries(st.sampled_from(UNITS), tenths, min_size=1))
    if origin != words.REPORTED:  # marks, deductions and scores are never below zero
        figures = {unit: abs(figure) for unit, figure in figures.items()}
    falls = direction == words.LOWER or scoring == words.BY_PLACE
    starts = sorted(
        draw(st.sets(st.integers(1, 9) if scoring == words.BY_PLACE else st.integers(-2, 12), min_size=1))
    )
    starts = [1, *[one for one in starts if one > 1]] if scoring == words.BY_PLACE else starts
    shares = sorted(
        draw(st.lists(st.integers(0, 12), min_size=len(starts), max_size=len(starts))), reverse=falls
    )
    ledger = {"measure": "均值", "source": "示范岗考评", "field": "考评得分"}
    target = None if by_peers else draw(st.integers(1, 120)) / 10
    cells = {
        "code": "XX01",
        "unit_kind": "党支部",
        "points": POINTS,
        "missing": "不适用",
        **(ledger if origin == words.FROM_LEDGERS else {"measure": None, "source": None}),
        "origin": origin,
        "scoring": scoring,
        "direction": direction,
        "target": target,
        "target_of": words.PEERS_MEAN if by_peers else None,
        "most": draw(st.sampled_from((None, 1.2, 0.9))),
        "least": draw(st.sampled_from((None, -0.5))),
        "short_step": draw(st.integers(1, 20)) / 10,
        "short_points": draw(st.integers(0, 30)) / 10,
        "over_step": draw(st.integers(1, 20)) / 10,
        "over_points": draw(st.integers(0, 30)) / 10,
    }
    groups = {unit: draw(st.sampled_from(("生产", "管理服务"))) for unit in UNITS}
    bands = [(start, share / 10) for start, share in zip(starts, shares, strict=True)]
    return Case(cells, bands, figures, groups, draw(st.integers(1, 3)))


def vectorised(case: Case) -> dict[str, F]:
    """The shares that the program gives, from rows of the sheets."""
    rule, kinds = case.rule, {"unit_kind": "党支部", "indicator": "XX01"}
    named = list(case.figures.items())
    sheets = {
        words.MARKED: ("inspection", "score", mark),
        words.DEDUCTION: ("unit_check", "deduction", unit_check),
        words.REPORTED: ("reported", "value", reported),
    }
    if rule.origin == words.FROM_LEDGERS:
        sources = [row("post_review", branch=unit, score=figure) for unit, figure in named]
        of = frame(SHEETS["post_review"], sources)[["branch", "name", "score"]].reset_index(drop=True)
        assert set(of.columns) == set(PostFact.to_schema().columns)
    else:
        key, column, build = sheets[rule.origin]
        given_rows = [row(key, unit=unit, **kinds, **{column: figure}) for unit, figure in named]
        frames = {key: frame(SHEETS[key], given_rows), "conclusion": frame(SHEETS["conclusion"], [])}
        world: Any = SimpleNamespace(
            frames=frames,
            rulebook=SimpleNamespace(measured=[rule]),
            period=SimpleNamespace(months=3),
            memo={},
        )
        of = build(world, world)
    scheme = Scheme({}, {"党支部": case.groups}, case.least)
    values = values_of(rule, rows_of(rule, of, {}), UNITS, scheme)
    return {unit: value.ratio for unit, value in values.items() if value.ratio is not None}


def exact(number: float) -> F:
    return F(str(number))


def by_hand(case: Case) -> dict[str, F]:
    """The same, unit by unit, as one reads the rules."""
    cells, deducted = case.cells, case.cells["origin"] == words.DEDUCTION
    proportional = cells["scoring"] == words.IN_PROPORTION
    own = {
        unit: max(F(0), POINTS - exact(figure)) / (POINTS if proportional else 1)
        if deducted
        else exact(figure)
        for unit, figure in case.figures.items()
    }
    if proportional and cells["direction"] != words.REACHED:
        own = {unit: max(F(0), figure) for unit, figure in own.items()}
    peers = {}
    for unit in own:
        mine = [one for one in own if case.groups[one] == case.groups[unit]]
        peers[unit] = mine if len(mine) >= case.least else list(own)
    aims = {
        unit: exact(cells["target"])
        if cells["target"]
        else sum(own[one] for one in peers[unit]) / F(len(peers[unit]))
        for unit in own
    }
    if cells["direction"] == words.REACHED:
        own, aims = {unit: F(own[unit] >= aims[unit]) for unit in own}, dict.fromkeys(own, F(1))
    most = exact(cells["most"] or 1)
    least = exact(cells["least"] or 0)
    return {
        unit: max(
            least, min(most, share(case, own[unit], aims[unit], [own[one] for one in peers[unit]], most))
        )
        for unit in own
    }


def share(case: Case, own: F, aim: F, peers: Sequence[F], most: F) -> F:
    cells, lower = case.cells, case.cells["direction"] == words.LOWER
    better = aim - own if lower else own - aim
    scoring = cells["scoring"]
    if scoring == words.ALL_OR_NOTHING:
        return F(1) if better >= 0 else F(0)
    if scoring == words.BY_DIFFERENCE:
        kind, sign = ("over", 1) if better > 0 else ("short", -1)
        steps = floor(abs(better) / exact(cells[f"{kind}_step"]))
        return (POINTS + sign * steps * exact(cells[f"{kind}_points"])) / POINTS
    if scoring == words.IN_PROPORTION:
        if lower:
            return aim / own if own else most if aim else F(1)
        return own / aim if aim else F(1)
    if scoring == words.BY_PLACE:
        own = F(1 + sum(one < own if lower else one > own for one in peers))
    reached = [worth for start, worth in case.bands if start <= own]
    lowest = case.bands[0][1] if lower and scoring == words.BY_BAND else 0
    return exact(reached[-1] if reached else lowest)


anything = st.sampled_from(COMBINATIONS).flatmap(lambda combination: cases(*combination))


@examples(250)
@given(anything)
def test_points_are_those_of_the_rules_row_by_row(case: Case):
    assert vectorised(case) == by_hand(case)


@examples(150)
@given(anything, st.integers(1, 100).map(lambda n: n / 10), st.data())
def test_a_better_figure_of_its_own_never_costs_a_unit_points(case: Case, by: float, data: st.DataObject):
    unit = data.draw(st.sampled_from(sorted(case.figures)))
    origin, direction = case.cells["origin"], case.cells["direction"]
    # what is deducted is scored by what it leaves; so is a lower figure better where lower is better
    up = (direction != words.LOWER) != (origin == words.DEDUCTION)
    moved = round(case.figures[unit] + (by if up else -by), 1)
    better = case.moved(unit, moved if origin == words.REPORTED else max(0.0, moved))
    assert vectorised(better)[unit] >= vectorised(case)[unit]
