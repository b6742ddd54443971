"""一项领跑: who guides whom, one member to two colleagues; what came of it, and the lead-run board of the branches."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from pipeline.core.exact import exact
from pipeline.mechanism.reading import Row, branches, mean, named, records, rows, share
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.rank import places
from schemas.base import YES
from schemas.words import PAIRINGS, PARTY_MEMBER

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


def lead_run(made: Evaluation) -> LeadRun:
    """The pairs in force in the period."""
    each = made.tables.rulebook.whole("每名党员结对人数")
    found = rows(made, "pairing")
    people = records(made.people.all)
    lines = [_line(made, branch, each, [p for p in people if p["branch"] == branch],
                   [r for r in found if r.unit == branch]) for branch in branches(made)]
    told = [_pair(made, r) for r in found]
    return LeadRun(each, tuple(_ranked(lines)), tuple(p for p in told if p.type == GUIDES_TEAM),
                   tuple(p for p in told if p.type == SKILL), tuple(p for p in told if p.difficulty))


def _line(made: Evaluation, branch: str, each: int, people: list[dict[str, object]], found: list[Row]) -> LeadLine:
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
        branch, len(members), others, possible, len(learners), coverage, kinds, every, outcomes, came, len(hard),
        sum(c["solved"] == YES for c in hard), mean((coverage, came)), None,
        tuple(named(made, m) for m in sorted(members) if not guides[m]),
        tuple(f"{named(made, m)} 带 {guides[m]} 人" for m in sorted(members) if guides[m] > each),
        others - len(learners.intersection(str(p["person"]) for p in people)),
    )


def _counted(found: list[Row]) -> tuple[int, int]:
    return len(found), sum(r.cells["outcome"] is not None for r in found)


def _ranked(lines: list[LeadLine]) -> list[LeadLine]:
    scored = [(line, exact(line.score)) for line in lines if line.score is not None]
    order = places([score for _, score in scored])
    placed = sorted((place, line.branch, line) for place, (line, _) in zip(order, scored, strict=True))
    return [replace(line, rank=place) for place, _, line in placed] + [line for line in lines if line.score is None]


def _pair(made: Evaluation, row: Row) -> Pair:
    c = row.cells
    return Pair(row.unit, c["type"], named(made, c["guide"]), named(made, c["learner"]) or "自行钻研", c["business"] or "",
                c["outcome"] or "", c["difficulty"] or "", c["solved"] or "", row.place)
