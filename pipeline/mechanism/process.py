"""过程: what was due in the period, sheet by sheet, and what became of it — told of every unit, scored or not."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.mechanism.reading import branches, records, rows, teams
from pipeline.mechanism.work_list import Tally, tally
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.score import Unit
from schemas.base import YES, title
from schemas.facts import DutyDue, PledgeFact, RequestFact, WishFact
from schemas.review import Check
from schemas.service import Request, Wish
from schemas.words import BRANCH, TEAM

LISTS = ("组织生活", "双星培训", "工作清单")
PLEDGES, CHECKS = title(PledgeFact), title(Check)
LEDGERS = (title(Wish), title(Request))
_LEDGERS = (("wish", title(WishFact), "realised"), ("request", title(RequestFact), "closed"))


@dataclass(frozen=True, slots=True)
class ProcessLine:
    """A unit: what was due on each sheet, in the order of `Process.sheets` of its kind.

    `checks`: how many times a department examined the team, and the points it took off; None for branches."""

    unit_kind: str
    unit: str
    parent: str
    sheets: tuple[Tally, ...]
    checks: tuple[int, float] | None


@dataclass(frozen=True, slots=True)
class Process:
    sheets: dict[str, tuple[str, ...]]  # unit kind -> the sheets on which something can be due
    lines: tuple[ProcessLine, ...]  # branches, then teams


_SHEETS = {BRANCH: (*LISTS, PLEDGES, *LEDGERS), TEAM: (*LISTS[1:], *LEDGERS)}


def process(made: Evaluation) -> Process:
    """Due, on time, late and missing of every unit whose workbook is there."""
    found: dict[tuple[Unit, str], list[dict[str, Any]]] = {}
    for unit, sheet, status in (*_listed(made), *_pledged(made), *_served(made)):
        found.setdefault((unit, sheet), []).append({"status": status})
    checked = rows(made, "check")
    times, taken = Counter(r.cells["team"] for r in checked), Counter[str]()
    for r in checked:
        taken[r.cells["team"]] += r.cells["deduction"]
    units = [(BRANCH, b, "") for b in branches(made)] + [(TEAM, t, b) for t, b in teams(made).items()]
    return Process(_SHEETS, tuple(
        ProcessLine(kind, unit, parent, tuple(tally(found.get(((kind, unit), sheet), ())) for sheet in _SHEETS[kind]),
                    (times[unit], float(taken[unit])) if kind == TEAM else None) for kind, unit, parent in units))


Status = tuple[Unit, str, str]  # unit, sheet, 按期 / 补办 / 未办


def _listed(made: Evaluation) -> Iterator[Status]:
    for r in records(made.facts[title(DutyDue)]):
        yield ((TEAM, r["team"]) if r["team"] else (BRANCH, r["branch"])), r["proof"], r["status"]


def _pledged(made: Evaluation) -> Iterator[Status]:
    """Pledges whose term ends in the period; the indicator counts those of the year so far."""
    frame = made.tables.frames["pledge"]
    rows_ = {(file, row): c for (file, _, row), c in zip(frame.index, records(frame), strict=True)}
    for f in records(made.facts[title(PledgeFact)]):
        c = rows_[f["file"], f["row"]]
        if f["due"] == YES and f["excused"] != YES and made.tables.period.contains(c["deadline"]):
            yield (BRANCH, f["branch"]), PLEDGES, _status(made, f["on_time"] == YES, c["done"])


def _served(made: Evaluation) -> Iterator[Status]:
    """Wishes and requests; one of a team is due from the branch that took it, and counts for the team too."""
    for sheet, (key, fact, closing) in zip(LEDGERS, _LEDGERS, strict=True):
        for r, f in zip(rows(made, key), records(made.facts[fact]), strict=True):
            if f["due"] == YES:
                status = _status(made, f["on_time"] == YES, r.cells[closing])
                yield (BRANCH, r.unit), sheet, status
                if r.cells["team"]:
                    yield (TEAM, r.cells["team"]), sheet, status


def _status(made: Evaluation, on_time: bool, done: dt.date | None) -> str:
    return "按期" if on_time else "补办" if done is not None and done <= made.tables.period.end else "未办"
