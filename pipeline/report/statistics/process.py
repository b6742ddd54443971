"""过程: what was due in the period, sheet by sheet, and what became of it — told of every unit, scored or not."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.evidence.figures import helps
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.score import Unit
from pipeline.report.statistics.records import branches, records, rows, teams
from pipeline.report.statistics.work_list import Tally, tally
from schemas.base import YES, title
from schemas.facts import Attendance, DutyDue, PledgeFact, RequestFact, WishFact
from schemas.review import Check
from schemas.submission_service import Request, Wish
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


def process(evaluation: Evaluation) -> Process:
    """Due, on time, late and missing of every unit whose workbook is there."""
    found: dict[tuple[Unit, str], list[dict[str, Any]]] = {}
    for unit, sheet, status in (*_listed(evaluation), *_pledged(evaluation), *_served(evaluation)):
        found.setdefault((unit, sheet), []).append({"status": status})
    checked = rows(evaluation, "check")
    times, taken = Counter(r.cells["team"] for r in checked), Counter[str]()
    for r in checked:
        taken[r.cells["team"]] += r.cells["deduction"]
    units = [(BRANCH, b, "") for b in branches(evaluation)] + [
        (TEAM, t, b) for t, b in teams(evaluation).items()
    ]
    return Process(
        _SHEETS,
        tuple(
            ProcessLine(
                kind,
                unit,
                parent,
                tuple(tally(found.get(((kind, unit), sheet), ())) for sheet in _SHEETS[kind]),
                (times[unit], float(taken[unit])) if kind == TEAM else None,
            )
            for kind, unit, parent in units
        ),
    )


Status = tuple[Unit, str, str]  # unit, sheet, 按期 / 补办 / 未办


def _listed(evaluation: Evaluation) -> Iterator[Status]:
    for r in records(evaluation.facts[title(DutyDue)]):
        yield ((TEAM, r["team"]) if r["team"] else (BRANCH, r["branch"])), r["proof"], r["status"]


def _pledged(evaluation: Evaluation) -> Iterator[Status]:
    """Pledges whose term ends in the period; the indicator counts those of the year so far."""
    frame = evaluation.tables.frames["pledge"]
    rows_ = {(file, row): c for (file, _, row), c in zip(frame.index, records(frame), strict=True)}
    for f in records(evaluation.facts[title(PledgeFact)]):
        c = rows_[f["file"], f["row"]]
        if f["due"] == YES and f["excused"] != YES and evaluation.tables.period.contains(c["deadline"]):
            yield (BRANCH, f["branch"]), PLEDGES, _status(evaluation, f["on_time"] == YES, c["done"])


def _served(evaluation: Evaluation) -> Iterator[Status]:
    """Wishes and requests; one of a team is due from the branch that took it, and counts for the team too."""
    for sheet, (key, fact, closing) in zip(LEDGERS, _LEDGERS, strict=True):
        for r, f in zip(rows(evaluation, key), records(evaluation.facts[fact]), strict=True):
            if f["due"] == YES:
                status = _status(evaluation, f["on_time"] == YES, r.cells[closing])
                yield (BRANCH, r.unit), sheet, status
                if r.cells["team"]:
                    yield (TEAM, r.cells["team"]), sheet, status


def _status(evaluation: Evaluation, on_time: bool, done: dt.date | None) -> str:
    return (
        "按期" if on_time else "补办" if done is not None and done <= evaluation.tables.period.end else "未办"
    )


COLUMNS = (
    "unit_kind",
    "unit",
    "month",
    "due",
    "on_time",
    "made_up",
    "missing",
    "expected",
    "attended",
    "rate",
    "helps",
)
_STATUS = {"on_time": "按期", "made_up": "补办", "missing": "未办"}


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A unit with its months in order, each a mapping of the columns of `months`."""

    unit: str
    months: tuple[Mapping[str, Any], ...]


def months(evaluation: Evaluation) -> pd.DataFrame:
    """One row a branch and team and month, columns COLUMNS. `rate`: per cent of those expected at organisation life who
    came, NA where nothing was held; `expected`, `attended` and `helps` are of branches, NA for teams."""
    duties, attended, helped = _duties(evaluation), _attended(evaluation), _helped(evaluation)
    rows = []
    for kind, key in ((BRANCH, "branch"), (TEAM, "team")):
        for unit in sorted(evaluation.tables.frames[key][key]):
            for month in evaluation.tables.period.month_names():
                at = (kind, unit, month)
                done = duties.get(at, {})
                counts = [done.get(word, 0) for word in _STATUS.values()]
                came, expected = attended.get(at, (0, 0))
                own = (
                    expected,
                    came,
                    round(came / expected * 100, 1) if expected else None,
                    helped.get(at, 0),
                )
                rows.append((*at, sum(counts), *counts, *(own if kind == BRANCH else (None,) * 4)))
    whole = dict.fromkeys(("due", *_STATUS, "expected", "attended", "helps"), "Int64")
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({**whole, "rate": "Float64"})


Key = tuple[str, str, str]  # unit kind, unit, month


def _duties(evaluation: Evaluation) -> dict[Key, dict[str, int]]:
    """Items of the work list by status; a branch answers for its groups too, a team for itself."""
    found: dict[Key, dict[str, int]] = {}
    rows = evaluation.facts[title(DutyDue)]
    for branch, team, month, status in zip(
        rows["branch"], rows["team"], rows["month"], rows["status"], strict=True
    ):
        at = (BRANCH, branch, month) if pd.isna(team) else (TEAM, team, month)
        counts = found.setdefault(at, {})
        counts[status] = counts.get(status, 0) + 1
    return found


def _attended(evaluation: Evaluation) -> dict[Key, tuple[int, int]]:
    """Present and expected at organisation life, excused and made up left out on both sides (rules 3.4)."""
    rows = evaluation.facts[title(Attendance)]
    rows = rows[rows["key"].eq("meeting") & rows["status"].isin(["出席", "缺席"])]
    found: dict[Key, tuple[int, int]] = {}
    for branch, month, status in zip(
        rows["branch"], rows["date"].dt.strftime("%Y-%m"), rows["status"], strict=True
    ):
        came, expected = found.get((BRANCH, branch, month), (0, 0))
        found[BRANCH, branch, month] = (came + (status == "出席"), expected + 1)
    return found


def _helped(evaluation: Evaluation) -> dict[Key, int]:
    rows = helps(evaluation.tables)
    return Counter(
        (BRANCH, branch, month)
        for branch, month in zip(rows["branch"], rows["date"].dt.strftime("%Y-%m"), strict=True)
    )


def month_rows(found: pd.DataFrame, kind: str) -> tuple[MonthRow, ...]:
    """The frame as rows of a page, the units of a kind by name; NA as None."""
    own = found[found["unit_kind"].eq(kind)].astype(object)
    records = own.where(own.notna(), None).to_dict("records")
    units = sorted({str(r["unit"]) for r in records})
    return tuple(
        MonthRow(unit, tuple({str(k): v for k, v in r.items()} for r in records if r["unit"] == unit))
        for unit in units
    )
