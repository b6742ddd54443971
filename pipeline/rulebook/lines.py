"""What follows from the rules: each as a sentence with its cell, and when an item of the work list falls due."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.core.chinese import or_more, plain, star_word
from pipeline.core.period import Period
from pipeline.rulebook.indicators import SOURCES, is_leaf
from pipeline.rulebook.rows import Cell, Record
from pipeline.rulebook.rules import DutyRule, Rulebook


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule of the rulebook as a reader needs it: section (指标, 星级标准, 联动条件 …), text, reference, its cell."""

    section: str
    text: str
    reference: str
    place: str


_GATE = {
    "至少班组数": "{star}支部：至少 {value} 个班组{at_least}",
    "至少班组占比": "{star}支部：至少 {percent}% 的班组{at_least}",
    "支部星级不低于": "{star}班组：所属支部不低于{value_star}",
    "无班组支部最高星": "没有所辖和结对班组的支部：最高{value_star}",
}


def rule_lines(rules: Rulebook, cell: Cell) -> Iterator[RuleLine]:
    """Every threshold, gate, cap, quota, indicator and setting of the rulebook."""
    yield from _thresholds(rules, cell)
    for index, row in _rows(rules, "gate"):
        text = _GATE[row["how"]].format(
            star=star_word(int(row["star"])),
            value=plain(row["value"]),
            percent=plain(float(row["value"]) * 100),
            value_star=star_word(min(int(row["value"]), 9)),
            at_least="" if pd.isna(row["at_least"]) else or_more(int(row["at_least"]), rules.star_steps),
        )
        yield RuleLine("联动条件", text + _band(row), row["reference"], cell("gate", index, "value"))
    for index, row in _rows(rules, "veto"):
        also = "，并波及所属支部" if row["to_branch"] == "是" else ""
        yield RuleLine(
            "否决与封顶",
            f"{row['code']} {row['name']}（{row['unit_kind']}）：最高{star_word(int(row['highest']))}{also}",
            row["reference"],
            cell("veto", index, "highest"),
        )
    for index, row in _rows(rules, "quota"):
        yield RuleLine(
            "名额",
            f"{row['unit_kind']}{or_more(int(row['star']), rules.star_steps)}不超过 {plain(float(row['share']) * 100)}%"
            f"（{row['rounding']}，最少 {int(row['minimum'])} 个）；季度预警，年度执行",
            row["reference"],
            cell("quota", index, "share"),
        )
    for index, row in _rows(rules, "indicator"):
        yield RuleLine("指标", _indicator(row), row["reference"], cell("indicator", index, "points"))
    for index, row in _rows(rules, "setting"):
        if not pd.isna(row["value"]):
            yield RuleLine("基本设置", f"{row['name']}：{row['value']}", "", cell("setting", index, "value"))


def _rows(rules: Rulebook, key: str) -> list[tuple[tuple[str, str, int], dict[Hashable, Any]]]:
    frame = rules.frames[key]
    return list(zip(frame.index, frame.to_dict("records"), strict=True))


def _thresholds(rules: Rulebook, cell: Cell) -> Iterator[RuleLine]:
    for index, row in _rows(rules, "threshold"):
        yield RuleLine(
            "星级标准",
            f"{row['unit_kind']}{star_word(int(row['star']))}：{plain(row['lowest'])} 分及以上",
            str(row["reference"]),
            cell("threshold", index, "lowest"),
        )


def _band(row: dict[Hashable, Any]) -> str:
    low, high = row["min_teams"], row["max_teams"]
    if pd.isna(low) and pd.isna(high):
        return ""
    return f"（班组数 {'' if pd.isna(low) else low}–{'' if pd.isna(high) else high}）"


def _indicator(row: Record) -> str:
    source = row["origin"] if row["origin"] in SOURCES else f"{row['measure']} ← {row['source']}"
    how = f"，{source}" if is_leaf(row) else ""
    board: str = "" if pd.isna(row["board"]) else f"，{row['board']}·{row['side']}"
    return f"{row['unit_kind']} {row['code']} {row['name']} {plain(row['points'])} 分{how}{board}"


_CYCLE = {"每月": 1, "每季": 3, "每半年": 6, "每年": 12}


def cycle_end(month: dt.date, months: int) -> tuple[int, int]:
    """Year and last month of the cycle of 1, 3, 6 or 12 months that a month lies in."""
    return month.year, (month.month - 1) // months * months + months


def slots(rule: DutyRule, period: Period) -> list[tuple[int, int]]:
    """(year, month) of each cycle of the rule that falls due in the period."""
    months = _CYCLE[rule.frequency]
    names = [dt.date.fromisoformat(f"{m}-01") for m in period.month_names()]
    if rule.latest:
        return [(m.year, m.month) for m in names if m.month == rule.latest.month]
    if months in (6, 12) and rule.due_month:
        return [(m.year, m.month) for m in names if m.month % months == rule.due_month % months]
    return [(m.year, m.month) for m in names if cycle_end(m, months) == (m.year, m.month)]


def grace_end(month: str, due_day: int) -> dt.date:
    """The last day on which something of a month ("2019-08") may be made up: the grace day of the next, else its own last."""
    year, number = int(month[:4]), int(month[5:7])
    if not due_day:
        return dt.date(year, number, calendar.monthrange(year, number)[1])
    return dt.date(year + number // 12, number % 12 + 1, due_day)


def slot_of(rule: DutyRule, month: dt.date) -> tuple[int, int]:
    """(year, month) in which the cycle falls due that something done for a month belongs to."""
    months = _CYCLE[rule.frequency]
    if rule.latest:
        over = rule.latest.years_after and month.month > rule.latest.month
        return month.year + bool(over), rule.latest.month
    if months in (6, 12) and rule.due_month:
        year, last = cycle_end(month, months)
        return year, last - months + ((rule.due_month - 1) % months) + 1
    return cycle_end(month, months)


def is_long(rule: DutyRule) -> bool:
    """True for an item asked less often than every quarter: what earlier quarters of the year did for it counts."""
    return _CYCLE[rule.frequency] > 3


def times_a_year(frequency: str, times: int) -> int:
    """How often a year asks an item that is asked so many times a cycle."""
    return times * (12 // _CYCLE[frequency])


def due_date(rule: DutyRule, slot: tuple[int, int]) -> dt.date:
    """The last day on which the item is on time: the end of its month, or the grace day of the next."""
    year, month = slot
    if rule.latest:
        return dt.date(year, month, min(rule.latest.day, calendar.monthrange(year, month)[1]))
    return grace_end(f"{year:04}-{month:02}", rule.due_day or 0)
