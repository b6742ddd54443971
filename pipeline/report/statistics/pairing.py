"""一项领跑: who guides whom, one member to two colleagues; what came of it, and the lead-run board of the branches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.core.chinese import name_order
from pipeline.core.exact import exact
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.link import asked
from pipeline.rating.score import counted_teams
from pipeline.rating.scoring import EVERYONE, peer_groups
from pipeline.rating.stars import Standing
from pipeline.report.rows import COUNTED
from pipeline.report.statistics.records import branches, mean, named, records, rows, share
from pipeline.report.statistics.table import StatisticColumn, StatisticRow, StatisticTable, each
from schemas.base import YES
from schemas.words import BRANCH, GUIDES_TEAM, MEMBER_COLLEAGUE, PAIRINGS, PARTY_MEMBER, SKILL, TEAM


@dataclass(frozen=True, slots=True)
class LeadGroup:
    """The branches of one category on the lead-run board, best first; of a small one the places are those in the plant."""

    group: str
    small: bool
    lines: tuple[StatisticRow, ...]

    @property
    def heading(self) -> str:
        """生产（6 个）."""
        note = f"，个数少，列在全厂{COUNTED[BRANCH][1:]}中的名次" if self.small else ""
        return f"{self.group}（{len(self.lines)} 个{note}）"


@dataclass(frozen=True, slots=True)
class LeadRun:
    """The lead-run board and the pairs that pages list; names are for the office alone."""

    each: int  # colleagues that a member should guide
    groups: tuple[LeadGroup, ...]  # groups are never mixed in one table (rules 4)
    lines: tuple[StatisticRow, ...]  # the same, one group after the other
    kinds: StatisticTable  # the same rows by kind of pair
    guided: tuple[StatisticRow, ...]  # 支部带班组
    skills: tuple[StatisticRow, ...]
    difficulties: tuple[StatisticRow, ...]


def lead_run(evaluation: Evaluation) -> LeadRun:
    """The pairs in force in the period."""
    each_member = evaluation.tables.rulebook.whole("每名党员结对人数")
    pairings, people = rows(evaluation, "pairing"), records(evaluation.people.all)
    groups = _grouped(
        evaluation,
        [
            _line(
                evaluation,
                branch,
                each_member,
                [p for p in people if p["branch"] == branch and p["person"] not in evaluation.people.away],
                [r for r in pairings if r.unit == branch],
            )
            for branch in branches(evaluation)
        ],
    )
    lines = [line for group in groups for line in group.lines]
    pairs = [
        row.updated(
            guide=named(evaluation, row["guide"]),
            learner=named(evaluation, row["learner"]) or "自行钻研",
            outcome=_came_of(row),
        )
        for row in pairings
    ]
    return LeadRun(
        each=each_member,
        groups=tuple(groups),
        lines=tuple(lines),
        kinds=_kinds(lines),
        guided=tuple(p for p in pairs if p["type"] == GUIDES_TEAM),
        skills=tuple(p for p in pairs if p["type"] == SKILL),
        difficulties=tuple(p for p in pairs if p["difficulty"]),
    )


def _kinds(lines: list[StatisticRow]) -> StatisticTable:
    return StatisticTable(
        "结对的类型：有成效 / 在结的对数；逐对见一带一台账",
        (
            *each(PAIRINGS, "kinds", lambda kind: f"{kind[1]} / {kind[0]}" if kind[0] else "—"),
            StatisticColumn("合计", lambda row: f"{row['outcomes']} / {row['pairs']}"),
        ),
        tuple(lines),
    )


def _line(
    evaluation: Evaluation,
    branch: str,
    each_member: int,
    people: list[dict[str, Any]],
    pairings: list[StatisticRow],
) -> StatisticRow:
    """Pairs against what is possible, outcomes, difficulties; `score`: the mean of coverage and share of outcomes."""
    members = sorted(str(p["person"]) for p in people if p["politics"] in PARTY_MEMBER)
    others = len(people) - len(members)
    pairs = [r for r in pairings if r["type"] == MEMBER_COLLEAGUE]
    guides, learners = Counter(pair["guide"] for pair in pairs), {pair["learner"] for pair in pairs}
    possible = min(each_member * len(members), others)
    kinds = tuple(_counted([r for r in pairings if r["type"] == kind]) for kind in PAIRINGS)
    every, outcomes = (sum(numbers) for numbers in zip(*kinds, strict=True))
    hard = [r for r in pairings if r["difficulty"] is not None]
    coverage, came = share(len(learners), possible), share(outcomes, every)
    return StatisticRow(
        branch,
        {
            "members": len(members),
            "colleagues": others,
            "possible": possible,
            "paired": len(learners),  # colleagues that a member guides
            "coverage": coverage,
            "kinds": kinds,  # pairs and those with an outcome, in the order of PAIRINGS
            "pairs": every,
            "outcomes": outcomes,
            "outcome_share": came,
            "difficulties": len(hard),
            "solved": sum(r["solved"] == YES for r in hard),
            "score": mean((coverage, came)),
            "rank": None,
            "unpaired": tuple(named(evaluation, m) for m in members if not guides[m]),
            "overloaded": tuple(
                f"{named(evaluation, m)} 带 {guides[m]} 人" for m in members if guides[m] > each_member
            ),
            "alone": others - len(learners.intersection(str(p["person"]) for p in people)),
        },
    )


def _counted(pairings: list[StatisticRow]) -> tuple[int, int]:
    return len(pairings), sum(_came_of(r) is not None for r in pairings)


def _came_of(pair: StatisticRow) -> str | None:
    """What came of a pair in the quarter: the kind and its own words, None where nothing did."""
    return "：".join(text for text in (pair["outcome_kind"], pair["outcome"]) if text) or None


def _grouped(evaluation: Evaluation, lines: list[StatisticRow]) -> list[LeadGroup]:
    """One table a category: its branches among themselves, those of a small one among all."""
    rows = evaluation.tables.frames["branch"]
    category = dict(zip(rows["branch"], rows["category"], strict=True))
    scores = {line.unit: exact(line["score"]) for line in lines if line["score"] is not None}
    least = evaluation.tables.rulebook.whole("同组最少单位数")
    peers = peer_groups({line.unit: category[line.unit] for line in lines}, least, scores)
    groups: dict[str, list[StatisticRow]] = {}
    for line in lines:
        rivals = [s for u, s in scores.items() if peers[line.unit] in (EVERYONE, peers[u])]
        better = sum(score > scores[line.unit] for score in rivals) if line.unit in scores else None
        placed = line.updated(rank=None if better is None else better + 1)
        groups.setdefault(category[line.unit], []).append(placed)
    made = [
        LeadGroup(name, peers[of[0].unit] == EVERYONE, tuple(sorted(of, key=_best_first)))
        for name, of in groups.items()
    ]
    return sorted(made, key=lambda one: (one.small, name_order(one.group)))


def _best_first(line: StatisticRow) -> tuple[bool, int, str]:
    return line["rank"] is None, line["rank"] or 0, line.unit


@dataclass(frozen=True, slots=True)
class LinkedTeam:
    """A team that stands for a branch; `own` is False for a paired one."""

    team: str
    star: int | None
    pending: bool
    counts: bool  # rated, and not in its first period
    own: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of 联动条件 for one branch: `need` teams at `at_least` stars for `star`; who reaches it, and as many teams as are
    still wanted, the nearest first (rules 5.9: no team holds back a star that does not need it).

    A suspended team counts in `have` and stands in neither list, since its star is not shown."""

    star: int
    at_least: int
    have: int
    need: int
    carry: tuple[str, ...]
    nearest: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.have >= self.need


@dataclass(frozen=True, slots=True)
class StarLink:
    """A branch with its teams, the rows its star rests on, and the rows of its next star."""

    branch: str
    star: int | None
    pending: bool
    teams: tuple[LinkedTeam, ...]
    held: tuple[Asked, ...]
    next: tuple[Asked, ...]


def links(evaluation: Evaluation) -> tuple[StarLink, ...]:
    """One link for each branch whose workbook is there, by name."""
    counted, parent = (
        counted_teams(evaluation.tables),
        evaluation.tables.directory.teams,
    )
    stands = {b: sorted(rows["team"], key=name_order) for b, rows in counted.groupby("branch")}
    return tuple(_link(evaluation, branch, stands.get(branch, []), parent) for branch in branches(evaluation))


def _link(evaluation: Evaluation, branch: str, names: list[str], parent: Mapping[str, str]) -> StarLink:
    standing = evaluation.rated.standings[BRANCH, branch]
    standings = [
        evaluation.rated.standings[TEAM, name] for name in names if (TEAM, name) in evaluation.rated.standings
    ]
    teams = [
        LinkedTeam(s.unit[1], s.star, bool(s.pending), s.rated, parent.get(s.unit[1]) == branch)
        for s in standings
    ]
    teams.sort(key=lambda t: (-(t.star or 0), name_order(t.team)))
    # A star that is held rests on the stars the teams have; the next one on those they could hold by themselves.
    now = {t.unit[1]: t.star or 0 for t in standings if t.rated}
    room = {t.unit[1]: t.capped or 0 for t in standings if t.rated}
    closed = frozenset(t.unit[1] for t in standings if t.pending)
    return StarLink(
        branch,
        standing.star,
        bool(standing.pending),
        tuple(teams),
        tuple(_asked(evaluation, standing, standing.star or 0, now, closed)),
        tuple(_asked(evaluation, standing, (standing.star or 0) + 1, room, closed)) if standing.rated else (),
    )


def _asked(
    evaluation: Evaluation, branch: Standing, star: int, stars: dict[str, int], closed: frozenset[str]
) -> Iterator[Asked]:
    """The rows for exactly that star, counted over these stars of the counting teams."""
    index = evaluation.rated.branch_at[branch.unit[1]]
    scores = {name: evaluation.rated.standings[TEAM, name].score for name in stars}
    for gate, demand in zip(asked(evaluation.tables.rulebook), evaluation.rated.links.demands, strict=True):
        need = int(demand.need[index])
        if gate.star == star and need:
            have = sum(has >= gate.at_least for has in stars.values())
            shown = {
                name: has
                for name, has in sorted(stars.items(), key=lambda one: name_order(one[0]))
                if name not in closed
            }
            carry = tuple(name for name, has in shown.items() if has >= gate.at_least)
            below = sorted(
                (name for name in shown if name not in carry), key=lambda name: -(scores[name] or 0)
            )
            nearest = tuple(sorted(below, key=lambda name: -shown[name])[: max(0, need - have)])
            yield Asked(star, gate.at_least, have, need, carry, nearest)
