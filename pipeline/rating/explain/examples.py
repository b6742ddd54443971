"""The worked examples of a rulebook: what they should give, and what the functions that rate give."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.exact import exact, half_up
from pipeline.rating.caps import Rulings, decide
from pipeline.rating.link import Links, asked, branch_floor, demand, linked
from pipeline.rating.measures import MEASURE_OF
from pipeline.rating.scoring import scored
from pipeline.rating.stars import RATED, Standing, before_linking
from pipeline.rulebook.indicators import Indicator
from pipeline.rulebook.rules import Rulebook
from schemas.words import BRANCH, BY_BAND, BY_PLACE, HIGHER, IN_PROPORTION


def worked(row: Mapping[Hashable, Any], rules: Rulebook) -> tuple[str, str]:
    """What an example should give and what it gives, as people read it."""
    if pd.isna(row["indicator"]):
        word = partial(rules.level_word, row["unit_kind"])
        return word(int(row["expected"])), word(worked_star(row, rules))
    given = worked_points(row, rules)
    none = "不出：没有这个指标，或没有写数值"
    return f" {plain(float(row['points']))} 分", none if given is None else f" {plain(given)} 分"


def worked_points(row: Mapping[Hashable, Any], rules: Rulebook) -> Fraction | None:
    """The points that the rulebook gives for the figure of an example; None where it names no indicator that is measured."""
    rule = next((one for one in rules.measured if one.code == row["indicator"]), None)
    if rule is None or (pd.isna(row["figure"]) and pd.isna(row["option"])):
        return None
    options = {} if pd.isna(row["option"]) else {"": str(row["option"])}
    figures = {} if pd.isna(row["figure"]) else {"": _worked_figure(rule, exact(float(row["figure"])))}
    if not pd.isna(row["mean"]):
        rule = replace(rule, target=exact(float(row["mean"])), by_peers=False)
    if rule.scoring == BY_PLACE and figures:  # the figure is the place
        rule = replace(rule, scoring=BY_BAND, direction=HIGHER)
    value = scored(rule, figures, options=options)[""]
    return half_up(rule.points * (value.ratio or 0), rules.places)


def _worked_figure(rule: Indicator, figure: Fraction) -> Fraction:
    """As it is measured: of deductions what they leave, in proportion their share."""
    if not MEASURE_OF[rule.measure].deducts:
        return figure
    left = max(Fraction(0), rule.points - figure)
    return left / rule.points if rule.scoring == IN_PROPORTION and rule.points else left


def worked_star(row: Mapping[Hashable, Any], rules: Rulebook) -> int:
    """The star that the rulebook gives to an example row."""
    unit = (row["unit_kind"], row["name"])
    teams = [] if pd.isna(row["teams"]) else [int(star) for star in str(row["teams"]).split("、")]
    ruled = Rulings()
    if not pd.isna(row["event"]) and (rule := rules.vetoes.get(row["event"])):
        decide(ruled, rule, unit, rules)
    previous = None if pd.isna(row["previous"]) else int(row["previous"])
    standing = Standing(unit, "", RATED, exact(float(row["score"])), previous, step_from=previous)
    if unit in ruled.stopped:
        return 0
    before_linking(standing, rules, ruled, bool(teams))
    if unit[0] == BRANCH:
        return int(linked(_array(standing.capped or 0), _array(*teams), _own_teams(rules, len(teams)))[0][0])
    holds = rules.top(BRANCH) if pd.isna(row["branch_star"]) else int(row["branch_star"])
    alone = Links(_array(0), _array(), _array(), (), branch_floor(rules))
    return int(linked(_array(holds), _array(standing.capped or 0), alone)[1][0])


def _array(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def _own_teams(rules: Rulebook, size: int) -> Links:
    """One branch whose teams hold the stars they are given."""
    sizes, stands = _array(size), np.array([size > 0])
    demands = tuple(demand(gate, sizes, stands) for gate in asked(rules))
    return Links(
        np.full(size, -1, dtype=np.int64),
        np.zeros(size, dtype=np.int64),
        np.arange(size, dtype=np.int64),
        demands,
        branch_floor(rules),
    )
