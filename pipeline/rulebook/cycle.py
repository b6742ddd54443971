"""When an item of the work list falls due."""

from __future__ import annotations

import calendar
import datetime as dt

from pipeline.core.period import Period
from pipeline.rulebook.rules import DutyRule

_CYCLE = {"每月": 1, "每季": 3, "每半年": 6, "每年": 12}


def cycle_end(month: dt.date, months: int) -> tuple[int, int]:
    """Year and last month of the cycle of 1, 3, 6 or 12 months that a month lies in."""
    return month.year, (month.month - 1) // months * months + months


def slots(rule: DutyRule, period: Period) -> list[tuple[int, int]]:
    """(year, month) of each cycle of the rule that falls due in the period."""
    months = _CYCLE[rule.frequency]
    names = [dt.date.fromisoformat(f"{m}-01") for m in period.month_names()]
    if months in (6, 12) and rule.due_month:
        return [(m.year, m.month) for m in names if m.month % months == rule.due_month % months]
    return [(m.year, m.month) for m in names if cycle_end(m, months) == (m.year, m.month)]


def due_date(rule: DutyRule, slot: tuple[int, int]) -> dt.date:
    """The last day on which the item is on time: the end of its month, or the grace day of the next."""
    year, month = slot
    if not rule.due_day:
        return dt.date(year, month, calendar.monthrange(year, month)[1])
    return dt.date(year + month // 12, month % 12 + 1, rule.due_day)
