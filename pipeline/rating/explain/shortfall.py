"""What keeps a unit from its next star, each condition that does not hold yet in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from pipeline.core.chinese import points
from pipeline.rating.caps import SUSPENDED
from pipeline.rating.link import shortfalls, wanted
from pipeline.rating.stars import Rated, Standing
from pipeline.rulebook.rules import Rulebook
from schemas.words import BRANCH, TEAM


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
        floor = rated.links.floor(rated.team_at[standing.unit[1]])[star]
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
    branch = rated.branch_at[standing.unit[1]]
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
                f"{rules.level_or_more(TEAM, row.at_least)}班组还差 {row.need - row.have} 个（须有 {row.need} 个，现有 {row.have} 个）"
                + (f"，最接近的是{names}" if names else "")
            ),
            (row.at_least, row.have, row.need),
        )
