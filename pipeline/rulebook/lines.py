"""The rules in force as lines a reader understands, each with its reference and its cell."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.core.chinese import or_more, plain, star_word
from pipeline.rulebook.rules import Cell, Rulebook


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


def _indicator(row: dict[Hashable, Any]) -> str:
    how = "" if pd.isna(row["measure"]) else f"，{row['measure']} ← {row['source']}"
    board = "" if pd.isna(row["board"]) else f"，{row['board']}·{row['side']}"
    return f"{row['unit_kind']} {row['code']} {row['name']} {plain(row['points'])} 分{how}{board}"
