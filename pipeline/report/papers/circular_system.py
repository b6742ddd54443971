"""Rows of the circular's sheets 制度运行, 制度运行续 and 班组运行: what each part of the system came to, by unit and for the plant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from pipeline.report.disclosure import FULL
from pipeline.report.statistics import Statistics
from pipeline.report.statistics.attendance import TrainingLine
from pipeline.report.statistics.inspections import ON_TIME, TOO_LATE
from schemas.words import BRANCH, POSITION, POST, TEAM, ZONE

PLANT, NOTHING = "全厂", "—"
_Counts = Counter[str]
_Found = Iterator[tuple[str, str, int]]  # unit, what is counted, how many
# Column of a sheet -> what is counted over what.
_SHARES = {
    "goals": ("goals_met", "goals"),
    "pairs": ("paired", "possible"),
    "outcomes": ("outcomes", "pairs_held"),
    "duties": ("duties_kept", "duties_due"),
    "attendance": ("present", "expected"),
    "pledges": ("kept", "kept_due"),
    "zones": ("closed", "found"),
    "wishes": ("wishes", "wishes_due"),
    "requests": ("requests", "requests_due"),
    "difficulties": ("solved", "difficulties"),
    "supervised": ("supervised", "pledges"),
    "reviewed": ("reviewed", "done"),
    "repairs": ("fixed", "problems"),
    **{f"month_{n}": (f"month_{n}_kept", f"month_{n}_due") for n in (1, 2, 3)},
}
_COUNTS = ("trainings", "helps", "achievements", "exceptions", "guests", "positions", "opinions", "undone")


def system_rows(seen: Statistics | None, level: str) -> list[dict[str, object]]:
    """A row a branch and one for the plant; the plant alone where the publication level keeps branches' figures back."""
    if seen is None:
        return []
    found = _sorted((*_work(seen, BRANCH), *_of_branches(seen), *_service(seen)))
    hours = {line.branch: line for line in (*seen.training.lines, seen.training.whole)}
    return [_row(name, counts) | _hours(hours.get(name)) for name, counts in _shown(found, level)]


def team_rows(seen: Statistics | None, level: str) -> list[dict[str, object]]:
    """A row a team with its branch, and one for the plant. Wishes and requests of small teams are in none."""
    if seen is None:
        return []
    parent = {line.unit: line.parent for line in seen.work_list.lines if line.unit_kind == TEAM}
    found = _sorted((*_work(seen, TEAM), *_of_teams(seen)))
    return [_row(name, counts) | {"parent": parent.get(name, "")} for name, counts in _shown(found, level)]


def _shown(found: Mapping[str, _Counts], level: str) -> list[tuple[str, _Counts]]:
    whole = (PLANT, sum(found.values(), _Counts()))
    return [*sorted(found.items()), whole] if level == FULL else [whole]


def _row(name: str, counts: _Counts) -> dict[str, object]:
    shares = {
        column: f"{counts[above]}/{counts[below]}" if counts[below] else NOTHING
        for column, (above, below) in _SHARES.items()
    }
    posts = round(counts["post_points"] / 100 / counts["posts"], 2) if counts["posts"] else None
    return {"unit": name, **shares, "posts": posts, **{column: counts[column] for column in _COUNTS}}


def _hours(line: TrainingLine | None) -> dict[str, object]:
    """Hours a head of the three groups."""
    return {
        "per_member": line and line.per_member,
        "per_activist": line and line.per_activist,
        "per_colleague": line and line.per_colleague,
    }


def _sorted(found: tuple[tuple[str, str, int], ...]) -> dict[str, _Counts]:
    by_unit: dict[str, _Counts] = {}
    for unit, name, count in found:
        by_unit.setdefault(unit, _Counts())[name] += count
    return by_unit


def _work(seen: Statistics, kind: str) -> _Found:
    """What is counted alike for branches and teams: goals, the work list by month, exceptions, repairs."""
    for goals in (x for x in seen.goals.lines if x.unit_kind == kind):
        yield goals.unit, "goals_met", goals.whole.met
        yield goals.unit, "goals", goals.whole.goals
    for work in (x for x in seen.work_list.lines if x.unit_kind == kind):
        yield work.unit, "duties_kept", work.whole.on_time
        yield work.unit, "duties_due", work.whole.due
        yield work.unit, "undone", work.whole.missing
    for row in seen.months.branches if kind == BRANCH else seen.months.teams:
        for number, month in enumerate(row.months, 1):
            yield row.unit, f"month_{number}_kept", month["on_time"]
            yield row.unit, f"month_{number}_due", month["due"]
    for profile in (x for x in seen.profiles.units if x.unit_kind == kind):
        yield profile.unit, "exceptions", profile.exceptions
    for problem in (x for x in seen.rectification.problems if x.unit_kind == kind):
        yield problem.unit, "problems", 1
        yield problem.unit, "fixed", int(problem.state in (ON_TIME, TOO_LATE))


def _of_branches(seen: Statistics) -> _Found:
    for pairs in seen.lead_run.lines:
        for name, count in (
            ("paired", pairs.paired),
            ("possible", pairs.possible),
            ("outcomes", pairs.outcomes),
            ("pairs_held", pairs.pairs),
            ("difficulties", pairs.difficulties),
            ("solved", pairs.solved),
        ):
            yield pairs.branch, name, count
    for branch, presence in seen.attendance.branches:
        yield branch, "present", presence.present
        yield branch, "expected", presence.present + presence.absent
        yield branch, "guests", seen.attendance.guests.get(branch, 0)
    for training in seen.training.lines:
        yield training.branch, "trainings", training.sessions
    for achieved in seen.achievements.all:
        yield achieved.branch, "achievements", int(achieved.counts)


def _of_teams(seen: Statistics) -> _Found:
    for team, sessions in seen.training.team_sessions.items():
        if team in seen.service.wishes.teams:  # branches hold sessions too
            yield team, "trainings", sessions
    for name, ledger in (("wishes", seen.service.wishes), ("requests", seen.service.requests)):
        for line in (x for x in ledger.teams.values() if x.name not in seen.service.small):
            yield line.name, name, line.on_time
            yield line.name, f"{name}_due", line.due
    for pair in seen.lead_run.guided:
        yield pair.learner, "pairs_held", 1
        yield pair.learner, "outcomes", int(bool(pair.outcome))
    for achieved in (x for x in seen.achievements.all if x.team):
        yield achieved.team, "achievements", int(achieved.counts)


def _service(seen: Statistics) -> _Found:
    for pledge in seen.pledges.lines:
        steps = dict(zip(seen.pledges.steps, pledge.steps, strict=True))
        for name, count in (
            ("kept", pledge.on_time),
            ("kept_due", pledge.due - pledge.excused),
            ("pledges", sum(pledge.types)),
            ("supervised", steps["督诺"]),
            ("done", steps["完成"]),
            ("reviewed", steps["评诺"]),
        ):
            yield pledge.branch, name, count
    for place in seen.places.all:
        if place.type == ZONE:
            yield place.branch, "closed", place.closed or 0
            yield place.branch, "found", place.found or 0
        elif place.type == POST and place.review is not None:
            yield place.branch, "posts", 1
            yield place.branch, "post_points", round(place.review * 100)
        elif place.type == POSITION:
            yield place.branch, "positions", 1
    for name, ledger in (("wishes", seen.service.wishes), ("requests", seen.service.requests)):
        for line in ledger.branches:
            yield line.name, name, line.on_time
            yield line.name, f"{name}_due", line.due
    for opinion in seen.service.opinions:
        yield opinion.branch, "opinions", 1
    for helps in seen.helps.lines:
        yield helps.branch, "helps", helps.helps
