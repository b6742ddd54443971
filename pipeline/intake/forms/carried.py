"""What of the ledgers stands in a branch's next blank: its own open items, what was passed on to it, last year's open pledges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline.core.period import Period
from pipeline.core.records import records
from pipeline.excel.cells.cell import same_name
from pipeline.excel.workbook import Workbook
from pipeline.intake.assemble import of_reviews
from pipeline.intake.select import Selection
from pipeline.intake.sent.changes import answered_in_words
from pipeline.intake.sent.supplements import as_asked
from schemas.base import title
from schemas.books import DECLARED, SHEETS
from schemas.words import (
    AGREED,
    APPROVED,
    CARRIED_OVER,
    DRAFT,
    ENDED,
    EXPLAINED,
    OUTER_REASON,
    PASSED_ON,
)

Given = dict[str, list[dict[str, Any]]]
_CLOSED = {"wish": ("已实现", "撤回"), "request": ("已办结", "撤回")}
_BEGIN = {  # how an item that was passed on begins with its new branch, which answers the other columns itself
    "wish": {"state": None, "claimer": None, "due": None, "voice": None},
    "request": {"state": None, "handler": None, "due": None, "voice": None, "pledge": None},
}
_NOT_PASSED = dict.fromkeys(("passed_to", "passed_unit", "received"))
_ASKED_ANEW = {key: DECLARED[key].asked_anew for key in ("pairing", "zone_post")}


def given_rows(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries, None where nothing stands."""
    return [{str(k): None if pd.isna(v) else v for k, v in row.items()} for row in records(rows)]


def carried(last: Selection, unit: str, period: Period) -> Given:
    """The rows of a branch's ledgers that go on in the period, as the last workbooks have them."""
    given = {key: passed for key in _CLOSED if (passed := _passed_on_to(last, unit, key))}
    workbook = last.submissions.get(unit)
    if workbook is None:
        return given
    given["pledge"] = _pledges(last, _rows(last, workbook, "pledge"), period)
    for key, closed in _CLOSED.items():
        rows = _rows(last, workbook, key)
        finished = rows["state"].isin(closed) | _finished_elsewhere(last, unit, key, rows)
        still = rows[~finished.fillna(False).astype(bool)]
        given[key] = [*given_rows(as_asked(key, still)), *given.get(key, [])]
    for key, asked in _ASKED_ANEW.items():
        rows = _rows(last, workbook, key)
        still = rows[rows["end" if key == "pairing" else "withdrawn"].isna()]
        given[key] = [row | dict.fromkeys(asked) for row in given_rows(still)]
    return given


def _rows(last: Selection, workbook: Workbook, key: str) -> pd.DataFrame:
    """The rows of a sheet as the workbook has them together with all that was added to it."""
    return last.rows_in(key, last.files_of([workbook]))


def _pledges(last: Selection, rows: pd.DataFrame, period: Period) -> list[dict[str, Any]]:
    """Every pledge of the year; of last year's the approved ones that were open and overdue at its end, as 上年未兑现."""
    if last.period.year == period.year:
        return given_rows(as_asked("pledge", rows))
    verified = of_reviews(last.inbox, "verification")
    excused = verified[verified["matter"].eq(OUTER_REASON) & verified["verdict"].eq(AGREED)]["number"]
    overdue = (
        rows["verdict"].eq(APPROVED)
        & ~rows["state"].isin([DRAFT, ENDED])
        & rows["done"].isna()
        & (rows["deadline"] < pd.Timestamp(period.whole_year().start))
        & ~rows["pledge"].isin(excused)
    )
    return [row | {"state": CARRIED_OVER} for row in given_rows(rows[overdue.fillna(False).astype(bool)])]


def _of_others(last: Selection, unit: str, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a ledger in the workbooks of the other branches."""
    for other, workbook in last.submissions.items():
        if other != unit:
            yield from ((other, row) for row in given_rows(_rows(last, workbook, key)))


def _passed_on_to(last: Selection, unit: str, key: str) -> list[dict[str, Any]]:
    """The items that other branches passed on to this one and that its own workbook does not have yet."""
    workbook = last.submissions.get(unit)
    known = set(_rows(last, workbook, key)[key]) if workbook else set()
    found = {
        row[key]: row | _BEGIN[key] | _NOT_PASSED
        for _, row in _of_others(last, unit, key)
        if row["state"] == PASSED_ON and _named(last, row["passed_unit"]) == unit and row[key] not in known
    }
    return list(found.values())


def to_departments(last: Selection) -> dict[str, list[dict[str, Any]]]:
    """Department -> the items that branches passed on to it and that nobody has closed, with where they come from and since when."""
    found: dict[str, list[dict[str, Any]]] = {}
    units = {*last.submissions, *last.names.values()}  # branches and teams
    for key in _CLOSED:
        for branch, row in _of_others(last, "", key):
            unit = _named(last, row["passed_unit"])
            if row["state"] == PASSED_ON and unit and unit not in units:
                found.setdefault(unit, []).append(_passed_item(key, branch, row))
    return {unit: _still_open(last, unit, items) for unit, items in sorted(found.items())}


def _passed_item(key: str, branch: str, row: dict[str, Any]) -> dict[str, Any]:
    same = ("content", "raised", "received")
    return {"table": title(SHEETS[key]), "number": row[key], "branch": branch} | {
        one: row[one] for one in same
    }


def _still_open(last: Selection, unit: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items that the department has not closed in its own workbook."""
    workbook = last.checks.get(unit)
    rows = last.rows_in("passed_item", last.files_of([workbook])) if workbook else None
    closed = (
        set()
        if rows is None
        else {(one["table"], one["number"]) for one in given_rows(rows) if one["closed"]}
    )
    return [item for item in items if (item["table"], item["number"]) not in closed]


def _closed_by_others(last: Selection, unit: str, key: str) -> set[str]:
    """The numbers that another branch has closed: its day closes them here too."""
    return {row[key] for _, row in _of_others(last, unit, key) if row["state"] == _CLOSED[key][0]}


def _finished_elsewhere(last: Selection, unit: str, key: str, rows: pd.DataFrame) -> pd.Series:
    """True for what was passed on and is closed where it went, and for what the office agreed to answer in words."""
    passed, numbers = rows["state"].eq(PASSED_ON), rows[key]
    by_departments = rows["received"].notna() & numbers.isin(_closed_by_departments(last, key))
    answered = numbers.isin(answered_in_words(last.inbox)[title(SHEETS[key])])
    by_others = numbers.isin(_closed_by_others(last, unit, key))
    return (passed & (by_others | by_departments)) | (rows["state"].eq(EXPLAINED) & answered)


def _closed_by_departments(last: Selection, key: str) -> set[str]:
    """The numbers that departments have closed in their 转办事项."""
    rows = last.rows_in("passed_item", last.files_of(last.checks.values()))
    return set(rows[rows["table"].eq(title(SHEETS[key])) & rows["closed"].notna()]["number"])


def _named(last: Selection, unit: str | None) -> str:
    """The name of a unit in the directory."""
    return last.names.get(same_name(unit), unit) if unit else ""
