"""算例: the office's worked examples, taken through the same stages as real units before anything is scored."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.exact import exact
from pipeline.rating.caps import Cap, Rulings
from pipeline.rating.link import Links, asked, branch_floor, demand, linked
from pipeline.rating.stars import RATED, Standing, before_linking
from pipeline.rulebook.rules import Rulebook
from schemas.words import BRANCH


def worked_star(row: Mapping[Hashable, Any], rules: Rulebook) -> int:
    """The star that the rulebook gives to an example row."""
    unit = (row["unit_kind"], row["name"])
    teams = [] if pd.isna(row["teams"]) else [int(star) for star in str(row["teams"]).split("、")]
    ruled = Rulings()
    if not pd.isna(row["event"]) and (rule := rules.vetoes.get(row["event"])):
        ruled.caps[unit].append(Cap(rule.highest, rule, ""))
    standing = Standing(
        unit,
        "",
        RATED,
        exact(float(row["score"])),
        None if pd.isna(row["previous"]) else int(row["previous"]),
    )
    before_linking(standing, rules, ruled, bool(teams))
    if unit[0] == BRANCH:
        return int(linked(_array(standing.capped or 0), _array(*teams), _own_teams(rules, len(teams)))[0][0])
    holds = rules.star_steps if pd.isna(row["branch_star"]) else int(row["branch_star"])
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
