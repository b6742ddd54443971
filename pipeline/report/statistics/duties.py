"""三项职责: 本责, 党责 and 星责 of branches, teams and members, summed from the indicators; exceptions and first heads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.core.exact import half_up
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.score import Leaf
from pipeline.report.statistics.records import branches, named, rows, units
from pipeline.report.statistics.table import StatisticRow
from schemas.words import BRANCH, DUTIES, MEMBER, STAR_DUTY, TEAM

BANDS = (("90 以上", 90), ("80—90", 80), ("60—80", 60), ("60 以下", 0))


@dataclass(frozen=True, slots=True)
class DutyPoints:
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
    duties: tuple[DutyPoints, ...]  # in the order of DUTIES
    exceptions: int


@dataclass(frozen=True, slots=True)
class Profiles:
    units: tuple[Profile, ...]  # branches, then teams
    members: tuple[Profile, ...]  # by branch and number; for the office alone
    spreads: tuple[StatisticRow, ...]  # of a branch: its members, and by duty how many in each of BANDS
    exceptions: tuple[StatisticRow, ...]


def profiles(evaluation: Evaluation) -> Profiles:
    """The profile of every unit that has been scored."""
    exceptions = rows(evaluation, "duty_exception")
    team_of = evaluation.people.all["team"].to_dict()
    number = Counter((BRANCH, row.unit) for row in exceptions)
    number.update((TEAM, team_of.get(row["person"]) or "") for row in exceptions)
    first = {unit: head.numbered for unit, head in evaluation.tables.directory.leaders.items()}
    members = _members(evaluation, Counter(row["person"] for row in exceptions))
    of_branch: dict[str, list[Profile]] = {}
    for one in members:
        of_branch.setdefault(one.parent, []).append(one)
    return Profiles(
        tuple(
            Profile(
                unit_kind=kind,
                unit=unit,
                parent=parent,
                head=first.get((kind, unit), ""),
                duties=_duties(evaluation, (kind, unit)),
                exceptions=number[kind, unit],
            )
            for kind, unit, parent in units(evaluation)
        ),
        members,
        tuple(_spread(branch, of_branch.get(branch, [])) for branch in branches(evaluation)),
        tuple(row.updated(person=named(evaluation, row["person"])) for row in exceptions),
    )


def duty(leaves: Iterable[Leaf], name: str) -> DutyPoints:
    """The indicators of a duty that apply, summed."""
    counted = [leaf for leaf in leaves if leaf.rule.duty == name and leaf.applies]
    points, most = (
        sum((x.points for x in counted), Fraction(0)),
        sum((x.max_points for x in counted), Fraction(0)),
    )
    return DutyPoints(float(points), float(most), float(half_up(100 * points / most, 2)) if most else None)


def _duties(evaluation: Evaluation, unit: tuple[str, str]) -> tuple[DutyPoints, ...]:
    return tuple(duty(evaluation.scores.leaves.get(unit, ()), name) for name in DUTIES)


def _answers_for(evaluation: Evaluation) -> dict[str, tuple[str, str]]:
    """工号 -> the unit that the person leads; a secretary who leads a team too answers for the branch."""
    return {
        head.person: unit
        for unit, head in sorted(
            evaluation.tables.directory.leaders.items(), key=lambda one: one[0][0] == BRANCH
        )
    }


def _of_member(
    evaluation: Evaluation, person: str, answers_for: Mapping[str, tuple[str, str]]
) -> tuple[DutyPoints, ...]:
    """A member's duties; 星责 is that of the branch or team he or she is the first responsible person of."""
    duties = dict(zip(DUTIES, _duties(evaluation, (MEMBER, person)), strict=True))
    if person in answers_for:
        duties[STAR_DUTY] = duty(evaluation.scores.leaves.get(answers_for[person], ()), STAR_DUTY)
    return tuple(duties.values())


def _members(evaluation: Evaluation, exceptions: Counter[str]) -> tuple[Profile, ...]:
    people = evaluation.people.members[["branch", "person"]].sort_values(["branch", "person"])
    answers_for = _answers_for(evaluation)
    return tuple(
        Profile(
            unit_kind=MEMBER,
            unit=named(evaluation, person),
            parent=branch,
            head="",
            duties=_of_member(evaluation, person, answers_for),
            exceptions=exceptions[person],
        )
        for branch, person in zip(people["branch"], people["person"], strict=True)
    )


def _spread(branch: str, members: Sequence[Profile]) -> StatisticRow:
    """Members by duty: how many in each of BANDS; those without an indicator are in none."""
    bands = tuple(_bands([one.duties[i].share for one in members]) for i in range(len(DUTIES)))
    return StatisticRow(branch, {"members": len(members), "bands": bands})


def _bands(shares: list[float | None]) -> tuple[int, ...]:
    numbers = Counter(
        next(i for i, (_, low) in enumerate(BANDS) if s >= low) for s in shares if s is not None
    )
    return tuple(numbers[i] for i in range(len(BANDS)))
