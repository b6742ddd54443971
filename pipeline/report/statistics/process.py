"""过程: what was due on each sheet, and month by month, and what became of it — told of every unit, scored or not."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.core.period import month_title
from pipeline.evidence.figures import helps
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.score import Unit
from pipeline.report.statistics.attendance import meetings
from pipeline.report.statistics.records import records, units
from pipeline.report.statistics.service import REQUESTS, WISHES, items
from pipeline.report.statistics.table import StatisticRow
from pipeline.report.statistics.work_list import due_items, tally
from schemas.base import YES, title
from schemas.facts import CheckFact, PledgeFact
from schemas.words import BRANCH, TEAM

LISTS = ("组织生活", "双星培训", "工作清单")
PLEDGES = title(PledgeFact)
LEDGERS = (WISHES.name, REQUESTS.name)
_SHEETS = {BRANCH: (*LISTS, PLEDGES, *LEDGERS), TEAM: (*LISTS[1:], *LEDGERS)}


@dataclass(frozen=True, slots=True)
class Process:
    """Units with a tally a sheet, in the order of `sheets` of their kind.

    `checks`: how many times a department examined the team, and the points it took off; None for branches."""

    sheets: dict[str, tuple[str, ...]]  # unit kind -> the sheets on which something can be due
    lines: tuple[StatisticRow, ...]  # branches, then teams


def process(evaluation: Evaluation) -> Process:
    """Due, on time, late and missing of every unit whose workbook is there."""
    statuses: dict[tuple[Unit, str], list[str]] = defaultdict(list)
    for unit, sheet, status in (*_listed(evaluation), *_pledged(evaluation), *_served(evaluation)):
        statuses[unit, sheet].append(status)
    times, taken = Counter[str](), Counter[str]()
    for check in records(evaluation.facts[title(CheckFact)]):
        times[check["team"]] += 1
        taken[check["team"]] += check["deduction"]

    def cells(kind: str, unit: str) -> dict[str, Any]:
        return {
            "sheets": tuple(tally(statuses[(kind, unit), sheet]) for sheet in _SHEETS[kind]),
            "checks": (times[unit], float(taken[unit])) if kind == TEAM else None,
        }

    return Process(
        _SHEETS,
        tuple(
            StatisticRow(unit, cells(kind, unit), kind, parent) for kind, unit, parent in units(evaluation)
        ),
    )


Status = tuple[Unit, str, str]  # unit, sheet, 按期 / 补办 / 未办


def _listed(evaluation: Evaluation) -> Iterator[Status]:
    for unit, due in due_items(evaluation).items():
        for item in due:
            yield unit, item["proof"], item["status"]


def _pledged(evaluation: Evaluation) -> Iterator[Status]:
    """Pledges whose term ends in the period; the indicator counts those of the year so far."""
    frame = evaluation.tables.frames["pledge"]
    pledges = {(file, row): p for (file, _, row), p in zip(frame.index, records(frame), strict=True)}
    for f in records(evaluation.facts[title(PledgeFact)]):
        pledge = pledges.get((f["file"], f["row"]))
        if pledge is None:
            continue
        if f["due"] == YES and f["excused"] != YES and evaluation.tables.period.contains(pledge["deadline"]):
            yield (BRANCH, f["branch"]), PLEDGES, _status(evaluation, f["on_time"] == YES, pledge["done"])


def _served(evaluation: Evaluation) -> Iterator[Status]:
    """Wishes and requests; one of a team is due from the branch that took it, and counts for the team too."""
    for form in (WISHES, REQUESTS):
        for item in items(evaluation, form):
            if item["asked"]:
                status = _status(evaluation, item["kept"], item["end"])
                yield item.key, form.name, status
                if item["team"]:
                    yield (TEAM, item["team"]), form.name, status


def _status(evaluation: Evaluation, on_time: bool, done: dt.date | None) -> str:
    return (
        "按期" if on_time else "补办" if done is not None and done <= evaluation.tables.period.end else "未办"
    )


@dataclass(frozen=True, slots=True)
class Months:
    """The months of the period side by side: their headings, and branches and teams with the months of each in order.

    A month: its name, the tally of the work list; of branches also `rate`, per cent of those expected at organisation
    life who came (None where nothing was held), and `helps`."""

    titles: tuple[str, ...]
    branches: tuple[StatisticRow, ...]
    teams: tuple[StatisticRow, ...]


def months(evaluation: Evaluation) -> Months:
    """The months of every unit of the directory, by name."""
    names = evaluation.tables.period.month_names()
    came, helped, due = _came(evaluation), _helped(evaluation), due_items(evaluation)

    def month(kind: str, unit: str, name: str) -> dict[str, Any]:
        counts = tally(i["status"] for i in due.get((kind, unit), ()) if i["month"] == name)._asdict()
        if kind == TEAM:
            return {"month": name, **counts, "rate": None, "helps": None}
        present, expected = came["出席", unit, name], came["出席", unit, name] + came["缺席", unit, name]
        rate = round(present / expected * 100, 1) if expected else None
        return counts | {
            "month": name,
            "expected": expected,
            "attended": present,
            "rate": rate,
            "helps": helped[unit, name],
        }

    def lines(kind: str, key: str) -> tuple[StatisticRow, ...]:
        return tuple(
            StatisticRow(unit, {"months": tuple(month(kind, unit, name) for name in names)}, kind)
            for unit in sorted(evaluation.tables.frames[key][key])
        )

    return Months(tuple(map(month_title, names)), lines(BRANCH, "branch"), lines(TEAM, "team"))


def _came(evaluation: Evaluation) -> Counter[tuple[str, str, str]]:
    """Status, branch and month of everybody at organisation life (rules 3.4)."""
    return Counter((status, branch, month) for branch, _, month, status in meetings(evaluation))


def _helped(evaluation: Evaluation) -> Counter[tuple[str, str]]:
    held = helps(evaluation.tables)
    return Counter(zip(held["branch"], held["date"].dt.strftime("%Y-%m"), strict=True))
