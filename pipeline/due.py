"""The day by which the workbooks of a period are due, as the rulebook says."""

from __future__ import annotations

import datetime as dt

from pipeline.collect import Inbox
from pipeline.core.period import Period
from pipeline.excel.workbook import Workbook

_SETTING = "报送截止日"


def due_day(inbox: Inbox, rulebook: Workbook | None, period: Period) -> dt.date | None:
    """The day of the month after the period; None without a readable rulebook."""
    if rulebook is None:
        return None
    rows = inbox.rows("setting", {rulebook.file})
    found = rows[rows["name"].eq(_SETTING)]["value"].dropna()
    text = str(found.iloc[0]) if len(found) else ""
    if not text.isdigit() or not 1 <= int(text) <= 28:
        return None
    return (period.end + dt.timedelta(days=1)).replace(day=int(text))
