"""三项职责: 本责, 党责 and 星责 of branches, teams and members, summed from the indicators; exceptions and first heads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pipeline.core.exact import half_up
from pipeline.evidence.people import heads
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.score import Leaf
from pipeline.report.statistics.records import branches, named, rows, teams
from schemas.words import BRANCH, DUTIES, MEMBER, STAR_DUTY, TEAM

BANDS = (("90 以上", 90), ("80—90", 80), ("60—80", 60), ("60 以下", 0))


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of a unit: points out of the most it could have, in per cent too; None where no indicator applies."""

    points: float
    most: float
    share: float | None


@dataclass(frozen=True, slots=True)
class Profile:
    unit_kind: str
    unit: str
    parent: str
    head: str  # the first responsible person
    duties: tuple[Duty, ...]  # in the order of DUTIES
    exceptions: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Members of a branch by duty: how many in each of BANDS; those without an indicator are in none."""

    branch: str
    members: int
    bands: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class DutyException:
    branch: str
    person: str
    duty: str
    matter: str
    handling: str
    place: str


@dataclass(frozen=True, slots=True)
class Profiles:
    units: tuple[Profile, ...]  # branches, then teams
    members: tuple[Profile, ...]  # by branch and number; for the office alone
    spreads: tuple[Spread, ...]
    exceptions: tuple[DutyException, ...]


def profiles(evaluation: Evaluation) -> Profiles:
    """The profile of every unit that has been scored."""
    told = [
        DutyException(
            r.unit,
            named(evaluation, r.cells["person"]),
            r.cells["duty"],
            r.cells["matter"],
            r.cells["handling"],
            r.place,
        )
        for r in rows(evaluation, "duty_exception")
    ]
    team_of = evaluation.people.all["team"].to_dict()
    per_team = Counter(team_of.get(r.cells["person"]) for r in rows(evaluation, "duty_exception"))
    per_branch = Counter(e.branch for e in told)
    first = {unit: head.numbered for unit, head in heads(evaluation.tables.frames).items()}
    units = [
        Profile(BRANCH, b, "", first.get((BRANCH, b), ""), _duties(evaluation, (BRANCH, b)), per_branch[b])
        for b in branches(evaluation)
    ]
    units += [
        Profile(TEAM, t, b, first.get((TEAM, t), ""), _duties(evaluation, (TEAM, t)), per_team[t])
        for t, b in teams(evaluation).items()
    ]
    return Profiles(
        tuple(units),
        _members(evaluation),
        tuple(_spread(evaluation, b) for b in branches(evaluation)),
        tuple(told),
    )


def duty(leaves: Iterable[Leaf], name: str) -> Duty:
    """The indicators of a duty that apply, summed."""
    own = [leaf for leaf in leaves if leaf.rule.duty == name and leaf.applies]
    points, most = sum((x.points for x in own), Fraction(0)), sum((x.max_points for x in own), Fraction(0))
    return Duty(float(points), float(most), float(half_up(100 * points / most, 2)) if most else None)


def _duties(evaluation: Evaluation, unit: tuple[str, str]) -> tuple[Duty, ...]:
    return tuple(duty(evaluation.scores.leaves.get(unit, ()), name) for name in DUTIES)


def _answers_for(evaluation: Evaluation) -> dict[str, tuple[str, str]]:
    """工号 -> the unit that the person leads; a secretary who leads a team too answers for the branch."""
    return {
        head.person: unit
        for unit, head in sorted(heads(evaluation.tables.frames).items(), key=lambda one: one[0][0] == BRANCH)
    }


def _of_member(
    evaluation: Evaluation, person: str, answers_for: Mapping[str, tuple[str, str]]
) -> tuple[Duty, ...]:
    """A member's duties; 星责 is that of the branch or team he or she is the first responsible person of."""
    own = dict(zip(DUTIES, _duties(evaluation, (MEMBER, person)), strict=True))
    if person in answers_for:
        own[STAR_DUTY] = duty(evaluation.scores.leaves.get(answers_for[person], ()), STAR_DUTY)
    return tuple(own.values())


def _members(evaluation: Evaluation) -> tuple[Profile, ...]:
    told = Counter(r.cells["person"] for r in rows(evaluation, "duty_exception"))
    own = evaluation.people.members[["branch", "person"]].sort_values(["branch", "person"])
    answers_for = _answers_for(evaluation)
    return tuple(
        Profile(
            MEMBER,
            named(evaluation, person),
            branch,
            "",
            _of_member(evaluation, person, answers_for),
            told[person],
        )
        for branch, person in zip(own["branch"], own["person"], strict=True)
    )


def _spread(evaluation: Evaluation, branch: str) -> Spread:
    members = evaluation.people.members
    own = sorted(members[members["branch"].eq(branch)]["person"])
    answers_for = _answers_for(evaluation)
    shares = [[d.share for d in _of_member(evaluation, person, answers_for)] for person in own]
    return Spread(branch, len(own), tuple(_bands([row[i] for row in shares]) for i in range(len(DUTIES))))


def _bands(shares: list[float | None]) -> tuple[int, ...]:
    found = Counter(next(i for i, (_, low) in enumerate(BANDS) if s >= low) for s in shares if s is not None)
    return tuple(found[i] for i in range(len(BANDS)))
