"""组织生活, who was there: each branch, and each member from the absentees that the sheets name (for the office)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.core.exact import exact, half_up
from pipeline.rating.evaluate import Evaluation
from pipeline.report.statistics.records import Row, branches, named, records, rows, share
from schemas.base import title
from schemas.facts import Attendance
from schemas.words import ACTIVIST, BRANCH, PARTY_MEMBER, TEAM, TRAININGS


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


def attendance(evaluation: Evaluation) -> AttendanceSeen:
    """Organisation life of the period; trainings are told elsewhere."""
    found = evaluation.facts[title(Attendance)]
    found = found[found["key"].eq("meeting")]
    by_branch: dict[str, Counter[str]] = defaultdict(Counter)
    by_member: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for branch, person, status in zip(found["branch"], found["person"], found["status"], strict=True):
        by_branch[branch][status] += 1
        by_member[branch, person][status] += 1
    members = [
        MemberPresence(branch, named(evaluation, person), presence(count))
        for (branch, person), count in by_member.items()
    ]
    guests: Counter[str] = Counter()
    for meeting in rows(evaluation, "meeting"):
        guests[meeting.unit] += meeting.cells["colleagues"] or 0
    order = sorted(
        members, key=lambda m: (101 if m.presence.rate is None else m.presence.rate, m.branch, m.member)
    )
    return AttendanceSeen(
        _enough(evaluation),
        tuple((b, presence(by_branch[b])) for b in branches(evaluation)),
        dict(guests),
        tuple(order),
    )


def _enough(evaluation: Evaluation) -> float | None:
    targets = [
        rule.target for rule in evaluation.tables.rulebook.of(BRANCH) if rule.source == title(Attendance)
    ]
    return float(max(targets) * 100) if targets else None


def presence(count: Counter[str]) -> Presence:
    """The counted states as numbers and a rate."""
    here, away = count["出席"], count["缺席"]
    return Presence(sum(count.values()), here, away, count["请假"], count["补学"], share(here, here + away))


_PRESENT = ("出席", "补学")


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """A branch, or the whole plant: sessions in the order of TRAININGS, and hours for each head of three groups."""

    branch: str
    kinds: tuple[int, ...]
    sessions: int
    hours: float
    per_member: float | None
    per_activist: float | None
    per_colleague: float | None
    by_branch: int  # sessions that the branch rating used
    by_team: int  # … the team rating
    by_both: int

    @property
    def by_kind(self) -> list[tuple[str, int]]:
        """The kinds that were held, with their number."""
        return [(kind, n) for kind, n in zip(TRAININGS, self.kinds, strict=True) if n]


@dataclass(frozen=True, slots=True)
class TrainingSeen:
    lines: tuple[TrainingLine, ...]
    whole: TrainingLine
    team_sessions: dict[str, int]  # team -> sessions that it held


def training(evaluation: Evaluation) -> TrainingSeen:
    """The sessions of the period."""
    found = rows(evaluation, "training")
    places = [(file, int(row)) for file, _, row in evaluation.tables.frames["training"].index]
    came = _present(evaluation)
    heads = [
        Counter(
            {
                "member": came[place],
                "activist": r.cells["activists"] or 0,
                "colleague": r.cells["colleagues"] or 0,
            }
        )
        for place, r in zip(places, found, strict=True)
    ]
    used = _used(evaluation)
    sessions = list(zip(found, heads, [used[p] for p in places], strict=True))
    people, present = records(evaluation.people.all), branches(evaluation)
    lines = [
        _line(b, [s for s in sessions if s[0].unit == b], [p for p in people if p["branch"] == b])
        for b in present
    ]
    hosts = Counter(r.cells["host_unit"] for r in found)
    return TrainingSeen(
        tuple(lines), _line("全厂", sessions, [p for p in people if p["branch"] in present]), dict(hosts)
    )


def _present(evaluation: Evaluation) -> Counter[tuple[str, int]]:
    """Members present at each session, by file and row."""
    rows_ = evaluation.facts[title(Attendance)]
    rows_ = rows_[rows_["key"].eq("training") & rows_["status"].isin(_PRESENT)]
    return Counter(zip(rows_["file"], rows_["row"].astype(int), strict=True))


def _used(evaluation: Evaluation) -> dict[tuple[str, int], set[str]]:
    """The kinds of unit whose indicators point to each session."""
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    seen = evaluation.scores.evidence
    seen = seen[seen["key"].eq("training") & seen["unit_kind"].isin([BRANCH, TEAM])]
    for file, row, kind in zip(seen["file"], seen["row"].astype(int), seen["unit_kind"], strict=True):
        found[file, row].add(kind)
    return found


def _line(
    branch: str, sessions: Iterable[tuple[Row, Counter[str], set[str]]], people: list[dict[str, str]]
) -> TrainingLine:
    own = list(sessions)
    politics = Counter(p["politics"] for p in people)
    members, activists = sum(politics[word] for word in PARTY_MEMBER), politics[ACTIVIST]
    kinds = Counter(r.cells["type"] for r, _, _ in own)
    return TrainingLine(
        branch,
        tuple(kinds[kind] for kind in TRAININGS),
        len(own),
        sum(float(r.cells["hours"]) for r, _, _ in own),
        _per_head(own, "member", members),
        _per_head(own, "activist", activists),
        _per_head(own, "colleague", len(people) - members - activists),
        sum(BRANCH in used for _, _, used in own),
        sum(TEAM in used for _, _, used in own),
        sum({BRANCH, TEAM} <= used for _, _, used in own),
    )


def _per_head(own: list[tuple[Row, Counter[str], set[str]]], group: str, people: int) -> float | None:
    hours = sum((exact(float(r.cells["hours"])) * heads[group] for r, heads, _ in own), exact(0))
    return float(half_up(hours / people, 2)) if people else None
