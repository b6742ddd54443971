"""How firm places and stars are: intervals, bands, what a star can bear; and where that may stand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from kit.plant_on_disk import ROOT, sample_rated

from pipeline.rating.evaluate import Evaluation
from pipeline.rating.explain.bounds import certain_places, newcombe, wilson
from pipeline.rating.explain.firmness import _bands, _with_less, firmness
from pipeline.rating.score import Scores, Unit, base_after
from pipeline.report.pages.summary import firm_tables
from pipeline.report.result import Result
from schemas.words import BRANCH, TEAM


def test_the_bounds_of_small_surveys_are_those_of_wilson():
    low = [round(wilson(k / n, n)[0], 3) for k, n in ((3, 3), (5, 5), (4, 5), (9, 10))]
    assert low == [0.646, 0.753, 0.514, 0.718]
    assert wilson(0, 7)[0] == 0 and wilson(1, 7)[1] == pytest.approx(1)


def test_every_place_lies_in_its_interval_and_the_same_weightings_are_drawn_again():
    made = sample_rated().evaluation
    rows = firmness(made)
    assert rows == firmness(made)
    for kind, units in ((BRANCH, 8), (TEAM, 25)):
        of_kind = [one for one in rows if one.unit[0] == kind]
        assert len(of_kind) == units and [one.place for one in of_kind] == sorted(
            one.place for one in of_kind
        )
        assert all(1 <= one.first <= one.place <= one.last <= units for one in of_kind)
        for one in of_kind:  # what holds for sure is never narrower than what was drawn
            assert 1 <= one.surely[0] <= one.first and one.last <= one.surely[1] <= units
        assert any(one.surely != (1, units) for one in of_kind)


def with_leaves_of(made: Evaluation, unit: Unit, other: Unit, points: Fraction) -> Evaluation:
    """The first unit with the leaves of the other, worth so many points more in the end."""
    leaves = [replace(leaf, unit=unit) for leaf in made.scores.leaves[other]]
    base = {**made.scores.base, unit: made.scores.base[other] + points}
    standing = replace(made.rated.standings[unit], score=base[unit])
    bonus = {**made.awards.bonus, other: Fraction(0), unit: points}
    return replace(
        made,
        scores=Scores({**made.scores.leaves, unit: leaves}, base, made.scores.evidence),
        awards=replace(made.awards, bonus=bonus, penalty={}),
        rated=replace(made.rated, standings={**made.rated.standings, unit: standing}),
    )


@pytest.mark.parametrize(
    ("first", "second"), [("集控四值", "集控九值"), ("热控一班", "化验班"), ("锅炉班", "汽机班")]
)
def test_two_units_of_the_same_figures_are_in_one_band(first, second):
    made = with_leaves_of(sample_rated().evaluation, (TEAM, first), (TEAM, second), Fraction(0))
    bands = {one.unit[1]: (one.band, one.place) for one in firmness(made)}
    assert bands[first] == bands[second]


def test_a_band_holds_those_whose_interval_meets_that_of_its_first():
    assert _bands([(1, 1), (2, 4), (3, 4), (4, 6), (5, 6), (7, 7)]) == [1, 2, 2, 2, 3, 4]


def test_so_many_rows_less_keep_the_star_and_one_more_loses_it():
    made = sample_rated().evaluation
    rules = made.tables.rulebook
    told = [one for one in firmness(made) if one.loss]
    assert len(told) > 10
    for one in told:
        standing, loss = made.rated.standings[one.unit], one.loss
        assert loss is not None and standing.star
        line = standing.lowest[standing.star - 1]

        def score(rows: int, unit: Unit = one.unit, code: str = loss.code) -> Fraction:
            leaves = [
                _with_less(leaf, rows, rules.places) if leaf.rule.code == code else leaf
                for leaf in made.scores.leaves[unit]
            ]
            base = base_after(leaves, rules, unit, made.awards.penalty)
            assert base is not None
            return base

        assert score(loss.rows) >= line > score(loss.rows + 1)
        assert one.margin == standing.score - line


def test_nothing_is_said_of_the_star_of_a_suspended_unit():
    made = sample_rated().evaluation
    unit = (TEAM, "集控一值")
    held = replace(made.rated.standings[unit], pending="有关事项待核定")
    made = replace(made, rated=replace(made.rated, standings={**made.rated.standings, unit: held}))
    (row,) = (one for one in firmness(made) if one.unit == unit)
    assert row.margin is None and row.loss is None


def at_stage(name: str) -> Result:
    rated = sample_rated()
    return replace(rated, stage=replace(rated.stage, name=name))


@pytest.mark.parametrize(
    ("stage", "shown"),
    [("初评稿", True), ("试算稿", True), ("季度通报", False), ("公示稿", False), ("正式通报", False)],
)
def test_firmness_stands_on_the_page_of_the_office_alone_and_only_before_anything_is_decided(stage, shown):
    assert bool(at_stage(stage).firmness) == shown


def test_no_page_but_that_of_the_office_asks_for_it_and_what_cannot_be_told_apart_is_said():
    asking = [file.name for file in (ROOT / "templates").rglob("*.j2") if "firm" in file.read_text("utf-8")]
    assert asking == ["report.html.j2"]
    tables = firm_tables(at_stage("初评稿"))
    (said,) = (line for line in tables[TEAM].bands if "集控五值" in line)
    assert "集控七值" in said and said.endswith("：名次区间重叠，暂无法区分")
    assert any("仍为" in row.loss for row in tables[TEAM].rows) and firm_tables(at_stage("季度通报")) == {}


def test_the_bounds_of_a_change_are_those_of_newcombe():
    """His example (1998, table II a): 56 of 70 against 48 of 80, 95 %."""
    low, high = newcombe((48 / 80, 80), (56 / 70, 70), 1.959964)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
    assert newcombe((0.9, 10), (0.9, 10))[0] < 0 < newcombe((0.9, 10), (0.9, 10))[1]
    assert newcombe((1.0, 5), (0.0, 5))[1] < 0


@pytest.mark.parametrize("seed", range(12))
def test_no_weighting_gives_a_place_beyond_the_bounds_and_with_the_same_weights_each_bound_is_reached(seed):
    """Against every corner of the weights, where the extremes lie."""
    chance, spread = np.random.default_rng(seed), 0.25
    units, columns = 5, 4
    weights = np.tile(chance.uniform(1, 10, columns), (units, 1))
    if seed % 2:  # units to which an indicator does not apply
        weights[chance.integers(units), chance.integers(columns)] = 0
    shares, beside = chance.uniform(0.3, 1, (units, columns)), chance.uniform(0, 0.1, units)
    corners = np.array(list(product((1 - spread, 1 + spread), repeat=columns)))
    totals = ((weights * shares) @ corners.T) / (weights @ corners.T) + beside[:, None]
    above = totals[:, None, :] > totals[None, :, :]
    always = above.all(axis=2)
    best, worst = 1 + always.sum(axis=0), units - always.sum(axis=1)
    for at, (first, last) in enumerate(certain_places(weights, shares, shares, beside, spread)):
        places = 1 + above[:, at].sum(axis=0)
        assert first <= places.min() and places.max() <= last
        if not seed % 2:
            assert (first, last) == (best[at], worst[at])
