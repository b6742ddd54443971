"""Rows of the circular's sheets 制度运行, 制度运行续 and 班组运行: what each part of the system came to, by unit and for the plant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pipeline.report.disclosure import FULL
from pipeline.report.statistics import Statistics
from pipeline.report.statistics.inspections import ON_TIME, TOO_LATE
from pipeline.report.statistics.service import ServiceLedger
from pipeline.report.statistics.table import StatisticRow
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
_STEPS = ("supervised", "done", "reviewed")  # 督诺、完成、评诺, the last three
_COUNTS = ("trainings", "helps", "achievements", "exceptions", "guests", "positions", "opinions", "undone")


def system_rows(statistics: Statistics | None, level: str) -> list[dict[str, object]]:
    """A row a branch and one for the plant; the plant alone where the publication level keeps branches' figures back."""
    if statistics is None:
        return []
    found = _sorted((*_work(statistics, BRANCH), *_of_branches(statistics), *_service(statistics)))
    training = statistics.training
    hours = {line.unit: line for line in (*training, training.whole) if line}
    return [_row(name, counts) | _hours(hours.get(name)) for name, counts in _shown(found, level)]


def team_rows(statistics: Statistics | None, level: str) -> list[dict[str, object]]:
    """A row a team with its branch, and one for the plant. Wishes and requests of small teams are in none."""
    if statistics is None:
        return []
    parent = {line.unit: line.parent for line in statistics.work_list.tables[TEAM]}
    found = _sorted((*_work(statistics, TEAM), *_of_teams(statistics)))
    return [_row(name, counts) | {"parent": parent.get(name, "")} for name, counts in _shown(found, level)]


def _shown(counts: Mapping[str, _Counts], level: str) -> list[tuple[str, _Counts]]:
    whole = (PLANT, sum(counts.values(), _Counts()))
    return [*sorted(counts.items()), whole] if level == FULL else [whole]


def _row(name: str, counts: _Counts) -> dict[str, object]:
    shares = {
        column: f"{counts[above]}/{counts[below]}" if counts[below] else NOTHING
        for column, (above, below) in _SHARES.items()
    }
    posts = round(counts["post_points"] / 100 / counts["posts"], 2) if counts["posts"] else None
    return {"unit": name, **shares, "posts": posts, **{column: counts[column] for column in _COUNTS}}


def _hours(line: StatisticRow | None) -> dict[str, object]:
    """Hours a head of the three groups."""
    return {name: line and line[name] for name in ("per_member", "per_activist", "per_colleague")}


def _sorted(counted: tuple[tuple[str, str, int], ...]) -> dict[str, _Counts]:
    by_unit: dict[str, _Counts] = {}
    for unit, name, count in counted:
        by_unit.setdefault(unit, _Counts())[name] += count
    return by_unit


def _numbers(rows: Iterable[StatisticRow], **names: str) -> _Found:
    """What the circular counts, from the values of the statistic that are named for it."""
    for row in rows:
        for name, value in names.items():
            yield row.unit, name, row[value]


def _work(statistics: Statistics, kind: str) -> _Found:
    """What is counted alike for branches and teams: goals, the work list by month, exceptions, repairs."""
    for line in (x for x in statistics.goal_lines if x.unit_kind == kind):
        yield line.unit, "goals_met", line["whole"].met
        yield line.unit, "goals", line["whole"].goals
    work = statistics.work_list.tables[kind]
    yield from _numbers(work, duties_kept="on_time", duties_due="due", undone="missing")
    for line in statistics.months.branches if kind == BRANCH else statistics.months.teams:
        for number, month in enumerate(line["months"], 1):
            yield line.unit, f"month_{number}_kept", month["on_time"]
            yield line.unit, f"month_{number}_due", month["due"]
    for profile in (x for x in statistics.profiles.units if x.unit_kind == kind):
        yield profile.unit, "exceptions", profile.exceptions
    for problem in (x for x in statistics.rectification.problems if x.unit_kind == kind):
        yield problem.unit, "problems", 1
        yield problem.unit, "fixed", int(problem["state"] in (ON_TIME, TOO_LATE))


def _of_branches(statistics: Statistics) -> _Found:
    yield from _numbers(statistics.lead_run.lines, paired="paired", possible="possible")
    yield from _numbers(statistics.lead_run.lines, outcomes="outcomes", pairs_held="pairs")
    yield from _numbers(statistics.lead_run.lines, difficulties="difficulties", solved="solved")
    yield from _numbers(statistics.attendance, present="present", expected="present", guests="guests")
    yield from _numbers(statistics.attendance, expected="absent")
    yield from _numbers(statistics.training, trainings="sessions")
    yield from _numbers(statistics.achievements.all, achievements="counts")


def _of_teams(statistics: Statistics) -> _Found:
    teams = {line.unit for line in statistics.service.wishes.teams}
    for team, sessions in statistics.team_sessions.items():
        if team in teams:  # branches hold sessions too
            yield team, "trainings", sessions
    small = statistics.service.small
    for name, ledger in _ledgers(statistics):
        yield from _served(name, (line for line in ledger.teams if line.unit not in small))
    for pair in statistics.lead_run.guided:
        yield pair["learner"], "pairs_held", 1
        yield pair["learner"], "outcomes", int(bool(pair["outcome"]))
    for achieved in (x for x in statistics.achievements.all if x["team"]):
        for team in achieved["team"].split("、"):
            yield team, "achievements", int(achieved["counts"])


def _ledgers(statistics: Statistics) -> tuple[tuple[str, ServiceLedger], ...]:
    return ("wishes", statistics.service.wishes), ("requests", statistics.service.requests)


def _served(name: str, lines: Iterable[StatisticRow]) -> _Found:
    return _numbers(lines, **{name: "on_time", f"{name}_due": "due"})


def _service(statistics: Statistics) -> _Found:
    pledged = statistics.pledges.lines
    yield from _numbers(pledged, kept="on_time", kept_due="on_time")
    yield from _numbers(pledged, kept_due="overdue")
    for pledge in pledged:
        yield pledge.unit, "pledges", sum(pledge["types"])
        for name, number in zip(_STEPS, pledge["steps"][-len(_STEPS) :], strict=True):
            yield pledge.unit, name, number
    for place in statistics.places:
        if place["type"] == ZONE:
            yield place.unit, "closed", place["closed"] or 0
            yield place.unit, "found", place["found"] or 0
        elif place["type"] == POST and place["review"] is not None:
            yield place.unit, "posts", 1
            yield place.unit, "post_points", round(place["review"] * 100)
        elif place["type"] == POSITION:
            yield place.unit, "positions", 1
    for name, ledger in _ledgers(statistics):
        yield from _served(name, ledger.branches)
    for opinion in statistics.service.opinions:
        yield opinion.unit, "opinions", 1
    yield from _numbers(statistics.helps, helps="helps")
