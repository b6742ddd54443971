"""Gates: the rows of 联动条件 and the directory -> who counts for whom and what is asked (rules 5.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.evidence.tables import Tables
from pipeline.link import Demand, IntArray, Links, need_of
from pipeline.rulebook.rules import Gate, Rulebook
from pipeline.score import counted_teams
from schemas.words import BRANCH, GATE_BRANCH, GATE_COUNT, GATE_NO_TEAMS, GATE_SHARE, TEAM


def links(tables: Tables, branches: Sequence[str], teams: Sequence[str], counting: Mapping[str, bool]) -> Links:
    """The links among the named branches and teams; `counting`: the teams that count (rated, not in their first period)."""
    branch_at, team_at = ({name: i for i, name in enumerate(names)} for names in (branches, teams))
    parent = dict(zip(tables.frames["team"]["team"], tables.frames["team"]["branch"], strict=True))
    counted = counted_teams(tables)
    pairs = sorted({(branch_at[b], team_at[t]) for b, t in counted.itertuples(index=False)
                    if b in branch_at and t in team_at and counting[t]})
    counts_branch = np.array([b for b, _ in pairs], dtype=np.int64)
    stands = np.isin(branches, counted["branch"].unique())
    size = np.bincount(counts_branch, minlength=len(branches)).astype(np.int64)
    return Links(
        parent=np.array([branch_at.get(parent[t], -1) for t in teams], dtype=np.int64),
        counts_branch=counts_branch, counts_team=np.array([t for _, t in pairs], dtype=np.int64),
        demands=tuple(demand(gate, size, stands) for gate in asked(tables.rulebook)),
        branch_floor=branch_floor(tables.rulebook),
    )


def asked(rulebook: Rulebook) -> tuple[Gate, ...]:
    """The gates that count teams, in the order in which `Links.demands` holds them."""
    return tuple(g for g in rulebook.gates if g.unit_kind == BRANCH and g.how in (GATE_COUNT, GATE_SHARE))


def demand(gate: Gate, size: IntArray, stands: IntArray | np.ndarray) -> Demand:
    """A gate for branches of these numbers of counting teams; nothing is asked where no team stands for the branch."""
    share, count = (gate.value, None) if gate.how == GATE_SHARE else (None, int(gate.value))
    applies = stands & (size >= gate.min_teams) & (size <= gate.max_teams)
    need = [need_of(share, count, int(n)) if yes else 0 for n, yes in zip(size, applies, strict=True)]
    return Demand(gate.star, gate.at_least, np.array(need, dtype=np.int64))


def branch_floor(rulebook: Rulebook) -> tuple[int, ...]:
    """Entry k: the branch star that a team of star k needs."""
    floor = [0] * (rulebook.star_steps + 1)
    for gate in rulebook.gates:
        if gate.unit_kind == TEAM and gate.how == GATE_BRANCH:
            floor[gate.star] = max(floor[gate.star], int(gate.value))
    return tuple(floor)


def without_teams(rulebook: Rulebook) -> Gate | None:
    """The row that says how far a branch gets for which no team stands."""
    return next((g for g in rulebook.gates if g.how == GATE_NO_TEAMS), None)
