"""组织生活 and 双星培训, who was there: branches, members (for the office) and, of trainings, the three groups of people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.core.exact import exact, half_up
from pipeline.evidence.people import counted_politics
from pipeline.rating.evaluate import Evaluation
from pipeline.report.statistics.records import branches, named, records, rows, share
from pipeline.report.statistics.table import StatisticRow, StatisticTable, count, each, figure, percent
from schemas.base import title
from schemas.facts import Attendance
from schemas.words import ACTIVIST, BRANCH, PARTY_MEMBER, TEAM, TRAININGS

_PRESENT = ("出席", "补学")


def meetings(evaluation: Evaluation) -> Iterator[tuple[str, str, str, str]]:
    """Branch, person, month and status of everybody expected at organisation life; trainings are told elsewhere."""
    facts = evaluation.facts[title(Attendance)]
    facts = facts[facts["key"].eq("meeting")]
    months = facts["date"].dt.strftime("%Y-%m")
    return zip(facts["branch"], facts["person"], months, facts["status"], strict=True)


def attendance(evaluation: Evaluation) -> StatisticTable:
    """Branches at organisation life, with the colleagues who sat in."""
    statuses: dict[str, Counter[str]] = defaultdict(Counter)
    for branch, _, _, status in meetings(evaluation):
        statuses[branch][status] += 1
    guests: Counter[str] = Counter()
    for meeting in rows(evaluation, "meeting"):
        guests[meeting.unit] += meeting["colleagues"] or 0
    return StatisticTable(
        "组织生活出勤：出勤率 = 出席 ÷（出席 + 缺席），请假和值班补学不计；这里是全部会议，计分只取清单所需的；列席群众为人次",
        (
            count("应到", "expected"),
            count("出席", "present"),
            count("缺席", "absent"),
            count("请假", "excused"),
            count("补学", "made_up"),
            percent("出勤率", "rate"),
            count("列席群众", "guests"),
        ),
        tuple(
            StatisticRow(branch, presence(statuses[branch]) | {"guests": guests[branch]})
            for branch in branches(evaluation)
        ),
    )


def member_attendance(evaluation: Evaluation) -> tuple[StatisticRow, ...]:
    """Every member at organisation life, the lowest rate first; for the office alone."""
    statuses: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for branch, person, _, status in meetings(evaluation):
        statuses[branch, person][status] += 1
    members = [
        StatisticRow(branch, presence(states) | {"member": named(evaluation, person)})
        for (branch, person), states in statuses.items()
    ]
    return tuple(
        sorted(members, key=lambda m: (101 if m["rate"] is None else m["rate"], m.unit, m["member"]))
    )


def full_attendance(evaluation: Evaluation) -> float | None:
    """Per cent at which the indicator of branches is full."""
    rules = evaluation.tables.rulebook.of(BRANCH)
    targets = [rule.target for rule in rules if rule.source == title(Attendance)]
    return float(max(targets) * 100) if targets else None


def presence(statuses: Mapping[str, int]) -> dict[str, Any]:
    """The statuses as numbers and a rate, which leaves out the excused and those who made it up."""
    here, away = statuses.get("出席", 0), statuses.get("缺席", 0)
    return {
        "expected": sum(statuses.values()),
        "present": here,
        "absent": away,
        "excused": statuses.get("请假", 0),
        "made_up": statuses.get("补学", 0),
        "rate": share(here, here + away),
    }


def training(evaluation: Evaluation) -> StatisticTable:
    """The sessions of the period by branch, hours for each head of three groups, and which ratings used them."""
    sessions = _sessions(evaluation)
    people, present = _counted_people(evaluation), branches(evaluation)
    lines = tuple(
        _line(b, [s for s in sessions if s.unit == b], [p for p in people if p["branch"] == b])
        for b in present
    )
    return StatisticTable(
        "场次与人均学时（本支部在册人数为分母；群众不含积极分子）",
        (
            *each(TRAININGS, "kinds"),
            count("合计", "sessions"),
            figure("学时", "hours"),
            figure("党员人均", "per_member", sortable=False),
            figure("积极分子人均", "per_activist", sortable=False),
            figure("群众人均", "per_colleague", sortable=False),
        ),
        lines,
        _line("全厂", sessions, [p for p in people if p["branch"] in present]),
    )


def _counted_people(evaluation: Evaluation) -> list[dict[str, Any]]:
    everyone = evaluation.people.all
    return records(everyone.assign(counted=counted_politics(everyone)))


def team_sessions(evaluation: Evaluation) -> Counter[str]:
    """How many sessions each team (or branch) held."""
    return Counter(row["host_unit"] for row in rows(evaluation, "training"))


def _sessions(evaluation: Evaluation) -> list[StatisticRow]:
    """The sessions with the heads present of each group, and the kinds of unit whose indicators point to them."""
    facts, evidence = evaluation.facts[title(Attendance)], evaluation.scores.evidence
    facts = facts[facts["key"].eq("training") & facts["status"].isin(_PRESENT)]
    came = Counter(zip(facts["file"], facts["row"].astype(int), strict=True))
    used: dict[tuple[str, int], set[str]] = defaultdict(set)
    evidence = evidence[evidence["key"].eq("training") & evidence["unit_kind"].isin([BRANCH, TEAM])]
    for file, row, kind in zip(
        evidence["file"], evidence["row"].astype(int), evidence["unit_kind"], strict=True
    ):
        used[file, row].add(kind)
    places = [(file, int(row)) for file, _, row in evaluation.tables.frames["training"].index]
    return [
        row.updated(members=came[place], used=used[place])
        for place, row in zip(places, rows(evaluation, "training"), strict=True)
    ]


def _line(unit: str, sessions: list[StatisticRow], people: list[dict[str, Any]]) -> StatisticRow:
    members = sum(p["politics"] in PARTY_MEMBER for p in people)
    activists = sum(p["counted"] == ACTIVIST for p in people)
    kinds = Counter(session["type"] for session in sessions)
    return StatisticRow(
        unit,
        {
            "kinds": tuple(kinds[kind] for kind in TRAININGS),
            "sessions": len(sessions),
            "hours": sum(float(session["hours"]) for session in sessions),
            "per_member": _per_head(sessions, "members", members),
            "per_activist": _per_head(sessions, "activists", activists),
            "per_colleague": _per_head(sessions, "colleagues", len(people) - members - activists),
            "by_branch": sum(BRANCH in session["used"] for session in sessions),
            "by_team": sum(TEAM in session["used"] for session in sessions),
            "by_both": sum({BRANCH, TEAM} <= session["used"] for session in sessions),
        },
    )


def _per_head(sessions: list[StatisticRow], group: str, people: int) -> float | None:
    hours = sum((exact(float(s["hours"])) * (s[group] or 0) for s in sessions), exact(0))
    return float(half_up(hours / people, 2)) if people else None
