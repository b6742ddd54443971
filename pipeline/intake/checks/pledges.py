"""Findings about pledges: steps out of order or left out, reviews that are missing, supervision that is overdue."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.core.finding import Finding
from pipeline.evidence.pledges import date_of, unsupervised
from pipeline.intake.checks.references import Checked
from schemas.base import column_of
from schemas.submission_service import Pledge

# A later step and those that come before it, where no rule of the sheet itself forbids it already.
_ORDER = (
    ("signed", ("set_on",)),
    ("published", ("signed",)),
    ("supervised", ("set_on", "published")),
    ("done", ("published", "supervised")),
    ("reviewed", ("published",)),
)
# What a pledge in a state must have, where no rule of the sheet itself demands it already.
_NEEDS = {
    "已公开": ("published",),
    "践诺中": ("published",),
    "已完成": ("published",),
    "已评诺": ("published", "reviewed", "grade"),
}


def pledges(at: Checked) -> Iterator[Finding]:
    """Everything about the five steps that no row can see by itself."""
    rows = at.tables.frames["pledge"]
    for index, row in zip(rows.index, rows.to_dict("records"), strict=True):
        for code, column, facts in _found(at, row):
            value = row[column]
            shown = (
                "" if pd.isna(value) else str(date_of(value) or "") if hasattr(value, "date") else str(value)
            )
            yield at.say(code, "pledge", index, column, shown, pledge=row["pledge"], **facts)


def _found(at: Checked, row: Mapping[Hashable, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Code, column to blame and facts of each finding of a pledge."""
    period = at.tables.period
    if pd.isna(row["verdict"]) and row["state"] != "终止":
        yield "W321", "verdict", {}
    for later, earlier in ((late, name) for late, names in _ORDER for name in names):
        if not pd.isna(row[later]) and not pd.isna(row[earlier]) and row[later] < row[earlier]:
            yield "W322", later, {"earlier": _title(earlier), "day": date_of(row[earlier])}
    for name in (n for n in _NEEDS.get(row["state"], ()) if pd.isna(row[n])):
        yield "W323", name, {"state": row["state"]}
    if not pd.isna(row["reviewed"]) and row["state"] != "已评诺":
        yield "W324", "state", {}
    done = date_of(row["done"])
    if (
        row["state"] == "已完成"
        and pd.isna(row["reviewed"])
        and done is not None
        and done < period.whole_quarter().start
    ):
        yield "W325", "reviewed", {"done": done}
    quarter_over = period.end == period.whole_quarter().end
    if quarter_over and unsupervised(row, period.whole_quarter().start):
        yield "W311", "supervised", {"period": period.whole_quarter().title}
    missed = row["deadline"].date() <= period.end and (done is None or row["done"] > row["deadline"])
    if missed and pd.isna(row["reason"]) and row["state"] != "草拟":
        yield "W326", "reason", {"deadline": row["deadline"].date()}


def _title(name: str) -> str:
    return column_of(Pledge, name).title
