"""The linkage as the iteration itself: from the stars below the caps downwards, one column a round, by COUNTIFS.

The star of a suspended unit is on no sheet; what hangs on it is a number that is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from pipeline.rating.caps import SUSPENDED
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.link import Demand, IntArray, asked, rounds
from pipeline.rating.score import Unit
from pipeline.report.papers.recheck.tab import FIRST_ROW, Formula, Tab, Value
from pipeline.rulebook.levels import Gate
from schemas.words import BRANCH, GATE_COUNT, GATE_MEAN, TEAM

_LEAST_ROUNDS = 3


@dataclass(frozen=True, slots=True, eq=False)
class LinkTabs:
    """The sheets of the linkage, the cell of each unit's last star, and the cell that says whether the rounds were enough."""

    tabs: tuple[Tab, ...]
    last: Mapping[Unit, str]
    settled: Formula


def link_tabs(evaluation: Evaluation, star: Tab) -> LinkTabs:
    """联动条件 (what teams must hold for a branch), 计数班组, 班组条件, 联动支部, 联动班组; `star`: the sheet 星级."""
    plan = _Plan(evaluation, star)
    tabs = (*plan.conditions(), plan.branch, plan.team)
    last = {
        (kind, name): tab.cell(plan.heads[-1], FIRST_ROW + number)
        for kind, tab, names in ((BRANCH, plan.branch, plan.branches), (TEAM, plan.team, plan.teams))
        for number, name in enumerate(names)
    }
    pairs = [
        (tab.cells(plan.heads[-1]), tab.cells(plan.heads[-2])) for tab in (plan.branch, plan.team) if tab.rows
    ]
    moved = "+".join(f"SUMPRODUCT(({now}<>{before})*1)" for now, before in pairs) or "0"
    return LinkTabs(
        tabs, last, Formula(f'IF({moved}=0,"最后两轮相同，联动已经稳定","轮数不够，最后两轮还不相同")')
    )


class _Plan:
    """The sheets while they are laid out: every round refers to the one before."""

    def __init__(self, evaluation: Evaluation, star: Tab) -> None:
        rated = evaluation.rated
        self.rules, self.links, self.standings = evaluation.tables.rulebook, rated.links, rated.standings
        self.branches, self.teams, self.star = rated.branches, rated.teams, star
        self.star_row = {(row[0], row[1]): FIRST_ROW + number for number, row in enumerate(star.rows)}
        self.free = {name for name in self.branches if not self.standings[BRANCH, name].counts}
        self.suspended = {unit for unit, standing in self.standings.items() if standing.pending}
        self.stars = self._stars()
        self.heads = [f"第{number}轮" for number in range(max(_LEAST_ROUNDS, len(self.stars)) + 1)]
        rounds_heads = " ".join(self.heads)
        self.gates = Tab(
            "联动条件",
            "支部要达到某一星级，计数班组应有几个达到要求；不够的，这一轮最高只到下一级",
            f"支部 星级 条件 班组不低于 比例或个数 计数班组数 要几个 {rounds_heads}",
        )
        self.pairs = Tab(
            "计数班组", "每个支部计数的班组：所辖的，没有所辖的为结对的", f"支部 班组 {rounds_heads}"
        )
        self.floors = Tab(
            "班组条件", "班组要达到某一星级，所属支部应不低于几级", "套 班组星级 支部不低于 累计"
        )
        self.branch = Tab(
            "联动支部", "每一轮不高于上一轮，也不高于联动条件允许的星级", f"支部 名额 {rounds_heads}"
        )
        self.team = Tab(
            "联动班组", "每一轮不高于上一轮，也不高于所属支部允许的星级", f"班组 支部 套 名额 {rounds_heads}"
        )
        self.own_floor = self._floors()
        self._fill()

    def _stars(self) -> list[tuple[IntArray, IntArray]]:
        """The stars of branches and teams after each round."""
        caps = [
            np.array([self._cap(kind, name) for name in names], dtype=np.int64)
            for kind, names in ((BRANCH, self.branches), (TEAM, self.teams))
        ]
        unrated = np.array([name in self.free for name in self.branches], dtype=bool)
        caps[0] = np.where(unrated, self.rules.star_steps, caps[0])
        return list(rounds(caps[0], caps[1], self.links))

    def _rounds_of(self) -> list[tuple[IntArray, IntArray]]:
        """The stars of the round that each column shows; the last ones go on as they are."""
        return [self.stars[min(number, len(self.stars) - 1)] for number in range(len(self.heads))]

    def _cap(self, kind: str, name: str) -> int:
        room, cap = self._room(kind, name), self.standings[kind, name].capped or 0
        return cap if room is None else min(cap, room)

    def conditions(self) -> tuple[Tab, ...]:
        """The sheets that the two of the rounds look into."""
        return self.gates, self.pairs, self.floors

    def _floors(self) -> dict[int, tuple[int, int]]:
        """Set of floors of a team -> its first and last row on 班组条件; sets that are alike stand once."""
        at: dict[tuple[int, ...], tuple[int, int]] = {}
        floors = {}
        for number in range(len(self.teams)):
            floor = tuple(self.links.floor(number)[1:])
            if floor not in at:
                first = self.floors.next
                for star, (least, highest) in enumerate(zip(floor, accumulate(floor, max), strict=True), 1):
                    known = Formula(
                        f"MAX({self.floors.letter('支部不低于')}{first}:{self.floors.here('支部不低于')})"
                    )
                    self.floors.rows.append([len(at) + 1, star, least, known if highest else 0])
                at[floor] = (first, self.floors.next - 1)
            floors[number] = at[floor]
        return floors

    def _fill(self) -> None:
        branch_row = {name: FIRST_ROW + number for number, name in enumerate(self.branches)}
        team_row = {name: FIRST_ROW + number for number, name in enumerate(self.teams)}
        for branch, team in zip(self.links.counts_branch, self.links.counts_team, strict=True):
            name = self.teams[team]
            rounds_of: list[Value] = [Formula(self.team.cell(head, team_row[name])) for head in self.heads]
            if (TEAM, name) in self.suspended:
                rounds_of = [SUSPENDED] * len(self.heads)
            self.pairs.rows.append([self.branches[branch], name, *rounds_of])
        for number, name in enumerate(self.branches):
            first = self.gates.next
            for gate, demand in zip(asked(self.rules), self.links.demands, strict=True):
                if demand.need[number] and (BRANCH, name) not in self.suspended:
                    self.gates.rows.append(self._gate_row(gate, name, self._given(demand, number)))
            self.branch.rows.append(self._branch_row(name, (first, self.gates.next - 1)))
        for number, name in enumerate(self.teams):
            self.team.rows.append(self._team_row(number, name, branch_row))

    def _given(self, demand: Demand, branch: int) -> list[Value]:
        """The highest star that a gate leaves to a branch in each round, where a suspended team counts for it."""
        counted = self.links.counts_team[self.links.counts_branch == branch]
        if not any((TEAM, self.teams[number]) in self.suspended for number in counted):
            return []
        have = [int(demand.worth(teams[counted]).sum()) for _, teams in self._rounds_of()]
        return [demand.star - 1 if one < demand.need[branch] else self.rules.star_steps for one in have]

    def _gate_row(self, gate: Gate, branch: str, given: list[Value]) -> list[Value]:
        here, least = self.gates.here, 0 if gate.how == GATE_MEAN else gate.at_least
        need = f"ROUNDUP(ROUND({here('比例或个数')}*{here('计数班组数')},9),0)"
        named: list[Value] = [branch, gate.star, gate.how, least or None, float(gate.value)]
        size = Formula(f"COUNTIF({self._of_pairs('支部')},{here('支部')})")
        row: list[Value] = [*named, size, Formula(here("比例或个数") if gate.how == GATE_COUNT else need)]
        if given:
            return [*row, *given]
        for head in self.heads:
            mine, stars = f"{self._of_pairs('支部')},{here('支部')}", self._of_pairs(head)
            have = (
                f'COUNTIFS({mine},{stars},">="&{here("班组不低于")})' if least else f"SUMIFS({stars},{mine})"
            )
            row.append(Formula(f"IF({have}<{here('要几个')},{here('星级')}-1,{self.rules.star_steps})"))
        return row

    def _of_pairs(self, head: str) -> str:
        """A column of 计数班组, over all of its rows; the sheet is filled by the time that it is asked."""
        return self.pairs.cells(head)

    def _branch_row(self, name: str, gates: tuple[int, int]) -> list[Value]:
        if (BRANCH, name) in self.suspended:
            return [name, None, *[SUSPENDED] * len(self.heads)]
        room = self._room(BRANCH, name)
        row: list[Value] = [name, room, self._first(BRANCH, name, room)]
        for before, _ in zip(self.heads, self.heads[1:], strict=False):
            limit = f",{self.gates.cells(before, *gates)}" if gates[1] >= gates[0] else ""
            row.append(Formula(f"MIN({self.branch.here(before)}{limit})"))
        return row

    def _team_row(self, number: int, name: str, branch_row: Mapping[str, int]) -> list[Value]:
        parent = self.branches[self.links.parent[number]] if self.links.parent[number] >= 0 else ""
        bound = parent if parent not in self.free else ""
        first, last = self.own_floor[number]
        floors = self.floors.cells("累计", first, last)
        number_of_set, room = self.floors.rows[first - FIRST_ROW][0], self._room(TEAM, name)
        if (TEAM, name) in self.suspended:
            return [name, bound, number_of_set, None, *[SUSPENDED] * len(self.heads)]
        row: list[Value] = [name, bound, number_of_set, room, self._first(TEAM, name, room)]
        if (BRANCH, bound) in self.suspended:
            return [*row, *(int(teams[number]) for _, teams in self._rounds_of()[1:])]
        for before, now in zip(self.heads, self.heads[1:], strict=False):
            star = self.team.here(before)
            reached = f'COUNTIF({floors},"<="&{self.branch.cell(now, branch_row[bound])})' if bound else star
            row.append(Formula(f"MIN({star},{reached})" if bound else star))
        return row

    def _first(self, kind: str, name: str, room: int | None) -> Value:
        """The star below the caps and quotas; of a branch without a rating the highest, as it holds nobody down."""
        standing = self.standings[kind, name]
        if standing.rated:
            cap = self.star.cell("上限后", self.star_row[kind, name])
            return Formula(cap if room is None else f"MIN({cap},{room})")
        return self.rules.star_steps if kind == BRANCH and name in self.free else standing.capped or 0

    def _room(self, kind: str, name: str) -> int | None:
        """The level that a quota which is enforced left to a unit; None where no quota lowered it."""
        moved = [
            s.after for s in self.standings[kind, name].trace if s.stage == "名额" and s.after != s.before
        ]
        return moved[-1] if moved else None
