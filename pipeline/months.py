"""每月评价: what was due and done, who came and who helped, by unit and month of an evaluated period. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.evidence.figures import helps
from pipeline.rating.evaluate import Evaluation
from schemas.base import title
from schemas.facts import Attendance, DutyDue
from schemas.words import BRANCH, TEAM

COLUMNS = ("unit_kind", "unit", "month", "due", "on_time", "made_up", "missing", "expected", "attended", "rate", "helps")
_STATUS = {"on_time": "按期", "made_up": "补办", "missing": "未办"}


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A unit with its months in order, each a mapping of the columns of `months`."""

    unit: str
    months: tuple[Mapping[str, Any], ...]


def months(made: Evaluation) -> pd.DataFrame:
    """One row a branch and team and month, columns COLUMNS. `rate`: per cent of those expected at organisation life who
    came, NA where nothing was held; `expected`, `attended` and `helps` are of branches, NA for teams."""
    duties, attended, helped = _duties(made), _attended(made), _helped(made)
    rows = []
    for kind, key in ((BRANCH, "branch"), (TEAM, "team")):
        for unit in sorted(made.tables.frames[key][key]):
            for month in made.tables.period.month_names():
                at = (kind, unit, month)
                done = duties.get(at, {})
                counts = [done.get(word, 0) for word in _STATUS.values()]
                came, expected = attended.get(at, (0, 0))
                own = (expected, came, round(came / expected * 100, 1) if expected else None, helped.get(at, 0))
                rows.append((*at, sum(counts), *counts, *(own if kind == BRANCH else (None,) * 4)))
    whole = dict.fromkeys(("due", *_STATUS, "expected", "attended", "helps"), "Int64")
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({**whole, "rate": "Float64"})


Key = tuple[str, str, str]  # unit kind, unit, month


def _duties(made: Evaluation) -> dict[Key, dict[str, int]]:
    """Items of the work list by status; a branch answers for its groups too, a team for itself."""
    found: dict[Key, dict[str, int]] = {}
    rows = made.facts[title(DutyDue)]
    for branch, team, month, status in zip(rows["branch"], rows["team"], rows["month"], rows["status"], strict=True):
        at = (BRANCH, branch, month) if pd.isna(team) else (TEAM, team, month)
        counts = found.setdefault(at, {})
        counts[status] = counts.get(status, 0) + 1
    return found


def _attended(made: Evaluation) -> dict[Key, tuple[int, int]]:
    """Present and expected at organisation life, excused and made up left out on both sides (rules 3.4)."""
    rows = made.facts[title(Attendance)]
    rows = rows[rows["key"].eq("meeting") & rows["status"].isin(["出席", "缺席"])]
    found: dict[Key, tuple[int, int]] = {}
    for branch, month, status in zip(rows["branch"], rows["date"].dt.strftime("%Y-%m"), rows["status"], strict=True):
        came, expected = found.get((BRANCH, branch, month), (0, 0))
        found[BRANCH, branch, month] = (came + (status == "出席"), expected + 1)
    return found


def _helped(made: Evaluation) -> dict[Key, int]:
    rows = helps(made.tables)
    return Counter((BRANCH, branch, month) for branch, month in zip(rows["branch"], rows["date"].dt.strftime("%Y-%m"), strict=True))


def month_rows(found: pd.DataFrame, kind: str) -> tuple[MonthRow, ...]:
    """The frame as rows of a page, the units of a kind by name; NA as None."""
    own = found[found["unit_kind"].eq(kind)].astype(object)
    records = own.where(own.notna(), None).to_dict("records")
    units = sorted({str(r["unit"]) for r in records})
    return tuple(MonthRow(unit, tuple({str(k): v for k, v in r.items()} for r in records if r["unit"] == unit)) for unit in units)


