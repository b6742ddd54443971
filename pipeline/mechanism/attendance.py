"""组织生活, who was there: each branch, and each member from the absentees that the sheets name (for the office)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from pipeline.mechanism.reading import branches, named, rows, share
from pipeline.rating.evaluate import Evaluation
from schemas.base import title
from schemas.facts import Attendance
from schemas.words import BRANCH


@dataclass(frozen=True, slots=True)
class Presence:
    """Expected at so many sessions of organisation life; excused and made up leave the denominator of the rate."""

    expected: int
    present: int
    absent: int
    excused: int
    made_up: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class MemberPresence:
    branch: str
    member: str
    presence: Presence


@dataclass(frozen=True, slots=True)
class AttendanceSeen:
    enough: float | None  # per cent at which the indicator of branches is full
    branches: tuple[tuple[str, Presence], ...]
    guests: dict[str, int]  # colleagues who sat in, by branch
    members: tuple[MemberPresence, ...]  # lowest rate first


def attendance(made: Evaluation) -> AttendanceSeen:
    """Organisation life of the period; trainings are told elsewhere."""
    found = made.facts[title(Attendance)]
    found = found[found["key"].eq("meeting")]
    by_branch: dict[str, Counter[str]] = defaultdict(Counter)
    by_member: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for branch, person, status in zip(found["branch"], found["person"], found["status"], strict=True):
        by_branch[branch][status] += 1
        by_member[branch, person][status] += 1
    members = [MemberPresence(branch, named(made, person), presence(count)) for (branch, person), count in by_member.items()]
    guests: Counter[str] = Counter()
    for meeting in rows(made, "meeting"):
        guests[meeting.unit] += meeting.cells["colleagues"] or 0
    order = sorted(members, key=lambda m: (101 if m.presence.rate is None else m.presence.rate, m.branch, m.member))
    return AttendanceSeen(_enough(made), tuple((b, presence(by_branch[b])) for b in branches(made)), dict(guests), tuple(order))


def _enough(made: Evaluation) -> float | None:
    targets = [rule.target for rule in made.tables.rulebook.of(BRANCH) if rule.source == title(Attendance)]
    return float(max(targets) * 100) if targets else None


def presence(count: Counter[str]) -> Presence:
    """The counted states as numbers and a rate."""
    here, away = count["出席"], count["缺席"]
    return Presence(sum(count.values()), here, away, count["请假"], count["补学"], share(here, here + away))
