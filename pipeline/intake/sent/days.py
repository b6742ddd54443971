"""Days that cannot be: something done after the day up to which the workbook says that it tells (rules 2.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from pipeline.core.finding import Finding
from pipeline.evidence.tables import Index
from pipeline.excel.workbook import Workbook, listed
from pipeline.intake.checks.references import Checked
from pipeline.intake.collect import as_of
from pipeline.intake.messages import say
from pipeline.rulebook.lines import grace_end
from schemas.base import Column, Kind, Sheet, columns, declaration, key
from schemas.books import CHECK, SUBMISSION

_MONTH = "month"  # the column that says for which month something was made up
_FEWEST = 3  # days; fewer prove no slip of the cover


class Done(NamedTuple):
    """A day on which something was done, and its cell."""

    key: str
    row: Index
    column: Column
    day: dt.date


def done_later(at: Checked) -> Iterator[Finding]:
    """Days after the 截至日期; where most are, the cover's day is told and not each of them."""
    for workbook in (w for w in at.chosen.inbox.workbooks if w.file in at.chosen.files):
        if workbook.book.key not in (SUBMISSION.key, CHECK.key) or not as_of(workbook):
            continue
        last = dt.date.fromisoformat(as_of(workbook))
        done = [one for sheet in workbook.book.sheets for one in _done(at, sheet, workbook)]
        late = [one for one in done if one.day > last]
        recent = [one for one in done if one.day >= at.tables.period.start]
        if len(late) >= _FEWEST and 2 * len(late) > len(recent):
            yield _at_cover(at, workbook, late)
            continue
        for one in late:
            yield at.say("E419", one.key, one.row, one.column.name, one.day, as_of=last)


def _done(at: Checked, sheet: type[Sheet], workbook: Workbook) -> Iterator[Done]:
    days = [c for c in columns(sheet) if c.kind is Kind.DATE and c.name not in declaration(sheet).planned]
    rows = at.chosen.every(key(sheet)) if days else pd.DataFrame()
    rows = rows[rows.index.isin([workbook.file], level="file")] if len(rows) else rows
    due_day = max((rule.due_day or 0 for rule in at.tables.rulebook.duties), default=0)
    for index, row in zip(rows.index, rows.to_dict("records"), strict=True):
        for column in days:
            value, month = row[column.name], row.get(_MONTH)
            if pd.isna(value):
                continue
            made_up = isinstance(month, str) and value.date() <= grace_end(month, due_day)
            if not made_up:
                yield Done(key(sheet), index, column, value.date())


def _at_cover(at: Checked, workbook: Workbook, late: list[Done]) -> Finding:
    letters = at.chosen.inbox.letters
    cells = (
        f"{one.row[1]} {letters[workbook.file, one.key].get(one.column.name, '')}{one.row[2]}" for one in late
    )
    return say(
        "E420",
        workbook.cover["as_of"].place,
        column="截至日期",
        value=as_of(workbook),
        late=len(late),
        cells=listed(cells, _FEWEST),
        unit=at.chosen.unit(workbook),
    )
