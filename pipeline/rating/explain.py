"""A score, a missing star and a worked example, explained in sentences."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.chinese import plain, points
from pipeline.core.exact import exact, half_up
from pipeline.evidence.tables import Tables
from pipeline.rating.caps import SUSPENDED, Rulings, decide
from pipeline.rating.coverage import reason
from pipeline.rating.link import Links, asked, branch_floor, demand, linked, shortfalls, wanted
from pipeline.rating.measures import FULL, MEASURE_OF, exceeds, plainly_scored
from pipeline.rating.score import Leaf
from pipeline.rating.scoring import scored
from pipeline.rating.stars import RATED, Rated, Standing, before_linking
from pipeline.rulebook.indicators import Indicator
from pipeline.rulebook.rules import Rulebook
from schemas.words import BRANCH, BY_BAND, BY_PLACE, HIGHER, IN_PROPORTION, TEAM


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing that keeps a unit from its next star: what, what it has, what it needs, in a sentence."""

    unit_kind: str
    unit: str
    star: int
    sentence: str
    at_least: int = 0  # a gate: teams of this star or more are counted; 0 for anything else
    have: int = 0
    need: int = 0


Told = tuple[str, tuple[int, ...]]  # a sentence, and a gate's at_least, have, need where it is one
_CANDIDATES = 3  # named teams a gate: the nearest ones; a longer list helps nobody


def next_stars(rated: Rated, rules: Rulebook) -> Iterator[Shortfall]:
    """For every rated unit below the top: each condition of its next star that does not hold yet."""
    team_room = np.array([rated.standings[TEAM, name].capped or 0 for name in rated.teams], dtype=np.int64)
    for standing in rated.standings.values():
        if not standing.rated or standing.star is None or standing.star >= rules.top(standing.unit[0]):
            continue
        for sentence, gate in _sentences(rated, standing, standing.star + 1, rules, team_room):
            at_least, *numbers = gate or (0,)
            named = rules.level(standing.unit[0], standing.star + 1) or 0, rules.level(TEAM, at_least) or 0
            yield Shortfall(*standing.unit, named[0], sentence, named[1], *numbers)


def _sentences(
    rated: Rated, standing: Standing, star: int, rules: Rulebook, team_room: np.ndarray
) -> Iterator[Told]:
    assert standing.score is not None
    word = partial(rules.level_word, standing.unit[0])
    lowest = standing.lowest[star - 1]
    if standing.score < lowest:
        yield f"得分还差 {points(lowest - standing.score)} 分到{word(star)}（{points(lowest)} 分）", ()
    for step in standing.trace:
        if (
            step.stage in ("步长", "否决与封顶")
            and step.after is not None
            and step.after < star <= (step.before or 0)
        ):
            yield step.because, ()
    if standing.unit[0] == BRANCH:
        yield from _wanted_teams(rated, standing, star, rules, team_room)
    else:
        floor = rated.links.floor(rated.teams.index(standing.unit[1]))[star]
        yield from _wanted_branch(rated, standing, star, floor, rules)


def _wanted_branch(
    rated: Rated, standing: Standing, star: int, floor: int, rules: Rulebook
) -> Iterator[Told]:
    # None in a draft whose directory does not know the branch
    branch = rated.standings.get((BRANCH, standing.parent))
    if branch is not None and branch.rated and (branch.star or 0) < floor:
        now = SUSPENDED if branch.pending else f"目前{rules.level_word(BRANCH, branch.star or 0)}"
        asked = f"班组评{rules.level_word(TEAM, star)}要求所属支部{rules.level_word(BRANCH, floor)}"
        yield f"{asked}，{standing.parent}{now}", ()


def _wanted_teams(
    rated: Rated, standing: Standing, star: int, rules: Rulebook, team_room: np.ndarray
) -> Iterator[Told]:
    """Gates are asked of the stars that teams could hold by themselves, so that no sentence goes round in a circle.

    Only the branch's own teams are named: the points of a paired team are another branch's affair (rules 8)."""
    branch = rated.branches.index(standing.unit[1])
    counted = rated.links.counts_team[rated.links.counts_branch == branch]
    for row in shortfalls(branch, star, team_room, rated.links):
        if not row.at_least:
            yield wanted(rules, 0, row.have, row.need), ()
            continue
        near = sorted(
            (
                (s.score, s.unit[1], s.lowest[row.at_least - 1])
                for s in (rated.standings[TEAM, rated.teams[t]] for t in counted)
                if s.score is not None
                and not s.pending
                and s.parent == standing.unit[1]
                and (s.capped or 0) < row.at_least
            ),
            reverse=True,
        )
        names = "、".join(
            f"{name}（差 {points(lowest - score)} 分）"
            if score < lowest
            else f"{name}（受升星幅度或封顶限制）"
            for score, name, lowest in near[:_CANDIDATES]
        )
        yield (
            (
                f"{rules.level_or_more(TEAM, row.at_least)}的班组还差 {row.need - row.have} 个（有 {row.have} 个，要 {row.need} 个）"
                + (f"，最接近的是{names}" if names else "")
            ),
            (row.at_least, row.have, row.need),
        )


def measured(leaf: Leaf) -> str:
    """The measured value as people read it: 17/18, a mean, a sum, an option, what was deducted; 21/14，按 100% 计 where
    more was done than asked."""
    value, rule = leaf.value, leaf.rule
    if value.ratio is None or not value.below:
        return ""
    if value.option:
        return value.option
    # only what is scored in proportion to its target stops at one
    target = rule.target if plainly_scored(rule) else max(value.above / value.below, Fraction(1))
    return MEASURE_OF[rule.measure].reads(value.above, value.below, target)


def because(leaf: Leaf, tables: Tables) -> str:
    """The leaf in one sentence: its name, value, target, points, and the check that changed them; or why it does not apply."""
    rules, rule = tables.rulebook, leaf.rule
    name = (f"{rules.families[rule.parent][0]}·" if rule.parent else "") + rule.name
    if not leaf.applies:
        return f"{name}：{reason(tables, leaf).why}，不适用"
    digits, value = rules.places, measured(leaf) or "无记录"
    earned = (
        f"，得 {points(leaf.points, digits)} 分（满分 {points(leaf.max_points, digits)}）"
        if rule.points
        else ""
    )
    checked = f"；自评 {points(leaf.self_points, digits)} 分，核定理由：{leaf.reason}" if leaf.reason else ""
    return f"{name}：{value}{_against(leaf, value)}{earned}{checked}"


def _against(leaf: Leaf, value: str) -> str:
    """What the value is held against: the target, the mean of the peers, the place among them."""
    rule = leaf.rule
    if leaf.value.place is not None:
        return f"，同组第 {leaf.value.place} 名"
    if leaf.value.target is not None:
        return f"，同组平均 {plain(leaf.value.target)}"
    marked = rule.by_hand and rule.target == rule.points  # its largest points are printed beside it
    if rule.target == 1 or marked or leaf.value.option or rule.scoring == BY_BAND:
        return ""
    stops = plainly_scored(rule) and exceeds(leaf.value.above, leaf.value.below, rule.target)
    over = f"，超过目标，{FULL}" if stops and not value.endswith(FULL) else ""
    return f"，目标 {plain(rule.target)}{over}"


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
