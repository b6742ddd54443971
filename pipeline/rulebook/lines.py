"""What follows from the rules: each as a sentence with its cell, and when an item of the work list falls due."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.core.chinese import plain
from pipeline.core.period import Period
from pipeline.core.records import Record, placed
from pipeline.rulebook.indicators import SOURCES, is_leaf
from pipeline.rulebook.levels import Gate, Level, Quota, Veto, build_gate
from pipeline.rulebook.rows import Cell
from pipeline.rulebook.rules import DutyRule, Rulebook
from schemas import words
from schemas.words import BRANCH, TEAM


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule of the rulebook as a reader needs it: section (指标, 星级标准, 联动条件 …), text, reference, its cell."""

    section: str
    text: str
    reference: str
    place: str


_GATE = {
    words.GATE_MEAN: "{star}支部：计数班组的级数平均不低于 {value}",
    words.GATE_MEMBERS: "{star}{kind}：至少 {percent}% 的党员得分达到满分的 {reached}%",
    words.GATE_COVERAGE: "{star}{kind}：{indicators}中至少 {value} 项得分率达到 {reached}%",
    words.GATE_RUN: "{star}{kind}：前 {value} 期连续{teams}",
    words.GATE_LAST_YEAR: "{star}{kind}：上年不低于{same}",
    words.GATE_COUNT: "{star}支部：至少 {value} 个班组{teams}",
    words.GATE_SHARE: "{star}支部：至少 {percent}% 的班组{teams}",
    words.GATE_BRANCH: "{star}班组：所属支部不低于{branch}",
    words.GATE_NO_TEAMS: "没有所辖和结对班组的支部：最高{branch}",
}


def rule_lines(rules: Rulebook, cell: Cell) -> Iterator[RuleLine]:
    """Every threshold, gate, cap, quota, indicator and setting of the rulebook."""
    levels = sorted(_rows(rules, "threshold"), key=lambda line: (line[1]["unit_kind"], int(line[1]["star"])))
    for level, (index, row) in zip(rules.levels, levels, strict=True):
        yield RuleLine(
            "星级标准", level_line(level) + only(row), row["reference"], cell("threshold", index, "lowest")
        )
    for index, row in _rows(rules, "gate"):
        gate = build_gate(row, place := cell("gate", index, "value"))
        text = _gate(rules, gate) + _band(row) + only(row) + (f"（{words.TRIED}）" if gate.tried else "")
        yield RuleLine("联动条件", text, row["reference"], place)
    for veto, (index, row) in zip(rules.vetoes.values(), _rows(rules, "veto"), strict=True):
        also = "，并波及所属支部" if veto.to_branch else ""
        text = f"{veto.code} {veto.name}（{row['unit_kind']}）：{_effect(rules, veto)}{also}"
        yield RuleLine("否决与封顶", text, row["reference"], cell("veto", index, "highest"))
    for quota, (index, row) in zip(rules.quotas, _rows(rules, "quota"), strict=True):
        text = _quota(rules, quota)
        yield RuleLine("名额", text + only(row), row["reference"], cell("quota", index, "share"))
    for index, row in _rows(rules, "indicator"):
        yield RuleLine("指标", _indicator(row), row["reference"], cell("indicator", index, "points"))
    for index, row in _rows(rules, "setting"):
        if not pd.isna(row["value"]):
            yield RuleLine("基本设置", f"{row['name']}：{row['value']}", "", cell("setting", index, "value"))


def level_line(level: Level) -> str:
    """党支部五星：95 分及以上."""
    test = f"，{'、'.join(level.tested)}合计得分率 {plain(level.test_share)}% 及以上" if level.tested else ""
    return f"{level.unit_kind}{level.name}：{plain(level.lowest)} 分及以上{test}"


def _gate(rules: Rulebook, gate: Gate) -> str:
    kind, of = gate.unit_kind, TEAM if gate.how in (words.GATE_COUNT, words.GATE_SHARE) else gate.unit_kind
    whole = min(int(gate.value), 9)
    return _GATE[gate.how].format(
        star=rules.level_word(kind, gate.star),
        kind=kind,
        value=plain(gate.value),
        percent=plain(gate.value * 100),
        reached=plain(gate.reached),
        indicators="、".join(gate.indicators),
        branch=rules.level_word(BRANCH, whole),
        same=rules.level_word(kind, whole),
        teams=rules.level_or_more(of, gate.at_least) if gate.at_least else "",
    )


def _quota(rules: Rulebook, quota: Quota) -> str:
    """党支部五星不超过 10%（舍去，最少 1 个）；季度预警，年度执行."""
    bound = "不少于" if quota.forced else "不超过"
    share = f"{plain(quota.share * 100)}%（{quota.rounding}，最少 {quota.minimum} 个）"
    of = f"{quota.base}的 " if quota.base == words.APPLICANTS else ""
    uses = "，".join(
        f"{period}{use}"
        for period, use in (("季度", quota.in_quarter), ("年度", quota.in_year))
        if use != words.UNUSED
    )
    return f"{quota_name(rules, quota)}{bound}{of or ' '}{share}；{uses or '季度和年度都不用'}"


def quota_name(rules: Rulebook, quota: Quota) -> str:
    """党支部五星, 班组四星及以上; 党支部二星及以下 where the share is a forced one."""
    if quota.forced:
        return f"{quota.unit_kind}{rules.level_word(quota.unit_kind, quota.star)}及以下"
    return f"{quota.unit_kind}{rules.level_or_more(quota.unit_kind, quota.star)}"


def _effect(rules: Rulebook, veto: Veto) -> str:
    word = rules.level_word(veto.unit_kinds[0], veto.highest)
    return {
        words.LOWERED: f"降 {veto.amount} 级",
        words.STOPPED: f"{veto.amount} 期内不参评",
        words.DIRECT: f"直接定为{word}",
        words.ZEROED: rules.level_word(veto.unit_kinds[0], 0),
    }.get(veto.effect, f"最高{word}")


def only(row: dict[Hashable, Any]) -> str:
    """Which units alone a row is for; "" for all of them."""
    return "" if pd.isna(row["applies"]) else f"（只用于 {row['applies']} 的单位）"


def _rows(rules: Rulebook, key: str) -> list[tuple[tuple[str, str, int], dict[Hashable, Any]]]:
    frame = rules.frames[key]
    return list(placed(frame))


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
