"""一项领跑: who guides whom, one member to two colleagues; what came of it, and the lead-run board of the branches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.core.chinese import name_order
from pipeline.core.exact import exact
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.link import asked
from pipeline.rating.rank import places
from pipeline.rating.score import counted_teams
from pipeline.rating.stars import Standing
from pipeline.report.statistics.records import Row, branches, mean, named, records, rows, share
from schemas.base import YES
from schemas.words import BRANCH, PAIRINGS, PARTY_MEMBER, TEAM

GUIDES_TEAM, MEMBER_COLLEAGUE, SKILL = PAIRINGS


@dataclass(frozen=True, slots=True)
class LeadLine:
    """A branch: pairs against what is possible, outcomes, difficulties; names are for the office alone."""

    branch: str
    members: int
    colleagues: int
    possible: int
    paired: int  # colleagues that a member guides
    coverage: float | None  # per cent
    kinds: tuple[tuple[int, int], ...]  # pairs and those with an outcome, in the order of PAIRINGS
    pairs: int  # of all kinds
    outcomes: int
    outcome_share: float | None
    difficulties: int
    solved: int
    score: float | None  # mean of coverage and outcome share
    rank: int | None
    unpaired: tuple[str, ...]  # members who guide nobody
    overloaded: tuple[str, ...]  # members who guide more than the rule asks
    alone: int  # colleagues whom nobody guides


@dataclass(frozen=True, slots=True)
class Pair:
    """A branch that guides a team, a pair that learns a skill, or one with a difficulty."""

    branch: str
    type: str
    guide: str
    learner: str
    business: str
    outcome: str
    difficulty: str
    solved: str
    place: str


@dataclass(frozen=True, slots=True)
class LeadRun:
    each: int  # colleagues that a member should guide
    lines: tuple[LeadLine, ...]  # best first
    guided: tuple[Pair, ...]  # 支部带班组
    skills: tuple[Pair, ...]
    difficulties: tuple[Pair, ...]


def lead_run(evaluation: Evaluation) -> LeadRun:
    """The pairs in force in the period."""
    each = evaluation.tables.rulebook.whole("每名党员结对人数")
    found = rows(evaluation, "pairing")
    people = records(evaluation.people.all)
    lines = [
        _line(
            evaluation,
            branch,
            each,
            [p for p in people if p["branch"] == branch],
            [r for r in found if r.unit == branch],
        )
        for branch in branches(evaluation)
    ]
    told = [_pair(evaluation, r) for r in found]
    return LeadRun(
        each,
        tuple(_ranked(lines)),
        tuple(p for p in told if p.type == GUIDES_TEAM),
        tuple(p for p in told if p.type == SKILL),
        tuple(p for p in told if p.difficulty),
    )


def _line(
    evaluation: Evaluation, branch: str, each: int, people: list[dict[str, object]], found: list[Row]
) -> LeadLine:
    members = [str(p["person"]) for p in people if p["politics"] in PARTY_MEMBER]
    others = len(people) - len(members)
    pairs = [r.cells for r in found if r.cells["type"] == MEMBER_COLLEAGUE]
    guides = Counter(c["guide"] for c in pairs)
    learners = {c["learner"] for c in pairs}
    possible = min(each * len(members), others)
    kinds = tuple(_counted([r for r in found if r.cells["type"] == kind]) for kind in PAIRINGS)
    every, outcomes = (sum(numbers) for numbers in zip(*kinds, strict=True))
    hard = [r.cells for r in found if r.cells["difficulty"] is not None]
    coverage, came = share(len(learners), possible), share(outcomes, every)
    return LeadLine(
        branch,
        len(members),
        others,
        possible,
        len(learners),
        coverage,
        kinds,
        every,
        outcomes,
        came,
        len(hard),
        sum(c["solved"] == YES for c in hard),
        mean((coverage, came)),
        None,
        tuple(named(evaluation, m) for m in sorted(members) if not guides[m]),
        tuple(f"{named(evaluation, m)} 带 {guides[m]} 人" for m in sorted(members) if guides[m] > each),
        others - len(learners.intersection(str(p["person"]) for p in people)),
    )


def _counted(found: list[Row]) -> tuple[int, int]:
    return len(found), sum(r.cells["outcome"] is not None for r in found)


def _ranked(lines: list[LeadLine]) -> list[LeadLine]:
    scored = [(line, exact(line.score)) for line in lines if line.score is not None]
    order = places([score for _, score in scored])
    placed = sorted((place, line.branch, line) for place, (line, _) in zip(order, scored, strict=True))
    return [replace(line, rank=place) for place, _, line in placed] + [
        line for line in lines if line.score is None
    ]


def _pair(evaluation: Evaluation, row: Row) -> Pair:
    c = row.cells
    return Pair(
        row.unit,
        c["type"],
        named(evaluation, c["guide"]),
        named(evaluation, c["learner"]) or "自行钻研",
        c["business"] or "",
        c["outcome"] or "",
        c["difficulty"] or "",
        c["solved"] or "",
        row.place,
    )


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
    """A row of 联动条件 for one branch: `need` teams at `at_least` stars for `star`; who reaches it and who does not.

    A suspended team counts in `have` and stands in neither list, since its star is not shown."""

    star: int
    at_least: int
    have: int
    need: int
    carry: tuple[str, ...]
    block: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.have >= self.need


@dataclass(frozen=True, slots=True)
class Link:
    """A branch with its teams, the rows its star rests on, and the rows of its next star."""

    branch: str
    star: int | None
    pending: bool
    teams: tuple[LinkedTeam, ...]
    held: tuple[Asked, ...]
    next: tuple[Asked, ...]


def links(evaluation: Evaluation) -> tuple[Link, ...]:
    """One link for each branch whose workbook is there, by name."""
    counted, parent = (
        counted_teams(evaluation.tables),
        dict(
            zip(
                evaluation.tables.frames["team"]["team"],
                evaluation.tables.frames["team"]["branch"],
                strict=True,
            )
        ),
    )
    stands = {b: sorted(rows["team"], key=name_order) for b, rows in counted.groupby("branch")}
    return tuple(_link(evaluation, branch, stands.get(branch, []), parent) for branch in branches(evaluation))


def _link(evaluation: Evaluation, branch: str, names: list[str], parent: dict[str, str]) -> Link:
    own = evaluation.rated.standings[BRANCH, branch]
    found = [
        evaluation.rated.standings[TEAM, name] for name in names if (TEAM, name) in evaluation.rated.standings
    ]
    teams = [
        LinkedTeam(s.unit[1], s.star, bool(s.pending), s.rated, parent.get(s.unit[1]) == branch)
        for s in found
    ]
    teams.sort(key=lambda t: (-(t.star or 0), name_order(t.team)))
    # A star that is held rests on the stars the teams have; the next one on those they could hold by themselves.
    now = {t.unit[1]: t.star or 0 for t in found if t.rated}
    room = {t.unit[1]: t.capped or 0 for t in found if t.rated}
    closed = frozenset(t.unit[1] for t in found if t.pending)
    return Link(
        branch,
        own.star,
        bool(own.pending),
        tuple(teams),
        tuple(_asked(evaluation, own, own.star or 0, now, closed)),
        tuple(_asked(evaluation, own, (own.star or 0) + 1, room, closed)) if own.rated else (),
    )


def _asked(
    evaluation: Evaluation, branch: Standing, star: int, stars: dict[str, int], closed: frozenset[str]
) -> Iterator[Asked]:
    """The rows for exactly that star, counted over these stars of the counting teams."""
    at = evaluation.rated.branches.index(branch.unit[1])
    for gate, demand in zip(asked(evaluation.tables.rulebook), evaluation.rated.links.demands, strict=True):
        need = int(demand.need[at])
        if gate.star == star and need:
            have = sum(has >= gate.at_least for has in stars.values())
            shown = {
                name: has
                for name, has in sorted(stars.items(), key=lambda one: name_order(one[0]))
                if name not in closed
            }
            carry = tuple(name for name, has in shown.items() if has >= gate.at_least)
            block = tuple(name for name, has in shown.items() if has < gate.at_least)
            yield Asked(star, gate.at_least, have, need, carry, block)
